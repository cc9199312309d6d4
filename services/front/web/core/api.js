/** The HTTP API of this server. */

import { clock } from "./clock.js";
import { say } from "./words.js";

/** @typedef {{item?: number, field?: string, message: string}} FieldError */

const BASE = "/api/v1";
const TIMEOUT_MILLISECS = 15_000; // the server itself gives up on Redis sooner

/**
 * What no page of another site can send: without it the server refuses a change.
 * @type {Record<string, Record<string, string>>}
 */
const CHANGES = {
  DELETE: { "X-Parallax": "1" },
  POST: { "X-Parallax": "1" },
};

/** Where the events are. */
export const EVENTS_URL = `${BASE}/events`;

/** An answer that says no (RFC 9457), or none at all (status 0). */
export class Problem extends Error {
  /**
   * @param {number} status
   * @param {string} message
   * @param {FieldError[]} [errors]
   */
  constructor(status, message, errors = []) {
    super(message);
    this.status = status;
    this.errors = errors;
  }
}

/**
 * Queue downloads.
 * @param {object} submission
 * @param {string} key the same key never queues twice
 * @returns {Promise<{batch: import("./types.js").BatchView, downloads: string[]}>}
 */
export function submit(submission, key) {
  return ask("POST", "/downloads", {
    body: submission,
    headers: { "Idempotency-Key": key, "Content-Type": "application/json" },
  });
}

/**
 * A page of downloads, newest first.
 * @param {{state?: string, batch?: string, cursor?: string|null, limit?: number}} query
 * @returns {Promise<import("./types.js").DownloadPage>}
 */
export function listDownloads(query) {
  const given = Object.entries(query).filter(
    ([, value]) => value !== undefined && value !== "" && value !== null,
  );
  return ask("GET", `/downloads?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`);
}

/**
 * One download as it stands.
 * @param {string} id
 * @returns {Promise<import("./types.js").DownloadView>}
 */
export function getDownload(id) {
  return ask("GET", `/downloads/${encodeURIComponent(id)}`);
}

/**
 * Stop a download, whether it waits or runs.
 * @param {string} id
 */
export function cancelDownload(id) {
  return ask("DELETE", `/downloads/${encodeURIComponent(id)}`);
}

/**
 * Run an ended download again.
 * @param {string} id
 */
export function retryDownload(id) {
  return ask("POST", `/downloads/${encodeURIComponent(id)}/retry`);
}

/**
 * A batch and how many of its downloads are in each state.
 * @param {string} id
 * @returns {Promise<import("./types.js").BatchView>}
 */
export function getBatch(id) {
  return ask("GET", `/batches/${encodeURIComponent(id)}`);
}

/**
 * Stop all of a batch that has not ended.
 * @param {string} id
 * @returns {Promise<import("./types.js").BatchChange>}
 */
export function cancelBatch(id) {
  return ask("DELETE", `/batches/${encodeURIComponent(id)}`);
}

/**
 * Run again what has failed of a batch.
 * @param {string} id
 * @returns {Promise<import("./types.js").BatchChange>}
 */
export function retryFailedOf(id) {
  return ask("POST", `/batches/${encodeURIComponent(id)}/retry?state=failed`);
}

/**
 * All workers, and what each slot runs.
 * @returns {Promise<import("./types.js").WorkersView>}
 */
export function getWorkers() {
  return ask("GET", "/workers");
}

/**
 * Ask, and read the answer.
 * @param {string} method
 * @param {string} path below the base of the API
 * @param {{body?: object, headers?: Record<string, string>}} [options]
 * @returns {Promise<any>}
 */
export async function ask(method, path, { body, headers = {} } = {}) {
  const response = await send(method, path, body, headers);
  clock.learnFromDate(response.headers.get("Date"));
  const answer = await response.json().catch(() => null);
  if (answer === null)
    throw new Problem(response.status, say("problem.unreadable", { status: response.status }));
  if (!response.ok) throw new Problem(response.status, answer.detail || answer.title, answer.errors ?? []);
  return answer;
}

/**
 * @param {string} method
 * @param {string} path
 * @param {object|undefined} body
 * @param {Record<string, string>} headers
 */
async function send(method, path, body, headers) {
  try {
    return await fetch(BASE + path, {
      method,
      headers: { ...CHANGES[method], ...headers, Accept: "application/json" },
      body: body && JSON.stringify(body),
      cache: "no-store",
      signal: AbortSignal.timeout(TIMEOUT_MILLISECS),
    });
  } catch {
    throw new Problem(0, say("problem.network"));
  }
}
