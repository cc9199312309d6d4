"""HTTP for the front: an event loop holds the connections, threads run the application.

No client holds a thread: a request is read whole before a thread gets it, and its answer is sent by the loop.

    gunicorn ─▶ worker.py ─▶ connections.py ─▶ gateway.py ─▶ body.py, environ.py ─▶ Flask, in a thread
                                                    └▶ sending.py: answers and event streams
"""
