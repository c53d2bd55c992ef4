#!/usr/bin/python3
# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)

"""Certificates of clients, which `openssl s_client` shows: good ones, none, and those that are no good.

    test/interop/tls_client_certificate_test.py --server build/test/tls_server
"""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))

from server_process import server_path  # noqa: E402
from tls_site import VERSIONS, TlsCase, s_client, showing  # noqa: E402


class ClientCertificateTest(TlsCase):
    """In TLS 1.3 the client has ended its part of the handshake before the server says no."""

    def ask(self, server, option, pair=None):
        return s_client(server, option, *(showing(pair) if pair else []))

    def start_asking(self, mode, *options):
        return self.start("--client-certificates", mode, "--client-ca", self.certificates.ca, *options)

    def test_none(self):
        server = self.start()
        for option in VERSIONS:
            said = self.ask(server, option, self.certificates.alice)
            self.assertIn("No client certificate CA names sent", said.text)
            self.assertNotIn("subject", said.lines())

    def test_a_good_one(self):
        alice = self.certificates.alice
        wanted = {"subject": "O=Example,CN=alice", "common_name": "alice",
                  "issuer": "O=Hawser,CN=intermediate",
                  "dns_names": "alice.example.com", "ip_addresses": "192.0.2.7",
                  "emails": "alice@example.com", "uris": "urn:user:alice", "fingerprint": alice.fingerprint(),
                  "not_before": "1704067200", "not_after": "2524521600", "verified": "yes", "error": ""}
        for mode in ("request", "require"):
            server = self.start_asking(mode, "--client-crl", self.certificates.crl)
            for option in VERSIONS:
                said = self.ask(server, option, alice)
                self.assertTrue(said.has_answer(), said.text)
                self.assertIn("Acceptable client certificate CA names\nCN = root", said.text)
                lines = said.lines()
                self.assertLessEqual(wanted.items(), lines.items())
                self.assertEqual(lines["serial"].upper(), alice.field("-serial").split("=")[1])

    def test_absent(self):
        server = self.start_asking("request")
        for option in VERSIONS:
            said = self.ask(server, option)
            self.assertTrue(said.has_answer(), said.text)
            self.assertNotIn("subject", said.lines())
        server = self.start_asking("require")
        for option, alert in (("-tls1_2", "handshake failure"), ("-tls1_3", "certificate required")):
            said = self.ask(server, option)
            self.assertEqual((said.alert(), said.has_answer()), (alert, False), said.text)
            self.assertNotEqual(said.status, 0)

    def test_bad_ones(self):
        made = self.certificates
        for mode in ("request", "require"):
            server = self.start_asking(mode, "--client-crl", made.crl)
            for pair, alert in ((made.expired_client, "certificate expired"),
                                (made.unknown_client, "unknown ca"),
                                (made.revoked_client, "certificate revoked")):
                for option in VERSIONS:
                    said = self.ask(server, option, pair)
                    self.assertEqual((said.alert(), said.has_answer()), (alert, False), said.text)
                    self.assertNotEqual(said.status, 0)
            # A certificate for servers is none for clients.
            said = self.ask(server, "-tls1_3", made.a)
            self.assertEqual((said.alert(), said.has_answer()), ("unsupported certificate", False), said.text)

    def test_revoked_unknown_without_a_list(self):
        server = self.start_asking("require")
        self.assertTrue(self.ask(server, "-tls1_3", self.certificates.revoked_client).has_answer())

    def test_a_list_is_missing(self):
        """With a list of the root alone, nothing is known of what the intermediate has revoked."""
        lists = self.certificates.folder / "root-only.pem"
        lists.write_text(self.certificates.root.revocation_list())
        server = self.start_asking("require", "--client-crl", lists)
        self.assertFalse(self.ask(server, "-tls1_3", self.certificates.alice).has_answer())

    def test_no_tickets(self):
        """They are looked at each time: one may have been revoked since."""
        for mode in ("request", "require"):
            server = self.start("--client-certificates", mode, "--client-ca", self.certificates.ca)
            for option, version in VERSIONS.items():
                for _ in range(2):
                    said = s_client(server, option, *showing(self.certificates.alice))
                    self.assertNotIn("TLS session ticket:", said.text)
                    self.assertEqual(said.session(), ("New", version))
                    self.assertEqual(said.lines()["common_name"], "alice")

    def test_old_tickets(self):
        """A ticket of a server that does not ask is no way around."""
        ticket = self.certificates.folder / "ticket.pem"
        server = self.start()
        asking = self.start("--client-certificates", "require", "--client-ca", self.certificates.ca)
        for option, version in VERSIONS.items():
            s_client(server, option, "-sess_out", ticket)
            self.assertFalse(s_client(asking, option, "-sess_in", ticket).has_answer())
            said = s_client(asking, option, "-sess_in", ticket, *showing(self.certificates.alice))
            self.assertEqual((said.session(), said.has_answer()), (("New", version), True), said.text)


if __name__ == "__main__":
    TlsCase.binary = server_path(sys.argv, "HAWSER_TLS_SERVER")
    unittest.main(verbosity=2)
