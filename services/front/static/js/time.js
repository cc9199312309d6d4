/** The server's time. The browser's clock may be wrong by minutes, and bars would start before they end. */

let aheadSecs = 0; // of this browser's clock
let isFromEvents = false;

/**
 * Now, by the server's clock.
 * @returns {number} seconds since the epoch
 */
export function now() {
  return Date.now() / 1000 - aheadSecs;
}

/**
 * Learn from an answer's Date header; it is a second coarse, so events know better.
 * @param {string|null} date
 */
export function learnFromDate(date) {
  const secs = date ? Date.parse(date) / 1000 : NaN;
  if (!isFromEvents && Number.isFinite(secs)) aheadSecs = Date.now() / 1000 - secs - 0.5;
}

/**
 * Learn from an event: it cannot arrive before it happens, so the least distance seen is the nearest.
 * @param {number} at seconds since the epoch
 */
export function learnFromEvent(at) {
  const distance = Date.now() / 1000 - at;
  aheadSecs = isFromEvents ? Math.min(aheadSecs, distance) : distance;
  isFromEvents = true;
}
