/** The card of a worker, with a lane for each of its slots. */

import { now } from "../core/clock.js";
import { isEnded } from "../core/constants.js";
import { make, setAttribute, setChildren, setProgress, setShown, setText } from "../core/dom.js";
import { duration, percent, roughly } from "../core/format.js";
import { number, say } from "../core/words.js";
import { fractionOf, isComputing } from "../downloads/record.js";
import { signOf } from "./names.js";
import { silentSecs, slotsOf } from "./service.js";

/**
 * @typedef {import("../core/types.js").WorkerView} WorkerView
 * @typedef {import("../core/types.js").RunningView} RunningView
 * @typedef {import("../downloads/record.js").Download} Download
 */

const MANY_SLOTS = 8;

/** Shows a worker. */
export class Card {
  constructor() {
    this._name = make("h3", { class: "worker__name" });
    this._state = make("p", { class: "worker__state" });
    this._done = make("p", { class: "worker__done" });
    this._details = make("p", { class: "worker__facts" });
    this._slots = make("ol", { class: "worker__slots" });
    /** @type {Slot[]} */
    this._lanes = [];
    const summary = make("summary", {}, say("workers.details"));
    const details = make("details", { class: "worker__details" }, summary, this._details);
    this.element = make("li", { class: "worker" }, this._name, this._state, this._done, this._slots, details);
  }

  /**
   * @param {WorkerView} worker
   * @param {string} name for people
   * @param {boolean} isSilent
   * @param {(id: string) => Download|undefined} downloadOf
   */
  show(worker, name, isSilent, downloadOf) {
    const pool = worker.pool ?? "unknown";
    setAttribute(this.element, "data-pool", pool);
    this.element.classList.toggle("worker--silent", isSilent);
    setText(this._name, `${signOf(pool)} ${name}`);
    setText(this._state, stateOf(worker, isSilent));
    setText(this._done, doneOf(worker));
    setText(
      this._details,
      [worker.name, worker.hostname, say("place.process", { pid: worker.pid }), ...pythonOf(worker)].join(
        " · ",
      ),
    );
    const jobs = slotsOf(worker);
    while (this._lanes.length < jobs.length) this._lanes.push(new Slot(this._lanes.length));
    this._lanes.length = jobs.length;
    setChildren(
      this._slots,
      this._lanes.map((lane) => lane.element),
    );
    this._slots.classList.toggle("worker__slots--many", jobs.length > MANY_SLOTS);
    this._lanes.forEach((lane, i) => {
      const job = jobs[i];
      lane.show(job, job ? downloadOf(job.download) : undefined, isSilent);
    });
  }
}

class Slot {
  /** @param {number} index */
  constructor(index) {
    const label = say("workers.slot", { slot: index + 1 });
    this._name = make("span", { class: "slot__name" });
    this._bar = make("progress", { class: "slot__bar", max: 1 });
    this._percent = make("span", { class: "slot__percent" });
    const place = make("span", { class: "slot__number", title: label }, String(index + 1));
    this.element = make("li", { class: "slot" }, place, this._name, this._percent, this._bar);
  }

  /**
   * @param {RunningView|null} job
   * @param {Download|undefined} download
   * @param {boolean} isSilent
   */
  show(job, download, isSilent) {
    this.element.classList.toggle("slot--free", !job);
    setShown(this._bar, job !== null);
    if (!job) {
      setText(this._name, say(isSilent ? "workers.slot.unknown" : "workers.free"));
      setAttribute(this._name, "title", null);
      setText(this._percent, "");
      return;
    }
    const name = job.name || download?.name || job.download;
    setText(this._name, name);
    setAttribute(this._name, "title", name);
    setAttribute(this._bar, "aria-label", say("workers.progress", { name }));
    const fraction = fractionIn(download);
    setProgress(this._bar, fraction);
    const share = fraction === null ? duration(now() - job.started_at) : percent(fraction);
    setText(this._percent, download && isComputing(download) ? say("row.computing") : share);
  }
}

/**
 * How far a slot's download is; null when nobody knows. An event tells its end before the workers' list does.
 * @param {Download|undefined} download
 */
function fractionIn(download) {
  if (!download) return null;
  return isEnded(download.state) ? 1 : download.state === "running" ? fractionOf(download) : null;
}

/**
 * @param {WorkerView} worker
 * @param {boolean} isSilent
 */
function stateOf(worker, isSilent) {
  const secs = silentSecs(worker, now());
  if (secs === null) return say("workers.heartbeat.unknown");
  return say(isSilent ? "workers.silent" : "workers.heartbeat", { ago: roughly(secs) });
}

/**
 * Its Python, and whether the GIL is on there; nothing when that is not known.
 * @param {WorkerView} worker
 */
export function pythonOf({ python, gil }) {
  if (!python || gil === null) return [];
  return [say(gil ? "workers.python" : "workers.python.free", { python })];
}

/**
 * What the worker has run. RQ counts a job that was stopped as failed, so that count has both.
 * @param {WorkerView} worker
 */
export function doneOf(worker) {
  const facts = [say("workers.done", { finished: number(worker.finished_jobs) })];
  if (worker.failed_jobs) facts.push(say("workers.failed", { failed: number(worker.failed_jobs) }));
  return facts.join(" · ");
}
