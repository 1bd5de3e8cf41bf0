#!/bin/sh
# Parts of the system that not everyone has, by what they are for:
#   system_parts.sh readers   LibreOffice for DOC, WPS and RTF; unar for RAR
#   system_parts.sh tests     Chromium for the browser tests, fonts with Chinese characters, nginx; axe-core where there is npm
set -eu

case ${1:-} in
readers)
    commands="soffice unar"
    packages="libreoffice-writer-nogui unar"
    without="documents of the types DOC, WPS, RTF and RAR will be listed as unreadable"
    ;;
tests)
    commands="soffice unar chromium nginx"
    packages="libreoffice-writer-nogui libreoffice-calc-nogui unar chromium fonts-noto-cjk nginx-light"
    without="the tests that need them will be skipped"
    ;;
*)
    echo "usage: system_parts.sh readers|tests" >&2
    exit 2
    ;;
esac

# Rules of accessibility, kept beside the virtual environment; their licence is not ours.
if [ "$1" = tests ] && [ ! -e .venv/axe/node_modules/axe-core ] && command -v npm >/dev/null; then
    npm install --silent --no-audit --no-fund --ignore-scripts --prefix .venv/axe axe-core@4.14.1 >/dev/null 2>&1 ||
        echo "axe-core could not be installed; the tests of accessibility will be skipped." >&2
fi

missing=
for command in $commands; do
    command -v "$command" >/dev/null || missing="$missing $command"
done
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing $packages …" >&2
    # shellcheck disable=SC2086
    if apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $packages >/dev/null; then
        # The tests start nginx themselves; Debian would leave one running for the whole network.
        case $missing in *nginx*) systemctl disable --quiet --now nginx 2>/dev/null || true ;; esac
        exit 0
    fi
    echo "They could not be installed; $without." >&2
else
    echo "Not installed:$missing; $without. To have them: sudo apt-get install $packages" >&2
fi
