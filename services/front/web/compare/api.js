/** The API of experiments. */

import { ask, Problem } from "../core/api.js";
import { newKey } from "../core/keys.js";

/**
 * @typedef {import("./types.js").Experiment} Experiment
 * @typedef {import("./types.js").Lab} Lab
 * @typedef {import("./types.js").Listed} Listed
 * @typedef {import("./types.js").Plan} Plan
 */

const JSON_TYPE = { "Content-Type": "application/json" };
const NONE = { text: "", key: "" };
let unanswered = NONE; // the last request that may or may not have queued an experiment, and its key

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
 * What the lab would run, with the baselines that are not named; nothing is queued.
 * @param {Plan} plan
 * @returns {Promise<{plan: Plan, estimated_secs: number}>}
 */
export function checkPlan(plan) {
  return ask("POST", "/lab/plan", { body: requestOf(plan), headers: JSON_TYPE });
}

/**
 * Queue an experiment. Sending the same again after no answer came queues no second one.
 * @param {Plan} plan
 * @returns {Promise<Experiment>}
 */
export async function startExperiment(plan) {
  const body = requestOf(plan);
  const text = JSON.stringify(body);
  if (unanswered.text !== text) unanswered = { text, key: newKey() };
  try {
    const headers = { ...JSON_TYPE, "Idempotency-Key": unanswered.key };
    const experiment = await ask("POST", "/experiments", { body, headers });
    unanswered = NONE;
    return experiment;
  } catch (error) {
    if (error instanceof Problem && error.status >= 400 && error.status < 500) unanswered = NONE;
    throw error;
  }
}

/** @param {Plan} plan */
function requestOf({ workload, legs, tasks, slots, repeats, seed, scale, prediction }) {
  return { workload, legs, tasks, slots, repeats, seed, scale, prediction };
}

/**
 * Stop an experiment, whether it waits or runs.
 * @param {string} id
 */
export function cancelExperiment(id) {
  return ask("DELETE", `/experiments/${encodeURIComponent(id)}`);
}
