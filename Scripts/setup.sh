#!/bin/sh
# Checks for the system libraries that Cairn builds on, and installs them when it may.
set -eu

if ! command -v swift >/dev/null 2>&1; then
  echo "Swift 6.1 or later is not on the PATH; install it from https://www.swift.org/install/" >&2
  exit 1
fi

missing=""
case "$(uname -s)" in
Linux)
  if ! command -v dpkg >/dev/null 2>&1; then exit 0; fi
  for package in libncurses-dev libsqlite3-dev zlib1g-dev; do
    dpkg -s "$package" >/dev/null 2>&1 || missing="$missing $package"
  done
  [ -n "$missing" ] || exit 0
  line="apt-get update && apt-get install -y$missing"
  if [ "$(id -u)" -eq 0 ]; then
    sudo=""
  elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    sudo="sudo"
  else
    echo "Cairn needs these packages:$missing" >&2
    echo "Install them with:  sudo sh -c '$line'" >&2
    exit 1
  fi
  echo "Installing:$missing" >&2
  export DEBIAN_FRONTEND=noninteractive
  $sudo apt-get update -qq >&2
  $sudo apt-get install -y -qq $missing >&2
  ;;
Darwin)
  # The system's SQLite, zlib and ncurses serve; nothing to install.
  ;;
esac
