/** The lanes: one experiment, or two beside each other on the same scale. */

import { constants } from "../core/constants.js";
import { byId, make, setAttribute, setShown, setText } from "../core/dom.js";
import { number, say } from "../core/words.js";
import { Lanes } from "../lanes/engine.js";
import { ExperimentLanes } from "../lanes/from_experiment.js";
import { sentence } from "./facts.js";
import { factor, isBaseline, range, seconds, speedUpOf } from "./figures.js";
import { nameOf } from "./legs.js";

/**
 * @typedef {import("./types.js").Experiment} Experiment
 * @typedef {{lanes: Lanes, data: ExperimentLanes, take: (experiment: Experiment) => void, letter: HTMLElement, element: HTMLElement}} Stage
 */

/** Reasons that are said wherever the leg is: without them its picture would mislead. */
const CAVEATS = new Set(["failed", "handed-back", "lost", "gil-back-on", "workers-changed"]);

/** Holds a stage for each experiment that is shown. */
export class Stages {
  constructor() {
    /** @type {Stage[]} */
    this._stages = [];
  }

  /** @param {Experiment[]} experiments one or two */
  show(experiments) {
    while (this._stages.length < experiments.length) this._stages.push(newStage());
    while (this._stages.length > experiments.length) this._stages.pop()?.element.remove();
    experiments.forEach((experiment, i) => {
      const { take, letter, element } = this._stages[i];
      take(experiment);
      const name = experiments.length > 1 ? "AB"[i] : "";
      setText(letter, name);
      setShown(letter, name !== "");
      setAttribute(element, "aria-label", `${name} ${say("experiments.report.lanes")}`.trim());
    });
    this._paint();
  }

  /** @param {import("../lanes/leg_live.js").Progress} progress */
  takeProgress(progress) {
    for (const { data } of this._stages) data.takeProgress(progress);
    this._paint();
  }

  /** All at the same scale: the longest of all ends the axis. */
  _paint() {
    const pictures = this._stages.map(({ data }) => data.picture());
    const end = Math.max(0, ...pictures.flatMap(({ groups }) => groups.map((group) => group.end ?? 0)));
    this._stages.forEach(({ lanes }, i) => {
      lanes.show(this._stages.length > 1 ? { ...pictures[i], end } : pictures[i]);
    });
  }
}

/** @returns {Stage} */
function newStage() {
  const letter = make("span", { class: "side-letter" });
  const host = make("div");
  const label = say("experiments.report.lanes");
  const hint = make("p", { class: "stage__hint muted" }, say("compare.lanes.hint"));
  const element = make("section", { class: "card stage" }, make("h3", {}, letter, label), host, hint);
  byId("stages").append(element);
  /** @type {Experiment|null} */
  let shown = null;
  const data = new ExperimentLanes({
    families: constants.families,
    nameOf: (leg) => nameOf(leg.plan),
    whyNot: (fact, kind = "unavailable") => sentence(kind, fact),
    noteOf: (leg) => noteOf(/** @type {import("./types.js").Leg} */ (leg)),
    figureOf: (leg) => (shown ? figureOf(/** @type {import("./types.js").Leg} */ (leg), shown) : ""),
  });
  const take = (/** @type {Experiment} */ experiment) => {
    shown = experiment;
    data.takeExperiment(experiment);
  };
  return { lanes: new Lanes(host, { label }), data, take, letter, element };
}

/**
 * What a leg's head says: its time, and its speed-up with the interval.
 * @param {import("./types.js").Leg} leg
 * @param {Experiment} experiment
 */
export function figureOf(leg, { legs }) {
  if (!leg.summary) return "";
  const secs = seconds(leg.summary.median_secs);
  const speedUp = speedUpOf(leg, legs);
  if (isBaseline(leg) || speedUp === null) return secs;
  const interval = leg.runs.length > 1 ? range(leg.summary.speed_up_interval, leg.runs.length, plain) : "";
  const text = say("compare.figure", { secs, factor: factor(speedUp) });
  return interval ? say("compare.figure.interval", { text, interval }) : text;
}

/** @param {number} value */
function plain(value) {
  return number(value, 2);
}

/**
 * Why it took so long, in a sentence: the weightiest reason. What disturbs the comparison is said, too.
 * @param {import("./types.js").Leg} leg
 */
export function noteOf({ reasons, failure }) {
  const said = reasons.filter(({ code }, i) => i === 0 || CAVEATS.has(code));
  const failed = failure ? [sentence("failure", failure)] : [];
  return [...failed, ...said.map((reason) => sentence("reasons", reason))].join(" ");
}
