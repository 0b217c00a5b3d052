"""Words from outside as HTML: shown as they are, Chinese marked as such on an English page."""

from __future__ import annotations

import html

from geo.base.languages import CHINESE, Language
from geo.base.printable import visible


def escape(text: str) -> str:
    """Return a text from outside as HTML that shows it, with nothing hidden in it."""
    return html.escape(visible(text))


def chinese(text: str, language: Language) -> str:
    """Return Chinese words as HTML, marked as such on a card in another language."""
    said = escape(text)
    return said if language == CHINESE or not text else f"<span lang='zh-CN'>{said}</span>"


def is_web(address: str) -> bool:
    """Say whether an address from outside is one that a browser opens as a page of the web."""
    return address.startswith(("https://", "http://"))


def link(address: str) -> str:
    """Return a link to a document on the web, nothing for what is no web address."""
    if not is_web(address):
        return ""
    return f" <a href='{escape(address)}' target='_blank' rel='noreferrer nofollow'>↗</a>"
