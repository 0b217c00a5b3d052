"""Open sessions of a page without a browser: what a server bears when many read at once.

A session says over the websocket what a browser would say: which choice was made, that a room
was opened, which file was sent, and that it is time to look again how far a reading is.
"""

from __future__ import annotations

import asyncio
import http.client
import time
from collections.abc import Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

T = TypeVar("T")
_CLAIM = "filter_claim"
_MESSAGE_MAX = 1 << 30
_WAIT: Final = 600.0


@dataclass
class Session:
    """One open page: its connection, the choices of its claim, what it was sent.

    ``said`` are the words of notices, lines and progress of the last run, in their order.
    """

    address: str
    socket: ClientConnection
    choices: list[str] = field(default_factory=list)
    number: str = ""
    widget: str = ""
    room: str = ""
    is_open: bool = False
    uploader: str = ""
    way_back: str = ""
    # The part of the page that the choice stands in: a browser has only that one run.
    fragment: str = ""
    # The part that asks to be run again and again, and how many seconds lie between.
    progress: str = ""
    every: float = 0
    faults: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    _files: int = 0

    async def run(self, choice: str | None = None) -> float:
        """Run the page, with a claim chosen; return the seconds until it has finished."""
        if choice is None:
            return await self._run()
        state = WidgetState(id=self.widget)
        state.string_array_value.data.append(choice)
        return await self._run(state, fragment=self.fragment)

    async def open_uploader(self) -> None:
        """Open the room in which a report can be dropped; it stays open."""
        self.is_open = True
        await self._run()

    async def upload(self, name: str, raw: bytes) -> None:
        """Drop a report into the open uploader; return when the page has taken it."""
        self.progress = ""
        self._files += 1
        file = f"f{self._files}"
        path = f"/_stcore/upload_file/{self.number}/{file}"
        status = await asyncio.to_thread(_put, self.address, path, name, raw)
        if status != http.client.NO_CONTENT:
            raise OSError(f"{name}: the server answers {status}")
        state = WidgetState(id=self.uploader)
        info = state.file_uploader_state_value.uploaded_file_info.add()
        info.name, info.size, info.file_id = name, len(raw), file
        info.file_urls.file_id = file
        info.file_urls.upload_url = info.file_urls.delete_url = path
        # The page has the file read, and runs anew with another uploader.
        await self._run(state)

    @property
    def is_own_shown(self) -> bool:
        """Whether the page has said that it shows the own report."""
        return self.is_told(_SHOWN)

    def is_told(self, beginning: str) -> bool:
        """Whether a line of the last run begins so.

        What is said of a file stands behind its name.
        """
        return any(
            words.partition(".txt: ")[2].startswith(beginning) or words.startswith(beginning)
            for words in self.said
        )

    async def end_of_reading(self) -> str:
        """Look how far the reading is until it has ended; return what the page then says."""
        deadline = time.monotonic() + _WAIT
        while not (ended := _outcome(self.said)):
            if time.monotonic() > deadline:
                raise TimeoutError(f"no end within {_WAIT} s: {self.said[-3:]}")
            await asyncio.sleep(self.every)
            # Where that ends, the page is run as a whole, by itself.
            await self._run(fragment=self.progress, is_auto=True)
        return ended

    async def leave_own(self) -> None:
        """Go back from an own report to the one that ships."""
        await self._run(WidgetState(id=self.way_back, trigger_value=True))

    async def close(self) -> None:
        """Leave the page."""
        await self.socket.close()

    async def _run(self, *states: WidgetState, fragment: str = "", is_auto: bool = False) -> float:
        message = BackMsg()
        message.rerun_script.query_string = ""
        # A browser says with each message how things stand.
        room = [WidgetState(id=self.room, bool_value=True)] if self.is_open else []
        message.rerun_script.widget_states.widgets.extend([*room, *states])
        message.rerun_script.fragment_id = fragment
        message.rerun_script.is_auto_rerun = is_auto
        start = time.perf_counter()
        await self.socket.send(message.SerializeToString())
        while True:
            data = await self.socket.recv()
            answer = ForwardMsg()
            answer.ParseFromString(data if isinstance(data, bytes) else data.encode())
            self._note(answer)
            # One that was stopped in favour of another run is followed by that one.
            if answer.WhichOneof("type") == "script_finished" and (
                answer.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN
            ):
                break
        return time.perf_counter() - start

    def _note(self, message: ForwardMsg) -> None:
        match message.WhichOneof("type"):
            case "new_session":
                self.number = message.new_session.initialize.session_id
                self.said.clear()
            case "auto_rerun":
                self.progress = message.auto_rerun.fragment_id
                self.every = message.auto_rerun.interval
            case "delta":
                self._note_delta(message)

    def _note_delta(self, message: ForwardMsg) -> None:
        block = message.delta.add_block
        if block.expandable.id.endswith("own"):
            self.room = block.expandable.id
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "exception":
            self.faults.append(f"{element.exception.type}: {element.exception.message}")
        if kind == "button_group" and element.button_group.id.endswith(_CLAIM):
            self.widget = element.button_group.id
            self.fragment = message.delta.fragment_id
            self.choices = [option.content for option in element.button_group.options]
        elif kind == "file_uploader":
            self.uploader = element.file_uploader.id
        elif kind == "button" and element.button.label == _WAY_BACK:
            self.way_back = element.button.id
        elif kind in _WORDS:
            self.said.append(str(getattr(getattr(element, kind), _WORDS[kind])))


_WORDS: Final[Mapping[str | None, str]] = {"alert": "body", "text": "body", "progress": "text"}
_SHOWN: Final = "现在显示的是您的报告"
_WAY_BACK: Final = "回到原来的报告"
_NOT_READ: Final = "这份文件读不了"


def _outcome(said: list[str]) -> str:
    """Return what the page says at the end of a reading, empty before."""
    for place, words in enumerate(said):
        if words.startswith(_SHOWN):
            return words
        if words.startswith(_NOT_READ) and place + 1 < len(said):
            return said[place + 1]
    return ""


def _put(address: str, path: str, name: str, raw: bytes) -> int:
    """Send a file as a browser's form does; return the status of the answer."""
    asking = http.client.HTTPConnection(urlsplit(address).netloc, timeout=_WAIT)
    try:
        asking.request("GET", "/_stcore/health")
        answer = asking.getresponse()
        answer.read()
        cookie = SimpleCookie(answer.headers.get("Set-Cookie", ""))
        pairs = {key: morsel.value for key, morsel in cookie.items()}
        head = f'--x\r\nContent-Disposition: form-data; name="f"; filename="{name}"\r\n\r\n'
        asking.request(
            "PUT",
            path,
            head.encode() + raw + b"\r\n--x--\r\n",
            {
                "Content-Type": "multipart/form-data; boundary=x",
                "Cookie": "; ".join(f"{key}={value}" for key, value in pairs.items()),
                "X-Xsrftoken": pairs.get("_streamlit_xsrf", ""),
            },
        )
        return asking.getresponse().status
    finally:
        asking.close()


async def open_page(address: str) -> Session:
    """Open a page; return its session once its first run has finished."""
    url = address.replace("http", "ws", 1) + "/_stcore/stream"
    # A busy machine answers late; whether the server still does is for the runs to say.
    socket = await connect(url, max_size=_MESSAGE_MAX, open_timeout=_WAIT, ping_interval=None)
    session = Session(address, socket)
    await session.run()
    return session


async def open_and_hold(address: str, count: int) -> list[Session]:
    """Open so many pages, one after the other, and leave them open."""
    return [await open_page(address) for _ in range(count)]


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
        await session.close()
    return [seconds for one in taken for seconds in one], sum(len(s.faults) for s in sessions)


def use(address: str, count: int, changes: int, pause: float) -> tuple[list[float], int]:
    """Let so many readers change a filter, each every ``pause`` seconds.

    Return the seconds of all changes, and how many errors the pages showed.
    """
    return run_apart(_use(address, count, changes, pause))


def hold(address: str, count: int, seconds: float) -> None:
    """Open so many pages and leave them to the server; ``TimeoutError`` after so long."""

    async def opened() -> None:
        await asyncio.wait_for(open_and_hold(address, count), seconds)

    run_apart(opened())


def run_apart(work: Coroutine[Any, Any, T]) -> T:
    """Run in a thread of its own: a browser's driver has this one's loop."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()
