# The two commands: `make run` turns the papers in tests/corpus into tables, `make test` runs all tests.
# Both install what they need into .venv first; a second time there is nothing left to do.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed

.PHONY: run test install lint docs constraints bench bench-scale coverage
.DEFAULT_GOAL := run

run: install
	$(BIN)/zhengce run

test: install
	$(BIN)/pytest -n auto --dist worksteal

lint: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# The tests once more, with the lines and branches that they reach; a third longer.
coverage: install
	$(BIN)/pytest -n auto --dist worksteal --cov --cov-report=term:skip-covered

# What zhengce costs beside two other extractors, which get an environment of their own.
PEERS := .venv-peers
bench: install
	test -x $(PEERS)/bin/python || $(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/python -m pip install --quiet "jionlp<1.6" "recognizers-text-suite==1.0.2a2" "emoji<2"
	PYTHONPATH=. $(BIN)/python tests/benchmarks/bench.py --peers $(PEERS)/bin/python --json benchmarks/results/latest.json

# What a run costs a paper as papers grow in number, and readers of ten million rows; hours with DOCUMENTS="1000 100000".
DOCUMENTS ?= 1000 10000
bench-scale: install
	PYTHONPATH=. $(BIN)/python -m tests.benchmarks.bench_scale --documents $(DOCUMENTS) --flow --json benchmarks/results/scale.json

install: $(INSTALLED)

# uv installs in seconds, but does not read pip's configuration: it is told the index that pip would use, and where it
# cannot reach one, pip does the work.
$(INSTALLED): pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 is needed and was not found; set PYTHON=/path/to/python3.11"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing into $(VENV)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt uv && \
	index=$$($(BIN)/python -m pip config get global.index-url 2>/dev/null || true) && \
	$(BIN)/uv pip install --quiet --python $(BIN)/python $${index:+--default-index "$$index"} \
		--constraint constraints.txt --editable . --group dev || { \
	echo "uv could not install; trying pip" && \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1" && \
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable . --group dev; }
	@touch $@

# After a change of a table, a command, a setting or a message: what docs/ says of them is written anew. The tests fail
# while they write, on purpose; look at the difference.
docs: install
	-$(BIN)/pytest -q --regenerate-goldens tests/flows/test_dictionary.py tests/flows/test_reference.py

# After a change of the dependencies: what is installed and was tested becomes what is pinned.
constraints:
	$(BIN)/uv pip freeze --python $(BIN)/python --exclude-editable | grep -viE '^(pip|setuptools|wheel)==' > constraints.txt
