"""Text from outside in what Streamlit renders as Markdown: labels, headings, notices, captions.

Backslashes keep Markdown's own marks from meaning anything. They do not keep Streamlit from
what it looks for once Markdown is read: addresses become links, ``:material/x:`` an icon,
``:smile:`` a face, ``->`` an arrow. A character without width (U+2060, word joiner) between
their parts does.
"""

from __future__ import annotations

import re
from typing import Final

from geo.base.printable import visible

_MARKS: Final = frozenset(r"\`*_{}[]()<>#+-.!|$:~&=@^\"'/")
_JOINER: Final = "\u2060"
# Between these: the scheme and the host, www and its dot, a name and its colon, the host of a
# mail address, two parts of an arrow.
_PARTS: Final = re.compile(r"(?<=[:@])|(?<=www)(?=\.)|(?<=[<>~-])(?=[<>=-])", re.IGNORECASE)


def plain(text: str) -> str:
    """Return a text from outside so that it appears as it is, and does nothing.

    Blanks before it, which would make it code, are left out.
    """
    parts = _PARTS.sub(_JOINER, visible(text).lstrip())
    return "".join(f"\\{c}" if c in _MARKS else c for c in parts)
