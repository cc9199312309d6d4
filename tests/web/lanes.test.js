import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { barAt, nearest, rowOf } from "../../services/front/web/lanes/culling.js";
import { ExperimentLanes, legKey } from "../../services/front/web/lanes/from_experiment.js";
import { axisSecs, marksOf, rowHeights, scaleOf, xOf } from "../../services/front/web/lanes/layout.js";
import { contended, lanesOfTasks } from "../../services/front/web/lanes/leg_lanes.js";
import { occurring } from "../../services/front/web/lanes/legend.js";
import { endOf, extentOf, KINDS, secsByKind } from "../../services/front/web/lanes/model.js";
import { Replay } from "../../services/front/web/lanes/replay.js";
import { eachColumn, stretchesOf } from "../../services/front/web/lanes/stretches.js";
import { panned, showing, zoomed } from "../../services/front/web/lanes/view.js";
import { speak } from "./helpers.js";

/** @typedef {import("../../services/front/web/lanes/leg_lanes.js").TaskRun} TaskRun */
/** @typedef {import("../../services/front/web/lanes/stretches.js").Sample} Sample */

beforeEach(() => speak("en"));

const WHO = { host: "lab", pid: 1, thread_id: 1, interpreter_id: 0 };

/**
 * @param {number} index
 * @param {number} start
 * @param {number|null} end
 * @param {Partial<TaskRun>} [fields]
 * @returns {TaskRun}
 */
function task(index, start, end, fields = {}) {
  const ended = end === null ? null : "finished";
  return {
    index,
    name: `t${index}`,
    started_secs: start,
    ended_secs: end,
    ended,
    samples: [],
    ...WHO,
    ...fields,
  };
}

/** @param {[number, number|null][]} spans */
function row(...spans) {
  const bars = spans.map(([start, end]) => ({
    id: `${start}`,
    start,
    end,
    state: null,
    label: "",
    stretches: [],
  }));
  return rowOf({ id: "", label: "", place: "", bars });
}

/** @param {number[]} shares */
const named = (shares) =>
  Object.fromEntries(
    KINDS.map((kind, i) => [kind, Number(shares[i].toFixed(3))]).filter(([, share]) => share !== 0),
  );

test("a stretch is computing, waiting for a core, and the rest: by phase and by who shares a GIL", () => {
  /** @type {Sample[]} */
  const samples = [
    [0, "download", 0, 0],
    [1, "work", 0.25, 0],
    [2, "work", 0.75, 0.3],
  ];
  const kinds = (/** @type {boolean} */ sharesGil) =>
    stretchesOf(task(0, 0, 2, { samples }), sharesGil).map(({ shares }) => named(shares));
  assert.deepEqual(kinds(true), [
    { computing: 0.25, waiting: 0.75 },
    { computing: 0.5, gil: 0.2, core: 0.3 },
  ]);
  assert.deepEqual(kinds(false)[1], { computing: 0.5, core: 0.3, other: 0.2 });
});

test("a coarse clock makes no stretch longer than itself, and no share negative", () => {
  /** @type {Sample[]} */
  const samples = [
    [0, "work", 0, 0],
    [0.01, "work", 0.015, 0.02],
    [0.02, "work", 0.014, null],
    [0.02, "work", 0.014, null],
  ];
  const shares = stretchesOf(task(0, 0, 1, { samples }), true).map((stretch) => named(stretch.shares));
  assert.deepEqual(shares, [{ computing: 1 }, { gil: 1 }]);
});

test("a task without samples has a stretch for its download and one for its work, once it has ended", () => {
  const figures = {
    cpu_secs: 1.5,
    core_wait_secs: 0.2,
    work_secs: 2,
    work_cpu_secs: 1,
    work_core_wait_secs: 0.2,
  };
  const stretches = stretchesOf(task(0, 1, 4, figures), true);
  assert.deepEqual(
    stretches.map(({ start, end, shares }) => [start, end, named(shares)]),
    [
      [1, 2, { computing: 0.5, waiting: 0.5 }],
      [2, 4, { computing: 0.5, gil: 0.4, core: 0.1 }],
    ],
  );
  assert.deepEqual(stretchesOf(task(0, 1, null, figures), true), []);
});

test("only tasks of one interpreter that ran at the same time share a GIL", () => {
  const other = { pid: 2 };
  assert.equal(contended([task(0, 0, 2), task(1, 2, 3), task(2, 0, 3, other)]).size, 0);
  assert.equal(contended([task(0, 0, 2), task(1, 1, 3)]).size, 1);
  assert.equal(contended([task(0, 0, null), task(1, 5, null, { interpreter_id: 2 })]).size, 0);
});

test("columns average what is too narrow to see, and lose no time", () => {
  const alternating = Array.from({ length: 100 }, (_, i) => ({
    start: i / 100,
    end: (i + 1) / 100,
    shares: KINDS.map((_, k) => Number(k === i % 2)),
  }));
  /** @type {number[][]} */
  const seen = [];
  eachColumn(alternating, 0.1, 0.9, 0.2, (start, end, shares) => seen.push([start, end, shares[0]]));
  assert.equal(seen.length, 4);
  assert.ok(Math.abs(seen[0][0] - 0.1) < 1e-9 && Math.abs(seen[3][1] - 0.9) < 1e-9);
  for (const [, , computing] of seen) assert.ok(Math.abs(computing - 0.5) < 0.05, String(computing));
});

test("columns leave out what nobody measured", () => {
  const shares = KINDS.map((_, k) => Number(k === 0));
  /** @type {number[][]} */
  const seen = [];
  const stretches = [
    { start: 0, end: 1, shares },
    { start: 5, end: 6, shares },
  ];
  eachColumn(stretches, 0, 10, 2, (start, end) => seen.push([start, end]));
  assert.deepEqual(seen, [
    [0, 1],
    [5, 6],
  ]);
});

test("lanes are threads, processes or interpreters, those of a process together, each with a short name", () => {
  const tasks = [
    task(0, 1, 2, { thread_id: 8 }),
    task(1, 0, 1, { thread_id: 9 }),
    task(2, 0.5, 1, { pid: 2 }),
    task(3, 2, 3, { thread_id: 9 }),
  ];
  assert.deepEqual(
    lanesOfTasks(tasks, true).map(({ label, bars }) => [label, bars.map((bar) => bar.label)]),
    [
      ["process 1 · thread 1", ["t1", "t3"]],
      ["process 1 · thread 2", ["t0"]],
      ["process 2 · thread 1", ["t2"]],
    ],
  );
  assert.equal(lanesOfTasks([task(0, 0, 1)], true)[0].label, "thread 1");
  assert.equal(lanesOfTasks([task(0, 0, 1, { interpreter_id: 3 })], true)[0].label, "interpreter 1");
  const processes = [task(0, 0, 1), task(1, 0.1, 1, { pid: 2 })];
  assert.deepEqual(
    lanesOfTasks(processes, true).map(({ label }) => label),
    ["process 1", "process 2"],
  );
});

test("a bar is found by its moment, also a narrow one nearby, but none that is not there yet", () => {
  const found = row([0, 1], [2, 2.001], [5, null]);
  assert.equal(barAt(found, 0.5, 0.1, 10), 0);
  assert.equal(barAt(found, 2.05, 0.1, 10), 1);
  assert.equal(barAt(found, 1.5, 0.1, 10), -1);
  assert.equal(barAt(found, 9, 0.1, 10), 2);
  assert.equal(barAt(found, 12, 0.1, 10), -1);
  assert.equal(barAt(found, 5.5, 0.1, 4), -1);
  assert.deepEqual([nearest(found, 1.1), nearest(found, 1.9), nearest(found, 99)], [0, 1, 2]);
});

test("zoom keeps the moment under the pointer, and zooming out ends at the whole", () => {
  const whole = { start: 100, secs: 60 };
  const near = zoomed(whole, whole, 4, 130);
  assert.deepEqual(near, { start: 122.5, secs: 15 });
  assert.equal(zoomed(near ?? whole, whole, 0.1, 130), null);
  const atStart = zoomed(whole, whole, 2, 100);
  assert.equal(atStart?.start, 100);
  assert.ok((zoomed(whole, whole, 1e9, 130)?.secs ?? 0) >= 0.001);
});

test("a view stays within the whole, and moves no further than a bar needs", () => {
  const whole = { start: 0, secs: 100 };
  const view = { start: 40, secs: 10 };
  assert.deepEqual(panned(view, whole, -1_000), { start: 0, secs: 10 });
  assert.deepEqual(panned(view, whole, 1_000), { start: 90, secs: 10 });
  assert.equal(showing(view, whole, 42, 44), view);
  assert.ok(showing(view, whole, 60, 62).start + 10 > 62);
  assert.ok(showing(view, whole, 20, 90).start <= 20);
});

test("the axis leaves room, has round marks, and not too many", () => {
  for (const secs of [0.004, 0.3, 7, 61, 5_000, 400_000]) {
    const length = axisSecs(secs, 1_000);
    assert.ok(length > secs && length < Math.max(secs, 0.02) * 1.4, `${secs} ${length}`);
    const scale = scaleOf({ start: 50, secs: length }, 1_000, 1);
    const { first, last } = marksOf(scale, 50);
    assert.ok(first === 0 && last >= 2 && last <= 10, `${secs} ${last}`);
    assert.ok(xOf(scale, 50 + length) < 1_000 && xOf(scale, 50) === scale.labels);
  }
});

test("few lanes are high, many are thin, and a thousand in one group still have a pixel each", () => {
  assert.deepEqual(rowHeights([1, 2], 640), [26, 26]);
  assert.deepEqual(rowHeights(Array(11).fill(64), 640), Array(11).fill(6));
  assert.deepEqual(rowHeights([1, 1_000], 640), [6, 2]);
});

test("the playhead moves by speed, and beyond the end everything is shown", () => {
  const replay = new Replay();
  replay.toggle(10);
  replay.speed = 2;
  replay.advance(3, 20);
  assert.equal(replay.at, 16);
  replay.toggle(10);
  replay.advance(3, 20);
  assert.equal(replay.at, 16);
  replay.toggle(10);
  replay.advance(3, 20);
  assert.deepEqual([replay.at, replay.isPlaying], [null, false]);
});

/** @param {Partial<import("../../services/front/web/lanes/from_experiment.js").Leg>} [fields] */
function leg(fields = {}) {
  const plan = { model: "thread_pool", python: "", pool: "" };
  return { plan, python: { gil: true }, runs: [], shown_run: 0, summary: null, unavailable: null, ...fields };
}

/** @param {import("../../services/front/web/lanes/from_experiment.js").Leg[]} legs */
function experiment(...legs) {
  return { id: "x", state: "running", plan: { repeats: 3 }, legs };
}

test("the name of a leg is that of LegPlan.key", () => {
  assert.equal(legKey({ model: "distributed", python: "", pool: "threads" }), "distributed:threads");
  assert.equal(legKey({ model: "thread_pool", python: "3.13t", pool: "" }), "thread_pool@3.13t");
});

test("a leg grows by events, and what they tell stays when the end tells all", () => {
  const source = new ExperimentLanes({ clock: () => 1_000, families: { thread_pool: "threads" } });
  source.takeExperiment(experiment(leg()));
  assert.equal(source.picture().groups[0].note, "Has not run yet.");
  /** @type {Sample} */
  const start = [0, "work", 0, 0];
  source.takeProgress({
    experiment: "x",
    leg: "thread_pool",
    repeat: 1,
    elapsed_secs: 1,
    tasks: [
      [0, 0, null, null, "lab", 1, 7, 0, [start, [1, "work", 0.5, 0]]],
      [1, 0, null, null, "lab", 1, 8, 0, [start]],
    ],
  });
  source.takeProgress({
    experiment: "x",
    leg: 0,
    repeat: 1,
    elapsed_secs: 2,
    tasks: [[0, 0, 2, "finished", "lab", 1, 7, 0, [[2, "work", 1, 0]]]],
  });
  const { groups, isLive } = source.picture();
  const [first, second] = groups[0].lanes;
  assert.equal(isLive, true);
  assert.deepEqual([groups[0].note, groups[0].startedAt], ["Repeat 2 of 3 is running.", 998]);
  assert.deepEqual([first.bars[0].end, first.bars[0].state, second.bars[0].end], [2, "finished", null]);
  assert.deepEqual(
    first.bars[0].stretches.map(({ shares }) => named(shares)),
    [
      { computing: 0.5, gil: 0.5 },
      { computing: 0.5, gil: 0.5 },
    ],
  );
  const run = { repeat: 1, makespan_secs: 3, gil_after: false, tasks: [task(0, 0, 2), task(1, 0, 3)] };
  source.takeExperiment(experiment(leg({ runs: [run], summary: { median_secs: 3 } })));
  const [over] = source.picture().groups;
  assert.deepEqual([over.startedAt, over.end, over.figure, over.lanes.length], [null, 3, "3.0 s", 1]);
});

test("an event of another experiment, or of a run that has ended, changes nothing", () => {
  const source = new ExperimentLanes({ clock: () => 0 });
  const run = { repeat: 0, makespan_secs: 1, gil_after: true, tasks: [task(0, 0, 1)] };
  source.takeExperiment(experiment(leg({ runs: [run] })));
  const late = { leg: "thread_pool", repeat: 0, elapsed_secs: 1, tasks: [] };
  source.takeProgress({ ...late, experiment: "x" });
  source.takeProgress({ ...late, experiment: "y", repeat: 1 });
  assert.equal(source.picture().groups[0].startedAt, null);
});

test("an open bar ends now if something runs, else where it was last known", () => {
  const group = { ...source(leg()), lanes: [row([3, null], [4, 5]).lane] };
  assert.equal(endOf({ ...group, startedAt: 100 }, extentOf(group), 112), 12);
  assert.equal(endOf({ ...group, startedAt: null }, extentOf(group), 112), 5);
});

test("the legend explains only what occurs", () => {
  const tasks = [task(0, 0, 1, { cpu_secs: 0.5 }), task(1, 1, 2, { ended: "failed" })];
  const run = { repeat: 0, makespan_secs: 2, gil_after: true, tasks };
  const groups = [source(leg({ runs: [run] }))];
  assert.deepEqual(occurring({ groups, start: 0, isLive: false }), [
    "kind.computing",
    "kind.waiting",
    "state.failed",
  ]);
});

test("the seconds of each kind, and those that nobody measured, make up all of the time", () => {
  const samples = /** @type {Sample[]} */ ([
    [0, "work", 0, 0],
    [1, "work", 0.25, 0],
  ]);
  const [lane] = lanesOfTasks([task(0, 0, null, { samples })], false);
  const { known, unknown } = secsByKind(lane.bars, 3);
  assert.deepEqual([named(known), unknown], [{ computing: 0.25, other: 0.75 }, 2]);
});

/** @param {import("../../services/front/web/lanes/from_experiment.js").Leg} leg */
function source(leg) {
  const lanes = new ExperimentLanes();
  lanes.takeExperiment(experiment(leg));
  return lanes.picture().groups[0];
}
