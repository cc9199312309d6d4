"""Observes what a script starts: Python imports this file by itself, as the folder is on PYTHONPATH.

Source: Python docs, module `site`. A child that `multiprocessing` has forked needs it not; one that it has
spawned, its fork server, and a sub-interpreter do. Any other program that the script runs stays as it is.
"""

import sys

from lessons.script_process.journal import interpreter_id

if interpreter_id() != 0 or any("multiprocessing" in argument for argument in sys.orig_argv):
    from lessons.script_process.observing import observe

    observe()
