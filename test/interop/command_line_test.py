#!/usr/bin/env python3
# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)

"""The example servers' command lines: help, and one clear line for each thing that cannot work.

    test/interop/command_line_test.py --server build/example/http_server
"""

import os
import pathlib
import signal
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))

from server_process import ServerProcess, server_path  # noqa: E402

SERVER = ""


class CommandLineTest(unittest.TestCase):
    def run_server(self, *arguments):
        """For command lines with which the server ends by itself."""
        return subprocess.run([SERVER, *arguments], capture_output=True, text=True, check=False, timeout=20)

    def check_refused(self, arguments, expected):
        done = self.run_server(*arguments)
        self.assertEqual((done.returncode, done.stdout), (1, ""), arguments)
        self.assertEqual(done.stderr, f"{os.path.basename(SERVER)}: {expected}\n", arguments)

    def test_help(self):
        done = self.run_server("--help")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        for option in ("--address", "--port", "--threads", "--max-message-size", "--log-level"):
            self.assertIn(option, done.stdout)

    def test_bad_options(self):
        for arguments, expected in (
                (["--prot", "1"], "unrecognised option '--prot' (try --help)"),
                (["--port"], "the required argument for option '--port' is missing (try --help)"),
                (["--port", "x"], "the argument ('x') for option '--port' is invalid (try --help)"),
                (["--port", "65536"], "--port must be between 0 and 65535 (try --help)"),
                (["--port", "-1"], "--port must be between 0 and 65535 (try --help)"),
                (["--log-level", "loud"], "--log-level: there is no level 'loud' (try --help)"),
                (["4649"],
                 "too many positional options have been specified on the command line (try --help)")):
            self.check_refused(arguments, expected)

    def test_port_in_use(self):
        with ServerProcess(SERVER, "--address", "127.0.0.1") as server:
            self.check_refused(["--address", "127.0.0.1", "--port", str(server.port)],
                               f"cannot listen on 127.0.0.1:{server.port}: Address already in use")
        with ServerProcess(SERVER) as server:
            self.check_refused(["--port", str(server.port)],
                               f"cannot listen on 0.0.0.0:{server.port}: Address already in use")

    def test_missing_root(self):
        done = self.run_server("--port", "0", "--root", "/no/such/folder")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertRegex(done.stderr, r'\A[^\n]*: document root "/no/such/folder": [^\n]+\n\Z')

    def test_signals_stop_it(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            with ServerProcess(SERVER, "--threads", "1") as server:
                os.kill(server.pid, number)
                self.assertEqual(server.wait(), 0, server.errors())
                self.assertEqual(server.errors(), "standard error of the server:\n(empty)")


if __name__ == "__main__":
    SERVER = server_path(sys.argv)
    unittest.main(verbosity=2)
