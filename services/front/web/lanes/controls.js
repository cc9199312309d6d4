/** The row of controls above the lanes: replay, and zoom. */

import { make, setAttribute, setShown, setText } from "../core/dom.js";
import { duration } from "../core/format.js";
import { say } from "../core/words.js";
import { SPEEDS } from "./replay.js";

/**
 * @typedef {{
 *   toggle: () => void, speed: (speed: number) => void, seek: (fraction: number) => void,
 *   zoom: (factor: number) => void, showAll: () => void
 * }} Wishes
 */

const STEPS = 1_000; // of the slider

export class Controls {
  /** @param {Wishes} wishes what the engine does for each control */
  constructor(wishes) {
    this._toggle = make("button", { type: "button", class: "button lanes__toggle", click: wishes.toggle });
    this._speed = make("select", { class: "lanes__speed", "aria-label": say("lanes.speed") });
    for (const speed of SPEEDS) {
      this._speed.append(make("option", { value: speed, selected: speed === 1 }, `×${speed}`));
    }
    this._speed.addEventListener("change", () => wishes.speed(Number(this._speed.value)));
    this._slider = make("input", { type: "range", class: "lanes__slider", min: 0, max: STEPS, value: STEPS });
    setAttribute(this._slider, "aria-label", say("lanes.position"));
    this._slider.addEventListener("input", () => wishes.seek(Number(this._slider.value) / STEPS));
    this._time = make("span", { class: "lanes__time muted" });
    this._replay = make("div", { class: "lanes__replay", role: "group", "aria-label": say("lanes.replay") });
    this._replay.append(this._toggle, this._speed, this._slider, this._time);
    this._all = make(
      "button",
      { type: "button", class: "button", click: wishes.showAll },
      say("lanes.zoom-all"),
    );
    const zoom = make("div", { class: "lanes__zoom", role: "group", "aria-label": say("lanes.zoom") });
    zoom.append(
      zoomButton("−", "lanes.zoom-out", () => wishes.zoom(0.5)),
      zoomButton("+", "lanes.zoom-in", () => wishes.zoom(2)),
      this._all,
    );
    this.element = make("div", { class: "lanes__controls" }, this._replay, zoom);
  }

  /**
   * @param {boolean} canReplay
   * @param {boolean} isZoomed
   */
  allow(canReplay, isZoomed) {
    setShown(this._replay, canReplay);
    setAttribute(this._all, "aria-disabled", isZoomed ? null : "true");
  }

  /**
   * Show where the playhead stands.
   * @param {import("./replay.js").Replay} replay
   * @param {number} start of the time axis
   * @param {number} end
   */
  show({ at, isPlaying }, start, end) {
    setText(this._toggle, isPlaying ? `❚❚ ${say("lanes.pause")}` : `▶ ${say("lanes.replay")}`);
    const secs = (at ?? end) - start;
    const text = at === null ? duration(secs) : `${duration(secs)} / ${duration(end - start)}`;
    setText(this._time, text);
    const value = String(Math.round((STEPS * secs) / Math.max(end - start, 1e-9)));
    if (this._slider.value !== value) this._slider.value = value;
    setAttribute(this._slider, "aria-valuetext", text);
  }
}

/**
 * @param {string} sign
 * @param {string} key of its words
 * @param {() => void} click
 */
function zoomButton(sign, key, click) {
  const label = say(key);
  return make("button", { type: "button", class: "button", "aria-label": label, title: label, click }, sign);
}
