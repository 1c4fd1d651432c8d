"""Writes the data set: the same files for the same size, seed and version of numpy.

    python -m comparison.generate EVENTS FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from comparison.dataset import DAY_MS, RANGE_DAYS, START, STEPS, Dataset, Profile

SEED = 7
DAYS = 90
CHUNK = 200_000
EVENTS = ["Page View", "Search"] + STEPS + ["Sign Up", "Log In", "Log Out", "Open Mail", "Share"]
EVENTS += [f"Feature {number} Used" for number in range(1, 31)]
CATEGORIES = ["Books", "Tools", "Toys", "Garden", "Music", "Food", "Games", "Shoes"]
ITEMS = [f"item-{number}" for number in range(1, 501)]
PLANS = ["Free", "Basic", "Startup", "Pro", "Business", "Enterprise"]
COUNTRIES = ["Norway", "Chile", "Japan", "Kenya", "Canada", "France", "India", "Peru", "Spain"]
CHANNELS = ["organic", "mail", "ads", "referral", "social"]
FIRST = ["ada", "ben", "cleo", "dan", "eva", "finn", "gia", "hugo", "ida", "jon", "kim", "leo"]
LAST = ["adams", "brook", "costa", "diaz", "evans", "frost", "gupta", "hall", "ito", "jones"]


def main() -> None:
    count, folder = int(sys.argv[1]), Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    chance = np.random.default_rng([SEED, count])
    user_ids = distinct_ids(chance, max(20, count // 20))
    identities = give_identities(chance, user_ids)
    write_users(chance, folder / "users.jsonl", user_ids, identities)
    session_users, whale_events = draw_sessions(chance, count, len(user_ids))
    session_of, times = draw_events(chance, count, len(session_users))
    write_events(chance, folder, user_ids, session_users, session_of, times)
    describe(folder, count, user_ids, identities, session_users, session_of, whale_events).save()


def distinct_ids(chance: np.random.Generator, count: int) -> np.ndarray:
    """Ids that a client could have drawn: up to 2^53 - 1."""
    ids = np.unique(chance.integers(1, 2**53, count + count // 100 + 10))
    return chance.permutation(ids)[:count]


def give_identities(chance: np.random.Generator, user_ids: np.ndarray) -> list[str | None]:
    """30 % of the user_ids belong to identities of two or three of them."""
    identities: list[str | None] = [None] * len(user_ids)
    members = chance.permutation(len(user_ids))[: len(user_ids) * 3 // 10].tolist()
    sizes = chance.choice([2, 3], len(members), p=[0.7, 0.3]).tolist()
    number = 0
    while members:
        number += 1
        name = f"{FIRST[number % 12]}.{LAST[number % 10]}.{number}@example.com"
        for _ in range(sizes[number]):
            if members:
                identities[members.pop()] = name
    return identities


def write_users(
    chance: np.random.Generator, path: Path, user_ids: np.ndarray, identities: list[str | None]
) -> None:
    """Four properties each; the user_ids of one identity have the same ones."""
    count = len(user_ids)
    plans = chance.choice(PLANS, count, p=[0.4, 0.2, 0.15, 0.12, 0.08, 0.05]).tolist()
    countries = chance.choice(COUNTRIES, count).tolist()
    channels = chance.choice(CHANNELS, count).tolist()
    seats = chance.integers(1, 200, count).tolist()
    first_of: dict[str, int] = {}
    with path.open("w") as file:
        for index, (user, identity) in enumerate(zip(user_ids.tolist(), identities)):
            of = index if identity is None else first_of.setdefault(identity, index)
            named = "" if identity is None else f'"identity":"{identity}",'
            file.write(
                f'{{"time":"{START}","user_id":{user},{named}"call":"event","user_properties":'
                f'{{"plan":"{plans[of]}","country":"{countries[of]}","channel":"{channels[of]}",'
                f'"seats":{seats[of]}}}}}\n'
            )


def draw_sessions(
    chance: np.random.Generator, events: int, users: int
) -> tuple[np.ndarray, int]:
    """The user of each session: everybody has one, the rest follows a heavy tail, and the first
    user is a whale. Also, about how many events that one has."""
    sessions = max(users, events // 8)
    weights = chance.lognormal(0, 1.3, users)
    drawn = chance.choice(users, sessions - users, p=weights / weights.sum())
    whale_events = int(13_000 * (events / 1_000_000) ** 0.284)
    whale_sessions = min(whale_events // 8, len(drawn) // 4)
    drawn[:whale_sessions] = 0
    return np.concatenate([np.arange(users), drawn]), whale_sessions * 8


def draw_events(
    chance: np.random.Generator, count: int, sessions: int
) -> tuple[np.ndarray, np.ndarray]:
    """The session and time of each event, in order of time. No two events have the same time."""
    cuts = np.zeros(count, np.int64)
    cuts[chance.permutation(count - 1)[: sessions - 1] + 1] = 1
    session_of = np.cumsum(cuts)
    gaps = chance.exponential(60_000, count).astype(np.int64)
    starts = np.flatnonzero(np.concatenate([[1], cuts[1:]]))
    begin = chance.integers(0, DAYS * DAY_MS - 2 * 3_600_000, sessions)
    offsets = np.cumsum(gaps)
    times = offsets - offsets[starts][session_of] + begin[session_of]
    order = np.argsort(times, kind="stable")
    times, places = times[order], np.arange(count)
    return session_of[order], np.maximum.accumulate(times - places) + places


def write_events(
    chance: np.random.Generator, folder: Path, user_ids: np.ndarray, session_users: np.ndarray,
    session_of: np.ndarray, times: np.ndarray,
) -> None:
    session_ids = distinct_ids(chance, len(session_users))
    weights = 1 / np.arange(1, len(EVENTS) + 1)
    names, items, categories = np.array(EVENTS), np.array(ITEMS), np.array(CATEGORIES)
    origin = np.datetime64(START[:-1], "ms")
    with (folder / "events.jsonl").open("w") as jsonl, (folder / "events.csv").open("w") as csv:
        csv.write("time,user_id,session_id,event,item,category,dollars\n")
        for first in range(0, len(times), CHUNK):
            part = slice(first, first + CHUNK)
            size = len(times[part])
            dollars = np.clip(chance.lognormal(3, 1, size), 0.5, 5000).round(2)
            columns = [
                np.datetime_as_string(origin + times[part], unit="ms").tolist(),
                user_ids[session_users[session_of[part]]].tolist(),
                session_ids[session_of[part]].tolist(),
                names[chance.choice(len(EVENTS), size, p=weights / weights.sum())].tolist(),
                items[chance.integers(0, len(ITEMS), size)].tolist(),
                categories[chance.integers(0, len(CATEGORIES), size)].tolist(),
                [str(value).removesuffix(".0") for value in dollars.tolist()],
            ]
            rows = list(zip(*columns))
            csv.write("".join(["%sZ,%d,%d,%s,%s,%s,%s\n" % row for row in rows]))
            jsonl.write("".join([JSON_LINE % row for row in rows]))


JSON_LINE = (
    '{"time":"%sZ","user_id":%d,"session_id":%d,"call":"event","event":"%s",'
    '"properties":{"item":"%s","category":"%s","dollars":%s}}\n'
)


def describe(
    folder: Path, count: int, user_ids: np.ndarray, identities: list[str | None],
    session_users: np.ndarray, session_of: np.ndarray, whale_events: int,
) -> Dataset:
    """Chooses whom the questions are about: people of about average size."""
    events = np.bincount(session_users[session_of], minlength=len(user_ids))
    members: dict[str, list[int]] = {}
    for index, identity in enumerate(identities):
        if identity is not None:
            members.setdefault(identity, []).append(index)
    middling = [
        Profile(identity, sorted(user_ids[indices].tolist()))
        for identity, indices in members.items()
        if 30 <= events[indices].sum() <= 60
    ]
    strangers = [
        int(user_ids[index])
        for index in np.flatnonzero((events >= 15) & (events <= 30)).tolist()
        if identities[index] is None
    ]
    anonymous = sum(identity is None for identity in identities)
    start = int(np.datetime64(START[:-1], "ms").astype(np.int64)) + 40 * DAY_MS
    return Dataset(
        folder=str(folder), events=count, seed=SEED, users=len(user_ids),
        profiles=anonymous + len(members), sessions=len(session_users), whale_events=whale_events,
        range_start=start, range_end=start + RANGE_DAYS * DAY_MS, search="frost.3",
        deep_offset=(anonymous + len(members)) * 4 // 5, typical=middling[0],
        strangers=strangers[:10], erasable=middling[1:11],
    )


if __name__ == "__main__":
    main()
