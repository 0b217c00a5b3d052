"""Chinese names in letters, for readers without Chinese."""

from __future__ import annotations

from pypinyin import lazy_pinyin

from geo.base.scripts import in_one_script


def in_pinyin(name: str) -> str:
    """Return a name in pinyin, for readers without Chinese."""
    return " ".join(lazy_pinyin(in_one_script(name))).strip().capitalize()
