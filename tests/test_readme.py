"""The README shows what really happens: its commands and its Python are run, and what they print is compared.

`python -m tests.test_readme` (`make readme`) writes what they print now into the page.
"""

import contextlib
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
_CONSOLE = re.compile(r"(?<=```console\n).*?(?=```)", re.DOTALL)
_NUMBER = re.compile(r"[+-]?\d+\.\d+")
_PYTHON = re.compile(r"```python\n(?P<code>.*?)```\n\n```text\n(?P<printed>.*?)```", re.DOTALL)


def ran(page: str) -> str:
    """The page as it is when every block has been run, in order, in the current folder."""
    page = _CONSOLE.sub(lambda block: "".join(map(_command, _commands(block[0]))), page)
    return _PYTHON.sub(lambda block: f"```python\n{block['code']}```\n\n```text\n{_printed(block['code'])}```", page)


def _commands(block: str) -> list[str]:
    return [line for line in block.splitlines() if line.startswith("$ ")]


def _command(line: str) -> str:
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", line.removeprefix("$ ")],
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=True,
    )  # fmt: skip
    return f"{line}\n{done.stdout}"


def _printed(code: str) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(code, "README.md", "exec"), {})
    return out.getvalue()


@contextlib.contextmanager
def a_folder_with_samples():
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "data" / "samples", Path(folder) / "data" / "samples")
        os.chdir(folder)
        try:
            yield
        finally:
            os.chdir(before)


def test_the_readme_shows_what_happens() -> None:
    page = README.read_text(encoding="utf-8")
    with a_folder_with_samples():
        again = ran(page)
    # quantised arithmetic differs a little between processors: the words must be the same, the numbers nearly
    assert _NUMBER.split(again) == _NUMBER.split(page)
    for now, shown in zip(_NUMBER.findall(again), _NUMBER.findall(page), strict=True):
        assert float(now) == pytest.approx(float(shown), rel=0.15, abs=0.15)


def test_its_links_and_pictures_are_there() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", README.read_text(encoding="utf-8")):
        assert (ROOT / target).exists(), target


if __name__ == "__main__":
    with a_folder_with_samples():
        renewed = ran(README.read_text(encoding="utf-8"))
    README.write_text(renewed, encoding="utf-8")
