# Two commands: `make run` and `make test`. Everything they need is set up under this folder, without root.
# PORT=8000  DATA=./data  HOST=127.0.0.1

PORT ?= 8000
DATA ?= ./data
HOST ?= 127.0.0.1

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input install -q -c constraints.txt
PINS := pyproject.toml constraints.txt
export PATH := $(CURDIR)/.venv/bin:$(PATH)

.DEFAULT_GOAL := help

.PHONY: help
help: ## what there is
	@grep -hE '^[a-z-]+:.*##' Makefile | sed 's/:.*##/\t/' | expand -t 12

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Tiro needs Python 3.11 or newer; this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else 0'
	$(PYTHON) -m venv .venv

# A stamp each, so that a second start asks no registry.
.venv/run.stamp: $(PINS) | .venv/bin/python
	@echo "tiro: installing (first start only)"
	$(PIP) -e '.[web]'
	@touch $@

.venv/test.stamp: $(PINS) | .venv/run.stamp
	@echo "tiro: installing what tests need"
	$(PIP) -e '.[test]'
	@touch $@

.PHONY: venv
venv: .venv/test.stamp ## the virtual environment, with everything tests need
