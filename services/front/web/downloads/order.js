/** In which order the list shows downloads. Nothing here touches the page. */

/**
 * @typedef {import("./record.js").Download} Download
 * @typedef {{batch: string, createdAt: number, rank: number, downloads: Download[]}} Group
 */

/** @type {Record<string, number>} */
const RANKS = { running: 0, queued: 1, scheduled: 1, failed: 2, cancelled: 3, finished: 4 };

/**
 * Whether the download is of the state that the reader chose.
 * @param {Download} download
 * @param {string} filter a state; "" for all
 */
export function fits({ state }, filter) {
  return !filter || state === filter || (state === "scheduled" && filter === "queued");
}

/**
 * The downloads by batch. What runs comes first, then what waits; the newest batch before older ones, and in
 * a batch the order in which it was submitted.
 * @param {Iterable<Download>} downloads
 * @param {string} filter a state; "" for all
 * @param {(batch: string) => number} [createdOf] when a batch was submitted; 0 when that is not known
 * @returns {Group[]}
 */
export function arrange(downloads, filter, createdOf = () => 0) {
  /** @type {Map<string, Group>} */
  const groups = new Map();
  for (const download of downloads) {
    if (!fits(download, filter)) continue;
    const { batch, createdAt } = download;
    const group = groups.get(batch) ?? { batch, createdAt: createdOf(batch), rank: Infinity, downloads: [] };
    groups.set(batch, group);
    group.downloads.push(download);
    group.createdAt = Math.max(group.createdAt, createdAt ?? 0);
    group.rank = Math.min(group.rank, RANKS[download.state] === 0 ? 0 : 1);
  }
  for (const group of groups.values()) group.downloads.sort(byState);
  return [...groups.values()].sort((one, other) => one.rank - other.rank || other.createdAt - one.createdAt);
}

/**
 * @param {Download} one
 * @param {Download} other
 */
function byState(one, other) {
  return RANKS[one.state] - RANKS[other.state] || (one.createdAt ?? 0) - (other.createdAt ?? 0);
}
