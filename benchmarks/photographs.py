"""A paper of photographs: what making their versions costs, and how heavy its pages are.

    python benchmarks/photographs.py --photographs 40 --hugo hugo --lighthouse

Photographs of a camera's size with a place in them are made first. Then, one after the other:
newsgen builds the paper (first, and again with nothing to do), and Pillow alone makes the same
versions of the first 40 files in one process; so does Hugo, if its program is given. With
``--lighthouse`` (from npm, with Chromium) the home page, a section and a story are measured as on a
phone, with versions and with whole files.
"""

import argparse
import gzip
import http.server
import io
import json
import os
import random
import shutil
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from measurement import Cost, run
from PIL import ExifTags, Image, ImageDraw
from PIL.TiffImagePlugin import IFDRational

SIZE = (4000, 3000)
DIFFERENT = 40
"""Photographs that are painted, and that others make versions of; more have the same pixels, but
are other files."""
PAGES = ("/", "/world/", "/world/story-1/")
SETTINGS = """\
title: The Photo Gazette
base_url: https://news.example/
sections: {world: {title: World}, city: {title: City}}
"""
HUGO_PAGE = """\
{{ range resources.Match "*.jpg" }}{{ $photo := . }}
{{ range slice "400x" "800x" "1200x" "1600x" }}
{{ ($photo.Resize (printf "%s webp q75 Lanczos" .)).RelPermalink }}{{ end }}
{{ range slice "400x225" "800x450" "1200x675" }}
{{ ($photo.Fill (printf "%s webp q75 Lanczos" .)).RelPermalink }}{{ end }}
{{ ($photo.Resize "1200x jpg q79 Lanczos").RelPermalink }}
{{ ($photo.Fill "1200x675 jpg q79 Lanczos").RelPermalink }}
{{ ($photo.Fill "1200x1200 jpg q79 Lanczos").RelPermalink }}
{{ end }}
"""
STORY = """\
---
title: Story {number} about the harbour and its people
slug: story-{number}
date: 2026-11-{day:02} 10:00
summary: What happened in the harbour on that day.
image: {{src: photo-{number}.jpg, alt: Round faces in the harbour, credit: N. Nova}}
---
The boats came in at noon, and the people waited.

![Faces](photo-{other}.jpg "Faces at the eastern gate | N. Nova")

Nobody had seen so many before.
"""


def make_photograph(number: int) -> bytes:
    """A photograph of gradients, noise and faces of shapes, with a place and names in its EXIF."""
    rng = random.Random(number)
    width, height = SIZE
    noise = Image.effect_noise((width // 8, height // 8), 14).resize(SIZE)
    slope = Image.linear_gradient("L").resize(SIZE)
    turned = slope.rotate(90 * rng.randrange(1, 4)).resize(SIZE)
    bands = [Image.blend(noise, part, rng.uniform(0.3, 0.8)) for part in (slope, turned, slope)]
    picture = Image.merge("RGB", bands)
    draw = ImageDraw.Draw(picture)
    for _ in range(12):
        x, y, size = rng.randrange(width), rng.randrange(height), rng.randrange(200, 700)
        colour = tuple(rng.randrange(256) for _ in range(3))
        draw.ellipse((x, y, x + size, y + size * 6 // 5), fill=colour)
        for eye in (size // 4, size * 2 // 3):
            draw.ellipse((x + eye, y + size // 3, x + eye + size // 9, y + size // 2), fill="black")
    exif = Image.Exif()
    exif[ExifTags.Base.Artist] = "Secret Photographer"
    place = exif.get_ifd(ExifTags.IFD.GPSInfo)
    place[1], place[2] = "N", (IFDRational(33), IFDRational(41), IFDRational(30))
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=92, exif=exif)
    return buffer.getvalue()


def make_photographs(number: int) -> Iterator[bytes]:
    """Photographs, each another file."""
    painted: list[bytes] = []
    for each in range(number):
        if each < DIFFERENT:
            painted.append(make_photograph(each))
        content = painted[each % DIFFERENT]
        comment = f"{each:08}".encode()
        yield content[:2] + struct.pack(">HH", 0xFFFE, 2 + len(comment)) + comment + content[2:]


def make_paper(folder: Path, photographs: int) -> None:
    """A site with a story for each photograph, and another photograph in its text."""
    stories = folder / "content/world"
    stories.mkdir(parents=True)
    (folder / "newsgen.yaml").write_text(SETTINGS, encoding="utf-8")
    for number, photograph in enumerate(make_photographs(photographs), 1):
        section = "" if number % 2 else "section: city\n"
        text = STORY.format(number=number, day=number % 25 + 1, other=number % photographs + 1)
        text = text.replace("slug:", f"{section}slug:")
        (stories / f"story-{number}.md").write_text(text, encoding="utf-8")
        (stories / f"photo-{number}.jpg").write_bytes(photograph)


def build(folder: Path) -> Cost:
    """Build the paper."""
    command = [sys.executable, "-m", "newsgen", "build", "--now", "2026-11-27T00:00Z"]
    return run(command, folder, folder / "log.txt")


def first_photographs(folder: Path) -> list[Path]:
    """The photographs that newsgen and others make the same versions of."""
    return sorted((folder / "content/world").glob("*.jpg"))[:DIFFERENT]


def make_alone(folder: Path) -> float:
    """Make the versions of the output again with Pillow alone; gives photographs a second."""
    photographs, started = first_photographs(folder), time.process_time()
    for place in photographs:
        for version in sorted((folder / "public/media/world").glob(f"{place.stem}-*")):
            with Image.open(version) as target:
                size = target.size
            with Image.open(place) as opened:
                opened.thumbnail((size[0], size[0]), Image.Resampling.LANCZOS)
                if version.suffix == ".webp":
                    opened.save(io.BytesIO(), "WEBP", quality=75, method=4)
                else:
                    opened.save(io.BytesIO(), "JPEG", quality=79, optimize=True, progressive=True)
    return len(photographs) / (time.process_time() - started)


def build_with_hugo(folder: Path, hugo: str) -> tuple[Cost, Cost]:
    """Make the same versions with Hugo: first, and again with what it keeps."""
    site = folder / "hugo"
    (site / "layouts").mkdir(parents=True)
    (site / "assets").mkdir()
    for place in first_photographs(folder):
        (site / "assets" / place.name).hardlink_to(place)
    (site / "hugo.toml").write_text('baseURL = "https://news.example/"\n', encoding="utf-8")
    (site / "layouts/index.html").write_text(HUGO_PAGE, encoding="utf-8")
    first, again = (run([hugo, "--quiet"], site, folder / "log.txt") for _ in range(2))
    return first, again


class _Compressed(http.server.SimpleHTTPRequestHandler):
    """Serves files as hosts do: texts compressed."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Stay silent."""

    def do_GET(self) -> None:
        """Send the file at the address."""
        place = Path(self.translate_path(self.path))
        place = place / "index.html" if place.is_dir() else place
        if not place.is_file():
            self.send_error(404)
            return
        content = place.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(place))
        if place.suffix in {".html", ".css", ".svg", ".xml"}:
            content = gzip.compress(content)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def measure_pages(folder: Path) -> dict[str, dict[str, Any]]:
    """What Lighthouse says of each page as on a phone."""
    handler = partial(_Compressed, directory=str(folder / "public"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_address[1]}"
        found = {page: _lighthouse(f"{address}{page}") for page in PAGES}
        server.shutdown()
    return found


def _lighthouse(address: str) -> dict[str, Any]:
    report = Path(tempfile.mkdtemp()) / "report.json"
    command = ["npx", "--yes", "lighthouse", address, "--quiet", "--output=json"]
    command += [f"--output-path={report}"]
    command += ["--chrome-flags=--headless=new --no-sandbox", "--only-categories=performance"]
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or ""
    environment = {"CHROME_PATH": chromium, **os.environ}
    subprocess.run(command, capture_output=True, check=True, env=environment)
    found = json.loads(report.read_text(encoding="utf-8"))
    shutil.rmtree(report.parent)
    audits = found["audits"]
    return {
        "performance": round(found["categories"]["performance"]["score"] * 100),
        "LCP": audits["largest-contentful-paint"]["displayValue"],
        "CLS": audits["cumulative-layout-shift"]["displayValue"],
        "KiB": round(audits["total-byte-weight"]["numericValue"] / 1024),
    }


def show(name: str, cost: Cost, photographs: int = 0) -> None:
    """Print a line of the table."""
    rate = f"  {photographs / cost.cpu:.2f} photographs a second and core" if photographs else ""
    memory = cost.memory >> 20
    print(f"{name:14} {cost.wall:7.1f} s  {cost.cpu:7.1f} s CPU  {memory:5} MB{rate}", flush=True)


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--photographs", type=int, default=40)
    parser.add_argument("--hugo", default="", help="the program of the peer")
    parser.add_argument("--lighthouse", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        make_paper(folder, arguments.photographs)
        first, again = build(folder), build(folder)
        show("first build", first, arguments.photographs)
        show("nothing to do", again)
        print(f"Pillow alone   {make_alone(folder):.2f} photographs a second and core")
        if arguments.hugo:
            first, again = build_with_hugo(folder, arguments.hugo)
            show("Hugo", first, min(arguments.photographs, DIFFERENT))
            show("Hugo again", again)
        if arguments.lighthouse:
            after = measure_pages(folder)
            whole = f"{SETTINGS}pictures: {{widths: []}}\n"
            (folder / "newsgen.yaml").write_text(whole, encoding="utf-8")
            build(folder)
            before = measure_pages(folder)
            for page in PAGES:
                print(page, "whole files", before[page], "versions", after[page], sep="\n  ")


if __name__ == "__main__":
    main()
