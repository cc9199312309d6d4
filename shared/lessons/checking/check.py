"""What is missing in a lesson, or says what no run bears out."""

import ast
import inspect
import sys
from collections import Counter
from collections.abc import Iterable, Iterator

from lessons.reading import TOPICS, Claims, Facts, Lesson, Text, applies

from .same_code import same_code

MAX_CODE_LINES = 60
ANY_PYTHON = Facts("3.14.0", True, "")


def faults(lessons: Iterable[Lesson]) -> list[str]:
    """What is wrong with the lessons, each fault with the folder's name; empty if nothing is."""
    lessons = list(lessons)
    numbers = Counter(lesson.number for lesson in lessons)
    twice = [f"two lessons have the number {number}" for number, count in numbers.items() if count > 1]
    return twice + [f"{lesson.folder.name}: {fault}" for lesson in lessons for fault in faults_of(lesson)]


def faults_of(lesson: Lesson) -> Iterator[str]:
    """What is wrong with one lesson."""
    claims = Claims(lesson.folder / "claims.py")
    if lesson.topic not in TOPICS:
        yield f"lesson.json: topic {lesson.topic!r} is none of {', '.join(TOPICS)}"
    yield from _different("claims.py", claims.codes, "lesson.json: claims", lesson.claims)
    yield from _faults_of_claims(lesson, claims)
    for option, claim in lesson.options.items():
        if claim is not None and claim not in lesson.claims:
            yield f"lesson.json: the option {option} names the claim {claim}, which there is not"
    for language, text in lesson.texts.items():
        for fault in _faults_of_text(lesson, text, claims):
            yield f"{language}/text.json: {fault}"
    yield from _faults_of_scripts(lesson)


def _faults_of_claims(lesson: Lesson, claims: Claims) -> Iterator[str]:
    for code in claims.codes:
        if not claims.figures_of(code):
            yield f"claims.py: {code} looks at no figure"
    for condition in [*lesson.claims.values(), *(script.python for script in lesson.scripts)]:
        try:
            applies(condition, ANY_PYTHON)
        except ValueError as error:
            yield f"lesson.json: {error} is no condition"


def _faults_of_text(lesson: Lesson, text: Text, claims: Claims) -> Iterator[str]:
    figures = {name for code in claims.codes for name in claims.figures_of(code)}
    yield from _different("the claims", text.claims, "claims.py", claims.codes)
    yield from _different("the options", text.options, "lesson.json: options", lesson.options)
    yield from _different("the figures", text.figures, "the parameters of claims.py", figures)
    if not text.question.endswith(("?", "？")):
        yield "the question does not end with a question mark"
    said = [*text.text, text.predict, *text.next, *text.options.values(), *text.figures.values()]
    said += [sentence for claim in text.claims.values() for sentence in (claim.says, claim.because)]
    if not (text.text and text.next and all(sentence.strip() for sentence in said)):
        yield "something is empty"


def _faults_of_scripts(lesson: Lesson) -> Iterator[str]:
    first, *others = (text.sources for text in lesson.texts.values())
    for name, source in first.items():
        if name.removesuffix(".py") in sys.stdlib_module_names:
            yield f"{name}: hides a module of the standard library"
        if _count_code_lines(source) > MAX_CODE_LINES:
            yield f"{name}: more than {MAX_CODE_LINES} lines of code"
        if name not in lesson.modules and not _has_main(source):
            yield f"{name}: no function main() that returns what is observed"
        if not all(same_code(source, other[name]) for other in others):
            yield f"{name}: the code differs between the languages"


def _count_code_lines(source: str) -> int:
    lines = [line.strip() for line in inspect.cleandoc(source).splitlines()]
    return sum(1 for line in lines if line and not line.startswith("#"))


def _has_main(source: str) -> bool:
    functions = [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)]
    return any(function.name == "main" for function in functions)


def _different(name: str, here: Iterable[str], other_name: str, there: Iterable[str]) -> Iterator[str]:
    for code in sorted(set(here) ^ set(there)):
        yield f"{name} and {other_name} differ in {code}"
