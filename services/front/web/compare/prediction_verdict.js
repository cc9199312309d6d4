/** How a prediction came out: the sentence of the conclusion, and the places in a table. */

import { byId, make, setShown } from "../core/dom.js";
import { patch } from "../core/patch.js";
import { number, say } from "../core/words.js";
import { chip } from "./chips.js";
import { sentence } from "./facts.js";
import { NONE, seconds } from "./figures.js";
import { legOf } from "./legs.js";
import { compareOrders } from "./prediction.js";

/** @typedef {import("./types.js").Experiment} Experiment */

/** The facts of a conclusion that judge the prediction. */
export const OF_PREDICTION = /^(prediction|surprise)-/;
const COLUMNS = ["predicted", "leg", "measured", "time"];
const MARKS = { right: "✓", faster: "▲", slower: "▼" };

/** @param {Experiment} experiment */
export function showVerdict({ plan, legs, conclusion, state }) {
  const isShown = plan.prediction.length > 0 && legs.some(({ summary }) => summary);
  setShown(byId("verdict-card"), isShown);
  if (!isShown) return;
  const said = conclusion.filter(({ code }) => OF_PREDICTION.test(code));
  const hint = state === "finished" ? "compare.verdict.hint" : "compare.verdict.so_far";
  patch(byId("verdict"), [
    ...said.map((fact) => make("p", { class: "verdict__said" }, sentence("conclusion", fact))),
    tableOf(compareOrders(plan.prediction, legs)),
    make("p", { class: "hint" }, say(hint)),
  ]);
}

/** @param {import("./prediction.js").Row[]} rows */
function tableOf(rows) {
  const head = COLUMNS.map((name) => make("th", { scope: "col" }, say(`compare.verdict.${name}`)));
  return make(
    "table",
    { class: "verdict" },
    make("thead", {}, make("tr", {}, ...head)),
    make("tbody", {}, ...rows.map(rowOf)),
  );
}

/** @param {import("./prediction.js").Row} row */
function rowOf({ key, predicted, places, medianSecs, verdict }) {
  return make(
    "tr",
    { "data-verdict": verdict },
    make("td", {}, predicted === null ? NONE : number(predicted)),
    make("th", { scope: "row" }, chip(legOf(key))),
    make("td", {}, places ? placesText(places) : NONE, ...markOf(verdict)),
    make("td", {}, medianSecs === null ? NONE : seconds(medianSecs)),
  );
}

/** @param {[number, number]} places */
function placesText([first, last]) {
  return first === last ? number(first) : `${number(first)} – ${number(last)}`;
}

/** @param {import("./prediction.js").Verdict|null} verdict */
function markOf(verdict) {
  if (verdict === null) return [];
  const word = say(`compare.verdict.${verdict}`);
  const mark = make("span", { class: "verdict__mark", "aria-hidden": "true", title: word }, MARKS[verdict]);
  return [" ", mark, make("span", { class: "unseen" }, word)];
}
