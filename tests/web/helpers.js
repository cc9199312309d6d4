/** What the tests of the page begin with: the server's constants and words, and downloads to show. */

import { readFileSync } from "node:fs";
import { useConstants } from "../../services/front/web/core/constants.js";
import { useWords } from "../../services/front/web/core/words.js";

export const WEB = new URL("../../services/front/web/", import.meta.url);
const WORDS = new URL("../../shared/words/", import.meta.url);

/** The constants as `front.page_constants` gives them; a Python test holds that these are the same. */
export const CONSTANTS = JSON.parse(readFileSync(new URL("constants.json", import.meta.url), "utf-8"));

/**
 * Speak a language, with the words that the server would put into the page.
 * @param {"en"|"zh"} language
 */
export function speak(language) {
  useConstants(CONSTANTS);
  const topics = ["page", "failures", "pools", "task", "compare", "experiments", "models"].map((topic) => [
    topic,
    wordsOf(language, topic),
  ]);
  useWords(Object.assign({}, ...topics.map(([topic, words]) => prefixed(topic, words))), language);
}

/**
 * @param {string} language
 * @param {string} topic
 */
function wordsOf(language, topic) {
  return JSON.parse(readFileSync(new URL(`${language}/${topic}.json`, WORDS), "utf-8"));
}

/**
 * @param {string} topic
 * @param {Record<string, any>} words
 */
function prefixed(topic, words) {
  if (topic === "page") return words;
  return Object.fromEntries(Object.entries(words).map(([key, entry]) => [`${topic}.${key}`, entry]));
}

/**
 * A moment of the tests, as the API writes it.
 * @param {number} secs after the beginning
 */
export function iso(secs) {
  return new Date((START + secs) * 1000).toISOString();
}

/** When the tests' downloads begin, in seconds since the epoch. */
export const START = 1_800_000_000;

/**
 * A download as the API shows it.
 * @param {string} id
 * @param {Partial<import("../../services/front/web/core/types.js").DownloadView>} [fields]
 * @returns {import("../../services/front/web/core/types.js").DownloadView}
 */
export function view(id, fields = {}) {
  return {
    id,
    batch: "b1",
    name: id,
    url: null,
    pool: "threads",
    state: "queued",
    work: null,
    fraction: null,
    bytes_done: 0,
    bytes_total: null,
    runs: [],
    handed_back: [],
    cancel_requested: false,
    retry_at: null,
    error: null,
    created_at: iso(0),
    ended_at: null,
    links: { file: null },
    ...fields,
  };
}

/**
 * A run as the API shows it.
 * @param {number} number
 * @param {number} start in seconds after the beginning
 * @param {number|null} end
 * @param {Partial<import("../../services/front/web/core/types.js").RunView>} [fields]
 * @returns {import("../../services/front/web/core/types.js").RunView}
 */
export function run(number, start, end, fields = {}) {
  return {
    number,
    worker: "threads-vm-1",
    worker_number: 1,
    pool: "threads",
    runner: { host: "vm", pid: 7, thread_id: 70 + number, interpreter_id: 0, task: "download_task" },
    started_at: iso(start),
    ended_at: end === null ? null : iso(end),
    ended: end === null ? null : "finished",
    failure: null,
    wall_secs: end === null ? null : end - start,
    cpu_secs: end === null ? null : 0,
    ...fields,
  };
}

/**
 * A batch as the API shows it.
 * @param {string} id
 * @param {Partial<import("../../services/front/web/core/types.js").BatchView>} [fields]
 * @returns {import("../../services/front/web/core/types.js").BatchView}
 */
export function batch(id, fields = {}) {
  const states = { queued: 1, scheduled: 0, running: 0, finished: 0, failed: 0, cancelled: 0 };
  return { id, created_at: iso(0), count: 1, pool: "threads", states, done: false, ...fields };
}

/**
 * A worker as the API shows it.
 * @param {string} name
 * @param {Partial<import("../../services/front/web/core/types.js").WorkerView>} [fields]
 * @returns {import("../../services/front/web/core/types.js").WorkerView}
 */
export function worker(name, fields = {}) {
  return {
    name,
    number: 1,
    hostname: "vm",
    pid: 7,
    pool: "threads",
    slots: 2,
    queues: ["parallax-threads", "parallax-any"],
    state: "idle",
    last_heartbeat: iso(0),
    heartbeat_secs: 2,
    cores: 2,
    machine: "vm",
    python: "3.14.0",
    gil: true,
    finished_jobs: 0,
    failed_jobs: 0,
    running: [],
    ...fields,
  };
}
