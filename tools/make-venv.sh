#!/bin/sh
# Makes the virtual environment in the folder given. PYTHON says which Python makes it.
# Debian ships Python without the part that makes one; root gets it installed, others are told.
set -eu
folder=$1
python=${PYTHON:-python3}

if ! command -v "$python" >/dev/null 2>&1; then
  echo "goforum needs Python 3.11 or newer, and '$python' was not found." >&2
  exit 1
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
  echo "goforum needs Python 3.11 or newer; '$python' is $("$python" -V 2>&1)." >&2
  exit 1
fi
if ! "$python" -c 'import venv, ensurepip' >/dev/null 2>&1; then
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "The Debian package python3-venv is missing, and only root can install it: apt-get install python3-venv" >&2
    exit 1
  fi
  echo "Installing the Debian package python3-venv…"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3-venv >/dev/null
fi
# An environment half made (Ctrl-C, a full disk) would look ready to make; it is taken away.
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM
"$python" -m venv "$folder"
trap - EXIT
