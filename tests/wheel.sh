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
venv/bin/newsgen init paper
cd paper
../venv/bin/newsgen new "A first story" --section world
../venv/bin/newsgen build --strict
test -s public/index.html
test -s public/feed.xml
test -s public/css/site.css
test -s .vscode/article.schema.json
../venv/bin/python -c 'import newsgen, pathlib; assert pathlib.Path(newsgen.__file__).with_name("py.typed").is_file()'
echo "the wheel works"
