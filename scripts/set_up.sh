#!/bin/sh
# Make the virtual environment with exactly the versions of constraints.txt.
set -eu
python=${PYTHON:-python3}

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "nianbao needs Python 3.11 or later; name it with: make PYTHON=/path/to/python3.11 …" >&2
    exit 1
}
echo "Setting up .venv (a minute or two the first time) …" >&2
if ! "$python" -m venv .venv >/dev/null 2>&1; then
    # Debian splits venv off from Python.
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq && apt-get install -y -qq python3-venv >/dev/null
        "$python" -m venv .venv
    else
        echo "Python cannot make a virtual environment; on Debian or Ubuntu: sudo apt-get install python3-venv" >&2
        exit 1
    fi
fi
.venv/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev,export]'
