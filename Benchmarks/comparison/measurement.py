"""What one engine took for one job, and how it compares."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from comparison.dataset import Dataset
from comparison.jobs import Answer, Job
from comparison.measure import Cost


@dataclass(frozen=True)
class Measurement:
    """One run of a job."""

    answer: Answer
    #: Of the whole process, from its start to its end.
    process: Cost
    #: Seconds inside the engine alone; the same as those of the process where it has no other way.
    wall: float
    cpu: float
    #: The most memory of its own, less what the process had before it opened the store.
    memory: int


class Engine(Protocol):
    """Who does the jobs."""

    name: str
    title: str

    def version(self) -> str: ...

    def missing(self, job: Job) -> str | None:
        """Why it cannot do a job; None when it can."""

    def measure(self, job: Job, store: Path, data: Dataset, number: int) -> Measurement:
        """Does a job once; `number` chooses whom a merge or a deletion is about."""

    def answer(self, question: str, store: Path, data: Dataset) -> Answer:
        """What the engine answers, without measuring: `catalogue` or `profile`."""

    def settle(self, store: Path, data: Dataset) -> None:
        """After all loads: what the engine would do in the background by and by."""

    def size(self, store: Path, data: Dataset) -> int:
        """Bytes of the store."""


def best(runs: list[Measurement]) -> Measurement:
    """The least of each measure."""
    process = Cost(
        wall=min(run.process.wall for run in runs),
        cpu=min(run.process.cpu for run in runs),
        peak=min(run.process.peak for run in runs),
        own_peak=min(run.process.own_peak for run in runs),
    )
    return Measurement(
        answer=runs[0].answer,
        process=process,
        wall=min(run.wall for run in runs),
        cpu=min(run.cpu for run in runs),
        memory=min(run.memory for run in runs),
    )
