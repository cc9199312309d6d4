/** The head of the page of an experiment, or of two: what was asked for, and where it stands. */

import { byId, make, setShown, setText } from "../core/dom.js";
import { patch } from "../core/patch.js";
import { language, number, say, sayCount, sayValue } from "../core/words.js";
import { capitalized } from "./facts.js";

/** @typedef {import("./types.js").Experiment} Experiment */

/** @param {Experiment[]} experiments one or two */
export function showHead(experiments) {
  const [{ plan, state }] = experiments;
  document.title = `${workloadOf(plan)} · ${say("compare.title")} · Parallax`;
  setText(byId("experiment-title"), titleOf(experiments));
  patch(byId("experiment-facts"), experiments.map(experiments.length > 1 ? lineOf : factsLine));
  setShown(byId("experiment-buttons"), true);
  setShown(byId("experiment-state"), experiments.length === 1);
  setText(byId("experiment-state"), say(`state.${state}`));
  byId("experiment-state").dataset.state = state;
  document.body.classList.toggle("beside-another", experiments.length > 1);
}

/** No experiment has the id in the page's address. */
export function showMissing() {
  setText(byId("experiment-title"), say("compare.missing"));
  patch(byId("experiment-facts"), [make("p", {}, say("compare.missing.hint"))]);
}

/**
 * What the tasks of a plan do, as the beginning of a line.
 * @param {{workload: string}} plan
 */
export function workloadOf({ workload }) {
  return capitalized(sayValue("experiments.workload", workload));
}

/** @param {number} secs since the epoch */
export function moment(secs) {
  return new Date(secs * 1000).toLocaleString(language, { dateStyle: "short", timeStyle: "short" });
}

/** @param {Experiment[]} experiments */
function titleOf(experiments) {
  const titles = experiments.map(({ plan }) => workloadOf(plan));
  return titles.length > 1 ? titles.map((title, i) => `${"AB"[i]} ${title}`).join(" · ") : titles[0];
}

/** @param {Experiment} experiment */
function factsLine(experiment) {
  return make("p", {}, factsOf(experiment));
}

/**
 * @param {Experiment} experiment one of two
 * @param {number} i
 */
function lineOf(experiment, i) {
  const { state } = experiment;
  const chip = make("span", { class: "state", "data-state": state }, say(`state.${state}`));
  return make("p", {}, make("span", { class: "side-letter" }, "AB"[i]), chip, ` ${factsOf(experiment)}`);
}

/** @param {Experiment} experiment */
function factsOf({ plan, created_at }) {
  const parts = [sayCount("compare.tasks", plan.tasks), sayCount("compare.slots", plan.slots)];
  parts.push(sayCount("compare.repeats", plan.repeats), say("compare.seed", { seed: plan.seed }));
  if (plan.scale !== 1) parts.push(say("compare.scale", { scale: number(plan.scale, 2) }));
  return [...parts, moment(created_at)].join(" · ");
}
