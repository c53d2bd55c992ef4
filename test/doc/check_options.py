#!/usr/bin/env python3
# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)
"""Checks that doc/limits.md has a row for every option of include/hawser/options.hpp, under the heading of its
struct and with its default, and for no other.

Usage: check_options.py --root DIR
"""

import argparse
import re
import sys
from pathlib import Path

STRUCT = re.compile(r"^struct (\w+) \{\n(.*?)^\};", re.MULTILINE | re.DOTALL)
MEMBER = re.compile(r"^    [\w:]+(?:<.*>)? (\w+)(?:\{(.*)\}| = (.*?));", re.MULTILINE)
ROW = re.compile(r"\| `(\w+)` \| ([^|]*) \|")
UNITS = ((1024 * 1024, "MiB"), (1024, "KiB"))


def options_of(header):
    """(struct, option) → the initialiser, as it is in the header."""
    return {(struct, name): (braced or assigned).strip()
            for struct, body in STRUCT.findall(header)
            for name, braced, assigned in MEMBER.findall(body)}


def rows_of(page):
    """(struct, option) → (line, default); the struct is that of the latest `## ` heading."""
    rows, struct = {}, ""
    for number, line in enumerate(page.splitlines(), 1):
        if line.startswith("## "):
            struct = line[3:].strip()
        elif match := ROW.match(line):
            rows[struct, match[1]] = number, match[2].strip()
    return rows


def in_words(initialiser):
    """How the page is to write a default; None where that is left to the page."""
    text = initialiser.replace("'", "")
    if match := re.fullmatch(r"std::chrono::seconds\{(\d+)\}", text):
        return f"{match[1]} s"
    if re.fullmatch(r"\d+( \* \d+)*", text):
        value = 1
        for factor in text.split(" * "):
            value *= int(factor)
        for size, unit in UNITS:
            if value >= size and value % size == 0 and "*" in text:
                return f"{value // size} {unit}"
        return f"{value:,}"
    if match := re.fullmatch(r"\w+::(\w+)", text):
        return f"`{match[1]}`"
    if match := re.fullmatch(r'"(.*)"', text):
        return f"`{match[1]}`"
    return text if text in ("true", "false") else None


def faults_of(header, page):
    options, rows = options_of(header), rows_of(page)
    for (struct, name), initialiser in options.items():
        if (struct, name) not in rows:
            yield f"doc/limits.md: `{name}` of {struct} is missing"
            continue
        number, default = rows[struct, name]
        expected = in_words(initialiser)
        if expected not in (None, default):
            yield f"doc/limits.md:{number}: the default of `{name}` is {expected}, not {default}"
    for (struct, name), (number, _) in rows.items():
        if (struct, name) not in options:
            yield f"doc/limits.md:{number}: {struct} has no option `{name}`"
    if not options:
        yield "include/hawser/options.hpp: no options found"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", required=True, type=Path)
    root = parser.parse_args().root
    header = (root / "include" / "hawser" / "options.hpp").read_text(encoding="utf-8")
    faults = list(faults_of(header, (root / "doc" / "limits.md").read_text(encoding="utf-8")))
    for fault in faults:
        print(fault)
    print(f"{len(options_of(header))} options")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
