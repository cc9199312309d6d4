"""What the peers' workers import: the jobs as each peer's own kind of task."""
