"""DuckDB: its native file, on all cores. Text columns are packed by its own dictionaries."""

from __future__ import annotations

import duckdb

from comparison.dataset import PAGE, Dataset
from comparison.engines.base import FUNNEL, Peer, Rows

EVENT_COLUMNS = "time TIMESTAMP, user_id BIGINT, session_id BIGINT, event VARCHAR"
OWN_COLUMNS = "item VARCHAR, category VARCHAR, dollars DOUBLE"
LISTED = """
SELECT coalesce(u.identity, 'User ' || u.user_id), epoch_ms(l.seen), l.events, l.sessions, u.plan
FROM ({counted}) l JOIN users u ON u.user_id = l.canonical ORDER BY l.seen DESC
"""
#: Sessions first: a session has one user, so no distinct count is needed.
COUNTED = """
SELECT u.canonical AS canonical, max(s.seen) AS seen, sum(s.events) AS events, count(*) AS sessions
FROM (
  SELECT session_id, user_id, max(time) AS seen, count(*) AS events FROM events {where}
  GROUP BY session_id, user_id
) s JOIN users u ON u.user_id = s.user_id
GROUP BY u.canonical ORDER BY seen DESC LIMIT {limit} OFFSET {offset}
"""


class DuckDB(Peer):
    def open(self) -> None:
        self.connection = duckdb.connect(str(self.store))

    def close(self) -> None:
        self.connection.close()

    def rows(self, query: str) -> Rows:
        return self.connection.execute(query).fetchall()

    def load_jsonl(self, data: Dataset) -> None:
        with self.timed():
            self.open()
            self.rows(f"CREATE TABLE events ({EVENT_COLUMNS}, {OWN_COLUMNS})")
            self.rows(
                "INSERT INTO events SELECT time, user_id, session_id, event, properties.item, "
                "properties.category, properties.dollars FROM read_json("
                f"'{data.jsonl}', format = 'newline_delimited', columns = {{time: 'TIMESTAMP', "
                "user_id: 'BIGINT', session_id: 'BIGINT', event: 'VARCHAR', "
                "properties: 'STRUCT(item VARCHAR, category VARCHAR, dollars DOUBLE)'})"
            )
            self.rows("CHECKPOINT")

    def load_csv(self, data: Dataset) -> None:
        with self.timed():
            self.open()
            self.rows(f"CREATE TABLE events ({EVENT_COLUMNS}, {OWN_COLUMNS})")
            self.rows(f"COPY events FROM '{data.csv}' (HEADER)")
            self.rows("CHECKPOINT")

    def load_users(self, data: Dataset) -> None:
        with self.timed():
            self.open()
            self.rows(
                "CREATE TABLE users AS SELECT user_id, CASE WHEN identity IS NULL THEN user_id "
                "ELSE min(user_id) OVER (PARTITION BY identity) END AS canonical, identity, "
                "user_properties.plan AS plan, user_properties.country AS country, "
                "user_properties.channel AS channel, user_properties.seats AS seats "
                f"FROM read_json('{data.user_lines}', format = 'newline_delimited', columns = "
                "{user_id: 'BIGINT', identity: 'VARCHAR', user_properties: "
                "'STRUCT(plan VARCHAR, country VARCHAR, channel VARCHAR, seats INTEGER)'})"
            )
            self.rows("CHECKPOINT")

    def merge(self, stranger: int, data: Dataset) -> None:
        with self.timed():
            self.rows(
                f"UPDATE users SET canonical = {min(data.typical.user_ids)}, "
                f"identity = '{data.typical.identity}' WHERE user_id = {stranger}"
            )

    def delete(self, user_ids: list[int]) -> None:
        listed = ", ".join(map(str, user_ids))
        with self.timed():
            self.rows("BEGIN")
            self.rows(f"DELETE FROM events WHERE user_id IN ({listed})")
            self.rows(f"DELETE FROM users WHERE user_id IN ({listed})")
            self.rows("COMMIT")

    def funnel_query(self, data: Dataset, in_range: bool) -> str:
        limits = (
            f"AND e.time >= make_timestamp({data.range_start * 1000}) "
            f"AND e.time < make_timestamp({data.range_end * 1000})"
        )
        return FUNNEL.format(time="epoch_ms(e.time)", range=limits if in_range else "")

    def trend_query(self, data: Dataset) -> str:
        return (
            "SELECT d.day, u.plan, count(DISTINCT u.canonical) FROM ("
            "SELECT DISTINCT CAST(time AS DATE) AS day, user_id FROM events"
            ") d JOIN users u ON u.user_id = d.user_id GROUP BY d.day, u.plan"
        )

    def list_query(self, data: Dataset, offset: int) -> str:
        return LISTED.format(counted=COUNTED.format(where="", limit=PAGE, offset=offset))

    def search_query(self, data: Dataset) -> str:
        where = (
            "WHERE user_id IN (SELECT user_id FROM users "
            f"WHERE contains(identity, '{data.search}'))"
        )
        return LISTED.format(counted=COUNTED.format(where=where, limit=PAGE, offset=0))

    def visits_query(self, data: Dataset) -> str:
        return (
            "SELECT session_id, epoch_ms(min(time)), count(*) FROM events WHERE user_id IN "
            f"(SELECT user_id FROM users WHERE identity = '{data.typical.identity}') "
            "GROUP BY session_id"
        )
