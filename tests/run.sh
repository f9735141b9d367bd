#!/bin/bash
# `make test`: finds a Chromium, compiles the texts, runs pytest. Arguments go to pytest.
set -euo pipefail
python=${PYTHON_OF_TESTS:-.venv/bin/python}
CHROMIUM=$("$python" tests/browser/chromium.py) || exit 1
export CHROMIUM
DEMO=1 SECRET_KEY=$(printf 'x%.0s' {1..60}) DATA_DIR=.cache/compile "$python" manage.py compiletexts
exec "$python" -m pytest -n "${WORKERS:-2}" --dist loadfile "$@"
