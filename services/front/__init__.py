"""The front: HTTP API, pages and server-sent events. The only room that knows Flask."""
