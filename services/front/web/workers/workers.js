/** Who is there to run tasks, and what each slot runs. */

import { getWorkers, Problem } from "../core/api.js";
import { now } from "../core/clock.js";
import { atMostEvery, byId, setChildren, setShown, setText } from "../core/dom.js";
import { painter } from "../core/paint.js";
import { hasWords, number, say } from "../core/words.js";
import { Card } from "./card.js";
import { isSilent, REFRESH_SECS, serviceFor } from "./service.js";

/** @typedef {import("../core/types.js").WorkerView} WorkerView */

const SOON_MILLISECS = 750;

/** Asks for the workers every few seconds and shows them. */
export class Workers {
  /**
   * @param {import("../downloads/store.js").Store} store
   * @param {import("./names.js").Names} names
   * @param {() => void} onNoAnswer
   */
  constructor(store, names, onNoAnswer) {
    this._store = store;
    this.names = names;
    this._onNoAnswer = onNoAnswer;
    /** @type {Map<string, Card>} */
    this._cards = new Map();
    /** @type {WorkerView[]|null} */
    this._workers = null; // not known
    /** @type {Map<string, WorkerView>} */
    this.seen = new Map(); // also those that are gone: what they ran is still shown
    /** @type {Map<string, import("../core/types.js").Unserved|null>} */
    this._unserved = new Map();
    /** @type {Set<string>} */
    this._running = new Set();
    /** @type {(() => void)[]} */
    this._listeners = [];
    this._paint = painter(() => this._draw());
    this.refreshSoon = atMostEvery(SOON_MILLISECS, () => this.refresh());
    store.listen(({ download }) => download && this._running.has(download.id) && this._paint());
    setInterval(() => document.hidden || this.refresh(), REFRESH_SECS * 1_000);
  }

  /** @param {() => void} listener called when the workers are known anew */
  listen(listener) {
    this._listeners.push(listener);
  }

  /** Ask who is there. What was known stays when there is no answer. */
  async refresh() {
    try {
      const { workers, pools } = await getWorkers();
      this._workers = workers;
      for (const worker of workers) {
        this.seen.set(worker.name, worker);
        this.names.learn(worker.name, worker.number);
      }
      this._unserved = new Map(pools.map(({ name, unserved }) => [name, unserved]));
    } catch (error) {
      if (error instanceof Problem && error.status === 0) this._onNoAnswer();
      this._paint();
      return;
    }
    this._running = new Set(this._workers.flatMap(({ running }) => running.map((job) => job.download)));
    this._paint();
    for (const listener of this._listeners) listener();
  }

  /**
   * Who could take downloads for a pool.
   * @param {string} pool
   * @returns {"unknown"|"nobody"|"unserved"|"served"}
   */
  serviceOf(pool) {
    return this._workers ? serviceFor(this._living(), pool) : "unknown";
  }

  /**
   * Why a pool has no worker, as whoever starts the workers has told it; "" when it has one, or nobody told.
   * @param {string} pool
   */
  whyUnserved(pool) {
    const { reason = "", values = {} } = this._unserved.get(pool) ?? {};
    return hasWords(`pools.unserved.${reason}`) ? say(`pools.unserved.${reason}`, values) : "";
  }

  _living() {
    return (this._workers ?? []).filter((worker) => !isSilent(worker, now()));
  }

  _draw() {
    if (!this._workers) return;
    const living = new Set(this._living());
    setShown(byId("workers-unknown"), false);
    setShown(byId("workers-none"), this._workers.length === 0);
    setText(byId("workers-slots"), living.size ? slotsText([...living]) : "");
    const sorted = this._workers
      .map((worker) => ({ worker: worker.name, pool: worker.pool ?? "unknown", view: worker }))
      .sort(this.names.compare.bind(this.names));
    const keep = new Set(sorted.map(({ worker }) => worker));
    for (const name of this._cards.keys()) if (!keep.has(name)) this._cards.delete(name);
    setChildren(
      byId("workers"),
      sorted.map(({ worker }) => this._card(worker).element),
    );
    for (const { worker, pool, view } of sorted) {
      const name = this.names.nameOf(worker, pool);
      this._card(worker).show(view, name, !living.has(view), (id) => this._store.downloads.get(id));
    }
  }

  /** @param {string} name */
  _card(name) {
    const card = this._cards.get(name) ?? new Card();
    this._cards.set(name, card);
    return card;
  }
}

/** @param {WorkerView[]} workers */
function slotsText(workers) {
  const total = workers.reduce((sum, { slots }) => sum + slots, 0);
  const busy = workers.reduce((sum, { running }) => sum + running.length, 0);
  return say("workers.slots", { busy: number(busy), total: number(total) });
}
