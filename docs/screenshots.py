"""Takes the pictures of screenshots.md: the example paper in a browser, with Chromium.

python docs/screenshots.py
"""

import http.server
import io
import shutil
import subprocess
import sys
import tempfile
import threading
from functools import partial
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

DOCS = Path(__file__).parent
ROOT = DOCS.parent
NOW = "2026-11-27T00:00Z"
HEIGHT = {390: 844, 768: 1024, 1280: 900, 1920: 1080}
"""Of the part of a page that is shown, by its width, in pixels."""
SHOTS = (
    ("home", "classic", "/", 1280, "light"),
    ("home-phone-dark", "classic", "/", 390, "dark"),
    ("home-wide", "classic", "/", 1920, "light"),
    ("home-modern", "modern", "/", 1280, "light"),
    ("home-modern-dark", "modern", "/", 1280, "dark"),
    ("section-tablet", "classic", "/pakistan/", 768, "light"),
    ("story", "classic", "/pakistan/bolan-night-train/", 1280, "light"),
    ("story-phone", "classic", "/pakistan/bolan-night-train/", 390, "light"),
    ("live-phone", "classic", "/pakistan/sukkur-dolphins/", 390, "light"),
    ("urdu", "classic", "/ur/culture/mohalla-kutub-khana/", 1280, "light"),
    ("urdu-phone-dark", "classic", "/ur/culture/mohalla-kutub-khana/", 390, "dark"),
)
"""Name, look, page, width and colour scheme of each picture."""


def build(look: str, folder: Path) -> None:
    """Build the example paper with that look into the folder."""
    site = folder / f"site-{look}"
    shutil.copytree(ROOT / "content", site / "content")
    settings = (ROOT / "newsgen.yaml").read_text(encoding="utf-8")
    settings = settings.replace("look: classic", f"look: {look}")
    (site / "newsgen.yaml").write_text(settings, encoding="utf-8")
    place = ["--site", str(site), "--output", str(folder / look)]
    command = [sys.executable, "-m", "newsgen", "build", "--quiet", "--now", NOW, *place]
    subprocess.run(command, check=True)


def take(browser: Browser, address: str, width: int, scheme: str) -> bytes:
    """The top of a page as WebP."""
    size = {"width": width, "height": HEIGHT[width]}
    context = browser.new_context(viewport=size, color_scheme=scheme)
    page = context.new_page()
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    picture = Image.open(io.BytesIO(page.screenshot()))
    context.close()
    if width > 1280:
        picture = picture.resize((width * 2 // 3, HEIGHT[width] * 2 // 3))
    buffer = io.BytesIO()
    picture.save(buffer, "WEBP", quality=70, method=6)
    return buffer.getvalue()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Stay silent."""


def main() -> None:
    """Build the looks, and take each picture."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        folder = Path(temporary)
        for look in sorted({look for _, look, *_ in SHOTS}):
            build(look, folder)
        serve = partial(_Quiet, directory=temporary)
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name, look, place, width, scheme in SHOTS:
            handler = partial(serve, directory=str(folder / look))
            with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
                threading.Thread(target=server.serve_forever, daemon=True).start()
                address = f"http://127.0.0.1:{server.server_address[1]}{place}"
                picture = take(browser, address, width, scheme)
                (DOCS / "screenshots" / f"{name}.webp").write_bytes(picture)
                server.shutdown()
            sys.stdout.write(f"{name} {len(picture) >> 10} KiB\n")
        browser.close()


if __name__ == "__main__":
    main()
