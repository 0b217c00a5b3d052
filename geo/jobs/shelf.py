"""What sessions have had read, kept while it is used: a shelf with room for so much in all.

A session holds a :class:`Ticket`; the thing itself lies here. It is let go of with the ticket,
or when others that were used later need its room.
"""

from __future__ import annotations

import threading
import weakref
from collections import OrderedDict
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Ticket:
    """The right to a thing on the shelf: whoever holds it may ask for the thing."""

    number: int


class Shelf(Generic[T]):
    """Things by ticket, with a weight each; ``room`` is what all of them may weigh together."""

    def __init__(self, room: int) -> None:
        self._room = room
        # A ticket may be let go of at any moment, also while its thread holds this.
        self._lock = threading.RLock()
        self._count = 0
        self._weight = 0
        self._things: OrderedDict[int, tuple[T, int]] = OrderedDict()

    def put(self, thing: T, weight: int) -> Ticket:
        """Put a thing on the shelf, and let go of those that were longest not asked for.

        One that is too heavy for the whole shelf lies there alone.
        """
        with self._lock:
            self._count += 1
            ticket = Ticket(self._count)
            self._things[ticket.number] = thing, weight
            self._weight += weight
            while len(self._things) > 1 and self._weight > self._room:
                self._drop(next(iter(self._things)))
        weakref.finalize(ticket, self._drop, ticket.number).atexit = False
        return ticket

    def get(self, ticket: Ticket) -> T | None:
        """Return a thing, None where it had to go."""
        with self._lock:
            if ticket.number not in self._things:
                return None
            self._things.move_to_end(ticket.number)
            return self._things[ticket.number][0]

    @property
    def weight(self) -> int:
        """What all things weigh together."""
        return self._weight

    def _drop(self, number: int) -> None:
        with self._lock:
            _, weight = self._things.pop(number, (None, 0))
            self._weight -= weight
