/** The API of experiments. */

import { ask } from "../core/api.js";

/**
 * @typedef {import("./types.js").Experiment} Experiment
 * @typedef {import("./types.js").Lab} Lab
 * @typedef {import("./types.js").Listed} Listed
 */

/**
 * What can be compared here.
 * @returns {Promise<Lab>}
 */
export function getLab() {
  return ask("GET", "/lab");
}

/**
 * The experiments that are kept, newest first.
 * @returns {Promise<{experiments: Listed[]}>}
 */
export function listExperiments() {
  return ask("GET", "/experiments");
}

/**
 * One experiment, with all that is measured so far.
 * @param {string} id
 * @returns {Promise<Experiment>}
 */
export function getExperiment(id) {
  return ask("GET", `/experiments/${encodeURIComponent(id)}`);
}

/**
 * Queue an experiment.
 * @param {import("./types.js").Plan} plan
 * @returns {Promise<Experiment>}
 */
export function startExperiment(plan) {
  const { workload, legs, tasks, slots, repeats, seed, scale, prediction } = plan;
  const body = { workload, legs, tasks, slots, repeats, seed, scale, prediction };
  return ask("POST", "/experiments", { body, headers: { "Content-Type": "application/json" } });
}

/**
 * Stop an experiment, whether it waits or runs.
 * @param {string} id
 */
export function cancelExperiment(id) {
  return ask("DELETE", `/experiments/${encodeURIComponent(id)}`);
}
