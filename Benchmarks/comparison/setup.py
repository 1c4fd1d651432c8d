"""What the comparison needs: a virtual environment of its own, the built program, the data."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

from comparison.dataset import Dataset
from comparison.measure import Failed

PACKAGES = ["duckdb==2.0.0", "chdb==4.4.0", "numpy==2.4.6"]
REPOSITORY = Path(__file__).resolve().parents[2]
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "cairn-benchmarks"


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def python_with_peers() -> Path:
    """The Python of the virtual environment, which is made when it is not there."""
    folder = CACHE / "venv"
    python, done = folder / "bin" / "python", folder / "installed"
    wanted = "\n".join(PACKAGES)
    if not done.exists() or done.read_text() != wanted:
        say(f"installing {', '.join(PACKAGES)} (and what they need) in {folder}")
        _run([sys.executable, "-m", "venv", str(folder)])
        _run([str(python), "-m", "pip", "install", "--quiet", *PACKAGES])
        done.write_text(wanted)
    return python


def built_cairn() -> Path:
    """The release build of this checkout, brought up to date; with `cairn-alone` beside it."""
    for product in ("cairn", "cairn-alone"):
        say(f"building {product} (make build)")
        _run(["make", "build", f"PRODUCT={product}"], folder=REPOSITORY)
    return REPOSITORY / ".build" / "release" / "cairn"


def dataset(python: Path, events: int, folder: Path) -> Dataset:
    """The data set of a size, which is generated when it is not there."""
    try:
        return Dataset.load(folder)
    except (FileNotFoundError, ValueError):
        say(f"generating {events:,} events in {folder}")
        environment = {**os.environ, "PYTHONPATH": str(REPOSITORY / "Benchmarks")}
        command = [str(python), "-m", "comparison.generate", str(events), str(folder)]
        _run(command, environment=environment)
    return Dataset.load(folder)


def warm(path: Path) -> None:
    """Reads a file, so that whoever comes first does not wait for the disk."""
    with path.open("rb") as file:
        while file.read(1 << 22):
            pass


def machine() -> str:
    """The processor, its cores, the memory and the system, in a line."""
    processor = _field("/proc/cpuinfo", "model name", ":") or platform.processor()
    memory = int((_field("/proc/meminfo", "MemTotal", ":") or "0 kB").split()[0]) / 2**20
    system = (_field("/etc/os-release", "PRETTY_NAME", "=") or platform.system()).strip('"')
    return f"{os.cpu_count()} cores of {processor}, {memory:.0f} GiB of memory, {system}"


def commit() -> str:
    """The commit that was built, with a word when files differ from it."""
    command = ["git", "-C", str(REPOSITORY), "describe", "--always", "--dirty", "--abbrev=12"]
    result = subprocess.run(command, capture_output=True, text=True)
    return result.stdout.strip() or "unknown commit"


def _field(path: str, name: str, separator: str) -> str | None:
    try:
        lines = Path(path).read_text().splitlines()
    except FileNotFoundError:
        return None
    for line in lines:
        key, found, value = line.partition(separator)
        if found and key.strip() == name:
            return value.strip()
    return None


def _run(
    command: list[str], folder: Path | None = None, environment: dict[str, str] | None = None
) -> None:
    # What they say is no part of the answer.
    if subprocess.run(command, cwd=folder, env=environment, stdout=sys.stderr).returncode != 0:
        raise Failed(f"{' '.join(command)} failed")
