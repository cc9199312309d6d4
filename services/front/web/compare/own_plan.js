/** The form for a plan of one's own. */

import { Problem } from "../core/api.js";
import { byId, byIdOf, make, setAttribute, setShown, setText } from "../core/dom.js";
import { enumerate, say, sayValue } from "../core/words.js";
import { keyOf, nameOf } from "./legs.js";
import { Matrix } from "./matrix.js";
import { problemText } from "./plan_problem.js";
import { DEFAULTS } from "./plans.js";

/**
 * @typedef {import("./types.js").Lab} Lab
 * @typedef {import("./types.js").Plan} Plan
 * @typedef {import("./setup_page.js").Wishes} Wishes
 * @typedef {"tasks"|"slots"|"repeats"|"scale"|"seed"} Field
 */

/** @type {Field[]} */
const FIELDS = ["tasks", "slots", "repeats", "scale", "seed"];
const SEED_LIMIT = Number.MAX_SAFE_INTEGER;
const TYPING_MILLISECS = 250;

/** The form. */
export class OwnPlan {
  /**
   * @param {import("./sources.js").Sources} sources
   * @param {Wishes} wishes
   */
  constructor(sources, wishes) {
    this._wishes = wishes;
    this._matrix = new Matrix(
      byId("matrix"),
      (model) => sources.show(model),
      () => this._changed(),
    );
    /** @type {Lab|null} */
    this._lab = null;
    this._timer = 0;
    this._asked = 0;
    const form = byIdOf("own-form", HTMLFormElement);
    form.addEventListener("input", () => this._changed());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this._withPlan(wishes.run);
    });
    byId("own-predict").addEventListener("click", () => this._withPlan(wishes.predict));
  }

  /**
   * @param {Lab} lab
   * @param {Plan} plan what it begins with
   */
  show(lab, plan) {
    const isFirst = this._lab === null;
    const before = isFirst ? plan.legs : this._matrix.legs;
    this._lab = lab;
    this._matrix.show(lab, before);
    if (isFirst) this._fill(lab, plan);
    this._changed();
  }

  /**
   * @param {Lab} lab
   * @param {Plan} plan
   */
  _fill({ limits, workloads }, plan) {
    const choices = workloads.map((workload) => workloadChoice(workload, workload === plan.workload));
    byId("workloads").replaceChildren(...choices);
    const most = { ...limits, scale: limits.max_scale, seed: SEED_LIMIT };
    for (const field of FIELDS) {
      const input = inputOf(field);
      input.value = String(plan[field]);
      input.min = String(field === "scale" ? limits.min_scale : field === "seed" ? -SEED_LIMIT : 1);
      input.max = String(most[field]);
      input.step = field === "scale" ? "any" : "1";
    }
  }

  /** @returns {Plan} as the form stands */
  get _plan() {
    const chosen = document.querySelector("input[name=workload]:checked");
    const workload = chosen instanceof HTMLInputElement ? chosen.value : DEFAULTS.workload;
    const numbers = Object.fromEntries(FIELDS.map((field) => [field, inputOf(field).valueAsNumber]));
    return {
      .../** @type {Plan} */ ({ ...DEFAULTS, ...numbers }),
      workload,
      legs: this._matrix.legs,
    };
  }

  _changed() {
    for (const field of FIELDS) setAttribute(inputOf(field), "aria-invalid", String(isWrong(field)));
    clearTimeout(this._timer);
    this._timer = window.setTimeout(() => this._check(), TYPING_MILLISECS);
  }

  /** Ask the server what it would run, or why it would not. */
  async _check() {
    this._asked += 1;
    const asked = this._asked;
    const mistake = this._mistake();
    if (mistake) return this._show("", "", mistake);
    try {
      const { plan, facts } = await this._wishes.check(this._plan);
      if (asked === this._asked) this._show(facts, this._addedTo(plan), "");
    } catch (error) {
      if (asked === this._asked) this._refuse(error);
    }
  }

  /** @param {unknown} error */
  _refuse(error) {
    this._show("", "", problemText(error));
    const fields = error instanceof Problem ? error.errors.map(({ field }) => field) : [];
    for (const field of FIELDS)
      if (fields.includes(field)) setAttribute(inputOf(field), "aria-invalid", "true");
  }

  /** @param {Plan} plan with its baselines */
  _addedTo({ legs }) {
    const ticked = new Set(this._matrix.legs.map(keyOf));
    const added = legs.filter((leg) => !ticked.has(keyOf(leg))).map(nameOf);
    return added.length ? say("compare.added", { legs: enumerate(added) }) : "";
  }

  /**
   * @param {string} facts
   * @param {string} added
   * @param {string} problem
   */
  _show(facts, added, problem) {
    setText(byId("own-facts"), facts);
    setText(byId("added"), added);
    setText(byId("own-problem"), problem);
    setShown(byId("own-problem"), problem !== "");
  }

  /** @param {(plan: Plan) => void} then */
  _withPlan(then) {
    const mistake = this._mistake();
    if (mistake) this._show("", "", mistake);
    else then(this._plan);
  }

  _mistake() {
    if (this._matrix.legs.length === 0) return say("compare.nothing_ticked");
    const wrong = FIELDS.find(isWrong);
    if (!wrong) return "";
    const { min, max } = inputOf(wrong);
    return say("compare.out_of_range", { field: say(`compare.field.${wrong}`), min, max });
  }
}

/** @param {Field} field */
function isWrong(field) {
  return inputOf(field).value === "" || !inputOf(field).validity.valid;
}

/** @param {Field} field */
function inputOf(field) {
  return byIdOf(`own-${field}`, HTMLInputElement);
}

/**
 * @param {string} workload
 * @param {boolean} isChosen
 */
function workloadChoice(workload, isChosen) {
  const input = make("input", { type: "radio", name: "workload", value: workload });
  input.checked = isChosen;
  const name = make("strong", {}, sayValue("experiments.workload", workload));
  const hint = make("span", { class: "hint" }, sayValue("experiments.workload-explained", workload));
  return make("label", { class: "workload" }, input, make("span", {}, name, hint));
}
