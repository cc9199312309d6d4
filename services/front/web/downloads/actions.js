/** What a reader can do to downloads: cancel and run again, one or all of a batch. */

import { cancelDownload, listDownloads, retryDownload } from "../core/api.js";
import { constants, isEnded } from "../core/constants.js";
import { say } from "../core/words.js";

/** @typedef {import("./store.js").Store} Store */

const AT_ONCE = 4; // browsers allow six connections to a server, and one is the event stream

/**
 * @param {Store} store
 * @param {string} id
 */
export function cancel(store, id) {
  return act(store, id, cancelDownload, { cancelRequested: true });
}

/**
 * @param {Store} store
 * @param {string} id
 */
export function retry(store, id) {
  return act(store, id, retryDownload, {});
}

/**
 * Cancel what has not ended of a batch, the last first: what waits would start meanwhile.
 * @param {Store} store
 * @param {string} batch
 */
export async function cancelAll(store, batch) {
  await loadAll(store, batch);
  const open = store.membersOf(batch).filter(({ state }) => !isEnded(state));
  await each(open.reverse(), ({ id }) => cancel(store, id));
}

/**
 * Run again what has failed of a batch.
 * @param {Store} store
 * @param {string} batch
 */
export async function retryAll(store, batch) {
  await loadAll(store, batch);
  await each(
    store.membersOf(batch).filter(({ state }) => state === "failed"),
    ({ id }) => retry(store, id),
  );
}

/**
 * Fetch the downloads of a batch.
 * @param {Store} store
 * @param {string} batch
 * @param {number} [most]
 */
export async function loadAll(store, batch, most = Infinity) {
  /** @type {string|null} */
  let cursor = null;
  let loaded = 0;
  do {
    const askedAt = performance.now();
    /** @type {import("../core/types.js").DownloadPage} */
    const page = await listDownloads({ batch, cursor, limit: constants.limits.max_page_downloads });
    store.takeViews(page.downloads, askedAt);
    loaded += page.downloads.length;
    cursor = page.next_cursor;
  } while (cursor && loaded < most);
}

/**
 * @param {Store} store
 * @param {string} id
 * @param {(id: string) => Promise<unknown>} action
 * @param {{cancelRequested?: boolean}} expected what the reader sees until the server says more
 */
async function act(store, id, action, expected) {
  store.note(id, { ...expected, problem: "" });
  try {
    await action(id);
  } catch (error) {
    const { message: reason } = /** @type {Error} */ (error);
    store.note(id, { cancelRequested: false, problem: say("row.action.failed", { reason }) });
  }
}

/**
 * @template Item
 * @param {Item[]} items
 * @param {(item: Item) => Promise<void>} action
 */
async function each(items, action) {
  const rest = items[Symbol.iterator]();
  const work = async () => {
    for (const item of rest) await action(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}
