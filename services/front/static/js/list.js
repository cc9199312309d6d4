/** The live list of downloads. */

import { cancelDownload, listDownloads, retryDownload } from "./api.js";
import { atMostEvery, byId, oncePerFrame, setChildren, setText } from "./dom.js";
import { Row } from "./row.js";
import { number, say } from "./words.js";

const PAGE = matchMedia("(max-width: 760px)").matches ? 20 : 50;
const MOST_ROWS = 400;
const TICK_MILLISECS = 1_000;

/** Shows a page of downloads, and keeps it true as events come. */
export class List {
  /** @param {import("./state.js").State} state */
  constructor(state) {
    this._state = state;
    this._filter = "";
    this._order = []; // ids, as shown
    this._cursor = null;
    this._rows = new Map();
    this._dirty = new Set();
    this._asked = 0;
    this._draw = oncePerFrame(() => this._drawNow());
    this.refreshSoon = atMostEvery(250, () => this.refresh().catch(() => {}));
    state.listen((change) => this._changed(change));
    byId("filters").addEventListener("click", (event) => this._choose(event.target.closest("[data-state]")));
    byId("list-more").addEventListener("click", () => this._loadMore());
    setInterval(() => this._tick(), TICK_MILLISECS);
  }

  /** Fetch the newest page; pages loaded below it stay. */
  async refresh() {
    const asked = ++this._asked;
    const askedAt = performance.now();
    let page;
    try {
      page = await listDownloads({ state: this._filter, limit: PAGE });
    } catch (error) {
      if (asked === this._asked) this._showProblem(error.message);
      throw error;
    }
    if (asked !== this._asked) return; // another filter, or a newer answer
    this._showProblem("");
    this._state.takeViews(page.downloads, askedAt);
    this._takeNewest(page);
  }

  /** The ids shown. */
  get shown() {
    return new Set(this._order);
  }

  _takeNewest(page) {
    const ids = readable(page.downloads);
    const fresh = new Set(ids);
    const rest = this._order.filter((id) => !fresh.has(id) && this._fits(this._state.records.get(id)));
    const hasGap = rest.length === this._order.length;
    if (hasGap || rest.length === 0) this._cursor = page.next_cursor;
    this._order = hasGap ? ids : [...ids, ...rest];
    this._drawAll();
  }

  async _loadMore() {
    const askedAt = performance.now();
    const asked = ++this._asked;
    byId("list-more").disabled = true;
    try {
      const page = await listDownloads({ state: this._filter, cursor: this._cursor, limit: PAGE });
      if (asked !== this._asked) return;
      this._state.takeViews(page.downloads, askedAt);
      const known = new Set(this._order);
      this._order.push(...readable(page.downloads).filter((id) => !known.has(id)));
      this._cursor = page.next_cursor;
      this._drawAll();
    } catch (error) {
      this._showProblem(error.message);
    } finally {
      byId("list-more").disabled = false;
    }
  }

  _choose(button) {
    if (!button) return;
    this._filter = button.dataset.state;
    for (const other of byId("filters").children) other.setAttribute("aria-pressed", String(other === button));
    this._order = [...this._state.records.values()].filter((record) => this._fits(record)).map((record) => record.id).reverse();
    this._drawAll();
    this._order = [];
    this.refresh().catch(() => {});
  }

  _changed({ kind, record, type }) {
    if (kind !== "download") return;
    this._dirty.add(record.id);
    // With a filter, what comes to fit it is shown without asking the server for the page again.
    if (type !== "view" && type !== "progress" && this._filter && this._fits(record) && !this._order.includes(record.id)) {
      this._order.unshift(record.id);
      this._isOrderDirty = true;
    }
    if (this._filter && !this._fits(record)) this._isOrderDirty = true;
    this._draw();
  }

  _fits(record) {
    if (!record) return false;
    const state = record.state === "scheduled" ? "queued" : record.state;
    return !this._filter || state === this._filter;
  }

  _tick() {
    for (const id of this._rows.keys()) {
      const record = this._state.records.get(id);
      if (record && (record.state === "running" || record.state === "queued")) this._dirty.add(id);
    }
    if (this._dirty.size) this._draw();
  }

  _drawAll() {
    this._isOrderDirty = true;
    for (const id of this._order) this._dirty.add(id);
    this._draw();
  }

  _drawNow() {
    if (this._isOrderDirty) this._drawOrder();
    for (const id of this._dirty) {
      const record = this._state.records.get(id);
      if (record) this._rows.get(id)?.show(record);
    }
    this._dirty.clear();
  }

  _drawOrder() {
    this._isOrderDirty = false;
    this._order = this._order.filter((id) => this._fits(this._state.records.get(id)));
    const shown = this._order.slice(0, MOST_ROWS);
    const keep = new Set(shown);
    for (const id of this._rows.keys()) if (!keep.has(id)) this._rows.delete(id);
    setChildren(byId("rows"), shown.map((id) => this._row(id).element));
    this._showFoot();
  }

  _row(id) {
    let row = this._rows.get(id);
    if (!row) {
      row = new Row({ cancel: (id) => this._cancel(id), retry: (id) => this._retry(id) }, id);
      this._rows.set(id, row);
      this._dirty.add(id);
    }
    return row;
  }

  _showFoot() {
    const isCapped = this._order.length >= MOST_ROWS;
    byId("list-empty").hidden = this._order.length > 0;
    setText(byId("list-empty"), say(this._filter ? "list.empty.filtered" : "list.empty"));
    byId("list-more").hidden = isCapped || !this._cursor;
    byId("list-capped").hidden = !isCapped;
    setText(byId("list-capped"), say("list.capped", { count: number(MOST_ROWS) }));
  }

  _showProblem(reason) {
    const problem = byId("list-problem");
    problem.hidden = !reason;
    setText(problem, reason ? say("list.error", { reason }) : "");
    if (reason && !this._order.length) byId("list-empty").hidden = true;
  }

  _cancel(id) {
    this._act(id, cancelDownload, { cancelRequested: true });
  }

  _retry(id) {
    this._act(id, retryDownload, {});
  }

  async _act(id, action, wish) {
    this._state.note(id, { ...wish, problem: "" });
    try {
      await action(id);
      this.refreshSoon();
    } catch (error) {
      this._state.note(id, { cancelRequested: false, problem: say("row.action.failed", { reason: error.message }) });
    }
  }
}

/**
 * The ids of a page, batches newest first as they came, but each batch in the order it was submitted:
 * what starts first is then read first.
 */
function readable(downloads) {
  const runs = [];
  for (const { id, batch } of downloads) {
    if (runs.at(-1)?.batch === batch) runs.at(-1).ids.unshift(id);
    else runs.push({ batch, ids: [id] });
  }
  return runs.flatMap((run) => run.ids);
}
