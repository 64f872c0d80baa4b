"""File types that are published from content/: pictures, sound, films, documents and data.

Writers add files next to their stories, and a file that browsers or web servers execute could act
in the name of the paper. So a file is published only if the ending of its name is in the list here
or in the operator's settings.
"""

import re
from collections.abc import Collection, Mapping

from newsgen.models import PictureKind

ENDING = re.compile("[a-z0-9]{1,10}")
"""An ending as settings name one: without the dot."""
HINT = "put it into static/, or list the ending under `media_types:` in newsgen.yaml"
"""The hint for a file that is not published."""
BROKEN_HINT = "save it again as JPEG, PNG or WebP, at most 5,000 pixels wide"
"""The hint for a picture that browsers cannot show."""

PICTURE_KINDS: Mapping[str, PictureKind] = {
    **dict.fromkeys(("jpg", "jpeg", "jpe", "jfif"), "jpeg"),
    **dict.fromkeys(("png", "apng"), "png"),
    "webp": "webp",
    "gif": "gif",
    "avif": "avif",
    **dict.fromkeys(("heic", "heif"), "heic"),
}
"""The kind of a picture by the ending of its name, without the dot."""
_PICTURES = "jpg jpeg png gif webp avif svg bmp tif tiff ico heic heif"
_SOUND = "mp3 m4a aac ogg oga opus wav flac"
_FILMS = "mp4 m4v webm ogv mov vtt srt"
_DOCUMENTS = "pdf doc docx xls xlsx ppt pptx odt ods odp rtf epub"
_DATA = "csv tsv txt json geojson ics"
_NO_PICTURES = frozenset(
    f"{_SOUND} {_FILMS} {_DOCUMENTS} {_DATA} tif tiff psd ai eps raw cr2 nef dng indd".split()
)
_APPLE = frozenset({"heic", "heif"})
_WITH_PLACES = frozenset({"mp4", "m4v", "m4a", "mov", "3gp"})
_MOVING = frozenset(f"{_SOUND} {_FILMS}".split())
_LISTED = frozenset(f"{_PICTURES} {_SOUND} {_FILMS} {_DOCUMENTS} {_DATA}".split())
# Web servers also execute `photo.php.jpg`, if a handler is set for `.php` anywhere in a name
# (Apache, "Files with Multiple Extensions"), `photo.asp;.jpg`, and all files in `photo.asp/`.
_PHP = "php"
_SERVER = (
    "phps pht phtm phtml phar cgi fcgi pl py pyc pyo pyw wsgi rb lua tcl sh bash bat cmd exe dll"
    " asp aspx asa asax ascx ashx asmx cer cdx cfm cfml cfc jsp jspx jspf jhtml"
    " shtm shtml xhtm xhtml stm htaccess htpasswd ini vbs wsf wsh"
)
_EXECUTABLE = frozenset(_SERVER.split())
_WORD = re.compile("[a-z0-9]*")


def type_fault(path: str, allowed: Collection[str] = ()) -> str:
    """Why a file in content/ with that POSIX path is not published; empty if it may be.

    ``allowed`` are the endings that the settings add.

    >>> type_fault("world/gate.JPG"), type_fault("world/map.html", ["html"])
    ('', '')
    >>> type_fault("world/gate.php.jpg")
    'web servers may run gate.php.jpg, because of `.php` in its path'
    """
    *folders, name = path.lower().split("/")
    _, *inner = name.split(".")
    ending = inner.pop() if inner else ""
    name_shown = path.rpartition("/")[2]
    for word in (*inner, *(part for folder in folders for part in folder.split(".")[1:])):
        first_word = _WORD.match(word)
        if first_word and _is_executable(first_word[0]) and first_word[0] not in allowed:
            return f"web servers may run {name_shown}, because of `.{first_word[0]}` in its path"
    if not ending:
        return f"{name_shown} has no ending, so its type may not be published from content/"
    if ending in _LISTED or ending in allowed:
        return ""
    return f"files of the type `.{ending}` are not published from content/"


def is_listed(ending: str) -> bool:
    """Whether names of stories or of files that are published end so."""
    return ending.lower() in _LISTED or ending.lower() in {"md", "markdown"}


def ending_of(path: str) -> str:
    """The ending of a name in small letters, without the dot; empty if it has none."""
    return path.rpartition("/")[2].lower().rpartition(".")[2] if "." in path else ""


def is_picture(path: str) -> bool:
    """Whether the name of the file is that of a picture that readers can be shown."""
    return ending_of(path) in PICTURE_KINDS or is_drawing(path)


def is_film(path: str) -> bool:
    """Whether the file may hold a film or sound of MP4 or QuickTime, in which cameras write."""
    return ending_of(path) in _WITH_PLACES


def picture_fault(path: str) -> tuple[str, str]:
    """Why browsers show no picture at that path or address, and the remedy; empty if they may.

    >>> picture_fault("gate.TIFF")[0]
    'browsers show no picture of the type `.tiff`'

    HEIC files of the site are converted; those of other sites cannot be.

    >>> picture_fault("gate.heic")[0], picture_fault("https://cdn.example/gate.heic")[1]
    ('', 'save it as JPEG, PNG or WebP')
    """
    name = path.partition("?")[0].partition("#")[0].rpartition("/")[2].lower()
    ending = name.rpartition(".")[2] if "." in name else ""
    if ending not in _NO_PICTURES and not (ending in _APPLE and "://" in path):
        return "", ""
    remedy = "save it as JPEG, PNG or WebP"
    if ending in _MOVING:
        remedy = "show it in a block: `::: video` and its address, or link to it"
    elif ending in _DOCUMENTS.split():
        remedy = f"link to it, `[the document]({path[:80]})`, or save its page as a picture"
    return f"browsers show no picture of the type `.{ending}`", remedy


def _is_executable(ending: str) -> bool:
    """Whether web servers may execute files with that ending; ``.php7`` counts as ``.php``."""
    return ending in _EXECUTABLE or ending.startswith(_PHP)


def is_drawing(path: str) -> bool:
    """Whether the file is SVG, which can contain more than a picture."""
    return path.lower().endswith(".svg")
