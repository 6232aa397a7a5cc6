"""HTML pages that need nothing from elsewhere: style and scripts stand in them, allowed by their digests alone."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment


def rendered(template: str, styles: Iterable[str], scripts: Iterable[str], **values: Any) -> str:
    """Return a page: a template of flows/templates with values, and files of that folder as its style and scripts.

    The template finds them as `style` and `script`, and in `policy` the content security policy that allows them.
    """
    style, script = ("\n".join(map(text_of, names)) for names in (styles, scripts))
    policy = (
        f"default-src 'none'; script-src '{_digest(script)}'; style-src '{_digest(style)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    return _environment().get_template(template).render(style=style, script=script, policy=policy, **values)


@cache
def text_of(name: str) -> str:
    """Return a file of flows/templates."""
    return (files("flows") / "templates").joinpath(name).read_text("utf-8")


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader

    return Environment(
        loader=PackageLoader("flows", "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )


@cache
def _digest(own: str) -> str:
    return "sha256-" + b64encode(sha256(own.encode()).digest()).decode()
