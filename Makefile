# Run, test and check reviewapp. `make help` lists the targets.

PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
PORT ?= 8000
# What PostgreSQL can change: the domain and the browser know no database.
DATABASE_FLOORS := tests/models tests/queries tests/services tests/commands tests/web tests/admin
export DATA_DIR ?= $(CURDIR)/data

.DEFAULT_GOAL := help
.PHONY: help install run test lint format types architecture migrations deploy-check browser postgres coverage docs docs-check bench screenshots lock ci clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  %-14s %s\n", $$1, $$2}'

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	@echo "Creating the environment in $(VENV) …"
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.txt | $(VENV)/bin/python
	@echo "Installing what the app needs …"
	$(RUN) -m pip install --disable-pip-version-check --progress-bar on -r requirements.txt
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	@echo "Installing what the tests need …"
	$(RUN) -m pip install --disable-pip-version-check --progress-bar on -r requirements-dev.txt
	@touch $@

install: $(VENV)/.installed ## build the environment in .venv

run: install ## migrate, load the demo, start web server and worker (PORT, DATA_DIR, DATABASE_URL)
	@echo "Preparing the database …"
	@$(RUN) manage.py migrate --verbosity 0
	@$(RUN) manage.py collectstatic --noinput --verbosity 0
	@$(RUN) manage.py load_demo
	@exec $(RUN) manage.py serve --port $(PORT)

test: $(VENV)/.installed-dev ## run the tests that need neither browser nor PostgreSQL
	$(RUN) -m pytest -n auto -m "not browser" $(PYTEST_ARGS)

lint: $(VENV)/.installed-dev ## ruff, djlint, unused and missing dependencies
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m djlint --check --quiet templates
	$(RUN) -m djlint --lint templates
	$(RUN) -m deptry .

format: $(VENV)/.installed-dev ## rewrite code and templates in the house's form
	$(RUN) -m ruff check --fix .
	$(RUN) -m ruff format .
	-$(RUN) -m djlint --reformat --quiet templates

types: $(VENV)/.installed-dev ## mypy --strict
	$(RUN) -m mypy

architecture: $(VENV)/.installed-dev ## the three import contracts
	$(VENV)/bin/lint-imports

migrations: $(VENV)/.installed-dev ## no change of a model without its migration
	$(RUN) manage.py makemigrations --check --dry-run

deploy-check: $(VENV)/.installed-dev ## Django's deployment check, with the settings of a public server
	HTTPS=1 ALLOWED_HOSTS=review.example $(RUN) manage.py check --deploy --fail-level WARNING

browser: $(VENV)/.installed-dev ## the tests in Chromium (CHROMIUM names the program)
	$(RUN) -m pytest -n auto -m browser $(PYTEST_ARGS)

postgres: $(VENV)/.installed-dev ## the suite on PostgreSQL (TEST_DATABASE_URL, or a throw-away cluster)
	$(RUN) -m tests.postgres -n auto $(DATABASE_FLOORS) $(PYTEST_ARGS)

coverage: $(VENV)/.installed-dev ## the suite with branch coverage: domain 100 %, all 95 %
	$(RUN) -m coverage erase
	$(RUN) -m pytest -n auto -m "not real_data" --cov --cov-branch --cov-report= $(PYTEST_ARGS)
	$(RUN) -m coverage report --include 'reviewapp/domain/*' --fail-under 100
	$(RUN) -m coverage report --fail-under 95

docs: $(VENV)/.installed-dev ## write the generated parts of docs/ anew
	$(RUN) manage.py write_docs

docs-check: $(VENV)/.installed-dev ## docs and README say what the code does
	$(RUN) -m pytest tests/docs

screenshots: $(VENV)/.installed-dev ## take the pictures of docs/ anew
	SCREENSHOTS=docs/pictures $(RUN) -m pytest -n0 -m browser tests/browser/test_screenshots.py

bench: $(VENV)/.installed-dev ## time import, scoring, page and save beside their bounds
	$(RUN) -m benchmarks

lock: $(VENV)/.installed-dev ## resolve the dependencies anew (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --no-annotate --no-header --generate-hashes --extra postgres --extra cjk --extra fast pyproject.toml -o requirements.txt
	uv pip compile --quiet --universal --python-version 3.11 --no-annotate --no-header --generate-hashes --extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt

ci: lint types architecture migrations deploy-check coverage postgres docs-check ## all of it, in CI's order

clean: ## remove what the tools left behind
	rm -rf .coverage* .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis artefacts
