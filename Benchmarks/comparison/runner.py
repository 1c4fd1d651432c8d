"""Does the jobs of one size: engines take turns, and their answers are compared."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from comparison.dataset import Dataset
from comparison.engines.cairn import Cairn
from comparison.jobs import Answer, Job
from comparison.measure import Failed
from comparison.measurement import Engine, Measurement, best
from comparison.setup import say, warm

#: Who needs longer than this for a job does it once.
SLOW_SECONDS = 30


@dataclass
class Outcome:
    """What was found out about one size."""

    data: Dataset
    results: dict[str, dict[str, Measurement]] = field(default_factory=dict)
    #: Bytes of the store of each engine, with events, users and identities.
    sizes: dict[str, int] = field(default_factory=dict)
    #: Why something was not measured.
    notes: list[str] = field(default_factory=list)
    #: Different answers, and engines that failed.
    failures: list[str] = field(default_factory=list)
    #: Jobs of which the answers of at least two engines were compared.
    compared: int = 0
    #: Seconds that a process of Cairn takes to do nothing.
    start: float = 0


class Runner:
    def __init__(self, engines: list[Engine], data: Dataset, folder: Path, runs: int) -> None:
        self.engines = engines
        self.folder = folder
        self.runs = runs
        self.outcome = Outcome(data)

    def run(self, jobs: list[Job]) -> Outcome:
        for path in (self.outcome.data.jsonl, self.outcome.data.csv, self.outcome.data.user_lines):
            warm(path)
        for engine in self.engines:
            if isinstance(engine, Cairn):
                self.outcome.start = engine.start()
        for job in jobs:
            if not job.is_load:
                self._complete_stores()
            self._run(job)
        self._complete_stores()
        return self.outcome

    def _run(self, job: Job) -> None:
        able: list[Engine] = []
        for engine in self.engines:
            reason = engine.missing(job)
            if reason is None:
                able.append(engine)
            elif reason:
                self._note(f"Not measured: {job.title} with {engine.title}, for {reason}")
        runs: dict[str, list[Measurement]] = {}
        answers: dict[str, Answer] = {}
        for number in range(self.runs):
            for engine in list(able):
                say(f"{self.outcome.data.name} {job.name}: {engine.name}, run {number + 1}")
                try:
                    measured, answers[engine.name] = self._once(engine, job, number)
                except (Failed, KeyError, ValueError, IndexError) as problem:
                    self._fail(f"{job.name}: {engine.title} failed: {problem!r}")
                    able.remove(engine)
                    continue
                runs.setdefault(engine.name, []).append(measured)
                if measured.process.wall > SLOW_SECONDS:
                    able.remove(engine)
            # A merge of another user has another answer, so each run is compared by itself.
            self._compare(job, number, answers)
            answers = {}
        self.outcome.results[job.name] = {name: best(of) for name, of in runs.items()}

    def _once(self, engine: Engine, job: Job, number: int) -> tuple[Measurement, Answer]:
        data = self.outcome.data
        if job.is_load:
            store = self._store(engine, "csv" if job.name == "load-csv" else "main")
            if job.name == "load-users":
                self._without_users(engine, number)
            else:
                _remove(store.parent)
                store.parent.mkdir(parents=True)
            measured = engine.measure(job, store, data, number)
            answer = None
            if job.name != "load-users":
                answer = engine.answer("catalogue", store, data)
            if job.name == "load-csv":
                _remove(store.parent)
            return measured, answer
        if not job.changes:
            measured = engine.measure(job, self._store(engine, "main"), data, number)
            return measured, measured.answer
        changed = self._store(engine, "changed")
        _copy(self._store(engine, "main").parent, changed.parent)
        measured = engine.measure(job, changed, data, number)
        if job.name == "merge":
            profile = engine.answer("profile", changed, data)
            # Which plan the merged profile has is a rule of Cairn's; who and what it has is not.
            answer = {key: profile[key] for key in ("user_ids", "sessions")}
        else:
            # By how many users is left out: with identities loaded, Cairn counts profiles.
            counts = engine.answer("catalogue", changed, data)
            answer = {name: events for name, (events, _) in counts.items()}
        _remove(changed.parent)
        return measured, answer

    def _without_users(self, engine: Engine, number: int) -> None:
        """The store as it was when the events alone had been loaded."""
        main, events = self._store(engine, "main").parent, self._store(engine, "events").parent
        if number == 0:
            _copy(main, events)
        else:
            _copy(events, main)

    def _complete_stores(self) -> None:
        """Once all loads are done: lets the stores settle, and notes their sizes."""
        for engine in self.engines:
            if engine.name in self.outcome.sizes:
                continue
            store = self._store(engine, "main")
            _remove(self._store(engine, "events").parent)
            data = self.outcome.data
            if engine.name == "chdb-frozen":
                chdb = store.parent.parent.parent / "chdb" / "main"
                _copy(chdb, store.parent)
            elif not store.exists():
                raise Failed(
                    f"there is no store of {engine.title} in {store.parent}; "
                    "run the jobs load-jsonl and load-users as well"
                )
            engine.settle(store, data)
            self.outcome.sizes[engine.name] = engine.size(store, data)

    def _store(self, engine: Engine, kind: str) -> Path:
        return self.folder / engine.name / kind / "store"

    def _compare(self, job: Job, number: int, answers: dict[str, Answer]) -> None:
        texts = {name: json.dumps(answer, sort_keys=True) for name, answer in answers.items()}
        texts = {name: text for name, text in texts.items() if text != "null"}
        if len(texts) < 2:
            return
        self.outcome.compared += number == 0
        first = next(iter(texts))
        for name, text in texts.items():
            if text != texts[first]:
                self._fail(
                    f"{job.name}: {name} answers otherwise than {first}: "
                    + _difference(text, texts[first])
                )

    def _note(self, text: str) -> None:
        say(text)
        self.outcome.notes.append(text)

    def _fail(self, text: str) -> None:
        say(f"FAILURE {text}")
        if text not in self.outcome.failures:
            self.outcome.failures.append(text)


def _difference(left: str, right: str) -> str:
    """Both texts from a little before the first place where they differ."""
    place = next(
        (index for index, pair in enumerate(zip(left, right)) if pair[0] != pair[1]),
        min(len(left), len(right)),
    )
    start = max(0, place - 60)
    return f"…{left[start:place + 100]}… and …{right[start:place + 100]}…"


def _copy(source: Path, target: Path) -> None:
    _remove(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(source, target, symlinks=True)


def _remove(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)
