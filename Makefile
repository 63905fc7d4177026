# Two commands do all set-up: `make demo` and `make test`. Everything lives in .venv; nothing else is touched.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
VERSION := $(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)
RUN_LOCK := requirements/run-$(VERSION).txt
DEV_LOCK := requirements/dev-$(VERSION).txt
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install --require-hashes --no-deps
DATA ?= ../shared/data

.PHONY: demo setup setup-dev test quick lint format types check eval bench lock picture clean
.DEFAULT_GOAL := demo

demo: setup
	@$(BIN)/duet demo

setup: $(VENV)/.run-ready

setup-dev: $(VENV)/.dev-ready

test: setup-dev
	@$(BIN)/python -m pytest

# Without what takes seconds each and without the embedded model.
quick: setup-dev
	@$(BIN)/python -m pytest -m "not slow and not model"

lint: setup-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

format: setup-dev
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

types: setup-dev
	@$(BIN)/python -m mypy

check: test lint types

eval: setup-dev
	@$(BIN)/python -m tests.eval $(DATA)

bench: setup-dev
	@$(BIN)/python -m tests.eval.bench

# The picture of the README: what `duet demo` prints.
picture: setup
	@$(BIN)/python tests/picture.py docs/demo.png

clean:
	rm -rf $(VENV)

$(VENV)/.run-ready: $(RUN_LOCK) pyproject.toml | $(BIN)/python
	@echo "正在安装 Installing …" >&2
	@$(PIP) -r $(RUN_LOCK)
	@$(BIN)/python -m pip --disable-pip-version-check --quiet install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev-ready: $(DEV_LOCK) $(VENV)/.run-ready
	@$(PIP) -r $(DEV_LOCK)
	@touch $@

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "需要 Python 3.11 或更新版本 · Python 3.11 or newer is needed: make PYTHON=python3.12 demo" >&2; exit 2; }
	@$(PYTHON) -m venv $(VENV) || { echo "无法建立 .venv · .venv cannot be made; on Debian or Ubuntu: apt install python3-venv" >&2; exit 2; }

requirements/%.txt:
	@echo "尚不支持 Python $(VERSION) · Python $(VERSION) is not supported yet; supported: $$(ls requirements | sed -n 's/run-\(.*\).txt/\1/p' | tr '\n' ' ')" >&2; exit 2

# Needs uv. Each file holds every hash of every platform, and no index address.
lock:
	@for version in 3.11 3.12 3.13 3.14; do \
	  uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version $$version pyproject.toml requirements/build.in -o requirements/run-$$version.txt && \
	  uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version $$version -c requirements/run-$$version.txt --group dev -o requirements/dev-$$version.txt || exit 1; \
	done
