/** The numbers of the batch shown. */

import { now } from "../core/clock.js";
import { byId, make, setAttribute, setShown, setText } from "../core/dom.js";
import { duration, percent } from "../core/format.js";
import { painter } from "../core/paint.js";
import { number, say, sayCount, sayValue } from "../core/words.js";
import { idealCores } from "./ideal.js";
import { speedOf } from "./speed.js";

/** @typedef {import("../downloads/store.js").Totals} Totals */

const SHARES = ["finished", "failed", "cancelled"];

/** Shows totals, progress, and what the runs add up to. */
export class Summary {
  /**
   * @param {import("../downloads/store.js").Store} store
   * @param {import("../workers/workers.js").Workers} workers
   */
  constructor(store, workers) {
    this._store = store;
    this._workers = workers;
    /** @type {Map<string, HTMLElement>} */
    this._cells = new Map();
    /** @type {Map<string, HTMLElement>} */
    this._shares = new Map();
    this._announced = ""; // the batch whose end was announced
    this._wasAtWork = "";
    this._isKnown = false;
    this._paint = painter(() => this._draw());
    store.listen(this._paint);
    workers.listen(this._paint);
  }

  /** The server has answered: from now on, that there is nothing can be said. */
  beKnown() {
    this._isKnown = true;
    this._paint();
  }

  _draw() {
    const batch = this._store.focus;
    setShown(byId("summary-loading"), !batch && !this._isKnown);
    setShown(byId("summary-empty"), !batch && this._isKnown);
    setShown(byId("summary-body"), batch !== null);
    if (!batch) return;
    const totals = this._store.totalsOf(batch);
    const isDone = totals.done >= totals.count;
    setText(byId("summary-title"), say(isDone ? "summary.title.done" : "summary.title"));
    setText(byId("summary-of"), this._of(batch, totals));
    this._showBar(totals);
    for (const [state, count] of Object.entries(totals.states)) this._showTotal(state, count);
    this._showSpeed(totals);
    this._announce(batch, totals, isDone);
    if (!isDone && totals.states.running) this._paint();
  }

  /**
   * @param {string} id
   * @param {Totals} totals
   */
  _of(id, totals) {
    const pool = this._store.batches.get(id)?.pool ?? this._store.focused()[0]?.pool ?? "";
    return `${sayCount("summary.batch", totals.count)} · ${sayValue("row.pool", pool)}`;
  }

  /**
   * Show each way to end as a share of its own: a full green bar must not mean that all have failed.
   * @param {Totals} totals
   */
  _showBar({ states, count, fraction, done }) {
    const bar = byId("summary-bar");
    const begun = Math.max(0, fraction - done / Math.max(count, 1));
    for (const state of [...SHARES, "running"]) {
      const share = state === "running" ? begun : states[state] / Math.max(count, 1);
      this._share(bar, state).style.flexBasis = `${(share * 100).toFixed(2)}%`;
    }
    const text = percent(fraction);
    const failed = states.failed ? say("summary.bar.failed", { failed: number(states.failed) }) : "";
    setText(byId("summary-percent"), text);
    setAttribute(bar, "aria-valuenow", String(Math.floor(fraction * 100)));
    setAttribute(bar, "aria-valuetext", [text, failed].filter(Boolean).join(", "));
  }

  /**
   * @param {HTMLElement} bar
   * @param {string} state
   */
  _share(bar, state) {
    let share = this._shares.get(state);
    if (!share) {
      share = make("span", { class: "shares__share", "data-state": state });
      this._shares.set(state, share);
      bar.append(share);
    }
    return share;
  }

  /**
   * @param {string} state
   * @param {number} count
   */
  _showTotal(state, count) {
    let cell = this._cells.get(state);
    if (!cell) {
      cell = make("dd", {});
      this._cells.set(state, cell);
      const label = make("dt", {}, sayValue("state", state));
      byId("totals").append(make("div", { class: "summary__total", "data-state": state }, label, cell));
    }
    setText(cell, number(count));
    cell.parentElement?.classList.toggle("summary__total--none", count === 0);
  }

  /** @param {Totals} totals */
  _showSpeed(totals) {
    const downloads = this._store.focused();
    const speed = speedOf(downloads, now());
    const kind = speed?.kind ?? "waiting";
    setText(byId("elapsed"), speed ? duration(speed.elapsedSecs) : "–");
    setText(byId("sum"), speed?.sumSecs != null ? duration(speed.sumSecs) : "–");
    const ideal = kind === "computing" ? idealCores(downloads, this._workers.seen) : null;
    setText(byId("quotient"), quotientText(kind, speed?.quotient ?? null, ideal));
    setText(byId("sum-name"), say(`summary.sum.${kind}`));
    setText(byId("quotient-name"), say(`summary.quotient.${kind}.name`));
    const isPartial = totals.known < totals.count;
    const partial = isPartial
      ? say("summary.partial", { known: number(totals.known), count: number(totals.count) })
      : "";
    const later = speed && speed.sumSecs === null ? say("summary.later") : "";
    const unfit = speed && !speed.isWhole ? say("summary.unfit") : "";
    setText(
      byId("summary-hint"),
      [say(`summary.quotient.${kind}.hint`), later, unfit, partial].filter(Boolean).join(" "),
    );
  }

  /**
   * @param {string} batch
   * @param {Totals} totals
   * @param {boolean} isDone
   */
  _announce(batch, totals, isDone) {
    const isNews = isDone && this._wasAtWork === batch && this._announced !== batch;
    if (isNews) setText(byId("summary-said"), say("summary.done", totals.states));
    if (isNews) this._announced = batch;
    if (!isDone) {
      this._announced = "";
      this._wasAtWork = batch;
      setText(byId("summary-said"), "");
    }
  }
}

/**
 * @param {import("./speed.js").Kind} kind
 * @param {number|null} quotient
 * @param {number|null} ideal how large it can be
 */
function quotientText(kind, quotient, ideal) {
  if (quotient === null) return "–";
  const value = number(quotient, 2);
  return ideal === null
    ? say(`summary.quotient.${kind}`, { value })
    : say("summary.quotient.of", { value, ideal: number(ideal) });
}
