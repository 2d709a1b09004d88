#!/usr/bin/env bash
# npm's documentation of package.json lets `man` be "a single file or an array of filenames". A global install of a package
# whose `man` is a single text links no manual page and says nothing; the same page in a list of one is linked.
#
# Expected: both are linked.
# Seen: npm 11.19.1, Node 20.20.2, Linux, 2026-11-30.
# Output seen:
#   man as a text: 0 pages linked
#   man as a list: 1 pages linked
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export npm_config_cache="$folder/cache" npm_config_update_notifier=false npm_config_offline=true
cd "$folder"
linked() {
  mkdir "$1" "$1-prefix"
  printf '{ "name": "%s", "version": "1.0.0", "bin": "run.js", "man": %s }\n' "$1" "$2" >"$1/package.json"
  printf '#!/usr/bin/env node\n' >"$1/run.js"
  printf '.TH %s 1\n.SH NAME\n%s \\- a page\n' "$1" "$1" >"$1/$1.1"
  local tarball
  tarball=$(cd "$1" && npm pack --silent)
  npm install --global --silent --prefix "$folder/$1-prefix" "$folder/$1/$tarball"
  find "$1-prefix" -path '*/man1/*.1' | wc -l | tr -d ' '
}
text=$(linked as-text '"./as-text.1"')
list=$(linked as-list '["./as-list.1"]')
echo "man as a text: $text pages linked"
echo "man as a list: $list pages linked"
[ "$text" = 0 ] && [ "$list" = 1 ]
