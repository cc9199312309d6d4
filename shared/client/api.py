"""The API, one method a request."""

import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode
from uuid import uuid4

from .connection import Connection
from .stream import StreamEvent, read_events
from .views import (
    Accepted,
    BatchChange,
    BatchView,
    DownloadPage,
    DownloadView,
    ExperimentChange,
    ExperimentList,
    WorkersView,
)

PAGE_SIZE = 500  # the most that the API gives at once
POLL_SECS = 0.4
EXPERIMENTS = "/api/v1/experiments"


class Client:
    """Talks to one front. Every method may raise `Unreachable` or `Refused`.

    Args:
        url: where it is, such as `http://localhost:8080`.
        language: the language of what it says, as in `Accept-Language`; None leaves it to the server.

    Raises:
        InvalidAddress: the URL cannot be one of a front.
    """

    def __init__(self, url: str, *, language: str | None = None) -> None:
        self._connection = Connection(url, language=language)

    @property
    def url(self) -> str:
        """Where the front is."""
        return self._connection.url

    def submit(self, body: dict[str, Any], *, key: str | None = None) -> Accepted:
        """Queue downloads; an idempotency key makes sure that a repeated request queues them once.

        Args:
            body: the request.
            key: the idempotency key; a random one if None.
        """
        headers = {"Idempotency-Key": key or uuid4().hex}
        accepted: Accepted = self._connection.ask("POST", "/api/v1/downloads", body=body, headers=headers)
        return accepted

    def batch(self, batch_id: str) -> BatchView:
        """The batch as it stands."""
        batch: BatchView = self._connection.ask("GET", f"/api/v1/batches/{quote(batch_id, safe='')}")
        return batch

    def download(self, download_id: str) -> DownloadView:
        """The download as it stands."""
        download: DownloadView = self._connection.ask("GET", _path(download_id))
        return download

    def downloads(self, *, batch: str | None = None, state: str | None = None) -> Iterator[DownloadView]:
        """All downloads, newest first; of one batch or state when given. Pages are asked for as needed."""
        cursor: str | None = None
        while True:
            page = self._page(batch=batch, state=state, cursor=cursor)
            yield from page["downloads"]
            cursor = page["next_cursor"]
            if cursor is None:
                return

    def cancel(self, download_id: str) -> DownloadView:
        """Ask that the download stop, queued or running."""
        download: DownloadView = self._connection.ask("DELETE", _path(download_id))
        return download

    def cancel_batch(self, batch_id: str) -> BatchChange:
        """Ask that all of the batch stop that has not ended."""
        change: BatchChange = self._connection.ask("DELETE", f"/api/v1/batches/{quote(batch_id, safe='')}")
        return change

    def retry(self, download_id: str) -> DownloadView:
        """Ask that a failed or cancelled download run again."""
        download: DownloadView = self._connection.ask("POST", f"{_path(download_id)}/retry")
        return download

    def retry_batch(self, batch_id: str) -> BatchChange:
        """Ask that all of the batch run again that failed or was cancelled."""
        path = f"/api/v1/batches/{quote(batch_id, safe='')}/retry"
        change: BatchChange = self._connection.ask("POST", path)
        return change

    def workers(self) -> WorkersView:
        """All live workers."""
        workers: WorkersView = self._connection.ask("GET", "/api/v1/workers")
        return workers

    def submit_experiment(self, body: dict[str, Any]) -> dict[str, Any]:
        """Queue an experiment, once however often the request is repeated; its JSON is `lab.experiment`'s."""
        headers = {"Idempotency-Key": uuid4().hex}
        return self._ask("POST", EXPERIMENTS, body=body, headers=headers)

    def experiment(self, experiment_id: str) -> dict[str, Any]:
        """The experiment with everything measured so far; its JSON is `lab.experiment`'s."""
        return self._ask("GET", _experiment_path(experiment_id), headers={"Accept-Encoding": "gzip"})

    def experiments(self) -> ExperimentList:
        """All experiments that are kept, newest first, without their tasks."""
        found: ExperimentList = self._connection.ask("GET", EXPERIMENTS)
        return found

    def cancel_experiment(self, experiment_id: str) -> ExperimentChange:
        """Ask that the experiment end, queued or running."""
        change: ExperimentChange = self._connection.ask("DELETE", _experiment_path(experiment_id))
        return change

    def wait_for_experiment(self, experiment_id: str, *, within_secs: float) -> dict[str, Any]:
        """The experiment once it has ended, or as it stands when the time is over."""
        deadline = time.monotonic() + within_secs
        while True:
            listed = self.experiments()["experiments"]
            state = next((one["state"] for one in listed if one["id"] == experiment_id), "")
            if state not in ("queued", "running") or time.monotonic() > deadline:
                return self.experiment(experiment_id)
            time.sleep(POLL_SECS)

    def experiment_report(self, experiment_id: str, form: str) -> bytes:
        """A report of the experiment: `json`, `csv`, `svg`, or `trace`."""
        name = form if form == "trace" else f"report.{quote(form, safe='')}"
        return self._connection.fetch(f"{_experiment_path(experiment_id)}/{name}")

    def lab(self) -> dict[str, Any]:
        """What can be compared there."""
        return self._ask("GET", "/api/v1/lab")

    def events(self, *, after: str = "") -> Iterator[StreamEvent]:
        """What happens, for as long as the connection lasts; see `stream.read_events`."""
        return read_events(self._connection, after=after)

    def _ask(self, method: str, path: str, **how: Any) -> dict[str, Any]:
        answer: dict[str, Any] = self._connection.ask(method, path, **how)
        return answer

    def _page(self, **query: str | None) -> DownloadPage:
        given = {name: value for name, value in query.items() if value is not None}
        text = urlencode({**given, "limit": PAGE_SIZE})
        page: DownloadPage = self._connection.ask("GET", f"/api/v1/downloads?{text}")
        return page


def _path(download_id: str) -> str:
    return f"/api/v1/downloads/{quote(download_id, safe='')}"


def _experiment_path(experiment_id: str) -> str:
    return f"{EXPERIMENTS}/{quote(experiment_id, safe='')}"
