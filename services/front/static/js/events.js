/** Following the server's events, and asking again and again while that does not work. */

import { EVENTS_URL } from "./api.js";

const TYPES = [
  "queued", "started", "progress", "finished", "failed", "retrying", "cancelled", "handed-back", "requeued",
];
const POLL_MILLISECS = 2_500;
const REOPEN_MILLISECS = 15_000; // EventSource cannot read the 503's Retry-After
const HIDDEN_MILLISECS = 10_000;

/**
 * Follow the events until the page goes away.
 *
 * A hidden tab lets go of its stream: browsers allow six connections to a server over all tabs, and the
 * server has a bound of its own.
 *
 * @param {object} handlers
 * @param {(event: object) => void} handlers.onEvent
 * @param {() => Promise<void>} handlers.refresh fetch everything anew; rejects when the server is away
 * @param {(state: "live"|"polling"|"offline") => void} handlers.onState
 */
export function follow({ onEvent, refresh, onState }) {
  let source = null;
  let lastId = [0, 0];
  let pollTimer = 0;
  let reopenTimer = 0;
  let hideTimer = 0;

  function open() {
    clearTimeout(reopenTimer);
    source?.close();
    source = new EventSource(EVENTS_URL);
    source.addEventListener("open", () => {
      stopPolling();
      onState("live");
      refresh().catch(() => {});
    });
    source.addEventListener("error", () => {
      if (source.readyState === EventSource.CLOSED) reopenTimer = setTimeout(open, REOPEN_MILLISECS);
      startPolling();
    });
    source.addEventListener("reset", () => refresh().catch(() => {}));
    for (const type of TYPES) source.addEventListener(type, take);
  }

  function take(message) {
    const id = (message.lastEventId || "").split("-").map(Number);
    if (id.length === 2) {
      if (!isAfter(id, lastId)) return; // a new stream may begin with what the old one ended with
      lastId = id;
    }
    onEvent(JSON.parse(message.data));
  }

  async function poll() {
    try {
      await refresh();
      if (pollTimer) onState("polling");
    } catch {
      if (pollTimer) onState("offline");
    }
    if (pollTimer) pollTimer = setTimeout(poll, POLL_MILLISECS);
  }

  function startPolling() {
    // A stream that ends is back in a second or two; only a longer gap is worth a hint.
    pollTimer ||= setTimeout(poll, POLL_MILLISECS);
  }

  function stopPolling() {
    clearTimeout(pollTimer);
    pollTimer = 0;
  }

  document.addEventListener("visibilitychange", () => {
    clearTimeout(hideTimer);
    if (document.hidden) {
      hideTimer = setTimeout(() => {
        source?.close();
        source = null;
        clearTimeout(reopenTimer);
        stopPolling();
      }, HIDDEN_MILLISECS);
    } else if (!source) open();
  });
  open();
}

function isAfter([left, leftSerial], [right, rightSerial]) {
  return left > right || (left === right && leftSerial > rightSerial);
}
