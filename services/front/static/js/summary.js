/** The strip of numbers over the batches the page looks at. */

import { byId, make, oncePerFrame, setProgress, setText } from "./dom.js";
import { duration, percent } from "./format.js";
import { now } from "./time.js";
import { enumerate, number, say, sayCount, sayValue } from "./words.js";

const TICK_MILLISECS = 200;
const COUNTED = new Set(["running", "finished", "failed"]); // runs whose seconds somebody had to wait for

/**
 * What the runs add up to.
 * @param {Iterable<object>} records
 * @param {number} at seconds since the epoch: how long running ones have run
 * @returns {{elapsed: number, sum: number}|null} seconds; null when nothing has started
 */
export function speed(records, at) {
  let first = Infinity;
  let last = -Infinity;
  let sum = 0;
  for (const record of records) {
    record.runs.forEach((run, i) => {
      const end = run.end ?? at;
      first = Math.min(first, run.start);
      last = Math.max(last, end);
      if (i === record.runs.length - 1 && COUNTED.has(run.how)) sum += end - run.start;
    });
  }
  return first === Infinity ? null : { elapsed: Math.max(0, last - first), sum };
}

/** Shows totals, progress, and how much faster it was than one after the other. */
export class Summary {
  /** @param {import("./state.js").State} state */
  constructor(state) {
    this._state = state;
    this._cells = new Map();
    this._wasDone = true;
    this._isKnown = false;
    this._draw = oncePerFrame(() => this._drawNow());
    state.listen(() => this._draw());
    setInterval(() => !this._wasDone && this._draw(), TICK_MILLISECS);
  }

  /** The server has answered: from now on, that there is nothing can be said. */
  beKnown() {
    this._isKnown = true;
    this._draw();
  }

  _drawNow() {
    const totals = this._state.totals();
    const isAny = totals.count > 0;
    byId("summary-loading").hidden = isAny || this._isKnown;
    byId("summary-empty").hidden = isAny || !this._isKnown;
    byId("summary-body").hidden = !isAny;
    if (!isAny) return;
    const isDone = totals.done >= totals.count;
    setText(byId("summary-title"), say(isDone ? "summary.title.done" : "summary.title"));
    setText(byId("summary-of"), this._of(totals));
    setProgress(byId("overall"), totals.fraction);
    byId("overall").dataset.state = isDone ? "finished" : "running";
    setText(byId("overall-word"), percent(totals.fraction));
    for (const [state, count] of Object.entries(totals.states)) this._showTotal(state, count);
    this._showSpeed(totals);
    this._announce(totals, isDone);
  }

  _of(totals) {
    const batches = [...this._state.batches.values()];
    const pools = enumerate([...new Set(batches.map((batch) => sayValue("row.pool", batch.pool)))]);
    const words = batches.length > 1
      ? say("summary.batches", { count: number(totals.count), batches: batches.length })
      : sayCount("summary.batch", totals.count);
    return `${words} · ${pools}`;
  }

  _showTotal(state, count) {
    let cell = this._cells.get(state);
    if (!cell) {
      cell = make("dd");
      this._cells.set(state, cell);
      byId("totals").append(make("div", { "data-state": state }, make("dt", {}, sayValue("state", state)), cell));
    }
    setText(cell, number(count));
    cell.parentElement.classList.toggle("none", count === 0);
  }

  _showSpeed(totals) {
    const measured = speed(this._state.looked(), now());
    setText(byId("elapsed"), measured ? duration(measured.elapsed) : "–");
    setText(byId("sum"), measured ? duration(measured.sum) : "–");
    // In the first moments the quotient jumps about and says nothing.
    const isMeant = measured && measured.elapsed > 0.2;
    setText(byId("speed-up"), isMeant ? say("summary.times", { value: number(measured.sum / measured.elapsed, 2) }) : "–");
    const isPartial = totals.known < totals.count;
    const partial = { known: number(totals.known), count: number(totals.count) };
    setText(byId("summary-partial"), isPartial ? say("summary.partial", partial) : "");
  }

  _announce(totals, isDone) {
    if (isDone && !this._wasDone) setText(byId("summary-said"), say("summary.done", totals.states));
    if (!isDone) setText(byId("summary-said"), "");
    this._wasDone = isDone;
  }
}
