/** All that the page knows, in one place; its parts only show it. */

import { isEnded } from "../core/constants.js";
import { epoch } from "../core/format.js";
import { fractionOf, newDownload, takeEvent, takeView } from "./record.js";

/**
 * @typedef {import("./record.js").Download} Download
 * @typedef {import("../core/types.js").BatchView} BatchView
 * @typedef {BatchView & {createdAt: number}} Batch
 * @typedef {{
 *   count: number, known: number, states: Record<string, number>, done: number, fraction: number
 * }} Totals
 * @typedef {(change: {download: Download|null, type: string}) => void} Listener
 */

const MOST_DOWNLOADS = 5_000;
const MOST_OF_RUNNING = 0.99;

/**
 * Downloads by id, batches, and the one batch that summary and timeline are about.
 *
 * Listeners are told which download changed and by what: the event's type, or "view"; null when batches did.
 */
export class Store {
  constructor() {
    /** @type {Map<string, Download>} */
    this.downloads = new Map();
    /** @type {Map<string, Batch>} */
    this.batches = new Map();
    /** @type {string|null} the batch that summary and timeline are about */
    this.focus = null;
    /** @type {Map<string, Set<Download>>} */
    this._members = new Map();
    /** @type {Listener[]} */
    this._listeners = [];
  }

  /** @param {Listener} listener */
  listen(listener) {
    this._listeners.push(listener);
  }

  /**
   * Take over the downloads of an answer.
   * @param {import("../core/types.js").DownloadView[]} views
   * @param {number} askedAt `performance.now()` when they were asked for
   */
  takeViews(views, askedAt) {
    for (const view of views) {
      const download = this._download(view.id);
      takeView(download, view, askedAt);
      this._changed(download, "view");
    }
  }

  /**
   * Take over an event about one download.
   * @param {import("../core/types.js").ServerEvent} event
   */
  takeEvent(event) {
    const download = this._download(event.download);
    takeEvent(download, event);
    this._changed(download, event.type);
  }

  /**
   * Note what has just been submitted from here: it is what the reader wants to see.
   * @param {BatchView} batch
   * @param {string[]} ids in the order of the items
   * @param {{name?: string, url?: string}[]} items
   * @param {boolean} hasWork
   */
  takeSubmitted(batch, ids, items, hasWork) {
    this.takeBatch(batch);
    const createdAt = epoch(batch.created_at) ?? 0;
    ids.forEach((id, i) => {
      const download = this._download(id); // events may have come before the answer
      download.batch ||= batch.id;
      download.name ||= items[i].name ?? nameOf(items[i].url ?? "");
      download.url ??= items[i].url ?? null;
      download.pool ||= batch.pool;
      download.hasWork = hasWork;
      download.createdAt ??= createdAt + i * 1e-6;
      this._changed(download, "view");
    });
    this.focusOn(batch.id);
  }

  /** @param {BatchView} view */
  takeBatch(view) {
    this.batches.set(view.id, { ...view, createdAt: epoch(view.created_at) ?? 0 });
    this._tell(null, "batch");
  }

  /**
   * Show this batch in summary and timeline.
   * @param {string} id
   */
  focusOn(id) {
    this.focus = id;
    this._tell(null, "focus");
  }

  /**
   * Show a batch that the reader has not asked for, unless one is shown in which something still runs.
   * @param {string} id
   */
  offerFocus(id) {
    if (!this.focus || !this.membersOf(this.focus).some(({ state }) => state === "running")) this.focusOn(id);
  }

  /**
   * What was asked of a download, or went wrong with it, before the server says more.
   * @param {string} id
   * @param {{cancelRequested?: boolean, problem?: string}} note
   */
  note(id, note) {
    const download = this._download(id);
    Object.assign(download, note);
    this._changed(download, "view");
  }

  /**
   * The known downloads of a batch, in the order they were submitted.
   * @param {string|null} id
   * @returns {Download[]}
   */
  membersOf(id) {
    return [...(this._members.get(id ?? "") ?? [])];
  }

  /** The known downloads of the batch shown. */
  focused() {
    return this.membersOf(this.focus);
  }

  /**
   * How many downloads of a batch are in each state, and how much of it has ended.
   * @param {string} id
   * @returns {Totals}
   */
  totalsOf(id) {
    const members = this.membersOf(id);
    const batch = this.batches.get(id);
    const states = { queued: 0, running: 0, finished: 0, failed: 0, cancelled: 0 };
    const isWhole = this.isWhole(id);
    let share = 0;
    if (isWhole) for (const download of members) share += addDownload(states, download);
    else share = addStates(states, batch?.states ?? {});
    const done = states.finished + states.failed + states.cancelled;
    const count = batch?.count ?? members.length;
    return { count, known: members.length, states, done, fraction: count ? share / count : 0 };
  }

  /**
   * Whether every download of the batch is known here one by one.
   * @param {string} id
   */
  isWhole(id) {
    const batch = this.batches.get(id);
    return !batch || (this._members.get(id)?.size ?? 0) >= batch.count;
  }

  /** Forget the oldest batches that have ended and are not shown: a page may stay open for days. */
  forgetOld() {
    const oldest = [...this.batches.values()].sort((one, other) => one.createdAt - other.createdAt);
    for (const { id } of oldest) {
      if (this.downloads.size <= MOST_DOWNLOADS) return;
      const members = this.membersOf(id);
      if (id === this.focus || members.some(({ state }) => !isEnded(state))) continue;
      for (const download of members) this.downloads.delete(download.id);
      this._members.delete(id);
      this.batches.delete(id);
    }
  }

  /** @param {string} id */
  _download(id) {
    let download = this.downloads.get(id);
    if (!download) {
      download = newDownload(id);
      this.downloads.set(id, download);
    }
    return download;
  }

  /**
   * @param {Download} download
   * @param {string} type
   */
  _changed(download, type) {
    if (download.batch) {
      const members = this._members.get(download.batch);
      if (members) members.add(download);
      else this._members.set(download.batch, new Set([download]));
    }
    this._tell(download, type);
  }

  /**
   * @param {Download|null} download
   * @param {string} type
   */
  _tell(download, type) {
    for (const listener of this._listeners) listener({ download, type });
  }
}

/**
 * @param {Record<string, number>} states
 * @param {Download} download
 */
function addDownload(states, download) {
  states[waiting(download.state)] += 1;
  // What still runs may have all its bytes, and compute: it is not done.
  return isEnded(download.state) ? 1 : Math.min(fractionOf(download) ?? 0, MOST_OF_RUNNING);
}

/**
 * @param {Record<string, number>} states
 * @param {Record<string, number>} counted
 */
function addStates(states, counted) {
  for (const [state, count] of Object.entries(counted)) states[waiting(state)] += count;
  return (counted.finished ?? 0) + (counted.failed ?? 0) + (counted.cancelled ?? 0);
}

/**
 * What is to be retried later waits like what is queued.
 * @param {string} state
 */
function waiting(state) {
  return state === "scheduled" ? "queued" : state;
}

/** @param {string} url */
function nameOf(url) {
  try {
    return decodeURIComponent(new URL(url).pathname.split("/").pop() ?? "") || url;
  } catch {
    return url;
  }
}
