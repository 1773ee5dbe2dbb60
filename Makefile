# Two commands: `make run` and `make test`. They set up everything under this folder, without root.
# Honoured: PORT, DATA, HOST, and every TIRO_ setting of README.

PORT ?= 8000
DATA ?= ./data
HOST ?= 127.0.0.1
PYTHON ?= python3

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input install -q -c constraints.txt
export PATH := $(CURDIR)/$(BIN):$(PATH)

# The demo organisation shows its PINs, so it answers on loopback only.
DEMO := $(if $(filter 127.0.0.1 localhost ::1,$(HOST)),1,0)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

.PHONY: help
help: ## this list
	@grep -hE '^[a-z-]+:.*##' Makefile | sed 's/:.*## /\t/' | expand -t 12

# ---- set-up: a stamp each, so that a second start asks no registry ----

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Tiro needs Python 3.11 or newer; this is " + sys.version.split()[0])'
	$(PYTHON) -m venv .venv

.venv/run.stamp: pyproject.toml constraints.txt | $(BIN)/python
	@echo "tiro: installing what it runs on"
	@$(PIP) -e '.[web]'
	@touch $@

.venv/test.stamp: pyproject.toml constraints.txt | .venv/run.stamp
	@echo "tiro: installing what its tests need"
	@$(PIP) -e '.[test]'
	@touch $@

NODE_PINS := web/package.json web/package-lock.json web/.npmrc

# Enough to build the app; a fuller folder, made for tests, will do as well.
web/node_modules/.run.stamp: $(NODE_PINS) | .venv/run.stamp
	@echo "tiro: installing what builds the web app"
	@cd web && npm ci --omit=dev --loglevel=error
	@touch $@

web/node_modules/.test.stamp: $(NODE_PINS) | .venv/run.stamp
	@echo "tiro: installing what checks the web app"
	@cd web && npm ci --loglevel=error
	@touch web/node_modules/.run.stamp $@

# Folders count too: their times change when a file goes away.
WEB_SOURCES := $(NODE_PINS) $(wildcard api/schema.graphql web/*.html web/*.ts web/*.json web/*.js) \
	$(shell find web/src web/public web/vite -not -name '*.swp' 2>/dev/null)

web/dist/.stamp: $(WEB_SOURCES) | web/node_modules/.run.stamp
	@echo "tiro: building the web app"
	@cd web && npm run --silent build -- --logLevel warn
	@touch $@

.PHONY: venv
venv: .venv/test.stamp ## the virtual environment, with what tests need

.PHONY: node
node: web/node_modules/.test.stamp ## the web app's packages, with what tests need

.PHONY: build
build: web/dist/.stamp ## the web app, into web/dist

# ---- the two commands ----

.PHONY: run
run: .venv/run.stamp web/dist/.stamp ## serve on http://$HOST:$PORT; the first start fills a demo organisation
	@TIRO_PORT='$(PORT)' TIRO_DATA='$(DATA)' TIRO_HOST='$(HOST)' TIRO_DEMO="$${TIRO_DEMO:-$(DEMO)}" exec $(BIN)/tiro serve --migrate

.PHONY: test
test: .venv/test.stamp web/node_modules/.test.stamp web/dist/.stamp ## every test, browser included; ONLY= narrows it
	@$(BIN)/python -m pytest $(ONLY)

# ---- longer runs ----

.PHONY: bench
bench: .venv/test.stamp web/dist/.stamp ## the benchmark table, side by side with its peers
	@$(BIN)/python -m tests.bench

.PHONY: soak
soak: .venv/test.stamp web/node_modules/.test.stamp web/dist/.stamp ## the long fault and coverage runs
	@$(BIN)/python -m pytest tests/soak -m 'soak or not soak' -o addopts='-v -rP --strict-markers --import-mode=importlib'

.PHONY: cluster
cluster: .venv/test.stamp web/dist/.stamp ## compose.yaml's shape as plain processes: https://localhost:$PORT
	@TIRO_DATA='$(DATA)/cluster' $(BIN)/python -m tests.cluster --port '$(PORT)'

.PHONY: demo
demo: .venv/run.stamp ## fill the demo organisation into an empty DATA
	@TIRO_DATA='$(DATA)' TIRO_DEMO=1 $(BIN)/tiro demo

# ---- for developers ----

.PHONY: schema
schema: .venv/run.stamp ## write api/schema.graphql anew
	@$(BIN)/tiro export-schema

.PHONY: lint
lint: .venv/test.stamp web/node_modules/.test.stamp ## what the house's tests check of style and types
	@$(BIN)/ruff check . && cd web && npm run --silent check

.PHONY: fmt
fmt: .venv/test.stamp ## put imports in order and mend what can be mended
	@$(BIN)/ruff check --fix .

.PHONY: lock
lock: .venv/test.stamp ## renew constraints.txt from what is installed
	@(head -n 1 constraints.txt; $(BIN)/python -m pip freeze --exclude-editable | grep -vE '^(setuptools|pip)==') > constraints.new && mv constraints.new constraints.txt

.PHONY: media
media: .venv/test.stamp ## draw and encode the clips of the shipped courses anew
	@$(BIN)/python -m tests.media

.PHONY: clean
clean: ## everything that make made, except data/
	rm -rf .venv web/node_modules web/dist tests/bench/node_modules *.egg-info build .pytest_cache .ruff_cache .hypothesis
