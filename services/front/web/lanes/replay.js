/** Playing the lanes again: a playhead that moves. Nothing here draws, and no clock is read. */

export const SPEEDS = [0.1, 0.25, 0.5, 1, 2, 5, 10, 50];

/** Where the playhead stands; `at` is null when everything is shown. */
export class Replay {
  constructor() {
    /** @type {number|null} */
    this.at = null;
    this.isPlaying = false;
    this.speed = 1;
  }

  /**
   * Play from the playhead, from the start if there is none; or pause.
   * @param {number} start of the time axis
   */
  toggle(start) {
    this.isPlaying = !this.isPlaying;
    if (this.isPlaying) this.at ??= start;
  }

  /**
   * Put the playhead somewhere.
   * @param {number} at
   * @param {number} end of what can be played; from there on everything is shown
   */
  seek(at, end) {
    this.at = at < end ? at : null;
    if (this.at === null) this.isPlaying = false;
  }

  /**
   * Move the playhead by the time that has passed, if it plays.
   * @param {number} secs
   * @param {number} end
   */
  advance(secs, end) {
    if (this.isPlaying && this.at !== null) this.seek(this.at + secs * this.speed, end);
  }

  /** Show everything again. */
  stop() {
    this.at = null;
    this.isPlaying = false;
  }
}
