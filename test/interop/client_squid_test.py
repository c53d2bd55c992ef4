#!/usr/bin/python3
# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)

"""example/client through Squid: without and with a password, Basic and Digest, ws and wss, also over TLS.

    test/interop/client_squid_test.py --client build/example/client
"""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))

from certificates import Certificates  # noqa: E402
from client_process import SEND, ClientCase, ClientProcess, Exit, environment, take_path  # noqa: E402
from daemon_process import free_ports  # noqa: E402
from recording_relay import RecordingRelay  # noqa: E402
from server_process import wait_until  # noqa: E402
from squid_process import FORBIDDEN, Squid  # noqa: E402
from websocket_backend import WELCOME, Backend, refusal, server_context  # noqa: E402

USERS = [("nobita", "password"), ("Jäsøn Doe", "Grüße, 世界")]
RIGHT = "nobita:password"
WRONG = ["nobita:Password", "nobody:password", "nobita:"]
SECRET = ("bm9iaXRhOnBhc3N3b3Jk", "nobita", "Proxy-")  # none of which a server may get to see
NAMES = ["a.example", FORBIDDEN]                       # only the proxies know them


def answer(path, headers):
    """An origin that would like to have the proxy's credentials, and one that has a password of its own."""
    if path == "/407":
        return refusal(407, "who are you?\n", Proxy_Authenticate='Basic realm="the way out"')
    if path == "/digest-407":
        challenge = 'Digest realm="the way out", nonce="abc", qop="auth", algorithm=MD5'
        return refusal(407, "who are you?\n", Proxy_Authenticate=challenge)
    if path == "/401" and headers.get("Authorization") != "Basic b3JpZ2luOnNlY3JldA==":
        return refusal(401, WWW_Authenticate='Basic realm="the origin"')
    return None


class SquidCase(ClientCase, unittest.TestCase):
    schemes = ()

    @classmethod
    def setUpClass(cls):
        cls.certificates = cls.enterClassContext(Certificates())
        cls.squid = cls.enterClassContext(Squid(cls.schemes, USERS, NAMES, cls.certificates.localhost))
        cls.backend = cls.enterClassContext(Backend(answer=answer))
        cls.secure = cls.enterClassContext(
            Backend(answer=answer, ssl=server_context(cls.certificates.a)))
        cls.proxy = ("--proxy", cls.squid.url())
        cls.ca = ("--ca", cls.certificates.ca)

    def setUp(self):
        self.backend.forget()
        self.secure.forget()

    def check_through(self, backend, url, *options, **keywords):
        """To the backend and back, and nothing of the proxy's arrives there."""
        done = self.check(Exit.OK, url, ("--send", "hello"), *options, lines=[WELCOME], **keywords)
        self.assertEqual(backend.ended().result, ["hello"], done)
        self.check_no_secret(backend)

    def check_no_secret(self, backend):
        for secret in SECRET:
            self.assertNotIn(secret.lower(), str(backend.requests).lower())

    def check_refused(self, *options, status=Exit.CREDENTIALS, backend=None, path="/", **keywords):
        backend = backend or self.backend
        before = len(backend.requests)
        done = self.check(status, backend.url(path), ("--send", "hello"), *options, lines=[], **keywords)
        self.assertEqual(len(backend.requests), before, done)
        return done


class OpenSquidTest(SquidCase):
    def test_ws(self):
        self.check_through(self.backend, self.backend.url("/a?b=c%20d"), self.proxy)
        request = self.backend.requests[-1]
        self.assertEqual(request.path, "/a?b=c%20d")
        self.assertEqual(request.values("Host"), [f"localhost:{self.backend.port}"])

    def test_wss(self):
        url = self.secure.url(host="a.example")
        self.check_through(self.secure, url, self.proxy, self.ca)
        self.assertEqual(self.secure.requests[-1].values("Host"), [f"a.example:{self.secure.port}"])

    def test_the_proxy_resolves_names(self):
        self.check_through(self.backend, self.backend.url(host="a.example"), self.proxy)
        target = f"a.example:{self.backend.port}"
        wait_until(lambda: (200, target) in self.squid.tunnels(), target, details=self.squid.tunnels)

    def test_proxy_without_a_scheme(self):
        self.check_through(self.backend, self.backend.url(), ("--proxy", f"localhost:{self.squid.port}"))

    def test_credentials_that_nobody_asks_for(self):
        self.check_through(self.backend, self.backend.url(), ("--proxy", self.squid.url(RIGHT)))

    def test_certificates_of_servers(self):
        options = [self.proxy, SEND]
        url = self.secure.url(host="a.example")
        self.check(Exit.NOT_CONNECTED, url, *options, lines=[], says="issuer .*not trusted")
        url = self.secure.url(host="localhost")
        self.check(Exit.NOT_CONNECTED, url, *options, self.ca, lines=[], says="another host")
        self.assertEqual(self.secure.requests, [])
        self.check_through(self.secure, url, self.proxy, "--insecure")

    def test_origins_that_ask_as_a_proxy_would(self):
        for proxy in (self.squid.url(RIGHT), self.squid.url()):
            for path in ("/407", "/digest-407"):
                self.check(Exit.REFUSED, self.backend.url(path), SEND,
                           ("--proxy", proxy), lines=[], says="407")
        self.check_no_secret(self.backend)

    # --- refusals

    def test_forbidden(self):
        url = self.backend.url(host=FORBIDDEN)
        self.check(Exit.REFUSED, url, SEND, self.proxy, lines=[], says="403")
        self.assertEqual(self.backend.requests, [])

    def test_servers_that_are_not_there(self):
        port, = free_ports(1)
        for url in (f"ws://localhost:{port}", "ws://unknown.example"):
            self.check(Exit.REFUSED, url, SEND, self.proxy, lines=[], says="50[03]")

    def test_no_proxy_there(self):
        port, = free_ports(1)
        self.check_refused(("--proxy", f"http://localhost:{port}"), status=Exit.NOT_CONNECTED)

    def test_another_protocol(self):
        """A server of WebSockets is no proxy."""
        proxy = ("--proxy", f"http://localhost:{self.backend.port}")
        self.check(Exit.REFUSED, self.backend.url(), SEND, proxy, lines=[], says="400")
        self.check_refused(("--proxy", self.squid.url().replace("http:", "https:")), "--insecure",
                           status=Exit.NOT_CONNECTED)

    def test_server_is_lost(self):
        with ClientProcess(self.binary, self.backend.url(), "--echo", "--verbose", self.proxy) as client:
            wait_until(lambda: self.backend.requests, "the handshake")
            with Squid() as squid, ClientProcess(self.binary, self.backend.url(), "--echo",
                                                 ("--proxy", squid.url())) as other:
                wait_until(lambda: len(self.backend.requests) == 2, "the other one")
                self.assertTrue(other.is_running() and client.is_running())
                squid.stop()
                self.assertEqual(other.wait().status, Exit.LOST)
            self.assertTrue(client.is_running())

    # --- the environment

    def test_environment(self):
        here, dead = self.squid.url(), "http://localhost:1"
        ws, wss = self.backend, self.secure
        cases = [(ws, {"http_proxy": here, "https_proxy": dead}, True),
                 (wss, {"http_proxy": dead, "https_proxy": here}, True),
                 (wss, {"HTTPS_PROXY": here}, True),
                 (ws, {"all_proxy": here}, True),
                 (wss, {"ALL_PROXY": here}, True),
                 (ws, {"HTTP_PROXY": dead}, False),  # a web server may have set it (CVE-2016-5385)
                 (ws, {"http_proxy": dead, "no_proxy": "example.org, localhost"}, False),
                 (ws, {"http_proxy": here, "no_proxy": "example.org"}, True),
                 (ws, {"http_proxy": dead, "NO_PROXY": "*"}, False),
                 (ws, {}, False)]
        for backend, variables, is_through in cases:
            with self.subTest(variables, secure=backend is wss):
                before = len(self.squid.tunnels())
                self.check_through(backend, backend.url(), "--proxy-env", "--insecure",
                                   env=environment(**variables))
                if is_through:
                    wait_until(lambda: len(self.squid.tunnels()) > before, "the proxy to have seen it")
                self.assertEqual(len(self.squid.tunnels()) > before, is_through)

    def test_environment_is_left_alone_unasked(self):
        dead = "http://localhost:1"
        variables = environment(http_proxy=dead, all_proxy=dead, ALL_PROXY=dead)
        self.check_through(self.backend, self.backend.url(), env=variables)

    # --- TLS to the proxy

    def test_https_proxy(self):
        options = [("--proxy", self.squid.tls_url()), self.ca]
        self.check_through(self.backend, self.backend.url(), *options)
        self.check_through(self.secure, self.secure.url(host="a.example"), *options)

    def test_certificates_of_proxies(self):
        proxy = ("--proxy", self.squid.tls_url())
        self.check_refused(proxy, status=Exit.NOT_CONNECTED, says="issuer .*not trusted")
        self.check_refused(proxy, "--insecure", status=Exit.NOT_CONNECTED, says="issuer .*not trusted")
        with Squid(pair=self.certificates.wrong_host) as other:
            self.check_refused(("--proxy", other.tls_url()), self.ca,
                               status=Exit.NOT_CONNECTED, says="another host")


class PasswordCase(SquidCase):
    """What is the same for each way to show a password."""

    def test_right(self):
        self.check_through(self.backend, self.backend.url(), ("--proxy", self.squid.url(RIGHT)))
        self.check_through(self.secure, self.secure.url(host="a.example"), ("--proxy", self.squid.url(RIGHT)),
                           self.ca)

    def test_wrong(self):
        for user in WRONG:
            self.check_refused(("--proxy", self.squid.url(user)))
            self.check_refused(("--proxy", self.squid.url(user)), "--insecure", backend=self.secure)

    def test_missing(self):
        self.check_refused(self.proxy, says="407|wants credentials")

    def test_credentials_of_the_server_are_not_for_the_proxy(self):
        with RecordingRelay(self.squid.port) as relay:
            self.check_refused(("--proxy", f"http://localhost:{relay.port}"), ("--user", RIGHT))
            self.check_refused(("--proxy", f"http://localhost:{relay.port}"), ("--bearer", "token"),
                               ("--cookie", "a=b"))
            said = relay.everything().lower()
        self.assertIn("connect localhost:", said)
        for word in ("authorization", "cookie", "token", "nobita"):
            self.assertNotIn(word, said)

    def test_both_ask(self):
        self.check_through(self.backend, self.backend.url("/401"), ("--proxy", self.squid.url(RIGHT)),
                           ("--user", "origin:secret"))
        self.check(Exit.CREDENTIALS, self.backend.url("/401"), ("--proxy", self.squid.url(RIGHT)),
                   SEND, lines=[], says="401|the server wants")
        self.check(Exit.CREDENTIALS, self.backend.url("/401"), ("--proxy", self.squid.url(RIGHT)),
                   SEND, ("--user", RIGHT), lines=[], says="401|the server refused")

    def test_origins_that_ask_as_a_proxy_would(self):
        for path in ("/407", "/digest-407"):
            self.check(Exit.REFUSED, self.backend.url(path), SEND,
                       ("--proxy", self.squid.url(RIGHT)), lines=[], says="407")
        self.assertEqual(len(self.backend.requests), 2)
        self.check_no_secret(self.backend)

    def test_over_tls(self):
        proxy = ("--proxy", self.squid.tls_url(RIGHT))
        self.check_through(self.backend, self.backend.url(), proxy, self.ca)
        self.check_through(self.secure, self.secure.url(host="a.example"), proxy, self.ca)
        self.check_refused(("--proxy", self.squid.tls_url(WRONG[0])), self.ca)
        # A proxy that cannot show who it is gets no password.
        self.check_refused(proxy, status=Exit.NOT_CONNECTED)

    def test_environment(self):
        self.check_through(self.backend, self.backend.url(), "--proxy-env",
                           env=environment(http_proxy=self.squid.url(RIGHT)))

    def said_to_the_proxy(self):
        with RecordingRelay(self.squid.port) as relay:
            self.check_through(self.backend, self.backend.url(),
                               ("--proxy", f"http://{RIGHT}@localhost:{relay.port}"))
            return relay.everything()


class BasicSquidTest(PasswordCase):
    schemes = ("basic",)

    def test_nothing_is_said_unasked(self):
        said = self.said_to_the_proxy()
        first, second = said.split("CONNECT ")[1:3]
        self.assertNotIn("Proxy-Authorization", first)
        self.assertIn("Proxy-Authorization: Basic bm9iaXRhOnBhc3N3b3Jk\r\n", second)


class DigestSquidTest(PasswordCase):
    schemes = ("digest",)

    def test_utf8(self):
        self.check_through(self.backend, self.backend.url(), ("--proxy", self.squid.url(
            "J%C3%A4s%C3%B8n%20Doe:Gr%C3%BC%C3%9Fe%2C%20%E4%B8%96%E7%95%8C")))


class BothSquidTest(PasswordCase):
    schemes = ("basic", "digest")

    def test_the_stronger_one_is_taken(self):
        said = self.said_to_the_proxy()
        self.assertIn("Proxy-Authorization: Digest ", said)
        self.assertNotIn("Proxy-Authorization: Basic ", said)
        self.assertIn(f'uri="localhost:{self.backend.port}"', said)


del SquidCase, PasswordCase  # unittest would run them as well


if __name__ == "__main__":
    ClientCase.binary = take_path(sys.argv, "--client")
    unittest.main(verbosity=2)
