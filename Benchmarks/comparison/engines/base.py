"""What the engines that are called from Python have in common."""

from __future__ import annotations

import resource
import time
from abc import ABC, abstractmethod
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Iterator

from comparison.dataset import DAY_MS, STEPS, WINDOW_DAYS, Dataset
from comparison.jobs import (
    Answer, catalogue_answer, funnel_answer, profile_answer, trend_answer, users_answer,
)
from comparison.measure import size_on_disk

Rows = list[tuple[Any, ...]]
WINDOW_MS = WINDOW_DAYS * DAY_MS

#: The best entry of each user, for engines without a function for funnels. Of every `Add to Cart`,
#: the latest `View Product` before it is the best start; of every `Purchase`, the best start of
#: the `Add to Cart`s before it. Times are milliseconds.
FUNNEL = f"""
WITH steps AS (
  SELECT u.canonical AS canonical, u.plan AS plan, {{time}} AS t,
    CASE e.event WHEN '{STEPS[0]}' THEN 1 WHEN '{STEPS[1]}' THEN 2 ELSE 3 END AS step
  FROM events e JOIN users u ON u.user_id = e.user_id
  WHERE e.event IN ('{STEPS[0]}', '{STEPS[1]}', '{STEPS[2]}') {{range}}
), started AS (
  SELECT *, max(CASE WHEN step = 1 THEN t END) OVER (PARTITION BY canonical ORDER BY t) AS start
  FROM steps
), chained AS (
  SELECT *, max(CASE WHEN step = 2 THEN start END) OVER (PARTITION BY canonical ORDER BY t) AS chain
  FROM started
), depths AS (
  SELECT canonical, min(plan) AS plan, max(CASE
    WHEN step = 3 AND t - chain <= {WINDOW_MS} THEN 3
    WHEN step = 2 AND t - start <= {WINDOW_MS} THEN 2
    WHEN step = 1 THEN 1 ELSE 0 END) AS depth
  FROM chained GROUP BY canonical
)
SELECT plan, sum(CASE WHEN depth >= 1 THEN 1 ELSE 0 END),
  sum(CASE WHEN depth >= 2 THEN 1 ELSE 0 END), sum(CASE WHEN depth >= 3 THEN 1 ELSE 0 END)
FROM depths GROUP BY plan
"""


class Peer(ABC):
    """One store of one engine. Every job is a method; what the engine does in it is timed."""

    def __init__(self, store: Path) -> None:
        self.store = store
        self.wall = 0.0
        self.cpu = 0.0

    @contextmanager
    def timed(self) -> Iterator[None]:
        """Adds what the body takes to `wall` and `cpu`, all threads of the process included."""
        wall, cpu = time.perf_counter(), _cpu()
        yield
        self.wall += time.perf_counter() - wall
        self.cpu += _cpu() - cpu

    @abstractmethod
    def open(self) -> None: ...

    @abstractmethod
    def close(self) -> None: ...

    @abstractmethod
    def rows(self, query: str) -> Rows:
        """What a query gives, without timing it."""

    @abstractmethod
    def load_jsonl(self, data: Dataset) -> None: ...

    @abstractmethod
    def load_csv(self, data: Dataset) -> None: ...

    @abstractmethod
    def load_users(self, data: Dataset) -> None: ...

    @abstractmethod
    def merge(self, stranger: int, data: Dataset) -> None: ...

    @abstractmethod
    def delete(self, user_ids: list[int]) -> None: ...

    @abstractmethod
    def funnel_query(self, data: Dataset, in_range: bool) -> str: ...

    @abstractmethod
    def trend_query(self, data: Dataset) -> str: ...

    @abstractmethod
    def list_query(self, data: Dataset, offset: int) -> str: ...

    @abstractmethod
    def search_query(self, data: Dataset) -> str: ...

    @abstractmethod
    def visits_query(self, data: Dataset) -> str: ...

    def timed_rows(self, query: str) -> Rows:
        with self.timed():
            return self.rows(query)

    def settle(self, data: Dataset) -> None:
        """Whatever an engine does in the background after a load."""

    def size(self, data: Dataset) -> int:
        """Bytes of the store."""
        return size_on_disk(self.store)

    def catalogue(self, data: Dataset) -> Answer:
        return catalogue_answer(
            self.rows("SELECT event, count(*), count(DISTINCT user_id) FROM events GROUP BY event")
        )

    def funnel(self, data: Dataset) -> Answer:
        return funnel_answer(self.timed_rows(self.funnel_query(data, in_range=False)))

    def funnel_14d(self, data: Dataset) -> Answer:
        return funnel_answer(self.timed_rows(self.funnel_query(data, in_range=True)))

    def trend(self, data: Dataset) -> Answer:
        return trend_answer(self.timed_rows(self.trend_query(data)))

    def list(self, data: Dataset) -> Answer:
        return users_answer(self.timed_rows(self.list_query(data, 0)))

    def list_deep(self, data: Dataset) -> Answer:
        return users_answer(self.timed_rows(self.list_query(data, data.deep_offset)))

    def search(self, data: Dataset) -> Answer:
        return users_answer(self.timed_rows(self.search_query(data)))

    def profile(self, data: Dataset) -> Answer:
        members = self.timed_rows(
            "SELECT user_id, plan, country, channel, seats FROM users "
            f"WHERE identity = '{data.typical.identity}' ORDER BY user_id"
        )
        visits = self.timed_rows(self.visits_query(data))
        return profile_answer([row[0] for row in members], members[0][1:], visits)


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime
