#!/usr/bin/env python3
"""Writes made-up events in bulk, the same for the same arguments.

    Benchmarks/events.py 1000000 jsonl > events.jsonl
    Benchmarks/events.py 1000000 csv > events.csv

N events by N/20 users with a heavy tail, sessions of eight events on average, 90 days, 40 event
names by Zipf's law, three event properties; in order of time, users interleaved, as they arrive.
"""
import datetime
import random
import sys

NAMES = ["View Product", "Add to Cart", "Purchase", "Sign Up", "Search", "Log In"]
NAMES += [f"Event {number}" for number in range(34)]
CATEGORIES = ["Books", "Tools", "Toys", "Garden", "Music", "Food", "Games", "Shoes"]
ITEMS = [f"item-{number}" for number in range(500)]
DAYS = 90


def main() -> None:
    if len(sys.argv) != 3 or sys.argv[2] not in ("jsonl", "csv"):
        sys.exit(__doc__)
    count, form = int(sys.argv[1]), sys.argv[2]
    chance = random.Random(7)
    users = [chance.getrandbits(53) for _ in range(max(1, count // 20))]
    weights = [1 / (rank + 1) for rank in range(len(NAMES))]
    start = datetime.datetime(2026, 1, 1)
    step = DAYS * 86_400_000 / count
    sessions: dict[int, int] = {}
    write = sys.stdout.write
    if form == "csv":
        write("time,user_id,session_id,event,item,category,dollars\n")
    for number in range(count):
        user = users[int(len(users) * chance.random() ** 2)]
        session = sessions.get(user)
        if session is None or chance.random() < 1 / 8:
            session = sessions[user] = chance.getrandbits(53)
        moment = start + datetime.timedelta(milliseconds=number * step)
        time = moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
        name = chance.choices(NAMES, weights)[0]
        item, category = chance.choice(ITEMS), chance.choice(CATEGORIES)
        dollars = chance.randrange(1, 500)
        if form == "csv":
            write(f"{time},{user},{session},{name},{item},{category},{dollars}\n")
        else:
            write(
                f'{{"time":"{time}","call":"event","user_id":"{user}","session_id":"{session}",'
                f'"event":"{name}","properties":{{"item":"{item}","category":"{category}",'
                f'"dollars":{dollars}}}}}\n'
            )


main()
