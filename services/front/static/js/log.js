/** What the tasks say: the sentences of the study note. */

import { byId, make, oncePerFrame } from "./dom.js";
import { clock } from "./format.js";
import { say, sayFailure, sayValue } from "./words.js";

const MOST_LINES = 120;

/** Shows sentences, newest first. */
export class Log {
  /** @param {import("./state.js").State} state */
  constructor(state) {
    this._waiting = [];
    this._draw = oncePerFrame(() => this._drawNow());
    state.listen(({ kind, record, event }) => {
      if (kind === "download" && event) this._take(record, event);
    });
  }

  /**
   * Begin with what is known of downloads that ended before the page was opened.
   * @param {Iterable<object>} records
   */
  beginWith(records) {
    if (byId("log").childElementCount || this._waiting.length) return;
    const ended = [...records].filter((record) => record.state === "finished" && record.outcome);
    ended.sort((one, other) => one.endedAt - other.endedAt);
    for (const record of ended.slice(-MOST_LINES)) this._add(record.endedAt, "finished", took(record));
  }

  _take(record, { type, at, data }) {
    const name = record.name;
    const reason = sayFailure(record.error ?? data.failure ?? data.outcome?.failure);
    if (type === "started") {
      this._add(at, type, say("task.started", { pid: data.runner?.pid ?? "" }));
      this._add(at, type, say("task.downloading", { name }));
    } else if (type === "finished") this._add(at, type, took(record));
    else if (type === "failed") this._add(at, type, say("log.failed", { name, reason }));
    else if (type === "retrying") this._add(at, type, say("log.retrying", { name, reason }));
    else if (type === "cancelled") this._add(at, type, say("log.cancelled", { name }));
    else if (type === "handed-back") {
      this._add(at, type, say("log.handed_back", { name, reason: sayValue("handed_back", data.reason ?? "") }));
    }
  }

  _add(at, type, text) {
    this._waiting.push(make("li", { "data-type": type }, make("time", {}, clock(at)), " ", make("span", {}, text)));
    if (this._waiting.length > MOST_LINES) this._waiting.shift();
    this._draw();
  }

  _drawNow() {
    const list = byId("log");
    list.hidden = false;
    byId("log-empty").hidden = true;
    list.prepend(...this._waiting.reverse());
    this._waiting = [];
    while (list.childElementCount > MOST_LINES) list.lastElementChild.remove();
  }
}

/** The note's last sentence; the event carries its numbers only. */
function took(record) {
  const secs = Number((record.outcome?.wall_secs ?? 0).toFixed(2));
  return say("task.took", { name: record.name, secs });
}
