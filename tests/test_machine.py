"""What a machine lacks is installed where that is allowed, and else said in one line."""

import shutil
import subprocess
import sys

import pytest

from geo.base.paths import ROOT

SH = shutil.which("sh")
# All that the script itself calls.
TOOLS = ("sh", "env", "id", "ls", "true")


class Machine:
    """A machine that has Python, a few tools, and no browser."""

    def __init__(self, folder):
        self.programs = folder
        for name in TOOLS:
            (folder / name).symlink_to(shutil.which(name))
        self.program("python", f'exec {sys.executable} "$@"')

    def program(self, name, code):
        path = self.programs / name
        path.unlink(missing_ok=True)
        path.write_text(f"#!{SH}\n{code}\n", encoding="utf-8")
        path.chmod(0o755)

    def apt(self, installs):
        """Give it an apt-get, and the rights to use it."""
        self.program("apt-get", f'case " $* " in *" install "*) {installs} ;; esac')
        self.program("id", "echo 0")

    def call(self, purpose="test", python="python", **environment):
        done = subprocess.run(
            [SH, ROOT / "tools" / "machine.sh", purpose, python],
            env={"PATH": str(self.programs), **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stderr == ""
        said = [line for line in done.stdout.splitlines() if line.startswith("***")]
        assert len(said) <= 1
        return done.returncode, "".join(said)


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


def lacks(name, code=""):
    return f'case "$*" in *{name}*) exit 1 ;; esac\n{code}exec {sys.executable} "$@"'


def test_what_the_tests_lack_is_said_and_stops_nothing(machine):
    code, said = machine.call()
    assert code == 0
    assert "chromium (tests in the browser)" in said
    assert machine.call("run") == (0, "")


def test_what_is_there_is_not_asked_for(machine):
    machine.program("google-chrome", "")
    assert "chromium" not in machine.call()[1]


def test_without_the_modules_of_environments_nothing_goes_on(machine):
    machine.program("python", lacks("ensurepip"))
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    for purpose in ("run", "test"):
        code, said = machine.call(purpose)
        assert code == 1
        assert package in said


@pytest.mark.parametrize("python", ["python", "no-such-python"])
def test_an_old_python_or_none_is_said(machine, python):
    machine.program("python", lacks("version_info"))
    code, said = machine.call("run", python)
    assert code == 1
    assert "Python 3.11 or newer is needed" in said


def test_what_may_be_installed_is(machine):
    machine.apt(f'echo "#!{SH}" >{machine.programs}/chromium; /bin/chmod +x {machine.programs}/*')
    code, said = machine.call()
    assert code == 0
    assert "chromium" not in said
    assert (machine.programs / "chromium").exists()


@pytest.mark.parametrize(("failure", "environment"), [("exit 100", {}), ("", {"APT": "no"})])
def test_what_cannot_or_may_not_be_installed_is_said(machine, failure, environment):
    machine.apt(failure or "exit 1")
    assert "chromium" in machine.call(**environment)[1]


@pytest.mark.parametrize(
    ("user", "sudo", "is_installed"),
    [(0, "exit 1", True), (1000, "exit 1", False), (1000, 'shift; exec "$@"', True)],
)
def test_only_root_or_a_sudo_that_asks_nothing_installs(machine, user, sudo, is_installed):
    machine.apt(f'echo "#!{SH}" >{machine.programs}/chromium; /bin/chmod +x {machine.programs}/*')
    machine.program("id", f"echo {user}")
    machine.program("sudo", sudo)
    assert ("chromium" in machine.call()[1]) is not is_installed
