"""Score the tables of the labelled papers, and compare with the committed scorecard.

python tests/scorecard.py --shared ../shared            prints gains and losses; exit code 1 on a loss
python tests/scorecard.py --shared ../shared --update   makes what is measured the committed scorecard
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

COMMITTED = Path(__file__).with_name("scorecard.json")
_ALL_ROWS = "1000000"
_SHOWN_ROWS = 20


@dataclass(frozen=True, slots=True)
class Scorecard:
    """Figures by layer, and the rows that were missed or found in excess, as the scorer prints them."""

    figures: Mapping[str, Mapping[str, float]]
    errors: Mapping[str, list[str]]


def measure(shared: Path) -> Scorecard:
    """Run the pipeline over the labelled papers into a warehouse of its own and score it."""
    with TemporaryDirectory() as folder:
        warehouse = Path(folder, "warehouse")
        papers = [str(shared / "seeds"), str(shared / "corpus" / "text")]
        command = [sys.executable, "-m", "flows", "run", *papers, "--warehouse", str(warehouse)]
        if subprocess.run(command, check=False).returncode > 1:  # a quarantined paper shows in the figures
            raise SystemExit("the labelled papers could not be processed")
        return score(shared, warehouse / "published", Path(folder, "figures.json"))


def score(shared: Path, published: Path, figures: Path) -> Scorecard:
    """Score published tables; the rows of layers that are not built yet are left out."""
    command = [sys.executable, str(shared / "tools" / "score.py"), "--warehouse", str(published)]
    command += ["--gold", str(shared / "gold" / "dev"), "--errors", _ALL_ROWS, "--json", str(figures)]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    by_layer = json.loads(figures.read_text("utf-8"))
    errors = {layer: rows for layer, rows in rows_by_layer(printed).items() if by_layer[layer]["found"]}
    return Scorecard(by_layer, errors)


def rows_by_layer(printed: str) -> dict[str, list[str]]:
    """Return the missed and excess rows that the scorer printed under each layer's figures."""
    rows: dict[str, list[str]] = {}
    layer = ""
    for line in printed.splitlines()[1:]:
        if line.startswith("   "):
            rows[layer].append(line.strip())
        elif line.strip():
            layer = line.split()[0]
            rows[layer] = []
    return {layer: sorted(lines) for layer, lines in rows.items()}


def compare(before: Scorecard, after: Scorecard) -> bool:
    """Print every layer's figures with gains and losses, by layer and by row; return whether a layer lost."""
    print(f"{'layer':26}{'gold':>6}{'found':>7}{'P':>8}{'R':>8}{'F1':>8}{'change':>9}")
    lost = bool(before.figures.keys() - after.figures.keys())
    for layer, now in after.figures.items():
        change = now["f1"] - before.figures.get(layer, {"f1": 0.0})["f1"]
        lost = lost or change < 0
        print(
            f"{layer:26}{now['gold']:6}{now['found']:7}{now['precision']:8.3f}{now['recall']:8.3f}{now['f1']:8.3f}"
            + (f"{change:+9.4f}" if change else "")
        )
        old, new = set(before.errors.get(layer, ())), set(after.errors.get(layer, ()))
        if layer in before.errors:
            _print_rows("mended", old - new)
            _print_rows("broken", new - old)
    return lost


def _print_rows(word: str, rows: set[str]) -> None:
    for row in sorted(rows)[:_SHOWN_ROWS]:
        print(f"    {word}: {row}")
    if len(rows) > _SHOWN_ROWS:
        print(f"    … and {len(rows) - _SHOWN_ROWS} more {word}")


def _load() -> Scorecard:
    values: dict[str, Any] = json.loads(COMMITTED.read_text("utf-8"))
    return Scorecard(values["figures"], values["errors"])


def main() -> int:
    """Measure, then compare or update."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--update", action="store_true")
    arguments = parser.parse_args()
    after = measure(arguments.shared.resolve())
    lost = compare(_load() if COMMITTED.exists() else Scorecard({}, {}), after)
    if arguments.update:
        values = {"figures": after.figures, "errors": after.errors}
        COMMITTED.write_text(json.dumps(values, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")
        return 0
    if lost:
        print("a layer lost against tests/scorecard.json; mend it, or commit a new scorecard with --update")
    return int(lost)


if __name__ == "__main__":
    sys.exit(main())
