/** The live timeline: a lane for everybody who ran a task, a bar for each run. */

import { byId, make, setAttribute, setText } from "./dom.js";
import { duration, percent, tick } from "./format.js";
import { countRunners, lanesOf, spanOf } from "./lanes.js";
import { placeOf } from "./place.js";
import { fractionOf } from "./record.js";
import { now } from "./time.js";
import { say, sayCount, sayValue } from "./words.js";

const AXIS_HEIGHT = 26;
const HOST_HEIGHT = 24;
const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif';
const FRAME_MILLISECS = 50;
const CALM_FRAME_MILLISECS = 500;
const STEPS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1_800, 3_600];

/** Draws itself while something runs, and after every change. */
export class Timeline {
  /**
   * @param {import("./state.js").State} state
   * @param {{count: number|null}} workers who is there, for the words while everything waits
   */
  constructor(state, workers) {
    this._state = state;
    this._workers = workers;
    this._axis = byId("timeline-axis");
    this._bars = byId("timeline-bars");
    this._boxes = []; // what the pointer can touch
    this._isDirty = true;
    this._isRunning = false;
    this._lastDraw = 0;
    this._calm = matchMedia("(prefers-reduced-motion: reduce)");
    this._readColours();
    state.listen(() => (this._isDirty = true));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this._readColours());
    new ResizeObserver(() => (this._isDirty = true)).observe(byId("timeline").parentElement);
    this._bars.addEventListener("pointermove", (event) => this._point(event));
    this._bars.addEventListener("pointerdown", (event) => this._point(event));
    this._bars.addEventListener("pointerleave", () => (byId("timeline-tip").hidden = true));
    requestAnimationFrame((at) => this._frame(at));
  }

  _frame(at) {
    const pause = this._calm.matches ? CALM_FRAME_MILLISECS : FRAME_MILLISECS;
    if ((this._isDirty || this._isRunning) && at - this._lastDraw >= pause) {
      this._lastDraw = at;
      this._isDirty = false;
      this._draw();
    }
    requestAnimationFrame((next) => this._frame(next));
  }

  _readColours() {
    const style = getComputedStyle(document.documentElement);
    const names = ["text", "muted", "line", "lane", "surface", "running", "finished", "failed", "cancelled", "handed-back", "on-bar"];
    this._colours = Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
    this._isDirty = true;
  }

  _draw() {
    const lanes = lanesOf(this._state.looked());
    const span = spanOf(lanes, now());
    byId("timeline").hidden = !span;
    byId("timeline-empty").hidden = Boolean(span);
    this._isRunning = span?.isRunning ?? false;
    if (!span) return this._showWaiting();
    const layout = this._layout(lanes, span);
    this._drawAxis(layout);
    this._drawLanes(layout);
    this._describe(lanes);
    return undefined;
  }

  _showWaiting() {
    const isWaiting = this._state.batches.size > 0;
    const key = !isWaiting ? "timeline.empty" : this._workers.count === 0 ? "timeline.waiting.no_workers" : "timeline.waiting";
    setText(byId("timeline-empty"), say(key));
    setText(byId("timeline-who"), say("timeline.subtitle"));
    this._whoKey = null;
  }

  _layout(lanes, span) {
    const width = byId("timeline-lanes").clientWidth;
    const isNarrow = width < 560;
    const labels = isNarrow ? 104 : 204;
    const length = Math.max(span.end - span.start, 0.5);
    const step = stepFor(length, (width - labels) / (isNarrow ? 60 : 90));
    // The scale moves by whole quarters of a step: bars grow, and do not shrink at every frame.
    const shown = Math.ceil((length * 1.01) / (step / 4)) * (step / 4);
    const row = lanes.length <= 10 ? 26 : lanes.length <= 24 ? 20 : 14;
    const scale = (width - labels - 10) / shown;
    return { lanes, span, width, isNarrow, labels, step, shown, row, x: (at) => labels + (at - span.start) * scale };
  }

  _drawAxis({ width, labels, step, shown, span, x }) {
    const pen = penFor(this._axis, width, AXIS_HEIGHT);
    pen.font = `11px ${FONT}`;
    pen.fillStyle = this._colours.muted;
    pen.textBaseline = "middle";
    for (let secs = 0; secs <= shown + 1e-9; secs += step) {
      const at = x(span.start + secs);
      const text = tick(secs);
      pen.textAlign = secs === 0 ? "left" : at + pen.measureText(text).width / 2 > width ? "right" : "center";
      pen.fillText(text, pen.textAlign === "right" ? width - 1 : at, AXIS_HEIGHT / 2);
    }
    pen.strokeStyle = this._colours.line;
    line(pen, labels, AXIS_HEIGHT - 0.5, width, AXIS_HEIGHT - 0.5);
  }

  _drawLanes(layout) {
    const { lanes, span, width, row, step, shown, x } = layout;
    const hosts = new Set(lanes.map((lane) => lane.host)).size;
    const height = lanes.length * row + hosts * HOST_HEIGHT + 6;
    const pen = penFor(this._bars, width, height);
    pen.textBaseline = "middle";
    pen.strokeStyle = this._colours.line;
    for (let secs = 0; secs <= shown + 1e-9; secs += step) line(pen, Math.round(x(span.start + secs)) + 0.5, 0, Math.round(x(span.start + secs)) + 0.5, height);
    this._boxes = [];
    let y = 0;
    let before = null;
    for (const lane of lanes) {
      if (lane.host !== before?.host) {
        this._drawHost(pen, layout, lane.host, y);
        y += HOST_HEIGHT;
      }
      this._drawLabels(pen, layout, lane, before, y);
      this._drawTrack(pen, layout, y);
      for (const bar of lane.bars) this._drawBar(pen, layout, bar, y);
      y += row;
      before = lane;
    }
    if (span.isRunning) this._drawNowLine(pen, x(span.end), height);
  }

  _drawHost(pen, { width }, host, y) {
    pen.fillStyle = this._colours.surface; // a long name runs over the lines of the scale
    pen.fillRect(0, y, width, HOST_HEIGHT);
    pen.font = `600 12px ${FONT}`;
    pen.fillStyle = this._colours.text;
    pen.textAlign = "left";
    pen.fillText(fitted(pen, host, width), 0, y + HOST_HEIGHT / 2 + 2);
    pen.strokeStyle = this._colours.line;
    if (y > 0) line(pen, 0, y + 2.5, width, y + 2.5);
  }

  _drawLabels(pen, { labels, row, isNarrow }, lane, before, y) {
    const size = Math.min(11.5, row - 3);
    pen.font = `${size}px ${FONT}`;
    pen.textAlign = "left";
    const middle = y + row / 2;
    const isNewProcess = lane.host !== before?.host || lane.pid !== before?.pid;
    const column = isNarrow ? 46 : 100;
    pen.fillStyle = this._colours.text;
    if (isNewProcess) pen.fillText(fitted(pen, isNarrow ? String(lane.pid) : say("timeline.process", { pid: lane.pid }), column - 4), 0, middle);
    pen.fillStyle = this._colours.muted;
    const thread = lane.interpreter ? say("timeline.interpreter", { interpreter: lane.interpreter }) : say("timeline.thread", { thread: lane.thread });
    pen.fillText(fitted(pen, isNarrow && !lane.interpreter ? String(lane.thread) : thread, labels - column - 6), column, middle);
  }

  _drawTrack(pen, { width, labels, row }, y) {
    const gap = row > 16 ? 3 : 1.5;
    pen.fillStyle = this._colours.lane;
    box(pen, labels, y + gap, width - labels, row - 2 * gap, 4);
  }

  _drawBar(pen, { x, row, span }, { record, run }, y) {
    const left = x(run.start);
    const right = x(run.end ?? span.end);
    const wide = Math.max(2, right - left - 1); // a gap of a pixel tells neighbours apart
    const gap = row > 16 ? 3 : 1.5;
    const top = y + gap;
    const high = row - 2 * gap;
    pen.fillStyle = this._colours[run.how] ?? this._colours.running;
    box(pen, left, top, wide, high, Math.min(4, wide / 2));
    // Not by colour alone: what did not reach its end is struck through.
    if (run.how !== "running" && run.how !== "finished") hatch(pen, left, top, wide, high, this._colours.surface);
    if (wide > 26 && row >= 14) {
      pen.font = `600 ${Math.min(11.5, row - 4)}px ${FONT}`;
      pen.textAlign = "left";
      pen.fillStyle = this._colours["on-bar"];
      pen.fillText(fitted(pen, record.name, wide - 10), left + 6, top + high / 2 + 0.5);
    }
    this._boxes.push({ left, top, right: left + Math.max(wide, 6), bottom: top + high, record, run });
  }

  _drawNowLine(pen, at, height) {
    pen.strokeStyle = this._colours.text;
    pen.globalAlpha = 0.55;
    line(pen, Math.round(at) + 0.5, 0, Math.round(at) + 0.5, height);
    pen.globalAlpha = 1;
  }

  _describe(lanes) {
    const { tasks, ...counts } = countRunners(lanes);
    const runners = runnersOf(counts);
    const who = byId("timeline-who");
    const key = `${runners} ${tasks}`;
    if (this._whoKey !== key) {
      this._whoKey = key;
      const shown = tasks.length ? [` · ${sayCount("timeline.tasks", tasks.length)} `, make("code", {}, tasks.join(", "))] : [];
      who.replaceChildren(runners, ...shown);
    }
    const { count, done } = this._state.totals();
    setAttribute(this._bars, "aria-label", say("timeline.describe", { downloads: sayCount("summary.batch", count), runners, done, count }));
    const hows = new Set(this._boxes.map((bar) => bar.run.how));
    for (const item of document.querySelectorAll(".legend [data-run]")) {
      const how = item.dataset.run;
      item.hidden = how !== "running" && how !== "finished" && !hows.has(how);
    }
  }

  _point(event) {
    const frame = this._bars.getBoundingClientRect();
    const [x, y] = [event.clientX - frame.left, event.clientY - frame.top];
    const hit = this._boxes.findLast((bar) => x >= bar.left && x <= bar.right && y >= bar.top && y <= bar.bottom);
    const tip = byId("timeline-tip");
    tip.hidden = !hit;
    if (!hit) return;
    tip.replaceChildren(...tipLines(hit).map((text, i) => make(i ? "span" : "strong", {}, text)));
    const chart = byId("timeline").getBoundingClientRect();
    const left = Math.min(event.clientX - chart.left + 12, chart.width - tip.offsetWidth);
    tip.style.left = `${Math.max(0, left)}px`;
    tip.style.top = `${event.clientY - chart.top + 16}px`;
  }
}

function tipLines({ record, run }) {
  const secs = duration((run.end ?? now()) - run.start);
  const fraction = run.end === null ? fractionOf(record) : null;
  const state = sayValue("timeline.run", run.how) + (fraction === null ? "" : ` ${percent(fraction)}`);
  return [record.name, `${state} · ${secs}`, placeOf(run.runner)];
}

function runnersOf({ hosts, processes, interpreters, threads }) {
  const parts = [sayCount("timeline.hosts", hosts), sayCount("timeline.processes", processes)];
  if (interpreters > processes) parts.push(sayCount("timeline.interpreters", interpreters));
  return [...parts, sayCount("timeline.threads", threads)].join(" · ");
}

function stepFor(length, most) {
  return STEPS.find((step) => length / step <= most) ?? Math.ceil(length / most / 3_600) * 3_600;
}

function penFor(canvas, width, height) {
  const ratio = window.devicePixelRatio || 1;
  const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== wide || canvas.height !== high) {
    canvas.width = wide;
    canvas.height = high;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const pen = canvas.getContext("2d");
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  pen.lineWidth = 1;
  return pen;
}

function line(pen, x1, y1, x2, y2) {
  pen.beginPath();
  pen.moveTo(x1, y1);
  pen.lineTo(x2, y2);
  pen.stroke();
}

function box(pen, x, y, wide, high, radius) {
  pen.beginPath();
  pen.roundRect(x, y, wide, high, radius);
  pen.fill();
}

function hatch(pen, x, y, wide, high, colour) {
  pen.save();
  pen.beginPath();
  pen.rect(x, y, wide, high);
  pen.clip();
  pen.strokeStyle = colour;
  pen.globalAlpha = 0.45;
  pen.lineWidth = 2;
  for (let at = x - high; at < x + wide; at += 8) line(pen, at, y + high, at + high, y);
  pen.restore();
}

function fitted(pen, text, width) {
  if (pen.measureText(text).width <= width) return text;
  let end = text.length;
  while (end > 1 && pen.measureText(`${text.slice(0, end)}…`).width > width) end -= 1;
  return pen.measureText(`${text.slice(0, end)}…`).width <= width ? `${text.slice(0, end)}…` : "";
}
