"""A download that was offered can be fetched for a while, whatever runs meanwhile."""

import asyncio
import urllib.request
from functools import partial

import pytest
from own_loop import in_thread
from proxy import WAIT_SECONDS
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import media_file_manager
from streamlit.runtime.media_file_storage import MediaFileStorageError
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from websockets.asyncio.client import connect

from benchmarks.served import free_port, run
from geo.page import kept_downloads
from geo.page.kept_downloads import RUNS, Keeper

READER = "reader"
NOBODY = "nobody"


class Server:
    """Streamlit's own manager of files, a keeper, and readers whose pages run."""

    def __init__(self, monkeypatch):
        self.storage = MemoryMediaFileStorage("/media")
        self.manager = media_file_manager.MediaFileManager(self.storage)
        self.keeper = Keeper(self.manager)
        self.session = NOBODY
        monkeypatch.setattr(media_file_manager, "_get_session_id", lambda: self.session)

    def run(self, session=READER, *, whole=False, data=b"sites"):
        """Run a page's menu of one button, or the whole page; return what its click asks for."""
        self.session = session
        if whole:
            self.manager.clear_session_refs()
        make = partial(self.make, session, data)
        button = self.manager.add_deferred(make, "text/csv", "0.1", "sites.csv")
        self.keeper.keep_buttons(session)
        self.end_a_run()
        return button

    def end_a_run(self):
        self.session = NOBODY
        self.manager.remove_orphaned_files()

    def make(self, session, data):
        self.keeper.keep_file(session, data, "text/csv", "sites.csv")
        return data

    def click(self, button):
        return self.manager.execute_deferred(button)

    def fetch(self, address):
        return self.storage.get_file(address.rpartition("/")[2]).content


@pytest.fixture
def server(monkeypatch):
    return Server(monkeypatch)


def end_runs(server, count=5):
    for _ in range(count):
        server.end_a_run()


@pytest.mark.parametrize("whole", [False, True])
def test_a_click_on_the_button_of_the_run_before_gives_its_file(server, whole):
    shown = server.run(data=b"before")
    server.run(whole=whole, data=b"after")
    end_runs(server)
    assert server.fetch(server.click(shown)) == b"before"


def test_a_click_in_the_middle_of_a_run_gives_its_file_though_others_runs_end(server):
    shown = server.run()
    server.manager.clear_session_refs(READER)
    end_runs(server)
    assert server.fetch(server.click(shown)) == b"sites"


@pytest.mark.parametrize("whole", [False, True])
def test_a_file_is_there_though_many_runs_end_before_it_is_fetched(server, whole):
    address = server.click(server.run())
    for _ in range(5):
        server.run(whole=whole)
        server.run("another", whole=True)
    assert server.fetch(address) == b"sites"


def test_of_one_reader_no_more_than_a_few_runs_buttons_are_kept(server):
    shown = [server.run() for _ in range(RUNS + 2)]
    for old in shown[:2]:
        with pytest.raises(MediaFileStorageError):
            server.click(old)
    for kept in shown[2:]:
        assert server.fetch(server.click(kept)) == b"sites"


def test_of_all_readers_no_more_than_so_many_bytes_are_kept_and_the_newest_always(
    server, monkeypatch
):
    monkeypatch.setattr(kept_downloads, "MOST_BYTES", 10)
    addresses = [
        server.click(server.run(f"reader {n}", data=bytes([n]) * size))
        for n, size in enumerate([6, 5, 5, 99])
    ]
    end_runs(server)
    assert len(server.fetch(addresses[-1])) == 99
    for dropped in addresses[:-1]:
        with pytest.raises(MediaFileStorageError):
            server.fetch(dropped)


def test_a_file_is_kept_for_a_while_only(server, monkeypatch):
    address = server.click(server.run())
    monkeypatch.setattr(kept_downloads, "SECONDS", -1)
    server.keeper.sweep(lambda _: True)
    end_runs(server)
    with pytest.raises(MediaFileStorageError):
        server.fetch(address)


def test_of_a_reader_who_is_gone_nothing_is_kept(server):
    shown = server.run()
    address = server.click(shown)
    staying = server.run("another")
    server.manager.clear_session_refs(READER)
    server.keeper.sweep(lambda session: session == "another")
    end_runs(server)
    with pytest.raises(MediaFileStorageError):
        server.fetch(address)
    with pytest.raises(MediaFileStorageError):
        server.click(shown)
    assert server.fetch(server.click(staying)) == b"sites"


class Reader:
    """A page that is open over a websocket, with the menu of downloads closed or open."""

    def __init__(self, page):
        self.page = page
        self.session = self.menu = self.part = self.csv = ""

    async def answers(self):
        while True:
            message = ForwardMsg()
            message.ParseFromString(await asyncio.wait_for(self.page.recv(), WAIT_SECONDS))
            kind = message.WhichOneof("type")
            if kind == "delta":
                self.see(message.delta)
            yield kind, getattr(message, kind)

    def see(self, delta):
        if delta.add_block.popover.id.endswith("downloads"):
            self.menu = delta.add_block.popover.id
        button = delta.new_element.download_button
        if button.id.endswith("download_csv"):
            self.csv, self.part = button.deferred_file_id, delta.fragment_id

    async def run(self, part=""):
        """Run the page, or the part of it that is the menu, open where there is one."""
        message = BackMsg()
        message.rerun_script.query_string = ""
        message.rerun_script.fragment_id = part
        if self.menu:
            message.rerun_script.widget_states.widgets.add(id=self.menu, bool_value=True)
        await self.page.send(message.SerializeToString())
        async for kind, said in self.answers():
            if kind == "new_session":
                self.session = said.initialize.session_id
            if kind == "script_finished" and said == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                continue
            if kind == "script_finished":
                return

    async def click(self, button):
        """Ask for a button's file; return its address."""
        message = BackMsg()
        asked = message.backend_operation_request
        asked.request_id, asked.session_id = "click", self.session
        asked.deferred_file.file_id = button
        await self.page.send(message.SerializeToString())
        async for kind, said in self.answers():
            if kind == "backend_operation_response":
                assert said.error_msg == ""
                return said.deferred_file.url
        return ""


def test_on_the_real_server_an_old_click_gives_its_file_and_runs_do_not_take_it_away():
    async def visit(address):
        url = address.replace("http", "ws", 1) + "/_stcore/stream"
        async with connect(url, max_size=None) as one, connect(url, max_size=None) as two:
            reader, other = Reader(one), Reader(two)
            await reader.run()
            await other.run()
            await reader.run()
            shown = reader.csv
            await reader.run(reader.part)
            await other.run()
            assert reader.csv != shown
            file = await reader.click(shown)
            await reader.run(reader.part)
            await other.run()
            await reader.run()
            return await asyncio.to_thread(urllib.request.urlopen, address + file)

    with run(free_port()) as (address, _):
        assert in_thread(visit(address)).read().startswith(b"\xef\xbb\xbf")
