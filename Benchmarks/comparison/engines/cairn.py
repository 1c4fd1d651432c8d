"""Cairn, by its own command line, and by its library alone."""

from __future__ import annotations

import json
import shutil
import tempfile
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from comparison.dataset import PAGE, STEPS, WINDOW_DAYS, Dataset
from comparison.jobs import (
    Answer, Job, catalogue_answer, funnel_answer, profile_answer, trend_answer, users_answer,
)
from comparison.measure import run, size_on_disk
from comparison.measurement import Measurement

COMMANDS = {
    "load-jsonl": "import", "load-users": "import", "load-csv": "import", "funnel": "funnel",
    "funnel-14d": "funnel", "trend": "trend", "list": "users", "list-deep": "users",
    "search": "users", "profile": "user", "merge": "import", "delete": "delete",
}


REPEATS = 4


class Cairn:
    name = "cairn"
    title = "Cairn"

    def __init__(self, binary: Path) -> None:
        self.binary = str(binary)
        #: Does one job by the library, and says what it took without opening the store.
        self.alone = str(binary.with_name("cairn-alone"))
        self.help: dict[str, str] = {}

    def version(self) -> str:
        return run([self.binary, "--version"])[0].decode().strip()

    def start(self) -> float:
        """Seconds of a process that does nothing."""
        return min(run([self.binary, "--version"])[1].wall for _ in range(9))

    def missing(self, job: Job) -> str | None:
        command = COMMANDS[job.name]
        if f"\n  {command} " not in self._help(""):
            return f"this cairn has no command '{command}'"
        if job.name == "list-deep" and "--offset" not in self._help(command):
            return "cairn users has no option --offset"
        return None

    def measure(self, job: Job, store: Path, data: Dataset, number: int) -> Measurement:
        with tempfile.TemporaryDirectory() as folder:
            command = self._command(job.name, data, number, Path(folder))
            inside = None if job.is_load else self._alone(job, store, data, number)
            output, cost = run([self.binary, *command, "--store", str(store)])
        answer = _answer(job.name, output)
        wall, cpu = inside or (cost.wall, cost.cpu)
        return Measurement(answer, cost, wall, cpu, cost.own_peak)

    def _alone(
        self, job: Job, store: Path, data: Dataset, number: int
    ) -> tuple[float, float]:
        """Seconds of wall and CPU inside the engine."""
        if job.changes:
            words, repeats = _change(job.name, data, number), 1
            copy = store.with_name("alone")
            shutil.copyfile(store, copy)
            store = copy
        else:
            words, repeats = _question(job.name, data), REPEATS
        output, _ = run([self.alone, str(store), str(repeats), *words])
        said = json.loads(output)
        return said["wall"], said["cpu"]

    def answer(self, question: str, store: Path, data: Dataset) -> Answer:
        commands = {
            "catalogue": ["events", "--names", "--json"],
            "profile": ["user", data.typical.identity, "--json"],
        }
        command = [self.binary, *commands[question], "--store", str(store)]
        return _answer(question, run(command)[0])

    def settle(self, store: Path, data: Dataset) -> None:
        """An import leaves nothing to be done."""

    def size(self, store: Path, data: Dataset) -> int:
        return size_on_disk(store)

    def _help(self, command: str) -> str:
        if command not in self.help:
            words = [self.binary, *command.split(), "--help"]
            self.help[command] = run(words)[0].decode()
        return self.help[command]

    def _command(self, job: str, data: Dataset, number: int, folder: Path) -> list[str]:
        funnel = ["funnel", *STEPS, "--by", "plan", "--within", f"{WINDOW_DAYS}d", "--json"]
        page = ["users", "--json", "--sort", "last_seen", "--limit", str(PAGE)]
        match job:
            case "load-jsonl":
                return ["import", str(data.jsonl)]
            case "load-users":
                return ["import", str(data.user_lines)]
            case "load-csv":
                return ["import", str(data.csv)]
            case "funnel":
                return funnel
            case "funnel-14d":
                return [*funnel, "--range", f"{_text(data.range_start)}..{_text(data.range_end)}"]
            case "trend":
                return ["trend", "*", "--by", "plan", "--per", "day", "--json"]
            case "list":
                return page
            case "list-deep":
                return [*page, "--offset", str(data.deep_offset)]
            case "search":
                return [*page, "--where", data.search]
            case "profile":
                return ["user", data.typical.identity, "--json"]
            case "merge":
                call = {
                    "time": _text(data.range_end), "call": "identify",
                    "user_id": data.strangers[number], "identity": data.typical.identity,
                }
                file = folder / "merge.jsonl"
                file.write_text(json.dumps(call) + "\n")
                return ["import", str(file)]
            case "delete":
                return ["delete", "--identity", data.erasable[number].identity, "--yes"]
        raise ValueError(f"no such job: {job}")


def _change(job: str, data: Dataset, number: int) -> list[str]:
    """Likewise, of what is done to a copy of the store."""
    if job == "merge":
        return ["merge", str(data.strangers[number]), data.typical.identity]
    return ["delete", data.erasable[number].identity]


def _question(job: str, data: Dataset) -> list[str]:
    """A job in the words of `cairn-alone`."""
    match job:
        case "funnel":
            return ["funnel", "all", *STEPS]
        case "funnel-14d":
            return ["funnel", f"{_text(data.range_start)}..{_text(data.range_end)}", *STEPS]
        case "trend":
            return ["trend"]
        case "list":
            return ["list", "0", ""]
        case "list-deep":
            return ["list", str(data.deep_offset), ""]
        case "search":
            return ["list", "0", data.search]
        case "profile":
            return ["profile", data.typical.identity]
    raise ValueError(f"no such question: {job}")


def _text(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def _milliseconds(text: str) -> int:
    return round(datetime.fromisoformat(text).timestamp() * 1000)


def _answer(job: str, output: bytes) -> Answer:
    if job.startswith("load") or job in ("merge", "delete"):
        return None
    records: list[dict[str, Any]] = [json.loads(line) for line in output.splitlines()]
    match job:
        case "funnel" | "funnel-14d":
            groups = [(group["value"], *group["counts"]) for group in records[0]["groups"]]
            answer = funnel_answer(groups)
            # The total is said by Cairn itself, not added up here.
            return {**answer, "total": records[0]["total"]}
        case "trend":
            return trend_answer([
                (record["start"][:10], record["group"], record["users"])
                for record in records
                if record["start"] is not None and record["group"] is not None
            ])
        case "profile":
            profile = records[0]
            own = profile["properties"]
            return profile_answer(
                [int(user) for user in profile["merged"]],
                (own["plan"], own["country"], own["channel"], own["seats"]),
                [
                    (int(visit["session_id"]), _milliseconds(visit["start"]), visit["events"])
                    for visit in profile["session_list"]
                ],
            )
        case "catalogue":
            return catalogue_answer([
                (record["event"], record["events"], record["users"]) for record in records
            ])
    return users_answer([
        (
            record["name"], _milliseconds(record["last_seen"]), record["events"],
            record["sessions"], record["properties"]["plan"],
        )
        for record in records
    ])
