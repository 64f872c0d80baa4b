# `make site` builds the example paper, `make test` passes the tests: each sets up what it needs.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin
SITE := public
BIOME := 2.6.8

# Modules are compiled once, not by each of the thousand programs that tests start.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: site test test-slow test-browser test-nightly lint types wheel-test reference bench clean

site: $(VENV)/.site
	@$(RUN)/newsgen build --site . --output $(SITE)
	@printf 'To look at it:  %s -m http.server --directory %s 8000\n' "$(PYTHON)" "$(SITE)"
	@printf 'then open http://localhost:8000/\n'

test: $(VENV)/.dev $(VENV)/.spec
	$(RUN)/python -m pytest -n 2 --dist worksteal -m "not slow and not browser"

test-slow: $(VENV)/.dev $(VENV)/.spec
	$(RUN)/python -m pytest -n 2 --dist worksteal -m slow

test-browser: $(VENV)/.dev $(VENV)/.browser
	@command -v chromium chromium-browser >/dev/null || { echo "install chromium first" >&2; exit 1; }
	$(RUN)/python -m pytest -m browser

# All tests but the browser's, each with all that it can try and with templates compiled anew.
test-nightly: $(VENV)/.dev $(VENV)/.spec
	NEWSGEN_NIGHTLY=1 $(RUN)/python -m pytest -n 2 --dist worksteal -m "not browser"

lint: $(VENV)/.dev $(VENV)/.biome-$(BIOME)
	$(RUN)/ruff check .
	$(RUN)/ruff format --check .
	$(VENV)/biome/node_modules/.bin/biome check --error-on-warnings

types: $(VENV)/.dev
	$(RUN)/mypy
	$(RUN)/mypy --strict benchmarks/*.py

wheel-test: $(VENV)/.dev $(VENV)/.spec
	PYTHON=$(PYTHON) sh tests/wheel.sh

# Writes what is made from the code: parts of docs/ and .vscode/.
reference: $(VENV)/.dev
	$(RUN)/python docs/reference.py

bench: $(VENV)/.dev
	$(RUN)/python benchmarks/compare.py --articles 10000 --write docs/benchmarks.md
	$(RUN)/python benchmarks/rebuilds.py --articles 1000,10000,100000 --runs 3 --write docs/benchmarks.md
	$(RUN)/python benchmarks/previews.py --articles 1000,10000,100000 --saves 50 --write docs/benchmarks.md

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(VENV)/.site: pyproject.toml src/newsgen/__init__.py
	$(PYTHON) -m venv $(VENV)
	$(RUN)/python -m pip install --quiet --disable-pip-version-check --editable ".[images]"
	@touch $@

$(VENV)/.dev: $(VENV)/.site
	$(RUN)/python -m pip install --quiet --disable-pip-version-check "pip>=25.1"
	$(RUN)/python -m pip install --quiet --disable-pip-version-check --group dev
	@touch $@

# What drives Chromium, which the system provides, the rules that its pages are held to, and Isso.
$(VENV)/.browser: $(VENV)/.dev
	$(RUN)/python -m pip install --quiet --disable-pip-version-check --group browser
	@touch $@

# The linter of JavaScript and CSS, configured in biome.jsonc.
$(VENV)/.biome-$(BIOME): | $(VENV)/.dev
	npm install --silent --no-audit --no-fund --no-save --prefix $(VENV)/biome @biomejs/biome@$(BIOME)
	@touch $@

# The examples of CommonMark, which only the engine's source distribution carries.
$(VENV)/.spec: $(VENV)/.dev
	rm -rf $(VENV)/spec
	$(RUN)/python -m pip freeze | grep -i '^markdown-it-py==' > $(VENV)/spec.txt
	$(RUN)/python -m pip download --quiet --disable-pip-version-check --no-deps \
	  --no-binary markdown-it-py --dest $(VENV)/spec --requirement $(VENV)/spec.txt
	@touch $@
