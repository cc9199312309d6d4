"""What stands between a worker and its Redis: a line that can be cut, or stand still, or speak TLS."""

import asyncio
import contextlib
import ssl
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any


class Proxy:
    """Passes on what comes in on a port of its own to another port of 127.0.0.1; in a thread.

    Args:
        target_port: where to.
        tls: when given, what comes in is TLS; what goes out never is.
    """

    def __init__(self, target_port: int, tls: ssl.SSLContext | None = None) -> None:
        self._target_port = target_port
        self._tls = tls
        self._open: set[asyncio.StreamWriter] = set()
        self._is_cut = False
        self._loop = asyncio.new_event_loop()
        self._flows: asyncio.Event
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.port: int = self._run(self._start())

    def cut(self) -> None:
        """End all connections, and every new one at once."""
        self._is_cut = True
        self._run(self._end_all())

    def refuse_new(self) -> None:
        """End every new connection at once, and leave those that are there."""
        self._is_cut = True

    def hang(self) -> None:
        """Let nothing through, with all connections open."""
        self._run(self._set_flow(flows=False))

    def mend(self) -> None:
        """Be as before."""
        self._is_cut = False
        self._run(self._set_flow(flows=True))

    def close(self) -> None:
        """End everything."""
        self.mend()
        self.cut()
        self._run(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(20)

    async def _start(self) -> int:
        self._flows = asyncio.Event()
        self._flows.set()
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._tls)
        return int(self._server.sockets[0].getsockname()[1])

    async def _stop(self) -> None:
        self._server.close()
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _end_all(self) -> None:
        for writer in list(self._open):
            writer.transport.abort()

    async def _set_flow(self, *, flows: bool) -> None:
        if flows:
            self._flows.set()
        else:
            self._flows.clear()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._is_cut:
            writer.transport.abort()
            return
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._target_port)
        except OSError:
            writer.transport.abort()
            return
        self._open |= {writer, far_writer}
        await asyncio.gather(self._pump(reader, far_writer), self._pump(far_reader, writer))
        self._open -= {writer, far_writer}

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65_536):
                await self._flows.wait()
                writer.write(data)
                await writer.drain()
        writer.transport.abort()


@contextmanager
def proxy_of(port: int, tls: ssl.SSLContext | None = None) -> Iterator[Proxy]:
    """A proxy for as long as the context lasts."""
    proxy = Proxy(port, tls)
    try:
        yield proxy
    finally:
        proxy.close()
