"""Time the extractors of two other projects on the text of the papers; run by bench.py with the peers' own Python."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path


def best(action, times: int) -> float:
    """Return the least processor time in seconds of so many runs."""
    spent = []
    for _ in range(times):
        start = time.process_time()
        action()
        spent.append(time.process_time() - start)
    return min(spent)


def main() -> None:
    """Print characters a second by peer as JSON."""
    text = Path(sys.argv[1]).read_text("utf-8")
    lines = [line for line in text.splitlines() if line.strip()]
    found = {}
    import jionlp

    extractor = jionlp.ner.MoneyExtractor() if hasattr(jionlp, "ner") else None
    extract = extractor or jionlp.extract_money
    found["JioNLP money, by line"] = len(text) / best(lambda: [extract(line) for line in lines], 3)
    from recognizers_number import recognize_percentage
    from recognizers_number_with_unit import Culture, recognize_currency

    few = lines[:: max(1, len(lines) // 60)]
    characters = sum(map(len, few))
    currency = best(lambda: [recognize_currency(line, Culture.Chinese) for line in few], 1)
    percentage = best(lambda: [recognize_percentage(line, Culture.Chinese) for line in few], 1)
    found["Recognizers-Text currency"] = characters / currency
    found["Recognizers-Text percentage"] = characters / percentage
    print(json.dumps(found))


main()
