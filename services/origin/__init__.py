"""A file server for demos and tests that can be slow, cut off, lie and fail on demand.

Start it with `python -m origin`; ask it whether it is well with `python -m service_kit.probe origin`.
"""
