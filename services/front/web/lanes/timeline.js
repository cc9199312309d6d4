/** The timeline of the batch shown: a lane for everybody who ran a task, a bar for each run. */

import { now } from "../core/clock.js";
import { byId, make, setShown, setText, setTextWithCode } from "../core/dom.js";
import { painter } from "../core/paint.js";
import { say, sayCount, sayValue } from "../core/words.js";
import { Lanes } from "./engine.js";
import { countRunners, lanesOf, pictureOf, spanOf } from "./from_downloads.js";

/** Keeps the lanes at what the store knows of the batch shown. */
export class Timeline {
  /**
   * @param {import("../downloads/store.js").Store} store
   * @param {import("../workers/workers.js").Workers} workers
   */
  constructor(store, workers) {
    this._store = store;
    this._workers = workers;
    this._lanes = new Lanes(byId("timeline"), { label: say("timeline.title") });
    this._whoKey = "";
    const paint = painter(() => this._show());
    store.listen(paint);
    workers.listen(paint);
  }

  _show() {
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
    const isLive = span.isRunning || !this._store.batches.get(this._store.focus ?? "")?.done;
    const picture = pictureOf(this._withOthers(lanes, span, byWorker), span.start, isLive, {
      nameOf: (worker, pool) => names.nameOf(worker, pool),
      isShown: ({ batch }) => batch === this._store.focus,
    });
    this._lanes.show(picture);
    this._describe(lanes);
  }

  /**
   * The lanes with what other batches ran at the same time: it took slots, too.
   * @param {import("./from_downloads.js").Lane[]} lanes
   * @param {import("./from_downloads.js").Span} span
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

  /** @param {import("./from_downloads.js").Lane[]} lanes */
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
  }
}

/**
 * @param {import("./from_downloads.js").Run} run
 * @param {import("./from_downloads.js").Span} span
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
