import assert from "node:assert/strict";
import { test } from "node:test";
import { failureText } from "../../services/front/web/core/failures.js";
import { duration, epoch, percent, roughly, size, tick } from "../../services/front/web/core/format.js";
import { say, sayCount, sayValue } from "../../services/front/web/core/words.js";
import { speak } from "./helpers.js";

test("counts choose between one and many, and large ones are grouped", () => {
  speak("en");
  assert.equal(sayCount("summary.batch", 1), "1 download");
  assert.equal(sayCount("summary.batch", 2000), "2,000 downloads");
});

test("a key without words is shown itself, and so is a value", () => {
  speak("en");
  assert.equal(say("no.such.key"), "no.such.key");
  assert.equal(sayValue("state", "unheard-of"), "unheard-of");
});

test("a failure is said in the reader's language, made from its code, reason and values", () => {
  const failure = {
    code: "transfer-broken",
    reason: "cut-off",
    values: { got_bytes: 49981, expected_bytes: 102400 },
    message: "The server's own words.",
  };
  speak("en");
  assert.equal(failureText(failure), "The connection broke off after 49981 of 102400 bytes.");
  speak("zh");
  assert.match(failureText(failure), /[\u4e00-\u9fff]/);
});

test("words for a value of a failure are used", () => {
  speak("en");
  const failure = { code: "cannot-store", reason: "write", values: { error: "ENOSPC" } };
  assert.equal(failureText(failure), "The file cannot be written: the disk is full.");
});

test("a failure that this page has no words for is said as the server says it", () => {
  speak("en");
  assert.equal(failureText({ code: "brand-new", message: "It is new." }), "It is new.");
  assert.equal(failureText({ code: "brand-new" }), "It failed (brand-new).");
  assert.equal(failureText(null), "");
});

test("times and sizes are written for people", () => {
  speak("en");
  assert.deepEqual([0.42, 7.31, 125, 3_720, -3].map(duration), [
    "0.42 s",
    "7.3 s",
    "2 min 05 s",
    "1 h 02 min",
    "0.00 s",
  ]);
  const marks = [0, 5, 90].map((secs) => tick(secs));
  assert.deepEqual(marks, ["0", "5 s", "1:30"]);
  assert.deepEqual([12, 1_536, 5_000_000].map(size), ["12 B", "1.5 KiB", "4.8 MiB"]);
  assert.equal(roughly(200), "3 min");
  assert.equal(percent(0.999), "99%");
});

test("moments keep their microseconds: the downloads of a batch are told apart by them", () => {
  assert.ok((epoch("2026-11-24T08:00:00.123456Z") ?? 0) < (epoch("2026-11-24T08:00:00.123457Z") ?? 0));
  assert.equal(epoch(null), null);
});
