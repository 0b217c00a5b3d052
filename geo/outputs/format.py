"""A format that an atlas can be taken home in, and how a file of it is written."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from geo.base.errors import InputError
from geo.base.files import check_free, write_folder, write_whole
from geo.base.languages import Code
from geo.base.messages import Message
from geo.model.atlas import Atlas

if TYPE_CHECKING:
    from geo.selecting.changed import Changed

# One file's bytes, or a folder's: bytes by relative path, with slashes.
Content = bytes | Mapping[str, bytes]
Writer = Callable[..., Content]


@dataclass(frozen=True, slots=True)
class Option:
    """Something that a format can be asked for: ``--name`` on the command line.

    Values are text; where ``choices`` are given, one of these. ``help`` ends in no stop.
    """

    name: str
    help: str
    default: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Format(Code):
    """A format that an atlas can be taken home in; a code with its label.

    ``suffix`` is that of its file (``.csv``), empty where it is a folder. ``load`` returns what
    writes it, called as ``write(atlas, text, **options)``, ``text`` being the report's text or
    None, and each option given by its name as text. ``offered`` says where on the page it is: a
    button of its own, in the menu of further formats, or nowhere (command line and Python only).
    ``is_typeset`` where it wants a Chinese font; ``takes_changes`` where it tells what the
    atlas's builds changed.
    """

    suffix: str
    mime: str
    load: Callable[[], Writer]
    help: str
    offered: Literal["button", "menu", "nowhere"] = "nowhere"
    options: tuple[Option, ...] = ()
    is_typeset: bool = False
    takes_changes: bool = False

    def obstacle(self) -> Message | None:
        """Say what keeps it from being made on this machine, as far as that shows beforehand.

        None where nothing does.
        """
        if not self.is_typeset:
            return None
        try:
            from geo.outputs.paper.fonts import find_typeface

            find_typeface()
        except InputError as error:
            return error.message
        except Exception as error:  # noqa: BLE001 (whatever a library raises)
            return self._fault(error)
        return None

    def write(
        self,
        atlas: Atlas,
        text: str | None = None,
        *,
        changed: Changed | None = None,
        **options: str,
    ) -> Content:
        """Return the atlas in this format; options that are not given take their default.

        Raises :class:`~geo.base.errors.InputError` for an option or a value that it does not have,
        where the format cannot hold the atlas, and where it cannot be made on this machine
        (a library that is missing or fails): its fault is nobody else's.
        """
        values: dict[str, Any] = {option.name: option.default for option in self.options}
        for name, value in options.items():
            if name not in values:
                raise InputError("format_has_no_option", format=self.code, name=name)
            choices = next(option.choices for option in self.options if option.name == name)
            if choices and value not in choices:
                raise InputError(
                    "option_is_one_of", name=name, choices=", ".join(choices), value=value
                )
            values[name] = value
        if self.takes_changes:
            values["changed"] = changed
        try:
            return self.load()(atlas, text, **values)
        except InputError:
            raise
        except Exception as error:
            raise InputError(self._fault(error)) from error

    def _fault(self, error: Exception) -> Message:
        """Say in one line that this format cannot be made here, and why."""
        lines = str(error).split("\n")
        why = f"{type(error).__name__}: {lines[0]}" if lines[0] else type(error).__name__
        return Message("format_cannot_be_made", format=self.code, why=why[:500])

    def write_file(self, atlas: Atlas, text: str | None = None, **options: str) -> bytes:
        """Return the atlas in this format as one file's bytes: a folder comes as a ZIP file."""
        content = self.write(atlas, text, changed=None, **options)
        return content if isinstance(content, bytes) else _zipped(content)

    def save(
        self,
        path: Path,
        atlas: Atlas,
        text: str | None = None,
        *,
        force: bool = False,
        changed: Changed | None = None,
        **options: str,
    ) -> None:
        """Write the atlas in this format to ``path``, whole or not at all.

        Raises :class:`~geo.base.errors.InputError` as :meth:`write`, where something is there
        already (without ``force``), and where the place cannot be written.
        """
        check_free(path, force=force)
        content = self.write(atlas, text, changed=changed, **options)
        if isinstance(content, bytes):
            write_whole(path, content, force=force)
        else:
            write_folder(path, content, force=force)


def _zipped(folder: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in folder.items():
            archive.writestr(name, data)
    return out.getvalue()
