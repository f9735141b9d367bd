# Amparo. `make run` tries it, `make test` tests it; each does its own set-up and is quick the second time.

PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python3.14; do command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
export PORT
# The name of the stamp holds a checksum: other requirements, another stamp, a fresh installation.
RUNS := $(VENV)/.runs-$(shell cat requirements.txt | cksum | cut -d' ' -f1)
TESTS := $(VENV)/.tests-$(shell cat requirements.txt requirements-dev.txt | cksum | cut -d' ' -f1)
PIP := $(BIN)/python -m pip install --disable-pip-version-check --no-input

.PHONY: help run test bench demo-reset steal lock check check-templates format clean

help:
	@echo "make run         the demo firm on http://localhost:$(PORT): website, desk, editors, telephone"
	@echo "make test        every test, browser tests included"
	@echo "make bench       how fast it is, beside what the same machine does with less (docs/benchmarks.md)"
	@echo "make demo-reset  forgets the demo's data, passwords and phrases"
	@echo "make steal       copies database, disk and environment of the demo and tries to read its leads"
	@echo "make check       lint, format, types, import contracts"
	@echo "make lock        brings requirements.txt up to date with requirements.in"

run: $(RUNS)
	@$(BIN)/python -m firm.demo.run

test: $(TESTS)
	@bash tests/run.sh $(ARGS)

bench: $(TESTS)
	@$(BIN)/python -m tests.bench $(ARGS)

demo-reset:
	@if curl -s -o /dev/null "http://127.0.0.1:$(PORT)/health/" 2>/dev/null; then echo "Stop the demo first (Ctrl-C in its window)."; exit 1; fi
	@rm -rf .demo
	@echo "The demo is forgotten; the next \`make run\` starts over."
	@if [ -n "$$DATABASE_URL" ]; then echo "The database at DATABASE_URL is not touched: empty it yourself."; fi

steal: $(RUNS)
	@$(BIN)/python -m firm.demo.run steal

check: $(TESTS)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(MAKE) --no-print-directory check-templates
	$(BIN)/mypy firm blog intake
	$(BIN)/lint-imports

check-templates: $(TESTS)
	@$(BIN)/djangofmt --quiet --check templates

format: $(TESTS)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djangofmt templates

lock: $(TESTS)
	$(BIN)/pip-compile --quiet --strip-extras --no-emit-index-url --no-emit-find-links --output-file requirements.txt requirements.in
	$(BIN)/pip-compile --quiet --strip-extras --no-emit-index-url --no-emit-find-links --output-file requirements-dev.txt requirements-dev.in

clean:
	rm -rf $(VENV) .cache .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

$(BIN)/python:
	@if [ -z "$(PYTHON)" ]; then \
	  echo "Amparo needs Python 3.11 or newer. On Debian or Ubuntu: sudo apt install python3 python3-venv"; exit 1; fi
	@if ! $(PYTHON) -c 'import venv, ensurepip' 2>/dev/null; then \
	  echo "Python's venv module is missing. On Debian or Ubuntu: sudo apt install python3-venv"; exit 1; fi
	@echo "Making $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV)

$(RUNS): | $(BIN)/python
	@echo "Installing what runs (the first time, about a minute)"
	@$(PIP) --quiet --progress-bar on -r requirements.txt
	@rm -f $(VENV)/.runs-*; touch $@

$(TESTS): | $(BIN)/python
	@echo "Installing what tests (the first time, about two minutes)"
	@$(PIP) --quiet --progress-bar on -r requirements.txt -r requirements-dev.txt
	@rm -f $(VENV)/.tests-* $(VENV)/.runs-*; touch $@ $(RUNS)
