"""The tree of errors: facts instead of sentences, that survive the way to another process or interpreter."""

import ast
import copy
import pickle
import re
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import download_task
from download_task import (
    DownloadError,
    Failure,
    HostNotAllowed,
    InvalidDownload,
    ServerRefused,
    TransferBroken,
)

KINDS = {kind.__name__: kind for kind in DownloadError.__subclasses__()}
SHARED = Path(download_task.__file__).parents[1]
RAISERS = [*(SHARED / "download_task").rglob("*.py"), *(SHARED / "wire").rglob("*.py")]


def examples() -> Iterator[DownloadError]:
    """An error of every class and reason, with a fact for every value it declares."""
    for kind in KINDS.values():
        for reason, names in kind.reasons.items():
            values: dict[str, Any] = {name: 5 for name in names if name != "field"}
            yield (
                InvalidDownload("url", reason, **values)
                if kind is InvalidDownload
                else kind(reason, **values)
            )


@pytest.mark.parametrize("error", list(examples()), ids=str)
def test_an_error_keeps_its_facts_through_pickling_and_copying(error: DownloadError) -> None:
    for one in (pickle.loads(pickle.dumps(error)), copy.copy(error)):  # noqa: S301 (our own bytes)
        assert type(one) is type(error)
        assert one.args == error.args == (error.reason, error.values)
        assert vars(one) == vars(error)
        assert (one.retryable, str(one)) == (error.retryable, str(error))
        assert Failure.of(one) == Failure(error.code, error.reason, error.values, error.retryable)


@pytest.mark.skipif(sys.version_info < (3, 14), reason="concurrent.interpreters came with Python 3.14")
def test_an_error_keeps_its_facts_on_the_way_out_of_a_sub_interpreter() -> None:
    pool = import_module("concurrent.futures").InterpreterPoolExecutor(1)
    with pool, pytest.raises(InvalidDownload) as raised:
        pool.submit(download_task.valid_name, "a/b").result()
    assert raised.value.values == {"field": "name", "got": "a/b"}


def test_an_error_says_its_code_its_reason_and_its_facts() -> None:
    error = TransferBroken("cut-off", got_bytes=4, expected_bytes=10)
    assert str(error) == str(Failure.of(error)) == "transfer-broken cut-off got_bytes=4 expected_bytes=10"
    assert str(HostNotAllowed(host="h:1")) == "host-not-allowed host='h:1'"


@pytest.mark.parametrize("text", ["\x1b[31mred", "a\r\nb", "\x00", "\u202egpj.exe", "\ud800", "x" * 10_000])
def test_text_from_outside_can_be_printed_and_has_an_end(text: str) -> None:
    error = ServerRefused(status=500, answer=text)
    kept = error.values["answer"]
    assert isinstance(kept, str)
    assert kept.isprintable()
    assert len(kept) <= 300
    assert str(error).isprintable()


def calls() -> Iterator[tuple[str, ast.Call, type[DownloadError]]]:
    """Every place of the core and the wire where an error is made."""
    for file in RAISERS:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KINDS:
                yield f"{file.name}:{node.lineno}", node, KINDS[node.func.id]


def test_every_error_is_made_with_a_reason_of_its_class_and_the_values_of_the_reason() -> None:
    made: set[tuple[str, str]] = set()
    for where, call, kind in calls():
        words = [argument.value for argument in call.args if isinstance(argument, ast.Constant)]
        given = {keyword.arg for keyword in call.keywords}
        if kind is InvalidDownload:
            given, words = given | {"field"}, words[1:]
        reason = str(words[0]) if words else ""
        assert reason in kind.reasons, f"{where}: {kind.__name__} has no reason {reason!r}"
        assert given == set(kind.reasons[reason]), where
        made.add((kind.code, reason))
    assert len(made) > 30, "the places were not found"


@pytest.mark.parametrize(
    ("status", "retryable"),
    [(status, False) for status in (302, 400, 404, 499)]
    + [(status, True) for status in (408, 425, 429, 500, 599)],
)
def test_a_status_says_not_now_or_never(status: int, retryable: bool) -> None:
    assert ServerRefused(status=status, answer="").retryable is retryable


def test_the_drawn_tree_is_the_real_one() -> None:
    drawn = re.findall(r"── (\w+) +([a-z-]+) +(yes|no|for)", str(download_task.errors.__doc__))
    real: list[Any] = [
        (kind.__name__, kind.code, "for" if kind is ServerRefused else "yes" if kind.retryable else "no")
        for kind in DownloadError.__subclasses__()
    ]
    assert drawn == real


def test_an_invalid_download_is_also_a_value_error() -> None:
    assert issubclass(InvalidDownload, ValueError)
