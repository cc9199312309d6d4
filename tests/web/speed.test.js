import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Store } from "../../services/front/web/downloads/store.js";
import { speedOf } from "../../services/front/web/summary/speed.js";
import { run, START, speak, view } from "./helpers.js";

beforeEach(() => speak("en"));

/**
 * @param {import("../../services/front/web/core/types.js").DownloadView[]} views
 * @param {number} at
 */
function speed(views, at) {
  const store = new Store();
  store.takeViews(views, 0);
  return speedOf(store.membersOf("b1"), START + at);
}

const WORK = { kind: "python", rounds: 500 };

test("four threads that take turns at the GIL keep one core busy: no speed-up of 3.9", () => {
  const four = ["a", "b", "c", "d"].map((id) =>
    view(id, { state: "finished", work: WORK, runs: [run(1, 0, 2, { cpu_secs: 0.5 })] }),
  );
  const found = speed(four, 2);
  assert.equal(found?.kind, "computing");
  assert.equal(found?.sumSecs, 2);
  assert.equal(found?.quotient, 1);
});

test("of computing nothing is said before all have ended: only then are the CPU seconds known", () => {
  const views = [
    view("a", { state: "finished", work: WORK, runs: [run(1, 0, 2, { cpu_secs: 2 })] }),
    view("b", { state: "running", work: WORK, runs: [run(1, 0, null)] }),
  ];
  assert.deepEqual([speed(views, 3)?.sumSecs, speed(views, 3)?.quotient], [null, null]);
});

test("waiting adds up: that is a speed-up, also while it goes on", () => {
  const views = [
    view("a", { state: "finished", runs: [run(1, 0, 5)] }),
    view("b", { state: "running", runs: [run(1, 0, null)] }),
  ];
  assert.deepEqual(speed(views, 5), { kind: "waiting", elapsedSecs: 5, sumSecs: 10, quotient: 2 });
});

test("real downloads share a line: how many ran at once is no speed-up", () => {
  const views = [view("a", { state: "finished", url: "http://h/a", runs: [run(1, 0, 5)] })];
  assert.equal(speed(views, 5)?.kind, "transferring");
});

test("runs that were handed back, repeated or cancelled do not count", () => {
  const views = [
    view("a", { state: "finished", runs: [run(1, 0, 4, { ended: "handed-back" }), run(2, 5, 10)] }),
    view("b", { state: "cancelled", runs: [run(1, 0, 10, { ended: "cancelled" })] }),
  ];
  assert.equal(speed(views, 10)?.sumSecs, 5);
});

test("of nothing that has started nothing is said", () => {
  assert.equal(speed([view("a")], 5), null);
});

test("whether downloads compute that were not started here is seen by their CPU seconds, at their end", () => {
  const unsaid = (/** @type {import("../../services/front/web/core/types.js").DownloadView} */ view) => ({
    ...view,
    work: undefined,
  });
  const ended = unsaid(view("a", { state: "finished", runs: [run(1, 0, 2, { cpu_secs: 1 })] }));
  const running = unsaid(view("b", { state: "running", runs: [run(1, 0, null)] }));
  const waited = unsaid(view("c", { state: "finished", runs: [run(1, 0, 2, { cpu_secs: 0.001 })] }));
  assert.equal(speed([ended], 2)?.kind, "computing");
  assert.equal(speed([running], 2)?.quotient, null);
  assert.deepEqual([speed([waited], 2)?.kind, speed([waited], 2)?.quotient], ["waiting", 1]);
});
