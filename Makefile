# Everything that a person does with this repository, and CI after them. `make` alone lists it.

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --quiet
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help sandbox test check bench pictures constraints

help: ## Say what can be made
	@grep -hE '^[a-z]+:.*## ' Makefile | sed 's/:.*## /\t/' | while IFS="$$(printf '\t')" read -r name what; do \
		printf '  make %-12s %s\n' "$$name" "$$what"; done

sandbox: $(VENV)/product ## Start a whole Slack workspace on this machine, and the bot in it (ARGS="--fresh --port 3100")
	@$(PY) -m bot sandbox $(ARGS)

test: $(VENV)/tools ## Run the stories (ARGS="-k champions" for some of them)
	@$(PY) -m pytest -n 2 --dist loadfile $(ARGS)

check: $(VENV)/tools ## Hold the code against the house rules: style, types, imports, layout, migrations, manifest
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(VENV)/bin/lint-imports --no-cache --no-logo
	$(PY) -m pytest tests/test_layout.py tests/test_names.py tests/test_rules_of_the_repo.py

bench: $(VENV)/tools ## Measure, and write benchmarks/results.json
	@$(PY) -m benchmarks $(ARGS)

pictures: $(VENV)/tools ## Take the pictures in docs/ anew, from the sandbox
	@$(PY) -m docs.pictures $(ARGS)

constraints: | $(PY) ## Renew constraints.txt with the newest versions that pyproject.toml accepts
	@rm -rf build/renewal && $(PY) -m venv build/renewal
	@build/renewal/bin/python -m pip --disable-pip-version-check --quiet install -e '.[dev]'
	@{ sed -n '/^#/p' constraints.txt; build/renewal/bin/python -m pip freeze --exclude-editable; } > build/constraints.txt
	@mv build/constraints.txt constraints.txt && rm -rf build/renewal && git diff --stat -- constraints.txt

# --- installing: each stamp is as new as the list that was installed from ---

$(VENV)/product: pyproject.toml constraints.txt | $(PY)
	@echo "Installing CX Rituals into $(VENV); this happens once ..."
	@$(PIP) install --constraint constraints.txt --editable .
	@touch $@

$(VENV)/tools: pyproject.toml constraints.txt | $(PY)
	@echo "Installing CX Rituals and its tools into $(VENV); this happens once ..."
	@$(PIP) install --constraint constraints.txt --editable '.[dev]'
	@touch $@ $(VENV)/product

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "CX Rituals needs Python 3.11 or newer, and '$(PYTHON)' is not that:" \
			"install one, or name yours, as in: make sandbox PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "Python could not make a virtual environment (Debian and Ubuntu: apt install python3-venv)."; exit 1; }
