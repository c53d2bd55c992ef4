#!/usr/bin/python3
# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)

"""example/client against servers that ask for a password: Apache (Digest with MD5) and lighttpd (with MD5 and
SHA-256), Python's websockets behind them.

    test/interop/client_digest_test.py --client build/example/client
"""

import pathlib
import re
import sys
import unittest
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))

from client_process import SEND, ClientCase, Exit, take_path  # noqa: E402
from recording_relay import RecordingRelay  # noqa: E402
from web_server_process import Apache, Lighttpd  # noqa: E402
from websocket_backend import WELCOME, Backend  # noqa: E402

USERS = [("nobita", "password"), ("Jäsøn Doe", "Grüße, \"世界\\\""), ("shizuka", "x:y@z ")]
WRONG = ["nobita:Password", "nobody:password", "nobita:"]
QUERY = "room?name=a%20b&quoted=%22%5C"


class DigestCase(ClientCase, unittest.TestCase):
    server = None  # its class
    paths = []

    @classmethod
    def setUpClass(cls):
        cls.backend = cls.enterClassContext(Backend())
        cls.front = cls.enterClassContext(cls.server(cls.backend.port, USERS))

    def setUp(self):
        self.backend.forget()

    def check_let_in(self, url, *options):
        done = self.check(Exit.OK, url, ("--send", "hello"), *options, lines=[WELCOME])
        self.assertEqual(self.backend.ended().result, ["hello"], done)

    def check_kept_out(self, url, *options, says="401"):
        self.check(Exit.CREDENTIALS, url, SEND, *options, lines=[], says=says)
        self.assertEqual(self.backend.requests, [], self.front.errors())

    def said(self, path):
        """What the client says to the server, if it is asked for a password."""
        with RecordingRelay(self.front.port) as relay:
            self.check_let_in(f"ws://localhost:{relay.port}{path}", ("--user", "nobita:password"))
            return relay.everything()

    def test_right(self):
        for path in self.paths:
            for user, password in USERS:
                with self.subTest(path, user=user):
                    self.check_let_in(self.front.url(path + QUERY), ("--user", f"{user}:{password}"))
                    quoted = ":".join(urllib.parse.quote(part, safe="") for part in (user, password))
                    self.check_let_in(self.front.url(path + QUERY, quoted))

    def test_wrong(self):
        for path in self.paths:
            for user in WRONG:
                with self.subTest(path, user=user):
                    self.check_kept_out(self.front.url(path), ("--user", user))

    def test_missing(self):
        for path in self.paths:
            self.check_kept_out(self.front.url(path))

    def test_nobody_is_asked(self):
        self.check_let_in(self.front.url("/open"), ("--user", "nobita:password"))
        self.assertFalse(self.backend.requests[-1].has("Authorization"))

    def test_password_is_not_sent(self):
        for path in self.paths:
            if path != "/basic/":
                said = self.said(path)
                self.assertEqual(re.findall(r"^Authorization: (\w+) ", said, re.MULTILINE), ["Digest"])
                self.assertNotIn("bm9iaXRhOnBhc3N3b3Jk", said)


class ApacheTest(DigestCase):
    server = Apache
    paths = ["/basic/", "/md5/"]

    def test_who_must_stay_out_whatever_he_says(self):
        url = self.front.url("/admin/")
        self.check_kept_out(url, ("--user", "nobita:password"))
        self.check_let_in(url, ("--user", "shizuka:x:y@z "))


class LighttpdTest(DigestCase):
    server = Lighttpd
    paths = ["/md5/", "/sha256/", "/both/"]

    def test_the_stronger_one_is_taken(self):
        for path, algorithm in (("/md5/", "MD5"), ("/sha256/", "SHA-256"), ("/both/", "SHA-256")):
            said = self.said(path)
            found = re.findall(r"^Authorization: Digest .*\balgorithm=([\w-]+)", said, re.MULTILINE)
            self.assertEqual(found, [algorithm])


del DigestCase


if __name__ == "__main__":
    ClientCase.binary = take_path(sys.argv, "--client")
    unittest.main(verbosity=2)
