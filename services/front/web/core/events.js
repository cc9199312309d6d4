/** Following the server's events, and asking again and again while that does not work. */

import { EVENTS_URL } from "./api.js";
import { constants } from "./constants.js";

const POLL_MILLISECS = 2_500;
const REOPEN_MILLISECS = 15_000; // EventSource cannot read the 503's Retry-After
const HIDDEN_MILLISECS = 10_000;

/**
 * @typedef {"live"|"polling"|"offline"} Connection
 * @typedef {{
 *   onEvent: (event: import("./types.js").ServerEvent) => void,
 *   refresh: () => Promise<void>,
 *   onState: (state: Connection) => void,
 *   onBroken: () => void,
 *   types?: string[]
 * }} Handlers
 */

/**
 * Follows the events until the page goes away.
 *
 * A hidden tab closes its stream: browsers allow six connections to a server over all tabs, and the
 * server has a bound of its own.
 */
export class Follower {
  /**
   * @param {Handlers} handlers `refresh` fetches everything anew and rejects when the server is away;
   *   `onBroken` is told at once when the stream ends, before anybody knows why; `types` are those of downloads
   *   unless others are given
   */
  constructor(handlers) {
    this._handlers = handlers;
    /** @type {EventSource|null} */
    this._source = null;
    this._lastId = [0, 0];
    this._pollTimer = 0;
    this._reopenTimer = 0;
    this._hideTimer = 0;
    document.addEventListener("visibilitychange", () => this._onVisibility());
    this._open();
  }

  /** An answer did not come: ask until one does, even if the stream looks open. */
  doubt() {
    if (!this._pollTimer) this._poll();
  }

  _open() {
    clearTimeout(this._reopenTimer);
    this._source?.close();
    const source = new EventSource(EVENTS_URL);
    this._source = source;
    source.addEventListener("open", () => {
      this._stopPolling();
      this._handlers.onState("live");
      this._handlers.refresh().catch(() => this.doubt());
    });
    source.addEventListener("error", () => {
      this._handlers.onBroken();
      if (source.readyState === EventSource.CLOSED) {
        this._reopenTimer = window.setTimeout(() => this._open(), REOPEN_MILLISECS);
      }
      // A stream that ends is back in a second or two; only a longer gap is worth a hint.
      this._pollTimer ||= window.setTimeout(() => this._poll(), POLL_MILLISECS);
    });
    source.addEventListener("reset", () => this._handlers.refresh().catch(() => {}));
    const { types = constants.event_types } = this._handlers;
    for (const type of types) source.addEventListener(type, (message) => this._take(message));
  }

  /** @param {MessageEvent} message */
  _take(message) {
    const id = (message.lastEventId || "").split("-").map(Number);
    if (id.length === 2) {
      if (!isAfter(id, this._lastId)) return; // a new stream may begin with what the old one ended with
      this._lastId = id;
    }
    this._handlers.onEvent(JSON.parse(message.data));
  }

  async _poll() {
    this._pollTimer = -1; // under way
    let isThere = true;
    await this._handlers.refresh().catch(() => (isThere = false));
    if (!this._pollTimer) return; // the stream came back meanwhile
    const isLive = isThere && this._source?.readyState === EventSource.OPEN;
    this._handlers.onState(isLive ? "live" : isThere ? "polling" : "offline");
    this._pollTimer = isLive ? 0 : window.setTimeout(() => this._poll(), POLL_MILLISECS);
  }

  _stopPolling() {
    clearTimeout(this._pollTimer);
    this._pollTimer = 0;
  }

  _onVisibility() {
    clearTimeout(this._hideTimer);
    if (!document.hidden) {
      if (!this._source) this._open();
      return;
    }
    this._hideTimer = window.setTimeout(() => {
      this._source?.close();
      this._source = null;
      clearTimeout(this._reopenTimer);
      this._stopPolling();
    }, HIDDEN_MILLISECS);
  }
}

/**
 * @param {number[]} one a stream ID
 * @param {number[]} other
 */
function isAfter([left, leftSerial], [right, rightSerial]) {
  return left > right || (left === right && leftSerial > rightSerial);
}
