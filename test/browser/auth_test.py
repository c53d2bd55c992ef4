#!/usr/bin/env python3
# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)

"""BasicAuth and DigestAuth as Chromium sees them; the credentials are in the address, so there is no dialog.

    test/browser/auth_test.py --server build/test/auth_server
"""

import pathlib
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))

from server_process import ServerProcess, server_path, wait_until  # noqa: E402
from webdriver import Browser  # noqa: E402

SERVER = ""
DIGEST_PATHS = ["/digest", "/digest/md5", "/digest/md5-sess", "/digest/sha256", "/digest/sha256-sess",
                "/digest/int", "/digest/later"]


class AuthTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.browser = Browser()
        cls.addClassCleanup(cls.browser.quit)

    def setUp(self):
        # Another server for each test: on another port, for which the browser has remembered nothing.
        self.server = ServerProcess(SERVER)
        self.addCleanup(self.server.__exit__)
        self.host = f"127.0.0.1:{self.server.port}"

    def open(self, path, user="nobita:password@"):
        self.browser.open(f"http://{user}{self.host}{path}")
        return self.browser.run("return document.body.innerText").strip()

    def fetch(self, path, **options):
        self.browser.run("""
            window.answers = null;
            fetch(arguments[0], arguments[1]).then(async (r) => {
                window.answers = [r.status, await r.text()];
            }).catch((error) => { window.answers = [0, String(error)]; });
        """, path, options)
        return wait_until(lambda: self.browser.run("return window.answers"), f"the answer to {path}",
                          details=self.server.errors)

    def test_basic(self):
        self.assertEqual(self.open("/basic"), "nobita (gunfighter)")
        self.assertEqual(self.open("/basic/hash", ""), "nobita")

    def test_basic_utf8(self):
        user = "J%C3%A4s%C3%B8n%20Doe:Gr%C3%BC%C3%9Fe%3A%20%22%E4%B8%96%E7%95%8C%5C%22@"
        self.assertEqual(self.open("/basic", user), "Jäsøn Doe")

    def test_digest(self):
        for path in DIGEST_PATHS:
            with self.subTest(path):
                self.assertEqual(self.open(path + "?a=%20b").split(" ")[0], "nobita")

    def test_digest_utf8(self):
        user = "J%C3%A4s%C3%B8n%20Doe:Gr%C3%BC%C3%9Fe%3A%20%22%E4%B8%96%E7%95%8C%5C%22@"
        self.assertEqual(self.open("/digest", user), "Jäsøn Doe")

    def test_wrong_password(self):
        self.assertNotIn("nobita", self.open("/digest", "nobita:wrong@"))

    def test_requests_of_a_page(self):
        self.open("/digest")
        self.open("/digest", "")  # a page whose address has credentials may not fetch
        self.assertEqual(self.fetch("/digest"), [200, "nobita (gunfighter)\n"])
        self.assertEqual(self.fetch("/digest", method="POST", body="text"), [200, "nobita (gunfighter)\ntext"])
        self.browser.run("""
            window.answers = null;
            Promise.all(Array.from({length: 30}, (_, i) => fetch("/digest?" + i).then((r) => r.status)))
                .then((all) => { window.answers = all; });
        """)
        statuses = wait_until(lambda: self.browser.run("return window.answers"), "30 answers",
                              details=self.server.errors)
        self.assertEqual(statuses, [200] * 30)

    def test_expired_nonces_need_no_dialog(self):
        self.open("/digest/short")
        self.assertEqual(self.open("/digest/short", ""), "nobita (gunfighter)")
        for _ in range(3):
            time.sleep(0.4)  # longer than a nonce lives there
            self.assertEqual(self.fetch("/digest/short", method="POST", body="text"),
                             [200, "nobita (gunfighter)\ntext"])

    def test_websocket(self):
        self.open("/digest")
        self.browser.run("""
            window.answers = [];
            const socket = new WebSocket(`ws://${location.host}/Echo`);
            socket.onopen = () => socket.send("hello");
            socket.onmessage = (event) => window.answers.push(event.data);
            socket.onclose = (event) => window.answers.push("closed " + event.code);
        """)
        answers = wait_until(lambda: self.browser.run("return window.answers"), "the echo",
                             details=self.server.errors)
        self.assertEqual(answers, ["nobita: hello"])


if __name__ == "__main__":
    SERVER = server_path(sys.argv, "HAWSER_AUTH_SERVER")
    unittest.main(verbosity=2)
