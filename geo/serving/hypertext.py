"""What is said in JSON as a page for people: every member, every link, and nothing that runs."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, Final

from geo.base.languages import Language
from geo.outputs.data.hypertext import STYLE, page
from geo.view.words import escape

# Deeper than anything that is served.
_DEPTH_MAX: Final = 20


def policy(frame_ancestors: str = "'none'") -> str:
    """Return the policy of a page that shows text and own pictures, and runs nothing."""
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode("ascii")
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src 'self'; base-uri 'none'; "
        f"form-action 'none'; frame-ancestors {frame_ancestors}"
    )


def document(
    title: str,
    members: Mapping[str, Any],
    crumbs: Sequence[tuple[str, str]],
    language: Language,
) -> tuple[bytes, str]:
    """Return the members of a resource as a page, and the page's policy.

    ``crumbs`` are address and name of what stands above it.
    """
    trail = " › ".join(f'<a href="{escape(href)}">{escape(name)}</a>' for href, name in crumbs)
    said = _shown(members, 0)
    body = f"<nav>{trail}</nav>\n<main>\n<h1>{escape(title)}</h1>\n{said}\n</main>"
    return page(title, "", body, language), policy()


def _shown(value: Any, depth: int) -> str:
    if depth > _DEPTH_MAX:
        return "…"
    if isinstance(value, Mapping):
        if isinstance(value.get("href"), str):
            return _link(value)
        pairs = (
            f"<dt>{escape(str(name))}</dt><dd>{_shown(each, depth + 1)}</dd>"
            for name, each in value.items()
        )
        return f"<dl>{''.join(pairs)}</dl>"
    if isinstance(value, Sequence) and not isinstance(value, str):
        if all(isinstance(each, int | float) for each in value):
            return escape(", ".join(map(str, value)))
        rows = (f"<li>{_shown(each, depth + 1)}</li>" for each in value)
        return f"<ul>{''.join(rows)}</ul>"
    if value is None:
        return "<span class='absent'>–</span>"
    return escape(str(value))


def _link(link: Mapping[str, Any]) -> str:
    name = escape(str(link.get("title") or link["href"]))
    about = ", ".join(str(link[key]) for key in ("rel", "type") if link.get(key))
    return f'<a href="{escape(str(link["href"]))}">{name}</a> ({escape(about)})'
