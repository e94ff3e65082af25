# One command sets up, one runs, one checks. `make` alone lists them.

FITS := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
  "$$p" -c '$(FITS)' 2>/dev/null \
  && { command -v "$$p"; break; }; done)
IN := .venv/bin/python -m
# A set-up is good for one lock, one pyproject.toml and one place; then it costs nothing to ask.
STAMP := $(shell { cat requirements.txt pyproject.toml; pwd; } | cksum | tr ' ' -)
STAMP_DEV := $(shell { cat requirements-dev.txt pyproject.toml; pwd; } | cksum | tr ' ' -)
RUN_READY := .venv/ready-to-run-$(STAMP)
DEV_READY := .venv/ready-to-test-$(STAMP_DEV)

.DEFAULT_GOAL := list
.PHONY: list setup run test check fix docs errors lock bench bench-media bench-errors corpus crash chaos refresh memory latency month race million bench-create screenshots clean

list: # What there is to do
	@sed -n 's/^\([a-z][a-z-]*\):[^#]*# /  make \1	/p' Makefile | expand -t 24

setup: $(RUN_READY) # Install into .venv, from the lock
	@echo "Ready: make run"

run: $(RUN_READY) # Set up if need be, then start everything and show where it is
	@exec $(IN) publisher run

test: $(DEV_READY) # All tests, on SQLite and PostgreSQL; T=tests/web for some of them
	@$(IN) pytest -n 2 $(T)

check: $(DEV_READY) # Format, lint, types and floors
	@.venv/bin/ruff format --check .
	@.venv/bin/ruff check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports

fix: $(DEV_READY) # Mend what a program can mend: format, order of imports
	@.venv/bin/ruff format .
	@.venv/bin/ruff check --fix .

docs: $(DEV_READY) # Write the pages of docs/ that the code itself knows
	@$(IN) publisher settings --markdown > docs/settings.md
	@$(IN) docs.printing
	@$(IN) publisher.tiktok.catalogue.export

errors: $(DEV_READY) # Write docs/errors.md and docs/errors.json; count the codes of each source
	@$(IN) publisher.tiktok.catalogue.export

lock: # Write the locks anew from pyproject.toml; the only thing that needs uv
	@$(LOCK) --group build -o requirements.txt
	@$(LOCK) --group dev -o requirements-dev.txt

bench: $(RUN_READY) # From a fresh clone to the first published post, with the clock running
	@$(IN) bench.first_post

bench-media: $(DEV_READY) # What the media engine costs, each figure a ratio inside one run
	@$(IN) bench.media.figures

corpus: $(DEV_READY) # Every awkward and hostile file through the media engine
	@$(IN) bench.media.corpus

bench-errors: $(DEV_READY) # How fast an error of the platform becomes a Reason
	@$(IN) bench.errors

crash: $(DEV_READY) # A worker brought to fall at every point; SAMPLE=0.1 tries a tenth
	@$(IN) bench.crash

chaos: $(DEV_READY) # Workers killed, Redis flushed, lines cut, and every post out once; POSTS, SECONDS
	@$(IN) bench.chaos

refresh: $(DEV_READY) # Twenty workers meet one ended token: one renewal, and all go on
	@$(IN) bench.refresh

memory: $(DEV_READY) # What a worker holds while it sends a film of 4 GB; SIZE in bytes
	@$(IN) bench.memory

latency: $(DEV_READY) # From due to the announcement, on an idle service; POSTS
	@$(IN) bench.latency

month: $(DEV_READY) # A month of many creators in simulated time; SCALE, DAYS, SEED
	@$(IN) bench.month

race: $(DEV_READY) # Many threads after the places of one creator's day
	@$(IN) bench.race

bench-create: $(DEV_READY) # What a create with all its promises costs beside a bare insert; ROUNDS
	@$(IN) bench.create

million: $(DEV_READY) # What is asked every second, with a million posts in the store
	@$(IN) bench.million

screenshots: $(RUN_READY) # The console's pictures in docs/, taken in a real Chromium
	@$(IN) bench.screenshots

clean: # Remove .venv; var/ with its posts stays
	@rm -rf .venv

LOCK := uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
  --no-emit-index-url --no-annotate --no-header --quiet

$(RUN_READY): LOCKED := requirements.txt
$(DEV_READY): LOCKED := requirements-dev.txt
$(RUN_READY) $(DEV_READY):
	@$(if $(PYTHON),,$(call refuse,No Python 3.11 to 3.13 was found on the PATH.,Install one or name it: make $(MAKECMDGOALS) PYTHON=/path/to/python3.12))
	@"$(PYTHON)" -c '$(FITS)' 2>/dev/null || $(call refuse,$(PYTHON) is not Python 3.11 to 3.13.,Name another: make $(MAKECMDGOALS) PYTHON=/path/to/python3.12)
	@command -v git >/dev/null || $(call refuse,git was not found on the PATH.,Install git with your system's packages.)
	@"$(PYTHON)" -c 'import venv, ensurepip' 2>/dev/null || $(call refuse,$(PYTHON) cannot make a virtual environment: its module venv is missing.,Install it; Debian and Ubuntu call it python3-venv.)
	@.venv/bin/python -c 'import pip' 2>/dev/null || { echo "Making .venv with $(PYTHON)"; "$(PYTHON)" -m venv --clear .venv; }
	@echo "Installing what $(LOCKED) names; the first time takes a minute or two"
	@{ .venv/bin/python -m pip install --disable-pip-version-check --no-deps --require-hashes -r $(LOCKED) \
	   && .venv/bin/python -m pip install --disable-pip-version-check --no-deps \
	      --no-build-isolation --editable .; echo "ended $$?"; } 2>&1 | tee .venv/install.log \
	 | awk -v all="$$(grep -c '==' $(LOCKED))" '$(PROGRESS)' \
	 || $(call refuse,The installation failed; all that pip said is in .venv/install.log.,Read its last lines; is a package index reachable?)
	@rm -f .venv/ready-to-*; touch $@ $(if $(findstring dev,$(LOCKED)),$(RUN_READY))

PROGRESS = /^Collecting / { n++; if (n % 10 == 0) printf "  %d of about %d\n", n, all } \
  /^Installing collected/ { print "  all here, unpacking" } \
  /^ERROR|^error/ { print } \
  /^ended / { status = $$2 } { fflush() } END { exit status }

define refuse
{ echo "$(1)" >&2; echo "→ $(2)" >&2; exit 1; }
endef
