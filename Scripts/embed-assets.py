#!/usr/bin/env python3
"""Writes Sources/CAssets/assets.c: one line for every theme and sample file."""
import pathlib

root = pathlib.Path(__file__).resolve().parent.parent
files = sorted(root.glob("Themes/*.yaml"))
files += sorted(root.glob("sample-data/definitions/*/*.yaml"))
files += sorted(root.glob("sample-data/scenarios/*.yaml"))
files += [root / "sample-data/shop.jsonl"]
lines = [
    "// Made by Scripts/embed-assets.py; a test compares it with the folders.",
    '#include "CAssets.h"',
    "",
]
names = []
for number, file in enumerate(files):
    path = file.relative_to(root).as_posix()
    names.append((path, f"asset{number}"))
    lines.append(f"static const unsigned char asset{number}[] = {{")
    lines.append(f'#embed "../../{path}"')
    lines.append("};")
lines += ["", "static const CairnAsset assets[] = {"]
lines += [f'  {{"{path}", {name}, sizeof({name})}},' for path, name in names]
lines += [
    "};",
    "",
    "size_t cairn_asset_count(void) { return sizeof(assets) / sizeof(assets[0]); }",
    "",
    "CairnAsset cairn_asset(size_t index) {",
    "  return index < cairn_asset_count() ? assets[index] : (CairnAsset){0};",
    "}",
]
(root / "Sources/CAssets/assets.c").write_text("\n".join(lines) + "\n")
