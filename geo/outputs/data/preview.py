"""What a page says of itself where its link is pasted or read by a search engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from geo.base.languages import Language, about
from geo.base.printable import json_line
from geo.view.texts import say
from geo.view.words import escape

PICTURE_SIZE: Final = (1200, 630)


@dataclass(frozen=True)
class Preview:
    """What a page says of itself; ``href`` is its address, ``picture`` that of its picture or ''.

    Addresses are absolute where the public one is known. ``facts`` are schema.org's;
    ``oembed`` is the address of what oEmbed says of it, or '', ``feed`` that of the feed of what
    changed, or ''.
    """

    title: str
    description: str
    language: Language
    href: str
    picture: str
    facts: Mapping[str, Any]
    oembed: str = ""
    feed: str = ""

    def head(self, *, with_picture_size: bool = True) -> str:
        """Return the elements for the document's head but the title, all data escaped."""
        properties = {
            "og:type": "article" if self.picture else "website",
            "og:title": self.title,
            "og:description": self.description,
            "og:url": self.href,
            "og:locale": about(self.language).tag.replace("-", "_"),
        }
        if self.picture:
            properties["og:image"] = self.picture
            properties["og:image:type"] = "image/png"
            properties["og:image:alt"] = self.title
            if with_picture_size:
                properties["og:image:width"], properties["og:image:height"] = map(str, PICTURE_SIZE)
        names = {
            "description": self.description,
            "twitter:card": "summary_large_image" if self.picture else "summary",
        }
        tags = [f'<meta name="{name}" content="{escape(said)}">' for name, said in names.items()]
        tags += [
            f'<meta property="{name}" content="{escape(said)}">'
            for name, said in properties.items()
        ]
        tags.append(f'<link rel="canonical" href="{escape(self.href)}">')
        if self.oembed:
            title = escape(self.title)
            kind = f'rel="alternate" type="application/json+oembed" title="{title}"'
            tags.append(f'<link {kind} href="{escape(self.oembed)}">')
        if self.feed:
            title = escape(say("changes", self.language))
            kind = f'rel="alternate" type="application/atom+xml" title="{title}"'
            tags.append(f'<link {kind} href="{escape(self.feed)}">')
        tags.append(f'<script type="application/ld+json">{_inert(self.facts)}</script>')
        return "\n".join(tags) + "\n"


def _inert(facts: Mapping[str, Any]) -> str:
    """Return facts as JSON that no parser of HTML takes for markup, with nothing hidden in it."""
    text = json_line(facts)
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text
