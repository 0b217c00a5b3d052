"""The pictures beside links: drawn when first asked for, kept in a folder of bounded size."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path
from typing import Final

from platformdirs import user_cache_path

from geo import __version__
from geo.base.errors import InputError
from geo.base.files import UNFINISHED, write_whole
from geo.base.languages import Language
from geo.serving.published import Published

VARIABLE: Final = "GEO_CACHE"
# Some thousand pictures.
MOST_BYTES: Final = 128 * 2**20
_PNG: Final = b"\x89PNG\r\n\x1a\n"


def folder() -> Path | None:
    """Return the folder that pictures are kept in, None where the user has none."""
    named = os.environ.get(VARIABLE, "").strip()
    try:
        return (
            Path(named) if named else user_cache_path("work-report-map").expanduser()
        ) / "pictures"
    except RuntimeError:
        return None


class Pictures:
    """Pictures by build, site and language; ``kept_in`` may be None: nothing is kept then."""

    def __init__(self, kept_in: Path | None, most_bytes: int = MOST_BYTES) -> None:
        self._folder = kept_in
        self._most = most_bytes

    def picture(self, published: Published, site: str, language: Language) -> bytes:
        """Return the PNG of a site.

        Raises :class:`~geo.base.errors.InputError` where none can be drawn on this machine.
        """
        what = f"{__version__} {published.digest} {site} {language}"
        name = f"{sha256(what.encode()).hexdigest()}.png"
        if (known := self._known(name)) is not None:
            return known
        # Takes a second to load, and another to draw.
        from geo.outputs.paper.picture import write_picture

        drawn = write_picture(published.atlas, site, language)
        self._keep(name, drawn)
        return drawn

    def _known(self, name: str) -> bytes | None:
        if self._folder is None:
            return None
        path = self._folder / name
        try:
            drawn = path.read_bytes()
            # The one that was asked for last goes last.
            os.utime(path)
        except OSError:
            return None
        return drawn if drawn.startswith(_PNG) else None

    def _keep(self, name: str, drawn: bytes) -> None:
        if self._folder is None:
            return
        try:
            write_whole(self._folder / name, drawn)
            self._clear()
        except (InputError, OSError):
            # A full or a locked disk costs time, no picture.
            return

    def _clear(self) -> None:
        """Remove the pictures that were asked for longest ago, until the rest is within bounds."""
        if self._folder is None:
            return
        found = []
        for path in self._folder.glob("*.png"):
            if not path.name.startswith(UNFINISHED):
                about = path.stat()
                found.append((about.st_mtime_ns, about.st_size, path))
        held = sum(size for _, size, _ in found)
        for _, size, path in sorted(found):
            if held <= self._most:
                return
            path.unlink(missing_ok=True)
            held -= size
