import assert from "node:assert/strict";
import { test } from "node:test";
import { Store } from "../../services/front/web/downloads/store.js";
import { inOrder, linesOf } from "../../services/front/web/log/lines.js";
import { run, speak, view } from "./helpers.js";

/** @param {import("../../services/front/web/core/types.js").DownloadView[]} views */
function said(...views) {
  const store = new Store();
  store.takeViews(views, 0);
  return inOrder([...store.downloads.values()].flatMap(linesOf)).map(({ text }) => text);
}

test("a task says its sentences in order, and the log is full again after a reload", () => {
  speak("en");
  assert.deepEqual(said(view("C++", { state: "finished", runs: [run(1, 0, 5.5)] })), [
    "Download process 7 started",
    "Downloading C++",
    "Downloading C++ took 5.5s",
  ]);
});

test("sentences are in the reader's language", () => {
  speak("zh");
  const [first, , last] = said(view("C++", { state: "finished", runs: [run(1, 0, 5)] }));
  assert.equal(first, "启动下载进程7");
  assert.equal(last, "下载C++耗费了5s");
});

test("the oldest line comes first, whichever download it is of", () => {
  speak("en");
  const lines = said(
    view("b", { runs: [run(1, 2, 3)], state: "finished" }),
    view("a", { runs: [run(1, 0, 4)], state: "finished" }),
  );
  assert.deepEqual(
    lines.filter((line) => line.includes("took")),
    ["Downloading b took 1s", "Downloading a took 4s"],
  );
  assert.equal(lines[1], "Downloading a");
});

test("each way to end is told", () => {
  speak("en");
  const failure = { code: "timed-out", reason: "total", values: { secs: 3 } };
  const lines = said(
    view("a", {
      state: "cancelled",
      runs: [
        run(1, 0, 1, { ended: "handed-back" }),
        run(2, 2, 3, { ended: "lost" }),
        run(3, 4, 5, { ended: "failed", failure }),
        run(4, 6, 7, { ended: "cancelled" }),
      ],
    }),
  );
  assert.deepEqual(
    lines.filter((line) => line.startsWith("a")),
    [
      "a was handed back and will run again",
      "a lost its worker and will run again",
      "a: The download was not done within 3 s.",
      "a was cancelled",
    ],
  );
});
