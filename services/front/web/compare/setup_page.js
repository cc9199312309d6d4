/** The page `/compare`: choose or prepare an experiment, predict, run; and the history. */

import { constants } from "../core/constants.js";
import { atMostEvery, byId, setAttribute, setShown, setText, setTextWithCode } from "../core/dom.js";
import { Follower } from "../core/events.js";
import { say, sayCount } from "../core/words.js";
import { showConnection } from "../page/connection.js";
import { checkPlan, getLab, listExperiments, startExperiment } from "./api.js";
import { Choice } from "./choice.js";
import { about } from "./estimate.js";
import { History } from "./history.js";
import { OwnPlan } from "./own_plan.js";
import { problemText } from "./plan_problem.js";
import { preparedPlan } from "./plans.js";
import { PredictionDialog } from "./prediction_dialog.js";
import { Sources } from "./sources.js";

/**
 * @typedef {import("./types.js").Lab} Lab
 * @typedef {import("./types.js").Listed} Listed
 * @typedef {import("./types.js").Plan} Plan
 * @typedef {{
 *   run: (plan: Plan) => void, predict: (plan: Plan) => void,
 *   check: (plan: Plan) => Promise<{plan: Plan, facts: string}>
 * }} Wishes
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
    this._predictions = new PredictionDialog((plan) => this._run(plan));
    /** @type {Wishes} */
    const wishes = {
      run: (plan) => this._run(plan),
      predict: (plan) => this._predict(plan),
      check: (plan) => this._check(plan),
    };
    this._own = new OwnPlan(new Sources(), wishes);
    this._choices = [new Choice("waiting", wishes), new Choice("computing", wishes)];
    const refreshSoon = atMostEvery(REFRESH_MILLISECS, () => this._refresh().catch(() => {}));
    this._follower = new Follower({
      onEvent: ({ type }) => type === "experiment" && refreshSoon(),
      refresh: () => this._refresh(),
      types: constants.experiment_event_types,
      onState: showConnection,
      onBroken: () => {},
    });
    setInterval(() => document.hidden || this._lab?.is_up || refreshSoon(), ASK_AGAIN_MILLISECS);
    addEventListener("focus", refreshSoon); // nor that a worker has, in a terminal meanwhile
    // A browser that goes back shows the page as it was left: starting.
    addEventListener("pageshow", () => this._setStarting(false));
  }

  async _refresh() {
    const [lab, { experiments }] = await Promise.all([getLab(), listExperiments()]);
    this._history.show(experiments);
    this._showQueue(lab, experiments);
    const isSame = this._lab !== null && whatRuns(lab) === whatRuns(this._lab);
    this._lab = lab;
    for (const choice of this._choices) if (!isSame || !choice.isChecked) choice.show(lab);
    if (!isSame) this._own.show(lab, preparedPlan("waiting", lab));
  }

  /**
   * @param {Lab} lab
   * @param {Listed[]} experiments
   */
  _showQueue({ is_up }, experiments) {
    const ahead = experiments.filter(({ state }) => state === "queued" || state === "running").length;
    setShown(byId("lab-notice"), !is_up);
    setTextWithCode(byId("lab-notice"), is_up ? "" : say("compare.no_runner"));
    setText(byId("ahead"), ahead ? sayCount("compare.ahead", ahead) : "");
  }

  /** @param {Plan} plan */
  async _check(plan) {
    const checked = await checkPlan(plan);
    const { tasks, slots, repeats, legs } = checked.plan;
    const cores = this._lab?.cores ?? null;
    const parts = [say("compare.takes", { time: about(checked.estimated_secs) })];
    parts.push(sayCount("compare.legs", legs.length), sayCount("compare.repeats", repeats));
    parts.push(sayCount("compare.tasks", tasks), sayCount("compare.slots", slots));
    if (cores !== null) parts.push(say("compare.machine.cores", { count: Number(cores.toFixed(2)) }));
    return { plan: checked.plan, facts: parts.join(" · ") };
  }

  /** @param {Plan} plan */
  async _predict(plan) {
    setShown(byId("compare-problem"), false);
    try {
      this._predictions.ask((await checkPlan(plan)).plan);
    } catch (error) {
      this._showProblem(error);
    }
  }

  /** @param {Plan} plan */
  async _run(plan) {
    if (this._isStarting) return;
    this._setStarting(true);
    setShown(byId("compare-problem"), false);
    try {
      const { id } = await startExperiment(plan);
      location.assign(`/compare/${id}`); // still starting, until the page is left: a second click starts nothing
    } catch (error) {
      this._setStarting(false);
      this._showProblem(error);
    }
  }

  /** @param {boolean} isStarting */
  _setStarting(isStarting) {
    this._isStarting = isStarting;
    setAttribute(byId("main"), "aria-busy", isStarting ? "true" : null);
  }

  /** @param {unknown} error */
  _showProblem(error) {
    const place = byId("compare-problem");
    setText(place, `${say("compare.not_started")} ${problemText(error)}`);
    setShown(place, true);
    place.scrollIntoView({ block: "center" });
  }
}

/**
 * What a plan depends on; the length of the queue is none of it.
 * @param {Lab} lab
 */
function whatRuns({ pythons, models, workloads, distributed, cores }) {
  return JSON.stringify({ pythons, models, workloads, distributed, cores });
}
