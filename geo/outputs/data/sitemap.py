"""A sitemap as the sitemaps' protocol has it (sitemaps.org)."""

from __future__ import annotations

from collections.abc import Iterable

from geo.view.words import escape


def listing(root: str, item: str, addresses: Iterable[str]) -> bytes:
    """Return absolute addresses as a ``urlset`` or a ``sitemapindex`` of ``item`` elements."""
    rows = "".join(f"<{item}><loc>{escape(each)}</loc></{item}>\n" for each in addresses)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{rows}</{root}>\n'
    ).encode()
