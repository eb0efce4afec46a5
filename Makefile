# Two commands do everything on a fresh machine: `make serve` and `make test`.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
VAR ?= var
BIN := .venv/bin
# Where the texts of the seed articles lie, if they are there at all; nothing needs them to build.
SEEDS ?= ../shared/seeds

.PHONY: help
help:  ## Show this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed; set PYTHON=python3.11"; exit 1; }
	@$(PYTHON) -m venv .venv 2>/dev/null || { rm -rf .venv; \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && apt-get install -y -qq python3-venv && $(PYTHON) -m venv .venv; \
	  else echo "python3-venv is needed: apt-get install python3-venv"; exit 1; fi; }

.venv/.run: $(BIN)/python requirements/run.lock pyproject.toml
	@echo "Setting up: what is needed to run"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/run.lock
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@

.venv/.dev: .venv/.run requirements/dev.lock
	@echo "Setting up: what is needed to test and check"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.lock
	@touch $@

# The validator of the FollowTheMoney export has an environment of its own: it wants an older rdflib.
.venv/.followthemoney: $(BIN)/python requirements/followthemoney.lock
	@echo "Setting up: the validator of the FollowTheMoney export"
	@$(BIN)/python -m venv .venv/followthemoney
	@.venv/followthemoney/bin/python -m pip install -q --disable-pip-version-check --require-hashes \
	  --only-binary :all: -r requirements/followthemoney.lock
	@touch $@

# The fonts of the pages and of PNG and PDF, from npm. Without npm those of the system are used.
FONTS := api/pages/assets/fonts
FACES := kg/picture/fonts
$(FONTS)/OFL.txt: web/package-lock.json
	@web/npm.sh --version >/dev/null 2>&1 || { echo "npm is not here: pages use the system's fonts"; exit 0; }; \
	  web/npm.sh ci --silent --ignore-scripts --no-audit --no-fund --prefix web \
	    || { echo "npm could not install: pages use the system's fonts"; exit 0; }; \
	  mkdir -p $(FONTS); \
	  for file in web/node_modules/@fontsource/be-vietnam-pro/files/be-vietnam-pro-{latin,latin-ext,vietnamese}-{400,600}-normal.woff2 \
	    web/node_modules/@fontsource/jetbrains-mono/files/jetbrains-mono-{latin,vietnamese}-400-normal.woff2; do \
	    name=$$(basename $$file); cp $$file $(FONTS)/$${name/-normal/}; done; \
	  mkdir -p $(FACES); cp web/node_modules/@expo-google-fonts/be-vietnam-pro/{400Regular,600SemiBold}/*.ttf \
	    web/node_modules/@expo-google-fonts/be-vietnam-pro/LICENSE_FONT $(FACES); \
	  cp web/node_modules/@fontsource/be-vietnam-pro/LICENSE $(FONTS)/OFL.txt; touch $(FONTS)/OFL.txt

# The islands of the pages, built from TypeScript. Without npm pages work without them.
STATIC := api/static/.vite/manifest.json
$(STATIC): $(FONTS)/OFL.txt web/vite.config.ts web/package.json $(wildcard web/src/*)
	@[ -d web/node_modules/vite ] || { echo "npm is not here: pages go without scripts"; exit 0; }; \
	  web/npm.sh --prefix web run --silent build

.PHONY: web
web: $(FONTS)/OFL.txt $(STATIC)  ## Install, build and copy what pages need from npm

.PHONY: web-check
web-check: .venv/.dev web  ## Types of the islands against the OpenAPI description, and their unit tests
	@$(BIN)/python -m api.document --openapi web/openapi.json
	@web/npm.sh --prefix web run --silent types
	@web/npm.sh --prefix web run --silent check
	@web/npm.sh --prefix web run --silent test

.PHONY: setup
setup: .venv/.dev .venv/.followthemoney web  ## Make .venv with the command `phoihop` and everything to develop it

.PHONY: build
build: .venv/.run  ## Build the graph from data/ into a new generation (nothing if it is up to date)
	@$(BIN)/phoihop build --var $(VAR)

.PHONY: serve
serve: build web  ## Set up, build the graph from data/, and serve pages and API on HOST:PORT
	@exec $(BIN)/phoihop serve --var $(VAR) --host $(HOST) --port $(PORT)

.PHONY: browser
browser:  ## Install Chromium for the browser tests, where that can be done
	@command -v chromium >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && apt-get install -y -qq chromium fonts-noto-core >/dev/null; \
	  else echo "No Chromium: the browser tests are skipped (apt-get install chromium)"; fi; }

.PHONY: test
test: .venv/.dev .venv/.followthemoney browser web  ## Set up and pass every test, with the coverage gates (95 % kg, 90 % api)
	@rm -f .coverage .coverage.*
	@$(BIN)/coverage run -m pytest
	@$(BIN)/coverage combine -q
	@$(BIN)/coverage report --include='kg/*' --fail-under=95
	@$(BIN)/coverage report --include='api/*' --fail-under=90

.PHONY: check
check: generate-check lint types web-check test  ## Regenerate and compare, lint, types, tests

.PHONY: lint
lint: .venv/.dev  ## Style, import contracts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports

.PHONY: types
types: .venv/.dev  ## pyright, strict, on kg and api
	@$(BIN)/pyright

.PHONY: format
format: .venv/.dev  ## Format and fix what can be fixed
	@$(BIN)/ruff check --fix-only -q . || true
	@$(BIN)/ruff format -q .

.PHONY: generate
generate: .venv/.dev  ## Write the generated files: Python terms, reference pages
	@$(BIN)/python -m kg.ontology.generate
	@$(BIN)/python -m kg.shapes.document
	@$(BIN)/python -m kg.ingest.document
	@$(BIN)/python -m kg.query.document
	@$(BIN)/python -m kg.cli.document
	@$(BIN)/python -m api.document

.PHONY: generate-check
generate-check: .venv/.dev  ## Fail if a generated file differs from what its source gives
	@$(BIN)/python -m kg.ontology.generate --check
	@$(BIN)/python -m kg.shapes.document --check
	@$(BIN)/python -m kg.ingest.document --check
	@$(BIN)/python -m kg.query.document --check
	@$(BIN)/python -m kg.cli.document --check
	@$(BIN)/python -m api.document --check

.PHONY: docs
docs: generate  ## Generate the reference pages under docs/reference

.PHONY: bench
bench: .venv/.dev  ## Run the benchmarks (minutes; results in bench/out, table in bench/README.md)
	@$(BIN)/python -m bench --update

.PHONY: fuzz
fuzz: .venv/.dev  ## Send over 5 000 generated requests to a server over the seeds (minutes)
	@PHOIHOP_FUZZ_EXAMPLES=120 $(BIN)/python -m pytest -q -rP --timeout 1800 tests/api/test_openapi.py -k generated

.PHONY: lock
lock: .venv/.dev  ## Lock the dependencies again (hashes, no registry addresses)
	@$(BIN)/python -m pip install -q uv
	@$(BIN)/uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 \
	  --extra build pyproject.toml -o requirements/run.lock
	@$(BIN)/uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 \
	  --extra build --extra dev pyproject.toml -o requirements/dev.lock
	@$(BIN)/uv pip compile -q --universal --generate-hashes --no-header --no-build --python-version 3.11 \
	  requirements/followthemoney.in -o requirements/followthemoney.lock

.PHONY: clean
clean:  ## Remove what was made: .venv, var, caches
	@rm -rf .venv var dist .pytest_cache .ruff_cache .hypothesis .import_linter_cache .coverage .coverage.*
