import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { enumerated, sentence } from "../../services/front/web/compare/facts.js";
import {
  factor,
  isBaseline,
  range,
  seconds,
  speedUpOf,
  whyNotCompared,
} from "../../services/front/web/compare/figures.js";
import { arranged } from "../../services/front/web/compare/headline.js";
import {
  baselineKeyOf,
  familyOf,
  keyOf,
  legOf,
  nameOf,
  pythonText,
  withBaselines,
} from "../../services/front/web/compare/legs.js";
import { leg } from "./experiments.js";
import { speak } from "./helpers.js";

beforeEach(() => speak("en"));

const KEYS = ["sequential", "thread_pool@3.13t", "distributed:threads"];

/** @param {string[]} codes */
const facts = (...codes) => codes.map((code) => ({ code, values: {} }));

/** @param {{code: string}[]} facts */
const codesOf = (facts) => facts.map(({ code }) => code);

test("a leg is found again by its key", () => {
  assert.deepEqual(KEYS.map(legOf).map(keyOf), KEYS);
  assert.equal(baselineKeyOf(legOf("thread_pool@3.13t")), "sequential@3.13t");
  assert.equal(baselineKeyOf(legOf("distributed:threads")), "sequential");
});

test("a baseline is added once, before the first leg that needs it", () => {
  const legs = ["thread_pool", "process_pool", "thread_pool@3.13t"].map(legOf);
  const wanted = ["sequential", "thread_pool", "process_pool", "sequential@3.13t", "thread_pool@3.13t"];
  assert.deepEqual(withBaselines(legs).map(keyOf), wanted);
});

test("legs have names for people in both languages, and a family", () => {
  assert.deepEqual(
    KEYS.map((key) => nameOf(legOf(key))),
    ["in sequence", "thread pool on Python 3.13t", "RQ workers (threads)"],
  );
  assert.equal(familyOf("thread_pool"), "threads");
  assert.equal(familyOf("new_one"), "unknown");
  speak("zh");
  assert.equal(nameOf(legOf("distributed:threads")), "RQ 工作者（线程）");
});

test("a Python says whether its GIL was on, which an import can change", () => {
  const python = { id: "3.13t", version: "3.13.15", path: "", free_threaded: true, gil: false, jit: null };
  assert.equal(pythonText(python, null), "Python 3.13.15t, no GIL");
  assert.equal(pythonText(python, true), "Python 3.13.15t, GIL on");
  assert.equal(pythonText({ ...python, free_threaded: false, gil: true }, null), "Python 3.13.15");
});

test("what is not compared says why", () => {
  const [fast, base] = [leg("thread_pool", [1, 1]), leg("sequential", [4, 4])];
  Object.assign(fast.summary ?? {}, { speed_up: 4 });
  assert.equal(speedUpOf(fast, [base, fast]), 4);
  assert.equal(whyNotCompared(fast, [base, fast]), "");
  assert.equal(whyNotCompared(fast, [leg("sequential", []), fast]), "its baseline has not run");
  const failed = leg("sequential", [4], { failed: 1 });
  assert.equal(whyNotCompared(fast, [failed, fast]), "its baseline failed");
  assert.equal(speedUpOf(fast, [failed, fast]), null);
  const killed = { ...leg("sequential", []), failure: facts("leg-killed")[0] };
  assert.equal(whyNotCompared(fast, [killed, fast]), "its baseline failed");
  assert.equal(
    whyNotCompared(leg("thread_pool", [1], { failed: 2 }), [base]),
    "2 tasks failed: not compared",
  );
  assert.ok(isBaseline(base));
});

test("figures have three digits, a unit, and an interval only of several repeats", () => {
  assert.deepEqual([0.0123, 1.5, 12.34, 61].map(seconds), ["0.012 s", "1.50 s", "12.3 s", "1 min 01 s"]);
  assert.deepEqual([0.98, 12.04, null].map(factor), ["0.98 ×", "12.0 ×", "–"]);
  assert.equal(range([1, 2], 3, seconds), "1.00 s – 2.00 s");
  assert.equal(range([1, 1], 1, seconds), "1 repeat: no interval");
});

test("a sentence names legs, models and pools as people do, and begins with a capital", () => {
  const values = { legs: ["thread_pool", "process_pool"], speed_up: 1.0 };
  const said = "Thread pool and process pool: 1 × as fast as in sequence.";
  assert.equal(sentence("conclusion", { code: "not-faster", values }), said);
  assert.equal(enumerated(["a", "b", "c"]), "a, b and c");
  const noWorkers = { code: "no-workers", values: { pool: "threads" } };
  assert.equal(sentence("unavailable", noWorkers), "No worker serves the pool threads.");
  speak("zh");
  assert.match(sentence("unavailable", noWorkers), /线程/);
  assert.equal(sentence("conclusion", { code: "of-the-future", values: {} }), "of-the-future");
});

test("above the picture stands the contrast and its reason, and what speaks against it", () => {
  const computing = facts(
    "faster",
    "why-cores",
    "not-faster-gil",
    "shortest",
    "background",
    "prediction-right",
  );
  const { headline, caveats, rest } = arranged(computing);
  assert.deepEqual(codesOf(headline), ["faster", "why-cores", "not-faster-gil"]);
  assert.deepEqual(codesOf(caveats), ["background"]);
  assert.deepEqual(codesOf(rest), ["shortest"]);
  const waiting = facts("tie", "tie-of-many", "not-faster-one-thread", "why-waiting", "other-slots");
  assert.deepEqual(codesOf(arranged(waiting).headline), ["tie", "not-faster-one-thread", "why-waiting"]);
  assert.deepEqual(codesOf(arranged(waiting).caveats), ["other-slots"]);
});

test("a reason stays with the legs of which it speaks", () => {
  const { headline, rest } = arranged(facts("faster", "tie", "why-cores", "not-faster"));
  assert.deepEqual(codesOf(headline), ["faster", "not-faster"]);
  assert.deepEqual(codesOf(rest), ["tie", "why-cores"]);
  assert.deepEqual(codesOf(arranged(facts("not-faster", "shortest")).headline), ["not-faster"]);
  assert.deepEqual(codesOf(arranged(facts("shortest", "one-repeat")).headline), ["shortest"]);
});
