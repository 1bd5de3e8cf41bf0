# The two commands: `make demo` and `make test`. Both set up what they need first.
PYTHON ?= python3
BIN := .venv/bin
SERVE ?= 1

.PHONY: demo test lint set-up test-parts clean

demo: set-up
	$(BIN)/nianbao demo $(if $(filter 0,$(SERVE)),--no-serve)

test: set-up test-parts lint
	$(BIN)/python -m pytest -n auto --dist loadfile

lint: set-up
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

set-up: .venv/ready

.venv/ready: pyproject.toml constraints.txt scripts/set_up.sh
	@PYTHON=$(PYTHON) sh scripts/set_up.sh
	@sh scripts/system_parts.sh readers
	@touch $@

test-parts:
	@sh scripts/system_parts.sh tests
	@sh scripts/axe.sh

clean:
	rm -rf .venv demo-archive
