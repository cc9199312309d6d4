/** From downloads to lanes. Nothing here draws. */

import { placeOf } from "../core/place.js";
import { say } from "../core/words.js";
import { fractionOf } from "../downloads/record.js";
import { signOf } from "../workers/names.js";
import { FAMILIES } from "./model.js";

/**
 * @typedef {import("../downloads/record.js").Download} Download
 * @typedef {import("../downloads/record.js").Run} Run
 * @typedef {import("../core/types.js").Runner} Runner
 * @typedef {{download: Download, run: Run}} Bar
 * @typedef {{worker: string, pool: string, runner: Runner, number: number, bars: Bar[]}} Lane
 * @typedef {{start: number, end: number, isRunning: boolean}} Span
 * @typedef {{hosts: number, processes: number, interpreters: number, threads: number, tasks: string[]}} Runners
 */

/**
 * One lane for each host, process, interpreter and thread that ran something; those of a worker together,
 * and numbered in the order in which they began.
 * @param {Iterable<Download>} downloads
 * @param {(one: {worker: string, pool: string}, other: {worker: string, pool: string}) => number} byWorker
 * @returns {Lane[]}
 */
export function lanesOf(downloads, byWorker) {
  /** @type {Map<string, Lane>} */
  const lanes = new Map();
  for (const download of downloads) {
    for (const run of download.runs) {
      if (!run.runner) continue;
      const { runner } = run;
      const key = `${runner.host}\n${runner.pid}\n${runner.interpreter_id}\n${runner.thread_id}`;
      const lane = lanes.get(key) ?? {
        worker: run.worker,
        pool: run.pool,
        runner,
        number: 0,
        bars: [],
      };
      lanes.set(key, lane);
      lane.bars.push({ download, run });
    }
  }
  for (const lane of lanes.values()) lane.bars.sort((one, other) => one.run.start - other.run.start);
  return numbered(
    [...lanes.values()].sort((one, other) => byWorker(one, other) || startOf(one) - startOf(other)),
  );
}

/**
 * Who ran it, counted: and that it was the same function every time.
 * @param {Lane[]} lanes
 * @returns {Runners}
 */
export function countRunners(lanes) {
  const tasks = new Set(lanes.map(({ runner }) => runner.task).filter(Boolean));
  const process = (/** @type {Lane} */ { runner }) => `${runner.host}\n${runner.pid}`;
  return {
    hosts: new Set(lanes.map(({ runner }) => runner.host)).size,
    processes: new Set(lanes.map(process)).size,
    interpreters: new Set(lanes.map((lane) => `${process(lane)}\n${lane.runner.interpreter_id}`)).size,
    threads: lanes.length,
    tasks: [...tasks],
  };
}

/**
 * From the first start to the last end.
 * @param {Lane[]} lanes
 * @param {number} at now: where running bars end
 * @returns {Span|null} seconds since the epoch
 */
export function spanOf(lanes, at) {
  let start = Infinity;
  let end = -Infinity;
  let isRunning = false;
  for (const { bars } of lanes) {
    for (const { run } of bars) {
      start = Math.min(start, run.start);
      end = Math.max(end, run.end ?? at);
      isRunning ||= run.end === null;
    }
  }
  return start === Infinity ? null : { start, end, isRunning };
}

/**
 * What the lanes show of a batch: a group for each worker.
 * @param {Lane[]} lanes those of a worker together
 * @param {number} start of the time axis, in seconds since the epoch
 * @param {boolean} isLive whether more runs will come
 * @param {{nameOf: (worker: string, pool: string) => string, isShown: (download: Download) => boolean}} about
 *   what workers are called, and which downloads are of the batch
 * @returns {import("./model.js").Picture}
 */
export function pictureOf(lanes, start, isLive, { nameOf, isShown }) {
  /** @type {import("./model.js").Group[]} */
  const groups = [];
  for (const lane of lanes) {
    if (lane.number === 1) groups.push(groupOf(lane, nameOf));
    groups[groups.length - 1].lanes.push(plainLane(lane, isShown));
  }
  return { groups, start, isLive };
}

/**
 * @param {Lane} lane the first of a worker
 * @param {(worker: string, pool: string) => string} nameOf
 * @returns {import("./model.js").Group}
 */
function groupOf({ worker, pool, runner }, nameOf) {
  return {
    id: `${pool}\n${worker}`,
    name: nameOf(worker, pool),
    sign: signOf(pool),
    family: familyOf(pool),
    figure: "",
    note: runner.host,
    lanes: [],
    startedAt: 0, // bars have times since the epoch
    end: null,
  };
}

/**
 * @param {Lane} lane
 * @param {(download: Download) => boolean} isShown
 * @returns {import("./model.js").Lane}
 */
function plainLane({ pool, number, runner, bars }, isShown) {
  const label = say(`timeline.lane.${familyOf(pool)}`, { number });
  const place = placeOf(runner);
  return { id: place, label, place, bars: bars.map((bar) => plainBar(bar, isShown(bar.download))) };
}

/**
 * @param {Bar} bar
 * @param {boolean} isShown
 * @returns {import("./model.js").Bar}
 */
function plainBar({ download, run }, isShown) {
  return {
    id: `${download.id} ${run.number}`,
    start: run.start,
    end: run.end,
    state: run.ended,
    label: download.name,
    stretches: [],
    fraction: run.end === null ? fractionOf(download) : null,
    isOther: !isShown,
  };
}

/** @param {string} pool */
function familyOf(pool) {
  return FAMILIES.includes(pool) ? pool : "unknown";
}

/** @param {Lane} lane */
function startOf(lane) {
  return lane.bars[0].run.start;
}

/** @param {Lane[]} lanes */
function numbered(lanes) {
  lanes.forEach((lane, i) => {
    const before = lanes[i - 1];
    lane.number = before?.worker === lane.worker && before.pool === lane.pool ? before.number + 1 : 1;
  });
  return lanes;
}
