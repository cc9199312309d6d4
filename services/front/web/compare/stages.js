/** The lanes: one experiment, or two beside each other on the same scale. */

import { constants } from "../core/constants.js";
import { byId, make, setText } from "../core/dom.js";
import { say } from "../core/words.js";
import { Lanes } from "../lanes/engine.js";
import { ExperimentLanes } from "../lanes/from_experiment.js";
import { sentence } from "./facts.js";
import { factor, isBaseline, seconds, speedUpOf } from "./figures.js";
import { nameOf } from "./legs.js";

/**
 * @typedef {import("./types.js").Experiment} Experiment
 * @typedef {{lanes: Lanes, data: ExperimentLanes, take: (experiment: Experiment) => void, heading: HTMLElement}} Stage
 */

/** Holds a stage for each experiment that is shown. */
export class Stages {
  constructor() {
    /** @type {Stage[]} */
    this._stages = [];
  }

  /** @param {Experiment[]} experiments one or two */
  show(experiments) {
    while (this._stages.length < experiments.length) this._stages.push(newStage(experiments.length));
    experiments.forEach((experiment, i) => {
      const { take, heading } = this._stages[i];
      take(experiment);
      setText(heading, experiments.length > 1 ? "AB"[i] : "");
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

/**
 * @param {number} count
 * @returns {Stage}
 */
function newStage(count) {
  const heading = make("span", { class: "side-letter" });
  const host = make("div");
  const title = make(
    "div",
    { class: "card__head" },
    make("h3", {}, say("compare.lanes")),
    ...(count > 1 ? [heading] : []),
  );
  byId("stages").append(
    make("section", { class: "card stage", "aria-label": say("compare.lanes") }, title, host),
  );
  /** @type {Experiment|null} */
  let shown = null;
  const data = new ExperimentLanes({
    families: constants.families,
    nameOf: (leg) => nameOf(leg.plan),
    whyNot: (fact, kind = "unavailable") => sentence(kind, fact),
    figureOf: (leg) => (shown ? figureOf(/** @type {import("./types.js").Leg} */ (leg), shown) : ""),
  });
  const take = (/** @type {Experiment} */ experiment) => {
    shown = experiment;
    data.takeExperiment(experiment);
  };
  return { lanes: new Lanes(host, { label: say("compare.lanes") }), data, take, heading };
}

/**
 * @param {import("./types.js").Leg} leg
 * @param {Experiment} experiment
 */
export function figureOf(leg, { legs }) {
  if (!leg.summary) return "";
  const secs = seconds(leg.summary.median_secs);
  const speedUp = speedUpOf(leg, legs);
  return isBaseline(leg) || speedUp === null ? secs : `${secs} · ${factor(speedUp)}`;
}
