"""Measures the pooled RQ workers of `rq_pools` against their peers: `make bench`."""
