import assert from "node:assert/strict";
import { test } from "node:test";
import { advanceOf } from "../../services/front/web/compare/advance.js";
import { leg } from "./experiments.js";

/**
 * @param {import("../../services/front/web/compare/types.js").Leg[]} legs whose runs follow each other
 * @param {number} between seconds before each run
 */
function experiment(legs, between = 0) {
  let at = 100;
  for (const run of legs.flatMap(({ runs }) => runs)) {
    run.started_at = at + between;
    at = run.started_at + run.makespan_secs;
  }
  return /** @type {any} */ ({ plan: { repeats: 3 }, started_at: 100, legs });
}

test("runs of legs that cannot run are not waited for", () => {
  const missing = { ...leg("interpreter_pool", []), unavailable: { code: "needs-python", values: {} } };
  const { done, total } = advanceOf(experiment([leg("sequential", [4]), missing]));
  assert.deepEqual([done, total], [1, 3]);
});

test("nothing is guessed before each leg has run", () => {
  assert.equal(advanceOf(experiment([leg("sequential", [4]), leg("thread_pool", [])]), 104).restSecs, null);
  assert.equal(advanceOf({ ...experiment([leg("sequential", [4])]), started_at: null }, 104).restSecs, null);
  assert.equal(advanceOf(experiment([]), 104).restSecs, null);
});

test("the rest has the time between two runs in it, and gets shorter", () => {
  const half = experiment([leg("sequential", [4]), leg("thread_pool", [1])], 2);
  assert.equal(advanceOf(half, 109).restSecs, 2 * (4 + 2) + 2 * (1 + 2));
  assert.equal(advanceOf(half, 112).restSecs, 15);
  assert.equal(advanceOf(half, 1_000).restSecs, 0);
});
