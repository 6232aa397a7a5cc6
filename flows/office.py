"""Old Office documents made into new ones by LibreOffice, a program of its own, where it is installed.

It is given a profile of its own for each file, no network where the system can take it away, no macros, no linked
content, and a time limit; it ends with the process that asked.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from schemas.errors import ErrorCode, SourceError

_RESTART = 81  # it has made its profile and wants to be started again
_OPTIONS = ("--headless", "--norestore", "--nolockcheck", "--nodefault", "--nofirststartwizard")
_FILTER = "docx:MS Word 2007 XML"
# Commands that start another: it ends with this process; it has no network.
_WRAPPERS = (("setpriv", "--pdeathsig", "KILL"), ("unshare", "--map-root-user", "--net"))
_UNSAFE = "org.openoffice.Office.Common/Security/Scripting"
_PROFILE = {
    (_UNSAFE, "MacroSecurityLevel"): "3",
    (_UNSAFE, "DisableMacrosExecution"): "true",
    (_UNSAFE, "BlockUntrustedRefererLinks"): "true",
    ("org.openoffice.Inet/Settings", "ooInetProxyType"): "1",  # a proxy that is none, for what is fetched all the same
    ("org.openoffice.Inet/Settings", "ooInetHTTPProxyName"): "127.0.0.1",
    ("org.openoffice.Inet/Settings", "ooInetHTTPProxyPort"): "9",
    ("org.openoffice.Inet/Settings", "ooInetHTTPSProxyName"): "127.0.0.1",
    ("org.openoffice.Inet/Settings", "ooInetHTTPSProxyPort"): "9",
}


@cache
def libreoffice() -> Path | None:
    """Return LibreOffice's program file, or None where it is not installed."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        return None
    # What is on the path starts a starter, which outlives what is done to it; the program stands beside that.
    program = Path(found).resolve().with_name("soffice.bin")
    return program if program.is_file() else Path(found)


def to_docx(data: bytes, label: str, *, seconds: float, most: int) -> bytes:
    """Return an old Word or rich text document as a new one.

    Args:
        data: the document.
        label: what it is, as the user is told.
        seconds: how long it may take.
        most: how many bytes may come of it.

    Raises:
        SourceError: with code NEEDS_LIBREOFFICE, TIMED_OUT, TOO_LARGE or DAMAGED.
    """
    program = libreoffice()
    if program is None:
        raise SourceError(ErrorCode.NEEDS_LIBREOFFICE, got=label)
    with TemporaryDirectory(prefix="zhengce-") as name:
        folder = Path(name)
        (folder / "paper.doc").write_bytes(data)
        _write_profile(folder / "profile" / "user")
        command = [*_wrappers(), str(program), f"-env:UserInstallation={(folder / 'profile').as_uri()}", *_OPTIONS]
        command += ["--convert-to", _FILTER, "--outdir", str(folder / "out"), str(folder / "paper.doc")]
        if _run(command, folder, seconds) == _RESTART:
            _run(command, folder, seconds)
        made = folder / "out" / "paper.docx"
        if not made.is_file():
            raise SourceError(ErrorCode.DAMAGED, got=label, reason="LibreOffice cannot open it; is there a password?")
        if made.stat().st_size > most:
            raise SourceError(
                ErrorCode.TOO_LARGE, got=f"{made.stat().st_size:,} bytes", limit=f"{most:,}", setting="max_file_bytes"
            )
        return made.read_bytes()


def _run(command: Sequence[str], folder: Path, seconds: float) -> int:
    """Run a command to its end and return its exit code; what it started ends with it."""
    environment = {"PATH": os.environ.get("PATH", ""), "HOME": str(folder), "TMPDIR": str(folder), "LANG": "C.UTF-8"}
    with subprocess.Popen(  # noqa: S603  (a program on the user's own path, and no words of a paper in the command)
        command,
        env=environment,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            return process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise SourceError(ErrorCode.TIMED_OUT, limit=f"{seconds:.0f}") from None
        finally:
            _end_group(process.pid)


def _end_group(group: int) -> None:
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        return


@cache
def _wrappers() -> tuple[str, ...]:
    """Return the commands that bind a program to this process and take the network from it, as far as allowed here."""
    kept: tuple[str, ...] = ()
    for wrapper in _WRAPPERS:
        try:
            tried = subprocess.run([*wrapper, "true"], capture_output=True, timeout=10, check=False)  # noqa: S603
        except (OSError, subprocess.TimeoutExpired):
            continue
        kept += wrapper if tried.returncode == 0 else ()
    return kept


def _write_profile(folder: Path) -> None:
    items = "".join(
        f'<item oor:path="/{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for (path, name), value in _PROFILE.items()
    )
    folder.mkdir(parents=True)
    (folder / "registrymodifications.xcu").write_text(
        f'<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
        f"{items}</oor:items>",
        "utf-8",
    )
