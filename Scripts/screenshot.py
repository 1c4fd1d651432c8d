#!/usr/bin/env python3
"""Takes the screenshots of the documents from the running program.

Run from anywhere after `make build`; needs Python 3 and `tic`, which comes with ncurses:

    Scripts/screenshot.py                  all of them, into docs/screenshots/
    Scripts/screenshot.py users profile    some of them
    Scripts/screenshot.py --binary PATH    with another program than .build/release/cairn

The program runs in a pseudo-terminal with empty configuration folders. Keys are sent one step at a
time; after each, the screen must come to rest and show an expected text. What is on it then becomes
an SVG: text as text, lines and bars as shapes, so that they join whatever font is there.
"""
import argparse
import fcntl
import os
import pathlib
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time
import unicodedata
from dataclasses import dataclass, replace
from xml.sax.saxutils import escape

ROOT = pathlib.Path(__file__).resolve().parent.parent

KEYS = {"Enter": "\r", "Esc": "\x1b", "Tab": "\t", "Down": "\x1b[B", "Up": "\x1b[A"}


@dataclass(frozen=True)
class Shot:
    """How to get the program to show something.

    A step is keys to press and a text that the screen shows afterwards. Words of the program are
    run from the root of the repository, as a reader does.
    """

    command: str
    steps: list
    columns: int = 120
    rows: int = 32


def story(name, calls, wanted, columns=138, rows=20):
    """The theatre after so many calls of a scenario that comes along."""
    return Shot(
        f"play sample-data/scenarios/{name}.yaml --theme dark",
        [([], "Space makes the first"), ([" "] * calls, wanted)],
        columns,
        rows,
    )


TO_USERS = [([], "all time"), (["Down"] * 6, "identified")]
TO_PROFILE = [
    ([], "all time"),
    (["/", *"kaja.vogel161", "Enter"], "1 of 665 users"),
    (["Enter"], "Session (UTC)"),
    (["Enter", "Down", "Down", "Down", "Enter"], "session_id"),
    (["Tab", "Down", "Down", "Down", "Enter"], "▾ plan"),
]
TO_GUEST = [
    ([], "all time"),
    (["6"], "395 merges"),
    (["/", *"guest", "Enter"], "4 of 395 merges"),
]
SHOTS = {
    "users": Shot("demo --theme dark", TO_USERS),
    "users-light": Shot("demo --theme paper", TO_USERS),
    "profile": Shot("demo --theme dark", TO_PROFILE),
    "events": Shot("demo --theme dark", [([], "all time"), (["2"], "Event name")]),
    "funnel": Shot("demo --theme dark", [([], "all time"), (["3", "Enter"], "convert")]),
    "trend": Shot("demo --theme dark", [([], "all time"), (["4"], "Users")]),
    # The pictures of docs/identity.md.
    "story-sign-up": story("anonymous-to-new-identity", 4, "R-I1"),
    "story-two-devices": story("anonymous-to-existing-identity", 5, "step 5 of 7"),
    "story-one-person": story("anonymous-to-existing-identity", 6, "R-I2"),
    "story-shared-browser": story("identified-to-new-identity", 6, "R-I4"),
    "story-guest": story("guest-as-identity", 5, "R-I10"),
    "time-machine": Shot(
        "demo --theme dark",
        [([], "all time"), (["p"], "plan"), ([","] * 8, "(merge, R-I2)")],
        rows=20,
    ),
    "merges": Shot("demo --theme dark", [([], "all time"), (["6"], "395 merges")], rows=24),
    "why": Shot("demo --theme dark", [*TO_GUEST, (["i"], "Otherwise")], 104, 20),
    "take-back": Shot("demo --theme dark", [*TO_GUEST, (["a"], "leaves the list")], 130, 26),
    "taken-back": Shot(
        "demo --theme dark",
        [
            *TO_GUEST,
            (["a"], "by itself"),
            (["Enter"], "Why"),
            ([*"a placeholder, not one person", "Enter"], "Took back 4"),
        ],
        rows=16,
    ),
    "doctor": Shot(
        "demo --theme dark", [([], "all time"), (["6"], "merges"), (["d"], "Doctor")], 138, 24
    ),
}


# MARK: The screen


@dataclass(frozen=True)
class Look:
    foreground: str = "default"
    background: str = "default"
    bold: bool = False
    dim: bool = False
    italic: bool = False
    underline: bool = False
    reverse: bool = False


BLANK = (" ", Look())


class Screen:
    """What a terminal of the type xterm shows: enough of it for a curses program."""

    def __init__(self, columns, rows):
        self.columns, self.rows = columns, rows
        self.cells = [[BLANK] * columns for _ in range(rows)]
        self.row = self.column = 0
        self.look = Look()
        self.last = " "
        self.top, self.bottom = 0, rows - 1
        self.saved = (0, 0)
        self.rest = ""

    PIECE = re.compile(
        r"\x1b\[([?>=!]?)([0-9;:]*)([ !\"'$]?)([@-~])"  # a control sequence
        r"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"  # a command to the system
        r"|\x1b[()*+][A-Za-z0-9]|\x1b[=>78MDEc]"
        r"|[^\x1b]"
    )

    def feed(self, text):
        self.rest += text
        position = 0
        while match := self.PIECE.match(self.rest, position):
            position = match.end()
            if match[4]:
                self.control(match[1], match[2], match[4])
            elif match[0][0] == "\x1b":
                self.escape(match[0][1:])
            else:
                self.character(match[0])
        self.rest = self.rest[position:]

    def escape(self, command):
        if command == "7":
            self.saved = (self.row, self.column)
        elif command == "8":
            self.row, self.column = self.saved
        elif command == "M":
            self.scroll(-1) if self.row == self.top else self.move(self.row - 1, self.column)

    def character(self, char):
        if char == "\r":
            self.column = 0
        elif char == "\n":
            self.scroll(1) if self.row == self.bottom else self.move(self.row + 1, self.column)
        elif char == "\b":
            self.column = max(0, self.column - 1)
        elif char >= " ":
            self.put(char)

    def put(self, char):
        if unicodedata.combining(char):
            column = max(0, self.column - 1)
            known, look = self.cells[self.row][column]
            self.cells[self.row][column] = (known + char, look)
            return
        width = 2 if unicodedata.east_asian_width(char) in "WF" else 1
        if self.column + width > self.columns:
            self.column = 0
            self.character("\n")
        self.cells[self.row][self.column] = (char, self.look)
        if width == 2:
            self.cells[self.row][self.column + 1] = ("", self.look)
        self.column += width
        self.last = char

    def move(self, row, column):
        self.row = min(max(row, 0), self.rows - 1)
        self.column = min(max(column, 0), self.columns - 1)

    def erase(self, row, start, end):
        blank = (" ", Look(background=self.look.background))
        for column in range(start, min(end, self.columns)):
            self.cells[row][column] = blank

    def scroll(self, lines):
        blank = (" ", Look(background=self.look.background))
        for _ in range(abs(lines)):
            gone, new = (self.top, self.bottom) if lines > 0 else (self.bottom, self.top)
            self.cells.pop(gone)
            self.cells.insert(new, [blank] * self.columns)

    def control(self, private, parameters, command):
        if private:
            return
        numbers = [int(part) if part.isdigit() else 0 for part in parameters.split(";")]
        count = max(1, numbers[0])
        if command == "m":
            self.select(parameters)
        elif command in "Hf":
            self.move(count - 1, (numbers[1] if len(numbers) > 1 else 1) - 1)
        elif command == "A":
            self.move(self.row - count, self.column)
        elif command == "B":
            self.move(self.row + count, self.column)
        elif command == "C":
            self.move(self.row, self.column + count)
        elif command == "D":
            self.move(self.row, self.column - count)
        elif command in "G`":
            self.move(self.row, count - 1)
        elif command == "d":
            self.move(count - 1, self.column)
        elif command == "K":
            start, end = [(self.column, self.columns), (0, self.column + 1), (0, self.columns)][
                numbers[0]
            ]
            self.erase(self.row, start, end)
        elif command == "J":
            if numbers[0] == 0:
                self.erase(self.row, self.column, self.columns)
            for row in {0: range(self.row + 1, self.rows), 1: range(self.row)}.get(
                numbers[0], range(self.rows)
            ):
                self.erase(row, 0, self.columns)
        elif command == "X":
            self.erase(self.row, self.column, self.column + count)
        elif command == "b":
            for _ in range(count):
                self.put(self.last)
        elif command == "P":
            line = self.cells[self.row]
            del line[self.column : self.column + count]
            blank = (" ", Look(background=self.look.background))
            line.extend([blank] * (self.columns - len(line)))
        elif command == "@":
            line = self.cells[self.row]
            blank = (" ", Look(background=self.look.background))
            line[self.column : self.column] = [blank] * count
            del line[self.columns :]
        elif command == "r":
            self.top = count - 1
            self.bottom = (numbers[1] if len(numbers) > 1 and numbers[1] else self.rows) - 1
            self.move(0, 0)
        elif command in "ST":
            self.scroll(count if command == "S" else -count)
        elif command in "LM":
            saved, self.top = self.top, self.row
            self.scroll(-count if command == "L" else count)
            self.top = saved
        elif command not in "hltcn":
            sys.exit(f"screenshot.py does not know the control sequence ESC [ {parameters}{command}")

    def select(self, parameters):
        numbers = [int(part) if part else 0 for part in parameters.split(";")]
        while numbers:
            number = numbers.pop(0)
            if number == 0:
                self.look = Look()
            elif number in (38, 48):
                if numbers.pop(0) == 5:
                    color = indexed(numbers.pop(0))
                else:
                    color = "#%02x%02x%02x" % (numbers.pop(0), numbers.pop(0), numbers.pop(0))
                name = "foreground" if number == 38 else "background"
                self.look = replace(self.look, **{name: color})
            elif 30 <= number <= 37 or 90 <= number <= 97:
                index = number - 30 if number < 90 else number - 82
                self.look = replace(self.look, foreground=indexed(index))
            elif 40 <= number <= 47 or 100 <= number <= 107:
                index = number - 40 if number < 100 else number - 92
                self.look = replace(self.look, background=indexed(index))
            else:
                changes = {
                    1: {"bold": True},
                    2: {"dim": True},
                    3: {"italic": True},
                    4: {"underline": True},
                    7: {"reverse": True},
                    22: {"bold": False, "dim": False},
                    23: {"italic": False},
                    24: {"underline": False},
                    27: {"reverse": False},
                    39: {"foreground": "default"},
                    49: {"background": "default"},
                }
                self.look = replace(self.look, **changes.get(number, {}))

    def text(self):
        return "\n".join("".join(char for char, _ in row).rstrip() for row in self.cells)


ANSI = (
    "#000000 #cd3131 #0dbc79 #e5e510 #2472c8 #bc3fbc #11a8cd #e5e5e5 "
    "#666666 #f14c4c #23d18b #f5f543 #3b8eea #d670d6 #29b8db #ffffff"
).split()


def indexed(index):
    """The customary colour of a place in the palette of 256."""
    if index < 16:
        return ANSI[index]
    if index >= 232:
        return "#%02x%02x%02x" % ((8 + 10 * (index - 232),) * 3)
    index -= 16
    levels = (0, 95, 135, 175, 215, 255)
    return "#%02x%02x%02x" % (levels[index // 36], levels[index // 6 % 6], levels[index % 6])


# MARK: The program

# xterm with 24-bit colours, so that a theme's own colours are in the picture.
TERMINAL_TYPE = r"""
cairn-screenshot|a terminal that is photographed,
  RGB, ccc@, colors#0x1000000, pairs#0x10000, initc@, oc@,
  setab=\E[%?%p1%{8}%<%t4%p1%d%e48;2;%p1%{65536}%/%d;%p1%{256}%/%{255}%&%d;%p1%{255}%&%d%;m,
  setaf=\E[%?%p1%{8}%<%t3%p1%d%e38;2;%p1%{65536}%/%d;%p1%{256}%/%{255}%&%d;%p1%{255}%&%d%;m,
  use=xterm-256color,
"""

class Program:
    def __init__(self, binary, shot):
        self.screen = Screen(shot.columns, shot.rows)
        self.folder = tempfile.TemporaryDirectory(prefix="cairn-screenshot-")
        source = pathlib.Path(self.folder.name, "type.ti")
        source.write_text(TERMINAL_TYPE)
        subprocess.run(["tic", "-x", "-o", f"{self.folder.name}/terminfo", source], check=True)
        environment = {
            "PATH": os.environ.get("PATH", ""),
            "HOME": self.folder.name,
            "USER": "ann",
            "TERM": "cairn-screenshot",
            "TERMINFO": f"{self.folder.name}/terminfo",
            "LC_ALL": "C.UTF-8",
        }
        for name in ("CONFIG", "STATE", "DATA"):
            environment[f"XDG_{name}_HOME"] = f"{self.folder.name}/{name.lower()}"
        self.process, self.terminal = pty.fork()
        if self.process == 0:
            size = struct.pack("HHHH", shot.rows, shot.columns, 0, 0)
            fcntl.ioctl(0, termios.TIOCSWINSZ, size)
            os.chdir(ROOT)
            os.execve(binary, [binary, *shot.command.split()], environment)

    def press(self, keys):
        for key in keys:
            os.write(self.terminal, KEYS.get(key, key).encode())
            self.read(until=time.monotonic() + 0.15)

    def expect(self, wanted):
        """Reads until the screen shows a text and nothing more has come for a while."""
        deadline = time.monotonic() + 20
        while True:
            came = self.read(until=time.monotonic() + 0.5)
            if not came and wanted in self.screen.text():
                return
            if time.monotonic() > deadline:
                sys.exit(f"the screen does not show '{wanted}':\n{self.screen.text()}")

    def read(self, until):
        """Whether anything came."""
        came = False
        pending = b""
        while (left := until - time.monotonic()) > 0:
            if not select.select([self.terminal], [], [], left)[0]:
                break
            try:
                pending += os.read(self.terminal, 65536)
            except OSError:
                sys.exit(f"the program has ended:\n{self.screen.text()}")
            came = True
            whole = pending.decode(errors="ignore")
            pending = pending[len(whole.encode()) :]
            self.screen.feed(whole)
        return came

    def end(self):
        os.kill(self.process, signal.SIGTERM)
        os.close(self.terminal)
        os.waitpid(self.process, 0)
        self.folder.cleanup()


# MARK: The picture

WIDTH, HEIGHT, SIZE, MARGIN = 8.4, 18, 14, 14
FONTS = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace"

# Arms of line characters: up, right, down, left.
LINES = {
    "─": "rl", "│": "ud", "┃": "ud", "╭": "rd", "╮": "dl", "╰": "ur", "╯": "ul", "├": "urd",
    "└": "ur", "┤": "udl", "┌": "rd", "┐": "dl", "┘": "ul", "┬": "rdl", "┴": "url", "┼": "urdl",
}
BARS = {char: part / 8 for part, char in enumerate("▏▎▍▌▋▊▉", 1)}
SPARKS = {char: part / 8 for part, char in enumerate("▁▂▃▄▅▆▇█", 1)}


def number(value):
    return f"{value:.2f}".rstrip("0").rstrip(".")


def mix(color, other, share):
    def channels(text):
        return [int(text[index : index + 2], 16) for index in (1, 3, 5)]

    mixed = [a * share + b * (1 - share) for a, b in zip(channels(color), channels(other))]
    return "#%02x%02x%02x" % tuple(round(value) for value in mixed)


def picture(screen, title):
    ground = most_common(look.background for row in screen.cells for _, look in row)
    plain = ground if ground != "default" else "#1e1e1e"
    text = "#d4d4d4"

    def colors(look):
        foreground = text if look.foreground == "default" else look.foreground
        background = plain if look.background == "default" else look.background
        if look.reverse:
            foreground, background = background, foreground
        if look.dim:
            foreground = mix(foreground, background, 0.6)
        return foreground, background

    width, height = screen.columns * WIDTH + 2 * MARGIN, screen.rows * HEIGHT + 2 * MARGIN
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {number(width)} {number(height)}" '
        f'width="{number(width)}" height="{number(height)}" role="img">',
        f"<title>{escape(title)}</title>",
        f'<rect width="100%" height="100%" rx="8" fill="{plain}"/>',
        f'<g transform="translate({MARGIN} {MARGIN})" font-family="{FONTS}" font-size="{SIZE}">',
    ]
    shapes, texts = [], []
    for y, row in enumerate(screen.cells):
        for start, end, background in runs([colors(look)[1] for _, look in row]):
            if background != plain:
                shapes.append(
                    f'<rect x="{number(start * WIDTH)}" y="{y * HEIGHT}" '
                    f'width="{number((end - start) * WIDTH)}" height="{HEIGHT}" '
                    f'fill="{background}" shape-rendering="crispEdges"/>'
                )
        for start, end, kind in runs([kind_of(char, look, colors) for char, look in row]):
            part = "".join(char for char, _ in row[start:end])
            texts += drawn(part, start, y, end - start, kind, row[start][1])
    return "\n".join(out + shapes + texts + ["</g>", "</svg>", ""])


def kind_of(char, look, colors):
    """Neighbours of one kind are drawn together."""
    foreground = colors(look)[0]
    if char in LINES or char in BARS or char in SPARKS:
        return ("shape", char, foreground)
    if char and ord(char[0]) > 0x2000:
        return ("sign", char, foreground)
    return ("text", (look.bold, look.italic, look.underline), foreground)


def drawn(part, x, y, cells, kind, look):
    what, detail, color = kind
    left, top, middle = x * WIDTH, y * HEIGHT, y * HEIGHT + HEIGHT / 2
    if what == "shape":
        if detail in LINES:
            return [line(detail, left, top, cells, color)]
        if detail in BARS:
            return [
                rect(left + cell * WIDTH, top, WIDTH * BARS[detail], HEIGHT, color)
                for cell in range(cells)
            ]
        share = HEIGHT * SPARKS[detail]
        return [rect(left, top + HEIGHT - share, WIDTH * cells, share, color)]
    attributes = f'fill="{color}"'
    if look.bold:
        attributes += ' font-weight="bold"'
    if look.italic:
        attributes += ' font-style="italic"'
    if look.underline:
        attributes += ' text-decoration="underline"'
    base = number(top + HEIGHT - 4.5)
    if what == "sign":
        width = 2 if unicodedata.east_asian_width(detail[0]) in "WF" else 1
        return [
            f'<text x="{number(left + (cell + width / 2) * WIDTH)}" y="{base}" '
            f'text-anchor="middle" {attributes}>{escape(detail)}</text>'
            for cell in range(0, cells, width)
        ]
    # Words stand where their cells are, and fill them, also in a font of another width.
    return [
        f'<text x="{number(left + word.start() * WIDTH)}" y="{base}" '
        f'textLength="{number(len(word[0]) * WIDTH)}" lengthAdjust="spacingAndGlyphs" '
        f'{attributes}>{escape(word[0])}</text>'
        for word in re.finditer(r"\S+(?: \S+)*", part)
    ]


def rect(x, y, width, height, color):
    return (
        f'<rect x="{number(x)}" y="{number(y)}" width="{number(width)}" '
        f'height="{number(height)}" fill="{color}" shape-rendering="crispEdges"/>'
    )


def line(char, left, top, cells, color):
    """A line character, or a row of the same."""
    x, y = left + WIDTH / 2, top + HEIGHT / 2
    ends = {
        "u": (x, top), "d": (x, top + HEIGHT), "l": (left, y), "r": (left + cells * WIDTH, y),
    }
    arms = LINES[char]
    if char in "╭╮╰╯":
        (x1, y1), (x2, y2) = (ends[arm] for arm in arms)
        path = f"M{number(x1)} {number(y1)}Q{number(x)} {number(y)} {number(x2)} {number(y2)}"
    else:
        path = "".join(
            f"M{number(x)} {number(y)}L{number(ends[arm][0])} {number(ends[arm][1])}"
            for arm in arms
        )
    width = 3 if char == "┃" else 1
    return f'<path d="{path}" fill="none" stroke="{color}" stroke-width="{width}"/>'


def runs(values):
    """Stretches of equal values: start, end, value."""
    start = 0
    for index in range(1, len(values) + 1):
        if index == len(values) or values[index] != values[start]:
            yield start, index, values[start]
            start = index


def most_common(values):
    values = list(values)
    return max(set(values), key=values.count)


def main():
    parser = argparse.ArgumentParser(description="Takes the screenshots of the documents.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(SHOTS))
    parser.add_argument("--binary", default=str(ROOT / ".build/release/cairn"))
    parser.add_argument("--output", default=str(ROOT / "docs/screenshots"), metavar="FOLDER")
    arguments = parser.parse_args()
    if unknown := [name for name in arguments.names if name not in SHOTS]:
        parser.error(f"there is no screenshot '{unknown[0]}'; expected {', '.join(SHOTS)}")
    if not os.access(arguments.binary, os.X_OK):
        parser.error(f"there is no program at {arguments.binary}; run 'make build' first")
    binary = os.path.abspath(arguments.binary)
    folder = pathlib.Path(arguments.output)
    folder.mkdir(parents=True, exist_ok=True)
    for name in arguments.names or SHOTS:
        shot = SHOTS[name]
        program = Program(binary, shot)
        for keys, wanted in shot.steps:
            program.press(keys)
            program.expect(wanted)
        file = folder / f"{name}.svg"
        file.write_text(picture(program.screen, f"cairn {shot.command}"))
        program.end()
        print(file)


if __name__ == "__main__":
    main()
