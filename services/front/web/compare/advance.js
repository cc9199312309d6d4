/** How far an experiment has come, and how long it will take. Nothing here touches the page. */

/**
 * @typedef {import("./types.js").Experiment} Experiment
 * @typedef {import("./types.js").Leg} Leg
 * @typedef {{done: number, total: number, legs: number, restSecs: number|null}} Advance
 */

/**
 * Counts runs of legs; those of unavailable legs do not exist.
 * @param {Experiment} experiment
 * @returns {Advance} `restSecs` is null until enough legs have run to tell
 */
export function advanceOf({ plan, legs }) {
  const open = legs.filter(({ unavailable }) => !unavailable);
  const done = open.reduce((sum, { runs }) => sum + runs.length, 0);
  return { done, total: open.length * plan.repeats, legs: open.length, restSecs: restOf(open, plan.repeats) };
}

/**
 * The rest, when each leg has run at least once: nothing is guessed of a leg that never ran.
 * @param {Leg[]} legs
 * @param {number} repeats
 */
function restOf(legs, repeats) {
  if (!legs.length || legs.some(({ runs }) => !runs.length)) return null;
  return legs.reduce((sum, { runs }) => sum + (repeats - runs.length) * mean(runs), 0);
}

/** @param {Leg["runs"]} runs */
function mean(runs) {
  return runs.reduce((sum, { makespan_secs }) => sum + makespan_secs, 0) / runs.length;
}
