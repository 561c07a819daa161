# Commands of this repository. `make` without a target prints the list.
# Recipes are a line or two; longer ones are scripts in tools/.

.DEFAULT_GOAL := help
SHELL := /bin/sh
PY := .venv/bin/python
export PYTHON

# Marker files of finished installations, inside the installed folder: deleting the folder makes
# the installation run again.
HOME_READY := .venv/.home
DEV_READY := .venv/.dev
WEB_READY := frontend/node_modules/.dev
WEB_HOME_READY := frontend/node_modules/.home
PAGES := frontend/dist/index.html
PAGE_SOURCES := $(shell find frontend/src frontend/public frontend/build -type f 2>/dev/null) \
	$(wildcard frontend/*.html frontend/*.ts frontend/package.json)

# The project's Python code, for tools that take paths.
CODE := app.py chalicelib worker localstack tools tests

.PHONY: help setup run api worker web imdb-sync logs test test-fast coverage check test-unit test-web e2e lint types contracts \
	sizes format lock api-types docs migration migrate db-shell db-reset package bench fuzz soak-downloads bench-calendar bench-discover bench-downloads bench-imdb bench-library bench-library-titles bench-names bench-pages bench-playback bench-recommendations bench-search bench-tracking clean ready

##@ Setup

help: ## this list
	@awk -f tools/help.awk $(MAKEFILE_LIST)

setup: ## install all development dependencies: Python, frontend, browser, commit hook
	@$(MAKE) --no-print-directory -j2 $(DEV_READY) $(WEB_READY)
	@tools/ensure_chromium.sh >/dev/null
	@tools/install_hook.sh

lock: $(DEV_READY) ## compile the lock files again after pyproject.toml changed
	@tools/lock.sh

##@ Run

run: ## the whole product, embedded, until Ctrl-C
	@$(MAKE) --no-print-directory -j2 ready
	@exec $(PY) -m localstack

api: $(HOME_READY) ## only the gateway, with the environment as it is
	@exec $(PY) -m localstack.gateway

worker: $(HOME_READY) ## only the worker, with the environment as it is
	@exec $(PY) -m worker

web: $(WEB_READY) ## the pages with live reload, in front of a running `make run`
	@cd frontend && exec npm run dev

imdb-sync: $(HOME_READY) ## import every film, show and episode of IMDb into the running database
	@exec $(PY) -m localstack.worker imdb-sync $(ARGS)

logs: ## follow the logs of the running processes
	@tail -n 20 -F $${SEEN_DATA_DIR:-.seen}/logs/*.log

##@ Check

test: ## all checks, from a fresh clone; one slice: make test SLICE=downloads
ifdef SLICE
	@$(MAKE) --no-print-directory $(DEV_READY)
	@tools/test.sh slice $(SLICE)
else
	@tools/test.sh
endif

test-fast: $(DEV_READY) $(WEB_READY) ## lint, types, contracts, unit tests, changed slices: under a minute
	@tools/test.sh fast

check: $(DEV_READY) $(WEB_READY) ## lint, types, contracts, dead code, templates
	@tools/test.sh check

test-unit: $(DEV_READY) ## pure code, in some ten seconds
	@$(PY) -m pytest -q tests/unit

test-web: $(WEB_READY) ## the frontend's tests
	@cd frontend && npm test --silent

e2e: $(DEV_READY) $(WEB_READY) $(PAGES) ## a real browser against the real product
	@CHROMIUM=$$(tools/ensure_chromium.sh) $(PY) -m pytest -q tests/e2e

coverage: $(DEV_READY) ## line coverage of the server's tests, as a percentage and .coverage
	@tools/test.sh coverage

lint: $(DEV_READY) $(WEB_READY) ## ruff, Oxlint, Prettier
	@tools/test.sh lint

types: $(DEV_READY) $(WEB_READY) ## mypy, Oxlint
	@tools/test.sh types

contracts: $(DEV_READY) $(WEB_READY) ## import contracts; the API's types
	@tools/test.sh contracts

sizes: ## files that exceed the recommended length
	@python3 tools/sizes.py

bench: $(DEV_READY) $(PAGES) ## benchmarks on this machine
	@$(PY) -m tests.bench

bench-search: $(DEV_READY) ## benchmark of search among 1.5 million titles
	@$(PY) -m tests.bench.search

bench-discover: $(DEV_READY) ## benchmark of lists and title pages among 1.5 million titles
	@$(PY) -m tests.bench.discover

bench-calendar: $(DEV_READY) ## benchmark of a month of the calendar among nine million episodes; ten minutes
	@$(PY) -m tests.bench.calendar $(ARGS)

bench-tracking: $(DEV_READY) ## benchmark of a long history: home page, Continue watching, history, reports of players
	@$(PY) -m tests.bench.tracking $(ARGS)

bench-downloads: $(DEV_READY) ## benchmark of downloads: torrents, HTTP, queue, lists; about ten minutes
	@$(PY) -m tests.bench.downloads $(ARGS)

bench-library-titles: $(DEV_READY) ## benchmark of the library by title at 200,000 files
	@$(PY) -m tests.bench.library_titles

bench-library: $(DEV_READY) ## benchmark of scans of 50,000 files and 500 clips, and of a push; about six minutes
	@$(PY) -m tests.bench.library

bench-names: $(DEV_READY) ## benchmark of reading names, beside guessit and parsett
	@$(PY) -m tests.bench.names

bench-pages: $(DEV_READY) $(PAGES) ## benchmark of the first pages in a browser, beside static pages; about ten minutes
	@CHROMIUM=$$(tools/ensure_chromium.sh) $(PY) -m tests.bench.pages $(ARGS)

bench-playback: $(DEV_READY) ## benchmark of converted films beside bare ffmpeg, of many readers, and of files beside nginx; about three minutes
	@$(PY) -m tests.bench.playback

bench-recommendations: $(DEV_READY) ## benchmark of recommendations, beside popularity, item-kNN and EASE
	@OPENBLAS_NUM_THREADS=1 $(PY) -m tests.bench.recommendations # as the worker sets it

bench-imdb: $(DEV_READY) ## benchmark of the IMDb import: make bench-imdb SCALE=2000000
	@SCALE=$(SCALE) $(PY) -m tests.bench.imdb

soak-downloads: $(DEV_READY) ## soak test with killed workers and full disks: make soak-downloads MINUTES=20
	@MINUTES=$(MINUTES) $(PY) -m tests.soak $(ARGS)

fuzz: $(DEV_READY) ## made-up requests to every operation of the API: make fuzz EXAMPLES=50 SECONDS=900
	@EXAMPLES=$(EXAMPLES) SECONDS=$(SECONDS) $(PY) -m tests.fuzz $(ARGS)

##@ Change

format: $(DEV_READY) $(WEB_READY) ## rewrite Python and frontend in the project's style
	@.venv/bin/ruff check --quiet --fix $(CODE); .venv/bin/ruff format --quiet $(CODE)
	@cd frontend && npm run --silent format

api-types: $(DEV_READY) $(WEB_READY) ## the frontend's types from the functions' declarations
	@tools/api_types.sh

docs: $(DEV_READY) ## draw docs/images/parts.svg from the imports
	@PYTHONPATH=. $(PY) tools/draw_parts.py

migration: ## a new migration: make migration NAME=what_it_does
	@tools/migration.sh "$(NAME)"

##@ Database

migrate: $(HOME_READY) ## apply pending migrations to DATABASE_URL, or to the running database
	@url=$$($(PY) -m localstack.database_url) && DATABASE_URL=$$url $(PY) -m chalicelib.migrate

db-shell: $(HOME_READY) ## psql on DATABASE_URL, or on the running database
	@exec $(PY) -m localstack.shell

db-reset: ## delete the embedded database, after asking
	@tools/db_reset.sh

##@ Ship

package: $(DEV_READY) ## the AWS deployment package: functions and a template, in .chalice/package
	@AWS_DEFAULT_REGION=$${AWS_DEFAULT_REGION:-us-east-1} .venv/bin/chalice package --stage prod \
		--merge-template infra/aws/functions.yaml .chalice/package

clean: ## remove build output and caches; keeps your data and the installed packages
	@tools/clean.sh

# Prerequisites of the commands above.

ready: $(HOME_READY) $(PAGES)
	@:

$(HOME_READY): requirements-home.txt
	@tools/setup_python.sh home

$(DEV_READY): requirements-dev.txt requirements-home.txt
	@tools/setup_python.sh dev

$(WEB_READY): frontend/package-lock.json
	@tools/setup_frontend.sh

$(WEB_HOME_READY): frontend/package-lock.json
	@tools/setup_frontend.sh home

$(PAGES): $(WEB_HOME_READY) $(PAGE_SOURCES)
	@echo "Building the pages…"
	@cd frontend && npm run --silent build -- --logLevel error && touch dist/index.html
