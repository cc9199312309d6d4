/** Finding bars by time, without looking at all of them. Nothing here draws. */

/**
 * @typedef {import("./model.js").Bar} Bar
 *
 * A lane with what makes it quick to search: `reach[i]` is the latest end of its bars up to the i-th.
 * @typedef {{lane: import("./model.js").Lane, bars: Bar[], reach: Float64Array}} Row
 */

/**
 * @param {import("./model.js").Lane} lane
 * @returns {Row}
 */
export function rowOf(lane) {
  const reach = new Float64Array(lane.bars.length);
  let latest = -Infinity;
  for (let i = 0; i < reach.length; i += 1) {
    latest = Math.max(latest, lane.bars[i].end ?? Infinity);
    reach[i] = latest;
  }
  return { lane, bars: lane.bars, reach };
}

/**
 * The index of the first item that ends after a moment; the number of items if none does.
 * @template Item
 * @param {ArrayLike<Item>} items with ends that never fall
 * @param {number} at
 * @param {(item: Item) => number} endOf
 */
export function firstReaching(items, at, endOf) {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (endOf(items[middle]) > at) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * The first bar of a row that a view from this moment shows.
 * @param {Row} row
 * @param {number} from
 */
export function firstShown({ reach }, from) {
  return firstReaching(reach, from, itself);
}

/**
 * The bar at a moment, or the nearest one within the slack, which helps to hit narrow bars.
 * @param {Row} row
 * @param {number} at
 * @param {number} slackSecs
 * @param {number} now where open bars end; later bars do not exist yet
 * @returns {number} its index; -1 if there is none
 */
export function barAt(row, at, slackSecs, now) {
  let [best, distance] = [-1, slackSecs];
  for (let i = firstShown(row, at - slackSecs); i < row.bars.length; i += 1) {
    const { start, end } = row.bars[i];
    if (start > Math.min(at + slackSecs, now)) break;
    const away = Math.max(start - at, at - Math.min(end ?? now, now), 0);
    if (away <= distance) [best, distance] = [i, away];
  }
  return best;
}

/**
 * The bar of a row that is nearest to a moment.
 * @param {Row} row
 * @param {number} at
 * @returns {number} its index; -1 in an empty row
 */
export function nearest(row, at) {
  const i = Math.min(firstShown(row, at), row.bars.length - 1);
  if (i <= 0) return i;
  const before = at - (row.bars[i - 1].end ?? at);
  return before < row.bars[i].start - at ? i - 1 : i;
}

/** @param {number} value */
function itself(value) {
  return value;
}
