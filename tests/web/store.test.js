import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { arrange } from "../../services/front/web/downloads/order.js";
import { isComputing } from "../../services/front/web/downloads/record.js";
import { Store } from "../../services/front/web/downloads/store.js";
import { batch, iso, run, speak, view } from "./helpers.js";

/** @typedef {import("../../services/front/web/core/types.js").DownloadView} DownloadView */

beforeEach(() => speak("en"));

/** @param {DownloadView[]} views */
function storeWith(...views) {
  const store = new Store();
  store.takeViews(views, 0);
  return store;
}

test("a batch that is left over does not join the next one", () => {
  const store = storeWith(view("old", { batch: "b0", pool: "interpreters" }));
  store.takeBatch(batch("b0", { pool: "interpreters" }));
  store.focusOn("b0");
  store.takeSubmitted(batch("b1"), ["new"], [{ name: "new" }], false);
  assert.deepEqual(
    store.focused().map(({ id }) => id),
    ["new"],
  );
  assert.equal(store.totalsOf(store.focus ?? "").count, 1);
});

test("what answers come after Start was pressed do not bring an older batch back", () => {
  const store = new Store();
  store.takeSubmitted(batch("b1"), ["new"], [{ name: "new" }], false);
  store.takeViews([view("old", { batch: "b0", state: "finished", runs: [run(1, 0, 5)] })], 0);
  store.takeBatch(batch("b0", { done: true }));
  assert.equal(store.focus, "b1");
  assert.equal(store.totalsOf("b1").count, 1);
});

test("a batch from elsewhere is shown unless something runs in the one that is", () => {
  const store = storeWith(view("mine", { batch: "b1", state: "running", runs: [run(1, 0, null)] }));
  store.focusOn("b1");
  store.offerFocus("b2");
  assert.equal(store.focus, "b1");
  store.takeViews([view("mine", { batch: "b1", state: "finished", runs: [run(1, 0, 5)] })], Infinity);
  store.offerFocus("b2");
  assert.equal(store.focus, "b2");
});

test("states are counted from the downloads when all are known, and else by the server", () => {
  const store = storeWith(view("a", { state: "failed" }), view("b", { state: "failed" }));
  store.takeBatch(batch("b1", { count: 2 }));
  assert.deepEqual(store.totalsOf("b1").states, {
    queued: 0,
    running: 0,
    finished: 0,
    failed: 2,
    cancelled: 0,
  });
  const states = { queued: 7, scheduled: 1, running: 0, finished: 2, failed: 0, cancelled: 0 };
  store.takeBatch(batch("b1", { count: 10, states }));
  assert.deepEqual(store.totalsOf("b1"), {
    count: 10,
    known: 2,
    done: 2,
    fraction: 0.2,
    states: { queued: 8, running: 0, finished: 2, failed: 0, cancelled: 0 },
  });
});

test("what runs is not done, though it has all its bytes and only computes", () => {
  const work = { kind: "python", rounds: 500 };
  const store = storeWith(view("a", { state: "running", fraction: 1, work, runs: [run(1, 0, null)] }));
  assert.equal(store.totalsOf("b1").fraction, 0.99);
  assert.equal(isComputing(store.membersOf("b1")[0]), true);
});

test("what runs stands first in the list, however old its batch is", () => {
  const store = storeWith(
    view("c", { batch: "b2", created_at: iso(20.2) }),
    view("b", { batch: "b2", created_at: iso(20.1), state: "finished" }),
    view("z", { batch: "b1", created_at: iso(3), state: "running" }),
    view("y", { batch: "b1", created_at: iso(2) }),
    view("x", { batch: "b1", created_at: iso(1), state: "failed" }),
  );
  const groups = arrange(store.downloads.values(), "");
  assert.deepEqual(
    groups.map(({ batch, downloads }) => [batch, downloads.map(({ id }) => id)]),
    [
      ["b1", ["z", "y", "x"]],
      ["b2", ["c", "b"]],
    ],
  );
});

test("a filter shows one state; what waits for its retry counts as queued", () => {
  const store = storeWith(view("a", { state: "scheduled" }), view("b", { state: "running" }));
  const ids = (/** @type {string} */ filter) =>
    arrange(store.downloads.values(), filter).flatMap(({ downloads }) => downloads.map(({ id }) => id));
  assert.deepEqual(ids("queued"), ["a"]);
  assert.deepEqual(ids("running"), ["b"]);
  assert.deepEqual(ids("cancelled"), []);
});

test("old batches are forgotten when there are too many downloads, but not the one shown", () => {
  const views = Array.from({ length: 5_002 }, (_, i) =>
    view(`d${i}`, { batch: i < 5_000 ? "b0" : "b1", state: "finished" }),
  );
  const store = storeWith(...views);
  store.takeBatch(batch("b0", { created_at: iso(0) }));
  store.takeBatch(batch("b1", { created_at: iso(9) }));
  store.focusOn("b1");
  store.forgetOld();
  assert.equal(store.downloads.size, 2);
});
