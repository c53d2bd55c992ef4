#!/usr/bin/env python3
# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)
"""Checks that links between the pages of the documentation lead to files and headings that exist.

Usage: check_links.py --root DIR
"""

import argparse
import re
import sys
from pathlib import Path

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def prose(path):
    """The lines of a page that are not in a block of code, with their numbers."""
    in_code = False
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip().startswith("```"):
            in_code = not in_code
        elif not in_code:
            yield number, line


def anchors(path):
    """The names of a page's headings, made as GitHub makes them."""
    names = set()
    for _, line in prose(path):
        if match := re.match(r"#+ (.*)", line):
            name = re.sub(r"[^\w\- ]", "", match[1].strip().lower()).replace(" ", "-")
            names.add(name)
    return names


def faults_of(root, page):
    for number, line in prose(page):
        for target in LINK.findall(line):
            if "://" in target:
                continue
            where = f"{page.relative_to(root)}:{number}"
            name, _, anchor = target.partition("#")
            file = page.parent / name if name else page
            if not file.exists():
                yield f"{where}: {name} does not exist"
            elif anchor and anchor not in anchors(file):
                yield f"{where}: {name or 'this page'} has no heading #{anchor}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", required=True, type=Path)
    root = parser.parse_args().root
    pages = [page for page in [*root.glob("*.md"), *(root / "doc").glob("**/*.md"), root / "bench" / "README.md"]
             if page.exists()]
    faults = [fault for page in sorted(pages) for fault in faults_of(root, page)]
    for fault in faults:
        print(fault)
    print(f"{len(pages)} pages")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
