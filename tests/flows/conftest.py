from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest
from click.testing import CliRunner, Result

from flows.cli import cli
from flows.steps import Scope
from tests.object_store import bucket, object_store

__all__ = ["bucket", "object_store"]

CORPUS = Path(__file__).parents[1] / "corpus"

NOTICE = """{city}市人民政府办公室关于支持{topic}产业发展的通知

{city}政办〔2021〕{number}号

各县（市、区）人民政府：

一、支持企业做大做强
（一）对年营业收入首次超过 5 亿元的企业，给予一次性奖励 {amount} 万元。
（二）研发费用占比不低于 3%的，按 20%给予补助，最高不超过 50 万元。

二、附则
本通知自印发之日起施行，有效期三年。

{city}市人民政府办公室
2021年3月5日
"""


def notice(city: str = "厦门", topic: str = "人工智能", number: int = 7, amount: str = "100") -> str:
    """A small notice of a made-up kind; its second paragraph of money is fixed."""
    return NOTICE.format(city=city, topic=topic, number=number, amount=amount)


def write_papers(folder: Path) -> Path:
    """Write two papers in folders of their own under `folder`/papers."""
    root = folder / "papers"
    for name, text in (("厦门/通知.txt", notice()), ("福州/通知.md", notice("福州", "新能源", 9, "300"))):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    return root


def ingest(folder: Path) -> None:
    """Run over `folder`/papers into `folder`/warehouse, as `zhengce run` would."""
    from flows.discover import discover
    from flows.settings import load_settings
    from flows.steps import execute, run_of

    roots = {"papers": {"folder": str(folder / "papers")}}
    given = {"warehouse": folder / "warehouse", "roots": roots, "thorough_audit": False, "processes": 1}
    settings = load_settings(overrides=given, environment={})
    assert execute(settings, discover(settings, ()), run_of(settings, "run", Scope.STALE)).exit_code == 0


@pytest.fixture(scope="session")
def seeds_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse of the five papers in tests/corpus, which tests only read."""
    from flows.discover import discover
    from flows.settings import load_settings
    from flows.steps import execute, run_of

    folder = tmp_path_factory.mktemp("seeds") / "warehouse"
    corpus = {"corpus": {"folder": str(CORPUS), "patterns": ["*.txt"]}}
    given = {"warehouse": folder, "roots": corpus, "thorough_audit": False, "processes": 1}
    settings = load_settings(overrides=given, environment={})
    assert execute(settings, discover(settings, ()), run_of(settings, "run", Scope.STALE)).exit_code == 0
    return folder


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test has a warehouse and a root of its own, and no other settings; audits are native, for speed."""
    for name in [name for name in os.environ if name.startswith("ZHENGCE_") and name != "ZHENGCE_SHARED"]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ZHENGCE_WAREHOUSE", str(tmp_path / "warehouse"))
    monkeypatch.setenv("ZHENGCE_ROOTS", f"papers={tmp_path / 'papers'}")
    monkeypatch.setenv("ZHENGCE_THOROUGH_AUDIT", "false")


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    """A root with two papers in folders of their own."""
    return write_papers(tmp_path)


@pytest.fixture(scope="session")
def first_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the two papers and a warehouse after one run, to be copied."""
    folder = tmp_path_factory.mktemp("first_run")
    write_papers(folder)
    ingest(folder)
    return folder


@pytest.fixture
def ingested(first_run: Path, tmp_path: Path) -> Path:
    """The root with two papers, after one run."""
    copytree(first_run, tmp_path, dirs_exist_ok=True, symlinks=True)
    return tmp_path / "papers"


@pytest.fixture
def zhengce() -> Callable[..., Result]:
    """Run the command line in this process; an exception other than the exit fails the test."""

    def run(*arguments: str | Path) -> Result:
        return CliRunner().invoke(cli, [str(argument) for argument in arguments], catch_exceptions=False)

    return run
