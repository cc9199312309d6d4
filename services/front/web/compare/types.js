/**
 * What the server sends of experiments, as types for the checker: `lab.experiment` as JSON. Nothing here runs.
 *
 * @typedef {"queued"|"running"|"finished"|"failed"|"cancelled"} ExperimentState
 * @typedef {{code: string, values: Record<string, unknown>}} Fact
 * @typedef {{model: string, python: string, pool: string}} LegPlan
 * @typedef {{
 *   workload: string, legs: LegPlan[], tasks: number, slots: number, repeats: number, seed: number,
 *   scale: number, prediction: string[]
 * }} Plan
 * @typedef {[number, "download"|"work", number, number|null]} Sample at_secs, phase, cpu_secs, core_wait_secs
 * @typedef {{
 *   index: number, name: string, ended: string, host: string, pid: number, thread_id: number,
 *   interpreter_id: number, started_secs: number, ended_secs: number, cpu_secs: number,
 *   core_wait_secs: number|null, work_secs: number, work_cpu_secs: number, work_core_wait_secs: number|null,
 *   size_bytes: number, failure: import("../core/types.js").Failure|null, samples: Sample[]
 * }} TaskRun
 * @typedef {{
 *   repeat: number, order: number, started_at: number, makespan_secs: number, startup_secs: number,
 *   tasks: TaskRun[], cpu_secs: number|null, peak_pss_bytes: number|null, voluntary_switches: number|null,
 *   involuntary_switches: number|null, redis_commands: number|null, redis_bytes: number|null,
 *   background_cores: number|null, gil_before: boolean, gil_after: boolean
 * }} LegRun
 * @typedef {[number, number]} Interval low and high end
 * @typedef {{
 *   median_secs: number, interval_secs: Interval, speed_up: number|null, speed_up_interval: Interval|null,
 *   ideal_secs: number|null, ratio_to_ideal: number|null, startup_secs: number, cpu_secs: number|null,
 *   peak_pss_bytes: number|null, computing_secs: number, gil_wait_secs: number|null,
 *   core_wait_secs: number|null, waiting_secs: number, cores_used: number|null, failed: number,
 *   hosts: number, processes: number, interpreters: number, threads: number
 * }} LegSummary
 * @typedef {{id: string, version: string, path: string, free_threaded: boolean, gil: boolean, jit: boolean|null}} PythonInfo
 * @typedef {{
 *   plan: LegPlan, slots: number, python: PythonInfo|null, runs: LegRun[], shown_run: number,
 *   summary: LegSummary|null, reasons: Fact[], unavailable: Fact|null, failure?: Fact|null,
 *   workers: number|null
 * }} Leg
 * @typedef {{host: string, cores: number, processor: string, system: string, memory_bytes: number|null}} Machine
 * @typedef {{
 *   id: string, plan: Plan, state: ExperimentState, created_at: number, legs: Leg[], machine: Machine|null,
 *   started_at: number|null, ended_at: number|null, conclusion: Fact[], failure: Fact|null,
 *   position?: number|null
 * }} Experiment
 * @typedef {{key: string, median_secs: number|null, speed_up: number|null}} Gist
 * @typedef {{
 *   id: string, plan: Plan, state: ExperimentState, created_at: number, started_at: number|null,
 *   ended_at: number|null, failure: Fact|null, position: number|null, legs: Gist[]
 * }} Listed
 * @typedef {{
 *   name: string, family: string, bounded: boolean, max_tasks: number|null, file: string, source: string,
 *   unavailable: Record<string, Fact>
 * }} LabModel `unavailable` by the id of a Python
 * @typedef {{
 *   tasks: number, slots: number, repeats: number, legs: number, min_scale: number, max_scale: number,
 *   task_runs: number, estimated_secs: number, waiting: number
 * }} LabLimits
 * @typedef {{
 *   is_up: boolean, waiting: number, cores: number|null, machine: Machine|null, pythons: PythonInfo[],
 *   models: LabModel[], workloads: string[], distributed: string[], limits: LabLimits
 * }} Lab
 */

export {};
