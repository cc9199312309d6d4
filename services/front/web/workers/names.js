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

/** Numbers workers within their pool, in the order in which they are first seen. */
export class Names {
  /** @param {Pick<Storage, "getItem"|"setItem">|null} [storage] where numbers survive a reload */
  constructor(storage = null) {
    this._storage = storage;
    /** @type {Record<string, number>} */
    this._numbers = JSON.parse(storage?.getItem("parallax:workers") ?? "{}");
  }

  /**
   * The number of a worker within its pool.
   * @param {string} worker its name in RQ; "" when that is not known
   * @param {string} pool
   */
  numberOf(worker, pool) {
    if (!worker) return 0;
    const key = `${pool}\n${worker}`;
    if (!(key in this._numbers)) {
      const taken = Object.keys(this._numbers).filter((other) => other.startsWith(`${pool}\n`)).length;
      this._numbers[key] = taken + 1;
      this._storage?.setItem("parallax:workers", JSON.stringify(this._numbers));
    }
    return this._numbers[key];
  }

  /**
   * The name of a worker in the reader's language: "threads 1".
   * @param {string} worker
   * @param {string} pool
   */
  nameOf(worker, pool) {
    const poolName = sayValue("workers.pool", pool || "unknown");
    return worker ? say("workers.name", { pool: poolName, number: this.numberOf(worker, pool) }) : poolName;
  }
  /**
   * The order of workers: those of a pool together, by number.
   * @param {{worker: string, pool: string}} one
   * @param {{worker: string, pool: string}} other
   */
  compare(one, other) {
    const byPool = ORDER.indexOf(one.pool) - ORDER.indexOf(other.pool);
    return byPool || this.numberOf(one.worker, one.pool) - this.numberOf(other.worker, other.pool);
  }
}
