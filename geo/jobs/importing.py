"""Files of places brought into the user's store while the page goes on: one after the other.

Each is read in a process of its own, within limits, and is there whole or not at all
(:mod:`geo.sources.intake`).
"""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from geo.base.errors import InputError
from geo.base.messages import SAID, Message
from geo.sources.intake import Summary, Terms, import_apart


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file that is to be imported: where it lies, what it is called, what is said of it."""

    path: Path
    name: str
    terms: Terms


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file: its summary, or why it is not in the store."""

    name: str
    summary: Summary | None = None
    problem: InputError | None = None


class ImportRun:
    """An import on its way; its methods may be called from any thread."""

    def __init__(
        self, files: Sequence[Wanted], store: Path, when_done: Callable[[], None] = lambda: None
    ) -> None:
        self.files = tuple(files)
        self.outcomes: list[Outcome] = []
        self.is_cancelled = False
        self._store, self._when_done = store, when_done
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._ended = threading.Event()
        threading.Thread(target=self._run, daemon=True).start()

    @property
    def has_ended(self) -> bool:
        """Whether all files are done, or it is cancelled."""
        return self._ended.is_set()

    def wait(self, seconds: float) -> bool:
        """Wait so long for its end; return whether it has come."""
        return self._ended.wait(seconds)

    def cancel(self) -> None:
        """Give it up; of the file that is being read nothing is kept."""
        with self._lock:
            self.is_cancelled = True
            if self._process is not None:
                self._process.kill()

    def _started(self, process: subprocess.Popen[bytes]) -> None:
        with self._lock:
            self._process = process
            if self.is_cancelled:
                process.kill()

    def _run(self) -> None:
        try:
            for file in self.files:
                if self.is_cancelled:
                    break
                self.outcomes.append(self._import(file))
        finally:
            self._when_done()
            self._ended.set()

    def _import(self, file: Wanted) -> Outcome:
        try:
            summary = import_apart(file.path, self._store, file.terms, self._started)
        except InputError as error:
            # Where an uploaded file lies for the while is nobody's business.
            return Outcome(file.name, None, _without_path(error, file))
        except OSError as error:
            why = error.strerror or error
            return Outcome(file.name, None, InputError(SAID, file.name, text=why))
        finally:
            with self._lock:
                self._process = None
        return Outcome(file.name, summary)


def _without_path(error: InputError, file: Wanted) -> InputError:
    """Return the same error with the file's name wherever it names its path."""

    def named(text: str) -> str:
        return text.replace(str(file.path), file.name)

    def renamed(message: Message) -> Message:
        values = {
            name: named(each) if isinstance(each, str) else each
            for name, each in message.values.items()
        }
        return Message(message.code, **values)

    place = error.place
    where = renamed(place) if isinstance(place, Message) else named(place)
    return InputError(renamed(error.message), where)
