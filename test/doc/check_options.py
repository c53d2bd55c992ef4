#!/usr/bin/env python3
# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)
"""Checks that doc/limits.md has a row for every option of the library, under the heading of its struct and with its
default, and for no other.

Options are the members of the structs in HEADERS below that are called …Options, …Limits or …Timeouts. One inside of
a class has the heading Class::Struct.

Usage: check_options.py --root DIR
"""

import argparse
import re
import sys
from pathlib import Path

HEADERS = ("options.hpp", "client_options.hpp", "reconnect.hpp", "cookie_jar.hpp")

STRUCT = re.compile(r"^(    )?struct (\w*(?:Options|Limits|Timeouts)) \{\n(.*?)^\1?\};", re.MULTILINE | re.DOTALL)
CLASS = re.compile(r"^class (?:[A-Z_]+ )?(\w+)", re.MULTILINE)
MEMBER = re.compile(r"^ +([\w:]+(?:<.*>)?) (\w+)(?:\{(.*)\}| = (.*?));", re.MULTILINE)
ROW = re.compile(r"\| `(\w+)` \| ([^|]*) \|")
UNITS = ((1024 * 1024, "MiB"), (1024, "KiB"))


def options_of(header):
    """(struct, option) → its type and initialiser, as they are in the header."""
    options = {}
    for match in STRUCT.finditer(header):
        indent, struct, body = match.groups()
        if indent:
            struct = CLASS.findall(header, 0, match.start())[-1] + "::" + struct
        for kind, name, braced, assigned in MEMBER.findall(body):
            options[struct, name] = kind, (braced or assigned).strip()
    return options


def rows_of(page):
    """(struct, option) → (line, default); the struct is that of the latest `## ` heading."""
    rows, struct = {}, ""
    for number, line in enumerate(page.splitlines(), 1):
        if line.startswith("## "):
            struct = line[3:].strip()
        elif match := ROW.match(line):
            rows[struct, match[1]] = number, match[2].strip()
    return rows


def time_in_words(milliseconds):
    if milliseconds == 0:
        return "0"
    return f"{milliseconds} ms" if milliseconds % 1000 else f"{milliseconds // 1000} s"


def in_words(kind, initialiser):
    """How the page is to write a default; None where that is left to the page."""
    text = initialiser.replace("'", "")
    if match := re.fullmatch(r"std::chrono::seconds\{(\d+)\}", text):
        return f"{match[1]} s"
    if kind == "std::chrono::milliseconds" and text.isdecimal():
        return time_in_words(int(text))
    if re.fullmatch(r"\d+( \* \d+)*", text):
        value = 1
        for factor in text.split(" * "):
            value *= int(factor)
        for size, unit in UNITS:
            if value >= size and value % size == 0 and "*" in text:
                return f"{value // size} {unit}"
        return f"{value:,}"
    if re.fullmatch(r"\d+\.\d+", text):
        return f"{float(text):g}"
    if match := re.fullmatch(r"\w+::(\w+)", text):
        return f"`{match[1]}`"
    if match := re.fullmatch(r'"(.*)"', text):
        return f"`{match[1]}`"
    return text if text in ("true", "false") else None


def faults_of(options, page):
    rows = rows_of(page)
    for (struct, name), declared in options.items():
        if (struct, name) not in rows:
            yield f"doc/limits.md: `{name}` of {struct} is missing"
            continue
        number, default = rows[struct, name]
        expected = in_words(*declared)
        if expected not in (None, default):
            yield f"doc/limits.md:{number}: the default of `{name}` is {expected}, not {default}"
    for (struct, name), (number, _) in rows.items():
        if (struct, name) not in options:
            yield f"doc/limits.md:{number}: {struct} has no option `{name}`"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", required=True, type=Path)
    root = parser.parse_args().root
    options, faults = {}, []
    for name in HEADERS:
        header = root / "include" / "hawser" / name
        if not header.exists(): # the rows of its options tell, and the next fault if there are none at all
            continue
        found = options_of(header.read_text(encoding="utf-8"))
        if not found:
            faults.append(f"include/hawser/{name}: no options found")
        options |= found
    if not options:
        faults.append("include/hawser: no options found")
    faults += faults_of(options, (root / "doc" / "limits.md").read_text(encoding="utf-8"))
    for fault in faults:
        print(fault)
    print(f"{len(options)} options")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
