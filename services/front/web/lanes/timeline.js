/** The live timeline of the batch shown: a lane for everybody who ran a task, a bar for each run. */

import { now } from "../core/clock.js";
import { byId, byIdOf, make, setAttribute, setShown, setText, setTextWithCode } from "../core/dom.js";
import { duration, percent } from "../core/format.js";
import { painter } from "../core/paint.js";
import { placeOf } from "../core/place.js";
import { say, sayCount, sayValue } from "../core/words.js";
import { fractionOf } from "../downloads/record.js";
import { drawAxis, drawLanes, readColours } from "./drawing.js";
import { countRunners, lanesOf, spanOf } from "./lanes.js";
import { layoutOf } from "./layout.js";

/** @typedef {import("./drawing.js").Drawn} Drawn */

/** Draws itself while something runs, and after every change. */
export class Timeline {
  /**
   * @param {import("../downloads/store.js").Store} store
   * @param {import("../workers/workers.js").Workers} workers
   */
  constructor(store, workers) {
    this._store = store;
    this._workers = workers;
    this._axis = byIdOf("timeline-axis", HTMLCanvasElement);
    this._bars = byIdOf("timeline-bars", HTMLCanvasElement);
    /** @type {Drawn[]} */
    this._drawn = []; // what the pointer can touch
    this._whoKey = "";
    this._colours = readColours();
    this._paint = painter(() => this._draw());
    store.listen(this._paint);
    workers.listen(this._paint);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      this._colours = readColours();
      this._paint();
    });
    new ResizeObserver(this._paint).observe(byId("timeline-card"));
    for (const type of ["pointermove", "pointerdown"]) {
      this._bars.addEventListener(type, (event) => this._point(/** @type {PointerEvent} */ (event)));
    }
    this._bars.addEventListener("pointerleave", () => setShown(byId("timeline-tip"), false));
  }

  _draw() {
    const { names } = this._workers;
    const byWorker = names.compare.bind(names);
    const lanes = lanesOf(this._store.focused(), byWorker);
    const span = spanOf(lanes, now());
    setShown(byId("timeline"), span !== null);
    setShown(byId("timeline-empty"), span === null);
    if (!span) {
      this._showWaiting();
      return;
    }
    const layout = layoutOf(
      this._withOthers(lanes, span, byWorker),
      span,
      byId("timeline-lanes").clientWidth,
    );
    drawAxis(this._axis, layout, this._colours);
    this._drawn = drawLanes(this._bars, layout, this._colours, {
      nameOf: (worker, pool) => names.nameOf(worker, pool),
      isShown: ({ download }) => download.batch === this._store.focus,
    });
    this._describe(lanes);
    if (span.isRunning) this._paint();
  }

  /**
   * The lanes with what other batches ran at the same time: it took slots, too.
   * @param {import("./lanes.js").Lane[]} lanes
   * @param {import("./lanes.js").Span} span
   * @param {Parameters<typeof lanesOf>[1]} byWorker
   */
  _withOthers(lanes, span, byWorker) {
    const others = [...this._store.downloads.values()].filter(
      ({ batch, runs }) => batch !== this._store.focus && runs.some((run) => overlaps(run, span)),
    );
    return others.length ? lanesOf([...this._store.focused(), ...others], byWorker) : lanes;
  }

  _showWaiting() {
    const batch = this._store.batches.get(this._store.focus ?? "");
    const isWaiting = batch !== undefined && !batch.done;
    setTextWithCode(
      byId("timeline-empty"),
      isWaiting ? this._waitingText(batch.pool) : say("timeline.empty"),
    );
    setText(byId("timeline-who"), say("timeline.subtitle"));
    this._whoKey = "";
  }

  /** @param {string} pool */
  _waitingText(pool) {
    const why = this._workers.whyUnserved(pool);
    if (why) return `${say("timeline.waiting.unknown")} ${why}`;
    return say(`timeline.waiting.${this._workers.serviceOf(pool)}`, { pool: sayValue("workers.pool", pool) });
  }

  /** @param {import("./lanes.js").Lane[]} lanes */
  _describe(lanes) {
    const { tasks, ...counts } = countRunners(lanes);
    const runners = runnersOf(counts);
    const key = `${runners} ${tasks}`;
    if (this._whoKey !== key) {
      this._whoKey = key;
      const shown = tasks.length
        ? [` · ${sayCount("timeline.tasks", tasks.length)} `, make("code", {}, tasks.join(", "))]
        : [];
      byId("timeline-who").replaceChildren(runners, ...shown);
    }
    const { count, done } = this._store.totalsOf(this._store.focus ?? "");
    const downloads = sayCount("summary.batch", count);
    setAttribute(this._bars, "aria-label", say("timeline.describe", { downloads, runners, done, count }));
    this._showLegend(lanes);
  }

  /** @param {import("./lanes.js").Lane[]} lanes */
  _showLegend(lanes) {
    const pools = new Set(lanes.map(({ pool }) => pool));
    const ends = new Set(lanes.flatMap(({ bars }) => bars.map(({ run }) => run.ended ?? "running")));
    for (const item of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-legend]"))) {
      const { legend = "" } = item.dataset;
      setShown(item, pools.has(legend) || ends.has(/** @type {"running"} */ (legend)));
    }
  }

  /** @param {PointerEvent} event */
  _point(event) {
    const frame = this._bars.getBoundingClientRect();
    const [x, y] = [event.clientX - frame.left, event.clientY - frame.top];
    const hit = this._drawn.findLast(
      ({ left, right, top, bottom }) => x >= left && x <= right && y >= top && y <= bottom,
    );
    const tip = byId("timeline-tip");
    setShown(tip, hit !== undefined);
    if (!hit) return;
    const [name, ...lines] = this._tipLines(hit);
    tip.replaceChildren(make("strong", {}, name), ...lines.map((text) => make("span", {}, text)));
    const chart = byId("timeline").getBoundingClientRect();
    const left = Math.min(event.clientX - chart.left + 12, chart.width - tip.offsetWidth);
    tip.style.left = `${Math.max(0, left)}px`;
    tip.style.top = `${event.clientY - chart.top + 16}px`;
  }

  /** @param {Drawn} drawn */
  _tipLines({ download, run }) {
    const secs = duration((run.end ?? now()) - run.start);
    const fraction = run.end === null ? fractionOf(download) : null;
    const state =
      sayValue("run", run.ended ?? "running") + (fraction === null ? "" : ` ${percent(fraction)}`);
    const worker = run.runner ? this._workers.names.nameOf(run.worker, run.pool) : "";
    return [download.name, `${state} · ${secs}`, worker, run.runner ? placeOf(run.runner) : ""];
  }
}

/**
 * @param {import("./lanes.js").Run} run
 * @param {import("./lanes.js").Span} span
 */
function overlaps(run, span) {
  return run.start < span.end && (run.end === null || run.end > span.start);
}

/** @param {{hosts: number, processes: number, interpreters: number, threads: number}} counts */
function runnersOf({ hosts, processes, interpreters, threads }) {
  const parts = [sayCount("timeline.hosts", hosts), sayCount("timeline.processes", processes)];
  if (interpreters > processes) parts.push(sayCount("timeline.interpreters", interpreters));
  return [...parts, sayCount("timeline.threads", threads)].join(" · ");
}
