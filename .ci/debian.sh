# Sourced by examples/demo and tests/run: what a fresh Debian 12 machine needs, installed when it is missing.

say() { printf '%s\n' "$*"; }
die() {
  printf 'kvalspc: %s\n' "$*" >&2
  exit 1
}

# as_root COMMAND...: run it as root, through sudo where we are not.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    die "need root (or sudo) for: $*"
  fi
}

# debian_need PACKAGE...: install those that are missing. Elsewhere than on Debian, say what is needed and go on.
debian_need() {
  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    say "Not a Debian system; make sure that you have what these packages give: $*"
    return 0
  fi
  local package missing=()
  for package in "$@"; do
    dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  say "Installing Debian packages: ${missing[*]}"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# python_is_fit PYTHON: 3.10 or newer, can make environments, has the headers that a compiled module needs.
python_is_fit() {
  "$1" - 2>/dev/null <<'PYTHON'
import ensurepip, os, sys, sysconfig, venv
sys.exit(sys.version_info < (3, 10) or not os.path.exists(os.path.join(sysconfig.get_path("include"), "Python.h")))
PYTHON
}

# find_python: sets PYTHON to the python3 on PATH when it is fit, else to Debian's own, installed if needed.
find_python() {
  local candidate
  for candidate in python3 /usr/bin/python3; do
    if python_is_fit "$candidate"; then
      PYTHON=$(command -v "$candidate")
      return 0
    fi
  done
  debian_need python3 python3-venv python3-dev
  python_is_fit /usr/bin/python3 || die "need Python 3.10 or newer with venv and headers (python3-venv, python3-dev)"
  PYTHON=/usr/bin/python3
}
