"""What is said in JSON as a page for people: every member, every link, and nothing that runs."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, Final

from geo.base.languages import Language, about
from geo.view.words import escape

STYLE: Final = (
    "body{font:1rem/1.6 system-ui,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif;"
    "max-width:60rem;margin:0 auto;padding:1rem;color:#1d2733;background:#fff}"
    "a{color:#0a63a8}h1{font-size:1.4rem}h2,h3,h4{font-size:1.05rem;margin:1.2rem 0 .3rem}"
    "dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem .8rem;margin:.2rem 0}"
    "dt{color:#55606b}dd{margin:0;overflow-wrap:anywhere}"
    "ul,ol{margin:.2rem 0;padding-left:1.3rem}img{max-width:100%;height:auto}"
    "blockquote{margin:.3rem 0;padding-left:.8rem;border-left:3px solid #b6c2cc}"
    ".other-name,.absent{color:#55606b}mark{background:#fff1c2}"
    "@media(max-width:600px){dl{grid-template-columns:1fr}dd{padding-left:.8rem}}"
    "@media(prefers-color-scheme:dark){body{color:#e6ebef;background:#12181e}a{color:#5fb0ee}"
    "dt,.other-name,.absent{color:#a8b4bf}mark{background:#57470f;color:inherit}}"
)
# Deeper than anything that is served.
_DEPTH_MAX: Final = 20


def policy(frame_ancestors: str = "'none'") -> str:
    """Return the policy of a page that shows text and own pictures, and runs nothing."""
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode("ascii")
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src 'self'; base-uri 'none'; "
        f"form-action 'none'; frame-ancestors {frame_ancestors}"
    )


def page(title: str, head: str, body: str, language: Language) -> bytes:
    """Return an HTML document; ``head`` and ``body`` are HTML with all data escaped."""
    return (
        f'<!DOCTYPE html>\n<html lang="{about(language).tag}">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(title)}</title>\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"{head}<style>{STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    ).encode()


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
