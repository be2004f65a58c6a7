# The verbs of this project. Everything is set up by the verb that needs it.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
PORT ?= 8000
PY := .venv/bin/python
export PYTHONDONTWRITEBYTECODE ?=

help: ## list the verbs
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 17

run: .venv/run.stamp flyers ## set up, take in the samples, serve on 127.0.0.1:PORT (PORT=8000)
	@$(PY) manage.py demo --port $(PORT)

test: .venv/dev.stamp .venv/icu.stamp browser dovecot postgresql flyers fonts ## set up, with browser, ICU, Dovecot, PostgreSQL and languages of flyers, and run every test
	@$(PY) -m pytest -n 2

check: .venv/dev.stamp ## lint, format, types, import contract, migrations
	@.venv/bin/ruff check src tests tools
	@.venv/bin/ruff format --check src tests tools
	@.venv/bin/mypy
	@.venv/bin/lint-imports --no-cache
	@HANDBILL_VAR=$$(mktemp -d) $(PY) manage.py makemigrations --check --dry-run

bench: .venv/dev.stamp flyers fonts ## print the benchmark tables
	@$(PY) tools/bench.py

drill-intake: .venv/dev.stamp ## kill -9 under load 1,000 times, cut the power 300 times: nothing accepted may be lost
	@$(PY) -m tools.drill_intake

drill-mail: .venv/dev.stamp dovecot ## 10,000 mails through a real SMTP client and out of a real Dovecot: all in, and how fast
	@$(PY) -m tools.drill_mail

drill-seize: .venv/dev.stamp ## plant words in what senders send, and search every byte that the site keeps for them
	@$(PY) -m tools.drill_seize

drill-retention: .venv/dev.stamp ## let 90 days go by: nothing past due may be left in rows or bytes
	@$(PY) -m tools.drill_retention

score: .venv/dev.stamp ## print how well announcements with known answers are read
	@$(PY) -m tools.score

calibrate: .venv/dev.stamp ## measure how often each rule of reading is right, and write its table anew
	@$(PY) -m tools.calibrate

fuzz: .venv/dev.stamp ## spoil the samples in many ways and print what breaks or dawdles
	@$(PY) tools/mutate.py samples tests/library/formats/data

examples: .venv/dev.stamp ## write the outputs that documents show anew
	@$(PY) -m tools.examples

shots: .venv/dev.stamp browser ## make the screenshots in docs/pictures from the running samples
	@$(PY) tools/shots.py

format: .venv/dev.stamp ## write the code in its one format
	@.venv/bin/ruff check --fix src tests tools
	@.venv/bin/ruff format src tests tools

lock: .venv/dev.stamp ## write requirements/*.txt anew from pyproject.toml
	@$(PY) -m pip install -q uv
	@for set in "run:" "dev:--group dev"; do \
	  .venv/bin/uv pip compile -q --universal --generate-hashes --python-version 3.11 pyproject.toml \
	    --extra site --extra flyers $${set#*:} -o requirements/$${set%%:*}.txt; done
	@for set in icu bench; do \
	  .venv/bin/uv pip compile -q --universal --generate-hashes --python-version 3.11 --group $$set \
	    -o requirements/$$set.txt; done

data: .venv/dev.stamp .venv/icu.stamp ## write the generated data anew: names from CLDR, the gazetteer from GeoNames
	@$(PY) tools/build_cldr.py
	@$(PY) tools/build_calendar_names.py
	@$(PY) -m tools.build_umm_al_qura
	@$(PY) tools/build_written.py
	@$(PY) tools/build_gazetteer.py

clean: ## remove what was made: environment, caches, the site's own data
	@rm -rf .venv var build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

.venv/bin/python:
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { apt-get update -qq && apt-get install -y -qq python3-venv; }
	@$(PYTHON) -m venv .venv

.venv/run.stamp: requirements/run.txt pyproject.toml | .venv/bin/python
	@echo "setting up: libraries of the site"
	@$(PY) -m pip install -q --disable-pip-version-check --require-hashes -r requirements/run.txt
	@$(PY) -m pip install -q --disable-pip-version-check --no-deps -e .
	@touch $@

.venv/dev.stamp: requirements/dev.txt .venv/run.stamp
	@echo "setting up: libraries for tests, checks and tools"
	@$(PY) -m pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

# ICU is a second source for calendars in tests; PyICU comes as source only. Where it cannot be built, the
# reason is printed and the tests that ask it are skipped with that reason.
PYTHON_H = $$($(PY) -c 'import sysconfig; print(sysconfig.get_path("include"))')/Python.h

.venv/icu.stamp: requirements/icu.txt .venv/dev.stamp
	@echo "setting up: ICU, which tests compare calendars with"
	@{ { command -v g++ && pkg-config --exists icu-i18n && test -e "$(PYTHON_H)"; } >/dev/null 2>&1 || \
	  { apt-get update -qq && \
	    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq g++ pkg-config libicu-dev python3-dev >/dev/null; }; \
	  } && $(PY) -m pip install -q --disable-pip-version-check --require-hashes -r requirements/icu.txt && \
	  touch $@ || echo "PyICU could not be built (see above): tests that compare calendars with ICU are skipped"

browser:
	@command -v chromium >/dev/null || { echo "setting up: chromium"; apt-get update -qq && \
	  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; }

# Dovecot is the mailbox that the poller of mail is tested against; it is started by the tests alone.
dovecot:
	@command -v dovecot >/dev/null || { echo "setting up: dovecot"; { apt-get update -qq && \
	  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq dovecot-imapd >/dev/null; } || \
	  echo "Dovecot could not be installed (see above): tests of the mailbox are skipped"; }

# What Tesseract knows of languages, to read flyers with: 25 MB, in these and whatever else Debian has as
# tesseract-ocr-… Where TESSDATA_PREFIX is set, that folder is for its owner to fill.
FLYERS = osd eng deu fra spa por ita nld pol rus ukr ell ara fas heb tur hin jpn kor chi-sim
TESSDATA = /usr/share/tesseract-ocr

flyers:
	@test -n "$$TESSDATA_PREFIX" || { missing=$$(for language in $(FLYERS); do \
	  ls $(TESSDATA)/*/tessdata/$${language/-/_}.traineddata >/dev/null 2>&1 || echo tesseract-ocr-$$language; done); \
	  test -z "$$missing" || { echo "setting up: languages of flyers"; { apt-get update -qq -o Acquire::Retries=0 -o Acquire::http::Timeout=9 && \
	  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null; } || \
	  echo "not installed (see above):" $$missing "- flyers in these languages are read badly or not at all"; }; }

# Tests draw their flyers in this face.
fonts:
	@test -e /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf || { echo "setting up: DejaVu"; { apt-get update -qq && \
	  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq fonts-dejavu-core >/dev/null; } || \
	  echo "DejaVu could not be installed (see above): tests of flyers are skipped"; }

# PostgreSQL is the database of larger sites; tests start clusters of their own, so none is made here.
postgresql:
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || { echo "setting up: postgresql"; \
	  { apt-get update -qq && export DEBIAN_FRONTEND=noninteractive && \
	  apt-get install -y -qq postgresql-common >/dev/null && \
	  sed -i 's/^#*create_main_cluster.*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf && \
	  apt-get install -y -qq postgresql >/dev/null; } || \
	  echo "PostgreSQL could not be installed (see above): tests with it are skipped"; }

.PHONY: help run test check bench drill-intake drill-mail drill-seize drill-retention score calibrate fuzz examples shots format lock \
  data clean browser dovecot postgresql flyers fonts
