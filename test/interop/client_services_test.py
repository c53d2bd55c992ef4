#!/usr/bin/env python3
# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)

"""example/client and example/http_server with each other, ws and wss, and a server that asks for passwords.

    test/interop/client_services_test.py --client build/example/client --server build/example/http_server
        --auth-server build/test/auth_server
"""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))

from certificates import Certificates  # noqa: E402
from client_process import SEND, ClientCase, ClientProcess, Exit, take_path  # noqa: E402
from server_process import ServerProcess, wait_until  # noqa: E402

SERVER = AUTH_SERVER = ""
TEXTS = ["hello", "Grüße, 世界 \N{WAVING HAND SIGN}", "", "x" * 100_000]
WRONG = [[("--user", "nobita:Password")], [("--user", "nobody:password")], [("--bearer", "token")]]
LONG = ("--wait", 60)
SENDS = [("--send", text) for text in TEXTS]


class ClientServicesTest(ClientCase, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.certificates = cls.enterClassContext(Certificates())
        pair = cls.certificates.localhost
        cls.plain = cls.enterClassContext(ServerProcess(SERVER))
        cls.secure = cls.enterClassContext(
            ServerProcess(SERVER, "--tls-cert", str(pair.chain), "--tls-key", str(pair.key)))
        cls.ca = ("--ca", cls.certificates.ca)

    def urls(self, path):
        return [(f"ws://localhost:{self.plain.port}{path}", []),
                (f"wss://localhost:{self.secure.port}{path}", [self.ca])]

    # --- services

    def test_echo(self):
        for url, options in self.urls("/Echo"):
            self.check(Exit.OK, url, *options, *SENDS, lines=TEXTS)
            self.check(Exit.OK, url, *options, "--binary", ("--send", "Grüße"),
                       lines=["binary: " + "Grüße".encode().hex()])
            self.check(Exit.OK, url, *options, "--compression", *SENDS, lines=TEXTS)

    def test_many_messages(self):
        sends = [f"--send={number}" for number in range(2_000)]
        for url, options in self.urls("/Echo"):
            self.check(Exit.OK, url, *options, *sends, lines=[str(number) for number in range(2_000)])

    def test_chat(self):
        for url, options in self.urls("/Chat"):
            hello = ("--send", "hello")
            with ClientProcess(self.binary, url + "?name=nobita", *options, hello, LONG) as first:
                wait_until(lambda: first.out() == "nobita: hello\n", "his own message", details=first.err)
                self.check(Exit.OK, url + "?name=shizuka%20%26%20co", *options, ("--send", "hi"),
                           lines=["shizuka & co: hi"])
                wait_until(lambda: "shizuka & co: hi\n" in first.out(), "the other one's", details=first.err)
                self.check(Exit.LOST, url, *options, "--binary", SEND, LONG, lines=[],
                           says="1003.*this chat takes text only")
                first.interrupt()
                done = first.wait()
                self.assertEqual(done.status, Exit.OK, done)
                self.assertEqual(done.lines, ["nobita: hello", "shizuka & co: hi"], done)
        url, options = self.urls("/ChatWithNyan")[0]
        self.check(Exit.OK, url, *options, ("--send", "meow"), lines=["someone: meow Nyan!"])

    def test_unknown_service(self):
        for path, status in (("/nothing", 404), ("/", 200)):  # the latter is a page
            for url, options in self.urls(path):
                self.check(Exit.REFUSED, url, *options, SEND, lines=[], says=str(status))

    def test_server_stops(self):
        with ServerProcess(SERVER) as server:
            url = f"ws://localhost:{server.port}/Echo"
            with ClientProcess(self.binary, url, SEND, LONG, "--verbose") as client:
                wait_until(lambda: client.out() == "x\n", "the echo", details=client.err)
                server.terminate()
                done = client.wait()
                self.assertEqual((done.status, done.lines), (Exit.OK, ["x"]), done)
                self.assertIn("1001", done.err)

    def test_server_starts_again(self):
        """The client is there again, with what it has been told to send meanwhile."""
        with ServerProcess(SERVER) as server:
            port = server.port
            url = f"ws://localhost:{port}/Chat"
            client = self.enterContext(
                ClientProcess(self.binary, url, SEND, LONG, "--verbose", "--reconnect"))
            wait_until(lambda: client.out() == "someone: x\n", "the first message", details=client.err)
            server.stop()
        with ServerProcess(SERVER, port=port):
            def is_told():
                self.check(Exit.OK, url, ("--send", "back"), lines=["someone: back"])
                return "someone: back\n" in client.out()

            wait_until(is_told, "the client to come back", details=client.err)
            client.interrupt()
            self.assertEqual(client.wait().status, Exit.OK)

    # --- TLS

    def test_self_signed(self):
        with ServerProcess(SERVER, "--tls-self-signed") as server:
            url = f"wss://localhost:{server.port}/Echo"
            self.check(Exit.NOT_CONNECTED, url, SEND, lines=[], says="self-signed")
            self.check(Exit.NOT_CONNECTED, url, self.ca, SEND, lines=[], says="self-signed")
            self.check(Exit.OK, url, "--insecure", SEND, lines=["x"])

    def test_schemes(self):
        url = f"wss://localhost:{self.plain.port}/Echo"
        self.check(Exit.NOT_CONNECTED, url, "--insecure", SEND, lines=[])
        url = f"ws://localhost:{self.secure.port}/Echo"
        self.check((Exit.NOT_CONNECTED, Exit.REFUSED), url, SEND, lines=[])
        for scheme, port in (("http", self.plain.port), ("https", self.secure.port)):  # as browsers take them
            self.check(Exit.OK, f"{scheme}://localhost:{port}/Echo", self.ca, SEND, lines=["x"])

    # --- passwords

    def test_authentication(self):
        for scheme in ("basic", "digest"):
            with ServerProcess(SERVER, "--auth", scheme, "--user", "nobita:password") as server:
                url = f"ws://localhost:{server.port}/Echo"
                self.check(Exit.OK, url, ("--user", "nobita:password"), *SENDS, lines=TEXTS)
                self.check(Exit.OK, url.replace("//", "//nobita:password@"), *SENDS, lines=TEXTS)
                for options in ([], *WRONG):
                    self.check(Exit.CREDENTIALS, url, *options, SEND, lines=[], says="401")

    def test_digest(self):
        """SHA-256 and MD5, of which the client takes the better one."""
        with ServerProcess(AUTH_SERVER) as server:
            url = f"ws://localhost:{server.port}/Echo"
            for user, password in (("nobita", "password"), ("Jäsøn Doe", "Grüße: \"世界\\\"")):
                self.check(Exit.OK, url + "?a=%20b", ("--user", f"{user}:{password}"), ("--send", "hello"),
                           lines=[f"{user}: hello"])
            self.check(Exit.CREDENTIALS, url, ("--user", "nobita:Password"), SEND, lines=[], says="401")


if __name__ == "__main__":
    ClientCase.binary = take_path(sys.argv, "--client")
    SERVER = take_path(sys.argv, "--server")
    AUTH_SERVER = take_path(sys.argv, "--auth-server")
    unittest.main(verbosity=2)
