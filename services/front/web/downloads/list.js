/** The live list of downloads, by batch. */

import { listDownloads } from "../core/api.js";
import { constants, isEnded } from "../core/constants.js";
import { atMostEvery, byId, byIdOf, setChildren, setShown, setText } from "../core/dom.js";
import { painter } from "../core/paint.js";
import { say } from "../core/words.js";
import { cancel, cancelAll, retry, retryAll } from "./actions.js";
import { GroupView } from "./group.js";
import { arrange } from "./order.js";
import { Row } from "./row.js";

const PAGE = 50;
const TICK_MILLISECS = 1_000;
const SOON_MILLISECS = 400;

/** Shows the downloads that the page knows, and keeps them true as events come. */
export class List {
  /**
   * @param {import("./store.js").Store} store
   * @param {import("../workers/names.js").Names} names
   */
  constructor(store, names) {
    this._store = store;
    this._names = names;
    this._filter = "";
    /** @type {Map<string, {cursor: string|null}>} */
    this._pages = new Map(); // how far each filter's answers go
    /** @type {Map<string, Row>} */
    this._rows = new Map();
    /** @type {Map<string, GroupView>} */
    this._groups = new Map();
    /** @type {Set<string>} */
    this._dirty = new Set();
    this._isOrderDirty = true;
    this._paint = painter(() => this._draw());
    this.refreshSoon = atMostEvery(SOON_MILLISECS, () => this.refresh().catch(() => {}));
    store.listen((change) => this._onChange(change));
    byId("filters").addEventListener("click", (event) => this._choose(event));
    byId("list-more").addEventListener("click", () => this._loadMore());
    setInterval(() => this._tick(), TICK_MILLISECS);
  }

  /** Fetch the newest page, and what runs, however old it is. */
  async refresh() {
    const filter = this._filter;
    try {
      const [cursor] = await Promise.all([this._load(filter, null), this._load("running", null)]);
      if (!this._pages.has(filter)) this._pages.set(filter, { cursor });
      this._showProblem("");
    } catch (error) {
      this._showProblem(notLoaded(error));
      throw error;
    }
    this._isOrderDirty = true;
    this._paint();
  }

  async _loadMore() {
    const more = byIdOf("list-more", HTMLButtonElement);
    const page = this._pages.get(this._filter);
    if (!page?.cursor || more.ariaDisabled === "true") return;
    more.ariaDisabled = "true";
    try {
      page.cursor = await this._load(this._filter, page.cursor);
      this._isOrderDirty = true;
      this._paint();
    } catch (error) {
      this._showProblem(notLoaded(error));
    } finally {
      more.ariaDisabled = "false";
    }
  }

  /**
   * @param {string} state
   * @param {string|null} cursor
   * @returns {Promise<string|null>} where the next page begins
   */
  async _load(state, cursor) {
    const askedAt = performance.now();
    const page = await listDownloads({
      state,
      cursor,
      limit: Math.min(PAGE, constants.limits.max_page_downloads),
    });
    this._store.takeViews(page.downloads, askedAt);
    return page.next_cursor;
  }

  /** @param {Event} event */
  _choose(event) {
    const button = /** @type {Element} */ (event.target).closest("[data-filter]");
    if (!(button instanceof HTMLElement)) return;
    this._filter = button.dataset.filter ?? "";
    for (const other of byId("filters").children)
      other.setAttribute("aria-pressed", String(other === button));
    this._isOrderDirty = true;
    this._paint();
    this.refresh().catch(() => {});
  }

  /** @param {{download: import("./record.js").Download|null, type: string}} change */
  _onChange({ download, type }) {
    if (download) this._dirty.add(download.id);
    if (type !== "progress") this._isOrderDirty = true;
    this._paint();
  }

  _tick() {
    for (const id of this._rows.keys()) {
      const state = this._store.downloads.get(id)?.state;
      if (state && !isEnded(state)) this._dirty.add(id);
    }
    if (this._dirty.size) this._paint();
  }

  _draw() {
    if (this._isOrderDirty) this._drawGroups();
    this._isOrderDirty = false;
    for (const id of this._dirty) {
      const download = this._store.downloads.get(id);
      if (download) this._rows.get(id)?.show(download);
    }
    this._dirty.clear();
  }

  _drawGroups() {
    const { downloads, batches } = this._store;
    const groups = arrange(downloads.values(), this._filter, (batch) => batches.get(batch)?.createdAt ?? 0);
    /** @type {Set<string>} */
    const shown = new Set();
    for (const group of groups) {
      const { batch } = group;
      const pool = this._store.batches.get(batch)?.pool ?? group.downloads[0].pool;
      const about = { pool, isFocused: batch === this._store.focus };
      for (const id of this._group(batch).draw(group, this._store.totalsOf(batch), about)) shown.add(id);
    }
    setChildren(
      byId("batches"),
      groups.map(({ batch }) => this._group(batch).element),
    );
    const keep = new Set(groups.map(({ batch }) => batch));
    for (const batch of this._groups.keys()) if (!keep.has(batch)) this._groups.delete(batch);
    for (const id of this._rows.keys()) if (!shown.has(id)) this._rows.delete(id);
    this._showFoot(groups.length > 0);
  }

  /** @param {string} batch */
  _group(batch) {
    const group =
      this._groups.get(batch) ??
      new GroupView(
        {
          show: (id) => this._store.focusOn(id),
          cancelAll: (id) => this._act(cancelAll(this._store, id)),
          retryAll: (id) => this._act(retryAll(this._store, id)),
          rowOf: (id) => this._row(id),
          painted: () => {
            this._isOrderDirty = true;
            this._paint();
          },
        },
        batch,
      );
    this._groups.set(batch, group);
    return group;
  }

  /**
   * Show what is wrong when an action on a whole batch fails.
   * @param {Promise<void>} action
   */
  async _act(action) {
    try {
      await action;
      this.refreshSoon();
    } catch (error) {
      this._showProblem(/** @type {Error} */ (error).message);
    }
  }

  /** @param {string} id */
  _row(id) {
    let row = this._rows.get(id);
    if (!row) {
      const actions = {
        cancel: (/** @type {string} */ id) => cancel(this._store, id).finally(this.refreshSoon),
        retry: (/** @type {string} */ id) => retry(this._store, id).finally(this.refreshSoon),
      };
      row = new Row(actions, this._names, id);
      this._rows.set(id, row);
      this._dirty.add(id);
    }
    return row;
  }

  /** @param {boolean} isAny */
  _showFoot(isAny) {
    const page = this._pages.get(this._filter);
    const empty = this._filter ? "list.empty.filtered" : "list.empty";
    setShown(byId("list-empty"), !isAny && byId("list-problem").hidden === true);
    setText(byId("list-empty"), say(page ? empty : "list.loading"));
    setShown(byId("list-more"), Boolean(page?.cursor));
  }

  /** @param {string} text */
  _showProblem(text) {
    const problem = byId("list-problem");
    setShown(problem, text !== "");
    setText(problem, text);
    this._isOrderDirty = true;
    this._paint();
  }
}

/** @param {unknown} error */
function notLoaded(error) {
  return say("list.error", { reason: /** @type {Error} */ (error).message });
}
