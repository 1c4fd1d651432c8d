"""One job of one engine that is called from Python, in this process; started by peer.py.

    python -m comparison.worker ENGINE JOB STORE DATASET REPEATS [NUMBER]

NUMBER chooses who is merged or deleted. Writes one JSON object: the answer, what the fastest of
REPEATS took inside the engine, and the memory of the process before it opened the store.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import sys
from pathlib import Path

from comparison.dataset import Dataset
from comparison.engines.base import Peer
from comparison.jobs import Answer
from comparison.measure import own_memory

ENGINES = {
    "duckdb": ("duckdb_engine", "DuckDB"),
    "chdb": ("chdb_engine", "Chdb"),
    "chdb-frozen": ("chdb_engine", "FrozenChdb"),
    "sqlite": ("sqlite_engine", "SQLite"),
}


def main() -> None:
    engine, job, store, folder, repeats, *number = sys.argv[1:]
    module, name = ENGINES[engine]
    kind = getattr(importlib.import_module(f"comparison.engines.{module}"), name)
    peer: Peer = kind(Path(store))
    data = Dataset.load(Path(folder))
    gc.collect()
    before = own_memory()
    best = (float("inf"), float("inf"))
    answer: Answer = None
    if not job.startswith("load"):
        peer.open()
    for _ in range(int(repeats)):
        peer.wall = peer.cpu = 0
        answer = perform(peer, job, data, int(number[0]) if number else 0)
        best = min(best, (peer.wall, peer.cpu))
    print(
        json.dumps({"answer": answer, "wall": best[0], "cpu": best[1], "memory_before": before}),
        flush=True,
    )
    # chdb takes seconds to end its threads in order; nobody who asks a question waits for that.
    if not job.startswith("load") and job not in ("merge", "delete", "freeze", "settle"):
        os._exit(0)
    peer.close()


def perform(peer: Peer, job: str, data: Dataset, number: int) -> Answer:
    if job == "merge":
        return peer.merge(data.strangers[number], data)
    if job == "delete":
        return peer.delete(data.erasable[number].user_ids)
    return getattr(peer, job.replace("-", "_"))(data)


if __name__ == "__main__":
    main()
