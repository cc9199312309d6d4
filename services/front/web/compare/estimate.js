/** About how long a plan takes, as `lab.planning.estimate_secs` says it. Nothing here touches the page. */

import { constants } from "../core/constants.js";
import { DISTRIBUTED, familyOf } from "./legs.js";

/**
 * @typedef {import("./types.js").Lab} Lab
 * @typedef {import("./types.js").LegPlan} LegPlan
 * @typedef {import("./types.js").Plan} Plan
 */

/**
 * @param {Plan} plan
 * @param {Lab} lab
 * @returns {number} seconds
 */
export function estimateSecs(plan, lab) {
  const { start_secs } = constants.estimate;
  return plan.repeats * plan.legs.reduce((sum, leg) => sum + start_secs + legSecs(plan, leg, lab), 0);
}

/**
 * @param {Plan} plan
 * @param {LegPlan} leg
 * @param {Lab} lab
 */
function legSecs(plan, leg, lab) {
  const { task_secs, process_secs } = constants.estimate;
  const [waiting, computing] = (task_secs[plan.workload] ?? [0, 0]).map(
    (secs) => secs * plan.scale * plan.tasks,
  );
  if (leg.model === DISTRIBUTED) return waiting / plan.slots + computing;
  const spread = computing / Math.max(1, Math.min(lab.cores ?? 1, plan.slots));
  const usesCores = ["processes", "interpreters"].includes(familyOf(leg.model));
  const starts = leg.model === "processes" ? process_secs * plan.tasks : 0;
  return starts + waiting / atATime(plan, leg, lab) + (usesCores ? spread : computing);
}

/**
 * @param {Plan} plan
 * @param {LegPlan} leg
 * @param {Lab} lab
 */
function atATime(plan, leg, lab) {
  if (constants.estimate.at_once.includes(leg.model)) return plan.tasks;
  return lab.models.find(({ name }) => name === leg.model)?.bounded ? plan.slots : 1;
}
