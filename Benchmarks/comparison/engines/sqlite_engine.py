"""SQLite as one would use it for such data: rows, and an index by user, time and event.

Files are read by Python's own csv and json modules, the rows inserted with executemany.
"""

from __future__ import annotations

import csv
import json
import sqlite3
from datetime import datetime
from typing import Any, Iterator

from comparison.dataset import PAGE, Dataset
from comparison.engines.base import FUNNEL, Peer, Rows

SCHEMA = (
    "CREATE TABLE events (time INTEGER, user_id INTEGER, session_id INTEGER, event TEXT, "
    "item TEXT, category TEXT, dollars REAL)"
)
INDEX = "CREATE INDEX events_of_users ON events (user_id, time, event, session_id)"
USERS = (
    "CREATE TABLE users (user_id INTEGER PRIMARY KEY, canonical INTEGER, identity TEXT, plan TEXT, "
    "country TEXT, channel TEXT, seats INTEGER)"
)
LISTED = """
SELECT coalesce(u.identity, 'User ' || u.user_id), l.seen, l.events, l.sessions, u.plan
FROM ({counted}) l JOIN users u ON u.user_id = l.canonical ORDER BY l.seen DESC
"""
COUNTED = """
SELECT u.canonical AS canonical, max(e.seen) AS seen, sum(e.events) AS events,
  sum(e.sessions) AS sessions
FROM (
  SELECT user_id, max(time) AS seen, count(*) AS events, count(DISTINCT session_id) AS sessions
  FROM events {where} GROUP BY user_id
) e JOIN users u ON u.user_id = e.user_id
GROUP BY u.canonical ORDER BY seen DESC LIMIT {limit} OFFSET {offset}
"""


class SQLite(Peer):
    def open(self) -> None:
        self.connection = sqlite3.connect(self.store, isolation_level=None)
        self.rows("PRAGMA journal_mode = WAL")
        self.rows("PRAGMA synchronous = NORMAL")
        self.rows("PRAGMA cache_size = -200000")
        self.rows("PRAGMA mmap_size = 4000000000")

    def close(self) -> None:
        self.connection.close()

    def rows(self, query: str) -> Rows:
        return self.connection.execute(query).fetchall()

    def _load_events(self, rows: Iterator[tuple[Any, ...]]) -> None:
        with self.timed():
            self.open()
            self.rows(SCHEMA)
            self.rows("BEGIN")
            self.connection.executemany("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
            self.rows(INDEX)
            self.rows("COMMIT")
            self.rows("PRAGMA wal_checkpoint(TRUNCATE)")

    def load_jsonl(self, data: Dataset) -> None:
        self._load_events(_json_rows(data))

    def load_csv(self, data: Dataset) -> None:
        self._load_events(_csv_rows(data))

    def load_users(self, data: Dataset) -> None:
        with self.timed():
            self.open()
            self.rows(USERS)
            self.rows("BEGIN")
            self.connection.executemany(
                "INSERT INTO users VALUES (?, ?, ?, ?, ?, ?, ?)", _user_rows(data)
            )
            self.rows("CREATE INDEX users_of_identities ON users (identity)")
            self.rows(
                "UPDATE users SET canonical = (SELECT min(user_id) FROM users o "
                "WHERE o.identity = users.identity) WHERE identity IS NOT NULL"
            )
            self.rows("COMMIT")
            self.rows("PRAGMA wal_checkpoint(TRUNCATE)")
            self.rows("ANALYZE users")

    def merge(self, stranger: int, data: Dataset) -> None:
        with self.timed():
            self.rows(
                f"UPDATE users SET canonical = {min(data.typical.user_ids)}, "
                f"identity = '{data.typical.identity}' WHERE user_id = {stranger}"
            )

    def delete(self, user_ids: list[int]) -> None:
        listed = ", ".join(map(str, user_ids))
        with self.timed():
            self.rows("PRAGMA secure_delete = ON")
            self.rows("BEGIN")
            self.rows(f"DELETE FROM events WHERE user_id IN ({listed})")
            self.rows(f"DELETE FROM users WHERE user_id IN ({listed})")
            self.rows("COMMIT")

    def funnel_query(self, data: Dataset, in_range: bool) -> str:
        limits = f"AND e.time >= {data.range_start} AND e.time < {data.range_end}"
        return FUNNEL.format(time="e.time", range=limits if in_range else "")

    def trend_query(self, data: Dataset) -> str:
        return (
            "SELECT date(d.day * 86400, 'unixepoch'), u.plan, count(DISTINCT u.canonical) FROM ("
            "SELECT DISTINCT time / 86400000 AS day, user_id FROM events"
            ") d JOIN users u ON u.user_id = d.user_id GROUP BY d.day, u.plan"
        )

    def list_query(self, data: Dataset, offset: int) -> str:
        return LISTED.format(counted=COUNTED.format(where="", limit=PAGE, offset=offset))

    def search_query(self, data: Dataset) -> str:
        where = (
            "WHERE user_id IN (SELECT user_id FROM users "
            f"WHERE instr(identity, '{data.search}') > 0)"
        )
        return LISTED.format(counted=COUNTED.format(where=where, limit=PAGE, offset=0))

    def visits_query(self, data: Dataset) -> str:
        return (
            "SELECT session_id, min(time), count(*) FROM events WHERE user_id IN "
            f"(SELECT user_id FROM users WHERE identity = '{data.typical.identity}') "
            "GROUP BY session_id"
        )


def _milliseconds(time: str) -> int:
    return round(datetime.fromisoformat(time).timestamp() * 1000)


def _json_rows(data: Dataset) -> Iterator[tuple[Any, ...]]:
    with data.jsonl.open() as file:
        for line in file:
            event = json.loads(line)
            own = event["properties"]
            yield (
                _milliseconds(event["time"]), event["user_id"], event["session_id"],
                event["event"], own["item"], own["category"], own["dollars"],
            )


def _csv_rows(data: Dataset) -> Iterator[tuple[Any, ...]]:
    with data.csv.open(newline="") as file:
        reader = csv.reader(file)
        next(reader)
        for time, user, session, event, item, category, dollars in reader:
            yield (_milliseconds(time), int(user), int(session), event, item, category,
                   float(dollars))


def _user_rows(data: Dataset) -> Iterator[tuple[Any, ...]]:
    with data.user_lines.open() as file:
        for line in file:
            user = json.loads(line)
            own = user["user_properties"]
            yield (user["user_id"], user["user_id"], user.get("identity"), own["plan"],
                   own["country"], own["channel"], own["seats"])
