import assert from "node:assert/strict";
import { test } from "node:test";
import { areAlike, compareOrders } from "../../services/front/web/compare/prediction.js";
import { leg } from "./experiments.js";
import { speak } from "./helpers.js";

speak("en");

/** @param {ReturnType<typeof compareOrders>} rows */
function verdicts(rows) {
  return rows.map(({ verdict }) => verdict);
}

test("legs are alike when their intervals overlap or their medians nearly agree", () => {
  const summary = (/** @type {number} */ secs, /** @type {[number, number]} */ interval) =>
    /** @type {any} */ (leg("sequential", [secs], { interval }).summary);
  assert.equal(areAlike(summary(1, [1, 1]), summary(1.049, [1.049, 1.049])), true);
  assert.equal(areAlike(summary(1, [1, 1]), summary(1.2, [1.2, 1.2])), false);
  assert.equal(areAlike(summary(1.2, [1.1, 1.3]), summary(1, [0.9, 1.1])), true);
});

test("every place of a tie is right", () => {
  const legs = [leg("sequential", [4]), leg("thread_pool", [1]), leg("process_pool", [1.02])];
  for (const order of [
    ["thread_pool", "process_pool", "sequential"],
    ["process_pool", "thread_pool", "sequential"],
  ]) {
    const rows = compareOrders(order, legs);
    assert.deepEqual(verdicts(rows), ["right", "right", "right"]);
    assert.deepEqual(
      rows.map(({ places }) => places),
      [
        [1, 2],
        [1, 2],
        [3, 3],
      ],
    );
  }
});

test("outside its places a leg is faster or slower than predicted", () => {
  const legs = [leg("sequential", [4]), leg("thread_pool", [1])];
  assert.deepEqual(verdicts(compareOrders(["sequential", "thread_pool"], legs)), ["slower", "faster"]);
});

test("two legs that differ, and both tie with others, are not right in the wrong order", () => {
  const between = { interval: /** @type {[number, number]} */ ([1, 1.2]) };
  const legs = [
    leg("sequential", [1]),
    leg("asyncio_gather", [1.1], between),
    leg("asyncio_to_thread", [1.1], between),
    leg("thread_pool", [1.2]),
  ];
  const order = ["asyncio_gather", "thread_pool", "sequential", "asyncio_to_thread"];
  assert.deepEqual(verdicts(compareOrders(order, legs)), ["right", "slower", "faster", "right"]);
});

test("places count the measured legs only, and nothing is said of the others", () => {
  const legs = [leg("sequential", [4]), leg("thread_pool", []), leg("process_pool", [2], { failed: 1 })];
  const rows = compareOrders(["thread_pool", "process_pool", "sequential"], legs);
  assert.deepEqual(verdicts(rows), [null, null, "right"]);
  assert.deepEqual([rows[2].predicted, rows[2].places], [1, [1, 1]]);
});
