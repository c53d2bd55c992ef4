#!/usr/bin/env python3
# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)
"""Checks that the source lists of CMake and b2 name exactly the sources in the tree.

Usage: check_source_lists.py <root of the source tree>
"""

import re
import sys
from pathlib import Path

# A folder, the files in it that must be listed, those that need not be, and where they are listed: in each
# of these places, which is one build file or two that share the work.
LISTS = [
    ("lib", "**/*.cpp", [], ["CMakeLists.txt", "Jamfile"]),
    ("test", "**/*.cpp", ["consumer/"], ["CMakeLists.txt HawserTests.cmake", "Jamfile"]),
    ("test/interop", "*_test.py", [], ["CMakeLists.txt"]),
    ("test/interop", "*.test.mjs", [], ["CMakeLists.txt"]),
    ("test/browser", "*_test.py", [], ["CMakeLists.txt"]),
    ("example", "**/*.cpp", [], ["CMakeLists.txt", "Jamfile"]),
    ("bench", "**/*.cpp", [], ["CMakeLists.txt"]),
]


def listed(folder, names, ending):
    text = "".join((folder / name).read_text(encoding="utf-8") for name in names.split())
    text = re.sub(r"#.*", "", text)
    found = re.findall(r"[\w./-]+" + re.escape(ending) + r"(?!\w)", text)
    found = {name.lstrip("/") for name in found}
    return {name for name in found if not name.startswith((".", "_"))}


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    root = Path(sys.argv[1])
    faults = 0
    for name, pattern, unlisted, build_files in LISTS:
        folder = root / name
        found = {path.relative_to(folder).as_posix() for path in folder.glob(pattern)}
        found = {path for path in found if not path.startswith(tuple(unlisted))}
        for build_file in build_files:
            wanted = listed(folder, build_file, pattern.rpartition("*")[2])
            for source in sorted(found - wanted):
                print(f"{name}/{build_file}: {source} is missing")
            for source in sorted(wanted - found):
                print(f"{name}/{build_file}: {source} does not exist")
            faults += len(found ^ wanted)
        print(f"{name}/{pattern}: {len(found)}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
