#!/usr/bin/env bash
# Uses an installed kvalspc through pkg-config, after moving the installed tree.
# Usage: build.sh STAGE LIBDIR WORK COMPILER
set -euo pipefail
stage=$1 libdir=$2 work=$3 compiler=$4
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

rm -rf "$work" && mkdir -p "$work"
cp -R "$stage" "$work/moved elsewhere" # a blank in the path, as on many a desktop
export PKG_CONFIG_PATH="$work/moved elsewhere/$libdir/pkgconfig"

# flags WHAT MODULE: pkg-config's flags as words (it escapes blanks for the shell).
flags() { pkg-config "$1" "$2"; }

# compile PROGRAM FLAGS: build ../PROGRAM.cpp as a user's makefile would, and run it.
compile() {
  eval "\"\$compiler\" -std=c++20 \"\$here/../$1.cpp\" -o \"\$work/$1\" $2"
  "$work/$1" | tee "$work/$1.txt"
}

compile chart "$(flags --cflags kvalspc)"
compile batch "$(flags --cflags kvalspc-batch) $(flags --libs kvalspc-batch)"
grep -q "month 12: 0.2400, centre 0.1096, limits 0.0000 to 0.2970" "$work/chart.txt"
grep -q "unit 1: centre 0.0750" "$work/batch.txt"
