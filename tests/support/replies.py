"""A real Isso server on this machine."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from newsgen.models import Model
from support.servers import free_port, wait_for


class Isso(Model, frozen=True):
    """A server that shows a comment when somebody has activated it."""

    address: str
    """With a slash at its end."""
    log: Path

    def links(self, action: str) -> list[str]:
        """The links with which a moderator does something, as the mail to her has them."""
        text = self.log.read_text(encoding="utf-8")
        return re.findall(rf"{action} comment: (\S+)", text, re.IGNORECASE)


@contextmanager
def start_isso(folder: Path, site: str) -> Iterator[Isso]:
    """Start a server for the site with that address; comments wait for a moderator."""
    folder.mkdir(parents=True)
    address = f"http://127.0.0.1:{free_port()}/"
    (folder / "isso.cfg").write_text(f"""\
[general]
dbpath = {folder}/comments.db
host = {site}
notify = stdout
log-file = {folder}/log
[moderation]
enabled = true
[server]
listen = {address}
public-endpoint = {address.rstrip("/")}
""")
    program = Path(sys.executable).with_name("isso")
    command = [program, "-c", folder / "isso.cfg", "run"]
    output = (folder / "output").open("wb")
    with output, subprocess.Popen(command, stdout=output, stderr=output) as server:
        try:
            wait_for(server, int(address.rstrip("/").rpartition(":")[2]))
            yield Isso(address=address, log=folder / "log")
        finally:
            server.terminate()
