#!/usr/bin/python3
# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)

"""Certificates that change while the server runs: new ones are taken, bad ones are not, and nobody notices.

    test/interop/tls_reload_test.py --server build/test/tls_server
"""

import asyncio
import pathlib
import shutil
import ssl
import sys
import threading
import unittest

import websockets

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))

from certificates import Certificates, Pair  # noqa: E402
from server_process import server_path  # noqa: E402
from tls_site import PieceClient, TlsServer, client_context, request, s_client, showing  # noqa: E402

SERVER = ""
VERSIONS = [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3]
RELOADS = 200
LOADERS = 4
DEADLINE = 120      # seconds
GROWTH = 3 << 20    # of the peak of the memory, once the first reloads have been


class ReloadTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.certificates = cls.enterClassContext(Certificates())

    def setUp(self):
        self.served = Pair(self.certificates.folder, "served")
        self.put(self.certificates.localhost)

    def put(self, pair, key=None):
        """Makes it the certificate that the server reads."""
        shutil.copy(pair.chain, self.served.chain)
        shutil.copy(key or pair.key, self.served.key)

    def start(self, *options):
        return self.enterContext(TlsServer(SERVER, [self.served], *options))

    def subject(self, server):
        return s_client(server).subject()

    # --- good and bad ones

    def test_another_certificate(self):
        server = self.start()
        self.assertEqual(self.subject(server), "localhost")
        made = self.certificates
        for pair, subject in ((made.localhost_rsa, "localhost-rsa"), (made.a, "a.example")):
            self.put(pair)
            self.assertNotEqual(self.subject(server), subject)
            self.assertEqual(server.reload(), "reloaded")
            self.assertEqual(self.subject(server), subject)

    def test_from_a_handler(self):
        server = self.start()
        self.put(self.certificates.a)
        with PieceClient(server.port) as client:
            client.handshake()
            client.send(request("/reload").replace(b"GET", b"POST"))
            self.assertTrue(client.read_all().endswith(b"reloaded"))
        self.assertEqual(self.subject(server), "a.example")

    def test_bad_ones(self):
        server = self.start()
        made = self.certificates
        lines = made.a.chain.read_text().splitlines(keepends=True)
        corrupt = Pair(made.folder, "corrupt")
        corrupt.chain.write_text("".join([*lines[:3], *lines[5:]]))
        corrupt.key.write_text("no key")
        empty = Pair(made.folder, "empty")
        empty.chain.touch()
        for chain, key, expected in ((corrupt.chain, made.a.key, "served.pem has no certificate"),
                                     (made.a.chain, corrupt.key, "served.key has no private key"),
                                     (made.a.chain, made.b.key, "private key is not that of the certificate"),
                                     (empty.chain, made.a.key, "served.pem cannot be read"),
                                     (made.a.chain, None, "served.key cannot be read"),
                                     (None, made.a.key, "served.pem cannot be read")):
            for source, target in ((chain, self.served.chain), (key, self.served.key)):
                target.unlink(missing_ok=True)
                if source:
                    shutil.copy(source, target)
            said = server.reload()
            self.assertIn("not reloaded", said)
            self.assertIn(expected, said)
            self.assertEqual(self.subject(server), "localhost")
        self.put(made.a)
        self.assertEqual(server.reload(), "reloaded")
        self.assertEqual(self.subject(server), "a.example")

    def test_a_new_revocation_list(self):
        made = self.certificates
        lists = made.folder / "lists.pem"
        shutil.copy(made.empty_crl, lists)
        server = self.start("--client-certificates", "require", "--client-ca", made.ca, "--client-crl", lists)
        for option in ("-tls1_2", "-tls1_3"):
            shutil.copy(made.empty_crl, lists)
            self.assertEqual(server.reload(), "reloaded")
            self.assertTrue(s_client(server, option, *showing(made.revoked_client)).has_answer())
            shutil.copy(made.crl, lists)
            self.assertEqual(server.reload(), "reloaded")
            said = s_client(server, option, *showing(made.revoked_client))
            self.assertEqual((said.alert(), said.has_answer()), ("certificate revoked", False), said.text)
            self.assertTrue(s_client(server, option, *showing(made.alice)).has_answer())
            lists.write_text("no lists")
            self.assertIn("is not revocation lists", server.reload())
            said = s_client(server, option, *showing(made.revoked_client))
            self.assertEqual(said.alert(), "certificate revoked")

    # --- under load

    def test_many_reloads(self):
        server = self.start("--threads", "2")
        stop = threading.Event()
        counts, failures = [0] * LOADERS, []
        loaders = [threading.Thread(target=self.load, args=(server, number, stop, counts, failures))
                   for number in range(LOADERS)]
        for loader in loaders:
            loader.start()
        try:
            asyncio.run(asyncio.wait_for(self.reload_often(server), DEADLINE))
        finally:
            stop.set()
            for loader in loaders:
                loader.join()
        self.assertEqual(failures, [])
        self.assertGreater(min(counts), 20, "there was no load to speak of")
        self.assertEqual(server.stop(), 0)
        self.assertEqual(server.errors(), "standard error of the server:\n(empty)")

    def load(self, server, number, stop, counts, failures):
        """New connections, one after the other, until something goes wrong."""
        context = client_context(self.certificates, version=VERSIONS[number % 2])
        try:
            while not stop.is_set():
                with PieceClient(server.port, context) as client:
                    client.handshake()
                    client.send(request("/hello"))
                    answer = client.read_all()
                if not answer.endswith(b"Hello, World!"):
                    failures.append(answer)
                counts[number] += 1
        except Exception as error:  # of whatever kind, it is the test's failure
            failures.append(repr(error))

    async def reload_often(self, server):
        options = {"ssl": client_context(self.certificates), "ping_interval": None, "compression": None}
        url = f"wss://localhost:{server.port}/Echo"
        peak = 0
        async with websockets.connect(url, **options) as old:
            for number in range(RELOADS):
                self.put([self.certificates.localhost, self.certificates.localhost_rsa][number % 2])
                said = await asyncio.to_thread(server.reload)
                self.assertEqual(said, "reloaded")
                await old.send(f"{number}" * 1000)
                self.assertEqual(await old.recv(), f"{number}" * 1000)
                if number == RELOADS // 4:
                    peak = server.peak_memory()
        grown = server.peak_memory() - peak
        print(f"    peak of the memory: {peak / 1e6:.1f} MB, then {grown / 1e6:.1f} MB more", flush=True)
        self.assertLess(grown, GROWTH)


if __name__ == "__main__":
    SERVER = server_path(sys.argv, "HAWSER_TLS_SERVER")
    unittest.main(verbosity=2)
