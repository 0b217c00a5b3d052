"""Open sessions of a page without a browser: what a server bears when many read at once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

T = TypeVar("T")
_CLAIM = "filter_claim"
_MESSAGE_MAX = 1 << 30


@dataclass
class Session:
    """One open page: its connection, the choices of its claim, the exceptions that it was sent."""

    socket: ClientConnection
    choices: list[str] = field(default_factory=list)
    widget: str = ""
    # The part of the page that the choice stands in: a browser has only that one run.
    fragment: str = ""
    errors: int = 0

    async def run(self, choice: str | None = None) -> float:
        """Run the page, with a claim chosen; return the seconds until it has finished."""
        message = BackMsg()
        message.rerun_script.query_string = ""
        if choice is not None:
            state = message.rerun_script.widget_states.widgets.add()
            state.id = self.widget
            state.string_array_value.data.append(choice)
            message.rerun_script.fragment_id = self.fragment
        start = time.perf_counter()
        await self.socket.send(message.SerializeToString())
        async for data in self.socket:
            answer = ForwardMsg()
            answer.ParseFromString(data if isinstance(data, bytes) else data.encode())
            self._note(answer)
            if answer.WhichOneof("type") == "script_finished":
                break
        return time.perf_counter() - start

    def _note(self, message: ForwardMsg) -> None:
        if message.WhichOneof("type") != "delta":
            return
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        self.errors += kind == "exception"
        if kind == "button_group" and element.button_group.id.endswith(_CLAIM):
            self.widget = element.button_group.id
            self.fragment = message.delta.fragment_id
            self.choices = [option.content for option in element.button_group.options]


async def _open(address: str) -> Session:
    url = address.replace("http", "ws", 1) + "/_stcore/stream"
    session = Session(await connect(url, max_size=_MESSAGE_MAX, open_timeout=60))
    await session.run()
    return session


async def open_and_hold(address: str, count: int) -> list[Session]:
    """Open so many pages, one after the other, and leave them open."""
    return [await _open(address) for _ in range(count)]


async def _use(address: str, count: int, changes: int, pause: float) -> tuple[list[float], int]:
    sessions = await open_and_hold(address, count)

    async def read(number: int, session: Session) -> list[float]:
        # Readers do not all click in the same instant.
        await asyncio.sleep(pause * number / count)
        taken = []
        for change in range(changes):
            choice = session.choices[(number + change) % len(session.choices)]
            seconds = await session.run(choice)
            taken.append(seconds)
            await asyncio.sleep(max(0.0, pause - seconds))
        return taken

    taken = await asyncio.gather(*(read(n, s) for n, s in enumerate(sessions)))
    for session in sessions:
        await session.socket.close()
    return [seconds for one in taken for seconds in one], sum(s.errors for s in sessions)


def use(address: str, count: int, changes: int, pause: float) -> tuple[list[float], int]:
    """Let so many readers change a filter, each every ``pause`` seconds.

    Return the seconds of all changes, and how many errors the pages showed.
    """
    return _run(_use(address, count, changes, pause))


def hold(address: str, count: int, seconds: float) -> None:
    """Open so many pages and leave them to the server; ``TimeoutError`` after so long."""

    async def opened() -> None:
        await asyncio.wait_for(open_and_hold(address, count), seconds)

    _run(opened())


def _run(work: Coroutine[Any, Any, T]) -> T:
    """Run in a thread of its own: a browser's driver has this one's loop."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()
