/** The HTTP API of this server. */

import { learnFromDate } from "./time.js";
import { say } from "./words.js";

const BASE = "/api/v1";

/** An answer that says no (RFC 9457), or none at all (status 0). */
export class Problem extends Error {
  /**
   * @param {number} status
   * @param {string} message
   * @param {{item?: number, field?: string, message: string}[]} [errors]
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
 * @returns {Promise<{batch: object, downloads: string[]}>}
 */
export function submit(submission, key) {
  return ask("POST", "/downloads", { body: submission, headers: { "Idempotency-Key": key } });
}

/**
 * A page of downloads, newest first.
 * @param {{state?: string, batch?: string, cursor?: string, limit?: number}} query
 * @returns {Promise<{downloads: object[], next_cursor: string|null}>}
 */
export function listDownloads(query) {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== "" && value !== null);
  return ask("GET", `/downloads?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`);
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
 */
export function getBatch(id) {
  return ask("GET", `/batches/${encodeURIComponent(id)}`);
}

/** All workers, and what each slot runs. */
export function getWorkers() {
  return ask("GET", "/workers");
}

/** Where the events are. */
export const EVENTS_URL = `${BASE}/events`;

async function ask(method, path, { body, headers = {} } = {}) {
  const request = { method, headers: { Accept: "application/json", ...headers }, cache: "no-store" };
  if (method !== "GET") request.headers["X-Parallax"] = "1"; // no page of another site can send it
  if (body !== undefined) {
    request.body = JSON.stringify(body);
    request.headers["Content-Type"] = "application/json";
  }
  let response;
  try {
    response = await fetch(BASE + path, request);
  } catch {
    throw new Problem(0, say("problem.network"));
  }
  learnFromDate(response.headers.get("Date"));
  const answer = await response.json().catch(() => null);
  if (response.ok) {
    if (answer === null && response.status !== 204 && method === "GET") throw unreadable(response);
    return answer;
  }
  if (answer === null) throw unreadable(response);
  throw new Problem(response.status, answer.detail || answer.title, answer.errors ?? []);
}

function unreadable(response) {
  return new Problem(response.status, say("problem.unreadable", { status: response.status }));
}
