#!/bin/sh
# Builds the wheel, installs it in an empty environment outside the checkout, and makes a site there.
set -eu
checkout=$(pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

"$checkout/.venv/bin/python" -m build --quiet --outdir "$scratch/dist" "$checkout"
"${PYTHON:-python3}" -m venv "$scratch/venv"
"$scratch/venv/bin/python" -m pip install --quiet --disable-pip-version-check "$scratch"/dist/*.whl
cd "$scratch"
venv/bin/newsgen --version
# The documentation is complete without the checkout: every page, and every link between pages.
venv/bin/newsgen docs | grep -q '^editors '
venv/bin/newsgen docs broken-link | grep -q '^## broken-link'
docs=$(venv/bin/newsgen docs --path)
for page in "$docs"/*.md; do
  name=$(basename "$page" .md)
  test "$name" = README || venv/bin/newsgen docs "$name" > /dev/null
  grep -oE '\]\([a-z][a-z-]*\.md' "$page" | cut -c3- | while read -r target; do
    test -s "$docs/$target" || { echo "$page links to $target" >&2; exit 1; }
  done
done
venv/bin/newsgen init paper --ci github
venv/bin/newsgen init paper --ci gitlab
test -s paper/.github/workflows/publish.yml
test -s paper/.gitlab-ci.yml
venv/bin/python -m pip install --quiet --disable-pip-version-check --find-links dist \
  --requirement paper/requirements.txt
cd paper
../venv/bin/newsgen new "A first story" --section world
../venv/bin/newsgen build --strict
test -s public/index.html
test -s public/feed.xml
test -s public/css/site.css
test -s .vscode/article.schema.json
../venv/bin/python -c 'import newsgen, pathlib; assert pathlib.Path(newsgen.__file__).with_name("py.typed").is_file()'
../venv/bin/newsgen serve --port 0 > ../told &
preview=$!
trap 'kill -INT "$preview" 2>/dev/null || true; rm -rf "$scratch"' EXIT
until grep -q "^Ctrl-C" ../told; do kill -0 "$preview"; sleep 0.1; done
address=$(sed -n 's/^Site: *//p' ../told)
desk=$(sed -n 's/^Desk: *//p' ../told)
for page in "$address" "${address}_newsgen/assets/client.js" "$desk" "${desk}assets/desk.js"; do
  ../venv/bin/python -c 'import sys, urllib.request as r; assert r.urlopen(sys.argv[1]).read()' "$page"
done
kill -INT "$preview"
wait "$preview"
echo "the wheel works"
