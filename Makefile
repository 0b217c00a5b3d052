# make run    the page, on http://localhost:8501
# make test   lint, types and all tests; installs what they need where it may (APT=no: says it)
# make scripts  lint, types and unit tests of the browser's scripts alone; part of `make test`
# make atlas  build the atlas that ships again
# make fields renew the codes in the atlas's schema, and from it DATA.md's table of fields
# make vectors  write again what Python and the browser's scripts are both held to
# make structure  how the project is built, in numbers: floors, circles, climbs, files to touch
# make dependencies  renew the table in docs/dependencies.md: licences, releases, advisories
# make bounds  all tests at the oldest and the newest versions that the requirements allow
# make report how well its sites are placed, and where queries lead
# make bench  measure all and write benchmarks/RESULTS.md (REPORTS=folder of real reports)
# make shots  take the screenshots of the documents again

PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501
# Processes that run the tests; a file's tests stay in one.
WORKERS ?= 2

.PHONY: run test scripts machine atlas fields vectors structure dependencies bounds report bench shots clean

run: $(VENV)/.run
	$(BIN)/python -m geo serve --port $(PORT)

test: machine $(VENV)/.test scripts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

# Where node or npm is missing it says so, and leaves out what needs it.
scripts:
	@sh tools/scripts.sh

machine:
	@sh tools/machine.sh test $(PYTHON)

atlas: $(VENV)/.run
	GEO_PLACES=none $(BIN)/python -m geo build seeds/wuchang-2021.txt

fields: $(VENV)/.run
	$(BIN)/python -m tools.field_table

vectors: $(VENV)/.run
	$(BIN)/python -m tools.vectors

structure: $(VENV)/.test
	$(BIN)/python -m tools.structure

dependencies: $(VENV)/.test
	$(BIN)/python -m tools.dependencies --write docs/dependencies.md

bounds: $(VENV)/.test
	$(BIN)/python -m tools.bounds -- -n $(WORKERS) --dist loadfile

report: $(VENV)/.test
	$(BIN)/python -m geo coverage
	$(BIN)/python -m pytest tests/acceptance --quiet --no-header

bench: $(VENV)/.test
	GEO_PLACES=none $(BIN)/python -m benchmarks.results $(if $(REPORTS),--reports "$(REPORTS)")

shots: $(VENV)/.test
	PYTHONPATH=. $(BIN)/python tests/browser/screenshots.py docs

$(VENV)/.venv:
	@sh tools/machine.sh run $(PYTHON)
	$(PYTHON) -m venv $(VENV)
	touch $@

$(VENV)/.run: $(VENV)/.venv requirements.txt requirements-assistants.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-assistants.txt
	touch $@

$(VENV)/.test: $(VENV)/.run requirements-many.txt requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

clean:
	rm -rf $(VENV) node_modules .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -prune -exec rm -r {} +
