"""Where the files of a data set lie, and the questions that are asked of it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path

STEPS = ["View Product", "Add to Cart", "Purchase"]
WINDOW_DAYS = 7
RANGE_DAYS = 14
PAGE = 50
START = "2026-01-01T00:00:00.000Z"
DAY_MS = 86_400_000


@dataclass(frozen=True)
class Profile:
    """An identity, and the user_ids that belong to it."""

    identity: str
    user_ids: list[int]


@dataclass(frozen=True)
class Dataset:
    """Three files that all engines read, and whom the questions are about."""

    folder: str
    events: int
    seed: int
    users: int
    profiles: int
    sessions: int
    whale_events: int
    #: The middle fortnight: start inclusive, end exclusive, in milliseconds since 1970.
    range_start: int
    range_end: int
    #: A part of a few identities.
    search: str
    #: Where the deep page of the list begins.
    deep_offset: int
    typical: Profile
    #: Anonymous user_ids that are merged into `typical`, one per run.
    strangers: list[int]
    #: Identities that are deleted, one per run.
    erasable: list[Profile]

    @property
    def jsonl(self) -> Path:
        return Path(self.folder) / "events.jsonl"

    @property
    def csv(self) -> Path:
        return Path(self.folder) / "events.csv"

    @property
    def user_lines(self) -> Path:
        return Path(self.folder) / "users.jsonl"

    @property
    def name(self) -> str:
        return size_name(self.events)

    def save(self) -> None:
        text = json.dumps(asdict(self), indent=1)
        (Path(self.folder) / "dataset.json").write_text(text)

    @staticmethod
    def load(folder: Path) -> Dataset:
        values = json.loads((folder / "dataset.json").read_text())
        if set(values) != {field.name for field in fields(Dataset)}:
            raise ValueError(f"{folder} was made by another version")
        values["typical"] = Profile(**values["typical"])
        values["erasable"] = [Profile(**profile) for profile in values["erasable"]]
        return Dataset(**values)


def size_name(events: int) -> str:
    """1000000 as "1M"."""
    for unit, name in ((1_000_000, "M"), (1_000, "k")):
        if events % unit == 0:
            return f"{events // unit}{name}"
    return str(events)


def size_value(name: str) -> int:
    """The reverse: "1M" as 1000000.

    Raises ValueError for other texts and for fewer than 1000 events.
    """
    units = {"k": 1_000, "M": 1_000_000}
    value = int(name[:-1]) * units[name[-1]] if name[-1:] in units else int(name)
    if value < 1000:
        raise ValueError(f"{name}: expected at least 1k events")
    return value
