/** What else an experiment shows: what could not run, and where it ran. */

import { byId, make, setShown } from "../core/dom.js";
import { size } from "../core/format.js";
import { patch } from "../core/patch.js";
import { say } from "../core/words.js";
import { chip } from "./chips.js";
import { sentence } from "./facts.js";
import { keyOf } from "./legs.js";

/**
 * @typedef {import("./types.js").Experiment} Experiment
 * @typedef {import("./types.js").Fact} Fact
 */

/** @param {Experiment[]} experiments */
export function showUnavailable(experiments) {
  /** @type {Map<string, HTMLElement>} */
  const items = new Map();
  for (const { plan, unavailable, failure, runs } of experiments.flatMap(({ legs }) => legs)) {
    const why = whyNot(unavailable, runs.length ? null : (failure ?? null));
    if (why) items.set(keyOf(plan), make("li", {}, chip(plan), " ", make("span", {}, why)));
  }
  setShown(byId("unavailable-card"), items.size > 0);
  patch(byId("unavailable"), [...items.values()]);
}

/**
 * Why a leg has no figures; "" if it has some.
 * @param {Fact|null} unavailable
 * @param {Fact|null} failure
 */
export function whyNot(unavailable, failure) {
  if (unavailable) return sentence("unavailable", unavailable);
  return failure ? sentence("failure", failure) : "";
}

/** @param {Experiment[]} experiments */
export function showMachine(experiments) {
  const known = experiments.filter(({ machine }) => machine !== null);
  setShown(byId("machine-card"), known.length > 0);
  const lines = known.map((experiment) => make("p", {}, machineText(experiment)));
  // A container's host has another name after each start, on the same machine.
  const [one, other] = known.map(({ machine }) => JSON.stringify({ ...machine, host: "" }));
  const note = other && one !== other ? [make("p", { class: "notice" }, say("compare.machine.differ"))] : [];
  patch(byId("machine"), [...note, ...lines, make("p", { class: "hint" }, say("compare.machine.hint"))]);
}

/** @param {Experiment} experiment */
function machineText({ machine }) {
  if (!machine) return "";
  const { host, cores, processor, system, memory_bytes } = machine;
  const memory = memory_bytes === null ? "" : size(memory_bytes);
  const count = Number.isInteger(cores) ? cores : Number(cores.toFixed(2));
  return [host, say("compare.machine.cores", { count }), processor, system, memory]
    .filter(Boolean)
    .join(" · ");
}
