"""The benchmarks' results: written by one command, with the machine that they were made on."""

import sys

from benchmarks import results


def test_results_name_the_machine_and_every_part(tmp_path, monkeypatch, capsys):
    parts = (("benchmarks.synthetic", "Broken", False), ("benchmarks.nothing", "Missing", True))
    monkeypatch.setattr(results, "PARTS", parts)
    path = tmp_path / "RESULTS.md"
    monkeypatch.setattr(sys, "argv", ["results", "-o", str(path)])
    assert results.main() == 0
    text = path.read_text(encoding="utf-8")
    assert "cores" in text
    assert f"Python {sys.version.split()[0]}" in text
    assert "## Broken\n\n`python -m benchmarks.synthetic`\n\nEnded early, with exit code 2." in text
    assert "## Missing\n\n`python -m benchmarks.nothing`\n\nNot measured" in text
