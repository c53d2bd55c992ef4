#!/usr/bin/env python3
# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)
"""Counts tests in the results of ctest (a JUnit file) or of b2 (a folder with *.output files).

A program of Boost.Test, of Python's unittest or of node's test runner counts with each of its test cases,
any other as one test.

Usage: count_tests.py <file or folder>     prints "<passed> <failed>"
"""

import re
import sys
import xml.etree.ElementTree
from pathlib import Path

BOOST = re.compile(r"(\d+) test cases? out of \d+ (passed|failed|aborted)")
UNITTEST = re.compile(r"^Ran (\d+) tests? in", re.MULTILINE)
NODE = re.compile(r"^[#\u2139] (pass|fail) (\d+)$", re.MULTILINE)
UNITTEST_BAD = re.compile(r"\b(failures|errors|skipped)=(\d+)")


def count(output, succeeded):
    """Passed and failed test cases of one program."""
    passed = failed = 0
    for number, kind in BOOST.findall(output):
        if kind == "passed":
            passed += int(number)
        else:
            failed += int(number)
    for number in UNITTEST.findall(output):
        passed += int(number)
        for kind, bad in UNITTEST_BAD.findall(output[output.rfind("\nRan "):]):
            passed -= int(bad)
            failed += int(bad) if kind != "skipped" else 0
    for kind, number in NODE.findall(output):
        if kind == "pass":
            passed += int(number)
        else:
            failed += int(number)
    if succeeded:
        return max(passed, 1), failed
    return passed, max(failed, 1)


def programs(path):
    """The output of each program, and whether it succeeded."""
    if path.is_dir():
        for output in path.rglob("*.output"):
            text = output.read_text(encoding="utf-8", errors="replace")
            yield text, "EXIT STATUS: 0" in text
    else:
        for case in xml.etree.ElementTree.parse(path).iter("testcase"):
            if case.get("status") != "disabled":
                yield case.findtext("system-out") or "", case.get("status") == "run"


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    counts = [count(output, succeeded) for output, succeeded in programs(Path(sys.argv[1]))]
    print(sum(passed for passed, _ in counts), sum(failed for _, failed in counts))


if __name__ == "__main__":
    main()
