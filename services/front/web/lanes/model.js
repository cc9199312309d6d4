/** What the lanes show: plain data, made from live downloads or from an experiment. Nothing here draws. */

/**
 * @typedef {"computing"|"waiting"|"gil"|"core"|"other"} Kind
 *
 * Between two samples of a task: the share of each of KINDS, in their order; together 1.
 * @typedef {{start: number, end: number, shares: number[]}} Stretch
 *
 * One run of one task. `end` is null while it runs. `state` says how it ended, null while it runs. `stretches`
 * are in order of time and may leave gaps, of which nothing is known. `short` stands in the bar in place of its label. `isOther` bars are drawn pale: they belong
 * to something that is not shown, but took the same lane. `details` are further lines of its tip.
 * @typedef {{
 *   id: string, start: number, end: number|null, state: string|null, label: string, stretches: Stretch[],
 *   short?: string, fraction?: number|null, isOther?: boolean, details?: string[]
 * }} Bar
 *
 * Who ran tasks: a thread, process or interpreter. `place` is the long form of the label. Bars by start.
 * @typedef {{id: string, label: string, place: string, bars: Bar[]}} Lane
 *
 * A leg of an experiment, or a worker. Times of its bars are seconds; `startedAt` is what the page's clock
 * showed at their zero, null if nothing of it runs. `end` is its makespan, null if there is none. `family` names
 * a colour. `drawn` says which of several runs this is. While `version` stays the same, bars that have ended have not changed; without one, all may have.
 * @typedef {{
 *   id: string, name: string, sign: string, family: string, figure: string, note: string,
 *   drawn?: string, lanes: Lane[], startedAt: number|null, end: number|null, version?: string
 * }} Group
 *
 * All groups have one time axis, which begins at `start`, and reaches at least to `end`, if that is given. `isLive`: more bars will come.
 * @typedef {{groups: Group[], start: number, isLive: boolean, end?: number}} Picture
 *
 * @typedef {{last: number, open: number, bars: number}} Extent
 */

/** @type {Kind[]} */
export const KINDS = ["computing", "waiting", "gil", "core", "other"];

/** The families of models, each with a colour of its own. */
export const FAMILIES = ["sequential", "threads", "processes", "interpreters", "asyncio", "distributed"];

/** @type {Record<string, string>} a sign for each family, so that it is told apart by more than its colour */
const SIGNS = {
  sequential: "→",
  threads: "≡",
  processes: "▣",
  interpreters: "◈",
  asyncio: "↻",
  distributed: "❖",
};

/**
 * The sign of a family.
 * @param {string} family
 */
export function signOfFamily(family) {
  return SIGNS[family] ?? "○";
}

/**
 * The last known moment of a group, how many bars are open, and how many there are.
 * @param {Group} group
 * @returns {Extent}
 */
export function extentOf({ lanes, end }) {
  let [last, open, bars] = [end ?? -Infinity, 0, 0];
  for (const lane of lanes) {
    bars += lane.bars.length;
    for (const bar of lane.bars) {
      if (bar.end === null) open += 1;
      last = Math.max(last, bar.end ?? bar.stretches.at(-1)?.end ?? bar.start);
    }
  }
  return { last, open, bars };
}

/**
 * Where a group's open bars end now.
 * @param {Group} group
 * @param {Extent} extent
 * @param {number} now by the page's clock, in seconds
 */
export function endOf({ startedAt }, { last, open }, now) {
  return open > 0 && startedAt !== null ? Math.max(last, now - startedAt) : last;
}

/**
 * The seconds that bars spent in each of KINDS, and those of which nothing is known.
 * @param {Bar[]} bars
 * @param {number} now where open bars end
 * @returns {{known: number[], unknown: number}}
 */
export function secsByKind(bars, now) {
  const known = KINDS.map(() => 0);
  let unknown = 0;
  for (const { start, end, stretches } of bars) {
    unknown += Math.max(0, (end ?? now) - start);
    for (const stretch of stretches) {
      const secs = stretch.end - stretch.start;
      unknown -= secs;
      for (let i = 0; i < known.length; i += 1) known[i] += stretch.shares[i] * secs;
    }
  }
  return { known, unknown: Math.max(0, unknown) };
}
