# `make` prints the list of targets. Each target installs what it needs into .venv, nothing system-wide.

PYTHON ?= $(shell for p in python3.14 python3.13 python3.12 python3.11 python3 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
NODE := PATH="$(CURDIR)/$(BIN):$$PATH"
COMPOSE := docker compose
# More processes than cores: most tests wait. tests/conftest.py orders the files.
IN_PARALLEL := --numprocesses 6 --dist loadfile --no-loadscope-reorder
# Tests start hundreds of processes: let them keep what Python has compiled of the sources.
test test-servers test-browser: export PYTHONDONTWRITEBYTECODE :=
SERVICES := worker-threads worker-processes worker-interpreters

.DEFAULT_GOAL := help
.PHONY: help demo serve test test-web test-browser test-servers rq-suite lessons check format e2e bench up down scale lock clean

help: ## print this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z0-9_-]+:.*## / {printf "  make %-24s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/demo.installed ## run one batch under every model and by RQ workers, print one table (no Docker)
	$(BIN)/parallax demo

serve: $(VENV)/demo.installed ## run all services without Docker on http://127.0.0.1:8080, until Ctrl-C
	$(BIN)/parallax serve

test: $(VENV)/dev.installed ## run the unit, contract and integration tests on a real Redis or Valkey
	$(BIN)/python -m pytest $(IN_PARALLEL)

test-web: $(VENV)/web.installed ## run the tests of the page's modules, without a browser
	$(NODE) node --test 'tests/web/*.test.js'

test-browser: $(VENV)/web.installed ## test the page in Chromium, with a real front, workers and Redis
	$(BIN)/python -m pytest tests/browser

test-servers: $(VENV)/dev.installed ## run the tests that use Redis on several servers: PARALLAX_TEST_SERVERS="redis-7.0=/path …" make test-servers
	$(BIN)/python -m tests.servers $(SERVERS)

rq-suite: $(VENV)/dev.installed ## run RQ's own tests on our workers: make rq-suite SUITE="--worker threads"
	$(BIN)/python -m tests.rq_suite $(SUITE)

lessons: $(VENV)/dev.installed ## run all lessons, print whether each claim holds: PARALLAX_TEST_PYTHONS="/path/python …" make lessons LESSONS="8 process"
	$(BIN)/python -m lessons $(LESSONS)

check: $(VENV)/web.installed node_modules/.package-lock.json ## check style, strict types, imports between packages, and the page
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(NODE) node_modules/.bin/tsc --project .
	$(NODE) node_modules/.bin/biome ci --error-on-warnings .
	@$(MAKE) --no-print-directory test-web

format: $(VENV)/web.installed node_modules/.package-lock.json ## format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(NODE) node_modules/.bin/biome check --write .

e2e: $(VENV)/dev.installed ## test real containers: build, start, submit, scale, kill, stop, limits
	$(BIN)/python -m pytest tests/e2e --timeout 1500 -o faulthandler_timeout=1400

bench: ## compare our workers with their peers in one table, ten minutes: make bench BENCH="--output FILE"
	@$(MAKE) --no-print-directory VENV=.venv-bench .venv-bench/bench.installed
	@echo '*' > .venv-bench/.gitignore
	.venv-bench/bin/python -m benchmarks $(BENCH)

up: ## build and start all containers; the page is at http://localhost:8080
	$(COMPOSE) up --build --detach --wait

down: ## remove all containers; data and files stay in their volumes
	$(COMPOSE) down

scale: ## set the number of a worker's containers: make scale worker-threads=4
	$(COMPOSE) up --detach --wait --no-recreate $(foreach s,$(SERVICES),$(if $($(s)),--scale $(s)=$($(s))))

lock: $(VENV)/dev.installed ## update the hashed locks in requirements/ from pyproject.toml
	for group in front worker worker-free-threads lab-runner origin demo bench dev web; do \
	  $(BIN)/uv pip compile --quiet pyproject.toml --group $$group --universal --python-version 3.11 --upgrade \
	    --generate-hashes --no-emit-index-url --no-header --no-annotate --output-file requirements/$$group.txt; \
	done

clean: ## remove everything that these targets created here
	rm -rf $(VENV) node_modules .rq-suite .venv-bench .mypy_cache .ruff_cache .pytest_cache .import_linter_cache parallax-data

$(VENV)/%.installed: requirements/%.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "Parallax needs Python 3.11 or later, and there is none on PATH. Install one," \
	  "or name it: make PYTHON=/path/to/python3.11"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { echo "$(PYTHON) cannot create a virtual environment:" \
	  "install its venv module (Debian and Ubuntu: apt install python3-venv)"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement $<
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# No package here needs its install scripts.
node_modules/.package-lock.json: package-lock.json $(VENV)/web.installed
	$(NODE) npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@
