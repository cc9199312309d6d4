"""`make test-servers`: the tests that face Redis, on several servers."""
