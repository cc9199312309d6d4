/** What a reader can do to downloads: cancel and run again, one or all of a batch. */

import { cancelBatch, cancelDownload, listDownloads, retryDownload, retryFailedOf } from "../core/api.js";
import { constants, isEnded } from "../core/constants.js";
import { say } from "../core/words.js";

/** @typedef {import("./store.js").Store} Store */

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
 * Cancel what has not ended of a batch.
 * @param {Store} store
 * @param {string} batch
 */
export async function cancelAll(store, batch) {
  const open = store.membersOf(batch).filter(({ state }) => !isEnded(state));
  for (const { id } of open) store.note(id, { cancelRequested: true, problem: "" });
  try {
    store.takeBatch((await cancelBatch(batch)).batch);
  } catch (error) {
    for (const { id } of open) store.note(id, { cancelRequested: false });
    throw failed(error);
  }
}

/**
 * Run again what has failed of a batch.
 * @param {Store} store
 * @param {string} batch
 */
export async function retryAll(store, batch) {
  try {
    store.takeBatch((await retryFailedOf(batch)).batch);
  } catch (error) {
    throw failed(error);
  }
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
    store.note(id, { cancelRequested: false, problem: failed(error).message });
  }
}

/**
 * @param {unknown} error
 */
function failed(error) {
  const { message: reason } = /** @type {Error} */ (error);
  return new Error(say("row.action.failed", { reason }));
}
