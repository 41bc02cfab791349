# Two commands: `make demo` shows creditkit at work, `make test` proves it.  Python 3.11 or later, make and git suffice.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: demo install test lint types check format messages bench clean

demo: $(VENV)/.installed
	$(BIN)/creditkit demo demo

install: $(VENV)/.installed

test: $(VENV)/.tested lint types check

lint: $(VENV)/.tested
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(VENV)/.tested
	$(BIN)/mypy

check: $(VENV)/.tested
	$(BIN)/pytest -n 2

format: $(VENV)/.tested
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Collect the message ids from the sources, merge them into the Chinese catalogue and compile it.
messages: $(VENV)/.tested
	$(BIN)/python tests/tools/messages.py

bench: $(VENV)/.tested
	$(BIN)/python benchmarks/run.py

$(VENV)/.installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q -c constraints.txt -e .
	touch $@

$(VENV)/.tested: $(VENV)/.installed
	$(BIN)/python -m pip install -q -c constraints.txt -e '.[test]'
	touch $@

clean:
	rm -rf $(VENV) build dist demo
