/** The page `/compare/ID`: one experiment as it runs and what it showed, or two side by side (`?with=ID2`). */

import { Problem } from "../core/api.js";
import { clock, now } from "../core/clock.js";
import { constants } from "../core/constants.js";
import { atMostEvery, byId, byIdOf, make, setAttribute, setShown, setText } from "../core/dom.js";
import { Follower } from "../core/events.js";
import { language, number, say, sayCount, sayValue } from "../core/words.js";
import { showConnection } from "../page/connection.js";
import { cancelExperiment, getExperiment, getLab, listExperiments, startExperiment } from "./api.js";
import { showConclusion, showMachine, showUnavailable } from "./findings.js";
import { showVerdict } from "./prediction_verdict.js";
import { showRun } from "./run_card.js";
import { Stages } from "./stages.js";
import { Table } from "./table.js";

/** @typedef {import("./types.js").Experiment} Experiment */

const REFRESH_MILLISECS = 300;
const TICK_MILLISECS = 1_000;

/** The page. */
export class ExperimentPage {
  /** @param {string} id */
  constructor(id) {
    this._id = id;
    this._withId = new URLSearchParams(location.search).get("with") ?? "";
    /** @type {Experiment|null} */
    this._experiment = null;
    /** @type {Experiment|null} */
    this._other = null;
    /** @type {{leg: string, repeat: number}|null} */
    this._running = null;
    this._isCancelling = false;
    this._said = "";
    this._stages = new Stages();
    this._table = new Table();
    this._listen();
    const refreshSoon = atMostEvery(REFRESH_MILLISECS, () =>
      this._refresh().catch(() => this._follower.doubt()),
    );
    this._follower = new Follower({
      onEvent: ({ type, at, data }) => {
        clock.learnFromEvent(at);
        if (data.experiment !== id) return;
        if (type === "experiment") refreshSoon();
        else if (type === "experiment-progress") this._progress(/** @type {any} */ (data));
      },
      refresh: () => this._refresh(),
      types: constants.experiment_event_types,
      onState: showConnection,
      onBroken: () => clock.stop(),
    });
    setInterval(() => this._showRun(), TICK_MILLISECS);
  }

  _listen() {
    byId("cancel").addEventListener("click", () => this._cancel());
    byId("again").addEventListener("click", () => this._again());
    byId("present").addEventListener("click", () => present(!document.body.classList.contains("presenting")));
    document.addEventListener("keydown", ({ key }) => key === "Escape" && present(false));
    byId("copy-link").addEventListener("click", () => this._copyLink());
    const select = byIdOf("with", HTMLSelectElement);
    select.addEventListener("change", () => {
      location.assign(`/compare/${this._id}${select.value ? `?with=${select.value}` : ""}`);
    });
  }

  async _refresh() {
    try {
      const [experiment, other] = await Promise.all([getExperiment(this._id), this._getOther()]);
      [this._experiment, this._other] = [experiment, other];
    } catch (error) {
      if (error instanceof Problem && [404, 422].includes(error.status)) return this._showMissing();
      throw error;
    }
    this._show();
    await this._askAside();
  }

  async _getOther() {
    return this._withId ? (this._other ?? getExperiment(this._withId)) : null;
  }

  /** Whether a lab is up, and what can be laid beside this one. */
  async _askAside() {
    const [lab, { experiments }] = await Promise.all([getLab(), listExperiments()]);
    const isWaiting = this._experiment?.state === "queued" && !lab.is_up;
    setShown(byId("lab-notice"), isWaiting);
    setText(byId("lab-notice"), isWaiting ? say("compare.no_runner").replaceAll("`", "") : "");
    const others = experiments.filter(({ id, state }) => id !== this._id && state === "finished");
    const select = byIdOf("with", HTMLSelectElement);
    const options = others.map(({ id, plan, created_at }) => {
      const text = `${sayValue("experiments.workload", plan.workload)} · ${moment(created_at)}`;
      return make("option", { value: id, selected: id === this._withId ? "" : null }, text);
    });
    select.replaceChildren(make("option", { value: "" }, say("compare.with.none")), ...options);
  }

  /** @param {import("../lanes/leg_live.js").Progress} progress */
  _progress(progress) {
    this._running = { leg: String(progress.leg), repeat: progress.repeat };
    this._stages.takeProgress(progress);
    this._showRun();
  }

  _showMissing() {
    setText(byId("experiment-title"), say("compare.missing"));
    setText(byId("experiment-facts"), say("compare.missing.hint"));
  }

  _show() {
    const experiment = this._experiment;
    if (!experiment) return;
    const all = this._other ? [experiment, this._other] : [experiment];
    const { plan, state } = experiment;
    const title = sayValue("experiments.workload", plan.workload);
    document.title = `${title} · ${say("compare.title")} · Parallax`;
    setText(
      byId("experiment-title"),
      this._other ? `A ${title} · B ${sayValue("experiments.workload", this._other.plan.workload)}` : title,
    );
    setText(byId("experiment-facts"), all.map(factsOf).join(" | "));
    setShown(byId("experiment-buttons"), true);
    setShown(byId("experiment-state"), true);
    setText(byId("experiment-state"), say(`state.${state}`));
    byId("experiment-state").dataset.state = state;
    document.body.classList.toggle("beside-another", all.length > 1);
    if (state !== "running") this._running = null;
    this._showRun();
    showConclusion(all);
    this._stages.show(all);
    this._table.show(all);
    showVerdict(experiment);
    showUnavailable(all);
    showMachine(all);
    this._announce(say(`state.${state}`));
  }

  _showRun() {
    if (this._experiment) showRun(this._experiment, this._running, now(), this._isCancelling && this._isOpen);
  }

  get _isOpen() {
    return this._experiment?.state === "queued" || this._experiment?.state === "running";
  }

  /** @param {string} text */
  _announce(text) {
    if (text === this._said) return;
    this._said = text;
    setText(byId("said"), text);
  }

  async _cancel() {
    if (this._isCancelling) return;
    this._isCancelling = true;
    this._showRun();
    await cancelExperiment(this._id).catch((error) => this._showProblem(error));
    await this._refresh().catch(() => this._follower.doubt());
  }

  async _again() {
    if (!this._experiment) return;
    try {
      // The prediction was made by whoever asked for the first one.
      const { id } = await startExperiment({ ...this._experiment.plan, prediction: [] });
      location.assign(`/compare/${id}`);
    } catch (error) {
      this._showProblem(error);
    }
  }

  async _copyLink() {
    this._said = "";
    const said = await copied(location.href);
    this._announce(said);
    setText(byId("copy-link"), said);
  }

  /** @param {unknown} error */
  _showProblem(error) {
    this._isCancelling = false;
    setText(byId("compare-problem"), error instanceof Problem ? error.message : String(error));
    setShown(byId("compare-problem"), true);
  }
}

/** @param {Experiment} experiment */
function factsOf({ plan, created_at }) {
  const parts = [sayCount("compare.tasks", plan.tasks), sayCount("compare.slots", plan.slots)];
  parts.push(sayCount("compare.repeats", plan.repeats), say("compare.seed", { seed: plan.seed }));
  if (plan.scale !== 1) parts.push(say("compare.scale", { scale: number(plan.scale, 2) }));
  return [...parts, moment(created_at)].join(" · ");
}

/** @param {number} secs since the epoch */
function moment(secs) {
  return new Date(secs * 1000).toLocaleString(language, { dateStyle: "short", timeStyle: "short" });
}

/** @param {boolean} isOn */
function present(isOn) {
  document.body.classList.toggle("presenting", isOn);
  setAttribute(byId("present"), "aria-pressed", String(isOn));
  setText(byId("present"), say(isOn ? "compare.present.leave" : "compare.present"));
}

/**
 * Copy the address, and say so; without a clipboard, as over plain HTTP, say the address itself.
 * @param {string} address
 */
async function copied(address) {
  try {
    await navigator.clipboard.writeText(address);
  } catch {
    return address;
  }
  return say("compare.link.copied");
}
