/** The server's time. The browser's clock may be wrong by minutes, and bars would start before they end. */

/** A clock that is set by what the server says, and stands still while the server is gone. */
export class Clock {
  /** @param {() => number} systemMillisecs the browser's own clock */
  constructor(systemMillisecs = Date.now) {
    this._systemSecs = () => systemMillisecs() / 1000;
    this._aheadSecs = 0; // of the browser's clock
    this._isFromEvents = false;
    /** @type {number|null} */
    this._stoppedAt = null;
  }

  /** Now, in seconds since the epoch; while the server is gone, the last moment it was known to be there. */
  now() {
    return this._stoppedAt ?? this._systemSecs() - this._aheadSecs;
  }

  /** Stand still: nobody knows what has happened since. */
  stop() {
    this._stoppedAt ??= this.now();
  }

  /** Go on, with all the time that has passed meanwhile. */
  go() {
    this._stoppedAt = null;
  }

  /**
   * Learn from an answer's Date header; it is a second coarse, so events know better.
   * @param {string|null} date
   */
  learnFromDate(date) {
    const secs = date ? Date.parse(date) / 1000 : NaN;
    if (!this._isFromEvents && Number.isFinite(secs)) this._aheadSecs = this._systemSecs() - secs - 0.5;
  }

  /**
   * Learn from an event. It cannot arrive before it happens, so the least distance seen is the nearest.
   * @param {number} at seconds since the epoch
   */
  learnFromEvent(at) {
    const distance = this._systemSecs() - at;
    this._aheadSecs = this._isFromEvents ? Math.min(this._aheadSecs, distance) : distance;
    this._isFromEvents = true;
  }
}

/** The clock of this page. */
export const clock = new Clock();

/** Now, by the clock of this page: seconds since the epoch. */
export function now() {
  return clock.now();
}
