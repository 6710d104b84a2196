# `make run` and `make test` are all that most people need; `make help` lists the rest.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
VAR_DIR ?= var

VENV := .venv
PY := $(VENV)/bin/python
MANAGE := $(PY) manage.py
PIP := $(PY) -m pip install -qq --disable-pip-version-check
PINS := $(PY) -m uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	--no-header --no-annotate --no-emit-index-url --no-emit-find-links $(if $(UPGRADE),--upgrade)

# These files tell what has been done, so that a second `make run` does not do it again.
INSTALLED := $(VENV)/.installed
INSTALLED_DEV := $(VENV)/.installed-dev
COLLECTED := $(VAR_DIR)/static/staticfiles.json
STATIC_FILES := $(shell find iom_portal members organs strategy -path '*/static/*' -type f)

# There is no such file of settings: what `make lint` says does not depend on the settings of this machine.
NO_SETTINGS := $(VENV)/no.env

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help run dev admin ready quick test test-full test-matrix browser lint format pins clean

help: ## list the commands
	@awk -F ' *[#][#] *' '/^[a-z-]+:.*[#][#]/ { sub(/:.*/, "", $$1); printf "make %-11s %s\n", $$1, $$2 }' Makefile

run: ready $(COLLECTED) ## set up what is missing, then serve the site (HOST=127.0.0.1 PORT=8000)
	@exec $(MANAGE) serve --host "$(HOST)" --port "$(PORT)"

dev: ready ## the same with debug pages and automatic reload
	@DEBUG=true SITE_URL="http://$(HOST):$(PORT)" exec $(MANAGE) runserver "$(HOST):$(PORT)"

admin: ready ## make a user for /admin/
	@$(MANAGE) createsuperuser

ready: $(INSTALLED) .env
	@echo "Preparing the database"
	@$(MANAGE) migrate --noinput --verbosity 0
	@$(MANAGE) load_register --if-empty

quick: $(INSTALLED_DEV) ## run the quick tests of the kernel, and of one room (ROOM=members, organs, strategy, pages, api, admin)
	@$(PY) -m pytest -m "not long and not slow" --leave-once tests/test_imports.py tests/records $(if $(ROOM),tests/$(ROOM))

test: $(INSTALLED_DEV) ## run the tests on SQLite, on PostgreSQL and in a browser (BROWSER=none leaves that out)
	$(call every_way,)

test-full: SHARED :=
test-full: $(INSTALLED_DEV) ## the same, with the tests that take minutes
	$(call every_way,-m "")
	@for fonts in dejavu liberation noto; do \
	  echo "Pages with the fonts of $$fonts alone"; \
	  $(PY) -m pytest tests/browser/test_every_page.py --fonts=$$fonts -m "" || exit 1; \
	done

test-matrix: ## run all but those in a browser on every Python from 3.11 on that is found (TESTS="tests/records tests/api")
	@.ci/matrix $(TESTS)

browser: ## say where the browser of the tests is; on Debian, as root, install one where there is none
	@.ci/browser

# Both databases at once, each on a core of its own; then the browser, on that of SQLite, whose run is the shorter one. In
# `make test` each leaves to the other what cannot differ between the two; `make test-full` asks all of both. What the run
# on PostgreSQL says is shown when all have ended. The tests go in an order that is another one each day; SEED= makes it
# again, and SEED=none leaves them in the order of their files. COVERAGE=1 measures which lines of the kernel and the
# membership their own tests reach on SQLite: to measure all would take three times as long.
SEED ?= $(shell date +%Y%m%d)
SHUFFLED := $(if $(filter none,$(SEED)),,-p randomly --randomly-seed=$(SEED))
MEASURED := tests/records/dates tests/records/reading tests/records/models tests/records/filtering tests/members
SHARED := --share
define every_way
	@logs=$$(mktemp -d) && trap 'rm -rf "$$logs"' EXIT && { \
	  if [ "$$BROWSER" = none ]; then :; else .ci/browser; fi >"$$logs/browser" 2>&1 & browser=$$!; \
	  echo "Tests on SQLite, and on PostgreSQL beside them"; \
	  $(PY) -m pytest $(SHUFFLED) $(SHARED) --database=postgresql --ignore=tests/browser $(1) >"$$logs/postgresql" 2>&1 & postgresql=$$!; \
	  $(PY) $(if $(COVERAGE),-m coverage run) -m pytest $(SHUFFLED) $(SHARED) $(MEASURED) $(1); measured=$$?; \
	  $(PY) -m pytest $(SHUFFLED) $(SHARED) --ignore=tests/browser $(MEASURED:%=--ignore=%) $(1); sqlite=$$?; \
	  echo "Tests in a browser"; \
	  wait $$browser || cat "$$logs/browser"; \
	  $(PY) -m pytest tests/browser $(1); pages=$$?; \
	  wait $$postgresql; postgresql=$$?; \
	  echo "Tests on PostgreSQL"; cat "$$logs/postgresql"; \
	  exit $$((measured | sqlite | pages | postgresql)); }
endef

lint: $(INSTALLED_DEV) ## check style, types, templates and what a kind or a field must declare
	@$(PY) -m ruff check --quiet .
	@$(PY) -m ruff format --check --quiet .
	@$(VENV)/bin/djangofmt --check --quiet templates
	@$(PY) -m djlint --lint --quiet --allow-empty-input templates
	@DEBUG=true ENV_FILE=$(NO_SETTINGS) $(PY) -m mypy --no-error-summary
	@DEBUG=true ENV_FILE=$(NO_SETTINGS) $(MANAGE) check --fail-level WARNING

format: $(INSTALLED_DEV) ## put code and templates into style
	@$(PY) -m ruff check --fix --quiet . || true
	@$(PY) -m ruff format --quiet .
	@$(VENV)/bin/djangofmt --quiet templates

pins: $(INSTALLED_DEV) ## write requirements*.txt from pyproject.toml (UPGRADE=1 takes newer releases)
	@$(PINS) --output-file requirements.txt
	@$(PINS) --output-file requirements-dev.txt --constraint requirements.txt --extra test --extra lint --extra pins
	@$(subst pyproject.toml,tests/frictionless.in,$(PINS)) --output-file tests/frictionless.txt

clean: ## remove .venv, collected static files and caches; the database and .env stay
	@rm -rf $(VENV) "$(VAR_DIR)/static" .pytest_cache .ruff_cache .mypy_cache .hypothesis .cache .coverage
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(PY):
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) was not found: install Python 3.11 to 3.14, or name one with PYTHON=" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] < (3, 11))' || { echo "$(PYTHON) is older than Python 3.11: name a newer one, for example PYTHON=python3.13 make run" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] > (3, 14))' || echo "$$($(PYTHON) --version) is newer than the Pythons that the portal was tried on (3.11 to 3.14). If something fails, name one of these: PYTHON=python3.13 make run" >&2
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) cannot make a virtual environment: install python3-venv (Debian: apt-get install python3-venv)" >&2; exit 1; }
	@echo "Creating $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv --clear $(VENV)

$(INSTALLED): requirements.txt $(PY)
	@echo "Installing requirements.txt"
	@$(PIP) -r requirements.txt
	@touch $@

$(INSTALLED_DEV): requirements-dev.txt $(PY)
	@echo "Installing requirements-dev.txt"
	@$(PIP) -r requirements-dev.txt
	@touch $@

.env:
	@echo "Writing .env with a new SECRET_KEY"
	@umask 077; { echo "# Settings of this machine; .env.example lists them all."; $(PY) -c 'import secrets; print("SECRET_KEY=" + secrets.token_urlsafe(64))'; } >$@

# Redoc is left out: the API's pages use Swagger UI only.
$(COLLECTED): $(INSTALLED) .env $(STATIC_FILES)
	@echo "Collecting and compressing static files"
	@mkdir -p "$(VAR_DIR)"
	@$(MANAGE) collectstatic --noinput --verbosity 0 --ignore redoc
