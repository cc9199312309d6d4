/** What an experiment that has not ended is doing, and why one ended badly. */

import { byId, setAttribute, setShown, setText } from "../core/dom.js";
import { duration } from "../core/format.js";
import { say } from "../core/words.js";
import { advanceOf } from "./advance.js";
import { about } from "./estimate.js";
import { sentence } from "./facts.js";
import { legOf, nameOf } from "./legs.js";

/**
 * @typedef {import("./types.js").Experiment} Experiment
 * @typedef {{leg: string, repeat: number}|null} Now
 */

/**
 * @param {Experiment} experiment
 * @param {Now} running the leg and repeat that events tell of
 * @param {number} now seconds since the epoch
 * @param {boolean} isCancelling
 */
export function showRun(experiment, running, now, isCancelling) {
  const isOpen = experiment.state === "queued" || experiment.state === "running";
  setShown(byId("run-card"), isOpen || experiment.state === "failed" || experiment.state === "cancelled");
  byId("run-card").dataset.state = experiment.state;
  setText(byId("run-title"), titleOf(experiment, isCancelling));
  setText(byId("run-now"), nowText(experiment, running));
  const { done, total } = advanceOf(experiment);
  setShown(byId("run-bar"), experiment.state === "running");
  setAttribute(byId("run-bar"), "value", total ? (done / total).toFixed(3) : null);
  setText(byId("run-times"), isOpen ? timesOf(experiment, now) : "");
  setShown(byId("cancel"), isOpen);
  setAttribute(byId("cancel"), "aria-disabled", isCancelling ? "true" : null);
}

/**
 * @param {Experiment} experiment
 * @param {boolean} isCancelling
 */
function titleOf({ state, position }, isCancelling) {
  if (isCancelling) return say("compare.cancelling");
  if (state === "queued")
    return position ? say("compare.queued", { position }) : say("compare.queued.unknown");
  return say(`compare.state.${state}`);
}

/**
 * @param {Experiment} experiment
 * @param {Now} running
 */
function nowText(experiment, running) {
  const { state, plan, failure } = experiment;
  if (state === "failed") return failure ? sentence("failure", failure) : say("compare.failed.unknown");
  const { done, total } = advanceOf(experiment);
  if (state === "cancelled")
    return done ? say("compare.cancelled.rest", { done, total }) : say("compare.cancelled.none");
  if (state === "queued") return say("compare.queued.hint");
  if (!running) return say("compare.starting", { done, total });
  return say("compare.now", {
    number: Math.min(done + 1, total),
    total,
    leg: nameOf(legOf(running.leg)),
    repeat: running.repeat + 1,
    repeats: plan.repeats,
  });
}

/**
 * @param {Experiment} experiment
 * @param {number} now
 */
function timesOf(experiment, now) {
  if (experiment.started_at === null) return "";
  const elapsed = duration(Math.max(0, now - experiment.started_at));
  const { restSecs } = advanceOf(experiment, now);
  return restSecs === null
    ? say("compare.elapsed", { elapsed })
    : say("compare.elapsed.rest", { elapsed, rest: about(restSecs) });
}
