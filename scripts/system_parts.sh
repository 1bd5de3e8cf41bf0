#!/bin/sh
# Parts of the system that not everyone has: Chromium for the browser tests, fonts with Chinese characters for its pictures.
set -eu

[ -x /usr/bin/chromium ] && exit 0
packages="chromium fonts-noto-cjk"
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing $packages for the browser tests …" >&2
    if apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $packages >/dev/null; then
        exit 0
    fi
    echo "They could not be installed; the browser tests will be skipped." >&2
else
    echo "Chromium is not installed; the browser tests will be skipped. To have them: sudo apt-get install $packages" >&2
fi
