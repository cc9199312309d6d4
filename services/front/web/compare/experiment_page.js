/** The page `/compare/ID`: one experiment as it runs and what it showed, or two side by side (`?with=ID2`). */

import { Problem } from "../core/api.js";
import { clock, now } from "../core/clock.js";
import { constants } from "../core/constants.js";
import { atMostEvery, byId, setAttribute, setShown, setText } from "../core/dom.js";
import { Follower } from "../core/events.js";
import { say } from "../core/words.js";
import { showConnection } from "../page/connection.js";
import { cancelExperiment, getExperiment, getLab, listExperiments, startExperiment } from "./api.js";
import { Beside } from "./beside.js";
import { showConclusion } from "./conclusion.js";
import { showMachine, showUnavailable } from "./findings.js";
import { showHead, showMissing } from "./head.js";
import { showVerdict } from "./prediction_verdict.js";
import { showRun } from "./run_card.js";
import { Stages } from "./stages.js";
import { showTable } from "./table.js";

/** @typedef {import("./types.js").Experiment} Experiment */

const REFRESH_MILLISECS = 300;
const TICK_MILLISECS = 1_000;

/** The page. */
export class ExperimentPage {
  /** @param {string} id */
  constructor(id) {
    this._id = id;
    this._beside = new Beside(id);
    /** @type {Experiment|null} */
    this._experiment = null;
    /** @type {{leg: string, repeat: number}|null} */
    this._running = null;
    this._isCancelling = false;
    this._said = "";
    this._stages = new Stages();
    this._listen();
    const refreshSoon = atMostEvery(REFRESH_MILLISECS, () =>
      this._refresh().catch(() => this._follower.doubt()),
    );
    this._follower = new Follower({
      onEvent: ({ type, at, data }) => {
        clock.learnFromEvent(at);
        if (data.experiment !== id && data.experiment !== this._beside.id) return;
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
  }

  async _refresh() {
    try {
      this._experiment = await getExperiment(this._id);
    } catch (error) {
      if (error instanceof Problem && [404, 422].includes(error.status)) return showMissing();
      throw error;
    }
    const other = await this._beside.get();
    this._show(this._experiment, other);
    await this._askAside();
  }

  /** Whether a lab is up, and what can be laid beside this one. */
  async _askAside() {
    const [lab, { experiments }] = await Promise.all([getLab(), listExperiments()]);
    const isWaiting = this._experiment?.state === "queued" && !lab.is_up;
    setShown(byId("lab-notice"), isWaiting);
    setText(byId("lab-notice"), isWaiting ? say("compare.no_runner").replaceAll("`", "") : "");
    this._beside.showChoice(experiments);
  }

  /** @param {import("../lanes/leg_live.js").Progress} progress */
  _progress(progress) {
    if (progress.experiment === this._id) {
      this._running = { leg: String(progress.leg), repeat: progress.repeat };
    }
    this._stages.takeProgress(progress);
    this._showRun();
  }

  /**
   * @param {Experiment} experiment
   * @param {Experiment|null} other beside it
   */
  _show(experiment, other) {
    const all = other ? [experiment, other] : [experiment];
    if (experiment.state !== "running") this._running = null;
    showHead(all);
    this._showRun();
    showConclusion(all);
    this._stages.show(all);
    showTable(all);
    showVerdict(experiment);
    showUnavailable(all);
    showMachine(all);
    this._announce(all.map(({ state }) => say(`state.${state}`)).join(" · "));
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
