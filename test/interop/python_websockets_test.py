#!/usr/bin/python3
# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)

"""example/http_server against Python's websockets (Debian: python3-websockets, which needs /usr/bin/python3).

    test/interop/python_websockets_test.py --server build/example/http_server
"""

import asyncio
import pathlib
import random
import sys
import unittest

import websockets

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))

from async_deadline import DEADLINE, with_deadline  # noqa: E402
from server_process import ServerProcess, server_path  # noqa: E402

SERVER = ""


@with_deadline
class PythonWebsocketsTest(unittest.IsolatedAsyncioTestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(ServerProcess(SERVER))

    async def asyncSetUp(self):
        asyncio.get_running_loop().set_debug(False)  # on by default here, and slow

    def connect(self, path="/Echo", server=None, **options):
        options = {"compression": None, "max_size": None, "ping_interval": None, "open_timeout": DEADLINE,
                   "close_timeout": DEADLINE, **options}
        return websockets.connect(f"ws://localhost:{(server or self.server).port}{path}", **options)

    async def check_close(self, ws, code, reason=None):
        with self.assertRaises(websockets.ConnectionClosed):
            await ws.recv()
        self.assertEqual(ws.close_code, code)
        if reason is not None:
            self.assertEqual(ws.close_reason, reason)

    # --- messages

    async def test_text(self):
        async with self.connect() as ws:
            for text in ("hello", "", "Grüße, 世界 \N{WAVING HAND SIGN}", "\0", "x" * 70_000):
                await ws.send(text)
                self.assertEqual(await ws.recv(), text)

    async def test_binary(self):
        source = random.Random(1)
        async with self.connect() as ws:
            for size in (0, 1, 125, 126, 65_535, 65_536, 300_007):
                data = source.randbytes(size)
                await ws.send(data)
                self.assertEqual(await ws.recv(), data)

    async def test_fragments(self):
        async with self.connect() as ws:
            await ws.send(["Grüße", "", ", ", "世界"])
            self.assertEqual(await ws.recv(), "Grüße, 世界")
            await ws.send([bytes([i % 256]) for i in range(3_000)])
            self.assertEqual(await ws.recv(), bytes(i % 256 for i in range(3_000)))

    async def test_large_message(self):
        data = random.Random(2).randbytes(8_000_000)
        async with self.connect() as ws:
            await ws.send(data)
            self.assertTrue(await ws.recv() == data)
            await ws.send([data[at:at + 65_536] for at in range(0, len(data), 65_536)])
            self.assertTrue(await ws.recv() == data)

    async def test_compression_offered(self):
        async with self.connect(compression="deflate") as ws:
            for text in ("compressible " * 5_000, "", "short"):
                await ws.send(text)
                self.assertEqual(await ws.recv(), text)

    async def test_many_messages_while_reading(self):
        count = 5_000
        async with self.connect() as ws:
            async def send_all():
                for number in range(count):
                    await ws.send(str(number))

            sender = asyncio.create_task(send_all())
            for number in range(count):
                self.assertEqual(await ws.recv(), str(number))
            await sender

    # --- ping and close

    async def test_ping(self):
        async with self.connect() as ws:
            for payload in (b"", b"are you there?", bytes(125)):
                await (await ws.ping(payload))
            # Several in flight; a pong may answer the newest only (RFC 6455 §5.5.3).
            waiters = [await ws.ping(f"ping {number}") for number in range(20)]
            await asyncio.gather(*waiters)

    async def test_keepalive_of_the_client(self):
        async with self.connect(ping_interval=0.05, ping_timeout=DEADLINE / 2) as ws:
            while ws.latency == 0:
                await asyncio.sleep(0.05)
            await ws.send("still open")
            self.assertEqual(await ws.recv(), "still open")

    async def test_close_by_the_client(self):
        for code, reason in ((1000, ""), (1001, "leaving"), (3000, "library"), (4999, "ü" * 61)):
            ws = await self.connect()
            await ws.close(code, reason)
            self.assertEqual(ws.close_code, code)
            self.assertTrue(ws.closed)

    async def test_close_by_the_service(self):
        ws = await self.connect("/Chat")
        await ws.send(b"binary")
        await self.check_close(ws, 1003, "this chat takes text only")

    async def test_too_large_a_message(self):
        with ServerProcess(SERVER, "--max-message-size", "1000") as server:
            ws = await self.connect(server=server)
            await ws.send(bytes(1000))
            self.assertEqual(await ws.recv(), bytes(1000))
            await ws.send(bytes(1001))
            await self.check_close(ws, 1009)

    async def test_server_stops(self):
        with ServerProcess(SERVER) as server:
            members = [await self.connect(path, server) for path in ("/Echo", "/Chat", "/ChatWithNyan")]
            server.terminate()
            for ws in members:
                await self.check_close(ws, 1001)
            self.assertEqual(await asyncio.to_thread(server.wait), 0, server.errors())

    # --- services and handshakes

    async def test_chat(self):
        async with self.connect("/Chat?name=nobita") as first, \
                self.connect("/Chat?name=shizuka%20%26%20co") as second, \
                self.connect("/ChatWithNyan") as nyan:
            await first.send("hello")
            for ws in (first, second):
                self.assertEqual(await ws.recv(), "nobita: hello")
            await second.send("hi")
            for ws in (first, second):
                self.assertEqual(await ws.recv(), "shizuka & co: hi")
            await nyan.send("meow")
            self.assertEqual(await nyan.recv(), "someone: meow Nyan!")

    async def test_unknown_service(self):
        with self.assertRaises(websockets.InvalidStatusCode) as caught:
            await self.connect("/nothing")
        self.assertEqual(caught.exception.status_code, 404)

    async def test_subprotocol_that_the_service_does_not_know(self):
        async with self.connect(subprotocols=["chat", "superchat"]) as ws:
            self.assertIsNone(ws.subprotocol)

    async def test_many_clients(self):
        async def one(number):
            async with self.connect() as ws:
                await ws.send(f"client {number}")
                self.assertEqual(await ws.recv(), f"client {number}")

        await asyncio.gather(*(one(number) for number in range(200)))


if __name__ == "__main__":
    SERVER = server_path(sys.argv)
    unittest.main(verbosity=2)
