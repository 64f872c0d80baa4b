"""What runs on a server: short POSIX shell scripts, each given the folder and its arguments.

Whatever changes what readers see happens under a lock of the system (flock), which dies with its
holder. A script may be cut off at any line, and may run twice.
"""

from collections.abc import Mapping

from newsgen.publish.target_manifest import LARGEST

OVERTAKEN = 76
"""Status of a script that found another release in force than it was told."""
STRANGE = 75
"""Status of a script that found something else where newsgen's notes must be."""
UNKNOWN = 77
"""Status of a script that was to show a release that is not there."""
REMEDIES: Mapping[int, str] = {
    72: "the server needs flock, of util-linux",
    73: "the folder cannot be made or written: check its owner",
    74: "the server has no room left, or rsync is missing there",
    STRANGE: "remove `current` and `.newsgen` there and publish: every file is put again",
}
"""What would mend it, by the status of a script."""
_BLOCKS = LARGEST // 65536 + 1
"""More of a record than that is never read."""
GREETING = b"newsgen looks\n"
"""What LOOK prints first: whatever stands before it was printed by the login."""

_NOTES = """\
odd() { echo "$1 is not newsgen's" >&2; exit 75; }
notes() {
  [ ! -L .newsgen ] && { [ ! -e .newsgen ] || [ -d .newsgen ]; } || odd .newsgen
  for note in "$@"; do
    note=".newsgen/$note"
    [ ! -L "$note" ] && { [ ! -e "$note" ] || [ -f "$note" ]; } || odd "$note"
  done
}
"""
"""``notes N...`` ends where ``.newsgen`` is not a folder, or one of the notes in it not a file."""
_ENTER = (
    _NOTES
    + """\
umask 022
cd -- "$1" 2>/dev/null || exit 73
command -v flock >/dev/null || exit 72
notes lock newest newest.part history history.part
touch .newsgen/lock && exec 9>.newsgen/lock && flock 9 || exit 73
current=$(readlink current 2>/dev/null); current=${current#releases/}
newest=$(dd if=.newsgen/newest bs=100 count=1 2>/dev/null)
show() {
  rm -f current.next && ln -s "releases/$1" current.next || exit 73
  mv -fT current.next current 2>/dev/null || mv -fh current.next current || exit 73
}
note() {
  printf %s "$2" >".newsgen/$1.part" && mv -f ".newsgen/$1.part" ".newsgen/$1" || exit 74
}
releases() {
  for name in $(ls releases | LC_ALL=C sort); do
    case $name in [0-9]*T[0-9]*Z-*) echo "$name" ;; esac
  done
}
line() {
  there=" $(echo $(releases)) "
  noted=" $(dd if=.newsgen/history bs=65536 count=1 2>/dev/null) "
  case $noted in *" ${1:-none} "*) ;; *) noted=$there ;; esac
  for name in $noted; do
    case $there in *" $name "*) echo "$name" ;; esac
  done
}
"""
)
"""``line R`` prints the releases that led to ``R``, and those rolled back to come to it, the oldest
first: as was noted when each came into force, or by their names where ``R`` was not noted."""
LOOK = (
    _NOTES
    + f"""\
echo "newsgen looks"
date -u +%s 2>/dev/null || echo
cd -- "$1" 2>/dev/null || {{ echo; echo; exit 0; }}
command -v flock >/dev/null || exit 72
[ ! -f .newsgen/lock ] || {{ exec 9<.newsgen/lock && flock -s 9; }}
current=$(readlink current 2>/dev/null); current=${{current#releases/}}
[ -n "$current" ] || {{ [ ! -e current ] || current='?'; }}
notes newest "$current.json"
[ ! -f .newsgen/newest ] || dd if=.newsgen/newest bs=100 count=1 2>/dev/null | tr '\\000\\n' '??'
echo
echo "$current"
[ -z "$current" ] || dd if=".newsgen/$current.json" bs=65536 count={_BLOCKS} 2>/dev/null
exit 0
"""
)
"""Prints what time it is, the moment of the newest build, the name of the release in force, and its
record."""
LIST = """\
cd -- "$1" 2>/dev/null || exit 0
ls releases 2>/dev/null
exit 0
"""
"""Prints the names of the releases there are."""
PREPARE = """\
umask 022
mkdir -p -- "$1/releases" "$1/.newsgen" || exit 73
cd -- "$1" || exit 73
find releases -mindepth 1 -maxdepth 1 -name '.*' -mmin +360 -exec rm -rf {} +
new="releases/.$2"
if [ ! -d "$new" ]; then
  rm -rf "$new.copy" && mkdir "$new.copy" || exit 73
  if [ -n "$3" ]; then
    rsync -a --link-dest="../$3" "releases/$3/" "$new.copy/" || exit 74
  fi
  mv "$new.copy" "$new" || exit 73
fi
rm -rf "$new/.parts" && touch "$new" && cd "$new" || exit 73
xargs -0 sh -c 'for file; do [ -d "$file" ] || rm -f -- "$file" || exit 1; done' sh || exit 73
find . -depth -mindepth 1 -type d -empty -delete
mkdir .parts || exit 73
"""
"""Makes folder ``.$2`` of the files of release ``$3``, less those named on standard input."""
SWITCH = (
    _ENTER
    + """\
[ "$current" = "$3" ] && [ "$newest" = "$4" ] || exit 76
notes "$2.json" "$2.json.part"
cat >".newsgen/$2.json.part" || exit 74
[ "$(wc -c <".newsgen/$2.json.part" | tr -d ' ')" = "$7" ] || exit 74
mv -f ".newsgen/$2.json.part" ".newsgen/$2.json" || exit 74
if [ -d "releases/.$8" ]; then
  rm -rf "releases/.$8/.parts" "releases/$2" && mv "releases/.$8" "releases/$2" || exit 73
fi
[ -d "releases/$2" ] || exit 76
history=
for name in $(line "$3"); do
  [ "$name" = "$2" ] || history="$history $name"
  [ "$name" != "$3" ] || break
done
history="$history $2"
note history "$history"
note newest "$5"
show "$2"
others=
for name in $(releases); do
  case "$history " in *" $name "*) ;; *) others="$others $name" ;; esac
done
surplus=$(($(echo $others $history | wc -w) - ($6 > 2 ? $6 : 2)))
for name in $others $history; do
  [ "$surplus" -gt 0 ] || break
  rm -rf "releases/$name" ".newsgen/$name.json"
  surplus=$((surplus - 1))
done
"""
)
"""Puts what lies in ``.$8`` in force as release ``$2``, of the moment ``$5``, if ``$3`` still is in
force and ``$4`` the newest moment. Standard input holds ``$7`` bytes.

What was rolled back leaves the line, and is the first to be removed: ``$6`` releases are kept, and
always ``$3``. The moment is noted before readers see the release: where a cut comes between, no
older build can follow."""
STAMP = (
    _ENTER
    + """\
[ "$current" = "$2" ] && [ "$newest" = "$3" ] || exit 76
note newest "$4"
"""
)
"""Notes that release ``$2`` is right as of the moment ``$4``, if it still is in force and ``$3`` is
the newest moment."""
ROLL_BACK = (
    _ENTER
    + """\
wanted=$2
if [ -z "$wanted" ]; then
  for name in $(line "$3"); do
    [ "$name" != "$3" ] || break
    [ ! -f ".newsgen/$name.json" ] || wanted=$name
  done
fi
if [ -z "$wanted" ] || [ "$wanted" = "$3" ] || [ ! -d "releases/$wanted" ] ||
  [ ! -f ".newsgen/$wanted.json" ]; then
  ls releases >&2
  exit 77
fi
[ "$current" = "$3" ] || [ "$current" = "$wanted" ] || exit 76
show "$wanted"
echo "$wanted"
"""
)
"""Puts release ``$2`` in force, or that which was so before ``$3``, if ``$3`` still is; prints its
name, or those there are. The second time it does the same."""
