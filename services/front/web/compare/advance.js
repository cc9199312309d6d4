/** How far an experiment has come, and how long it will take. Nothing here touches the page. */

/**
 * @typedef {import("./types.js").Experiment} Experiment
 * @typedef {import("./types.js").Leg} Leg
 * @typedef {import("./types.js").LegRun} LegRun
 * @typedef {{done: number, total: number, restSecs: number|null}} Advance
 */

/**
 * Counts runs of legs; an unavailable leg has none, and one that failed is not run again.
 * @param {Experiment} experiment
 * @param {number} [now] seconds since the epoch
 * @returns {Advance} `restSecs` is null until each leg has run: nothing is guessed of a leg that never ran
 */
export function advanceOf({ plan, legs, started_at }, now = 0) {
  const can = legs.filter(({ unavailable }) => !unavailable);
  const open = can.filter(({ failure }) => !failure);
  const done = can.reduce((sum, { runs }) => sum + runs.length, 0);
  const rest = open.reduce((sum, { runs }) => sum + plan.repeats - runs.length, 0);
  const canTell = started_at !== null && open.length > 0 && open.every(({ runs }) => runs.length);
  const restSecs = canTell ? restOf(open, plan.repeats, started_at, now) : null;
  return { done, total: done + rest, restSecs };
}

/**
 * The runs that are left take as long as those before, and between two runs passes as much time as before.
 * @param {Leg[]} legs
 * @param {number} repeats
 * @param {number} startedAt
 * @param {number} now
 */
function restOf(legs, repeats, startedAt, now) {
  const runs = legs.flatMap((leg) => leg.runs);
  const lastEnd = Math.max(...runs.map(endOf));
  const between = Math.max(0, lastEnd - startedAt - sumOf(runs)) / runs.length;
  const rest = legs.reduce((sum, leg) => {
    const left = Math.max(0, repeats - leg.runs.length);
    return sum + left * (between + sumOf(leg.runs) / leg.runs.length);
  }, 0);
  return Math.max(0, rest - Math.max(0, now - lastEnd));
}

/** @param {LegRun} run */
function endOf({ started_at, makespan_secs }) {
  return started_at + makespan_secs;
}

/** @param {LegRun[]} runs */
function sumOf(runs) {
  return runs.reduce((sum, { makespan_secs }) => sum + makespan_secs, 0);
}
