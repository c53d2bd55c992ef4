#!/usr/bin/python3
# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)

"""example/client and wss, against servers of Python's websockets and ssl, and of OpenSSL: which certificates
are trusted, those of clients, what goes wrong.

    test/interop/client_tls_test.py --client build/example/client
"""

import pathlib
import shutil
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))

from certificates import Certificates  # noqa: E402
from client_process import SEND, ClientCase, Exit, take_path  # noqa: E402
from daemon_process import DaemonProcess  # noqa: E402
from websocket_backend import WELCOME, Backend, send_many_sizes, server_context  # noqa: E402


class OpensslServer(DaemonProcess):
    """`openssl s_server` with that certificate, which answers every request with a page."""

    def __init__(self, pair, ca, *options):
        self._pair, self._ca, self._options = pair, ca, options
        super().__init__("openssl", self._write)

    def url(self):
        return f"wss://localhost:{self.port}/"

    def _write(self, folder, ports):
        for name, path in (("chain", self._pair.chain), ("key", self._pair.key), ("ca", self._ca)):
            shutil.copy(path, folder / name)
        return ["s_server", "-accept", f"127.0.0.1:{ports[0]}", "-cert", "chain", "-cert_chain", "chain",
                "-key", "key", "-CAfile", "ca", "-www", *self._options]


class TlsTest(ClientCase, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.certificates = cls.enterClassContext(Certificates())
        cls.ca = ("--ca", cls.certificates.ca)

    def start(self, pair=None, ca=None, handler=None):
        context = server_context(pair or self.certificates.localhost, ca)
        return self.enterContext(Backend(*[handler] if handler else [], ssl=context))

    def check_accepted(self, backend, *options, **keywords):
        self.check(Exit.OK, backend.url(**keywords), SEND, *options, lines=[WELCOME])
        self.assertEqual(backend.ended().result, ["x"])

    def check_refused(self, backend, says, *options, **keywords):
        before = len(backend.requests)
        self.check(Exit.NOT_CONNECTED, backend.url(**keywords), SEND, *options, lines=[], says=says)
        self.assertEqual(len(backend.requests), before)

    def test_trusted(self):
        for pair in (self.certificates.localhost, self.certificates.localhost_rsa):
            backend = self.start(pair)
            for host in ("localhost", "127.0.0.1", "LocalHost"):
                self.check_accepted(backend, self.ca, host=host)

    def test_unknown_issuer(self):
        self.check_refused(self.start(), "issuer .*not trusted")
        self.check_refused(self.start(), "issuer .*not trusted", ("--ca", self.certificates.stranger.file))

    def test_wrong_host(self):
        self.check_refused(self.start(self.certificates.wrong_host), "another host", self.ca)
        self.check_refused(self.start(self.certificates.wildcard), "another host", self.ca)

    def test_expired(self):
        self.check_refused(self.start(self.certificates.expired), "expired", self.ca)

    def test_self_signed(self):
        backend = self.start(self.certificates.self_signed)
        self.check_refused(backend, "self-signed")
        self.check_refused(backend, "self-signed", self.ca)
        self.check_accepted(backend, ("--ca", self.certificates.self_signed.chain))

    def test_insecure(self):
        certificates = self.certificates
        for pair in (certificates.localhost, certificates.wrong_host, certificates.expired,
                     certificates.self_signed):
            self.check_accepted(self.start(pair), "--insecure")

    def test_echo(self):
        backend = self.start(handler=send_many_sizes)
        for options in ([], ["--compression"]):
            self.check(Exit.OK, backend.url(), self.ca, "--echo", *options, lines=[])
            self.assertEqual(backend.ended().code, 1000)

    def test_client_certificate(self):
        certificates = self.certificates
        backend = self.start(ca=certificates.ca)
        alice = [("--cert", certificates.alice.chain), ("--key", certificates.alice.key)]
        self.check_accepted(backend, self.ca, *alice)
        unknown = [("--cert", certificates.unknown_client.chain), ("--key", certificates.unknown_client.key)]
        for options in ([], unknown):  # Python's server gives no reason, or does not get to it
            self.check_refused(backend, "alert|end of stream|reset", self.ca, *options)

    def test_alerts(self):
        """What the server says in place of a handshake."""
        certificates = self.certificates
        alice = [("--cert", certificates.alice.chain), ("--key", certificates.alice.key)]
        options = ["-Verify", "2", "-verify_return_error"]
        old = ["-tls1_1", "-cipher", "ALL@SECLEVEL=0"]
        for version in ("-tls1_2", "-tls1_3"):
            with OpensslServer(certificates.localhost, certificates.ca, version, *options) as server:
                self.check(Exit.REFUSED, server.url(), self.ca, SEND, *alice, lines=[], says="200")
                self.check(Exit.NOT_CONNECTED, server.url(), self.ca, SEND, lines=[], says="alert")
        with OpensslServer(certificates.localhost, certificates.ca, *old) as server:
            self.check(Exit.NOT_CONNECTED, server.url(), self.ca, SEND, lines=[], says="alert")

    def test_no_tls_there(self):
        plain = self.enterContext(Backend())
        self.check(Exit.NOT_CONNECTED, plain.url().replace("ws:", "wss:"), "--insecure", SEND, lines=[],
                   says="TLS")

    def test_files_that_cannot_be_used(self):
        certificates = self.certificates
        backend = self.start()
        another = [("--cert", certificates.alice.chain), ("--key", certificates.localhost.key)]
        for options in ([("--ca", "/does/not/exist")], [("--ca", certificates.localhost.key)],
                        [("--cert", "/does/not/exist")], another):
            self.check(Exit.USAGE, backend.url(), SEND, *options, lines=[])
        self.assertEqual(backend.requests, [])

    def test_connection_cut_without_close_notify(self):
        async def cut(ws):
            await ws.send("so far")
            ws.transport.abort()

        backend = self.start(handler=cut)
        self.check(Exit.LOST, backend.url(), self.ca, SEND, ("--wait", 30))


if __name__ == "__main__":
    ClientCase.binary = take_path(sys.argv, "--client")
    unittest.main(verbosity=2)
