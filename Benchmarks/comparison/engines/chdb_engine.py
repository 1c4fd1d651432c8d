"""ClickHouse in process (chdb): MergeTree tables on all cores.

`Chdb` keeps events under the user_id that they arrived with, in order of user and time, and
joins users to them. `FrozenChdb` is the best case of a store that never changes: ids
resolved, the plan copied to each event, all in order of user and time.
"""

from __future__ import annotations

import json
import time

import chdb

from comparison.dataset import PAGE, STEPS, Dataset
from comparison.engines.base import WINDOW_MS, Peer, Rows

MERGE_TRIES = 120
EVENTS = """
CREATE TABLE events (
  time DateTime64(3, 'UTC'), user_id UInt64, session_id UInt64, event LowCardinality(String),
  item LowCardinality(String), category LowCardinality(String), dollars Float64
) ENGINE = MergeTree ORDER BY (user_id, time)
"""
USERS = """
CREATE TABLE users (
  user_id UInt64, canonical UInt64, identity Nullable(String), plan LowCardinality(String),
  country LowCardinality(String), channel LowCardinality(String), seats UInt32
) ENGINE = MergeTree ORDER BY user_id
"""
FUNNEL = """
SELECT plan, countIf(depth >= 1), countIf(depth >= 2), countIf(depth >= 3) FROM (
  SELECT canonical, any(plan) AS plan, windowFunnel({window})(
    toUInt64(toUnixTimestamp64Milli(time)), {conditions}) AS depth
  FROM {events} WHERE event IN ({names}) {range} GROUP BY canonical
) GROUP BY plan {settings}
"""
LISTED = """
SELECT if(isNull(u.identity), concat('User ', toString(u.user_id)), u.identity),
  toUnixTimestamp64Milli(l.seen), l.events, l.sessions, toString(u.plan)
FROM ({counted}) AS l JOIN users AS u ON u.user_id = l.canonical ORDER BY l.seen DESC
"""
COUNTED = """
SELECT u.canonical AS canonical, max(e.seen) AS seen, sum(e.events) AS events,
  sum(e.sessions) AS sessions
FROM (
  SELECT user_id, max(time) AS seen, count() AS events, uniqExact(session_id) AS sessions
  FROM events {where} GROUP BY user_id
) AS e INNER JOIN users AS u ON e.user_id = u.user_id
GROUP BY canonical ORDER BY seen DESC LIMIT {limit} OFFSET {offset}
"""
FROZEN_COUNTED = """
SELECT canonical, max(time) AS seen, count() AS events, uniqExact(session_id) AS sessions
FROM frozen GROUP BY canonical ORDER BY seen DESC LIMIT {limit} OFFSET {offset}
SETTINGS optimize_aggregation_in_order = 1
"""


class Chdb(Peer):
    events = "events AS e INNER JOIN users AS u ON e.user_id = u.user_id"
    settings = ""

    def open(self) -> None:
        self.connection = chdb.connect(str(self.store))

    def close(self) -> None:
        self.connection.close()

    def rows(self, query: str) -> Rows:
        result = self.connection.query(query, "JSONCompactEachRow").bytes()
        return [tuple(json.loads(line)) for line in result.splitlines()] if result else []

    def load_jsonl(self, data: Dataset) -> None:
        self._load_events(
            "SELECT time, user_id, session_id, event, properties.item, properties.category, "
            f"properties.dollars FROM file('{data.jsonl}', 'JSONEachRow', "
            "'time DateTime64(3, \\'UTC\\'), user_id UInt64, session_id UInt64, event String, "
            "properties Tuple(item String, category String, dollars Float64)')"
        )

    def load_csv(self, data: Dataset) -> None:
        self._load_events(
            f"SELECT * FROM file('{data.csv}', 'CSVWithNames', 'time DateTime64(3, \\'UTC\\'), "
            "user_id UInt64, session_id UInt64, event String, item String, category String, "
            "dollars Float64')"
        )

    def _load_events(self, source: str) -> None:
        with self.timed():
            self.open()
            self.rows(EVENTS)
            self.rows(
                f"INSERT INTO events {source} SETTINGS date_time_input_format = 'best_effort', "
                "input_format_skip_unknown_fields = 1"
            )

    def load_users(self, data: Dataset) -> None:
        with self.timed():
            self.open()
            self.rows(USERS)
            self.rows(
                "INSERT INTO users SELECT user_id, if(isNull(identity), user_id, "
                "min(user_id) OVER (PARTITION BY ifNull(identity, toString(user_id)))), "
                "identity, user_properties.plan, user_properties.country, "
                f"user_properties.channel, user_properties.seats FROM file('{data.user_lines}', "
                "'JSONEachRow', 'user_id UInt64, identity Nullable(String), user_properties "
                "Tuple(plan String, country String, channel String, seats UInt32)') "
                "SETTINGS input_format_skip_unknown_fields = 1"
            )

    def settle(self, data: Dataset) -> None:
        self._merge_parts("events")
        self._merge_parts("users")

    def _merge_parts(self, table: str) -> None:
        """Until the table is one part; OPTIMIZE passes over parts that are being merged already."""
        count = (
            "SELECT count() FROM system.parts WHERE active AND database = currentDatabase() "
            f"AND table = '{table}'"
        )
        for _ in range(MERGE_TRIES):
            # A part that is merged once more may be packed by another codec than the first time.
            self.rows(f"OPTIMIZE TABLE {table} FINAL SETTINGS optimize_skip_merged_partitions = 1")
            if int(self.rows(count)[0][0]) <= 1:
                return
            time.sleep(1)
        raise TimeoutError(f"the parts of {table} are still not merged")

    def size(self, data: Dataset) -> int:
        # Files of parts that were merged lie around for minutes and do not count.
        query = "SELECT toUInt32(sum(bytes_on_disk) / 1024) FROM system.parts WHERE active"
        return self.rows(f"{query} AND database = currentDatabase()")[0][0] * 1024

    def merge(self, stranger: int, data: Dataset) -> None:
        with self.timed():
            self.rows(
                f"ALTER TABLE users UPDATE canonical = {min(data.typical.user_ids)}, "
                f"identity = '{data.typical.identity}' WHERE user_id = {stranger} "
                "SETTINGS mutations_sync = 1"
            )

    def delete(self, user_ids: list[int]) -> None:
        listed = ", ".join(map(str, user_ids))
        with self.timed():
            for table in ("events", "users"):
                self.rows(
                    f"ALTER TABLE {table} DELETE WHERE user_id IN ({listed}) "
                    "SETTINGS mutations_sync = 1"
                )

    def funnel_query(self, data: Dataset, in_range: bool) -> str:
        limits = (
            f"AND time >= fromUnixTimestamp64Milli({data.range_start}, 'UTC') "
            f"AND time < fromUnixTimestamp64Milli({data.range_end}, 'UTC')"
        )
        return FUNNEL.format(
            window=WINDOW_MS, conditions=", ".join(f"event = '{step}'" for step in STEPS),
            names=", ".join(f"'{step}'" for step in STEPS), events=self.events,
            range=limits if in_range else "", settings=self.settings,
        )

    def trend_query(self, data: Dataset) -> str:
        return (
            "SELECT toString(d.day), u.plan, uniqExact(u.canonical) FROM ("
            "SELECT DISTINCT toDate(time) AS day, user_id FROM events"
            ") AS d INNER JOIN users AS u ON d.user_id = u.user_id GROUP BY d.day, u.plan"
        )

    def list_query(self, data: Dataset, offset: int) -> str:
        return LISTED.format(counted=COUNTED.format(where="", limit=PAGE, offset=offset))

    def search_query(self, data: Dataset) -> str:
        where = (
            "WHERE user_id IN (SELECT user_id FROM users "
            f"WHERE position(identity, '{data.search}') > 0)"
        )
        return LISTED.format(counted=COUNTED.format(where=where, limit=PAGE, offset=0))

    def visits_query(self, data: Dataset) -> str:
        return (
            "SELECT session_id, toUnixTimestamp64Milli(min(time)), count() FROM events WHERE "
            f"user_id IN (SELECT user_id FROM users WHERE identity = '{data.typical.identity}') "
            "GROUP BY session_id"
        )


class FrozenChdb(Chdb):
    events = "frozen"
    settings = "SETTINGS optimize_aggregation_in_order = 1"

    def freeze(self, data: Dataset) -> None:
        """Makes the frozen table from the others, and drops the events as they arrived."""
        self.rows(
            "CREATE TABLE frozen (canonical UInt64, time DateTime64(3, 'UTC'), session_id UInt64, "
            "event LowCardinality(String), plan LowCardinality(String)) "
            "ENGINE = MergeTree ORDER BY (canonical, time)"
        )
        self.rows(
            "INSERT INTO frozen SELECT u.canonical, e.time, e.session_id, e.event, u.plan "
            "FROM events AS e INNER JOIN users AS u ON e.user_id = u.user_id"
        )
        self.rows("DROP TABLE events SYNC")
        self._merge_parts("frozen")

    def trend_query(self, data: Dataset) -> str:
        return (
            "SELECT toString(toDate(time)) AS day, plan, uniqExact(canonical) "
            "FROM frozen GROUP BY day, plan"
        )

    def list_query(self, data: Dataset, offset: int) -> str:
        return LISTED.format(counted=FROZEN_COUNTED.format(limit=PAGE, offset=offset))
