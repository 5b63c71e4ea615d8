# make run    — serve (set-up included): the real Telegram with BOT_TOKEN in .env, a local one without it
# make test   — everything CI runs
# make drill  — faults, kills and races in their long form (ROUNDS=20); make bench — figures against the club's limits
# make check  — the static half of `make test`; make format — let ruff tidy up

PYTHON ?= python3
BIN := .venv/bin
# compiled once: every process of the tests starts in half the time
export PYTHONDONTWRITEBYTECODE :=
SETUP := .venv/.ready
DEV := .venv/.ready-dev

.PHONY: setup setup-dev run test check format migrate drill bench lock

setup: $(SETUP)
setup-dev: $(DEV)

$(SETUP): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make run PYTHON=python3.12")'
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || { rm -rf .venv && $(PYTHON) -m venv .venv; } || \
		{ rm -rf .venv; echo "Python's venv is missing: install it (on Debian and Ubuntu: apt install python3-venv)"; exit 1; }
	@echo "Installing dependencies into .venv…"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): $(SETUP) requirements-dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

run: setup
	@exec $(BIN)/nastavnik run

migrate: setup
	@$(BIN)/nastavnik migrate

check: setup-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: setup-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# worksteal: stories take seconds, statics microseconds, and no worker should wait while another has a queue
test: check
	$(BIN)/pytest -n auto --dist worksteal

ROUNDS ?= 20

drill: setup-dev
	DRILL_ROUNDS=$(ROUNDS) $(BIN)/pytest -rP tests/drills tests/services/events/test_churn.py tests/services/events/test_seats.py

bench: setup-dev
	$(BIN)/python -m tests.bench.certificates
	$(BIN)/python -m tests.bench.screens
	$(BIN)/python -m tests.bench.matching
	$(BIN)/python -m tests.bench.pairs
	$(BIN)/python -m tests.bench.mailing
	$(BIN)/python -m tests.bench.tips
	$(BIN)/python -m tests.bench.people
	$(BIN)/python -m tests.bench.announcements
	$(BIN)/python -m tests.bench.outbox
	$(BIN)/python -m tests.bench.turns

# after editing dependencies in pyproject.toml; uv writes the lock files
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --extra build pyproject.toml -o requirements.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --extra build --extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt
