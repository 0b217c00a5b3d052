"""Old files of Word and WPS, and OpenDocument: read by LibreOffice, where it is installed.

It runs by itself on one file, in a folder of its own that is thrown away: with a profile in
which macros, links to other files and the network are off, without a network where the
system lets a process do without, and with a limit of time. What it makes is a DOCX, which is
read like any other.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Final

from geo.base.errors import InputError

# Shorter than the reader's whole time: what was begun is ended by who began it.
SECONDS: Final = 50
_CPU_SECONDS: Final = 50
_MAX_BYTES: Final = 300_000_000
_DEAD_PROXY: Final = "http://127.0.0.1:9"
# What is set in the profile: path, name, value.
_SETTINGS: Final = (
    ("org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("org.openoffice.Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("org.openoffice.Office.Common/Save/Document", "WarnAlienFormat", "false"),
    ("org.openoffice.Office.Writer/Content/Update", "Link", "0"),
    ("org.openoffice.Inet/Settings", "ooInetProxyType", "1"),
    ("org.openoffice.Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("org.openoffice.Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("org.openoffice.Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("org.openoffice.Inet/Settings", "ooInetHTTPSProxyPort", "9"),
)


def find_office() -> str | None:
    """Return LibreOffice's program, None where it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def as_docx(raw: bytes, ending: str, what: str) -> bytes:
    """Return a file of Word, WPS or OpenDocument as a DOCX; ``ending`` is its own (``.doc``).

    Raises :class:`~geo.base.errors.InputError` where LibreOffice is not there, or cannot read it.
    """
    program = find_office()
    if program is None:
        raise InputError("office_file_unread", what=what, ending=ending)
    try:
        with tempfile.TemporaryDirectory(prefix="geo-office-") as folder:
            place = Path(folder)
            (place / f"report{ending}").write_bytes(raw)
            _write_profile(place / "profile" / "user")
            _run(_command(program, place, ending), place, what)
            made = place / "out" / "report.docx"
            if not made.is_file():
                raise InputError("office_file_broken", what=what, ending=ending)
            return made.read_bytes()
    except OSError as error:
        # A process that may write no files, as the page's workers, or a disk without room.
        raise InputError("office_file_unread_here", what=what, ending=ending) from error


def _command(program: str, place: Path, ending: str) -> list[str]:
    return [
        *isolation(),
        program,
        f"-env:UserInstallation={(place / 'profile').as_uri()}",
        *("--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo"),
        *("--convert-to", "docx:MS Word 2007 XML"),
        *("--outdir", str(place / "out"), str(place / f"report{ending}")),
    ]


@lru_cache(maxsize=1)
def isolation() -> tuple[str, ...]:
    """Return what to put before a command so that it has limits, no network and no survivors.

    It ends when the process that starts it does, too.

    Empty where the system has none of it: then the command's own settings have to do.
    """
    limits: tuple[str, ...] = ()
    if limit := shutil.which("prlimit"):
        limits = (limit, f"--cpu={_CPU_SECONDS}", f"--fsize={_MAX_BYTES}", "--core=0", "--")
    if alone := shutil.which("unshare"):
        apart: tuple[str, ...] = (
            alone,
            "-r",
            "-n",
            "-p",
            "-f",
            "--mount-proc",
            "--kill-child=KILL",
            "--",
        )
        if tie := shutil.which("setpriv"):
            apart = (tie, "--pdeathsig", "KILL", "--", *apart)
        probe = subprocess.run([*apart, "true"], capture_output=True, check=False)  # noqa: S603
        if probe.returncode == 0:
            return (*apart, *limits)
    return limits


def _write_profile(folder: Path) -> None:
    folder.mkdir(parents=True)
    items = "".join(
        f'<item oor:path="/{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for path, name, value in _SETTINGS
    )
    (folder / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items '
        'xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{items}</oor:items>',
        encoding="utf-8",
    )


def _run(command: list[str], place: Path, what: str) -> None:
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(place),
        "TMPDIR": str(place),
        "LANG": "C.UTF-8",
        "SAL_USE_VCLPLUGIN": "svp",
        "http_proxy": _DEAD_PROXY,
        "https_proxy": _DEAD_PROXY,
    }
    try:
        process = subprocess.Popen(  # noqa: S603 (a program of the system's, no shell)
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=place,
            env=environment,
            start_new_session=True,
        )
    except OSError as error:
        raise InputError("libreoffice_not_started", why=error.strerror) from error
    try:
        process.wait(SECONDS)
    except subprocess.TimeoutExpired:
        raise InputError("libreoffice_too_slow", what=what, seconds=SECONDS) from None
    finally:
        # It starts others: all of them end with it.
        with_all = getattr(os, "killpg", None)
        try:
            (with_all or os.kill)(process.pid, signal.SIGKILL if with_all else signal.SIGTERM)
        except (ProcessLookupError, PermissionError, OSError):
            pass
        process.wait()
