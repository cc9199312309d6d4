import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { newDownload, secondsOf, takeEvent, takeView } from "../../services/front/web/downloads/record.js";
import { iso, run, START, speak, view } from "./helpers.js";

/** @typedef {import("../../services/front/web/downloads/record.js").Download} Download */

beforeEach(() => speak("en"));

/**
 * @param {Download} download
 * @param {string} type
 * @param {number} secs
 * @param {Record<string, any>} data
 */
function tell(download, type, secs, data = {}) {
  takeEvent(download, { type, batch: "b1", download: download.id, at: START + secs, data });
}

/**
 * What the event of a run's start tells.
 * @param {number} number
 * @param {number} start
 */
function started(number, start) {
  const { worker, pool, runner, started_at } = run(number, start, null);
  return { name: "a", run: number, worker, pool, runner, started_at };
}

/** @param {Download} download */
function ends(download) {
  return download.runs.map(({ number, start, end, ended }) => [
    number,
    start - START,
    end && end - START,
    ended,
  ]);
}

test("the runs of a view are drawn as the server tells them", () => {
  const download = newDownload("a");
  const runs = [run(1, 0, 2, { ended: "handed-back" }), run(2, 5, 9)];
  takeView(download, view("a", { state: "finished", runs, ended_at: iso(9) }), 0);
  assert.deepEqual(ends(download), [
    [1, 0, 2, "handed-back"],
    [2, 5, 9, "finished"],
  ]);
});

test("events and views of the same runs make no further ones, in whatever order they come", () => {
  const download = newDownload("a");
  tell(download, "started", 1, started(1, 1));
  takeView(download, view("a", { state: "running", runs: [run(1, 1, null)] }), 0);
  tell(download, "handed-back", 3, {
    run: 1,
    ended: "handed-back",
    ended_at: iso(3),
    reason: "worker stopping",
  });
  tell(download, "started", 4, started(2, 4));
  takeView(
    download,
    view("a", { state: "running", runs: [run(1, 1, 3, { ended: "handed-back" }), run(2, 4, null)] }),
    0,
  );
  assert.deepEqual(ends(download), [
    [1, 1, 3, "handed-back"],
    [2, 4, null, null],
  ]);
  assert.equal(download.state, "running");
});

test("an answer that is older than an event does not undo it", () => {
  const download = newDownload("a");
  tell(download, "started", 1, started(1, 1));
  const askedAt = download.touchedAt - 1;
  tell(download, "finished", 6, { run: 1, ended: "finished", ended_at: iso(6) });
  takeView(download, view("a", { state: "running", runs: [run(1, 1, null)] }), askedAt);
  assert.equal(download.state, "finished");
  assert.deepEqual(ends(download), [[1, 1, 6, "finished"]]);
});

test("how a run ended is as the server says: lost, handed back or failed and retried", () => {
  for (const [type, ended] of [
    ["handed-back", "lost"],
    ["handed-back", "handed-back"],
    ["retrying", "failed"],
  ]) {
    const download = newDownload("a");
    tell(download, "started", 1, started(1, 1));
    tell(download, type, 2, { run: 1, ended, ended_at: iso(2), failure: null });
    assert.deepEqual(ends(download), [[1, 1, 2, ended]]);
    assert.equal(download.state, "queued");
  }
});

test("a download that is retried after a pause is scheduled until it starts again", () => {
  const download = newDownload("a");
  tell(download, "started", 1, started(1, 1));
  tell(download, "retrying", 2, { run: 1, ended: "failed", ended_at: iso(2), retry_at: iso(10) });
  assert.deepEqual([download.state, download.retryAt], ["scheduled", START + 10]);
  tell(download, "started", 11, started(2, 11));
  assert.equal(download.state, "running");
  takeView(download, view("a", { state: "scheduled", retry_at: iso(20) }), performance.now() + 1);
  assert.deepEqual([download.state, download.retryAt], ["scheduled", START + 20]);
});

test("a running download has run since its start, and an ended one for as long as it took", () => {
  const download = newDownload("a");
  takeView(download, view("a", { state: "running", runs: [run(1, 1, null)] }), 0);
  assert.equal(secondsOf(download, START + 4), 3);
  takeView(download, view("a", { state: "finished", runs: [run(1, 1, 6)] }), 0);
  assert.equal(secondsOf(download, START + 99), 5);
});

test("a start that the list has told of already does not end its run", () => {
  const download = newDownload("a");
  takeView(download, view("a", { state: "running", runs: [run(1, 1, null)] }), 0);
  tell(download, "started", 1, started(1, 1));
  const told = { run: 1, ended: "finished", ended_at: iso(4), wall_secs: 3, cpu_secs: 0.5, failure: null };
  tell(download, "finished", 4, told);
  assert.deepEqual(ends(download), [[1, 1, 4, "finished"]]);
  assert.equal(download.runs[0].cpuSecs, 0.5);
});

test("the end of a run tells its seconds, in the event itself", () => {
  const download = newDownload("a");
  tell(download, "started", 1, started(1, 1));
  tell(download, "finished", 6, {
    run: 1,
    ended: "finished",
    ended_at: iso(6),
    wall_secs: 5,
    cpu_secs: 0.5,
    size_bytes: 7,
  });
  assert.deepEqual([download.runs[0].wallSecs, download.runs[0].cpuSecs, download.bytesDone], [5, 0.5, 7]);
});

test("a download that is back says why", () => {
  const download = newDownload("a");
  tell(download, "started", 1, started(1, 1));
  tell(download, "handed-back", 2, { run: 1, ended: "lost", ended_at: iso(2), by: "w" });
  assert.deepEqual(download.handedBack, ["worker lost"]);
});
