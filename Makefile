# Everything a developer does. `make` alone says what there is.
# Needs Python 3.11 or later with its venv module, and nothing that is installed beside it.

PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$python"; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
CODE := klachten intake outbound tracker tests fuzz mutation $(if $(wildcard bench/*.py),bench)
SECONDS ?= 60

.DEFAULT_GOAL := help
.PHONY: help demo test cover check bench faults pictures fuzz mutants lock clean

help: ## say what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/with-demo ## show what it does, in a minute, with servers of its own
	@$(BIN)/klachten demo

test: $(VENV)/with-test ## install the real servers where possible, check the code, and test everything
	@tests/servers/install.sh
	@$(MAKE) --no-print-directory check
	$(BIN)/python -m pytest -n 2 --dist worksteal

cover: $(VENV)/with-test ## run the tests once more, every row on both databases, and say which lines none of them reached
	KLACHTEN_EVERY_ROW=1 $(BIN)/python -m pytest -n 2 --dist worksteal --cov --cov-report=term

check: $(VENV)/with-test ## format, lint and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy $(CODE)

bench: $(VENV)/with-test ## measure
	$(BIN)/python -m bench

faults: $(VENV)/with-test ## end it at every step of the way, flood it, and look what is left
	KLACHTEN_KILLS=100 KLACHTEN_CUTS=20 KLACHTEN_STORM=10000 $(BIN)/python -m pytest tests/faults \
		tests/stories/test_storms.py tests/intake/test_bounce_storm.py tests/hostile/test_orders_at_large.py

pictures: $(VENV)/with-test ## take the screenshots in docs/ anew
	PYTHONPATH=tests $(BIN)/python -m scene.pictures

fuzz: $(VENV)/with-fuzz ## look for mail that breaks it, for a minute (make fuzz SECONDS=600)
	$(BIN)/python -m fuzz --seconds $(SECONDS)

mutants: $(VENV)/with-mutants ## break who is obeyed and what follows in every small way, and see that a test sees it
	$(BIN)/python -m mutation

lock: $(VENV)/with-test ## write the locks anew, with the newest versions that fit
	$(BIN)/python -m pip install --quiet uv
	$(call compile,--extra demo --extra postgres pyproject.toml,requirements.lock)
	$(call compile,--extra test pyproject.toml,requirements-test.lock)
	$(call compile,--group fuzz,requirements-fuzz.lock)
	$(call compile,--group mutants --constraint requirements-test.lock,requirements-mutants.lock)

clean: ## remove what make made
	rm -rf $(VENV) .axe .fuzz .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage build demo-output klachten.egg-info

# A hash for every file of every package, for all Pythons from 3.11 on, and no registry's address.
define compile
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --no-annotate $(1) --output-file $(2)
endef

$(VENV)/with-test: pyproject.toml requirements-test.lock | $(BIN)/python
	$(PIP) install --requirement requirements-test.lock
	$(PIP) install --no-deps --editable .
	@touch $@ $(VENV)/with-demo

$(VENV)/with-demo: pyproject.toml requirements.lock | $(BIN)/python
	$(PIP) install --requirement requirements.lock
	$(PIP) install --no-deps --editable .
	@touch $@

# Where there is no atheris for this machine, `python -m fuzz` says so, and what to do.
$(VENV)/with-fuzz: requirements-fuzz.lock $(VENV)/with-test
	@$(PIP) install --only-binary atheris --requirement requirements-fuzz.lock && touch $@ || echo "atheris could not be installed." >&2

$(VENV)/with-mutants: requirements-mutants.lock $(VENV)/with-test
	$(PIP) install --requirement requirements-mutants.lock
	@touch $@

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed (apt-get install python3 python3-venv)." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "$(PYTHON) has no venv module. On Debian: apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
