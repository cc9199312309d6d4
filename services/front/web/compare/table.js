/** The figures of all legs: a row each, with the reasons below it, and details on demand. */

import { byId, make, setShown } from "../core/dom.js";
import { patch } from "../core/patch.js";
import { say } from "../core/words.js";
import { chip } from "./chips.js";
import { sentence } from "./facts.js";
import {
  baselineOf,
  cores,
  factor,
  isBaseline,
  memory,
  NONE,
  range,
  seconds,
  speedUpOf,
  whole,
  whyNotCompared,
} from "./figures.js";
import { barLegend, intervalBar, scaleMarks } from "./interval_bar.js";
import { familyOf, keyOf, nameOf, pythonText } from "./legs.js";
import { scaleTo } from "./scale.js";

/**
 * @typedef {import("./types.js").Experiment} Experiment
 * @typedef {import("./types.js").Leg} Leg
 * @typedef {{experiment: Experiment, letter: string}} Side
 */

const COLUMNS = ["leg", "bar", "time", "speed_up", "ideal", "cpu", "cores", "memory", "startup"];

/**
 * Show the table of one experiment, or of two whose legs stand beside each other.
 * @param {Experiment[]} experiments one or two
 */
export function showTable(experiments) {
  const measured = experiments.flatMap(({ legs }) => legs.filter(({ summary }) => summary));
  setShown(byId("table-card"), measured.length > 0);
  if (!measured.length) return;
  const sides = experiments.map((experiment, i) => ({
    experiment,
    letter: experiments.length > 1 ? "AB"[i] : "",
  }));
  const scale = scaleTo(Math.max(...measured.map(longest)), 5);
  const head = make("tr", {}, ...COLUMNS.map((name) => heading(name, scale)));
  const bodies = keysOf(experiments).flatMap((key) => sides.flatMap((side) => rows(side, key, scale)));
  patch(byId("table"), [make("table", { class: "figures" }, make("thead", {}, head), ...bodies)]);
  patch(byId("table-legend"), [barLegend()]);
  patch(byId("table-columns"), COLUMNS.map(meaning));
}

/**
 * The rows of a leg: its figures, and below them what explains them. None if it has no figures.
 * @param {Side} side
 * @param {string} key
 * @param {import("./scale.js").Scale} scale
 * @returns {HTMLElement[]}
 */
function rows({ experiment: { legs }, letter }, key, scale) {
  const leg = legs.find(({ plan }) => keyOf(plan) === key);
  if (!leg?.summary) return [];
  const bar = intervalBar(leg.summary, scale, baselineOf(leg.plan, legs)?.summary?.median_secs ?? null);
  const figures = make(
    "tr",
    { "data-leg": key },
    nameCell(leg, letter),
    make("td", { class: "figures__bar" }, bar),
    ...cellsOf(leg, legs),
  );
  const notes = make(
    "td",
    { colspan: COLUMNS.length, class: "figures__notes" },
    reasonsOf(leg),
    details(leg),
  );
  const attributes = { "data-key": letter + key, "data-family": familyOf(leg.plan.model) };
  return [make("tbody", attributes, figures, make("tr", {}, notes))];
}

/** @param {Leg} leg */
function details(leg) {
  const summary = make("summary", {}, say("compare.details"));
  summary.append(make("span", { class: "unseen" }, ` ${nameOf(leg.plan)}`));
  const list = make("dl", { class: "facts" });
  for (const [name, value] of detailsOf(leg)) {
    list.append(make("div", {}, make("dt", {}, say(`compare.detail.${name}`)), make("dd", {}, value)));
  }
  return make("details", {}, summary, list);
}

/**
 * What a column holds.
 * @param {string} name
 */
function meaning(name) {
  const term = make("dt", {}, say(`compare.column.${name}`));
  return make("div", {}, term, make("dd", {}, say(`compare.column.${name}.hint`)));
}

/**
 * The keys of all legs, those of the first experiment first.
 * @param {Experiment[]} experiments
 */
function keysOf(experiments) {
  return [...new Set(experiments.flatMap(({ legs }) => legs.map(({ plan }) => keyOf(plan))))];
}

/** @param {Leg} leg */
function longest({ summary }) {
  return Math.max(summary?.median_secs ?? 0, summary?.interval_secs[1] ?? 0);
}

/**
 * @param {string} name
 * @param {import("./scale.js").Scale} scale
 */
function heading(name, scale) {
  const text = make("span", {}, say(`compare.column.${name}`));
  return make(
    "th",
    { scope: "col", class: `figures__${name}` },
    text,
    name === "bar" ? scaleMarks(scale) : "",
  );
}

/**
 * @param {Leg} leg
 * @param {string} letter
 */
function nameCell(leg, letter) {
  const gil = leg.runs.length ? leg.runs.some(({ gil_after }) => gil_after) : null;
  const python = make("span", { class: "muted" }, pythonText(leg.python, gil));
  const side = letter ? make("span", { class: "side-letter" }, letter) : "";
  return make("th", { scope: "row" }, side, chip(leg.plan), python);
}

/**
 * @param {Leg} leg
 * @param {Leg[]} legs
 */
function cellsOf(leg, legs) {
  const { summary, runs } = leg;
  if (!summary) return [];
  const whyNot = whyNotCompared(leg, legs);
  return [
    cell("time", seconds(summary.median_secs), range(summary.interval_secs, runs.length, seconds)),
    isBaseline(leg)
      ? cell("speed_up", say("compare.baseline"), summary.failed ? whyNot : "")
      : cell(
          "speed_up",
          factor(speedUpOf(leg, legs)),
          whyNot || range(summary.speed_up_interval, runs.length, factor),
        ),
    cell(
      "ideal",
      whyNot ? NONE : factor(summary.ratio_to_ideal),
      summary.ideal_secs === null ? "" : say("compare.ideal", { secs: seconds(summary.ideal_secs) }),
    ),
    cell("cpu", seconds(summary.cpu_secs)),
    cell("cores", cores(summary.cores_used)),
    cell("memory", memory(summary.peak_pss_bytes)),
    cell("startup", seconds(summary.startup_secs)),
  ];
}

/**
 * @param {string} name of its column
 * @param {string} figure
 * @param {string} [below]
 */
function cell(name, figure, below = "") {
  const label = make(
    "span",
    { class: "figures__label", "aria-hidden": "true" },
    say(`compare.column.${name}`),
  );
  return make(
    "td",
    { class: `figures__${name}` },
    label,
    make("b", {}, figure),
    below ? make("small", {}, below) : "",
  );
}

/** @param {Leg} leg */
function reasonsOf({ reasons, failure }) {
  const said = reasons.map((reason) =>
    make("li", { "data-reason": reason.code }, sentence("reasons", reason)),
  );
  if (failure) said.unshift(make("li", { class: "problem" }, sentence("failure", failure)));
  return make("ul", { class: "reasons" }, ...said);
}

/**
 * @param {Leg} leg
 * @returns {[string, string][]}
 */
function detailsOf({ summary, runs, shown_run, slots, workers }) {
  const run = runs[shown_run];
  if (!summary || !run) return [];
  /** @type {[string, string|null][]} */
  const all = [
    ["runs", runs.map(({ makespan_secs }) => seconds(makespan_secs)).join(", ")],
    ["slots", whole(slots)],
    ["workers", workers === null ? null : whole(workers)],
    ["processes", whole(summary.processes)],
    ["interpreters", whole(summary.interpreters)],
    ["threads", whole(summary.threads)],
    ["computing", seconds(summary.computing_secs)],
    ["waiting", seconds(summary.waiting_secs)],
    ["gil_wait", summary.gil_wait_secs === null ? null : seconds(summary.gil_wait_secs)],
    ["core_wait", summary.core_wait_secs === null ? null : seconds(summary.core_wait_secs)],
    ["voluntary", run.voluntary_switches === null ? null : whole(run.voluntary_switches)],
    ["involuntary", run.involuntary_switches === null ? null : whole(run.involuntary_switches)],
    ["redis_commands", run.redis_commands === null ? null : whole(run.redis_commands)],
    ["redis_bytes", run.redis_bytes === null ? null : memory(run.redis_bytes)],
    ["background", cores(run.background_cores)],
  ];
  return /** @type {[string, string][]} */ (all.filter(([, value]) => value !== null));
}
