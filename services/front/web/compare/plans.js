/** Plans: the two prepared ones, and what can run here. Nothing here touches the page. */

import { DISTRIBUTED } from "./legs.js";

/**
 * @typedef {import("./types.js").Lab} Lab
 * @typedef {import("./types.js").LegPlan} LegPlan
 * @typedef {import("./types.js").Plan} Plan
 * @typedef {import("./types.js").PythonInfo} PythonInfo
 */

/** @type {Record<string, Omit<Plan, "legs">>} */
const PREPARED = {
  waiting: { workload: "waiting", tasks: 16, slots: 8, repeats: 3, seed: 1, scale: 1, prediction: [] },
  computing: { workload: "computing", tasks: 8, slots: 2, repeats: 3, seed: 1, scale: 1, prediction: [] },
};
const MODELS = [
  "sequential",
  "asyncio_gather",
  "thread_pool",
  "asyncio_to_thread",
  "process_pool",
  "interpreter_pool",
];

/** What the form begins with. */
export const DEFAULTS = PREPARED.waiting;

/**
 * A prepared experiment, with what can run here; the server adds the baselines.
 * @param {"waiting"|"computing"} name
 * @param {Lab} lab
 * @returns {Plan}
 */
export function preparedPlan(name, lab) {
  const known = new Set(lab.models.map((model) => model.name));
  const local = MODELS.filter((model) => known.has(model)).map((model) => ({ model, python: "", pool: "" }));
  const free = freeThreaded(lab).map(({ id }) => ({ model: "thread_pool", python: id, pool: "" }));
  const pools = lab.distributed.filter((pool) => pool !== "any");
  const distributed = pools.map((pool) => ({ model: DISTRIBUTED, python: "", pool }));
  const legs = [...local, ...(name === "computing" ? free : []), ...distributed];
  return { ...PREPARED[name], legs: legs.filter((leg) => !whyNot(lab, leg)) };
}

/**
 * The id by which plans name a Python: that of the lab's own is "".
 * @param {Lab} lab
 * @param {PythonInfo} python
 */
export function planId(lab, python) {
  return python === lab.pythons[0] ? "" : python.id;
}

/**
 * Why a leg cannot run here.
 * @param {Lab} lab
 * @param {LegPlan} leg
 * @returns {import("./types.js").Fact|null} null: it can, as far as the lab knows
 */
export function whyNot(lab, { model, python, pool }) {
  if (model === DISTRIBUTED)
    return lab.distributed.includes(pool) ? null : { code: "no-workers", values: { pool } };
  return lab.models.find(({ name }) => name === model)?.unavailable[python] ?? null;
}

/**
 * The newest free-threaded Python, if there is one that is not the lab's own.
 * @param {Lab} lab
 */
function freeThreaded({ pythons }) {
  return pythons
    .slice(1)
    .filter(({ free_threaded, gil }) => free_threaded && !gil)
    .slice(-1);
}
