/** The workers: a card for each, with a lane for each of its slots. */

import { getWorkers } from "./api.js";
import { atMostEvery, byId, make, oncePerFrame, setAttribute, setChildren, setProgress, setText } from "./dom.js";
import { duration, epoch, percent, roughly } from "./format.js";
import { fractionOf } from "./record.js";
import { now } from "./time.js";
import { number, say, sayValue } from "./words.js";

const REFRESH_MILLISECS = 3_000;
const STALE_SECS = 60;

/** Shows who is there to run tasks, and what each slot runs. */
export class Workers {
  /** @param {import("./state.js").State} state */
  constructor(state) {
    this._state = state;
    this._cards = new Map();
    this._running = new Set();
    this.count = null; // unknown
    this._draw = oncePerFrame(() => this._drawNow());
    this.refreshSoon = atMostEvery(250, () => this.refresh());
    state.listen(({ kind, record }) => kind === "download" && this._running.has(record.id) && this._draw());
    setInterval(() => document.hidden || this.refresh(), REFRESH_MILLISECS);
  }

  /** Ask who is there. What was known stays when there is no answer. */
  async refresh() {
    try {
      this._answer = await getWorkers();
    } catch {
      return;
    }
    this.count = this._answer.workers.length;
    this._running = new Set(this._answer.workers.flatMap((worker) => worker.running.map((job) => job.download)));
    this._draw();
  }

  _drawNow() {
    if (!this._answer) return;
    const { workers, slots_total: total, slots_busy: busy } = this._answer;
    byId("workers-unknown").hidden = true;
    byId("workers-none").hidden = workers.length > 0;
    setText(byId("workers-slots"), workers.length ? say("workers.slots", { busy: number(busy), total: number(total) }) : "");
    const sorted = [...workers].sort((one, other) => sortKey(one).localeCompare(sortKey(other)));
    const names = new Set(workers.map((worker) => worker.name));
    for (const name of this._cards.keys()) if (!names.has(name)) this._cards.delete(name);
    setChildren(byId("workers"), sorted.map((worker) => this._card(worker).element));
    for (const worker of workers) this._cards.get(worker.name).show(worker, this._state);
    warnOfUnserved(new Set(workers.flatMap((worker) => worker.queues)));
  }

  _card(worker) {
    if (!this._cards.has(worker.name)) this._cards.set(worker.name, new Card());
    return this._cards.get(worker.name);
  }
}

class Card {
  constructor() {
    this._host = make("h3");
    this._pool = make("span.badge");
    this._facts = make("p.muted");
    this._done = make("p.muted");
    this._slots = make("ol.slots");
    this._lanes = [];
    this.element = make("li.machine", {}, make("div.machine-head", {}, this._host, this._pool), this._facts, this._done, this._slots);
  }

  show(worker, state) {
    setText(this._host, worker.hostname);
    setAttribute(this._host, "title", worker.name);
    setText(this._pool, sayValue("workers.pool", worker.pool ?? "unknown"));
    setAttribute(this.element, "data-pool", worker.pool ?? "unknown");
    setText(this._facts, factsOf(worker));
    setText(this._done, doneOf(worker));
    const jobs = placed(worker);
    while (this._lanes.length < jobs.length) this._lanes.push(new Lane(this._lanes.length));
    this._lanes.length = jobs.length;
    setChildren(this._slots, this._lanes.map((lane) => lane.element));
    this._slots.classList.toggle("many", jobs.length > 8);
    this._lanes.forEach((lane, i) => lane.show(jobs[i], jobs[i] ? state.records.get(jobs[i].download) : null));
  }
}

class Lane {
  constructor(slot) {
    this._name = make("span.slot-name");
    this._bar = make("progress", { max: 1 });
    this._percent = make("span.percent");
    const label = say("workers.slot", { slot: slot + 1 });
    this.element = make(
      "li.slot", {}, make("span.slot-number", { title: label, "aria-label": label }, String(slot + 1)),
      this._name, this._percent, this._bar,
    );
  }

  show(job, record) {
    const isFree = !job;
    this.element.classList.toggle("free", isFree);
    const name = isFree ? say("workers.free") : job.name || record?.name || job.download;
    setText(this._name, name);
    setAttribute(this._name, "title", isFree ? null : name);
    setAttribute(this._bar, "aria-label", say("workers.progress", { name }));
    this._bar.hidden = isFree;
    const fraction = isFree || !record || record.state === "queued" ? null : fractionOf(record);
    setProgress(this._bar, isFree ? 0 : fraction);
    const isTimed = !isFree && fraction === null && job.started_at;
    setText(this._percent, isFree ? "" : isTimed ? duration(now() - job.started_at) : percent(fraction ?? 0));
  }
}

/** Say in the form which choices nobody is there for. */
function warnOfUnserved(queues) {
  for (const warning of document.querySelectorAll("[data-unserved]")) {
    warning.hidden = queues.has(`parallax-${warning.dataset.unserved}`);
  }
}

/** What each slot runs; a job that names no slot goes into the first free one. */
function placed(worker) {
  const slots = Array.from({ length: Math.max(worker.slots, worker.running.length) }, () => null);
  for (const job of worker.running) if (job.slot !== null && job.slot < slots.length && !slots[job.slot]) slots[job.slot] = job;
  for (const job of worker.running) if (!slots.includes(job)) slots[slots.indexOf(null)] = job;
  return slots;
}

function factsOf(worker) {
  const facts = [say("workers.process", { pid: worker.pid })];
  const beat = epoch(worker.last_heartbeat);
  if (beat !== null) {
    const silentSecs = now() - beat;
    facts.push(say(silentSecs > STALE_SECS ? "workers.stale" : "workers.heartbeat", { ago: roughly(silentSecs) }));
  }
  return facts.join(" · ");
}

function doneOf(worker) {
  const facts = [say("workers.done", { finished: number(worker.finished_jobs) })];
  if (worker.failed_jobs) facts.push(say("workers.failed", { failed: number(worker.failed_jobs) }));
  return facts.join(" · ");
}

function sortKey(worker) {
  return `${worker.hostname} ${worker.name}`; // as the timeline has them
}
