"""HTTP for the front: an event loop holds the connections, threads run the application.

No client holds a thread: the loop reads the whole request before a thread gets it, and sends the answer.

    gunicorn ─▶ worker.py ─▶ connections.py ─▶ gateway.py ─▶ body.py, environ.py ─▶ Flask, in a thread
                                                    └▶ sending.py: answers and event streams
"""
