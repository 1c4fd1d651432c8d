"""The table of a run, in Markdown, and its figures as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path

from comparison.jobs import CPU, FRESH, JOBS, MEMORY, SIZE, WALL, Floor, Job
from comparison.measurement import Engine, Measurement
from comparison.runner import Outcome
from comparison.setup import commit, machine

BEGIN, END = "<!-- results -->", "<!-- end of results -->"
#: The floors are meant for this many events and more.
BAR_EVENTS = 10_000_000
HEADER = (
    "| job | engine | wall | CPU | memory | wall ÷ Cairn's | CPU ÷ Cairn's | floor |\n"
    "| --- | --- | --- | --- | --- | --- | --- | --- |\n"
)


def markdown(outcomes: list[Outcome], engines: list[Engine], runs: int) -> str:
    versions = ", ".join(
        f"{engine.title} {engine.version()}" for engine in engines if engine.name != "chdb-frozen"
    )
    text = (
        f"Measured on {date.today().isoformat()}: {machine()}. Best of {runs} runs. {versions}; "
        f"Cairn is commit {commit()}.\n\n"
        "Wall and CPU are those of a fresh process as a whole and, after a slash, of the engine "
        "alone, warm. Each is divided by the same of Cairn; floors count the second ratio, but for "
        "`fresh wall`. Memory is what no file backs, less what Python and the library took before "
        "the store was opened.\n"
    )
    for outcome in outcomes:
        text += "\n" + _section(outcome, engines)
    return text


def _section(outcome: Outcome, engines: list[Engine]) -> str:
    data = outcome.data
    text = (
        f"### {data.events:,} events\n\n{data.users:,} user_ids in {data.profiles:,} profiles, "
        f"{data.sessions:,} sessions; JSON lines of {_megabytes(data.jsonl.stat().st_size)}, "
        f"CSV of {_megabytes(data.csv.stat().st_size)}.\n\n" + HEADER
    )
    titles = {engine.name: engine.title for engine in engines}
    for job in JOBS:
        results = outcome.results.get(job.name, {})
        for place, name in enumerate(name for name in titles if name in results):
            result, cairn = results[name], results.get("cairn")
            cells = [
                job.title if place == 0 else "", titles[name], _times(result, "wall"),
                _times(result, "cpu"), _megabytes(result.memory),
            ]
            if name == "cairn":
                cells += ["", "", _most(job, result)]
            elif cairn is None:
                cells += ["", "", ""]
            else:
                cells += [
                    _ratios(result, cairn, "wall"), _ratios(result, cairn, "cpu"),
                    _floors(job.floors, name, result, cairn, outcome),
                ]
            text += f"| {' | '.join(cells)} |\n"
    return text + "\n" + _sizes(outcome, titles) + _remarks(outcome)


def _sizes(outcome: Outcome, titles: dict[str, str]) -> str:
    text = "| store | size | bytes an event | ÷ Cairn's |\n| --- | --- | --- | --- |\n"
    cairn = outcome.sizes.get("cairn")
    for name, size in outcome.sizes.items():
        ratio = _factor(size / cairn) if cairn and name != "cairn" else ""
        per_event = f"{size / outcome.data.events:.1f}"
        text += f"| {titles[name]} | {_megabytes(size)} | {per_event} | {ratio} |\n"
    return text


def _remarks(outcome: Outcome) -> str:
    if outcome.failures:
        lines = [f"**{failure}**" for failure in outcome.failures]
    else:
        lines = [f"The answers of {outcome.compared} jobs were compared; all engines agree."]
    if outcome.start:
        lines.append(
            f"A process of Cairn that does nothing takes {outcome.start * 1000:.0f} ms; it is "
            "part of the figures of its whole processes."
        )
    return "\n" + "\n\n".join(lines + [f"{note}." for note in outcome.notes]) + "\n"


def _most(job: Job, cairn: Measurement) -> str:
    """What Cairn itself may take for a job at any size."""
    if job.most is None:
        return ""
    taken = cairn.wall
    verdict = "held" if taken <= job.most else "**missed**"
    return f"at most {job.most * 1000:.0f} ms: {verdict} ({taken * 1000:.1f} ms)"


def _floors(
    floors: list[Floor], name: str, result: Measurement, cairn: Measurement, outcome: Outcome
) -> str:
    """Each floor that this engine sets, and whether it is held."""
    if outcome.data.events < BAR_EVENTS:
        return ""
    cells = []
    for floor in floors:
        needed = floor.by_engine.get(name)
        if needed is None or floor.measure == SIZE and not {name, "cairn"} <= set(outcome.sizes):
            continue
        measured = {
            CPU: lambda: result.cpu / cairn.cpu,
            WALL: lambda: result.wall / cairn.wall,
            FRESH: lambda: result.process.wall / cairn.process.wall,
            MEMORY: lambda: result.memory / max(1, cairn.memory),
            SIZE: lambda: outcome.sizes[name] / outcome.sizes["cairn"],
        }[floor.measure]()
        verdict = "held" if measured >= needed else "**missed**"
        cells.append(f"{floor.measure} {_factor(needed)}: {verdict} ({_factor(measured)})")
    return "<br>".join(cells)


def _times(result: Measurement, measure: str) -> str:
    whole, inside = getattr(result.process, measure), getattr(result, measure)
    return _seconds(whole) if whole == inside else f"{_seconds(whole)} / {_seconds(inside)}"


def _ratios(result: Measurement, cairn: Measurement, measure: str) -> str:
    whole = getattr(result.process, measure) / getattr(cairn.process, measure)
    inside = getattr(result, measure) / getattr(cairn, measure)
    return _factor(whole) if whole == inside else f"{_factor(whole)} / {_factor(inside)}"


def _seconds(value: float) -> str:
    return f"{value:.1f} s" if value >= 10 else f"{value:.3f} s"


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size < 100e6 else f"{size / 1e6:,.0f} MB"


def _factor(value: float) -> str:
    return f"{value:.0f}x" if value >= 10 else f"{value:.2g}x"


def write(text: str, path: Path) -> None:
    """Puts the text between the marks of a file that has them; else it becomes the file."""
    old = path.read_text() if path.exists() else ""
    before, begun, rest = old.partition(BEGIN)
    _, ended, after = rest.partition(END)
    if begun and ended:
        text = f"{before}{BEGIN}\n\n{text}\n{END}{after}"
    path.write_text(text)


def write_figures(outcomes: list[Outcome], path: Path) -> None:
    """Everything measured, for who wants to draw it; answers are left out."""
    figures = {}
    for outcome in outcomes:
        jobs = {
            job: {name: {**asdict(result), "answer": None} for name, result in results.items()}
            for job, results in outcome.results.items()
        }
        figures[outcome.data.name] = {
            "jobs": jobs, "sizes": outcome.sizes, "notes": outcome.notes,
            "failures": outcome.failures,
        }
    path.write_text(json.dumps(figures, indent=1))
