# Chalkline: every everyday job is one target. `make` alone lists them.
# Set-up is tools/set_up.py (standard library only): it makes .venv from the hashed lock files and is a no-op once done.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PACKAGES := app desk usecases bot nlu storage scheduler web
# One more than two cores: a fifth of the time tests wait for processes, browsers and disks.
WORKERS ?= 3
ARGS ?=

unexport PYTHONDONTWRITEBYTECODE  # where it is set, every process would compile the whole house anew

.DEFAULT_GOAL := help
.PHONY: help run setup setup-dev test check format lint types imports bench storm simulate rasa screenshots lock clean

help:  ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: setup  ## the whole demo desk on http://127.0.0.1:8080 (more: make run ARGS="--port 9000")
	@exec $(BIN)/chalkline run --demo $(ARGS)

setup:
	@$(PYTHON) tools/set_up.py run

setup-dev:
	@$(PYTHON) tools/set_up.py dev

test: setup-dev  ## everything CI runs: check, then all tests (SQLite, PostgreSQL, browser)
	@$(MAKE) --no-print-directory check
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)

check: setup-dev format-check lint types imports  ## format, lint, types and imports, no tests

.PHONY: format-check
format-check:
	$(BIN)/ruff format --check .

lint:
	$(BIN)/ruff check .

types:
	$(BIN)/mypy

imports:
	$(BIN)/lint-imports

format: setup-dev  ## rewrite the files the way `make check` wants them
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

storm: setup-dev  ## the full storms: 2,000 conversations and 200 kills on SQLite and PostgreSQL, planted bugs, long walks through life and API
	CHALKLINE_WALKS=long $(BIN)/python -m pytest tests/crash tests/web/test_api_schema.py --storm full -s $(ARGS)

simulate: setup-dev  ## a simulated year of the desk, every invariant checked (ARGS="--days 30" for less)
	PYTHONPATH=. $(BIN)/python -m tests.crash.simulate $(ARGS)

bench: setup-dev  ## the comparisons in benchmarks/, each printing its ratio
	@set -e; for file in benchmarks/*.py; do echo "== $$file"; $(BIN)/python "$$file" $(ARGS); done

rasa: setup  ## Rasa as another reader, in var/rasa: set up with Python 3.10, trained on our messages (2.7 GB, half an hour)
	@$(PYTHON) tools/set_up_rasa.py

screenshots: setup-dev  ## pictures of every screen of the demo desk and of three Telegram chats, made by the tests, into docs/img
	CHALKLINE_SCREENSHOTS=1 $(BIN)/python -m pytest tests/e2e tests/telegram/test_whole_life.py -q $(ARGS)

lock:  ## resolve pyproject.toml again into both lock files (needs a package index)
	@$(PYTHON) tools/lock.py

clean:  ## remove what these targets made, the demo's memory (var/) included
	rm -rf $(VENV) var .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis *.egg-info
	find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +
