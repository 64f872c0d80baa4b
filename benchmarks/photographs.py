"""A paper of photographs: what making their versions costs, and how heavy its pages are.

    python benchmarks/photographs.py --photographs 40 --lighthouse

Photographs of a camera's size with a place in them are made first. Then, one after the other:
newsgen builds the paper (first, and again with nothing to do), and Pillow alone makes the same
versions of the same files in one process. With ``--lighthouse`` (from npm, with Chromium) the home
page, a section and a story are measured as on a phone, with versions and with whole files.
"""

import argparse
import gzip
import http.server
import io
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from functools import partial
from pathlib import Path
from typing import Any

from measurement import Cost, run
from PIL import ExifTags, Image, ImageDraw
from PIL.TiffImagePlugin import IFDRational

SIZE = (4000, 3000)
PAGES = ("/", "/world/", "/world/story-1/")
SETTINGS = """\
title: The Photo Gazette
base_url: https://news.example/
sections: {world: {title: World}, city: {title: City}}
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


def make_paper(folder: Path, photographs: int) -> None:
    """A site with a story for each photograph, and another photograph in its text."""
    stories = folder / "content/world"
    stories.mkdir(parents=True)
    (folder / "newsgen.yaml").write_text(SETTINGS, encoding="utf-8")
    for number in range(1, photographs + 1):
        section = "" if number % 2 else "section: city\n"
        text = STORY.format(number=number, day=number % 25 + 1, other=number % photographs + 1)
        text = text.replace("slug:", f"{section}slug:")
        (stories / f"story-{number}.md").write_text(text, encoding="utf-8")
        (stories / f"photo-{number}.jpg").write_bytes(make_photograph(number))


def build(folder: Path) -> Cost:
    """Build the paper."""
    command = [sys.executable, "-m", "newsgen", "build", "--now", "2026-11-27T00:00Z"]
    return run(command, folder, folder / "log.txt")


def make_alone(folder: Path) -> tuple[int, float]:
    """Make every version of the output again with Pillow alone; gives their number and seconds."""
    made, started = 0, time.process_time()
    for place in sorted((folder / "content/world").glob("*.jpg")):
        with Image.open(place) as opened:
            opened.load()
            for version in sorted((folder / "public/media/world").glob(f"{place.stem}-*")):
                with Image.open(version) as target:
                    size = target.size
                kind = {"webp": "WEBP", "jpg": "JPEG"}[version.suffix[1:]]
                smaller = opened.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
                smaller.save(io.BytesIO(), kind, quality=75 if kind == "WEBP" else 79)
                made += 1
    return made, time.process_time() - started


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
    command = ["npx", "--yes", "lighthouse", address, "--quiet", "--output=json"]
    command += ["--chrome-flags=--headless=new --no-sandbox", "--only-categories=performance"]
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or ""
    environment = {"CHROME_PATH": chromium, **os.environ}
    answer = subprocess.run(command, capture_output=True, check=True, env=environment)
    report = json.loads(answer.stdout)
    audits = report["audits"]
    return {
        "performance": round(report["categories"]["performance"]["score"] * 100),
        "LCP": audits["largest-contentful-paint"]["displayValue"],
        "CLS": audits["cumulative-layout-shift"]["displayValue"],
        "KiB": round(audits["total-byte-weight"]["numericValue"] / 1024),
    }


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--photographs", type=int, default=40)
    parser.add_argument("--lighthouse", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        make_paper(folder, arguments.photographs)
        first, again = build(folder), build(folder)
        made, alone = make_alone(folder)
        print(
            f"first build    {first.wall:7.1f} s  {first.cpu:7.1f} s CPU  {first.memory >> 20} MB"
        )
        print(
            f"nothing to do  {again.wall:7.1f} s  {again.cpu:7.1f} s CPU  {again.memory >> 20} MB"
        )
        print(f"Pillow alone   {made} versions, {alone:.1f} s CPU")
        print(f"{arguments.photographs / first.cpu:.2f} photographs a second and core")
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
