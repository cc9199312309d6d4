"""The terminal: the `parallax` command, and the whole stack without Docker."""
