"""The jobs, what they are held to, and the one form in which all engines give their answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

#: JSON values alone, so that answers can be compared and printed.
Answer = Any


@dataclass(frozen=True)
class Floor:
    """How many times Cairn has to be better than another engine, from ten million events on."""

    measure: str
    by_engine: dict[str, float]


@dataclass(frozen=True)
class Job:
    name: str
    title: str
    floors: list[Floor] = field(default_factory=list)
    #: It makes the store that the jobs after it ask.
    is_load: bool = False
    #: Seconds that Cairn may take at any size inside the engine.
    most: float | None = None
    #: It changes the store, so it is done to a copy.
    changes: bool = False


CPU, WALL, MEMORY, SIZE, FRESH = "cpu", "wall", "memory", "size", "fresh wall"

JOBS = [
    Job(
        "load-jsonl", "load events from JSON lines",
        [
            Floor(WALL, {"duckdb": 2.5, "chdb": 2.5}),
            Floor(SIZE, {"duckdb": 1 / 1.1, "chdb": 1 / 1.7}),
        ],
        is_load=True,
    ),
    Job("load-users", "load users, properties and identities", is_load=True),
    Job(
        "load-csv", "load events from CSV", [Floor(WALL, {"duckdb": 2, "chdb": 2})], is_load=True,
    ),
    Job(
        "funnel", "three-step funnel by plan, 7-day window",
        [
            Floor(CPU, {"duckdb": 12, "chdb": 6, "chdb-frozen": 4}),
            Floor(WALL, {"duckdb": 10, "chdb": 7}),
            Floor(FRESH, {"duckdb": 5, "chdb": 3}),
            Floor(MEMORY, {"duckdb": 5, "chdb": 5}),
        ],
    ),
    Job(
        "funnel-14d", "the same funnel over 14 days", [Floor(CPU, {"duckdb": 12, "chdb": 10})],
    ),
    Job("trend", "daily unique users by plan", [Floor(CPU, {"duckdb": 15, "chdb": 20})]),
    Job("list", "list with counts, first page", [Floor(CPU, {"duckdb": 20, "chdb": 6})]),
    Job("list-deep", "list with counts, deep page"),
    Job("search", "search for a part of an identity"),
    Job("profile", "one profile with its sessions"),
    Job("merge", "merge one user into an identity", changes=True, most=0.005),
    Job("delete", "delete one identity with all its events", changes=True),
]


def funnel_answer(rows: list[tuple[str, int, int, int]]) -> Answer:
    """Of (plan, users at step 1, 2 and 3); plans of nobody are left out."""
    rows = [row for row in rows if row[1]]
    return {
        "total": [sum(row[step] for row in rows) for step in (1, 2, 3)],
        "groups": {row[0]: [int(count) for count in row[1:]] for row in sorted(rows)},
    }


def trend_answer(rows: list[tuple[str, str, int]]) -> Answer:
    """Of (day as 2026-01-31, plan, users); days without users are left out."""
    answer: dict[str, dict[str, int]] = {}
    for day, plan, users in sorted(rows):
        if users:
            answer.setdefault(str(day), {})[plan] = int(users)
    return answer


def users_answer(rows: list[tuple[str, int, int, int, str]]) -> Answer:
    """Of (name, last seen in milliseconds, events, sessions, plan), in order."""
    return [[name, int(seen), int(events), int(sessions), plan]
            for name, seen, events, sessions, plan in rows]


def profile_answer(
    user_ids: list[int], properties: tuple[str, str, str, int], visits: list[tuple[int, int, int]]
) -> Answer:
    """Of the merged ids, (plan, country, channel, seats), and (session, start, events) each."""
    return {
        "user_ids": sorted(int(user) for user in user_ids),
        "properties": [*properties[:3], int(properties[3])],
        "sessions": sorted([int(value) for value in visit] for visit in visits),
    }


def catalogue_answer(rows: list[tuple[str, int, int]]) -> Answer:
    """Of (event name, how often, by how many user_ids)."""
    return {name: [int(events), int(users)] for name, events, users in sorted(rows)}
