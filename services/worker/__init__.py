"""The worker, one process per container: settings, the job's function, and the pool to start."""
