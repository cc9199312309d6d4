"""One worker process, one a container: settings, the job function, and which pool of `rq_pools` to start."""
