"""A page for people that runs nothing: its style, and the document around its body."""

from __future__ import annotations

from typing import Final

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


def page(title: str, head: str, body: str, language: Language) -> bytes:
    """Return an HTML document; ``head`` and ``body`` are HTML with all data escaped."""
    return (
        f'<!DOCTYPE html>\n<html lang="{about(language).tag}">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(title)}</title>\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"{head}<style>{STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    ).encode()
