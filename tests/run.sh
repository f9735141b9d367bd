#!/bin/bash
# `make test`: finds a Chromium, then runs pytest. Arguments go to pytest.
set -euo pipefail
python=${PYTHON_OF_TESTS:-.venv/bin/python}
CHROMIUM=$("$python" tests/browser/chromium.py) || exit 1
export CHROMIUM
exec "$python" -m pytest -n "${WORKERS:-2}" --dist loadfile --no-loadscope-reorder "$@"
