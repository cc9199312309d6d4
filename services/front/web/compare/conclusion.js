/** What an experiment shows, in sentences: the contrast above the picture, the rest below it. */

import { byId, make, setShown } from "../core/dom.js";
import { patch } from "../core/patch.js";
import { say } from "../core/words.js";
import { advanceOf } from "./advance.js";
import { sentence } from "./facts.js";
import { arranged } from "./headline.js";

/**
 * @typedef {import("./types.js").Experiment} Experiment
 * @typedef {import("./types.js").Fact} Fact
 */

/** @param {Experiment[]} experiments one or two */
export function showConclusion(experiments) {
  const parts = experiments.map(({ conclusion }) => arranged(conclusion));
  const above = experiments.map((experiment, i) => {
    const { headline, caveats } = parts[i];
    return column(experiments, i, [
      ...soFar(experiment),
      ...headline.map((fact) => said(fact, "conclusion__said")),
      ...caveats.map((fact) => said(fact, "conclusion__caveat")),
    ]);
  });
  const below = parts.map(({ rest }, i) =>
    column(
      experiments,
      i,
      rest.map((fact) => said(fact)),
    ),
  );
  fill(
    "conclusion",
    above,
    parts.some(({ headline, caveats }) => headline.length + caveats.length > 0),
  );
  fill(
    "conclusion-rest",
    below,
    parts.some(({ rest }) => rest.length > 0),
  );
}

/**
 * @param {string} id
 * @param {HTMLElement[]} columns
 * @param {boolean} isShown
 */
function fill(id, columns, isShown) {
  patch(byId(id), columns);
  setShown(byId(id), isShown);
}

/**
 * What an experiment that has not measured everything seems to show, may change.
 * @param {Experiment} experiment
 */
function soFar(experiment) {
  const { state, conclusion } = experiment;
  const { done, total } = advanceOf(experiment);
  if (state === "finished" || conclusion.length === 0) return [];
  const key = state === "running" ? "compare.so_far" : "compare.incomplete";
  return [make("p", { class: "conclusion__so-far" }, say(key, { done, total }))];
}

/**
 * @param {Experiment[]} experiments
 * @param {number} i
 * @param {HTMLElement[]} sentences
 */
function column(experiments, i, sentences) {
  const letter = make("span", { class: "side-letter" }, "AB"[i]);
  return make("div", {}, ...(experiments.length > 1 && sentences.length ? [letter] : []), ...sentences);
}

/**
 * @param {Fact} fact
 * @param {string} [name] of its class
 */
function said(fact, name) {
  return make("p", { class: name, "data-code": fact.code }, sentence("conclusion", fact));
}
