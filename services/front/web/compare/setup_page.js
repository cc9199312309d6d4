/** The page `/compare`: choose or prepare an experiment, predict, run; and the history. */

import { Problem } from "../core/api.js";
import { constants } from "../core/constants.js";
import { atMostEvery, byId, setShown, setText, setTextWithCode } from "../core/dom.js";
import { Follower } from "../core/events.js";
import { roughly } from "../core/format.js";
import { number, say, sayCount } from "../core/words.js";
import { showConnection } from "../page/connection.js";
import { getLab, listExperiments, startExperiment } from "./api.js";
import { chip } from "./chips.js";
import { estimateSecs } from "./estimate.js";
import { History } from "./history.js";
import { OwnPlan } from "./own_plan.js";
import { preparedPlan } from "./plans.js";
import { PredictionDialog } from "./prediction_dialog.js";
import { Sources } from "./sources.js";

/**
 * @typedef {import("./types.js").Lab} Lab
 * @typedef {import("./types.js").Plan} Plan
 */

const REFRESH_MILLISECS = 1_000;
const ASK_AGAIN_MILLISECS = 5_000; // no event tells that a lab runner has started

/** The page. */
export class SetupPage {
  constructor() {
    /** @type {Lab|null} */
    this._lab = null;
    this._isStarting = false;
    this._history = new History();
    const predictions = new PredictionDialog((plan) => this._run(plan));
    const wishes = {
      run: (/** @type {Plan} */ plan) => this._run(plan),
      predict: (/** @type {Plan} */ plan) => predictions.ask(plan),
    };
    this._own = new OwnPlan(new Sources(), (plan) => this._facts(plan), wishes);
    for (const choice of choices())
      listen(choice, wishes, (name) => this._lab && preparedPlan(name, this._lab));
    const refreshSoon = atMostEvery(REFRESH_MILLISECS, () => this._refresh().catch(() => {}));
    this._follower = new Follower({
      onEvent: ({ type }) => type === "experiment" && refreshSoon(),
      refresh: () => this._refresh(),
      types: constants.experiment_event_types,
      onState: showConnection,
      onBroken: () => {},
    });
    setInterval(() => document.hidden || this._lab?.is_up || refreshSoon(), ASK_AGAIN_MILLISECS);
  }

  async _refresh() {
    const [lab, { experiments }] = await Promise.all([getLab(), listExperiments()]);
    this._history.show(experiments);
    this._showLab(lab);
  }

  /** @param {Lab} lab */
  _showLab(lab) {
    const isSame = JSON.stringify(lab) === JSON.stringify(this._lab);
    this._lab = lab;
    setShown(byId("lab-notice"), !lab.is_up);
    setTextWithCode(byId("lab-notice"), lab.is_up ? "" : say("compare.no_runner"));
    if (isSame) return;
    for (const choice of choices()) {
      const plan = preparedPlan(nameOfChoice(choice), lab);
      choice.querySelector("[data-legs]")?.replaceChildren(...plan.legs.map((leg) => chip(leg, "li")));
      const facts = choice.querySelector("[data-facts]");
      if (facts) setText(facts, this._facts(plan));
    }
    this._own.show(lab, preparedPlan("waiting", lab));
  }

  /** @param {Plan} plan */
  _facts(plan) {
    if (!this._lab) return "";
    const { tasks, slots, repeats, legs } = plan;
    const time = roughly(Math.max(5, estimateSecs(plan, this._lab)));
    const parts = [sayCount("compare.legs", legs.length), sayCount("compare.tasks", tasks)];
    parts.push(sayCount("compare.slots", slots), sayCount("compare.repeats", repeats));
    return say("compare.facts", { parts: parts.join(" · "), time, cores: number(this._lab.cores ?? 1) });
  }

  /** @param {Plan} plan */
  async _run(plan) {
    if (this._isStarting) return;
    this._isStarting = true;
    setShown(byId("compare-problem"), false);
    try {
      const { id } = await startExperiment(plan);
      location.assign(`/compare/${id}`);
    } catch (error) {
      this._showProblem(error);
    } finally {
      this._isStarting = false;
    }
  }

  /** @param {unknown} error */
  _showProblem(error) {
    const problem = error instanceof Problem ? error : new Problem(0, String(error));
    const fields = problem.errors.map(({ field, message }) => `${say(`compare.field.${field}`)}: ${message}`);
    const place = byId("compare-problem");
    setText(place, [say("compare.not_started"), ...(fields.length ? fields : [problem.message])].join(" "));
    setShown(place, true);
    place.scrollIntoView({ block: "center" });
  }
}

/** @returns {NodeListOf<HTMLElement>} */
function choices() {
  return document.querySelectorAll("[data-choice]");
}

/** @param {HTMLElement} choice */
function nameOfChoice({ dataset }) {
  return /** @type {"waiting"|"computing"} */ (dataset.choice);
}

/**
 * @param {HTMLElement} choice
 * @param {{run: (plan: Plan) => void, predict: (plan: Plan) => void}} wishes
 * @param {(name: "waiting"|"computing") => Plan|null} planOf
 */
function listen(choice, { run, predict }, planOf) {
  const withPlan = (/** @type {(plan: Plan) => void} */ then) => () => {
    const plan = planOf(nameOfChoice(choice));
    if (plan) then(plan);
  };
  choice.querySelector("[data-run]")?.addEventListener("click", withPlan(run));
  choice.querySelector("[data-predict]")?.addEventListener("click", withPlan(predict));
}
