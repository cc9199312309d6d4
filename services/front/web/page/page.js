/** The wiring: the one place that knows all parts of the page. */

import { getBatch, getDownload } from "../core/api.js";
import { clock } from "../core/clock.js";
import { byId } from "../core/dom.js";
import { Follower } from "../core/events.js";
import { loadAll } from "../downloads/actions.js";
import { List } from "../downloads/list.js";
import { Store } from "../downloads/store.js";
import { Form } from "../form/form.js";
import { Timeline } from "../lanes/timeline.js";
import { Log } from "../log/log.js";
import { Summary } from "../summary/summary.js";
import { Names } from "../workers/names.js";
import { Workers } from "../workers/workers.js";
import { showConnection } from "./connection.js";

/** @typedef {import("../core/types.js").ServerEvent} ServerEvent */

const MOST_LOADED = 2_000; // downloads of one batch; a larger one is counted by the server
const MOST_FETCHED = 8; // single downloads at a time; beyond that the list is asked for
const RECOUNT_MILLISECS = 2_000;
const FORGET_MILLISECS = 60_000;
const MOST_BATCHES = 12; // whose counts are asked for

/** The page. */
export class Page {
  /** @param {string} originUrl where the demo files are */
  constructor(originUrl) {
    const store = new Store();
    const names = new Names();
    store.listen(({ download }) => {
      for (const { worker, workerNumber } of download?.runs ?? []) names.learn(worker, workerNumber);
    });
    this._store = store;
    /** @type {Set<string>} */
    this._fetching = new Set();
    this._list = new List(store, names);
    this._workers = new Workers(store, names, () => this._follower.doubt());
    this._summary = new Summary(store, this._workers);
    new Log(store, names);
    new Timeline(store, this._workers);
    new Form(this._workers, originUrl, (batch, ids, { items, work }) => {
      store.takeSubmitted(batch, ids, items, work !== null);
      this._list.refreshSoon();
      this._workers.refreshSoon();
      showWhatHappens();
    });
    this._follower = new Follower({
      onEvent: (event) => this._onEvent(event),
      refresh: () => this._refresh(),
      onState: showConnection,
      onBroken: () => clock.stop(),
    });
    store.listen(({ type }) => type === "focus" && this._load(store.focus ?? ""));
    setInterval(() => document.hidden || this._recount(), RECOUNT_MILLISECS);
    setInterval(() => store.forgetOld(), FORGET_MILLISECS);
  }

  /** @param {ServerEvent} event */
  _onEvent(event) {
    clock.learnFromEvent(event.at);
    if (event.type === "queued") {
      this._list.refreshSoon();
      if (!this._store.batches.has(event.batch)) this._takeNew(event.batch);
      return;
    }
    this._store.takeEvent(event);
    // An event does not tell everything of a download that the page has not seen yet.
    if (!this._store.downloads.get(event.download)?.pool) this._fetch(event.download);
    if (event.type === "requeued") this._list.refreshSoon();
    if (event.type === "progress") return;
    this._workers.refreshSoon();
    if (!this._store.batches.has(event.batch)) this._count(event.batch);
  }

  /** Fetch everything anew: at the start, after a gap in the events, and while there is no stream. */
  async _refresh() {
    this._workers.refresh();
    await this._list.refresh();
    const batches = [...new Set([...this._store.downloads.values()].map(({ batch }) => batch))].filter(
      Boolean,
    );
    await Promise.all(batches.slice(0, MOST_BATCHES).map((id) => this._count(id)));
    if (!this._store.focus) {
      const first = this._toBeginWith();
      if (first) this._store.focusOn(first);
    } else await this._load(this._store.focus);
    this._summary.beKnown();
  }

  /** The batch to begin with: of those in which something runs, else of all, the newest. */
  _toBeginWith() {
    const downloads = [...this._store.downloads.values()].filter(({ batch }) => batch);
    const running = downloads.filter(({ state }) => state === "running");
    const newest = (running.length ? running : downloads).sort(
      (one, other) => (other.createdAt ?? 0) - (one.createdAt ?? 0),
    );
    return newest[0]?.batch;
  }

  /**
   * Fetch a download that only events have told of; the list may hold thousands of newer ones.
   * @param {string} id
   */
  async _fetch(id) {
    if (this._fetching.size >= MOST_FETCHED) return this._list.refreshSoon();
    if (this._fetching.has(id)) return;
    this._fetching.add(id);
    const askedAt = performance.now();
    try {
      this._store.takeViews([await getDownload(id)], askedAt);
    } catch {
      // The next event of it, or the next list, tries again.
    } finally {
      this._fetching.delete(id);
    }
  }

  /** @param {string} id of a batch that somebody has queued */
  async _takeNew(id) {
    await this._count(id);
    this._store.offerFocus(id);
  }

  /** @param {string} id */
  async _load(id) {
    await Promise.all([this._count(id), loadAll(this._store, id, MOST_LOADED).catch(() => {})]);
  }

  /** @param {string} id */
  async _count(id) {
    try {
      this._store.takeBatch(await getBatch(id));
    } catch {
      // The server may have forgotten it; what is known of its downloads is shown.
    }
  }

  /** A batch too large to know each download of is counted by the server. */
  _recount() {
    for (const { id, done } of this._store.batches.values()) {
      if (!this._store.isWhole(id) && !done) this._count(id);
    }
  }
}

/** In one column what happens is below the form, out of sight. */
function showWhatHappens() {
  const card = byId("summary-card");
  if (card.getBoundingClientRect().top < innerHeight * 0.6) return;
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  card.scrollIntoView({ block: "start", behavior: isCalm ? "auto" : "smooth" });
}
