import assert from "node:assert/strict";
import { test } from "node:test";
import { linesFor } from "../../services/front/web/form/fills.js";
import { linesOf, placeOfError, submissionOf } from "../../services/front/web/form/submission.js";

const CHOICES = { pool: "threads", work: "none", rounds: 500, retries: 0, seed: null, timeScale: 1 };

test("names and addresses are told apart, empty lines are left out", () => {
  const { items } = submissionOf(linesOf("Python3.7\n\n  https://example.org/a  \nftp://foo\nC++"), CHOICES);
  assert.deepEqual(items, [
    { name: "Python3.7" },
    { url: "https://example.org/a" },
    { url: "ftp://foo" },
    { name: "C++" },
  ]);
});

test("computing is asked for when it is chosen, and else left out", () => {
  assert.equal(submissionOf([], CHOICES).work, null);
  assert.deepEqual(submissionOf([], { ...CHOICES, work: "python" }).work, { kind: "python", rounds: 500 });
});

test("an error of the API is shown at the line that the reader counts", () => {
  const lines = linesOf("\n\na\n\nb");
  assert.deepEqual(placeOfError({ item: 1, field: "items.1.url", message: "" }, lines), {
    line: 5,
    field: "url",
  });
  assert.deepEqual(placeOfError({ field: "seed", message: "" }, lines), { line: undefined, field: "seed" });
});

test("the demo's files are those of the origin", () => {
  assert.match(
    linesFor("files", "http://origin:8081")[0],
    /^http:\/\/origin:8081\/files\/small\.bin\?bytes=1048576&rate=/,
  );
  assert.equal(linesFor("note", "").length, 2);
  assert.equal(linesFor("many", "").length, 24);
});
