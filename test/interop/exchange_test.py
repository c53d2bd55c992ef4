#!/usr/bin/env python3
# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)

"""Middleware, streamed bodies, events and uploads as curl sees them.

    test/interop/exchange_test.py --server build/test/exchange_server
"""

import gzip
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))

from curl import run_curl  # noqa: E402
from server_process import ServerProcess, server_path  # noqa: E402

SERVER = ""


class ExchangeTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(ServerProcess(SERVER))
        cls.url = f"http://127.0.0.1:{cls.server.port}"

    def curl(self, *arguments, data=None):
        """The body; head and trailers go to `self.head`."""
        body, self.head = run_curl(self.server, *arguments, data=data)
        self.status = self.head.split()[1] if self.head else ""
        return body

    # --- middleware

    def test_compressed(self):
        self.assertEqual(self.curl("--compressed", self.url + "/text"), b"x" * 20_000)
        self.assertIn("Content-Encoding: gzip\r\n", self.head)
        self.assertIn("Vary: Accept-Encoding\r\n", self.head)
        self.assertEqual(self.curl(self.url + "/text"), b"x" * 20_000)
        self.assertNotIn("Content-Encoding", self.head)

    def test_compressed_stream(self):
        packed = self.curl("--header", "Accept-Encoding: gzip", self.url + "/thread")
        self.assertIn("Content-Encoding: gzip\r\n", self.head)
        self.assertEqual(gzip.decompress(packed), (b"t" * 999 + b"\n") * 2000)

    def test_security_headers_are_everywhere(self):
        for path in ("/text", "/nothing", "/events"):
            self.curl(self.url + path)
            self.assertIn("X-Content-Type-Options: nosniff\r\n", self.head)

    def test_rate(self):
        statuses = []
        for _ in range(4):
            self.curl(self.url + "/limited")
            statuses.append(self.status)
        self.assertEqual(statuses, ["200", "200", "429", "429"])
        self.assertIn("Retry-After: ", self.head)

    def test_cors(self):
        self.curl("--request", "OPTIONS", "--header", "Origin: https://app.example",
                  "--header", "Access-Control-Request-Method: GET", self.url + "/shared")
        self.assertEqual(self.status, "204")
        self.assertIn("Access-Control-Allow-Origin: https://app.example\r\n", self.head)
        self.curl("--header", "Origin: https://evil.example", self.url + "/shared")
        self.assertNotIn("Access-Control-Allow-Origin", self.head)

    # --- streams

    def test_large_streamed_body(self):
        body = self.curl(self.url + "/megabytes")
        self.assertEqual(len(body), 50_000_000)
        self.assertIn("Transfer-Encoding: chunked\r\n", self.head)
        self.assertIn("X-Count: 500", self.head)  # behind the body
        body = self.curl("--http1.0", self.url + "/megabytes")
        self.assertEqual(len(body), 50_000_000)
        self.assertNotIn("Transfer-Encoding", self.head)

    def test_slow_reader(self):
        body = self.curl("--limit-rate", "2M", self.url + "/thread")
        self.assertEqual(len(body), 2_000_000)

    def test_reader_that_leaves(self):
        for _ in range(5):
            done = subprocess.run(["curl", "--silent", "--noproxy", "*", "--limit-rate", "1M",
                                   "--max-time", "0.2", self.url + "/megabytes"], capture_output=True, check=False)
            self.assertNotEqual(done.returncode, 0)
        self.assertEqual(self.curl(self.url + "/text"), b"x" * 20_000)

    def test_events(self):
        body = self.curl(self.url + "/events")
        self.assertEqual(body, b"".join(b"event: count\ndata: %d\n\n" % i for i in range(3)))
        self.assertIn("Content-Type: text/event-stream\r\n", self.head)

    # --- bodies of requests

    def test_streamed_request(self):
        data = b"a" * 30_000_000
        self.assertEqual(self.curl("--data-binary", "@-", self.url + "/count", data=data), b"30000000")
        self.assertEqual(self.curl("--header", "Transfer-Encoding: chunked", "--data-binary", "@-",
                                   self.url + "/count", data=data), b"30000000")

    def test_upload(self):
        with tempfile.NamedTemporaryFile() as file:
            file.write(b"u" * 5_000_000)
            file.flush()
            body = self.curl("--form", "name=nobita", "--form", f"file=@{file.name};filename=../../evil",
                             self.url + "/upload")
            self.assertEqual(body, b"5000000 nobita")
            self.curl("--form", "name=nobita", self.url + "/upload")
            self.assertEqual(self.status, "400")


if __name__ == "__main__":
    SERVER = server_path(sys.argv)
    unittest.main()
