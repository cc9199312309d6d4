/** What the lanes say in words: of a bar in its tip, of a group to who does not see the picture. */

import { duration, percent } from "../core/format.js";
import { say, sayCount, sayValue } from "../core/words.js";
import { KINDS, secsByKind } from "./model.js";

/**
 * @typedef {import("./model.js").Bar} Bar
 * @typedef {import("./model.js").Group} Group
 * @typedef {import("./model.js").Lane} Lane
 */

/**
 * The lines of a bar's tip: its name first.
 * @param {Group} group
 * @param {Lane} lane
 * @param {Bar} bar
 * @param {number} until where it ends for now
 * @param {boolean} isOpen
 * @returns {string[]}
 */
export function barLines(group, lane, bar, until, isOpen) {
  const fraction = isOpen && bar.end === null ? (bar.fraction ?? null) : null;
  const state = sayValue("run", isOpen ? "running" : (bar.state ?? "running"));
  const done = fraction === null ? "" : ` ${percent(fraction)}`;
  const lines = [bar.label, `${state}${done} · ${duration(until - bar.start)}`];
  const kinds = kindsText([bar], until);
  if (kinds) lines.push(kinds);
  return [...lines, ...(bar.details ?? []), `${group.name} · ${lane.label}`, lane.place].filter(Boolean);
}

/**
 * What bars spent their time on: "computing 0.42 s · waiting for the GIL 1.3 s"; "" if that was not measured.
 * @param {Bar[]} bars
 * @param {number} now where open bars end
 */
export function kindsText(bars, now) {
  const { known } = secsByKind(bars, now);
  const total = known.reduce((sum, secs) => sum + secs, 0);
  return KINDS.map((kind, i) => ({ kind, secs: known[i] }))
    .filter(({ secs }) => total > 0 && secs >= 0.005 * total)
    .map(({ kind, secs }) => `${say(`lanes.kind.${kind}`)} ${duration(secs)}`)
    .join(" · ");
}

/**
 * How many lanes and bars a group has, and which of several runs is drawn.
 * @param {Group} group
 */
export function countText({ lanes, drawn = "" }) {
  const bars = lanes.reduce((sum, lane) => sum + lane.bars.length, 0);
  const counts = [sayCount("lanes.lanes", lanes.length), sayCount("lanes.runs", bars)];
  return [...counts, drawn].filter(Boolean).join(" · ");
}

/**
 * A group in one sentence.
 * @param {Group} group
 * @param {number} now where open bars end
 */
export function groupText(group, now) {
  const bars = group.lanes.flatMap((lane) => lane.bars);
  const running = bars.filter(({ end }) => end === null).length;
  const failed = bars.filter(({ state, end }) => end !== null && state !== "finished").length;
  const parts = [group.figure, group.note, countText(group)];
  if (running) parts.push(sayCount("lanes.running", running));
  if (failed) parts.push(sayCount("lanes.unfinished", failed));
  return `${group.name}: ${[...parts, kindsText(bars, now)].filter(Boolean).join("; ")}`;
}
