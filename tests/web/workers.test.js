import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Store } from "../../services/front/web/downloads/store.js";
import { lanesOf, spanOf } from "../../services/front/web/lanes/from_downloads.js";
import { doneOf, pythonOf } from "../../services/front/web/workers/card.js";
import { Names } from "../../services/front/web/workers/names.js";
import { isSilent, serviceFor, slotsOf } from "../../services/front/web/workers/service.js";
import { run, START, speak, view, worker } from "./helpers.js";

beforeEach(() => speak("en"));

test("a worker that has missed heartbeats is silent long before its lease ends", () => {
  assert.equal(isSilent(worker("w"), START + 5), false);
  assert.equal(isSilent(worker("w"), START + 8), true);
  assert.equal(isSilent(worker("w", { last_heartbeat: null }), START + 99), false);
  assert.equal(isSilent(worker("w", { heartbeat_secs: 20 }), START + 42), false);
  assert.equal(isSilent(worker("w", { heartbeat_secs: 20 }), START + 44), true);
  assert.equal(isSilent(worker("plain RQ", { heartbeat_secs: null }), START + 99), false);
});

test("a worker does not call those failed that were cancelled: RQ counts both as one", () => {
  assert.equal(doneOf(worker("w", { finished_jobs: 6, failed_jobs: 4 })), "6 done · 4 failed or cancelled");
});

test("a worker says which Python it has, and whether that has the GIL", () => {
  assert.deepEqual(pythonOf(worker("w", { python: "3.13.5" })), ["Python 3.13.5, with the GIL"]);
  assert.deepEqual(pythonOf(worker("w", { gil: false })), ["Python 3.14.0, without the GIL"]);
  assert.deepEqual(pythonOf(worker("an older one", { python: null, gil: null })), []);
});

test("who could take a download: nobody at all, nobody for its pool, or somebody", () => {
  assert.equal(serviceFor([], "threads"), "nobody");
  assert.equal(serviceFor([worker("w")], "interpreters"), "unserved");
  assert.equal(serviceFor([worker("w")], "any"), "served");
});

test("each slot shows its job, and a job without a slot the first free one", () => {
  const job = (/** @type {string} */ download, /** @type {number|null} */ slot) => ({
    slot,
    download,
    name: download,
    started_at: 0,
  });
  const slots = slotsOf(worker("w", { slots: 3, running: [job("a", null), job("b", 0)] }));
  assert.deepEqual(
    slots.map((job) => job?.download ?? null),
    ["b", "a", null],
  );
  assert.equal(slotsOf(worker("w", { slots: 1, running: [job("a", 0), job("b", 0)] })).length, 2);
});

test("workers have names for people, with the numbers that the server gives them", () => {
  const names = new Names();
  names.learn("threads-x", 2);
  names.learn("processes-y", 1);
  names.learn("plain RQ", null);
  assert.equal(names.nameOf("threads-x", "threads"), "threads 2");
  assert.equal(names.nameOf("processes-y", "processes"), "processes 1");
  assert.equal(names.nameOf("threads-z", "threads"), "threads");
  names.learn("threads-z", 1);
  const workers = ["threads-x", "threads-z"].map((worker) => ({ worker, pool: "threads" }));
  workers.sort(names.compare.bind(names));
  assert.deepEqual(
    workers.map(({ worker }) => worker),
    ["threads-z", "threads-x"],
  );
});

test("lanes are numbered in the order in which they began, those of a worker together", () => {
  const store = new Store();
  const runner = (/** @type {number} */ thread_id) => ({
    host: "vm",
    pid: 7,
    thread_id,
    interpreter_id: 0,
    task: "t",
  });
  store.takeViews(
    [
      view("late", { runs: [run(1, 3, 4, { runner: runner(1) })] }),
      view("early", { runs: [run(1, 0, 2, { runner: runner(9) })] }),
      view("other", {
        runs: [run(1, 1, 2, { worker: "processes-1", pool: "processes", runner: { ...runner(5), pid: 8 } })],
      }),
    ],
    0,
  );
  const names = new Names();
  const lanes = lanesOf(store.downloads.values(), names.compare.bind(names));
  assert.deepEqual(
    lanes.map(({ pool, number, runner }) => [pool, number, runner.thread_id]),
    [
      ["threads", 1, 9],
      ["threads", 2, 1],
      ["processes", 1, 5],
    ],
  );
});

test("runs that go on end now, and keep the timeline running", () => {
  const store = new Store();
  store.takeViews([view("a", { runs: [run(1, 0, null)] })], 0);
  const span = spanOf(
    lanesOf(store.downloads.values(), () => 0),
    START + 7,
  );
  assert.deepEqual(span, { start: START, end: START + 7, isRunning: true });
});
