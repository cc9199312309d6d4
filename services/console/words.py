"""The words of the terminal, in English and Chinese."""

import os
from typing import Literal

Language = Literal["en", "zh"]

WORDS: dict[str, tuple[str, str]] = {
    "starting": (
        "Starting Redis, origin, front and {workers} workers …",
        "正在启动 Redis、origin、front 和 {workers} 个 worker …",
    ),
    "model": ("model", "模型"),
    "ran_by": ("who ran it", "由谁执行"),
    "makespan": ("makespan", "总耗时"),
    "speed_up": ("speed-up", "加速比"),
    "ideal": ("ideal", "理想耗时"),
    "ratio": ("÷ ideal", "实际/理想"),
    "host": ("host", "台主机"),
    "hosts": ("hosts", "台主机"),
    "process": ("process", "个进程"),
    "processes": ("processes", "个进程"),
    "thread": ("thread", "个线程"),
    "threads": ("threads", "个线程"),
    "interpreter": ("interpreter", "个解释器"),
    "interpreters": ("interpreters", "个解释器"),
    "batch": ("batch", "批次"),
    "simulated": ("simulated", "模拟"),
    "files": ("files", "文件"),
    "simulated_batch": (
        "{count} simulated downloads (the note's randint(5, 10) s × {scale:g}), pools of {slots} slots",
        "{count} 个模拟下载（笔记中的 randint(5, 10) 秒 × {scale:g}），池大小为 {slots}",
    ),
    "file_batch": (
        "{count} real files of {size}, {delay:g} s before the first byte, pools of {slots} slots",
        "{count} 个真实文件，每个 {size}，首字节延迟 {delay:g} 秒，池大小为 {slots}",
    ),
    "verified": (
        "{files} files, {size} in all: every SHA-256 was the one the origin promised, under every model.",
        "共 {files} 个文件，{size}：在每种模型下，SHA-256 都与 origin 承诺的一致。",
    ),
    "failed": ("{count} downloads did not finish", "{count} 个下载没有完成"),
    "same_task": ("All of them ran the same function: {task}", "它们执行的是同一个函数：{task}"),
    "ideal_is": (
        "ideal: the longest task, or all work spread evenly over the slots, as the sequential leg took",
        "理想耗时：最长的任务，或把全部工作平均分给各个槽位（按顺序执行时测得的时长计算）",
    ),
    "serving": ("Parallax is running at {url}", "Parallax 正在运行：{url}"),
    "serving_hint": (
        "From another terminal: .venv/bin/parallax submit Python3.7 C++ --watch --url {url}\n"
        "A real file to download: {origin}/files/example.bin?bytes=5000000\n"
        "Ctrl-C stops everything.",
        "在另一个终端：.venv/bin/parallax submit Python3.7 C++ --watch --url {url}\n"
        "可真实下载的文件：{origin}/files/example.bin?bytes=5000000\n"
        "按 Ctrl-C 停止全部服务。",
    ),
    "stopping": ("Stopping …", "正在停止 …"),
    "stopped": ("Everything has stopped.", "已全部停止。"),
    "submitted": ("Queued {count} downloads as batch {batch}", "已排队 {count} 个下载，批次 {batch}"),
    "unserved": (
        "No worker for {pool} is running: they will wait for one.",
        "现在没有 {pool} 工作者在运行：下载会一直排队。",
    ),
    "invalid_address": (
        "--url {url!r}: this is not an address such as http://localhost:8080",
        "--url {url!r}：这不是类似 http://localhost:8080 的地址",
    ),
    "unreachable": (
        "{url} does not answer ({why}). Start the stack with `parallax serve` or `docker compose up`, "
        "or name another address with --url.",
        "{url} 没有响应（{why}）。请先用 `parallax serve` 或 `docker compose up` 启动服务，"
        "或用 --url 指定其他地址。",
    ),
    "port_taken": (
        "Port {port} on {host} is taken. Choose another one with --port, or 0 for any free one.",
        "{host} 的端口 {port} 已被占用。请用 --port 选择其他端口，或用 0 自动选择空闲端口。",
    ),
    "died": (
        "{name} ended unexpectedly, so everything was stopped; what was queued is kept: {why}",
        "{name} 意外退出，已停止全部服务；排队中的任务已保留：{why}",
    ),
    "folder_in_use": (
        "Another Parallax, perhaps left over from one that was killed, keeps its data in {folder}. "
        "Stop it, or name another folder with --data.",
        "另一个 Parallax（也许是被强制结束后残留的）正在使用 {folder}。"
        "请先停止它，或用 --data 指定其他目录。",
    ),
    "no_start": ("{name} did not start: {why}", "{name} 没有启动：{why}"),
    "no_workers": (
        "No workers are running. Start some with `parallax serve` or `docker compose up`.",
        "没有正在运行的 worker。请用 `parallax serve` 或 `docker compose up` 启动。",
    ),
    "worker": ("worker", "worker"),
    "pool": ("pool", "池"),
    "slots": ("slots", "槽位"),
    "runs_now": ("runs now", "正在执行"),
    "done": ("finished", "已完成"),
    "queued": ("queued", "排队中"),
    "scheduled": ("scheduled", "已计划"),
    "running": ("running", "进行中"),
    "finished": ("finished", "已完成"),
    "cancelled": ("cancelled", "已取消"),
    "failed_state": ("failed", "失败"),
    "handed-back": ("handed back, will run again", "已退回队列，将再次执行"),
    "retrying": ("failed, will be retried", "失败，将重试"),
    "started": ("started", "已开始"),
    "requeued": ("queued again", "重新排队"),
    "took_in_all": ("{secs:.2f} s in all", "总共耗费了{secs:.2f}s"),
    "lesson_memory": ("Whose memory is it?", "内存属于谁？"),
    "lesson_critical": ("A critical resource: one account, many withdrawals", "临界资源：同一账户，多次取款"),
    "runner": ("runner", "执行者"),
    "parent_sees": ("what the parent sees afterwards", "之后父级看到的内容"),
    "shared": ("shared?", "共享？"),
    "yes": ("yes", "是"),
    "no": ("no", "否"),
    "protection": ("how", "方式"),
    "expected": ("should be left", "应剩余额"),
    "left": ("left", "实际余额"),
    "lost": ("lost updates", "丢失的更新"),
    "nothing_to_submit": (
        "Nothing to submit: give names or URLs, or --file with one on each line.",
        "没有要提交的内容：请给出名称或 URL，或用 --file 指定每行一个的文件。",
    ),
    "unknown_model": (
        "There is no model {name!r}; there are: {names}",
        "没有模型 {name!r}；可用的有：{names}",
    ),
    "needs_python": (
        "{name} needs Python 3.14 or later and this is Python {version}: start the program with Python 3.14 "
        "(the project's container images have it)",
        "{name} 需要 Python 3.14 或更高版本，当前是 Python {version}："
        "请用 Python 3.14 启动（项目的容器镜像自带）",
    ),
    "picture": ("Picture written to {path}", "图已写入 {path}"),
    "interrupted": ("Interrupted.", "已中断。"),
}


def pick_language(wish: str | None = None) -> Language:
    """The language to speak: the wish, else `PARALLAX_LANG`, else what the locale says, else English."""
    for candidate in (
        wish,
        os.environ.get("PARALLAX_LANG"),
        os.environ.get("LC_ALL"),
        os.environ.get("LANG"),
    ):
        if candidate:
            return "zh" if candidate.lower().startswith("zh") else "en"
    return "en"


class Words:
    """All words in one language.

    Args:
        language: which.
    """

    def __init__(self, language: Language) -> None:
        self.language: Language = language

    def __call__(self, key: str, **values: object) -> str:
        """The words of the key, with the values put in.

        Raises:
            KeyError: there are no such words.
        """
        return WORDS[key][0 if self.language == "en" else 1].format(**values)

    def count(self, number: int, noun: str) -> str:
        """A number of things: "1 process", "8 processes"."""
        return f"{number} {self(noun if number == 1 else _plural(noun))}"


def _plural(noun: str) -> str:
    return noun + ("es" if noun.endswith("s") else "s")
