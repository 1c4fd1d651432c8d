"""DuckDB, chdb and SQLite: each measurement is a process of its own, see worker.py."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from comparison.dataset import Dataset
from comparison.jobs import Answer, Job
from comparison.measure import Cost, run
from comparison.measurement import Measurement

WARM_REPEATS = 3
PACKAGE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class PythonEngine:
    name: str
    title: str
    python: Path
    #: An expression that says the version.
    version_of: str
    #: Whether a question asked again in the same process is faster.
    warms: bool = True
    #: The jobs that it can do; None for all of them.
    jobs: tuple[str, ...] | None = None

    def version(self) -> str:
        return run([str(self.python), "-c", f"print({self.version_of})"])[0].decode().strip()

    def missing(self, job: Job) -> str | None:
        return "" if self.jobs is not None and job.name not in self.jobs else None

    def measure(self, job: Job, store: Path, data: Dataset, number: int) -> Measurement:
        """Once in a fresh process; for what is inside the engine, the best of some repeats in
        another one counts as well, so that whatever an engine keeps in memory helps it."""
        said, cost = self._work(job.name, store, data, 1, number)
        inside = [said]
        if self.warms and not job.is_load and not job.changes:
            inside.append(self._work(job.name, store, data, WARM_REPEATS, number)[0])
        return Measurement(
            answer=said["answer"],
            process=cost,
            wall=min(result["wall"] for result in inside),
            cpu=min(result["cpu"] for result in inside),
            memory=max(0, cost.own_peak - said["memory_before"]),
        )

    def answer(self, question: str, store: Path, data: Dataset) -> Answer:
        return self._work(question, store, data, 1, 0)[0]["answer"]

    def settle(self, store: Path, data: Dataset) -> None:
        self._work("settle" if self.name != "chdb-frozen" else "freeze", store, data, 1, 0)

    def size(self, store: Path, data: Dataset) -> int:
        return int(self._work("size", store, data, 1, 0)[0]["answer"])

    def _work(
        self, job: str, store: Path, data: Dataset, repeats: int, number: int
    ) -> tuple[dict[str, Any], Cost]:
        command = [
            str(self.python), "-m", "comparison.worker", self.name, job, str(store), data.folder,
            str(repeats), str(number),
        ]
        environment = {**os.environ, "PYTHONPATH": str(PACKAGE.parent)}
        output, cost = run(command, environment=environment)
        return json.loads(output), cost


def peers(python: Path) -> list[PythonEngine]:
    chdb = "__import__('chdb').query('SELECT version()', 'TSV').bytes().decode().strip()"
    return [
        PythonEngine("duckdb", "DuckDB", python, "__import__('duckdb').__version__"),
        PythonEngine("chdb", "ClickHouse (chdb)", python, chdb),
        PythonEngine(
            "chdb-frozen", "ClickHouse, frozen best case", python, chdb,
            jobs=("funnel", "funnel-14d", "trend", "list", "list-deep"),
        ),
        PythonEngine(
            "sqlite", "SQLite", python, "__import__('sqlite3').sqlite_version", warms=False
        ),
    ]
