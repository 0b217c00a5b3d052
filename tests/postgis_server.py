"""A PostgreSQL with PostGIS of the tests' own: Debian's binaries, a data directory, a socket."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from polling import wait_until


def binaries():
    """Return the folder of the newest server that has PostGIS, None where there is none."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("*"), key=_version, reverse=True):
        control = Path("/usr/share/postgresql") / folder.name / "extension" / "postgis.control"
        if control.exists() and (folder / "bin" / "postgres").exists():
            return folder / "bin"
    return None


def _version(folder):
    return int(folder.name) if folder.name.isdigit() else 0


class Server:
    """Started when made, stopped and restarted at will, gone when closed."""

    def __init__(self):
        self.bin = binaries()
        # A socket's path must be short, and its folder open to the server's user.
        self.folder = Path(tempfile.mkdtemp(prefix="geo-pg-"))
        self.folder.chmod(0o755)
        # PostgreSQL refuses to run as root.
        self.user = "postgres" if os.geteuid() == 0 else None
        if self.user:
            shutil.chown(self.folder, self.user)
        self.data = self.folder / "data"
        self._run("initdb", "-D", self.data, "-A", "trust", "-U", "geo", "-E", "UTF8", "--no-sync")
        self.start()
        self._run("createdb", "-h", self.folder, "-U", "geo", "geo")
        self.address = f"postgresql://geo:secret@/geo?host={self.folder}"

    def start(self):
        options = f"-k {self.folder} -c listen_addresses='' -c fsync=off"
        log = self.folder / "log"
        self._run("pg_ctl", "-D", self.data, "-w", "-l", log, "-o", options, "start")

    def stop(self, mode="immediate"):
        """Stop it: at once, as a machine that fails does, or `fast`, as whoever looks after it."""
        self._run("pg_ctl", "-D", self.data, "-w", "-m", mode, "stop")

    def restart(self):
        self.stop("fast")
        self.start()

    def kill(self):
        """Kill its first process; the others end when they notice."""
        os.kill(int((self.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)

    def start_again(self):
        """Start it once nothing is left of the one that was killed."""
        wait_until(self._starts)

    def _starts(self):
        try:
            self.start()
        except subprocess.CalledProcessError:
            return False
        return True

    def close(self):
        if (self.data / "postmaster.pid").exists():
            self.stop()
        shutil.rmtree(self.folder)

    def _run(self, program, *arguments):
        subprocess.run(
            [self.bin / program, *map(str, arguments)],
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            user=self.user,
            group=pwd.getpwnam(self.user).pw_gid if self.user else None,
            extra_groups=[] if self.user else None,
        )
