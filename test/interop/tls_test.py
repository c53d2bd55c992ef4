#!/usr/bin/python3
# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)

"""TLS as `openssl s_client` sees it: versions, certificates by name, resumption, new keys, ALPN.

    test/interop/tls_test.py --server build/test/tls_server
"""

import pathlib
import socket
import struct
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))

from certificates import PASSWORD  # noqa: E402
from server_process import server_path  # noqa: E402
from tls_site import (VERSIONS, OpenClient, PieceClient, TlsCase, TlsServer, client_context,  # noqa: E402
                      lines_of, read_to_end, request, s_client)

HANDSHAKE_FAILURE = b"\2\x28"  # fatal alerts (RFC 8446 §6)
PROTOCOL_VERSION = b"\2\x46"


def client_hello(version):
    """One for a client that knows that version, and no later one."""
    ciphers = struct.pack("!4H", 0xC02F, 0xC013, 0x009C, 0x002F)
    body = version + bytes(range(32)) + b"\0" + struct.pack("!H", len(ciphers)) + ciphers + b"\1\0"
    message = b"\1" + len(body).to_bytes(3, "big") + body
    return b"\x16" + version + struct.pack("!H", len(message)) + message


class VersionTest(TlsCase):
    def test_versions(self):
        server = self.start()
        for option, version in VERSIONS.items():
            said = s_client(server, option, "-CAfile", self.certificates.ca, "-verify_return_error")
            self.assertEqual(said.session(), ("New", version))
            self.assertIn("Verify return code: 0 (ok)", said.text)
            lines = said.lines()
            self.assertEqual((lines["version"], lines["server_name"], lines["secure"], lines["resumed"]),
                             (version, "localhost", "yes", "no"))
            self.assertRegex(lines["cipher"], r"^TLS_\w+(_GCM|_POLY1305)_SHA\d+$")
            self.assertEqual(lines["url"], "https://localhost/tls")
            self.assertNotIn("subject", lines)

    def test_old_versions_are_refused(self):
        server = self.start()
        for option in ("-tls1", "-tls1_1"):
            said = s_client(server, option, "-cipher", "DEFAULT@SECLEVEL=0")
            self.assertEqual(said.alert(), "protocol version", said.text)
        # SSL 3 knows no such alert, so OpenSSL sends one that it does know.
        for version, code in ((b"\3\0", HANDSHAKE_FAILURE), (b"\3\1", PROTOCOL_VERSION),
                              (b"\3\2", PROTOCOL_VERSION)):
            with socket.create_connection(("127.0.0.1", server.port)) as connection:
                connection.sendall(client_hello(version))
                alert = read_to_end(connection)
            self.assertEqual((alert[:1], alert[5:]), (b"\x15", code), alert)
        self.check_serves(server)

    def test_only_tls_1_3(self):
        server = self.start("--min-version", "1.3")
        self.assertEqual(s_client(server, "-tls1_2").alert(), "protocol version")
        self.assertEqual(s_client(server, "-tls1_3").session(), ("New", "TLSv1.3"))

    def test_weak_ciphers_are_refused(self):
        server = self.start(pairs=[self.certificates.localhost_rsa])
        for cipher in ("AES128-GCM-SHA256", "ECDHE-RSA-AES128-SHA", "AES128-SHA", "NULL"):
            said = s_client(server, "-tls1_2", "-cipher", f"{cipher}:@SECLEVEL=0")
            self.assertEqual(said.alert(), "handshake failure", f"{cipher}\n{said.text}")

    def test_what_is_no_tls(self):
        server = self.start()
        for data in (b"\x80\x2e\1\0\2", b"\0" * 100, b"\x16" * 100, b"\x16\3\1\0\0" * 3):
            with socket.create_connection(("127.0.0.1", server.port)) as connection:
                connection.sendall(data)
                connection.shutdown(socket.SHUT_WR)
                self.assertNotIn(b"HTTP", read_to_end(connection))
        self.check_serves(server)


class CertificateTest(TlsCase):
    def test_chosen_by_name(self):
        made = self.certificates
        # The wildcard stands before the exact name.
        server = self.start(pairs=[made.localhost, made.a, made.wildcard, made.exact, made.b])
        for name, subject in (("a.example", "a.example"), ("b.example", "b.example"),
                              ("A.EXAMPLE", "a.example"), ("x.c.example", "wildcard"),
                              ("exact.c.example", "exact"), ("x.y.c.example", "localhost"),
                              ("c.example", "localhost"), ("unknown", "localhost")):
            for option in VERSIONS:
                said = s_client(server, option, "-servername", name)
                self.assertEqual(said.subject(), subject, name)
                self.assertEqual(said.lines()["server_name"], name)
        said = s_client(server, "-noservername")
        self.assertEqual((said.subject(), said.lines()["server_name"]), ("localhost", ""))

    def test_rsa_beside_ecdsa(self):
        made = self.certificates
        for pairs in ([made.localhost, made.localhost_rsa], [made.localhost_rsa, made.localhost]):
            server = self.start(pairs=pairs)
            for options, subject in ((["-tls1_2", "-cipher", "ECDHE-RSA-AES128-GCM-SHA256"], "localhost-rsa"),
                                     (["-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-GCM-SHA256"], "localhost"),
                                     (["-tls1_3", "-sigalgs", "RSA-PSS+SHA256"], "localhost-rsa"),
                                     (["-tls1_3", "-sigalgs", "ECDSA+SHA256"], "localhost"),
                                     (["-tls1_2"], "localhost"), (["-tls1_3"], "localhost")):
                said = s_client(server, *options, "-CAfile", made.ca, "-verify_return_error")
                self.assertEqual(said.subject(), subject, f"{options}\n{said.text}")
                self.assertTrue(said.has_answer())

    def test_pkcs12(self):
        server = self.start("--pkcs12", self.certificates.pkcs12, "--password", PASSWORD,
                            pairs=[self.certificates.a])
        said = s_client(server, "-CAfile", self.certificates.ca, "-verify_return_error")
        self.assertEqual(said.subject(), "localhost")
        self.assertIn("Verify return code: 0 (ok)", said.text)  # the chain was in the file, too

    def test_bad_certificates_at_the_start(self):
        made = self.certificates
        for options, expected in (
                (["--cert", made.b.chain, "--key", made.a.key], "private key is not that of the certificate"),
                (["--cert", made.folder / "none.pem", "--key", made.a.key], "none.pem cannot be read"),
                (["--cert", made.a.key, "--key", made.a.key], "a.example.key has no certificate"),
                (["--cert", made.a.chain, "--key", made.a.chain], "a.example.pem has no private key"),
                (["--pkcs12", made.pkcs12, "--password", "wrong"], "localhost.pfx cannot be opened"),
                (["--pkcs12", made.a.chain], "a.example.pem is not a PKCS#12 file"),
                ([], "option tls.certificates is empty")):
            with self.assertRaises(AssertionError) as raised:
                TlsServer(self.binary, [], *options).kill()
            self.assertIn(expected, str(raised.exception))


class SessionTest(TlsCase):
    def test_resumption(self):
        server = self.start(pairs=[self.certificates.b, self.certificates.localhost])
        ticket = self.certificates.folder / "ticket.pem"
        for option, version in VERSIONS.items():
            self.assertEqual(s_client(server, option, "-sess_out", ticket).session(), ("New", version))
            said = s_client(server, option, "-sess_in", ticket)
            self.assertEqual(said.session(), ("Reused", version), said.text)
            self.assertEqual((said.lines()["resumed"], said.lines()["server_name"]), ("yes", "localhost"))

    def test_resumption_behind_a_reload(self):
        server = self.start()
        ticket = self.certificates.folder / "ticket.pem"
        for option, version in VERSIONS.items():
            s_client(server, option, "-sess_out", ticket)
            self.assertEqual(server.reload(), "reloaded")
            said = s_client(server, option, "-sess_in", ticket)
            self.assertEqual((said.session(), said.has_answer()), (("Reused", version), True), said.text)

    def test_tickets_are_of_one_server(self):
        first, second = self.start(), self.start()
        ticket = self.certificates.folder / "ticket.pem"
        for option, version in VERSIONS.items():
            s_client(first, option, "-sess_out", ticket)
            said = s_client(second, option, "-sess_in", ticket)
            self.assertEqual((said.session(), said.has_answer()), (("New", version), True), said.text)

    def test_no_tickets(self):
        server = self.start("--no-tickets")
        for option, version in VERSIONS.items():
            said = s_client(server, option)
            self.assertNotIn("TLS session ticket:", said.text)
            self.assertEqual((said.session(), said.has_answer()), (("New", version), True))

    def test_renegotiation_is_refused(self):
        server = self.start()
        with OpenClient(server, "-tls1_2", "-CAfile", self.certificates.ca) as client:
            client.expect(r"Verify return code: 0 \(ok\)[^-]*---\n")
            client.say(b"R\n")
            client.expect("RENEGOTIATING")
            self.assertNotEqual(client.wait(), 0)
            self.assertIn("no renegotiation", client.text)
        self.check_serves(server)

    def test_key_update(self):
        server = self.start()
        with OpenClient(server, "-tls1_3", "-crlf") as client:
            client.expect(r"Verify return code[^-]*---\n")
            for command in (b"k\n", b"K\n", b"K\n"):  # K asks the server to change its key, too
                client.say(command)
                client.expect("KEYUPDATE")
                client.say(b"GET /hello HTTP/1.1\nHost: localhost\n\n")
                client.expect("Hello, World!")
            for _ in range(20):
                client.say(b"K\n")
                client.expect("KEYUPDATE")
            client.say(b"GET /hello HTTP/1.1\nHost: localhost\nConnection: close\n\n")
            client.expect("Hello, World!")
            client.wait()

    def test_alpn(self):
        server = self.start()
        for option in VERSIONS:
            for offered in ("http/1.1", "h2,http/1.1", "http/1.1,h2"):
                said = s_client(server, option, "-alpn", offered)
                self.assertIn("ALPN protocol: http/1.1", said.text)
                self.assertEqual(said.lines()["protocol"], "http/1.1")
            for offered in ("h2", "http/1.0", "spdy/3,h2"):
                said = s_client(server, option, "-alpn", offered)
                self.assertEqual(said.alert(), "no application protocol")
            said = s_client(server, option)
            self.assertEqual((said.lines()["protocol"], said.has_answer()), ("", True))

    def test_proxy_protocol_in_front(self):
        server = self.start()
        header = b"PROXY TCP4 203.0.113.7 192.0.2.1 5555 443\r\n"
        for together in (False, True):
            with PieceClient(server.proxied_port, client_context(self.certificates)) as client:
                hello = client.hello()
                for piece in [header + hello] if together else [header, hello]:
                    client.socket.sendall(piece)
                client.handshake()
                client.send(request("/tls"))
                lines = lines_of(client.read_all().decode())
            self.assertEqual((lines["client"], lines["secure"], lines["server_name"]),
                             ("203.0.113.7", "yes", "localhost"))
        with PieceClient(server.proxied_port) as client:
            client.socket.sendall(client.hello())
            self.assertEqual(read_to_end(client.socket), b"", "a client without the header")


if __name__ == "__main__":
    TlsCase.binary = server_path(sys.argv, "HAWSER_TLS_SERVER")
    unittest.main(verbosity=2)
