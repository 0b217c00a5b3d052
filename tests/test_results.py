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
    assert "## Broken\n\n`python -m benchmarks.synthetic`\n\n- " in text
    assert "UTC, load before" in text
    assert "\n\nEnded early, with exit code 2." in text
    assert "## Missing\n\n`python -m benchmarks.nothing`\n\n- " in text
    assert "\n\nNot measured" in text


def test_a_part_is_measured_again_and_the_others_stay(tmp_path, monkeypatch):
    parts = (("benchmarks.nothing", "One", False), ("benchmarks.none", "Two", False))
    monkeypatch.setattr(results, "PARTS", parts)
    path = tmp_path / "RESULTS.md"
    path.write_text("# Results\n\n## One\n\nold\n\n## Two\n\nold\n\n## Gone\n\nold\n")
    monkeypatch.setattr(sys, "argv", ["results", "--only", "benchmarks.none", "-o", str(path)])
    assert results.main() == 0
    text = path.read_text(encoding="utf-8")
    assert "## One\n\nold\n\n## Two\n\n`python -m benchmarks.none`" in text
    assert "Gone" not in text


def test_what_is_shipped_has_the_form_that_is_written():
    text = results.RESULTS.read_text(encoding="utf-8")
    headings = [heading for _, heading, _ in results.PARTS]
    found = results.standing(results.RESULTS)
    assert text.startswith("# Results\n\nWritten by `make bench`.")
    assert list(found) == [heading for heading in headings if heading in found]
    for module, heading, _ in results.PARTS:
        if heading in found:
            assert found[heading].startswith(f"## {heading}\n\n`python -m {module}`\n\n- ")
