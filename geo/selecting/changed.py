"""Which changes of an atlas's builds a selection shows: those of sites that it shows or showed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

import numpy as np

from geo.base.files import read_regular
from geo.model.atlas import MAX_ATLAS_BYTES, Atlas, Feature
from geo.model.change_log import Build, landed, of_report, read_log
from geo.model.changes import Change
from geo.selecting.columns import Mask
from geo.selecting.selection import Selection


@dataclass(frozen=True, slots=True)
class Told:
    """A change with the build that made it."""

    build: Build
    change: Change


class Changed:
    """All changes that the builds of an atlas made, the newest build first, by site's id."""

    def __init__(self, atlas: Atlas, builds: Sequence[Build]) -> None:
        self.atlas = atlas
        self.builds = of_report(builds, atlas)
        self.told = [Told(build, c) for build in reversed(self.builds) for c in build.changes]

    def chosen(self, selection: Selection) -> list[Told]:
        """Return those of sites that a selection shows, as they were or as they became.

        So whoever asks for what is under construction learns when a site is so no more.
        """
        if selection == Selection():
            return list(self.told)
        return self.having(selection.mask(self._whole)[len(self.atlas.features) :])

    def having(self, states: Mask) -> list[Told]:
        """Return those of which either state is chosen; ``states`` are :attr:`states`'."""
        either = np.zeros(len(self.told), bool)
        np.logical_or.at(either, self._owners, states)
        return [told for told, is_chosen in zip(self.told, either, strict=True) if is_chosen]

    @cached_property
    def states(self) -> list[Feature]:
        """The sites as they were and as they became, in the order of what is told."""
        return [state for told in self.told for state in _states(told.change)]

    @cached_property
    def _owners(self) -> Sequence[int]:
        return [n for n, told in enumerate(self.told) for _ in _states(told.change)]

    @cached_property
    def _whole(self) -> Atlas:
        """The atlas with every state as one more site, whose id is no site's.

        An area is then the one of the atlas, whatever has lain in it.
        """
        named = (feature | {"id": f"@{number}"} for number, feature in enumerate(self.states))
        return Atlas(self.atlas.report, (*self.atlas.features, *named))


def _states(change: Change) -> list[Feature]:
    return [state for state in (change.before, change.after) if state is not None]


def changed_of(path: Path, atlas: Atlas) -> Changed:
    """Return what the builds of the atlas of a file changed, as the log beside the file has it.

    Raises :class:`~geo.base.errors.InputError` where the log is none.
    """
    digest = sha256(read_regular(path, "atlas", MAX_ATLAS_BYTES)).hexdigest()
    return Changed(atlas, landed(read_log(path), digest))
