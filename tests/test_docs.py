"""Every command in the documentation is run, document by document, as a newcomer would: in order, in one folder.

A block under `<!-- not run: reason -->` is left out: it needs a server, a network or an installation.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CHINESE = ROOT / "README.zh-CN.md"
DOCUMENTS = sorted([*ROOT.glob("README*.md"), *ROOT.glob("docs/*.md")])
_BLOCK = re.compile(r"(?P<excuse><!-- not run: [^>]+ -->\n)?```sh\n(?P<commands>.*?)^```$", re.DOTALL | re.MULTILINE)
_EXPLAINED = re.compile(r"\s+#.*$")
_LINK = re.compile(r"\]\((?!https?://|#)([^)#]+)(?:#[^)]*)?\)")
PAPER = """厦门市人民政府关于支持人工智能产业的若干措施

一、对认定的国家级创新平台，给予最高 500 万元奖励。
"""


def blocks_of(document: Path) -> list[str]:
    return [found["commands"] for found in _BLOCK.finditer(document.read_text("utf-8")) if not found["excuse"]]


def lines_of(commands: str) -> set[str]:
    """Return the lines of a block without what they explain."""
    return {_EXPLAINED.sub("", line).strip() for line in commands.splitlines()}


def blocks_to_run(document: Path) -> list[str]:
    """Return the blocks of a document; of the Chinese page those that the English one does not run."""
    if document != CHINESE:
        return blocks_of(document)
    known = lines_of("\n".join(blocks_of(ROOT / "README.md")))
    return [commands for commands in blocks_of(document) if not lines_of(commands) <= known]


@pytest.fixture(scope="module")
def run_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as after `make run`: the seeds, the program, and a warehouse of them."""
    folder = tmp_path_factory.mktemp("newcomer")
    (folder / "tests" / "corpus").mkdir(parents=True)
    for seed in (ROOT / "tests" / "corpus").glob("*.txt"):
        shutil.copy(seed, folder / "tests" / "corpus")
    program = folder / ".venv" / "bin" / "zhengce"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m flows "$@"\n', "utf-8")
    program.chmod(0o755)
    (folder / ".venv" / "bin" / "python").symlink_to(sys.executable)
    (folder / "my-papers").mkdir()
    (folder / "my-papers" / "厦门.txt").write_text(PAPER, "utf-8")
    sh(folder, "zhengce run")
    return folder


def sh(folder: Path, commands: str) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ZHENGCE_")}
    path = f"{folder / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}"
    # Great Expectations audits in other tests: a minute of it here would show nothing of the documentation.
    environment = kept | {"PATH": path, "PYTHONPATH": str(ROOT), "ZHENGCE_THOROUGH_AUDIT": "false"}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", commands],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, f"{commands}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"


@pytest.mark.slow
@pytest.mark.parametrize(
    "document",
    [
        pytest.param(path, marks=[] if path.parent == ROOT else pytest.mark.long)
        for path in DOCUMENTS
        if blocks_of(path)
    ],
    ids=lambda document: str(document.name),
)
def test_every_command_runs(document: Path, run_once: Path, tmp_path: Path) -> None:
    folder = tmp_path / "newcomer"
    shutil.copytree(run_once, folder, symlinks=True)
    for commands in blocks_to_run(document):
        sh(folder, commands)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: str(document.name))
def test_every_link_leads_to_a_file(document: Path) -> None:
    for target in _LINK.findall(document.read_text("utf-8")):
        assert (document.parent / target).exists(), target


def test_what_is_not_run_says_why_and_is_the_exception() -> None:
    found = [block for document in DOCUMENTS for block in _BLOCK.finditer(document.read_text("utf-8"))]
    assert len(found) > 20
    assert sum(block["excuse"] is not None for block in found) < len(found) / 2
