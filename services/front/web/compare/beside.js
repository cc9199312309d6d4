/** The experiment that is laid beside that of the page (`?with=ID`), and the choice of one. */

import { Problem } from "../core/api.js";
import { byId, byIdOf, make, setShown, setText } from "../core/dom.js";
import { patch } from "../core/patch.js";
import { say } from "../core/words.js";
import { getExperiment } from "./api.js";
import { moment, workloadOf } from "./head.js";

/**
 * @typedef {import("./types.js").Experiment} Experiment
 * @typedef {import("./types.js").Listed} Listed
 */

const OPEN = ["queued", "running"];

export class Beside {
  /** @param {string} ownId of the page's own experiment */
  constructor(ownId) {
    this._ownId = ownId;
    this.id = new URLSearchParams(location.search).get("with") ?? "";
    /** @type {Experiment|null} */
    this._known = null;
    this._select = byIdOf("with", HTMLSelectElement);
    this._select.addEventListener("change", () => {
      const { value } = this._select;
      location.assign(`/compare/${ownId}${value ? `?with=${value}` : ""}`);
    });
  }

  /**
   * The experiment as it stands now; one that has ended does not change.
   * @returns {Promise<Experiment|null>} null if none was asked for, or it is not known
   */
  async get() {
    if (this.id && (!this._known || OPEN.includes(this._known.state))) {
      this._known = await getExperiment(this.id).catch(orMissing);
      const isMissing = this._known === null;
      setShown(byId("with-missing"), isMissing);
      setText(byId("with-missing"), isMissing ? say("compare.with.missing") : "");
    }
    return this._known;
  }

  /** @param {Listed[]} experiments newest first */
  showChoice(experiments) {
    const others = experiments.filter(({ id }) => id !== this._ownId);
    const options = others.map((listed) =>
      make("option", { value: listed.id, "data-key": listed.id }, choiceText(listed)),
    );
    const isNew = this._select.options.length < 2;
    patch(this._select, [make("option", { value: "" }, say("compare.with.none")), ...options]);
    if (isNew) this._select.value = this.id; // later it is the reader's
  }
}

/** @param {Listed} listed */
function choiceText({ plan, created_at, state }) {
  const text = `${workloadOf(plan)} · ${moment(created_at)}`;
  return state === "finished" ? text : `${text} · ${say(`state.${state}`)}`;
}

/**
 * @param {unknown} error
 * @returns {null} if it says that there is no such experiment
 */
function orMissing(error) {
  if (error instanceof Problem && [404, 422].includes(error.status)) return null;
  throw error;
}
