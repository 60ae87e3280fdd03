# Two commands do everything: `make dashboard` and `make test`. Both make .venv from the lock on first use.
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8501

.PHONY: dashboard test check train pictures readme fuzz benchmark

dashboard: .venv/.installed
	$(BIN)/signals samples
	$(BIN)/streamlit run dashboard.py --server.port $(PORT)

test: check
	$(BIN)/pytest

check: .venv/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m signals.training.corpus

train: .venv/.installed
	$(BIN)/signals train

# The README's pictures, taken from the running dashboard.
pictures: .venv/.installed
	$(BIN)/python -m tests.browser.pictures

# What the README's commands print, written into it.
readme: .venv/.installed
	$(BIN)/python -m tests.test_readme

# Ten thousand damaged files of every kind.
fuzz: .venv/.installed
	FUZZ_TRIES=13000 $(BIN)/pytest tests/articles/test_fuzz.py -s

benchmark: .venv/.installed
	WRITE_BENCHMARKS=1 $(BIN)/pytest tests/benchmarks -s -m benchmark

.venv/.installed: requirements-lock.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed: make PYTHON=python3.11") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-lock.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@
