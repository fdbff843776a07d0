# goforum. `make` alone says what can be asked for. Everything happens in .venv/ and .cache/; nothing outside the
# checkout is touched, except that root lets a target install the Debian packages it needs.

SHELL := /bin/sh
PYTHON ?= python3
PORT ?= 5000
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip install -qq --disable-pip-version-check
PACKAGES := $(VENV)/runtime.stamp
DEV_PACKAGES := $(VENV)/dev.stamp
RUNTIME := $(VENV)/project.stamp
DEV := $(DEV_PACKAGES) $(RUNTIME)
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard goforum/translations/*/LC_MESSAGES/messages.po))

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo serve test test-long lint bench translations catalogues migrate lock screenshots venv dev clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

demo: $(RUNTIME) catalogues ## run goforum with demo content on http://127.0.0.1:5000 (PORT= changes it); Ctrl-C ends it
	@exec $(PY) -m goforum demo --port $(PORT)

serve: $(RUNTIME) catalogues ## run a real site: web workers and the worker, settings from GOFORUM_* (docs/operating.md)
	@exec $(PY) -m goforum serve --port $(PORT)

test: $(DEV) catalogues ## run the whole suite, on SQLite and on PostgreSQL + Redis, browser journeys included
	@$(PY) tools/test.py

test-long: $(DEV) catalogues ## run the suite with the full counts of every proof (hours)
	@$(PY) tools/test.py --long

lint: $(DEV) ## check code, types, imports, templates, styles and catalogues
	@$(PY) tools/lint.py

bench: $(DEV) catalogues ## measure pages, posting, search and chat; prints one JSON object
	@$(PY) -m bench

translations: $(DEV) ## extract the messages, merge them into ar, fr and en, and say what is untranslated
	@$(PY) tools/catalogues.py update
	@$(MAKE) --no-print-directory catalogues

migrate: $(RUNTIME) ## bring the database of GOFORUM_DATABASE_URL (or the embedded one) to the newest schema
	@$(PY) -m goforum migrate

lock: $(DEV) ## write requirements/*.txt from pyproject.toml (UPGRADE=1 takes the newest versions)
	@$(PY) tools/lock.py $(if $(UPGRADE),--upgrade)

screenshots: $(DEV) catalogues ## take pictures of the main pages, into docs/screenshots/
	@$(PY) tools/services.py Chromium
	@$(PY) tools/screenshots.py

clean: ## remove what make built: the virtual environment, caches, the demo's data
	rm -rf $(VENV) .cache .demo build dist *.egg-info
	find goforum -name '*.mo' -delete

# The stamps remember the last installation: only a change of a lock file, or of the metadata, installs again.
venv: $(RUNTIME)
dev: $(DEV)

$(PY):
	@PYTHON="$(PYTHON)" sh tools/make-venv.sh $(VENV)

$(PACKAGES): requirements/runtime.txt requirements/build.txt | $(PY)
	@echo "Installing the locked packages into $(VENV)…"
	@$(PIP) --require-hashes -r requirements/runtime.txt -r requirements/build.txt
	@touch $@

$(DEV_PACKAGES): requirements/dev.txt | $(PACKAGES)
	@echo "Installing the locked packages of the tests into $(VENV)…"
	@$(PIP) --require-hashes -r requirements/dev.txt
	@touch $@

# The checkout itself, editable: gives .venv/bin/goforum.
$(RUNTIME): pyproject.toml setup.py $(PACKAGES)
	@$(PIP) --config-settings editable_mode=compat --no-index --no-deps --no-build-isolation --editable .
	@touch $@

catalogues: $(CATALOGUES)

%.mo: %.po | $(PACKAGES)
	@$(PY) tools/catalogues.py compile $<
