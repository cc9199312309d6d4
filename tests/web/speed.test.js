import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Store } from "../../services/front/web/downloads/store.js";
import { idealCores } from "../../services/front/web/summary/ideal.js";
import { speedOf } from "../../services/front/web/summary/speed.js";
import { iso, run, START, speak, view, worker } from "./helpers.js";

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
  assert.deepEqual(speed(views, 5), {
    kind: "waiting",
    elapsedSecs: 5,
    sumSecs: 10,
    isWhole: true,
    quotient: 2,
  });
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

test("a batch of which every run was cancelled has no speed-up: 0.00× would be a figure of nothing", () => {
  const cancelled = run(1, 0, 3, { ended: "cancelled" });
  const views = ["a", "b"].map((id) => view(id, { state: "cancelled", runs: [cancelled] }));
  assert.equal(speed(views, 3)?.quotient, null);
});

test("a batch with a run that failed, was lost, handed back or cancelled has no speed-up", () => {
  for (const ended of /** @type {const} */ (["failed", "lost", "handed-back", "cancelled"])) {
    const views = [
      view("a", { state: "finished", runs: [run(1, 0, 5)] }),
      view("b", { state: "finished", runs: [run(1, 0, 4, { ended }), run(2, 5, 10)] }),
    ];
    const found = speed(views, 10);
    assert.deepEqual([found?.sumSecs, found?.isWhole, found?.quotient], [10, false, null]);
  }
});

test("of nothing that has started nothing is said", () => {
  assert.equal(speed([view("a")], 5), null);
});

test("while nobody has said whether downloads compute, no sum is named", () => {
  const store = new Store();
  const data = { name: "a", run: 1, worker: "w", pool: "threads", runner: null, started_at: iso(0) };
  store.takeEvent({ type: "started", batch: "b1", download: "a", at: START, data });
  assert.equal(speedOf(store.membersOf("b1"), START + 5)?.sumSecs, null);
});

/**
 * @param {string[]} ran the worker of each run
 * @param {Partial<import("../../services/front/web/core/types.js").WorkerView>[]} workers
 */
function ideal(ran, workers) {
  const store = new Store();
  store.takeViews(
    ran.map((worker, i) => view(`d${i}`, { work: WORK, runs: [run(1, 0, 1, { worker })] })),
    0,
  );
  const seen = new Map(workers.map((fields, i) => [`w${i}`, worker(`w${i}`, fields)]));
  return idealCores(store.membersOf("b1"), seen);
}

test("no more cores can be busy than there are slots, cores and downloads", () => {
  const four = ["w0", "w0", "w0", "w0"];
  assert.equal(ideal(four, [{ slots: 4, cores: 2 }]), 2);
  assert.equal(ideal(four, [{ slots: 3, cores: 8 }]), 3);
  assert.equal(ideal(["w0"], [{ slots: 4, cores: 2 }]), 1);
});

test("workers on one machine share its cores, also in containers of their own", () => {
  const ran = ["w0", "w0", "w1", "w1"];
  const here = { slots: 2, cores: 2, machine: "m" };
  assert.equal(
    ideal(ran, [
      { ...here, hostname: "a" },
      { ...here, hostname: "b" },
    ]),
    2,
  );
  assert.equal(ideal(ran, [here, { ...here, machine: "other" }]), 4);
});

test("of a worker that was never seen, or does not tell its cores, no ideal is named", () => {
  assert.equal(ideal(["w0", "gone"], [{}]), null);
  assert.equal(ideal(["w0"], [{ cores: null }]), null);
  assert.equal(ideal([], []), null);
});
