"""The POSIX shell scripts that run on a server; each gets the folder and its arguments.

Changes that readers see are made under a system lock (flock), which ends with its process. A script
may be interrupted at any line, and may run twice.
"""

from collections.abc import Mapping

from newsgen.publish.target_manifest import LARGEST

OVERTAKEN = 76
"""Exit status of a script that finds a different current release than expected."""
NOT_OURS = 75
"""Exit status of a script that finds something else in the place of newsgen's files."""
UNKNOWN = 77
"""Exit status of a script that cannot find the release to show."""
REMEDIES: Mapping[int, str] = {
    72: "the server needs flock, of util-linux",
    73: "the folder cannot be created or written: check its owner",
    74: "the server has no space left, or rsync is missing there",
    NOT_OURS: "remove `current` and `.newsgen` there, then publish: every file is uploaded again",
}
"""By the exit status of a script."""
_BLOCKS = LARGEST // 65536 + 1
"""Most blocks of 64 KiB that are read of a manifest."""
FIRST_LINE = b"newsgen looks\n"
"""First output of LOOK: anything before it was printed by the login."""

_CHECK_FILES = """\
odd() { echo "$1 is not newsgen's" >&2; exit 75; }
notes() {
  [ ! -L .newsgen ] && { [ ! -e .newsgen ] || [ -d .newsgen ]; } || odd .newsgen
  for note in "$@"; do
    note=".newsgen/$note"
    [ ! -L "$note" ] && { [ ! -e "$note" ] || [ -f "$note" ]; } || odd "$note"
  done
}
"""
"""``notes N...`` fails if ``.newsgen`` is not a folder, or one of the files N in it not a file."""
_ENTER = (
    _CHECK_FILES
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
"""``line R`` prints the releases that led to ``R`` and those that a rollback to it skipped, oldest
first: from the history that was stored when each became current, or by name if ``R`` is not in it.
"""
LOOK = (
    _CHECK_FILES
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
"""Prints the time, the moment of the newest build, the name of the current release, and its
manifest."""
LIST = """\
cd -- "$1" 2>/dev/null || exit 0
ls releases 2>/dev/null
exit 0
"""
"""Prints the names of all releases."""
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
"""Creates the folder ``.$2`` with the files of release ``$3``, except those named on standard
input."""
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
"""Makes ``.$8`` the current release ``$2`` of the moment ``$5``, if ``$3`` is still current and
``$4`` the newest moment. Standard input is its manifest, of ``$7`` bytes.

``$6`` releases are kept, and always ``$3``. A release that was rolled back leaves the history and
is removed first. The moment is stored before readers see the release: after an interruption between
the two, no older build can follow.
"""
STAMP = (
    _ENTER
    + """\
[ "$current" = "$2" ] && [ "$newest" = "$3" ] || exit 76
note newest "$4"
"""
)
"""Stores ``$4`` as the newest moment, if ``$2`` is still current and ``$3`` the newest moment."""
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
"""Makes release ``$2`` current, or the one before ``$3`` if ``$2`` is empty, provided that ``$3``
is still current. Prints its name, or all releases if it is missing. A second run has no effect."""
