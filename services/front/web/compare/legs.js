/** The legs of a plan: their keys, their baselines, and what a reader calls them. Nothing here touches the page. */

import { constants } from "../core/constants.js";
import { say, sayValue } from "../core/words.js";

/**
 * @typedef {import("./types.js").LegPlan} LegPlan
 * @typedef {import("./types.js").PythonInfo} PythonInfo
 */

export const DISTRIBUTED = "distributed";
export const SEQUENTIAL = "sequential";

/**
 * Names a leg within its experiment, as `LegPlan.key` does: `thread_pool@3.13t`, `distributed:threads`.
 * @param {LegPlan} leg
 */
export function keyOf({ model, pool, python }) {
  return model + (pool && `:${pool}`) + (python && `@${python}`);
}

/**
 * The family of a model, which gives it its colour.
 * @param {string} model
 */
export function familyOf(model) {
  return constants.families[model] ?? "unknown";
}

/**
 * The key of the leg that this one is compared with: sequential under the same Python.
 * @param {LegPlan} leg
 */
export function baselineKeyOf({ model, python }) {
  return keyOf({ model: SEQUENTIAL, pool: "", python: model === DISTRIBUTED ? "" : python });
}

/**
 * The legs with the baselines that they lack, each before the first leg that needs it.
 * @param {LegPlan[]} legs
 * @returns {LegPlan[]}
 */
export function withBaselines(legs) {
  const known = new Set(legs.map(keyOf));
  return legs.flatMap((leg) => {
    const key = baselineKeyOf(leg);
    if (known.has(key)) return [leg];
    known.add(key);
    return [{ model: SEQUENTIAL, pool: "", python: leg.model === DISTRIBUTED ? "" : leg.python }, leg];
  });
}

/**
 * The leg of a key.
 * @param {string} key
 * @returns {LegPlan}
 */
export function legOf(key) {
  const [modelAndPool, python = ""] = key.split("@");
  const [model, pool = ""] = modelAndPool.split(":");
  return { model, pool, python };
}

/**
 * What a leg is called: "thread pool", "thread pool on Python 3.13t", "RQ workers (threads)".
 * @param {LegPlan} leg
 */
export function nameOf({ model, pool, python }) {
  let name = sayValue("experiments.model", model);
  if (pool)
    name = say("experiments.leg.pool", { model: name, pool: sayValue("experiments.values.pool", pool) });
  return python ? say("experiments.leg.python", { model: name, python }) : name;
}

/**
 * Which Python ran a leg and whether its GIL was on at the end: "3.13.15t, no GIL".
 * @param {PythonInfo|null} python
 * @param {boolean|null} gil null: it has not run yet
 */
export function pythonText(python, gil) {
  if (!python) return say("compare.python.workers");
  const version = python.version + (python.free_threaded && !python.version.endsWith("t") ? "t" : "");
  const isOn = gil ?? python.gil;
  if (!isOn) return say("compare.python.no_gil", { version });
  return say(python.free_threaded ? "compare.python.gil_back" : "compare.python.gil", { version });
}
