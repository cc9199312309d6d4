"""The reporter of `parallax compare --say`: prints the sentences of the study note.

It is pickled into child processes and interpreters with the task, so this module imports little.
"""

import sys
from dataclasses import asdict

from download_task import Report
from words import Language, Words, failure_sentence


def print_sentences(report: Report, *, model: str, language: Language) -> None:
    """Print what the study note's program prints, each line with the model that runs it."""
    said = _sentences(report, Words(language))
    if said:
        # One write: print() makes two, and another thread may come between.
        sys.stdout.write("".join(f"[{model}] {sentence}\n" for sentence in said))
        sys.stdout.flush()


def _sentences(report: Report, words: Words) -> list[str]:
    if report.kind == "started":
        pid = report.runner.pid
        return [words.say("task.started", pid=pid), words.say("task.downloading", name=report.name)]
    if report.failure is not None:
        why = failure_sentence(words, asdict(report.failure))
        return [words.say("task.failed", name=report.name, reason=why)]
    if report.wall_secs is not None:
        return [words.say("task.took", name=report.name, secs=round(report.wall_secs, 2))]
    return []
