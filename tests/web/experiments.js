/** Legs and experiments to show in the tests of Compare. */

import { legOf } from "../../services/front/web/compare/legs.js";

/** @typedef {import("../../services/front/web/compare/types.js").Leg} Leg */

/**
 * A leg whose runs took so long.
 * @param {string} key
 * @param {number[]} secs of its runs, one after the other from second 0
 * @param {{interval?: [number, number], failed?: number}} [about] of its summary
 * @returns {Leg}
 */
export function leg(key, secs, { interval, failed = 0 } = {}) {
  const median = [...secs].sort((a, b) => a - b)[Math.floor(secs.length / 2)];
  const summary = { median_secs: median, interval_secs: interval ?? [median, median], failed };
  const runs = secs.map((makespan_secs, repeat) => ({ repeat, started_at: 0, makespan_secs }));
  return /** @type {any} */ ({
    plan: legOf(key),
    unavailable: null,
    runs,
    summary: secs.length ? summary : null,
  });
}
