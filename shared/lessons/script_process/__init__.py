"""Inside the process of a lesson's script: runs it, and tells what happens as events.

Loads under every Python without packages, and imports nothing of the project but itself.
"""
