#!/usr/bin/env python3
# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)

"""BasicAuth and DigestAuth as curl sees them.

    test/interop/auth_test.py --server build/test/auth_server
"""

import pathlib
import re
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))

from curl import run_curl  # noqa: E402
from server_process import ServerProcess, server_path  # noqa: E402

SERVER = ""
USER = "nobita:password"
NAMED = "nobita (gunfighter)\n"
DIGEST_PATHS = ["/digest", "/digest/md5", "/digest/md5-sess", "/digest/sha256", "/digest/sha256-sess",
                "/digest/int", "/digest/few"]


class AuthTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(ServerProcess(SERVER))
        cls.url = f"http://127.0.0.1:{cls.server.port}"

    def curl(self, *arguments, data=None):
        """The body of the last answer, and the statuses of all."""
        body, self.heads = run_curl(self.server, *arguments, data=data)
        return body.decode(), re.findall(r"^HTTP/1\.1 (\d+)", self.heads, re.MULTILINE)

    def challenges(self):
        return re.findall(r"^WWW-Authenticate: (.*)\r$", self.heads, re.MULTILINE)

    # --- Basic

    def test_basic(self):
        for path in ("/basic", "/basic/optional"):
            body, statuses = self.curl("--basic", "--user", USER, self.url + path)
            self.assertEqual((body, statuses), (NAMED, ["200"]))
        for path in ("/basic/hash", "/basic/later"):
            body, statuses = self.curl("--basic", "--user", USER, self.url + path)
            self.assertEqual((body, statuses), ("nobita\n", ["200"]))

    def test_basic_refusals(self):
        for path in ("/basic", "/basic/hash", "/basic/later"):
            pages = set()
            for user in ("nobita:Password", "nobody:password", "nobita:"):
                body, statuses = self.curl("--basic", "--user", user, self.url + path)
                self.assertEqual(statuses, ["401"])
                self.assertEqual(self.challenges(), ['Basic realm="WebSocket Test", charset="UTF-8"'])
                pages.add(body)
            self.assertEqual(len(pages), 1)
        self.assertEqual(self.curl(self.url + "/basic/optional"), ("nobody\n", ["200"]))
        self.assertEqual(self.curl("--basic", "--user", USER, self.url + "/basic/admin")[1], ["403"])
        self.assertEqual(self.curl("--header", "Authorization: Basic x", self.url + "/basic")[1], ["400"])

    def test_basic_utf8(self):
        body, _ = self.curl("--basic", "--user", 'Jäsøn Doe:Grüße: "世界\\"', self.url + "/basic")
        self.assertEqual(body, "Jäsøn Doe\n")

    def test_basic_post(self):
        body, _ = self.curl("--basic", "--user", USER, "--data", "a=b", self.url + "/basic")
        self.assertEqual(body, NAMED + "a=b")

    def test_basic_head(self):
        self.assertEqual(self.curl("--head", "--basic", "--user", USER, self.url + "/basic")[1], ["200"])
        self.assertEqual(self.curl("--head", self.url + "/basic")[1], ["401"])

    # --- Digest

    def test_digest(self):
        for path in DIGEST_PATHS:
            with self.subTest(path):
                body, statuses = self.curl("--digest", "--user", USER, f"{self.url}{path}?a=%20b")
                self.assertEqual((body, statuses), (NAMED, ["401", "200"]))

    def test_digest_refusals(self):
        for user in ("nobita:Password", "nobody:password"):
            _, statuses = self.curl("--digest", "--user", user, self.url + "/digest")
            self.assertEqual(statuses, ["401", "401"])
            self.assertNotIn("stale", self.heads)
        algorithms = [re.search(r"algorithm=([^,]+)", text)[1] for text in self.challenges()]
        self.assertEqual(algorithms[:2], ["SHA-256", "MD5"])
        _, statuses = self.curl("--basic", "--user", USER, self.url + "/digest")
        self.assertEqual(statuses, ["401"])

    def test_digest_utf8(self):
        body, _ = self.curl("--digest", "--user", 'Jäsøn Doe:Grüße: "世界\\"', self.url + "/digest")
        self.assertEqual(body, "Jäsøn Doe\n")

    def test_digest_later(self):
        body, statuses = self.curl("--digest", "--user", USER, self.url + "/digest/later")
        self.assertEqual((body, statuses), ("nobita\n", ["401", "200"]))

    def test_digest_of_a_hidden_name(self):
        body, _ = self.curl("--digest", "--user", USER, self.url + "/digest/hidden")
        self.assertEqual(body, NAMED)

    def test_digest_post(self):
        data = b"x" * 200_000
        for path in DIGEST_PATHS:
            with self.subTest(path):
                body, statuses = self.curl("--digest", "--user", USER, "--data-binary", "@-", self.url + path,
                                           data=data)
                self.assertEqual([s for s in statuses if s != "100"], ["401", "200"])
                self.assertEqual(body, NAMED + data.decode())

    def test_many_requests(self):
        urls = [f"{self.url}/digest?{i}" for i in range(20)]
        body, statuses = self.curl("--digest", "--user", USER, *urls)
        self.assertEqual(body, NAMED * 20)
        self.assertEqual(statuses, ["401", "200"] * 20)  # curl's tool begins anew for each URL

    def test_parallel_requests(self):
        urls = [f"{self.url}/digest?{i}" for i in range(20)]
        body, _ = self.curl("--digest", "--user", USER, "--parallel", *urls)
        self.assertEqual(body, NAMED * 20)

    def test_replay(self):
        self.curl("--digest", "--user", USER, "--verbose", self.url + "/digest")
        sent = re.search(r"^> (Authorization: Digest .*)\r$", self.heads, re.MULTILINE)[1]
        _, statuses = self.curl("--header", sent, self.url + "/digest")
        self.assertEqual(statuses, ["401"])
        self.assertIn("stale=true", self.challenges()[0])
        _, statuses = self.curl("--header", sent, self.url + "/digest?other")
        self.assertEqual(statuses, ["400"])

    # --- whatever the server asks for

    def test_anyauth(self):
        for path in ("/basic", "/digest", "/digest/int"):
            body, statuses = self.curl("--anyauth", "--user", USER, self.url + path)
            self.assertEqual((body, statuses), (NAMED, ["401", "200"]))
            body, _ = self.curl("--anyauth", "--user", USER, "--data", "a=b", self.url + path)
            self.assertEqual(body, NAMED + "a=b")

    def test_websocket(self):
        upgrade = ["--http1.1", "--header", "Connection: Upgrade", "--header", "Upgrade: websocket",
                   "--header", "Sec-WebSocket-Version: 13", "--header", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="]
        _, statuses = self.curl(*upgrade, self.url + "/Echo")
        self.assertEqual(statuses, ["401"])
        self.assertEqual(len(self.challenges()), 2)


if __name__ == "__main__":
    SERVER = server_path(sys.argv, "HAWSER_AUTH_SERVER")
    unittest.main(verbosity=2)
