"""Runs one command in a process of its own and says what it took."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path

SAMPLE_SECONDS = 0.004


@dataclass(frozen=True)
class Cost:
    """What a process took. Seconds and bytes."""

    wall: float
    #: In user and system mode, of all threads and children.
    cpu: float
    #: The most memory that it held at a time, mapped pages of files included.
    peak: int
    #: The same without pages of files: what no other process could use. Read every few
    #: milliseconds, so a short peak may be missed.
    own_peak: int


class Failed(Exception):
    """A process ended badly; the text says what it wrote."""


def run(
    command: list[str], folder: Path | None = None, environment: dict[str, str] | None = None
) -> tuple[bytes, Cost]:
    """What the command wrote to standard output, and its cost.

    Raises Failed when it does not exit with 0.
    """
    start = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    errors: list[bytes] = []
    own_peak = [0]
    reader = threading.Thread(target=lambda: errors.append(process.stderr.read()), daemon=True)
    sampler = threading.Thread(target=_sample, args=(process.pid, own_peak), daemon=True)
    reader.start()
    sampler.start()
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    reader.join()
    sampler.join()
    process.stdout.close()
    process.stderr.close()
    if process.returncode != 0:
        text = b"".join(errors).decode(errors="replace").strip()[-2000:]
        raise Failed(f"{' '.join(command)}\nended with {process.returncode}: {text}")
    peak = usage.ru_maxrss * 1024
    return output, Cost(wall, usage.ru_utime + usage.ru_stime, peak, own_peak[0])


def own_memory(process: int | str = "self") -> int:
    """Bytes of a process that no file backs; 0 when it is gone."""
    try:
        with open(f"/proc/{process}/status") as status:
            for line in status:
                if line.startswith("RssAnon:"):
                    return int(line.split()[1]) * 1024
    except (FileNotFoundError, ProcessLookupError):
        pass
    return 0


def _sample(process: int, peak: list[int]) -> None:
    while True:
        memory = own_memory(process)
        # An ended process has no memory any more, and before its program starts none of its own.
        if memory == 0:
            return
        peak[0] = max(peak[0], memory)
        time.sleep(SAMPLE_SECONDS)


def size_on_disk(path: Path) -> int:
    """Bytes of a file with the files that SQLite and DuckDB keep beside it, or of a folder."""
    if path.is_dir():
        return sum(file.lstat().st_size for file in path.rglob("*") if file.is_file())
    return sum(file.stat().st_size for file in path.parent.glob(path.name + "*"))
