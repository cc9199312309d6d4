/** From an experiment's JSON, and from its live progress, to what the lanes show. Nothing here draws. */

import { now as pageNow } from "../core/clock.js";
import { duration } from "../core/format.js";
import { hasWords, say } from "../core/words.js";
import { lanesOfTasks } from "./leg_lanes.js";
import { LegLive } from "./leg_live.js";
import { signOfFamily } from "./model.js";

/**
 * The parts that are read of `lab.experiment`.
 * @typedef {{model: string, python: string, pool: string}} LegPlan
 * @typedef {import("./leg_lanes.js").TaskRun} TaskRun
 * @typedef {{code: string, values: Record<string, unknown>}} Fact
 * @typedef {{repeat: number, makespan_secs: number, gil_after: boolean, tasks: TaskRun[]}} LegRun
 * @typedef {{
 *   plan: LegPlan, python: {gil: boolean}|null, runs: LegRun[], shown_run: number,
 *   summary: {median_secs: number}|null, unavailable: Fact|null, failure?: Fact|null
 * }} Leg
 * @typedef {{id: string, state: string, plan: {repeats: number}, legs: Leg[]}} Experiment
 * @typedef {import("./leg_live.js").Progress} Progress
 *
 * How legs are shown; each has a default.
 * @typedef {{
 *   families?: Record<string, string>, nameOf?: (leg: Leg) => string, figureOf?: (leg: Leg) => string,
 *   noteOf?: (leg: Leg) => string, clock?: () => number,
 *   whyNot?: (fact: Fact, kind?: "unavailable" | "failure") => string
 * }} Options
 */

/** Holds what is known of one experiment. */
export class ExperimentLanes {
  /**
   * @param {Options} [options] families: by model, as `GET /api/v1/lab` gives them; nameOf, figureOf, noteOf: the
   *   texts in the head of a leg that has run; whyNot: why a leg cannot run; clock: that of the lanes that show it, in seconds
   */
  constructor(options = {}) {
    this._families = options.families ?? {};
    this._nameOf = options.nameOf ?? defaultName;
    this._figureOf = options.figureOf ?? defaultFigure;
    this._noteOf = options.noteOf ?? (() => "");
    this._whyNot = options.whyNot ?? ((fact, kind = "unavailable") => factText(`experiments.${kind}`, fact));
    this._clock = options.clock ?? pageNow;
    /** @type {Experiment|null} */
    this._experiment = null;
    /** @type {Map<string, LegLive>} by the key of their leg */
    this._live = new Map();
    /** @type {Map<string, {run: LegRun, lanes: import("./model.js").Lane[]}>} */
    this._lanes = new Map();
  }

  /**
   * Take all that is final.
   * @param {Experiment} experiment
   */
  takeExperiment(experiment) {
    if (experiment.id !== this._experiment?.id) this._live.clear();
    this._experiment = experiment;
    this._lanes.clear();
    for (const leg of experiment.legs) {
      const key = legKey(leg.plan);
      const live = this._live.get(key);
      const isOver = experiment.state !== "running" || leg.runs.some(({ repeat }) => repeat === live?.repeat);
      if (live && isOver) this._live.delete(key);
    }
  }

  /**
   * Take the data of an `experiment-progress` event.
   * @param {Progress} progress
   */
  takeProgress(progress) {
    const leg = this._legOf(progress.leg);
    if (progress.experiment !== this._experiment?.id || !leg) return;
    if (leg.runs.some(({ repeat }) => repeat === progress.repeat)) return; // a straggler
    const key = legKey(leg.plan);
    let live = this._live.get(key);
    if (live?.repeat !== progress.repeat) {
      this._live.clear(); // one leg runs at a time
      live = new LegLive(progress.repeat, leg.python?.gil ?? false);
      this._live.set(key, live);
    }
    live.take(progress, this._clock());
  }

  /**
   * What the lanes show now.
   * @returns {import("./model.js").Picture}
   */
  picture() {
    const legs = this._experiment?.legs ?? [];
    const isLive = ["queued", "running"].includes(this._experiment?.state ?? "");
    return { groups: legs.map((leg) => this._group(leg)), start: 0, isLive };
  }

  /**
   * @param {Leg} leg
   * @returns {import("./model.js").Group}
   */
  _group(leg) {
    const key = legKey(leg.plan);
    const live = this._live.get(key);
    const run = leg.runs[leg.shown_run];
    const family =
      this._families[leg.plan.model] ?? (leg.plan.model === "distributed" ? "distributed" : "unknown");
    const head = {
      id: key,
      name: this._nameOf(leg),
      sign: signOfFamily(family),
      family,
      figure: this._figureOf(leg),
      note: this._note(leg, live),
    };
    if (live) return { ...head, ...live.part() };
    const end = run?.makespan_secs ?? null;
    const version = run ? `${this._experiment?.id} ${run.repeat}` : "";
    const drawn = run && leg.runs.length > 1 ? this._drawn(run) : "";
    return { ...head, drawn, lanes: run ? this._lanesOf(key, run) : [], startedAt: null, end, version };
  }

  /** @param {LegRun} run of several, that with the median time */
  _drawn({ repeat }) {
    return say("lanes.drawn", { number: repeat + 1, count: this._experiment?.plan.repeats });
  }

  /**
   * @param {string} key
   * @param {LegRun} run
   */
  _lanesOf(key, run) {
    let known = this._lanes.get(key);
    if (known?.run !== run) {
      known = { run, lanes: lanesOfTasks(run.tasks, run.gil_after) };
      this._lanes.set(key, known);
    }
    return known.lanes;
  }

  /**
   * @param {Leg} leg
   * @param {LegLive} [live]
   */
  _note(leg, live) {
    if (leg.unavailable) return this._whyNot(leg.unavailable);
    if (leg.failure && !leg.runs.length) return this._whyNot(leg.failure, "failure");
    if (live) return say("lanes.repeat", { number: live.repeat + 1, count: this._experiment?.plan.repeats });
    return leg.runs.length ? this._noteOf(leg) : say("lanes.not-yet");
  }

  /** @param {string|number} leg its key, or its place in the plan */
  _legOf(leg) {
    const legs = this._experiment?.legs ?? [];
    return typeof leg === "number" ? legs[leg] : legs.find(({ plan }) => legKey(plan) === leg);
  }
}

/**
 * Names a leg within its experiment, as `LegPlan.key` does.
 * @param {LegPlan} plan
 */
export function legKey({ model, python, pool }) {
  return model + (pool ? `:${pool}` : "") + (python ? `@${python}` : "");
}

/** @param {Leg} leg */
function defaultName({ plan }) {
  const key = `experiments.model.${plan.model}`;
  const parts = [hasWords(key) ? say(key) : plan.model, plan.pool, plan.python && `Python ${plan.python}`];
  return parts.filter(Boolean).join(" · ");
}

/** @param {Leg} leg */
function defaultFigure({ summary }) {
  return summary ? duration(summary.median_secs) : "";
}

/**
 * @param {string} topic
 * @param {Fact} fact
 */
function factText(topic, { code, values }) {
  return hasWords(`${topic}.${code}`) ? say(`${topic}.${code}`, values) : code;
}
