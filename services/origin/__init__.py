"""A file server for demos and tests. On demand it is slow, cuts files off, sends wrong bytes, or fails.

Start it with `python -m origin`; check it with `python -m service_kit.probe origin`.
"""
