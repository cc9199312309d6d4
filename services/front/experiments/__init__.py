"""Experiments: which plan a request means, its queue, its record, and what it is shown as."""
