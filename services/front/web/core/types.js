/**
 * What the server sends, as types for the checker. Nothing here runs.
 *
 * @typedef {"queued"|"scheduled"|"running"|"finished"|"failed"|"cancelled"} DownloadState
 * @typedef {"finished"|"failed"|"cancelled"|"handed-back"|"lost"} RunEnd
 * @typedef {{host: string, pid: number, thread_id: number, interpreter_id: number, task: string}} Runner
 * @typedef {{code: string, reason?: string, values?: Record<string, unknown>, message?: string}} Failure
 * @typedef {{
 *   number: number, worker: string, worker_number: number|null, pool: string, runner: Runner|null,
 *   started_at: string,
 *   ended_at: string|null, ended: RunEnd|null, failure: Failure|null, wall_secs: number|null,
 *   cpu_secs: number|null
 * }} RunView
 * @typedef {{
 *   id: string, batch: string, name: string, url: string|null, pool: string, state: DownloadState,
 *   work: {kind: string, rounds: number}|null, fraction: number|null, bytes_done: number,
 *   bytes_total: number|null, runs: RunView[], handed_back: string[], cancel_requested: boolean,
 *   retry_at: string|null, error: Failure|null, created_at: string|null, ended_at: string|null,
 *   links: {file: string|null}
 * }} DownloadView
 * @typedef {{downloads: DownloadView[], next_cursor: string|null}} DownloadPage
 * @typedef {{
 *   id: string, created_at: string, count: number, pool: string, states: Record<DownloadState, number>,
 *   done: boolean
 * }} BatchView
 * @typedef {{batch: BatchView, downloads: string[]}} BatchChange
 * @typedef {{slot: number|null, download: string, name: string, started_at: number}} RunningView
 * @typedef {{
 *   name: string, number: number|null, hostname: string, pid: number, pool: string|null, slots: number,
 *   queues: string[],
 *   state: string, last_heartbeat: string|null, heartbeat_secs: number|null, cores: number|null,
 *   machine: string|null, python: string|null, gil: boolean|null, finished_jobs: number,
 *   failed_jobs: number, running: RunningView[]
 * }} WorkerView
 * @typedef {{reason: string, values: Record<string, unknown>}} Unserved
 * @typedef {{name: string, served: boolean, slots: number, unserved: Unserved|null}} PoolView
 * @typedef {{workers: WorkerView[], pools: PoolView[]}} WorkersView
 * @typedef {{type: string, batch: string, download: string, at: number, data: Record<string, any>}} ServerEvent
 */

export {};
