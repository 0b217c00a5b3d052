"""What goes over the pipes between the page and a worker: lines of JSON.

To the worker: one line, the :class:`Task`, and behind it the bytes that it is about. From the
worker: lines that say at which step it is, the result's members (lists in slices, so that no
line is long) and one line that ends it. JSON, for the page does not trust what comes from a
process that has read a stranger's file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from geo.base.messages import Message, message_of

# Why there is no result. ``input``: the file is at fault, as ``what`` says; ``text`` and
# ``mentions``: there is more of them than ``limit``; ``time`` (seconds), ``memory`` (bytes) and
# ``crash``: what became of the worker.
FailureCode = Literal["input", "text", "mentions", "time", "memory", "crash"]
CODES: Final = ("input", "text", "mentions", "time", "memory", "crash")
STEPS: Final = ("reading", "finding", "drawing")

_MAX_TASK_BYTES: Final = 100_000
_MAX_WORDS: Final = 2_000
_SLICE: Final = 200


@dataclass(frozen=True, slots=True)
class Task:
    """What a worker is to do: a function of :mod:`geo.jobs.tasks`, with ``options`` for it."""

    name: str
    raw: bytes
    options: Mapping[str, Any] = field(default_factory=dict)
    cpu_seconds: float = 60
    wall_seconds: float = 120

    def head(self) -> bytes:
        """Return the line that goes before the bytes."""
        about = {
            "task": self.name,
            "size": len(self.raw),
            "options": dict(self.options),
            "cpu_seconds": self.cpu_seconds,
            "wall_seconds": self.wall_seconds,
        }
        return json.dumps(about).encode() + b"\n"


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no result; ``what`` and ``where`` as in an error of the command line.

    ``fault`` is what is wrong with an ``input``, to be said in the reader's language.
    """

    code: FailureCode
    what: str = ""
    where: str = ""
    limit: float = 0
    fault: Message | None = None


class MalformedError(ValueError):
    """What came is not what this module writes."""


def read_task(stream: Any) -> Task | None:
    """Return the task that stands in a binary stream; None where it ended before one came whole."""
    line = stream.readline(_MAX_TASK_BYTES)
    if not line.endswith(b"\n"):
        return None
    about = json.loads(line)
    raw = stream.read(about["size"])
    if len(raw) != about["size"]:
        return None
    return Task(about["task"], raw, about["options"], about["cpu_seconds"], about["wall_seconds"])


def step_line(step: str) -> bytes:
    """Return the line that says at which step the worker is."""
    return _line({"step": step})


def failure_line(failure: Failure) -> bytes:
    """Return the line that ends an answer without a result."""
    about = {
        "code": failure.code,
        "what": failure.what[:_MAX_WORDS],
        "where": failure.where[:_MAX_WORDS],
        "limit": failure.limit,
        "fault": failure.fault and failure.fault.as_json(),
    }
    return _line({"failure": about})


def result_lines(result: Mapping[str, Any]) -> Iterator[bytes]:
    """Yield a result's lines, the last of which ends it."""
    for name, value in result.items():
        if not isinstance(value, list):
            yield _line({"name": name, "value": value})
            continue
        yield _line({"name": name, "value": []})
        for start in range(0, len(value), _SLICE):
            yield _line({"name": name, "more": value[start : start + _SLICE]})
    yield _line({"end": True})


def _line(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


class Answer:
    """A worker's answer as its lines come in; whole once ``result`` or ``failure`` is set."""

    def __init__(self) -> None:
        self.step = ""
        self.result: dict[str, Any] | None = None
        self.failure: Failure | None = None
        self._members: dict[str, Any] = {}

    @property
    def is_whole(self) -> bool:
        """Whether the line that ends it has come."""
        return self.result is not None or self.failure is not None

    def add(self, line: bytes) -> None:
        """Take one more line.

        Raises :class:`MalformedError` for anything but what this module writes.
        """
        try:
            content = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise MalformedError("not JSON") from error
        match content:
            case _ if self.is_whole:
                raise MalformedError("more behind the end")
            case {"step": str(step)} if step in STEPS:
                self.step = step
            case {"name": str(name), "value": value}:
                self._members[name] = value
            case {"name": str(name), "more": list(more)} if isinstance(
                held := self._members.get(name), list
            ):
                held += more
            case {"end": True}:
                self.result = self._members
            case {
                "failure": {
                    "code": str(code),
                    "what": str(what),
                    "where": str(where),
                    "limit": int(limit) | float(limit),
                    "fault": (dict() | None) as fault,
                }
            } if code in CODES:
                self.failure = Failure(code, what, where, limit, _fault(fault))  # type: ignore[arg-type]
            case _:
                raise MalformedError("no line of an answer")


def _fault(content: dict[str, Any] | None) -> Message | None:
    try:
        return None if content is None else message_of(content)
    except (ValueError, RecursionError) as error:
        raise MalformedError("no message") from error
