#!/usr/bin/env python3
# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)
"""Checks the checks: that broken snippets, links and lists of options are found, and told with page and line.

Usage: self_test.py --compiler CXX [--include DIR]...
"""

import argparse
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
OPTIONS = []

GOOD_PROGRAM = "```cpp\n#include <string>\nint main() { return std::string{}.empty() ? 0 : 1; }\n```\n"


class Page(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.root = Path(self.folder.name)

    def write(self, text, name="README.md"):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def check(self, script="check_snippets.py", options=None):
        command = [sys.executable, HERE / script, "--root", self.root, *(OPTIONS if options is None else options)]
        result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        return result.returncode, result.stdout


class Snippets(Page):
    def assert_fault(self, text, *expected):
        self.write(text)
        status, output = self.check()
        self.assertEqual(status, 1, output)
        for each in expected:
            self.assertIn(each, output)

    def test_good_program(self):
        self.write("# Title\n\n" + GOOD_PROGRAM)
        status, output = self.check()
        self.assertEqual(status, 0, output)
        self.assertIn("1 programs and 0 fragments", output)

    def test_program_without_an_include_it_needs(self):
        self.assert_fault("\n```cpp\nint main() { std::string s; }\n```\n", "README.md:3:")

    def test_fragments_good_and_broken(self):
        # Of two fragments in one run of the compiler, the broken one is named, and only that one.
        good = "<!-- snippet: in-function server -->\n```cpp\nserver.start();\n```\n"
        broken = "<!-- snippet: in-function server -->\n\n```cpp\n\nserver.no_such_member();\n```\n"
        self.assert_fault(good + broken, "README.md:9:", "no_such_member")
        self.assertNotIn("README.md:3:", self.check()[1])

    def test_header_example(self):
        self.write(GOOD_PROGRAM)
        self.write("/// @code\n/// int main() { return nonsense; }\n/// @endcode\n", "include/hawser/x.hpp")
        status, output = self.check()
        self.assertEqual(status, 1, output)
        self.assertIn("x.hpp:2:", output)

    def test_fragment_without_context(self):
        self.assert_fault("```cpp\nserver.start();\n```\n", "README.md:2: neither a program")

    def test_unknown_context(self):
        self.assert_fault("<!-- snippet: in-a-dream -->\n```cpp\n```\n", "unknown context 'in-a-dream'")

    def test_comment_without_block(self):
        self.assert_fault("<!-- snippet: members -->\ntext\n```cpp\n```\n", "README.md:2: a snippet's comment")

    def test_block_without_end(self):
        self.assert_fault("```cpp\nint main() {}\n", "README.md:2: this block has no end")

    def test_other_languages_are_left_alone(self):
        self.write(GOOD_PROGRAM + "```sh\nint main() { nonsense }\n```\n")
        self.assertEqual(self.check()[0], 0)

    def test_nothing_found(self):
        self.assert_fault("# Title\n", "no snippets found")


class Links(Page):
    def check_links(self, text):
        self.write(text)
        return self.check("check_links.py", [])

    def test_good_links(self):
        self.write("# Part two\n\n## With `code`, and a comma\n", "doc/a.md")
        status, output = self.check_links(
            "# Top\n[a](doc/a.md) [b](doc/a.md#part-two) [c](doc/a.md#with-code-and-a-comma) [d](#top) "
            "[e](https://example.com/x)\n```sh\n[no](link)\n```\n")
        self.assertEqual(status, 0, output)

    def test_missing_file(self):
        status, output = self.check_links("\n![a](doc/none.png)\n")
        self.assertEqual((status, output.splitlines()[0]), (1, "README.md:2: doc/none.png does not exist"))

    def test_missing_heading(self):
        self.write("# One\n", "doc/a.md")
        status, output = self.check_links("[a](doc/a.md#two)\n")
        self.assertEqual((status, output.splitlines()[0]), (1, "README.md:1: doc/a.md has no heading #two"))


class Options(Page):
    HEADER = """struct Limits {
    /// A comment; with a semicolon.
    std::size_t size = 16 * 1024;
    std::chrono::milliseconds time = std::chrono::seconds{10};
    std::function<void(int&)> call{};
    std::size_t count = 100'000;
    Policy policy = Policy::close; ///< behind it
};
"""
    ROWS = {"size": "16 KiB", "time": "10 s", "call": "whatever", "count": "100,000", "policy": "`close`"}

    def assert_output(self, rows, *expected, heading="Limits"):
        self.write(self.HEADER, "include/hawser/options.hpp")
        table = "".join(f"| `{name}` | {default} | why |\n" for name, default in rows.items())
        self.write(f"# Title\n\n## {heading}\n\n| option | default | why |\n|---|---|---|\n{table}", "doc/limits.md")
        status, output = self.check("check_options.py", [])
        self.assertEqual(output.splitlines(), [*expected, "5 options"])
        self.assertEqual(status, 1 if expected else 0)

    def test_all_there(self):
        self.assert_output(self.ROWS)

    def test_missing(self):
        rows = {name: default for name, default in self.ROWS.items() if name != "call"}
        self.assert_output(rows, "doc/limits.md: `call` of Limits is missing")

    def test_wrong_default(self):
        self.assert_output(self.ROWS | {"time": "20 s"}, "doc/limits.md:8: the default of `time` is 10 s, not 20 s")

    def test_one_too_many(self):
        self.assert_output(self.ROWS | {"old": "1"}, "doc/limits.md:12: Limits has no option `old`")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--compiler", required=True)
    parser.add_argument("--include", action="append", default=[])
    arguments = parser.parse_args()
    OPTIONS += ["--compiler", arguments.compiler, *(f"--include={folder}" for folder in arguments.include)]
    unittest.main(argv=sys.argv[:1], verbosity=2)
