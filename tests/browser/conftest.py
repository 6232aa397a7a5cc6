"""A browser for pages that zhengce writes: Debian's Chromium, without network; and the warehouse that they show.

Every tab that a test opens is watched: an error in its console, or a request that leaves its file, fails the test.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.browser.tab import Tab

CORPUS = Path(__file__).parent.parent / "corpus"
SEEDS = sorted(CORPUS.glob("0*.txt"))
PAPER_PDF = CORPUS / "pdf" / "nda_2024_data_space.pdf"  # three pages, as the office published it
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    """A headless Chromium with a profile of its own.

    It lives for a module, not for the session: Playwright keeps an event loop running, and other tests need none to.
    """
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("no Chromium: apt-get install -y chromium")
    playwright = pytest.importorskip("playwright.sync_api", reason="no Playwright: make install")
    with playwright.sync_playwright() as driver:
        launched = driver.chromium.launch(executable_path=program, args=list(_FLAGS))
        yield launched
        launched.close()


@pytest.fixture
def open_tab(browser) -> Iterator[Callable[..., Tab]]:
    """Open a file in a tab: `open_tab(path, dark=False, width=1280, height=800)`; what it must not do is checked.

    With `site=`, a folder, links to the other files in it may be followed.
    """
    tabs: list[Tab] = []

    def open_one(
        path: Path, *, dark: bool = False, width: int = 1280, height: int = 800, site: Path | None = None
    ) -> Tab:
        tabs.append(Tab.open(browser, path, dark=dark, width=width, height=height, site=site))
        return tabs[-1]

    yield open_one
    for tab in tabs:
        tab.close()
    assert [error for tab in tabs for error in tab.errors] == []
    assert [address for tab in tabs for address in tab.requests_out] == []


def zhengce(warehouse: Path, *arguments: str | Path, roots: str = f"corpus={CORPUS}") -> str:
    """Run the command line in a process of its own over a warehouse; return what it says."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ZHENGCE_")}
    environment |= {"ZHENGCE_WAREHOUSE": str(warehouse), "ZHENGCE_ROOTS": roots, "ZHENGCE_THOROUGH_AUDIT": "false"}
    command = [sys.executable, "-m", "flows", *map(str, arguments)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr or done.stdout
    return done.stdout


@pytest.fixture(scope="session")
def seeds_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The warehouse of the five seeds and a PDF; made once, by whichever worker comes first."""
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if "PYTEST_XDIST_WORKER" in os.environ else shared
    with (shared / "seeds.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        warehouse = shared / "seeds-warehouse"
        if not (warehouse / "published").exists():
            zhengce(warehouse, "run", *SEEDS, PAPER_PDF)
    return warehouse
