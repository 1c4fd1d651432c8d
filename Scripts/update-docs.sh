#!/bin/sh
# Writes into the documents what the program says itself: the keys in docs/keys.md.
#
#   Scripts/update-docs.sh           writes
#   Scripts/update-docs.sh --check   changes nothing; says what differs, and then exits with 1
#
# CAIRN names the program; .build/release/cairn unless set.
set -eu
cd "$(dirname "$0")/.."
program=${CAIRN:-.build/release/cairn}
page=docs/keys.md

case "${1-}" in
"" | --check) ;;
*)
  echo "'$1' is not an option; expected --check or nothing" >&2
  exit 64
  ;;
esac
if [ ! -x "$program" ]; then
  echo "there is no program at $program; run 'make build' first, or set CAIRN" >&2
  exit 1
fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# An empty configuration folder: the page shows the keys that come with the program.
XDG_CONFIG_HOME="$folder" "$program" keys >"$folder/keys"

awk -v keys="$folder/keys" '
  $0 == "<!-- end -->" { inside = 0 }
  !inside { print }
  $0 == "<!-- cairn keys -->" {
    inside = found = 1
    print "```text"
    while ((getline line < keys) > 0) print line
    print "```"
  }
  END { exit found && !inside ? 0 : 1 }
' "$page" >"$folder/page" || {
  echo "$page needs the lines <!-- cairn keys --> and <!-- end -->" >&2
  exit 1
}

if cmp -s "$page" "$folder/page"; then exit 0; fi
if [ "${1-}" = --check ]; then
  echo "$page is not what '$program keys' says; run Scripts/update-docs.sh" >&2
  diff -u "$page" "$folder/page" >&2 || true
  exit 1
fi
cat "$folder/page" >"$page"
echo "$page is up to date"
