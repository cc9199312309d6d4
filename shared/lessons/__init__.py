"""Lessons: questions about concurrency, each answered by running code. Imports: stdlib.

    catalogue/NN_name/   a lesson: its claims, and in `en/` and `zh/` its text and its scripts
    reading/             from such a folder to a `Lesson`
    running/             from a `Lesson` to a `LessonRun`, live
    script_process/      what runs inside the process of a script, under any Python
    checking/            whether all lessons are whole
    __main__.py          `make lessons`: run them all, print each claim

A contributor adds a folder to the catalogue and nothing else: see `docs/adding-a-lesson.md`.
"""
