#!/usr/bin/env python3
# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)

"""example/client against npm's ws, which node_client_server.mjs has as a server.

    test/interop/client_node_test.py --client build/example/client --deflate-client build/test/deflate_client
        --server FOLDER-WITH-NODE-MODULES/node_client_server.mjs
"""

import hashlib
import itertools
import json
import pathlib
import sys
import time
import unittest
from urllib.parse import urlencode

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))

from client_process import SEND, ClientCase, Exit, take_path  # noqa: E402
from server_process import ServerProcess  # noqa: E402

SERVER = DEFLATE_CLIENT = ""
SIMILAR = 20 * 2_600  # bytes, about, that the server's `similar` sends, and the client, too


class NodeCase(ClientCase, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(ServerProcess(SERVER))
        cls.ids = itertools.count(1)

    def url(self, name, login=None, **query):
        self.id = next(self.ids)
        query = urlencode({**query, "id": self.id})
        return f"ws://{login + '@' if login else ''}localhost:{self.server.port}/{name}?{query}"

    def report(self):
        """What the server says of the next session at the latest URL that has ended."""
        while line := self.server.read_line():
            report = json.loads(line)
            if report["path"].endswith(f"id={self.id}"):
                return report
        self.fail(self.server.errors())

    def talk(self, status, url, *options, **keywords):
        done = self.check(status, url, *options, **keywords)
        report = self.report()
        self.assertNotIn("error", report, f"{report}\n{done}")
        return report, done


class ClientNodeTest(NodeCase):
    # --- messages

    def test_sizes(self):
        report, _ = self.talk(Exit.OK, self.url("echoes"), "--echo", lines=[])
        self.assertEqual(report["extensions"], "")
        self.assertEqual(report["closed"]["code"], 1000)

    def test_fragments(self):
        for options, query in (([], {}), (["--compression"], {"deflate": 1, "threshold": 0})):
            self.talk(Exit.OK, self.url("fragments", **query), "--echo", *options, lines=[])

    def test_pings(self):
        report, _ = self.talk(Exit.OK, self.url("pings"), "--echo", lines=[])
        self.assertEqual(report["result"], [0, 14, 125])
        self.talk(Exit.OK, self.url("answers", pings=3), "--echo", "--verbose", ("--ping", 0.1), says="pong")

    def test_send(self):
        texts = ["hello", "Grüße, 世界 \N{WAVING HAND SIGN}", "", "x" * 100_000]
        sends = [("--send", text) for text in texts]
        report, _ = self.talk(Exit.OK, self.url("collect", welcome="Grüße"), *sends, lines=["Grüße"])
        self.assertEqual(report["result"], texts)
        self.assertEqual(report["closed"], {"code": 1000, "reason": ""})
        report, _ = self.talk(Exit.OK, self.url("collect"), "--binary", *sends, lines=[])
        self.assertEqual(report["result"], [hashlib.sha256(text.encode()).hexdigest() for text in texts])

    def test_answers_before_the_close_are_printed(self):
        """ws answers all that came before the Close, and the client waits for it."""
        texts = [str(number) for number in range(300)]
        sends = [("--send", text) for text in texts]
        for options, query in (([], {}), (["--compression"], {"deflate": 1, "threshold": 0})):
            self.talk(Exit.OK, self.url("answer", **query), *options, *sends, lines=texts)

    def test_many_messages_in_few_packets(self):
        lines = [f"message {number}" for number in range(5_000)]
        self.talk(Exit.OK, self.url("flood", count=5_000), SEND, ("--wait", 30), lines=lines)

    # --- compression

    def test_compression(self):
        settings = [{}, {"threshold": 0}, {"threshold": 100_000}, {"serverMaxWindowBits": 9, "threshold": 0},
                    {"clientMaxWindowBits": 9, "threshold": 0},
                    {"serverMaxWindowBits": 12, "clientMaxWindowBits": 11, "serverNoContextTakeover": "true",
                     "clientNoContextTakeover": "true"}]
        for query in settings:
            with self.subTest(query):
                url = self.url("echoes", deflate=1, **query)
                report, done = self.talk(Exit.OK, url, "--echo", "--compression", "--verbose", lines=[],
                                         says="permessage-deflate")
                self.assertIn("permessage-deflate", report["extensions"], done)

    def test_compression_that_one_side_does_not_want(self):
        for options, query in ((["--compression"], {}), ([], {"deflate": 1})):
            report, _ = self.talk(Exit.OK, self.url("similar", **query), "--echo", *options, lines=[])
            self.assertEqual(report["extensions"], "")
            self.assertGreater(report["read"], SIMILAR)

    def test_compression_that_the_server_wants_otherwise(self):
        """ws refuses offers of clients that do not let it keep its context, if it insists on that."""
        url = self.url("echoes", deflate=1, serverNoContextTakeover="false")
        report, done = self.talk(Exit.OK, url, "--echo", "--compression", "--verbose", lines=[],
                                 says="permessage-deflate")
        self.assertIn("permessage-deflate", report["extensions"], done)

    # --- handshake

    def test_subprotocols(self):
        for offered, chosen in ((["chat"], "chat"), (["chat.v2", "chat"], "chat"), (["chat"], "")):
            options = [("--subprotocol", name) for name in offered]
            url = self.url("close", code=1000, protocol=chosen)
            report, _ = self.talk(Exit.OK, url, "--echo", "--verbose", *options,
                                  says=f"subprotocol: {chosen or 'none'}")
            self.assertEqual(report["headers"]["sec-websocket-protocol"], ", ".join(offered))

    def test_subprotocol_that_was_not_offered(self):
        self.check(Exit.REFUSED, self.url("collect", protocol="other"), SEND, ("--subprotocol", "chat"),
                   lines=[], says="Sec-WebSocket-Protocol")
        self.assertEqual(self.report()["result"], [])

    def test_fields(self):
        options = [("--header", "X-One: 1"), ("--origin", "https://example.com"), ("--cookie", "a=1"),
                   ("--bearer", "mF_9.B5f-4.1JqM")]
        report, _ = self.talk(Exit.OK, self.url("close", code=1000), "--echo", *options)
        wanted = {"x-one": "1", "origin": "https://example.com", "cookie": "a=1",
                  "authorization": "Bearer mF_9.B5f-4.1JqM", "sec-websocket-version": "13",
                  "host": f"localhost:{self.server.port}"}
        self.assertEqual({name: report["headers"].get(name) for name in wanted}, wanted)

    def test_authentication(self):
        query = {"code": 1000, "user": "nobita:password"}
        for login, options in ((None, [("--user", "nobita:password")]), ("nobita:password", [])):
            self.check(Exit.OK, self.url("close", login, **query), "--echo", *options, lines=[])
            self.assertEqual(self.report()["status"], 401)  # nothing is said unasked
            self.assertEqual(self.report()["closed"]["code"], 1000)
        for options, count in (([], 1), ([("--user", "nobita:Password")], 2)):
            self.check(Exit.CREDENTIALS, self.url("close", **query), "--echo", *options, lines=[],
                       says="(?s)401.*refused with 401")
            self.assertEqual([self.report()["status"] for _ in range(count)], [401] * count)

    def test_refusals(self):
        for status in (400, 403, 404, 429, 500, 503):
            self.check(Exit.REFUSED, self.url("close", status=status), "--echo", lines=[],
                       says=f"(?s){status}.*refused with {status}")
            self.report()

    # --- the end

    def test_close_codes(self):
        cases = [("1000", "", Exit.OK), ("1000", "done", Exit.OK), ("1001", "leaving", Exit.OK),
                 ("", "", Exit.OK), ("1008", "no", Exit.LOST), ("1011", "", Exit.LOST),
                 ("1013", "", Exit.LOST),
                 ("3000", "library", Exit.LOST), ("4999", "ü" * 61, Exit.LOST)]
        for code, reason, status in cases:
            with self.subTest(code):
                url = self.url("close", code=code, reason=reason)
                report, done = self.talk(status, url, "--echo", "--verbose", says=code or "without a code")
                self.assertIn(reason, done.err)
                self.assertEqual(report["closed"]["code"], int(code or 1005))

    def test_server_that_is_lost(self):
        self.talk(Exit.LOST, self.url("terminate"), SEND, ("--wait", 30), says="lost|reset|end of stream")
        # In the middle of a frame, and of its header.
        for frame in ("810a4142", "82", "827e01"):
            self.talk(Exit.LOST, self.url("raw", bytes=frame, end=1), "--echo", lines=[])

    def test_server_that_breaks_the_rules(self):
        cases = {"8103ff4142": 1007, "8102c080": 1007,        # no UTF-8
                 "81810102030440": 1002,                      # a mask
                 "c1024142": 1002, "83024142": 1002,          # a reserved bit, a reserved opcode
                 "0902414280004142": 1002,                    # a Ping in two frames
                 "80024142": 1002,                            # more of no message
                 "827f8000000000000001": 1002,                # more than 2^63 bytes
                 "827f0000000100000000": 1009,                # 4 GiB
                 "897e007e" + "41" * 126: 1002,               # a Ping of 126 bytes
                 "880103": 1002,                              # half a close code
                 "880203ed": 1002, "880203e7": 1002}          # 1005, 999
        for frame, code in cases.items():
            with self.subTest(frame[:20]):
                report, _ = self.talk(Exit.LOST, self.url("raw", bytes=frame), "--echo", lines=[])
                self.assertEqual(report["closed"]["code"], code)

    def test_server_that_does_not_answer_the_close(self):
        """The client waits for it 5 s at the longest."""
        start = time.monotonic()
        self.check((Exit.OK, Exit.LOST), self.url("deaf", ms=20_000), SEND, lines=[])
        self.assertLess(time.monotonic() - start, 15)


class DeflateTest(NodeCase):
    """With what `--compression` does not let one choose."""

    def check_deflate(self, name, settings, **query):
        names = ["server_no_context_takeover", "client_no_context_takeover", "server_max_window_bits",
                 "client_max_window_bits"]
        options = [f"{name}={settings[name]}" for name in names if name in settings]
        self.binary, client = DEFLATE_CLIENT, self.binary
        try:
            return self.talk(0, self.url(name, deflate=1, threshold=0, **query), *options)[0]
        finally:
            self.binary = client

    def test_context_takeover(self):
        """Who remembers what went before needs few bytes for similar messages."""
        for server, client in itertools.product((0, 1), repeat=2):
            with self.subTest(server=server, client=client):
                settings = {"server_no_context_takeover": server, "client_no_context_takeover": client}
                report = self.check_deflate("similar", settings)
                self.assertEqual("server_no_context_takeover" in report["extensions"], bool(server))
                self.check_size(report["written"], has_context=not server)
                self.check_size(report["read"], has_context=not client)
                self.check_deflate("echoes", settings)
                self.check_deflate("fragments", settings)

    def test_context_takeover_that_the_server_does_not_want(self):
        settings = {"server_no_context_takeover": 0, "client_no_context_takeover": 0}
        query = {"serverNoContextTakeover": "true", "clientNoContextTakeover": "true"}
        report = self.check_deflate("similar", settings, **query)
        self.check_size(report["written"], has_context=False)
        self.check_size(report["read"], has_context=False)
        self.check_deflate("echoes", settings, **query)

    def test_windows_that_the_client_wants(self):
        for server, client in ((9, 15), (15, 9), (10, 12)):
            settings = {"server_no_context_takeover": 0, "client_no_context_takeover": 0,
                        "server_max_window_bits": server, "client_max_window_bits": client}
            for name in ("echoes", "similar"):
                with self.subTest(name, server=server, client=client):
                    report = self.check_deflate(name, settings)
                    if server < 15:
                        self.assertIn(f"server_max_window_bits={server}", report["extensions"])

    def test_windows_that_the_server_wants(self):
        for server, client in ((9, 9), (8, 15), (15, 9), (11, 13)):
            settings = {"server_no_context_takeover": 0, "client_no_context_takeover": 0}
            with self.subTest(server=server, client=client):
                self.check_deflate("echoes", settings, serverMaxWindowBits=server, clientMaxWindowBits=client)

    def check_size(self, bytes_, has_context):
        if has_context:
            self.assertLess(bytes_, SIMILAR // 8)
        else:
            self.assertGreater(bytes_, SIMILAR // 3)
            self.assertLess(bytes_, SIMILAR)


del NodeCase


if __name__ == "__main__":
    ClientCase.binary = take_path(sys.argv, "--client")
    DEFLATE_CLIENT = take_path(sys.argv, "--deflate-client")
    SERVER = take_path(sys.argv, "--server")
    unittest.main(verbosity=2)
