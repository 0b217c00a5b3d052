"""Where home, cache or temporary folder cannot be written, all works or ends in one line."""

import os
import subprocess
import sys

import pytest
from many import write_reports
from own_loop import in_thread
from own_mounts import unshared
from sessions import first_run
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from unprivileged import unprivileged
from websockets.asyncio.client import connect

from benchmarks.served import free_port, run
from benchmarks.sessions import open_page
from geo.base.paths import ROOT
from geo.model.atlas import read_atlas

# What is written there all the same lies in $1, which stays as it is.
NOWHERE_ELSE = """
keep=$1; shift
mount --bind "$keep" "$keep" || exit 99
for place in /tmp /var/tmp /usr/tmp /dev/shm "$CHECKOUT"; do
    [ -d "$place" ] || continue
    mount --rbind "$place" "$place" && mount -o remount,ro,bind "$place" || exit 99
done
exec "$@"
"""


class Machine:
    """A user whose home, cache and temporary folder cannot be written."""

    def __init__(self, folder):
        self.out = folder / "out"
        self.out.mkdir()
        self.reports = write_reports(folder, count=2)
        self.environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("XDG_", "MPL", "GEO_", "PYTHON"))
        } | {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(ROOT)}
        for name in ("HOME", "TMPDIR", "GEO_CACHE"):
            place = folder / name
            place.mkdir()
            place.chmod(0o500)
            self.environment[name] = str(place)
        # Python falls back to where it is started.
        self.folder = folder / "HOME"

    def command(self, *arguments):
        return unprivileged([*arguments])

    def call(self, *arguments):
        """Run a command; return its exit code and what it says."""
        done = subprocess.run(
            self.command(sys.executable, "-m", "geo", *map(str, arguments)),
            env=self.environment,
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert "Traceback" not in done.stderr
        said = [line for line in done.stderr.splitlines() if line.startswith("geo: ")]
        return done.returncode, said

    def build(self):
        """Build one report's atlas; return its path."""
        path = self.out / "one.geojson"
        code, _ = self.call("build", self.reports[0], "-o", path)
        assert code == 0
        assert read_atlas(path).features
        return path

    def serve(self, log):
        return run(
            free_port(),
            program=self.command(sys.executable, "-m", "geo"),
            folder=self.folder,
            environment=self.environment,
            log=log,
        )


class BareMachine(Machine):
    """A machine on which nothing can be written but the folder for what is made."""

    def __init__(self, folder):
        super().__init__(folder)
        self.environment["CHECKOUT"] = str(ROOT)
        self.before = [*unshared(), "sh", "-c", NOWHERE_ELSE, "sh", str(self.out)]
        if subprocess.run([*self.before, "true"], env=self.environment, check=False).returncode:
            pytest.skip("this system lets no one make what is mounted read-only")

    def command(self, *arguments):
        return [*self.before, *unprivileged([*arguments])]


@pytest.fixture(params=[Machine, BareMachine], ids=["own folders", "everywhere"])
def machine(request, tmp_path):
    return request.param(tmp_path)


def test_a_report_is_built_and_exported_as_a_table(machine):
    table = machine.out / "sites.csv"
    assert machine.call("export", machine.build(), "--format", "csv", "-o", table) == (0, [])
    assert table.stat().st_size
    if isinstance(machine, BareMachine):
        made = machine.out / "sites.gpkg"
        code, (line,) = machine.call(
            "export", machine.out / "one.geojson", "--format", "gpkg", "-o", made
        )
        assert code == 2
        assert "cannot write the GeoPackage: " in line
        assert not made.exists()


def test_a_sheet_is_printed_or_one_line_says_what_it_needs(machine):
    sheet = machine.out / "sheet.pdf"
    options = ("--format", "pdf", "--paper", "A4", "-o", sheet)
    code, said = machine.call("export", machine.build(), *options)
    if isinstance(machine, BareMachine):
        (line,) = said
        assert code == 2
        assert "set the MPLCONFIGDIR environment variable to a writable directory" in line
        assert not sheet.exists()
        machine.environment["MPLCONFIGDIR"] = str(machine.out / "matplotlib")
        code, said = machine.call("export", machine.out / "one.geojson", *options)
    assert (code, said) == (0, [])
    assert sheet.read_bytes().startswith(b"%PDF-")


def test_many_reports_are_built_or_one_line_says_what_that_needs(machine):
    code, said = machine.call("build", *machine.reports, "-o", machine.out / "many")
    if isinstance(machine, BareMachine):
        (line,) = said
        assert code == 2
        assert line.startswith("geo: this machine starts no processes that build reports: ")
        assert line.endswith("(they need room for a process and, on Linux, /dev/shm)")
    else:
        assert code == 0
        assert said[-1].startswith("geo: 2 reports built, 0 finished before, 0 failed: ")


def test_the_page_opens_and_reads_a_report_of_ones_own(machine, tmp_path):
    async def visit(address):
        url = address.replace("http", "ws", 1) + "/_stcore/stream"
        async with connect(url, max_size=None) as page:
            assert (await first_run(page))[0] == ForwardMsg.FINISHED_SUCCESSFULLY
        reader = await open_page(address)
        await reader.open_uploader()
        await reader.upload("own.txt", machine.reports[0].read_bytes())
        await reader.end_of_reading()
        await reader.close()
        return reader.is_own_shown, reader.faults

    with (tmp_path / "log").open("wb") as log, machine.serve(log) as (address, _):
        assert in_thread(visit(address)) == (True, [])
    assert "Traceback" not in (tmp_path / "log").read_text(encoding="utf-8")
