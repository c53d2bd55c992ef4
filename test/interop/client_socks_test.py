#!/usr/bin/python3
# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)

"""example/client through SOCKS5: microsocks and Dante.

    test/interop/client_socks_test.py --client build/example/client
"""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))

from certificates import Certificates  # noqa: E402
from client_process import SEND, ClientCase, Exit, environment, take_path  # noqa: E402
from daemon_process import free_ports  # noqa: E402
from recording_relay import RecordingRelay  # noqa: E402
from socks_process import Dante, Microsocks  # noqa: E402
from websocket_backend import WELCOME, Backend, server_context  # noqa: E402

USER = ("nobita", "pass: word/@")
RIGHT = "nobita:pass%3A%20word%2F%40"
WRONG = ["nobita:password", "nobody:pass%3A%20word%2F%40"]
SCHEMES = ["socks5", "socks5h"]
IPV4, NAME = 1, 3  # types of addresses (RFC 1928 §5)


class SocksCase(ClientCase, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.certificates = cls.enterClassContext(Certificates())
        cls.backend = cls.enterClassContext(Backend())
        cls.secure = cls.enterClassContext(Backend(ssl=server_context(cls.certificates.localhost)))

    def setUp(self):
        self.backend.forget()
        self.secure.forget()

    def check_through(self, proxy, *options, backend=None, host="localhost", **keywords):
        backend = backend or self.backend
        done = self.check(Exit.OK, backend.url(host=host), ("--proxy", proxy), ("--send", "hello"), *options,
                          lines=[WELCOME], **keywords)
        self.assertEqual(backend.ended().result, ["hello"], done)
        for word in ("nobita", "Proxy-", "Authorization"):
            self.assertNotIn(word.lower(), str(backend.requests).lower())

    def check_refused(self, status, proxy, *options, url=None, **keywords):
        self.check(status, url or self.backend.url(), ("--proxy", proxy), SEND, *options, lines=[],
                   **keywords)
        self.assertEqual(self.backend.requests, [])

    def check_all_ways(self, server, *options):
        for scheme in SCHEMES:
            for backend in (self.backend, self.secure):
                for host in ("localhost", "127.0.0.1"):
                    with self.subTest(scheme=scheme, host=host, secure=backend is self.secure):
                        self.check_through(server.url(scheme, *options), ("--ca", self.certificates.ca),
                                           backend=backend, host=host)

    def said_to(self, server, scheme, *options, host="localhost"):
        with RecordingRelay(server.port) as relay:
            proxy = server.url(scheme, *options).replace(f":{server.port}", f":{relay.port}")
            self.check_through(proxy, host=host)
            return bytes(relay.said[-1])


class MicrosocksTest(SocksCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.open = cls.enterClassContext(Microsocks())
        cls.closed = cls.enterClassContext(Microsocks(USER))

    def test_without_a_password(self):
        self.check_all_ways(self.open)

    def test_with_a_password(self):
        self.check_all_ways(self.closed, RIGHT)

    def test_password_that_nobody_asks_for(self):
        self.check_through(self.open.url(user=RIGHT))
        self.assertNotIn(b"nobita", self.said_to(self.open, "socks5h", RIGHT))

    def test_wrong_password(self):
        for user in WRONG:
            self.check_refused(Exit.CREDENTIALS, self.closed.url(user=user))

    def test_missing_password(self):
        self.check_refused(Exit.CREDENTIALS, self.closed.url())

    def test_credentials_of_the_server_are_not_for_the_proxy(self):
        self.check_refused(Exit.CREDENTIALS, self.closed.url(), ("--user", ":".join(USER)))

    def test_who_resolves_names(self):
        port = self.backend.port.to_bytes(2, "big")
        asked = b"\5\1\0"  # for a connection
        cases = [("socks5h", "localhost", bytes([NAME, 9]) + b"localhost"),
                 ("socks5h", "127.0.0.1", bytes([IPV4, 127, 0, 0, 1])),
                 ("socks5", "localhost", bytes([IPV4, 127, 0, 0, 1])),
                 ("socks5", "127.0.0.1", bytes([IPV4, 127, 0, 0, 1]))]
        for scheme, host, address in cases:
            with self.subTest(scheme, host=host):
                said = self.said_to(self.open, scheme, host=host)
                self.assertIn(asked + address + port, said)

    def test_names_that_are_unknown(self):
        url = "ws://unknown.invalid/"
        self.check_refused(Exit.NOT_CONNECTED, self.open.url("socks5"), url=url)
        self.check_refused((Exit.NOT_CONNECTED, Exit.REFUSED), self.open.url("socks5h"), url=url)

    def test_connections_that_are_refused(self):
        port, = free_ports(1)
        for scheme in SCHEMES:
            self.check_refused(Exit.NOT_CONNECTED, self.open.url(scheme), url=f"ws://localhost:{port}/",
                               says="refused")

    def test_no_proxy_there(self):
        port, = free_ports(1)
        self.check_refused(Exit.NOT_CONNECTED, f"socks5h://localhost:{port}")

    def test_another_protocol(self):
        """A server of WebSockets, which waits for more; a proxy of SOCKS that is taken for one of HTTP."""
        self.check_refused(Exit.NOT_CONNECTED, f"socks5h://localhost:{self.backend.port}", ("--timeout", 2),
                           says="time-?out")
        self.check_refused(Exit.NOT_CONNECTED, f"http://localhost:{self.open.port}", says="proxy")

    def test_certificates(self):
        url = self.secure.url()
        for scheme in SCHEMES:
            self.check_refused(Exit.NOT_CONNECTED, self.open.url(scheme), url=url, says="issuer.*not trusted")
        with Backend(ssl=server_context(self.certificates.wrong_host)) as other:
            self.check_refused(Exit.NOT_CONNECTED, self.open.url(), ("--ca", self.certificates.ca),
                               url=other.url(), says="another host")

    def test_environment(self):
        for name in ("http_proxy", "all_proxy"):
            with RecordingRelay(self.closed.port) as relay:
                proxy = f"socks5h://{RIGHT}@localhost:{relay.port}"
                done = self.check(Exit.OK, self.backend.url(), "--proxy-env", SEND, lines=[WELCOME],
                                  env=environment(**{name: proxy}))
                self.assertEqual(len(relay.said), 1, done)

    def test_ipv6(self):
        try:
            backend = self.enterContext(Backend(host="::1"))
        except OSError:
            self.skipTest("no IPv6 here")
        for scheme in SCHEMES:
            self.check_through(self.open.url(scheme), backend=backend, host="[::1]")
        self.assertEqual(backend.requests[-1].values("Host"), [f"[::1]:{backend.port}"])


class DanteTest(SocksCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.forbidden = cls.enterClassContext(Backend())
        cls.dante = cls.enterClassContext(Dante(cls.forbidden.port))

    def test_all_ways(self):
        self.check_all_ways(self.dante)

    def test_rules(self):
        for scheme in SCHEMES:
            self.check_refused((Exit.NOT_CONNECTED, Exit.REFUSED), self.dante.url(scheme),
                               url=self.forbidden.url())
        self.assertEqual(self.forbidden.requests, [])

    def test_connections_that_are_refused(self):
        port, = free_ports(1)
        url = f"ws://localhost:{port}/"
        self.check_refused(Exit.NOT_CONNECTED, self.dante.url(), url=url, says="refused")


del SocksCase


if __name__ == "__main__":
    ClientCase.binary = take_path(sys.argv, "--client")
    unittest.main(verbosity=2)
