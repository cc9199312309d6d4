/** All the page knows, in one place; its parts only show it. */

import { ENDED, fractionOf, newRecord, takeEvent, takeView } from "./record.js";
import { now } from "./time.js";

const MOST_BATCHES = 8;

/**
 * Downloads by id, and the batches the page looks at: the newest, with those that ran when it came.
 *
 * Who listens is told `(change)`: `{kind: "download", record, type}` for one download, `type` being the
 * event's or "view"; or `{kind: "batches"}` when the batches looked at have changed.
 */
export class State {
  constructor() {
    /** @type {Map<string, object>} */
    this.records = new Map();
    /** @type {Map<string, {id: string, count: number, pool: string, states: object, createdAt: number}>} */
    this.batches = new Map();
    this._members = new Map();
    this._listeners = [];
  }

  /** @param {(change: object) => void} listener */
  listen(listener) {
    this._listeners.push(listener);
  }

  /**
   * Take over the downloads of an answer.
   * @param {object[]} views
   * @param {number} askedAt `performance.now()` when they were asked for
   */
  takeViews(views, askedAt) {
    for (const view of views) {
      const record = this._record(view.id);
      takeView(record, view, askedAt);
      this._changed(record, "view");
    }
  }

  /**
   * Take over an event about one download.
   * @param {object} event
   */
  takeEvent(event) {
    const record = this._record(event.download);
    takeEvent(record, event);
    this._changed(record, event.type, event);
  }

  /**
   * Note downloads that have just been submitted from here.
   * @param {object} batch its BatchView
   * @param {string[]} ids in the order of the items
   * @param {{name?: string, url?: string}[]} items
   */
  takeSubmitted(batch, ids, items) {
    this.look(batch);
    ids.forEach((id, i) => {
      const record = this._record(id); // events may have come before the answer
      record.batch ||= batch.id;
      record.name ||= items[i].name ?? nameOf(items[i].url);
      record.url ??= items[i].url ?? null;
      record.pool ||= batch.pool;
      record.createdAt ??= now();
      this._changed(record, "view");
    });
  }

  /**
   * Look at a batch: beside those that still run, instead of those that have ended.
   * @param {object} view a BatchView
   */
  look(view) {
    const batch = { ...view, createdAt: Date.parse(view.created_at) / 1000 };
    if (!this.batches.has(view.id)) {
      for (const other of this.batches.values()) if (this.isDone(other)) this.batches.delete(other.id);
      if (this.batches.size >= MOST_BATCHES) this.batches.delete(this.batches.keys().next().value);
    }
    this.batches.set(view.id, batch);
    this._tell({ kind: "batches" });
  }

  /**
   * What was wished of a download, or went wrong with the wish, before the server says more.
   * @param {string} id
   * @param {{cancelRequested?: boolean, problem?: string}} note
   */
  note(id, note) {
    const record = this._record(id);
    Object.assign(record, note);
    this._changed(record, "view");
  }

  /** The records of the batches looked at, oldest batch first. */
  *looked() {
    for (const id of this.batches.keys()) for (const member of this._members.get(id) ?? []) yield this.records.get(member);
  }

  /**
   * How many downloads of the batches are in each state, and how much is done of all.
   * @returns {{count: number, known: number, states: Record<string, number>, done: number, fraction: number}}
   */
  totals() {
    const states = { queued: 0, running: 0, finished: 0, failed: 0, cancelled: 0 };
    let count = 0;
    let known = 0;
    let share = 0;
    for (const batch of this.batches.values()) {
      const members = [...(this._members.get(batch.id) ?? [])].map((id) => this.records.get(id));
      count += batch.count;
      known += members.length;
      if (members.length < batch.count) share += addStates(states, batch.states);
      else for (const record of members) share += addRecord(states, record);
    }
    const done = states.finished + states.failed + states.cancelled;
    return { count, known, states, done, fraction: count ? share / count : 0 };
  }

  /**
   * Whether all downloads of the batch have ended.
   * @param {{id: string, count: number, done: boolean}} batch
   */
  isDone(batch) {
    const members = this._members.get(batch.id) ?? new Set();
    if (members.size < batch.count) return batch.done;
    return [...members].every((id) => ENDED.has(this.records.get(id).state));
  }

  /**
   * Whether every download of the batch is known here one by one.
   * @param {{id: string, count: number}} batch
   */
  isWhole(batch) {
    return (this._members.get(batch.id)?.size ?? 0) >= batch.count;
  }

  /**
   * Forget the downloads nobody shows: a page may stay open for days.
   * @param {Set<string>} shown ids to keep beside those of the batches looked at
   */
  forgetOthers(shown) {
    for (const [batch, members] of this._members) {
      if (this.batches.has(batch)) continue;
      for (const id of members) {
        if (shown.has(id)) continue;
        members.delete(id);
        this.records.delete(id);
      }
      if (!members.size) this._members.delete(batch);
    }
  }

  _record(id) {
    let record = this.records.get(id);
    if (!record) this.records.set(id, (record = newRecord(id)));
    return record;
  }

  _changed(record, type, event = null) {
    if (record.batch) {
      if (!this._members.has(record.batch)) this._members.set(record.batch, new Set());
      this._members.get(record.batch).add(record.id);
    }
    this._tell({ kind: "download", record, type, event });
  }

  _tell(change) {
    for (const listener of this._listeners) listener(change);
  }
}

function addRecord(states, record) {
  states[record.state === "scheduled" ? "queued" : record.state] += 1;
  return ENDED.has(record.state) ? 1 : fractionOf(record) ?? 0;
}

function addStates(states, counted) {
  for (const [state, count] of Object.entries(counted)) states[state === "scheduled" ? "queued" : state] += count;
  return (counted.finished ?? 0) + (counted.failed ?? 0) + (counted.cancelled ?? 0);
}

function nameOf(url) {
  try {
    return decodeURIComponent(new URL(url).pathname.split("/").pop()) || url;
  } catch {
    return url;
  }
}
