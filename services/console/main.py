"""The `parallax` command: reads its arguments, calls what does the work, turns errors into sentences."""

import signal
import threading
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any

import typer

from client import Client, InvalidAddress, Refused, Unreachable
from concurrency import MODELS
from concurrency.errors import ConcurrencyError
from download_task import Download, InvalidDownload, Work
from words import Words as spoken

from . import comparing, demo, lessons, serving, showing_workers, submitting
from .embedded_redis import FolderInUse
from .names import NOTE_NAMES
from .stack import PortTaken, ServiceDidNotStart, ServiceDied, StackOptions
from .terminal import FAILED, INTERRUPTED, UNREACHABLE, USAGE, Terminal


class Pool(StrEnum):
    """Who runs submitted downloads."""

    threads = "threads"
    processes = "processes"
    interpreters = "interpreters"
    any = "any"


class Language(StrEnum):
    """What the terminal speaks."""

    en = "en"
    zh = "zh"


class Lesson(StrEnum):
    """The lessons."""

    memory = "memory"
    critical_resource = "critical-resource"


app = typer.Typer(
    name="parallax",
    help="One download task, run by every model of concurrency. 同一个下载任务，用每一种并发模型来执行。",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Json = Annotated[bool, typer.Option("--json", help="Print JSON, for programs. 输出 JSON。")]
Lang = Annotated[
    Language | None,
    typer.Option("--lang", help="en or zh; else from the environment. 语言。", show_default=False),
]
Url = Annotated[
    str, typer.Option("--url", envvar="PARALLAX_URL", help="Where the front is. 服务地址。", metavar="URL")
]
Slots = Annotated[int, typer.Option(min=1, max=256, help="Slots of each pool. 每个池的槽位数。")]
Seed = Annotated[int | None, typer.Option(help="Makes the simulated seconds repeatable. 随机种子。")]
TimeScale = Annotated[
    float, typer.Option(min=0, max=100, help="Multiplies the simulated 5 to 10 seconds. 时间缩放。")
]
WorkOption = Annotated[
    str | None,
    typer.Option("--work", help="Computing after the bytes, e.g. python:100 or hashlib:100. 额外计算。"),
]
Picture = Annotated[
    Path | None, typer.Option("--picture", help="Draw the timeline into this SVG file. 把时间线画成 SVG。")
]
DEFAULT_URL = "http://127.0.0.1:8080"


@app.command("demo")
def demo_command(picture: Picture = None, json: Json = False, lang: Lang = None) -> int:
    """Run one batch through every model and the RQ workers; print one table. 演示全部模型。"""
    _refuse_unwritable(picture)
    return demo.run_demo(Terminal.speaking(lang, as_json=json), picture=picture)


@app.command("serve")
def serve_command(
    host: Annotated[
        str, typer.Option(envvar="PARALLAX_HOST", help="Where to listen. 监听地址。")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(envvar="PARALLAX_PORT", min=0, max=65_535, help="0 takes any free port. 端口。")
    ] = 8080,
    slots: Slots = 4,
    data: Annotated[Path, typer.Option(help="Folder for data, files and logs. 数据目录。")] = Path(
        "parallax-data"
    ),
    allow: Annotated[
        str, typer.Option(help="More hosts to download from, comma-separated. 允许下载的其他主机。")
    ] = "",
    drain: Annotated[
        float,
        typer.Option(min=0, help="Seconds that stopping workers wait for what runs. 停止前等待的秒数。"),
    ] = 5.0,
    json: Json = False,
    lang: Lang = None,
) -> int:
    """Run the whole stack without Docker, until Ctrl-C. 不用 Docker 运行全部服务。"""
    options = StackOptions(
        directory=data, host=host, port=port, slots=slots, allowed_hosts=allow, drain_secs=drain
    )
    return serving.run_serve(Terminal.speaking(lang, as_json=json), options)


@app.command("submit")
def submit_command(
    items: Annotated[
        list[str] | None, typer.Argument(help="Names to simulate, or URLs. 名称或 URL。")
    ] = None,
    file: Annotated[
        typer.FileText | None, typer.Option("--file", help="More of them, one a line; - is stdin. 每行一个。")
    ] = None,
    pool: Annotated[Pool, typer.Option(help="Who runs them. 由谁执行。")] = Pool.any,
    work: WorkOption = None,
    retries: Annotated[int, typer.Option(min=0, max=100, help="Runs after a failure. 失败重试次数。")] = 0,
    checksum: Annotated[str | None, typer.Option(help="sha256:HEX that each URL must have. 校验和。")] = None,
    seed: Seed = None,
    time_scale: TimeScale = 1.0,
    watch: Annotated[bool, typer.Option("--watch", help="Follow them to their end. 跟踪到结束。")] = False,
    url: Url = DEFAULT_URL,
    json: Json = False,
    lang: Lang = None,
) -> int:
    """Queue downloads at a running Parallax. 提交下载任务。"""
    terminal = Terminal.speaking(lang, as_json=json)
    lines = [*(items or []), *(line.strip() for line in file or [])]
    wanted = [line for line in lines if line]
    if not wanted:
        terminal.complain(terminal.words("nothing_to_submit"))
        return USAGE
    body: dict[str, Any] = {
        "items": [{"url": w} if w.startswith(("http://", "https://")) else {"name": w} for w in wanted],
        "pool": pool.value,
        "retries": retries,
        "time_scale": time_scale,
        "language": terminal.words.language,
    }
    optional = {"work": _work_body(work), "checksum": checksum, "seed": seed}
    body |= {name: value for name, value in optional.items() if value is not None}
    return submitting.run_submit(terminal, Client(url), body, watch=watch)


@app.command("watch")
def watch_command(
    batch: Annotated[str, typer.Argument(help="The batch, as `submit` named it. 批次。")],
    url: Url = DEFAULT_URL,
    json: Json = False,
    lang: Lang = None,
) -> int:
    """Follow a batch to its end. 跟踪一个批次。"""
    return submitting.run_watch(Terminal.speaking(lang, as_json=json), Client(url), batch)


@app.command("workers")
def workers_command(url: Url = DEFAULT_URL, json: Json = False, lang: Lang = None) -> int:
    """Show the workers and what each slot runs. 查看 worker。"""
    return showing_workers.run_workers(Terminal.speaking(lang, as_json=json), Client(url))


@app.command("compare")
def compare_command(
    names: Annotated[
        list[str] | None, typer.Argument(help="Names to simulate; by default the note's two. 名称。")
    ] = None,
    model: Annotated[
        list[str] | None,
        typer.Option("--model", help=f"One of: {', '.join(MODELS)}; may be repeated. 模型。"),
    ] = None,
    slots: Slots = 8,
    work: WorkOption = None,
    seed: Seed = 1,
    time_scale: TimeScale = 0.2,
    say: Annotated[
        bool, typer.Option("--say", help="Print what the tasks say, as the note does. 打印。")
    ] = False,
    picture: Picture = None,
    json: Json = False,
    lang: Lang = None,
) -> int:
    """Run names through the local models; print one table. 比较本机的各种模型。"""
    terminal = Terminal.speaking(lang, as_json=json)
    unknown = [name for name in model or [] if name not in MODELS]
    if unknown:
        terminal.complain(terminal.words("unknown_model", name=unknown[0], names=", ".join(MODELS)))
        return USAGE
    _refuse_unwritable(picture)
    chosen = [MODELS[name] for name in model or MODELS]
    downloads = [
        Download(
            name,
            seed=seed,
            time_scale=time_scale,
            work=Work(**body) if (body := _work_body(work)) else None,
            language=terminal.words.language,
        )
        for name in names or NOTE_NAMES
    ]
    return comparing.run_compare(terminal, downloads, chosen, slots=slots, say=say, picture=picture)


@app.command("lesson")
def lesson_command(lesson: Lesson, json: Json = False, lang: Lang = None) -> int:
    """Run a lesson of the note: memory, or critical-resource. 运行笔记中的一课。"""
    terminal = Terminal.speaking(lang, as_json=json)
    if lesson is Lesson.memory:
        return lessons.run_memory(terminal)
    return lessons.run_critical_resource(terminal)


def main(arguments: list[str]) -> int:
    """Run the command with the arguments and return its exit code."""
    terminal = Terminal.speaking(_language_in(arguments))
    _end_like_ctrl_c(signal.SIGTERM, signal.SIGHUP)
    try:
        code: Any = app(arguments, standalone_mode=False)
    except Exception as error:
        return _exit_code_of(error, terminal)
    except KeyboardInterrupt:
        terminal.complain(terminal.words("interrupted"))
        return INTERRUPTED
    return int(code or 0)


def _language_in(arguments: list[str]) -> str | None:
    """What `--lang` says: errors are told where no command's own terminal is at hand."""
    for flag, value in pairwise([*arguments, ""]):
        if flag == "--lang":
            return value
        if flag.startswith("--lang="):
            return flag.removeprefix("--lang=")
    return None


def _end_like_ctrl_c(*numbers: signal.Signals) -> None:
    """Let these signals end the command as Ctrl-C does, so that it stops whatever it has started."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is threading.main_thread():
        for number in numbers:
            signal.signal(number, interrupt)


def _exit_code_of(error: Exception, terminal: Terminal) -> int:
    """Say the error in one sentence; what is a bug is raised again."""
    words = terminal.words
    match error:
        case typer.Abort():
            terminal.complain(words("interrupted"))
            return INTERRUPTED
        case InvalidAddress():
            terminal.complain(words("invalid_address", url=error.url))
            return USAGE
        case Unreachable():
            terminal.complain(words("unreachable", url=error.url, why=error.why))
            return UNREACHABLE
        case PortTaken():
            terminal.complain(words("port_taken", host=error.host, port=error.port))
            return FAILED
        case ServiceDied():
            terminal.complain(words("died", name=error.name, why=error.why))
            return FAILED
        case FolderInUse():
            terminal.complain(words("folder_in_use", folder=error.directory))
            return FAILED
        case ServiceDidNotStart():
            terminal.complain(words("no_start", name=error.name, why=error.why))
            return FAILED
        case InvalidDownload():
            why = spoken(words.language).say(f"validation.{error.reason}", **error.values)
            terminal.complain(f"{error.field}: {why}")
            return USAGE
        case Refused() | ConcurrencyError():
            terminal.complain(str(error))
            return FAILED
    show = getattr(error, "show", None)  # Typer's own usage errors show themselves
    if show is None:
        raise error
    show()
    return int(getattr(error, "exit_code", USAGE))


def _refuse_unwritable(picture: Path | None) -> None:
    """Find out before the work that its picture cannot be written.

    Raises:
        InvalidDownload: it cannot.
    """
    if picture is not None and not picture.resolve().parent.is_dir():
        raise InvalidDownload("--picture", "no-folder", folder=str(picture.parent))


def _work_body(text: str | None) -> dict[str, Any] | None:
    """`KIND:ROUNDS` as the API and `Work` take it.

    Raises:
        InvalidDownload: it is not of that form.
    """
    if text is None:
        return None
    kind, _, rounds = text.partition(":")
    if kind not in ("python", "hashlib") or not rounds.isdecimal():
        raise InvalidDownload("--work", "not-work-option", got=text)
    return {"kind": kind, "rounds": int(rounds)}
