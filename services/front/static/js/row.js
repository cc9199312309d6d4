/** One row of the list: a download. */

import { make, setAttribute, setProgress, setText } from "./dom.js";
import { clock, duration, percent, roughly, size } from "./format.js";
import { placeOf } from "./place.js";
import { ENDED, fractionOf, secondsOf } from "./record.js";
import { now } from "./time.js";
import { say, sayFailure, sayValue } from "./words.js";

/**
 * A row that shows a download.
 */
export class Row {
  /**
   * @param {{cancel: (id: string) => void, retry: (id: string) => void}} actions
   * @param {string} id
   */
  constructor(actions, id) {
    this._name = make("span.name");
    this._state = make("span.state");
    this._badges = make("span.badges");
    this._bar = make("progress", { max: 1 });
    this._percent = make("span.percent");
    this._who = make("span.who");
    this._time = make("span.secs");
    this._more = make("span.bytes");
    this._error = make("p.problem", { hidden: "" });
    this._cancel = make("button", { type: "button", click: () => actions.cancel(id) }, say("row.cancel"));
    this._retry = make("button", { type: "button", click: () => actions.retry(id) }, say("row.retry"));
    this._file = make("a.button", { download: "" }, say("row.file"));
    this.element = make(
      "li.row", {},
      make("div.title", {}, this._name, this._badges),
      make("div.status", {}, this._state, make("span.progress", {}, this._bar, this._percent)),
      this._who,
      make("span.measures", {}, this._time, this._more),
      make("div.actions", {}, this._cancel, this._retry, this._file),
      this._error,
    );
  }

  /** @param {object} record */
  show(record) {
    const shown = record.cancelRequested && !ENDED.has(record.state) ? "cancelling" : record.state;
    setAttribute(this.element, "data-state", shown);
    setText(this._state, sayValue("state", shown));
    setText(this._name, record.name || record.id);
    setAttribute(this._name, "title", record.url ?? record.name);
    this._showBadges(record);
    this._showProgress(record);
    setText(this._who, whoOf(record));
    setText(this._time, timeOf(record));
    setAttribute(this._time, "title", momentsOf(record));
    setText(this._more, bytesOf(record));
    const problem = record.problem || (record.error && shown !== "cancelled" ? sayFailure(record.error) : "");
    setText(this._error, problem);
    this._error.hidden = !problem;
    this._showActions(record);
  }

  _showBadges(record) {
    const badges = [];
    if (record.runCount > 1) {
      badges.push(["badge", say("row.runs", { runs: record.runCount }), say("row.runs.title", { runs: record.runCount })]);
    }
    const times = record.handedBack.length;
    if (times) {
      const reason = sayValue("handed_back", record.handedBack.at(-1));
      badges.push(["badge.back", say(times > 1 ? "row.handed_back.many" : "row.handed_back", { count: times, reason }), null]);
    }
    const key = JSON.stringify(badges);
    if (key === this._badgesKey) return;
    this._badgesKey = key;
    this._badges.replaceChildren(...badges.map(([kind, text, title]) => make(`span.${kind}`, { title }, text)));
  }

  _showProgress(record) {
    const fraction = fractionOf(record);
    setAttribute(this._bar, "aria-label", say("row.progress", { name: record.name }));
    setProgress(this._bar, fraction);
    const isComputing = record.state === "running" && fraction === 1;
    const isTold = record.state === "running" && fraction !== null;
    setText(this._percent, isComputing ? say("row.computing") : isTold ? percent(fraction) : "");
  }

  _showActions(record) {
    this._cancel.hidden = ENDED.has(record.state);
    this._cancel.disabled = record.cancelRequested;
    this._retry.hidden = record.state !== "failed" && record.state !== "cancelled";
    this._file.hidden = !record.file;
    setAttribute(this._file, "href", record.file);
    for (const [element, key] of [[this._cancel, "row.cancel.name"], [this._retry, "row.retry.name"], [this._file, "row.file.name"]]) {
      setAttribute(element, "aria-label", say(key, { name: record.name }));
    }
  }
}

function whoOf(record) {
  const { runner } = record;
  if (!runner || !(record.state === "running" || ENDED.has(record.state))) {
    return record.state === "cancelled" ? say("row.nobody") : sayValue("row.pool", record.pool);
  }
  return placeOf(runner);
}

function timeOf(record) {
  const secs = secondsOf(record);
  if (secs !== null) return duration(secs);
  if (ENDED.has(record.state) || record.createdAt === null) return "";
  return say("row.waiting", { time: roughly(now() - record.createdAt) });
}

function momentsOf(record) {
  const moments = [record.createdAt, record.startedAt, record.endedAt].filter((moment) => moment !== null);
  return moments.map(clock).join(" → ");
}

function bytesOf(record) {
  if (record.state === "running" && record.bytesTotal) return `${size(record.bytesDone)} / ${size(record.bytesTotal)}`;
  if (record.bytesDone) return size(record.bytesDone);
  if (ENDED.has(record.state) && record.endedAt !== null) return clock(record.endedAt);
  return "";
}
