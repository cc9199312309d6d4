"""One run of one leg, in a fresh process of the Python asked for: `python -m lab.leg_process REQUEST`.

Imports only the standard library, the core, the models and `lab.experiment`, so that any CPython from 3.11 on
can run it from the source tree. `lab.running` starts it and measures it from outside.
"""
