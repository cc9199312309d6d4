"""What the API does with downloads: submit, read, cancel, retry. Knows Redis and RQ, and not Flask."""
