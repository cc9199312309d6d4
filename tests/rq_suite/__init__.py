"""`make rq-suite`: RQ's own tests, run with a pooled worker in the place of `rq.Worker`.

__main__ ─▶ fetch       the tests of the installed RQ, from its source distribution
         ─▶ session     all of its files for one worker class, some at a time
              ─▶ room   one file: a copy of the tests, a process of pytest, and what they leave behind
         ─▶ summary     what came of it

Inside pytest's process, and in every Python process that RQ's tests start:

site/sitecustomize ─▶ redirect      Redis at port 6379 is a server of our own
                   ─▶ substitute    `rq.Worker` is the pooled worker
plugin             ─▶ server        that server, one for each process of pytest
                   ─▶ exceptions    the tests that are known not to pass, and why
                   ─▶ journal       what came of each test, line by line, so that a crash loses none
"""
