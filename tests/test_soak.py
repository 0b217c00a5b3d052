"""The real server, used for long: it shows no error, and holds no more threads and files.

With few pages; ``python -m benchmarks.soak`` does the same with many, and looks at memory too.
"""

import asyncio
import os
import signal
from pathlib import Path

import hostile_files
import pytest
from own_loop import in_thread
from polling import wait_until

from benchmarks.served import Holding, free_port, holding, run
from benchmarks.sessions import open_and_hold, open_page
from benchmarks.soak import Round, growth, work

REPORT = "青石区政府工作报告\n2023年工作回顾\n鹭洲大厦、槐荫国际广场等19个项目顺利竣工。\n".encode()
MUCH = Round(sessions=6, changes=3, uploads=2, changes_of_one=20, reloads=4)
SENDERS = 20
# A worker that was started while somebody chose a file.
SPARE = 1


@pytest.fixture
def served(tmp_path):
    """A server of the test's own: its address, its process, and the file of what it says."""
    said = tmp_path / "said.txt"
    with said.open("wb") as log, run(free_port(), log=log) as (address, server):
        yield address, server, said


def workers(server):
    """The numbers of the worker processes that a server has now."""
    threads = Path(f"/proc/{server.pid}/task").iterdir()
    children = ((thread / "children").read_text(encoding="ascii") for thread in threads)
    return [int(number) for line in children for number in line.split()]


def test_after_the_first_rounds_no_more_threads_and_files_are_held(served):
    address, server, said = served

    async def visit():
        await (await open_page(address)).close()

    def at_rest():
        """What is held once nobody reads, and a page that came has swept out those that left."""
        wait_until(lambda: len(workers(server)) <= SPARE)
        in_thread(visit())
        return holding(server)

    for _ in range(2):
        assert in_thread(work(address, MUCH, REPORT)) == []
    before = at_rest()
    for _ in range(2):
        assert in_thread(work(address, MUCH, REPORT)) == []
    # A connection takes a moment to close, a spare worker has its pipes. Each page that was left
    # once kept three files open.
    wait_until(lambda: at_rest().files <= before.files + 6)
    wait_until(lambda: at_rest().threads <= before.threads + 3)
    assert "Traceback" not in said.read_text(encoding="utf-8")


def test_growth_is_told_from_coming_and_going():
    steady = [Holding(300_000_000 + n % 2 * 5_000_000, 20 + n % 3, 30) for n in range(6)]
    assert growth(steady) == []
    growing = [Holding(300_000_000 + n * 9_000_000, 20 + n, 30 + 2 * n) for n in range(6)]
    assert growth(growing) == ["memory: 9.0 MB a round", "threads: 20 to 25", "files: 30 to 40"]


def test_of_twenty_uploads_at_once_two_are_read_eight_wait_and_the_others_are_told(served):
    address, server, said = served

    async def all_at_once():
        senders = await open_and_hold(address, SENDERS)
        for sender in senders:
            await sender.open_uploader()
        # What is read first takes long, and is stopped until all are in: however slow the machine.
        slow = senders[:2]
        for sender in slow:
            await sender.upload("list.txt", hostile_files.long_list(999_000))
        held = workers(server)
        assert len(held) == 2
        for pid in held:
            os.kill(pid, signal.SIGSTOP)
        others = senders[2:]
        await asyncio.gather(
            *(sender.upload(f"own{n}.txt", REPORT) for n, sender in enumerate(others))
        )
        assert len(workers(server)) == 2
        told = [
            sender for sender in others if sender.is_told("现在很忙：2 份正在读取，8 份在排队。")
        ]
        waiting = [sender for sender in others if sender not in told]
        assert (len(told), len(waiting)) == (10, 8)
        for pid in held:
            os.kill(pid, signal.SIGKILL)
        ends = [await sender.end_of_reading() for sender in (*slow, *waiting)]
        assert ends[:2] == ["list.txt: 读取程序在这份文件上意外中止。"] * 2
        assert all(sender.is_own_shown for sender in waiting)
        # Those that were told try again, as they were told to.
        for sender in told:
            await sender.upload("again.txt", REPORT)
            await sender.end_of_reading()
            assert sender.is_own_shown
        faults = [fault for sender in senders for fault in sender.faults]
        for sender in senders:
            await sender.close()
        late = await open_page(address)
        faults += late.faults
        await late.close()
        return faults

    assert in_thread(all_at_once()) == []
    wait_until(lambda: len(workers(server)) <= SPARE)
    assert "Traceback" not in said.read_text(encoding="utf-8")
