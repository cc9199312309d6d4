/** What workers and their lanes are called: "threads 1". Host, process and thread numbers are details. */

import { say, sayValue } from "../core/words.js";

/** A sign for each pool, so that it is told apart by more than its colour. */
const SIGNS = /** @type {Record<string, string>} */ ({ threads: "≡", processes: "▣", interpreters: "◈" });

const ORDER = ["threads", "processes", "interpreters"];

/**
 * The sign of a pool.
 * @param {string} pool
 */
export function signOf(pool) {
  return SIGNS[pool] ?? "○";
}

/** The names of workers: the server numbers those of a pool. */
export class Names {
  constructor() {
    /** @type {Map<string, number>} */
    this._numbers = new Map();
  }

  /**
   * Note a worker's number.
   * @param {string} worker its name in RQ
   * @param {number|null} number null when the server does not know it
   */
  learn(worker, number) {
    if (number) this._numbers.set(worker, number);
  }

  /**
   * The name of a worker in the reader's language: "threads 1"; without a number only its pool.
   * @param {string} worker its name in RQ; "" when that is not known
   * @param {string} pool
   */
  nameOf(worker, pool) {
    const poolName = sayValue("workers.pool", pool || "unknown");
    const number = this._numbers.get(worker);
    return number ? say("workers.name", { pool: poolName, number }) : poolName;
  }

  /**
   * The order of workers: those of a pool together, by number.
   * @param {{worker: string, pool: string}} one
   * @param {{worker: string, pool: string}} other
   */
  compare(one, other) {
    const byPool = ORDER.indexOf(one.pool) - ORDER.indexOf(other.pool);
    const byNumber = (this._numbers.get(one.worker) ?? 0) - (this._numbers.get(other.worker) ?? 0);
    return byPool || byNumber || one.worker.localeCompare(other.worker);
  }
}
