"""A tab of a browser under test: a Playwright page, and what it did that a page of ours must not do."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any


@dataclass
class Tab:
    """`page` is Playwright's; `errors` are those of its console, `requests_out` the addresses beyond its own file.

    Where the file is part of a site, the other files of its folder are its own, too.
    """

    page: Any
    path: Path
    site: Path | None = None
    errors: list[str] = field(default_factory=list)
    requests_out: list[str] = field(default_factory=list)

    @classmethod
    def open(cls, browser: Any, path: Path, *, dark: bool, width: int, height: int, site: Path | None = None) -> Tab:
        """Open a file in a context of its own, the network off, and wait until its words are painted.

        Before its first paint Chromium drops clicks without a word, which a busy machine shows.
        """
        scheme = "dark" if dark else "light"
        context = browser.new_context(
            color_scheme=scheme, viewport={"width": width, "height": height}, offline=True, reduced_motion="reduce"
        )
        tab = cls(context.new_page(), path, site)
        tab.page.on("console", tab._hear)
        tab.page.on("pageerror", lambda error: tab.errors.append(str(error)))
        tab.page.on("request", lambda request: tab._watch(request.url))
        tab.page.goto(path.resolve().as_uri())
        tab.first_paint()
        return tab

    def close(self) -> None:
        """Close the tab and forget its context."""
        self.page.context.close()

    def until(self, expression: str, seconds: float = 15) -> None:
        """Wait for an expression to hold; Playwright's own wait is forbidden by a strict policy of the page."""
        end = monotonic() + seconds
        while not self.page.evaluate(expression):
            assert monotonic() < end, f"never came true: {expression}"
            self.page.wait_for_timeout(25)

    def click(self, target: Any, **options: Any) -> None:
        """Click on a place, given by a selector or a locator, and wait until the page has handled it."""
        self._place(target).click(**options)
        self._handled()

    def uncheck(self, target: Any) -> None:
        """Clear a box, and wait until the page has handled it."""
        self._place(target).uncheck()
        self._handled()

    def press(self, key: str, on: Any = None) -> None:
        """Press a key, on a place if one is given, and wait until the page has handled it."""
        (self.page.keyboard if on is None else self._place(on)).press(key)
        self._handled()

    def fill(self, target: Any, words: str) -> None:
        """Write words into a field, and wait until the page has handled it."""
        self._place(target).fill(words)
        self._handled()

    def select(self, target: Any, value: str) -> None:
        """Choose an option of a list, and wait until the page has handled it."""
        self._place(target).select_option(value)
        self._handled()

    def first_paint(self) -> float:
        """Return the milliseconds from the navigation's start to the first paint of words."""
        script = "performance.getEntriesByName('first-contentful-paint').map(entry => entry.startTime)"
        self.until(f"{script}.length > 0")
        return float(self.page.evaluate(script)[0])

    def _place(self, target: Any) -> Any:
        return self.page.locator(target) if isinstance(target, str) else target

    def _handled(self) -> None:
        # On a busy machine the browser answers before the page's own listeners ran; they have by the second frame.
        self.page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def _hear(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.errors.append(message.text)

    def _watch(self, address: str) -> None:
        own = (self.site or self.path).resolve().as_uri() + ("/" if self.site else "")
        if not address.startswith(("data:", "blob:", own)):
            self.requests_out.append(address)
