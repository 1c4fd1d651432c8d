#!/usr/bin/env python3
"""Measures the explorer in a pseudo-terminal of 120x40: how long until it paints its frame, until
the first rows stand, and from a key to the paint that answers it; and its peak memory.

    Benchmarks/paint.py BINARY STORE [RUNS]
"""
import fcntl
import os
import pty
import select
import statistics
import struct
import sys
import termios
import time

KEYS = [b"j"] * 60 + [b"G"] + [b"k"] * 20 + [b"\x1b[5~"] * 5


def read_for(descriptor: int, seconds: float) -> bytes:
    ready, _, _ = select.select([descriptor], [], [], seconds)
    return os.read(descriptor, 65536) if ready else b""


def run(binary: str, store: str) -> tuple[float, float, list[float], str]:
    start = time.perf_counter()
    process, descriptor = pty.fork()
    if process == 0:
        os.environ["TERM"] = "xterm-256color"
        os.execv(binary, [binary, store])
    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    seen, frame, rows = b"", None, None
    while rows is None and time.perf_counter() - start < 30:
        seen += read_for(descriptor, 0.5)
        if frame is None and b"Users" in seen:
            frame = time.perf_counter() - start
        if seen.count(b"User ") > 10:
            rows = time.perf_counter() - start
    latencies = []
    for key in KEYS:
        while read_for(descriptor, 0.03):
            pass
        pressed = time.perf_counter()
        os.write(descriptor, key)
        if read_for(descriptor, 2):
            latencies.append(time.perf_counter() - pressed)
    with open(f"/proc/{process}/status") as status:
        memory = [line.split()[1] for line in status if line.startswith(("VmHWM", "RssAnon"))]
    os.write(descriptor, b"Q")
    os.waitpid(process, 0)
    return frame or 0, rows or 0, latencies, " / ".join(f"{int(kb) // 1024} MB" for kb in memory)


def main() -> None:
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    for _ in range(int(sys.argv[3]) if len(sys.argv) > 3 else 5):
        frame, rows, latencies, memory = run(sys.argv[1], sys.argv[2])
        ordered = sorted(latencies)
        print(
            f"frame {frame * 1000:.0f} ms, rows {rows * 1000:.0f} ms, key to paint "
            f"p50 {statistics.median(ordered) * 1000:.1f} ms, "
            f"p95 {ordered[int(len(ordered) * 0.95)] * 1000:.1f} ms, "
            f"memory at most / of its own {memory}"
        )


main()
