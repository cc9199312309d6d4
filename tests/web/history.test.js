import assert from "node:assert/strict";
import { test } from "node:test";
import { headline } from "../../services/front/web/compare/history.js";
import { legOf } from "../../services/front/web/compare/legs.js";
import { speak } from "./helpers.js";

speak("en");

/**
 * @param {Record<string, number|null>} speedUps by the key of a leg
 * @param {Partial<import("../../services/front/web/compare/types.js").Listed>} [fields]
 */
function listed(speedUps, fields = {}) {
  const legs = Object.entries(speedUps).map(([key, speed_up]) => ({ key, speed_up, median_secs: 1 }));
  const plan = { legs: Object.keys(speedUps).map(legOf) };
  return /** @type {any} */ ({ state: "finished", failure: null, plan, legs, ...fields });
}

test("speed-ups of one baseline are told without a ranking", () => {
  const speedUps = { sequential: 1, thread_pool: 0.98, process_pool: 1.93, "thread_pool@3.13t": 2.4 };
  assert.equal(headline(listed(speedUps)), "speed-ups 0.98 × to 1.93 ×");
  assert.equal(headline(listed({ sequential: 1, thread_pool: 0.98 })), "speed-up 0.98 ×");
});

test("where no task can be compared, nothing is said", () => {
  assert.equal(headline(listed({ sequential: 1, thread_pool: null })), "");
  assert.equal(headline(listed({ sequential: 1 })), "");
});

test("what has not finished says how far it came, or why it failed", () => {
  const plan = { legs: ["sequential", "thread_pool", "processes"].map(legOf) };
  assert.equal(headline(listed({}, { state: "queued", plan: /** @type {any} */ (plan) })), "");
  const some = { state: /** @type {const} */ ("cancelled"), plan: /** @type {any} */ (plan) };
  assert.equal(headline(listed({ sequential: 1 }, some)), "1 of 3 legs measured");
  const failure = { code: "timed-out", values: { secs: 900 } };
  assert.equal(
    headline(listed({ sequential: 1 }, { ...some, state: "failed", failure })),
    "The experiment took longer than 900 s and was ended.",
  );
});
