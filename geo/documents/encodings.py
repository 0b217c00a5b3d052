"""Bytes become text: UTF-8 as it is, what Chinese is written in besides, and what it is else.

UTF-8 goes before all, for hardly any other bytes are sound UTF-8. The others cannot be told
by rules: most bytes can be read in several of them. Each candidate is tried, and what the
letters then are decides (:mod:`geo.documents.languages`); of a few characters, too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from geo.base.errors import InputError
from geo.base.messages import SAID, Message
from geo.documents.languages import (
    foreign_language,
    frequent_share,
    is_hanzi,
    kana_share,
)

# The longer mark first: UTF-32's begins with UTF-16's.
_MARKS: Final = (
    (b"\xff\xfe\0\0", "utf-32-le", "UTF-32"),
    (b"\0\0\xfe\xff", "utf-32-be", "UTF-32"),
    (b"\xff\xfe", "utf-16-le", "UTF-16"),
    (b"\xfe\xff", "utf-16-be", "UTF-16"),
)
_WIDE: Final = (
    ("utf-32-le", "UTF-32"),
    ("utf-32-be", "UTF-32"),
    ("utf-16-le", "UTF-16"),
    ("utf-16-be", "UTF-16"),
)
# Control characters that no text holds; tabulators, line and page breaks and ^Z are none of them.
_CONTROLS: Final = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f]")
# Copied text carries a stray one (a footnote mark); so many are data, and so is a single NUL.
_MAX_CONTROLS: Final = 0.01
# A text in the wild has a cut character here and there.
_MAX_BROKEN: Final = 0.01
# Share of the characters beyond ASCII that are of the 3,755 everyday ones or are marks:
# of Chinese text nearly all, of other bytes read as GB18030 less than half.
_EVERYDAY_SHARE: Final = 0.8
# Share of frequent letters: of a text in its own encoding one half and more, in another one
# hardly an eighth.
_LIKELY: Final = 0.3
_CLEARLY: Final = 0.15
_JAPANESE: Final = 0.15
_LOST: Final = 0.1
# As much as it takes to tell, from the first byte on that is none of ASCII's.
_SAMPLE: Final = 100_000
# What a few characters are cannot be told.
_FEW: Final = 8
_SEVEN_BIT: Final = (
    (b"\x1b$)C", "iso2022_kr", "ISO-2022-KR"),
    (b"\x1b$", "iso2022_jp_ext", "ISO-2022-JP"),
    (b"\x1b$A", "iso2022_jp_2", "ISO-2022-JP-2"),
    (b"~{", "hz", "HZ"),
)
_CHINESE_ESCAPES: Final = (b"\x1b$)A", b"\x1b$)G", b"\x1b$)E")
_UTF_7: Final = re.compile(rb"\+[A-Za-z0-9+/]{3,200}-?")
_RUSSIAN: Final = frozenset("оеаинтсрвлкмдпуя")
_EBCDIC: Final = re.compile(r"[A-Za-z0-9 .,;:()'\"/\n\x85-]")


def decode(raw: bytes) -> tuple[str, Message | None]:
    """Return text and how it was read, None for sound UTF-8.

    Raises :class:`~geo.base.errors.InputError` for what is binary, another language's encoding or
    none that is known.
    """
    text, how = _decoded(raw)
    if "\0" in text:
        raise InputError("file_is_binary")
    if len(_CONTROLS.findall(text)) > _MAX_CONTROLS * len(text):
        if "\x1b[" in text:
            raise InputError("terminal_sequences")
        raise InputError("file_is_binary")
    if not how and (text.count("\ufffd") > _LOST * len(text) or "锟斤拷锟" in text):
        raise InputError("characters_were_lost")
    return text, how


def _decoded(raw: bytes) -> tuple[str, Message | None]:
    for mark, codec, name in _MARKS:
        if raw.startswith(mark):
            text = raw[len(mark) :].decode(codec, "replace")
            if text.count("\ufffd") <= max(1, _MAX_BROKEN * len(text)):
                return text, _with_broken(name, text)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return _wide(raw) or _broken_utf8(raw) or _eight_bit(raw) or _refuse(raw, error.start)
    if "\0" in text:
        return _wide(raw) or (text, None)
    return _seven_bit(raw) or _twice(text) or (text, None)


def _with_broken(name: str, text: str) -> Message:
    if not (broken := text.count("\ufffd")):
        return Message(SAID, text=name)
    code = "with_broken_character" if broken == 1 else "with_broken_characters"
    return Message(code, encoding=name, count=broken)


def _wide(raw: bytes) -> tuple[str, Message | None] | None:
    """Return UTF-16 or UTF-32 without a mark: two or four bytes a character."""
    found: list[tuple[float, str, str]] = []
    for codec, name in _WIDE:
        width = 4 if name == "UTF-32" else 2
        try:
            text = raw[: len(raw) // width * width].decode(codec)
        except UnicodeDecodeError:
            continue
        if "\0" not in text and (text.isascii() or _is_likely(text)):
            found.append((_likeliness(text), text, name))
    if not found:
        return None
    _, text, name = max(found)
    return text, Message("without_a_mark", encoding=name)


def _is_likely(text: str) -> bool:
    return _likeliness(text) >= _LIKELY


def _likeliness(text: str) -> float:
    languages = ("Chinese", "Korean", "Japanese")
    return max(frequent_share(text, language) for language in languages)


def _broken_utf8(raw: bytes) -> tuple[str, Message | None] | None:
    text = raw.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    sound = sum(1 for c in text if not c.isascii()) - broken
    if broken <= _MAX_BROKEN * len(text) and sound >= 5 * broken:
        return text, _with_broken("UTF-8", text)
    return None


def _eight_bit(raw: bytes) -> tuple[str, Message | None] | None:
    """Return Chinese text in GB18030 or Big5, or both UTF-8 and GB18030.

    Raises :class:`~geo.base.errors.InputError` for Korean and Japanese.
    """
    start = next(place for place, byte in enumerate(raw) if byte > 0x7F)
    sample = raw[start : start + _SAMPLE]
    gb = _attempt(sample, "gb18030")
    best = frequent_share(gb) if gb else 0.0
    found = ("GB18030", "gb18030") if gb and (_is_everyday(gb) or best >= _LIKELY) else None
    for name, codec, language in _OTHERS:
        text = _attempt(sample, codec)
        if not text or (language == "Japanese" and kana_share(text) < _JAPANESE):
            continue
        share = frequent_share(text, language)
        is_clear = share > best + _CLEARLY and sum(not c.isascii() for c in text) >= _FEW
        if share >= _LIKELY and (found is None or is_clear):
            found, best = (name, codec), share
    if found is None:
        return _both(raw)
    name, codec = found
    if not (text := _attempt(raw, codec)):
        return _both(raw)
    if foreign := foreign_language(text):
        raise InputError("foreign_text_in_encoding", language=foreign, encoding=name)
    return text, _with_broken(name, text)


# Big5 as Windows has it goes before the one with Hong Kong's characters, which reads it too.
_OTHERS: Final = (
    ("Big5", "cp950", "Chinese"),
    ("Big5-HKSCS", "big5hkscs", "Chinese"),
    ("EUC-KR", "cp949", "Korean"),
    ("Johab", "johab", "Korean"),
    ("Shift-JIS", "cp932", "Japanese"),
    ("EUC-JP", "euc_jis_2004", "Japanese"),
)


def _attempt(raw: bytes, codec: str) -> str:
    """Return text, empty where more than a few characters are broken."""
    text = raw.decode(codec, "replace")
    return text if text.count("\ufffd") <= _MAX_BROKEN * len(text) else ""


def _is_everyday(text: str) -> bool:
    """Whether bytes read as GB18030 make Chinese: in everyday characters, not in rare ones."""
    counts = Counter(c for c in text if ord(c) > 0x7F)
    hanzi = everyday = 0
    for character, count in counts.items():
        code = character.encode("gb2312", "ignore")
        # GB 2312: marks in rows 1 to 9, the first level of characters in rows 16 to 55.
        is_first_level = bool(code) and 0xB0 <= code[0] <= 0xD7
        hanzi += count * is_first_level
        everyday += count * (is_first_level or (bool(code) and code[0] <= 0xA9))
    return hanzi > 0 and everyday >= _EVERYDAY_SHARE * counts.total()


def _both(raw: bytes) -> tuple[str, Message | None] | None:
    """Return a text of which some lines are UTF-8 and some GB18030."""
    codecs, lines = set(), []
    for line in raw.splitlines(keepends=True):
        for codec in ("utf-8", "gb18030"):
            try:
                lines.append(line.decode(codec))
            except UnicodeDecodeError:
                continue
            codecs |= set() if line.isascii() else {codec}
            break
        else:
            return None
    text = "".join(lines)
    if codecs != {"utf-8", "gb18030"} or frequent_share(text) < _LIKELY:
        return None
    return text, Message("line_by_line")


def _seven_bit(raw: bytes) -> tuple[str, Message | None] | None:
    """Return text that was packed into ASCII: HZ, ISO-2022, UTF-7.

    Raises :class:`~geo.base.errors.InputError` for Korean and Japanese, and for ISO-2022-CN.
    """
    if any(escape in raw for escape in _CHINESE_ESCAPES):
        raise InputError("iso_2022_cn")
    if not raw.isascii():
        return None
    for mark, codec, name in _SEVEN_BIT:
        if mark in raw and (text := _strictly(raw, codec)) and _is_likely(text):
            if language := foreign_language(text):
                raise InputError("foreign_text_in_encoding", language=language, encoding=name)
            return text, Message(SAID, text=name)
    if _UTF_7.search(raw) and (text := _strictly(raw, "utf-7")) and _is_likely(text):
        return text, Message(SAID, text="UTF-7")
    return None


def _strictly(raw: bytes, codec: str) -> str:
    try:
        return raw.decode(codec)
    except (UnicodeDecodeError, ValueError):
        return ""


def _twice(text: str) -> tuple[str, Message | None] | None:
    """Return Chinese text of which a program took each byte for a letter of Western Europe."""
    letters = [c for c in text if not c.isascii()]
    if len(letters) < _FEW or any(is_hanzi(c) for c in letters):
        return None
    for outer in ("latin-1", "cp1252"):
        try:
            raw = text.encode(outer)
        except UnicodeEncodeError:
            continue
        for codec, name in (("utf-8", "UTF-8"), ("gb18030", "GB18030")):
            inner = _strictly(raw, codec)
            if inner and frequent_share(inner) >= _LIKELY:
                return inner, Message("taken_for_western", encoding=name)
    return None


def _refuse(raw: bytes, offset: int) -> tuple[str, Message | None]:
    """Say what bytes are that are no Chinese text; ``offset`` is the first that is no UTF-8."""
    for what in _guesses(raw):
        raise InputError("foreign_text", language=what)
    if b"\0" in raw:
        raise InputError("file_is_binary")
    line = raw.count(b"\n", 0, offset) + 1
    raise InputError("unknown_encoding", Message("line", line=line), offset=offset)


def _guesses(raw: bytes) -> Iterator[Message]:
    beyond = sum(byte > 0x7F for byte in raw)
    for codec, name in (("cp1251", "Windows-1251"), ("koi8_r", "KOI8-R"), ("cp866", "CP866")):
        letters = [c for c in raw.decode(codec, "replace") if ord(c) > 0x7F]
        if len(letters) >= _FEW and sum(c in _RUSSIAN for c in letters) >= 0.6 * len(letters):
            yield Message("text_in_cyrillic_letters", encoding=name)
    ebcdic = raw.decode("cp037")
    if raw.count(b"\x40") > 0.05 * len(raw) and len(_EBCDIC.findall(ebcdic)) > 0.9 * len(raw):
        yield Message("text_in_ebcdic")
    western = raw.decode("cp1252", "replace")
    sound = sum(c.isascii() and c.isprintable() for c in western) + western.count("\n")
    accented = sum(c.isalpha() or c in "«»“”‘’–—…°€£" for c in western if not c.isascii())
    if beyond and accented == beyond and beyond <= 0.2 * len(raw) and sound >= 0.75 * len(raw):
        yield Message("text_in_windows_1252")
