# goforum. `make` alone says what can be asked for. Everything happens in .venv/ and .cache/; nothing outside the
# checkout is touched, except that root lets a target install the Debian packages it needs.

SHELL := /bin/sh
PYTHON ?= python3
PORT ?= 5000
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes
RUNTIME := $(VENV)/runtime.stamp
DEV := $(VENV)/dev.stamp
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

screenshots: $(DEV) catalogues ## take pictures of the main pages, into docs/shots/
	@$(PY) tools/screenshots.py

clean: ## remove what make built: the virtual environment, caches, compiled catalogues
	rm -rf $(VENV) .cache build dist *.egg-info
	find goforum -name '*.mo' -delete

# A change of a lock file is the only reason to install again; the stamps remember the last one.
venv: $(RUNTIME)
dev: $(DEV)

$(PY):
	@PYTHON="$(PYTHON)" sh tools/make-venv.sh $(VENV)

$(RUNTIME): requirements/runtime.txt | $(PY)
	@echo "Installing the locked packages into $(VENV)…"
	@$(PIP) -r requirements/runtime.txt
	@touch $@

$(DEV): requirements/dev.txt | $(PY)
	@echo "Installing the locked packages of the tests into $(VENV)…"
	@$(PIP) -r requirements/dev.txt
	@touch $@ $(RUNTIME)

catalogues: $(CATALOGUES)

%.mo: %.po | $(RUNTIME)
	@$(PY) tools/catalogues.py compile $<
