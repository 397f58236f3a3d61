# `make demo` and `make test` set everything up by themselves: Python 3.11 or later, pip and make are enough.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test check bench crash fuzz lock release docs docs-site clean leaks tamper soak scale

demo: $(VENV)/.run
	$(BIN)/ipt-notes demo

test: $(VENV)/.dev
	$(BIN)/python -m pytest -n auto $(ARGS)

check: $(VENV)/.dev
	$(BIN)/ruff check --output-format concise .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Longer than in `make test`: every function raises under every command, and a dozen moments of a save are killed.
leaks: $(VENV)/.dev
	IPT_NOTES_TEST_LEAKS=1 $(BIN)/python -m pytest tests/leaks tests/editing/test_real_editors.py $(ARGS)

bench: $(VENV)/.dev
	$(BIN)/python -m benchmarks

# Breaks every command off at every call that changes a file; needs strace, vim and neovim, and about an hour. CI takes a short turn of it.
crash: $(VENV)/.dev
	$(BIN)/python -m tests.crash $(ARGS)

# A bit of every byte of a vault flipped: an hour; `make tamper ARGS=100` takes every hundredth byte.
tamper: $(VENV)/.dev
	$(BIN)/python -m tests.tampering $(ARGS)

# Fifty therapists write for five minutes while the server is killed three times.
soak: $(VENV)/.dev
	$(BIN)/python -m benchmarks.soak $(ARGS)

# The plans of ten million records (five minutes, some GB of disk), and what a record takes.
scale: $(VENV)/.dev
	$(BIN)/python -m benchmarks.scale $(ARGS)
	$(BIN)/python -m benchmarks.scale_sizes

# MINUTES for all targets together; docs/fuzzing.md says what is fuzzed.
fuzz: $(VENV)/.dev
	$(BIN)/python -m tests.fuzz --minutes $(or $(MINUTES),5) --seed $(or $(SEED),0)

docs: $(VENV)/.dev
	$(BIN)/python -m docs.generate

# The pages as a site that needs no network, in site/; `python -m docs.look` looks at it in a headless Chromium.
docs-site: docs
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --quiet --strict

# New versions of everything; the hashes of the three files are what an installation checks. `make lock UPGRADE=` keeps the
# versions that are there, and takes in what pyproject.toml asks for anew.
UPGRADE := --upgrade
COMPILE = $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url $(UPGRADE) --python-version 3.11 \
	--custom-compile-command "make lock" pyproject.toml
lock: $(VENV)/.dev
	$(COMPILE) --group build -o requirements.lock
	$(COMPILE) --all-extras -c requirements.lock -o requirements-all.lock
	$(COMPILE) --group build --group dev --group release --group bench -c requirements.lock -c requirements-all.lock -o requirements-dev.lock

# The wheel, the source, the bill of materials and their hashes, all from the last commit, into dist/.
release: $(VENV)/.dev
	$(BIN)/python -m release

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/.dev: requirements-dev.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@ $(VENV)/.run

clean:
	rm -rf $(VENV) build dist site .mypy_cache .ruff_cache .pytest_cache .hypothesis
