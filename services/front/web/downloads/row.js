/** One row of the list: a download. */

import { now } from "../core/clock.js";
import { isEnded } from "../core/constants.js";
import { make, setAttribute, setProgress, setShown, setText } from "../core/dom.js";
import { failureText } from "../core/failures.js";
import { duration, percent, roughly, size, timeOfDay } from "../core/format.js";
import { placeOf } from "../core/place.js";
import { say, sayValue } from "../core/words.js";
import { fractionOf, isComputing, secondsOf } from "./record.js";
import { lastRun } from "./runs.js";

/**
 * @typedef {import("./record.js").Download} Download
 * @typedef {{cancel: (id: string) => void, retry: (id: string) => void}} Actions
 */

/** Shows a download. */
export class Row {
  /**
   * @param {Actions} actions
   * @param {import("../workers/names.js").Names} names
   * @param {string} id
   */
  constructor(actions, names, id) {
    this._names = names;
    this._badgesKey = "";
    this._isCancelling = false;
    this._name = make("span", { class: "row__name" });
    this._state = make("span", { class: "row__state" });
    this._badges = make("span", { class: "row__badges" });
    this._bar = make("progress", { max: 1 });
    this._percent = make("span", { class: "row__percent" });
    this._who = make("span", { class: "row__who" });
    this._time = make("span", { class: "row__secs" });
    this._more = make("span", { class: "row__bytes" });
    this._error = make("p", { class: "problem row__error", hidden: "" });
    this._cancel = make(
      "button",
      { type: "button", class: "button", click: () => this._isCancelling || actions.cancel(id) },
      say("row.cancel"),
    );
    this._retry = make(
      "button",
      { type: "button", class: "button", click: () => actions.retry(id) },
      say("row.retry"),
    );
    this._file = make("a", { class: "button", download: "" }, say("row.file"));
    this._progress = make("span", { class: "row__progress" }, this._bar, this._percent);
    this.element = make(
      "li",
      { class: "row", tabindex: "-1" },
      make("div", { class: "row__title" }, this._name, this._badges),
      make("div", { class: "row__status" }, this._state, this._progress),
      this._who,
      make("span", { class: "row__measures" }, this._time, this._more),
      make("div", { class: "row__actions" }, this._cancel, this._retry, this._file),
      this._error,
    );
  }

  /** @param {Download} download */
  show(download) {
    const shown = download.cancelRequested && !isEnded(download.state) ? "cancelling" : download.state;
    setAttribute(this.element, "data-state", shown);
    setText(this._state, sayValue("state", shown));
    setText(this._name, download.name || download.id);
    setAttribute(this._name, "title", download.url ?? download.name);
    this._showBadges(download);
    this._showProgress(download);
    const who = whoOf(download, this._names);
    setText(this._who, who.name);
    setAttribute(this._who, "title", who.details || null);
    setAttribute(this._who, "data-pool", who.pool || null);
    setText(this._time, timeOf(download));
    setAttribute(this._time, "title", momentsOf(download));
    setText(this._more, bytesOf(download));
    const problem = download.problem || (shown === "cancelled" ? "" : failureText(download.failure));
    setText(this._error, problem);
    setShown(this._error, Boolean(problem));
    this._showActions(download);
  }

  /** @param {Download} download */
  _showBadges(download) {
    const { handedBack } = download;
    /** @type {[string, string, string|null][]} */
    const badges = [];
    const count = lastRun(download)?.number ?? 0;
    if (count > 1)
      badges.push(["badge", say("row.runs", { runs: count }), say("row.runs.title", { runs: count })]);
    if (handedBack.length) {
      const reason = sayValue("handed_back", handedBack.at(-1) ?? "");
      const key = handedBack.length > 1 ? "row.handed_back.many" : "row.handed_back";
      badges.push(["badge badge--back", say(key, { count: handedBack.length, reason }), null]);
    }
    const key = JSON.stringify(badges);
    if (key === this._badgesKey) return;
    this._badgesKey = key;
    this._badges.replaceChildren(
      ...badges.map(([kind, text, title]) => make("span", { class: kind, title }, text)),
    );
  }

  /** @param {Download} download */
  _showProgress(download) {
    const fraction = fractionOf(download);
    const isRunning = download.state === "running";
    setShown(this._progress, isRunning);
    if (!isRunning) return;
    setAttribute(this._bar, "aria-label", say("row.progress", { name: download.name }));
    setProgress(this._bar, fraction);
    const share = fraction === null ? "" : percent(fraction);
    setText(this._percent, isComputing(download) ? say("row.computing") : share);
  }

  /** @param {Download} download */
  _showActions(download) {
    const focused = document.activeElement;
    this._isCancelling = download.cancelRequested;
    setAttribute(this._cancel, "aria-disabled", this._isCancelling ? "true" : null);
    setShown(this._cancel, !isEnded(download.state));
    setShown(this._retry, download.state === "failed" || download.state === "cancelled");
    setShown(this._file, download.file !== null);
    setAttribute(this._file, "href", download.file);
    const labels = /** @type {[HTMLElement, string][]} */ ([
      [this._cancel, "row.cancel.name"],
      [this._retry, "row.retry.name"],
      [this._file, "row.file.name"],
    ]);
    for (const [element, key] of labels)
      setAttribute(element, "aria-label", say(key, { name: download.name }));
    this._keepFocus(focused);
  }

  /**
   * Move the focus from a button that disappears to the one in its place, for readers who use the keyboard.
   * @param {Element|null} focused
   */
  _keepFocus(focused) {
    if (!(focused instanceof HTMLElement) || !focused.hidden || !this.element.contains(focused)) return;
    const next = [this._retry, this._cancel, this._file].find((element) => !element.hidden);
    (next ?? this.element).focus({ preventScroll: true });
  }
}

/**
 * @param {Download} download
 * @param {import("../workers/names.js").Names} names
 */
function whoOf(download, names) {
  const run = lastRun(download);
  if (!run?.runner || !(download.state === "running" || isEnded(download.state))) {
    const isNobody = download.state === "cancelled";
    return {
      name: isNobody ? say("row.nobody") : sayValue("row.pool", download.pool),
      details: "",
      pool: "",
    };
  }
  const { runner, worker, pool } = run;
  return { name: names.nameOf(worker, pool), details: placeOf(runner), pool };
}

/** @param {Download} download */
function timeOf(download) {
  const secs = secondsOf(download, now());
  if (secs !== null) return duration(secs);
  if (download.state === "scheduled" && download.retryAt !== null) return retryOf(download.retryAt - now());
  if (isEnded(download.state) || download.createdAt === null) return "";
  return say("row.waiting", { time: roughly(now() - download.createdAt) });
}

/** @param {number} secs until it is queued again */
function retryOf(secs) {
  return secs > 0 ? say("row.retrying_in", { time: roughly(Math.ceil(secs)) }) : say("row.retrying_now");
}

/** @param {Download} download */
function momentsOf(download) {
  const moments = [download.createdAt, lastRun(download)?.start, download.endedAt];
  return moments
    .filter((moment) => moment != null)
    .map(timeOfDay)
    .join(" → ");
}

/** @param {Download} download */
function bytesOf({ state, bytesDone, bytesTotal, endedAt }) {
  if (state === "running" && bytesTotal) return `${size(bytesDone)} / ${size(bytesTotal)}`;
  if (bytesDone) return size(bytesDone);
  return isEnded(state) && endedAt !== null ? timeOfDay(endedAt) : "";
}
