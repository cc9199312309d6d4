/** The wiring: one place that knows all parts of the page. */

import { getBatch, listDownloads } from "./api.js";
import { byId, setText } from "./dom.js";
import { follow } from "./events.js";
import { List } from "./list.js";
import { Log } from "./log.js";
import { ENDED } from "./record.js";
import { State } from "./state.js";
import { startForm } from "./submit.js";
import { Summary } from "./summary.js";
import { learnFromEvent } from "./time.js";
import { Timeline } from "./timeline.js";
import { language, say } from "./words.js";
import { Workers } from "./workers.js";

const PAGE = 500;
const MOST_LOADED = 2_000; // of one batch; what a larger one's events tell is shown beside
const RECOUNT_MILLISECS = 2_000;
const FORGET_MILLISECS = 60_000;
const MOVES = new Set(["started", "finished", "failed", "cancelled", "retrying", "handed-back", "requeued"]);

const state = new State();
const list = new List(state);
const workers = new Workers(state);
const log = new Log(state);
const summary = new Summary(state);
new Timeline(state, workers);

startForm((batch, ids, items) => {
  state.takeSubmitted(batch, ids, items);
  list.refreshSoon();
  workers.refreshSoon();
  showWhatHappens();
});
follow({ onEvent: takeEvent, refresh, onState: showState });
// A batch too large to know each download of is counted by the server.
setInterval(() => document.hidden || recount(), RECOUNT_MILLISECS);
setInterval(() => state.forgetOthers(list.shown), FORGET_MILLISECS);
rememberLanguage();

function takeEvent(event) {
  learnFromEvent(event.at);
  if (event.type === "queued") {
    list.refreshSoon();
    if (!state.batches.has(event.batch)) reload(event.batch, true);
    return;
  }
  state.takeEvent(event);
  if (!MOVES.has(event.type)) return;
  workers.refreshSoon();
  if (event.type === "requeued") {
    list.refreshSoon();
    if (event.batch && !state.batches.has(event.batch)) reload(event.batch, true);
  }
}

/** Fetch everything anew: at the start, after a gap in the events, and while there is no stream. */
async function refresh() {
  workers.refresh();
  await list.refresh();
  const known = [...state.batches.keys()];
  await Promise.all([...new Set([...batchesToLookAt(), ...known])].map((id) => reload(id, true)));
  log.beginWith(state.looked());
  summary.beKnown();
}

/** The newest batch of the list, with those of it that are still at work; oldest first. */
function batchesToLookAt() {
  const records = [...list.shown].map((id) => state.records.get(id)).filter((record) => record?.batch);
  records.sort((one, other) => (one.createdAt ?? 0) - (other.createdAt ?? 0));
  const atWork = records.filter((record) => !ENDED.has(record.state));
  return [...new Set([...atWork, ...records.slice(-1)].map((record) => record.batch))].slice(-4);
}

async function reload(id, withDownloads) {
  try {
    const batch = await getBatch(id);
    if (withDownloads) await loadDownloads(id);
    state.look(batch);
  } catch (error) {
    console.info(`batch ${id}: ${error.message}`); // it may have been forgotten by the server
  }
}

async function loadDownloads(batch) {
  let cursor = null;
  let loaded = 0;
  do {
    const askedAt = performance.now();
    const page = await listDownloads({ batch, cursor, limit: PAGE });
    state.takeViews(page.downloads, askedAt);
    loaded += page.downloads.length;
    cursor = page.next_cursor;
  } while (cursor && loaded < MOST_LOADED);
}

function recount() {
  for (const batch of state.batches.values()) if (!state.isWhole(batch) && !batch.done) reload(batch.id, false);
}

function showState(connection) {
  byId("live").dataset.state = connection;
  setText(byId("live-word"), say(`live.${connection}`));
  const hint = byId("live-hint");
  hint.hidden = connection === "live";
  setText(hint, connection === "live" ? "" : say(`live.${connection}.hint`));
}

/** In one column what happens is below the form, out of sight. */
function showWhatHappens() {
  const card = byId("summary-title").closest("section");
  if (card.getBoundingClientRect().top < innerHeight * 0.6) return;
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  card.scrollIntoView({ block: "start", behavior: isCalm ? "auto" : "smooth" });
}

function rememberLanguage() {
  if (new URLSearchParams(location.search).has("lang")) setLanguage(language);
  for (const link of document.querySelectorAll("[data-language]")) {
    link.addEventListener("click", () => setLanguage(link.dataset.language));
  }
}

function setLanguage(code) {
  document.cookie = `lang=${code}; path=/; max-age=31536000; SameSite=Lax`;
}
