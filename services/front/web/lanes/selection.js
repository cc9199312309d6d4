/** Which bar is pointed at, and which one the keyboard has reached. */

import { barAt, nearest } from "./culling.js";

/**
 * @typedef {import("./section.js").Section} Section
 * @typedef {{section: Section, row: number, bar: number}} Place
 */

const SLACK = 4; // pixels

/**
 * The bar under a point of a section's lanes.
 * @param {Section} section
 * @param {number} y pixels from the top of its lanes
 * @param {number} at the moment there
 * @param {number} until later bars are not shown
 * @param {number} scale pixels in a second
 * @returns {Place|null}
 */
export function placeAt(section, y, at, until, scale) {
  const row = Math.floor(y / section.band.rowHeight);
  const found = section.band.rows[row];
  if (!found) return null;
  const bar = barAt(found, at, SLACK / scale, until);
  return bar < 0 ? null : { section, row, bar };
}

/**
 * Where a step of the keyboard leads.
 * @param {Section[]} sections
 * @param {Place} place
 * @param {"left"|"right"|"up"|"down"|"first"|"last"} step
 * @param {number} at the moment that steps up and down keep to
 * @returns {Place}
 */
export function stepFrom(sections, place, step, at) {
  if (step === "up" || step === "down") return stepAcross(sections, place, step === "up" ? -1 : 1, at);
  const last = place.section.band.rows[place.row].bars.length - 1;
  const to = { left: place.bar - 1, right: place.bar + 1, first: 0, last };
  return { ...place, bar: Math.max(0, Math.min(last, to[step])) };
}

/**
 * @param {Section[]} sections
 * @param {Place} place
 * @param {number} by
 * @param {number} at
 * @returns {Place}
 */
function stepAcross(sections, place, by, at) {
  let index = sections.indexOf(place.section);
  let row = place.row + by;
  while (!sections[index]?.band.rows[row]) {
    index += by;
    if (!sections[index]) return place;
    row = by > 0 ? 0 : sections[index].band.rows.length - 1;
  }
  return { section: sections[index], row, bar: nearest(sections[index].band.rows[row], at) };
}
