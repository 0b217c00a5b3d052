"""The words that decided what is claimed of a site: marked in its clause, and told below it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import groupby
from typing import Final

from geo.base.printable import visible
from geo.editing.deciding_words import Deciding, deciding_words
from geo.editing.findings import Finding
from geo.model.codes import STAGES
from geo.model.mentions import Mention, Span
from geo.page.editor.room import Room
from geo.view.figures import format_yuan

# So many characters around the marked ones are shown of a long clause.
_AROUND: Final = 60
# What several claims rest on is marked for the first of these.
_ORDER: Final = ("site", "stage", "amount", "time")


def wording(room: Room, finding: Finding) -> str:
    """Return a finding's clause with the deciding words marked, and a list of them, as HTML."""
    report, mention = room.report, finding.mention
    decided = deciding_words(report, finding)
    spans = [("site", mention.span), *((d.role, d.span) for d in decided if d.span)]
    quotation = _quotation(report.text, mention, spans)
    lines = "".join(_line(room, mention, each) for each in decided)
    return f"<blockquote lang='zh-CN'>{quotation}</blockquote><dl class='said-list'>{lines}</dl>"


def _line(room: Room, mention: Mention, decided: Deciding) -> str:
    """Return one claim, what it says and which words decided it, as an item of a list."""
    words = ""
    if decided.span:
        said = escape(visible(room.report.text[slice(*decided.span)]))
        words = f" <mark class='said-{decided.role}' lang='zh-CN'>{said}</mark>"
    how = escape(room.say(f"said_{decided.role}_{decided.how}"))
    claim = escape(_claim(room, mention, decided))
    return (
        f"<dt>{escape(room.say(f'said_{decided.role}'))}</dt>"
        f"<dd data-said='{decided.role}' data-how='{decided.how}'>"
        f"{f'<b>{claim}</b> · ' if claim else ''}{how}{words}</dd>"
    )


def _claim(room: Room, mention: Mention, decided: Deciding) -> str:
    if decided.role == "time":
        side = room.say("planned" if mention.planned else "reported")
        return f"{side} · {mention.period}" if mention.period else side
    if decided.role == "stage":
        return STAGES[mention.stage].label(room.language)
    if mention.investment:
        return format_yuan(mention.investment.amount_cny, room.language)
    return ""


def _quotation(text: str, mention: Mention, spans: Sequence[tuple[str, Span]]) -> str:
    """Return the clause, and what else of its quotation holds marked words, as HTML."""
    pieces = [(mention.quote_start, mention.quote_end)]
    if mention.quote_more:
        pieces.append(mention.quote_more)
    role_of: dict[int, str] = {}
    for role in reversed(_ORDER):
        for name, span in spans:
            if name == role:
                role_of |= dict.fromkeys(range(*span), role)
    return "……".join(_piece(text, piece, role_of) for piece in sorted(set(pieces)))


def _piece(text: str, piece: Span, role_of: dict[int, str]) -> str:
    """Return a stretch of the text as HTML: what is far from all marks is left out."""
    marked = sorted(at for at in role_of if piece[0] <= at < piece[1]) or [piece[0]]
    near = {at + aside for at in marked for aside in range(-_AROUND, _AROUND + 1)}
    shown = [at in near for at in range(*piece)]
    html = []
    positions = range(*piece)
    for (is_shown, role), group in groupby(
        positions, lambda at: (shown[at - piece[0]], role_of.get(at))
    ):
        if not is_shown:
            html.append("…")
            continue
        words = escape(visible("".join(text[at] for at in group)))
        html.append(f"<mark class='said-{role}'>{words}</mark>" if role else words)
    return "".join(html)
