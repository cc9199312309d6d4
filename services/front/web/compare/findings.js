/** What an experiment shows, in sentences: conclusion, prediction, what could not run, and where it ran. */

import { byId, make, setShown } from "../core/dom.js";
import { size } from "../core/format.js";
import { number, say } from "../core/words.js";
import { chip } from "./chips.js";
import { sentence } from "./facts.js";
import { NONE, seconds } from "./figures.js";
import { keyOf, legOf } from "./legs.js";
import { compareOrders } from "./prediction.js";

/**
 * @typedef {import("./types.js").Experiment} Experiment
 * @typedef {import("./types.js").Fact} Fact
 */

const OF_PREDICTION = /^(prediction|surprise)-/;

/** @param {Experiment[]} experiments one or two */
export function showConclusion(experiments) {
  const place = byId("conclusion");
  const columns = experiments.map(({ conclusion }, i) => {
    const facts = conclusion.filter(({ code }) => !OF_PREDICTION.test(code));
    const letter =
      experiments.length > 1 && facts.length ? [make("span", { class: "side-letter" }, "AB"[i])] : [];
    return make(
      "div",
      {},
      ...letter,
      ...facts.map((fact) => make("p", { "data-code": fact.code }, sentence("conclusion", fact))),
    );
  });
  place.replaceChildren(...columns);
  setShown(
    place,
    experiments.some(({ conclusion }) => conclusion.length > 0),
  );
}

/** @param {Experiment} experiment */
export function showVerdict({ plan, legs, conclusion, state }) {
  const isShown = plan.prediction.length > 0 && legs.some(({ summary }) => summary);
  setShown(byId("verdict-card"), isShown);
  if (!isShown) return;
  const sentences = conclusion.filter(({ code }) => OF_PREDICTION.test(code));
  const rows = compareOrders(plan.prediction, legs).map(verdictRow);
  const head = ["predicted", "leg", "measured", "time"].map((name) =>
    make("th", { scope: "col" }, say(`compare.verdict.${name}`)),
  );
  byId("verdict").replaceChildren(
    ...sentences.map((fact) => make("p", { class: "verdict__said" }, sentence("conclusion", fact))),
    make(
      "table",
      { class: "verdict" },
      make("thead", {}, make("tr", {}, ...head)),
      make("tbody", {}, ...rows),
    ),
    make(
      "p",
      { class: "hint" },
      say(state === "finished" ? "compare.verdict.hint" : "compare.verdict.so_far"),
    ),
  );
}

/** @param {import("./prediction.js").Row} row */
function verdictRow({ key, predicted, actual, medianSecs }) {
  const leg = legOf(key);
  const moved = actual === null || actual === predicted ? "" : actual < predicted ? " ▲" : " ▼";
  const place = make(
    "td",
    {},
    actual === null ? NONE : number(actual),
    make("span", { "aria-hidden": "true" }, moved),
  );
  return make(
    "tr",
    { "data-right": actual === null ? null : String(actual === predicted) },
    make("td", {}, number(predicted)),
    make("th", { scope: "row" }, chip(leg)),
    place,
    make("td", {}, medianSecs === null ? NONE : seconds(medianSecs)),
  );
}

/** @param {Experiment[]} experiments */
export function showUnavailable(experiments) {
  /** @type {Map<string, HTMLElement>} */
  const items = new Map();
  for (const { plan, unavailable, failure, runs } of experiments.flatMap(({ legs }) => legs)) {
    const why = whyNot(unavailable, runs.length ? null : (failure ?? null));
    if (why) items.set(keyOf(plan), make("li", {}, chip(plan), " ", make("span", {}, why)));
  }
  setShown(byId("unavailable-card"), items.size > 0);
  byId("unavailable").replaceChildren(...items.values());
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
  byId("machine").replaceChildren(
    ...note,
    ...lines,
    make("p", { class: "hint" }, say("compare.machine.hint")),
  );
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
