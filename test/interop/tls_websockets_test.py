#!/usr/bin/python3
# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)

"""wss with Python's websockets and ssl: echoes of many sizes, certificates of clients, readers that are slow.

    test/interop/tls_websockets_test.py --server build/test/tls_server
"""

import asyncio
import hashlib
import pathlib
import random
import socket
import ssl
import sys
import tempfile
import time
import unittest

import websockets

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))

from async_deadline import DEADLINE, with_deadline  # noqa: E402
from certificates import Certificates  # noqa: E402
from server_process import server_path  # noqa: E402
from tls_site import PieceClient, TlsServer, client_context, lines_of, request  # noqa: E402

SERVER = ""
VERSIONS = [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3]
SIZES = [0, 1, 125, 126, 127, 16_383, 16_384, 16_385, 65_535, 65_536, 65_537, 1_000_000]
LARGE = 64_000_000
QUEUE = 4 << 20         # WebSocketOptions::max_queue_size
CONSTANT = 6 << 20      # for what else the server may need meanwhile
UPGRADE = (b"GET /Echo HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n")


@with_deadline
class TlsWebsocketsTest(unittest.IsolatedAsyncioTestCase):
    @classmethod
    def setUpClass(cls):
        cls.certificates = cls.enterClassContext(Certificates())
        cls.server = cls.enterClassContext(TlsServer(SERVER, [cls.certificates.localhost]))

    async def asyncSetUp(self):
        asyncio.get_running_loop().set_debug(False)  # on by default here, and slow

    def connect(self, path="/Echo", server=None, pair=None, version=None, **options):
        options = {"compression": None, "max_size": None, "ping_interval": None, "open_timeout": DEADLINE,
                   "close_timeout": DEADLINE, **options}
        return websockets.connect(f"wss://localhost:{(server or self.server).port}{path}",
                                  ssl=client_context(self.certificates, pair, version), **options)

    async def test_echo(self):
        source = random.Random(1)
        for version in VERSIONS:
            async with self.connect(version=version) as ws:
                for size in SIZES:
                    data = source.randbytes(size)
                    await ws.send(data)
                    self.assertEqual(await ws.recv(), data)
                    await ws.send("ü" * (size // 2))
                    self.assertEqual(await ws.recv(), "ü" * (size // 2))
            self.assertEqual(ws.close_code, 1000)

    async def test_compressed_echo(self):
        source = random.Random(2)
        for version in VERSIONS:
            async with self.connect("/Compressed", version=version, compression="deflate") as ws:
                self.assertEqual([each.name for each in ws.extensions], ["permessage-deflate"])
                for size in SIZES:
                    for data in (source.randbytes(size), "Grüße " * (size // 8)):
                        await ws.send(data)
                        self.assertEqual(await ws.recv(), data)

    async def test_many_messages_in_one_go(self):
        async with self.connect() as ws:
            for number in range(5000):
                await ws.send(str(number) * (number % 50))
            for number in range(5000):
                self.assertEqual(await ws.recv(), str(number) * (number % 50))

    async def test_many_clients(self):
        async def talk(number):
            async with self.connect() as ws:
                for _ in range(10):
                    await ws.send(f"{number} " * 1000)
                    self.assertEqual(await ws.recv(), f"{number} " * 1000)
        await asyncio.gather(*(talk(number) for number in range(50)))

    async def test_what_the_service_knows(self):
        async with self.connect("/Who") as ws:
            lines = lines_of(await ws.recv())
        self.assertEqual((lines["url"], lines["secure"], lines["version"]),
                         (f"https://localhost:{self.server.port}/Who", "yes", "TLSv1.3"))

    async def test_client_certificates(self):
        made = self.certificates
        server = self.enterContext(TlsServer(SERVER, [made.localhost], "--client-certificates", "require",
                                             "--client-ca", made.ca, "--client-crl", made.crl))
        for version in VERSIONS:
            async with self.connect("/Who", server, made.alice, version) as ws:
                lines = lines_of(await ws.recv())
            self.assertEqual((lines["common_name"], lines["verified"]), ("alice", "yes"))
            for pair in (None, made.expired_client, made.unknown_client, made.revoked_client):
                with self.assertRaises((ssl.SSLError, ConnectionError, websockets.InvalidMessage)):
                    async with self.connect("/Who", server, pair, version):
                        pass

    async def test_an_untrusted_server_is_refused(self):
        server = self.enterContext(TlsServer(SERVER, [self.certificates.self_signed]))
        with self.assertRaises(ssl.SSLCertVerificationError):
            async with self.connect(server=server):
                pass

    async def test_stop(self):
        server = TlsServer(SERVER, [self.certificates.localhost])
        self.enterContext(server)
        async with self.connect(server=server) as ws:
            server.terminate()
            with self.assertRaises(websockets.ConnectionClosed):
                await ws.recv()
            self.assertEqual(ws.close_code, 1001)
        self.assertEqual(server.wait(), 0, server.errors())


class SlowReaderTest(unittest.TestCase):
    """What a client does not fetch must not pile up in the server, neither as plaintext nor encrypted."""

    @classmethod
    def setUpClass(cls):
        cls.certificates = cls.enterClassContext(Certificates())
        cls.root = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="hawser-tls-")))
        (cls.root / "large").write_bytes(random.Random(3).randbytes(LARGE))

    def setUp(self):
        self.server = self.enterContext(TlsServer(SERVER, [self.certificates.localhost], "--root", self.root))

    def connect(self):
        client = self.enterContext(PieceClient(self.server.port, client_context(self.certificates)))
        client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
        client.handshake()
        return client

    def test_a_file(self):
        clients = [self.connect() for _ in range(10)]
        before = self.server.peak_memory()
        for client in clients:
            client.send(request("/file/large"))
        for client in clients:
            client.read(1)
        self.assertLess(self.server.peak_memory() - before, CONSTANT)
        for client in clients[1:]:
            client.socket.close()
        head, _, body = clients[0].read_all().partition(b"\r\n\r\n")
        self.assertEqual(hashlib.sha256(body).digest(),
                         hashlib.sha256((self.root / "large").read_bytes()).digest(), head)
        self.assertLess(self.server.peak_memory() - before, CONSTANT)

    def test_an_echo_that_nobody_reads(self):
        client = self.connect()
        client.send(UPGRADE)
        while not client.read().endswith(b"\r\n\r\n"):
            pass
        before = self.server.peak_memory()
        frame = b"\x82\xff" + (100_000).to_bytes(8, "big") + bytes(4 + 100_000)
        begin = time.monotonic()
        # The policy for slow readers ends the session, and its close_timeout the connection.
        with self.assertRaises(ConnectionError):
            while time.monotonic() < begin + DEADLINE:
                client.send(frame)
                time.sleep(0.001)
        self.assertLess(self.server.peak_memory() - before, QUEUE + CONSTANT)


if __name__ == "__main__":
    SERVER = server_path(sys.argv, "HAWSER_TLS_SERVER")
    unittest.main(verbosity=2)
