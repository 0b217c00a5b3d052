"""Uploads are bounded: asked as a client that sends what it likes, without a server."""

import asyncio

import pytest
from own_loop import in_thread

from geo.page.upload_guard import Bounds, UploadGuard

MEGABYTE = 2**20


class Store:
    """A server that keeps what it is sent, and what its pages ask for."""

    def __init__(self, **expected):
        self.asked = expected
        self.files = {}

    def expected(self, session):
        return self.asked.get(session, 0)

    def held(self, session):
        return sum(1 for owner, _ in self.files if owner == session)

    def held_bytes(self):
        return sum(self.files.values())

    def drop(self, session, file):
        self.files.pop((session, file), None)

    async def __call__(self, scope, receive, send):
        size, more = 0, True
        while more:
            message = await receive()
            size += len(message["body"])
            more = message["more_body"]
        if scope["method"] == "PUT" and "upload_file" in scope["path"]:
            session, file = scope["path"].rstrip("/").split("/")[-2:]
            self.files[session, file] = size
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})


async def ask(app, path, body=b"", method="PUT", *, says_length=True, waits=None):
    """Send a request; return the answer's status and text."""
    said = []

    async def receive():
        if waits is not None:
            await waits.wait()
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message):
        said.append(message)

    headers = [(b"content-length", str(len(body)).encode())] if says_length else []
    scope = {"type": "http", "method": method, "path": path, "headers": headers}
    await app(scope, receive, send)
    start, *rest = said
    return start["status"], b"".join(message.get("body", b"") for message in rest).decode()


def upload(app, session, file, body=b"x", **options):
    return ask(app, f"/_stcore/upload_file/{session}/{file}", body, **options)


def test_what_the_page_asks_for_comes_in():
    store = Store(ann=1)
    status, _ = in_thread(upload(UploadGuard(store, store), "ann", "f1", b"words"))
    assert status == 204
    assert store.files == {("ann", "f1"): 5}


def test_where_no_page_asks_nothing_comes_in():
    async def try_it():
        store = Store(ann=1, bob=0)
        guard = UploadGuard(store, store)
        for session in ("bob", "eve"):
            for number in range(40):
                assert (await upload(guard, session, number, bytes(9)))[0] == 403
        assert store.files == {}

    in_thread(try_it())


@pytest.mark.parametrize("says_length", [True, False])
def test_one_session_holds_few_files(says_length):
    async def try_it():
        store = Store(ann=1)
        guard = UploadGuard(store, store)
        answers = [
            await upload(guard, "ann", n, bytes(MEGABYTE), says_length=says_length)
            for n in range(40)
        ]
        assert [status for status, _ in answers] == [204, 204] + [429] * 38
        # Once the page has taken one, there is room for another.
        store.drop("ann", "0")
        assert (await upload(guard, "ann", "new"))[0] == 204

    in_thread(try_it())


def test_files_on_their_way_count():
    async def try_it():
        store = Store(ann=1)
        guard = UploadGuard(store, store)
        gate = asyncio.Event()
        coming = [asyncio.create_task(upload(guard, "ann", n, waits=gate)) for n in range(2)]
        await asyncio.sleep(0)
        assert (await upload(guard, "ann", "late"))[0] == 429
        gate.set()
        assert [status for status, _ in await asyncio.gather(*coming)] == [204, 204]

    in_thread(try_it())


def test_all_sessions_together_hold_no_more_than_the_bound():
    async def try_it():
        store = Store(**{f"s{n}": 1 for n in range(9)})
        guard = UploadGuard(store, store, Bounds(all_bytes=5 * MEGABYTE))
        body = bytes(2 * MEGABYTE)
        answers = [await upload(guard, f"s{n}", "f", body) for n in range(4)]
        assert [status for status, _ in answers] == [204, 204, 503, 503]
        # One that does not say how long it is counts as the longest that may come.
        assert (await upload(guard, "s8", "f", says_length=False))[0] == 503
        assert (await upload(guard, "s8", "f", bytes(MEGABYTE)))[0] == 204

    in_thread(try_it())


def test_what_nobody_takes_is_dropped_in_time():
    async def try_it():
        store = Store(ann=1, bob=1)
        guard = UploadGuard(store, store, Bounds(seconds=0.01))
        await upload(guard, "ann", "f")
        await asyncio.sleep(0.02)
        await upload(guard, "bob", "g")
        assert list(store.files) == [("bob", "g")]

    in_thread(try_it())


def test_a_file_that_takes_too_long_to_come_is_given_up():
    async def try_it():
        store = Store(ann=1)
        guard = UploadGuard(store, store, Bounds(seconds=0.01))
        status, said = await upload(guard, "ann", "f", waits=asyncio.Event())
        assert status == 408
        assert "too long" in said
        assert (await upload(guard, "ann", "f"))[0] == 204

    in_thread(try_it())


def test_a_failure_behind_it_leaves_no_place_taken():
    async def fail(scope, receive, send):
        raise OSError("gone")

    async def try_it():
        store = Store(ann=1)
        guard = UploadGuard(fail, store)
        for number in range(5):
            with pytest.raises(OSError, match="gone"):
                await upload(guard, "ann", number)

    in_thread(try_it())


@pytest.mark.parametrize(
    ("path", "method"),
    [
        ("/_stcore/upload_file/eve/f", "DELETE"),
        ("/_stcore/upload_file/eve/f", "OPTIONS"),
        ("/_stcore/health", "GET"),
        ("/_stcore/upload_file/eve", "PUT"),
        ("/", "PUT"),
    ],
)
def test_nothing_else_is_its_business(path, method):
    store = Store()
    assert in_thread(ask(UploadGuard(store, store), path, method=method))[0] == 204


@pytest.mark.parametrize("path", ["/base/_stcore/upload_file/eve/f", "/_stcore/upload_file/eve/f/"])
def test_it_stands_before_every_address_of_uploads(path):
    store = Store()
    assert in_thread(ask(UploadGuard(store, store), path))[0] == 403


def test_other_kinds_of_connections_pass():
    kinds = []

    async def app(scope, receive, send):
        kinds.append(scope["type"])

    guard = UploadGuard(app, Store())
    for kind in ("websocket", "lifespan"):
        in_thread(guard({"type": kind, "path": "/_stcore/upload_file/a/b"}, None, None))
    assert kinds == ["websocket", "lifespan"]
