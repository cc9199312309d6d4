/** Times and sizes, written for people. */

import { language, number } from "./words.js";

const UNITS = ["B", "KiB", "MiB", "GiB", "TiB"];
/** @type {[number, string][]} */
const STEPS = [
  [86_400, "day"],
  [3_600, "hour"],
  [60, "minute"],
  [1, "second"],
];

/**
 * Seconds, as "0.42 s", "7.3 s", "45 s", "2 min 05 s" or "1 h 02 min".
 * @param {number} secs
 * @returns {string}
 */
export function duration(secs) {
  if (secs < 0) return duration(0);
  if (secs < 0.995) return `${number(secs, 2)} s`;
  if (secs < 59.95) return `${number(secs, 1)} s`;
  const whole = Math.round(secs);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))} min`;
}

/**
 * Seconds as short as an axis needs: "0", "5 s", "1:30", "1:30.25".
 * @param {number} secs
 * @param {number} step between the marks of the axis; more digits when it is small
 * @returns {string}
 */
export function tick(secs, step = 1) {
  const digits = step < 1 ? Math.ceil(-Math.log10(step) - 1e-9) : 0;
  if (Math.abs(secs) < step / 2) return "0";
  if (secs < 60) return `${secs.toFixed(digits)} s`;
  const minutes = Math.floor(secs / 60 + 1e-9);
  const rest = Math.max(0, secs - minutes * 60).toFixed(digits);
  return `${minutes}:${rest.padStart(digits ? digits + 3 : 2, "0")}`;
}

/**
 * Seconds that somebody set, with no more digits than they need: "5 s", "0.25 s".
 * @param {number} secs
 * @returns {string}
 */
export function seconds(secs) {
  return `${Number(secs.toFixed(2))} s`;
}

/**
 * How long ago, roughly, in words of the language: "3 sec", "4 min", "2 hr", "5 days".
 * @param {number} secs
 * @returns {string}
 */
export function roughly(secs) {
  const [size, unit] = STEPS.find(([size]) => secs >= size) ?? STEPS[STEPS.length - 1];
  const value = Math.max(0, Math.floor(secs / size));
  return value.toLocaleString(language, { style: "unit", unit, unitDisplay: "short" });
}

/**
 * Bytes, as "1.5 MiB".
 * @param {number} bytes
 * @returns {string}
 */
export function size(bytes) {
  let unit = 0;
  let value = bytes;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${number(value, unit === 0 || value >= 100 ? 0 : 1)} ${UNITS[unit]}`;
}

/**
 * A share of the whole, as "42%". Rounded down: 100% is said of what is done only.
 * @param {number} fraction
 * @returns {string}
 */
export function percent(fraction) {
  return `${Math.floor(fraction * 100)}%`;
}

/**
 * The time of the day of a moment, in the reader's zone.
 * @param {number} epochSecs
 * @returns {string}
 */
export function timeOfDay(epochSecs) {
  return new Date(epochSecs * 1000).toLocaleTimeString(language, { hour12: false });
}

/**
 * What a date of the API is in seconds since the epoch, to the microsecond; null stays null.
 * @param {string|null|undefined} iso
 * @returns {number|null}
 */
export function epoch(iso) {
  if (!iso) return null;
  // Date stops at the millisecond, and the downloads of a batch are told apart by less.
  const micros = iso.match(/\.\d{3}(\d{3})/);
  return Date.parse(iso) / 1000 + (micros ? Number(micros[1]) / 1e6 : 0);
}

/** @param {number} value */
function two(value) {
  return String(value).padStart(2, "0");
}
