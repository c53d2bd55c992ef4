#!/usr/bin/python3
# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)

"""example/websocket_server against Python's websockets (Debian: python3-websockets, which needs
/usr/bin/python3).

    test/interop/websocket_server_test.py --server build/example/websocket_server
"""

import asyncio
import http.client
import pathlib
import sys
import unittest

import websockets

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))

from async_deadline import DEADLINE, with_deadline  # noqa: E402
from server_process import ServerProcess, server_path  # noqa: E402

SERVER = ""


@with_deadline
class WebSocketServerTest(unittest.IsolatedAsyncioTestCase):
    def setUp(self):
        self.server = self.enterContext(ServerProcess(SERVER))

    def connect(self, path):
        return websockets.connect(f"ws://localhost:{self.server.port}{path}")

    async def test_echo(self):
        async with self.connect("/Echo") as ws:
            for message in ("text", b"binary"):
                await ws.send(message)
                self.assertEqual(await ws.recv(), message)

    async def test_chat_tells_who_comes_and_goes(self):
        async with self.connect("/Chat?name=nobita") as nobita:
            self.assertEqual(await nobita.recv(), "nobita has come")
            async with self.connect("/Chat?name=shizuka") as shizuka:
                self.assertEqual(await shizuka.recv(), "shizuka has come")
                self.assertEqual(await nobita.recv(), "shizuka has come")
                await shizuka.send("hello")
                self.assertEqual(await nobita.recv(), "shizuka: hello")
            self.assertEqual(await nobita.recv(), "shizuka has gone")
            lost = await self.connect("/Chat?name=suneo")
            self.assertEqual(await nobita.recv(), "suneo has come")
            lost.transport.abort()
            self.assertEqual(await nobita.recv(), "suneo has gone")

    async def test_requests_without_upgrade(self):
        def status(path):
            connection = http.client.HTTPConnection("localhost", self.server.port, timeout=DEADLINE)
            try:
                connection.request("GET", path)
                return connection.getresponse().status
            finally:
                connection.close()

        self.assertEqual(await asyncio.to_thread(status, "/Echo"), 426)
        self.assertEqual(await asyncio.to_thread(status, "/"), 404)

    async def test_stop_closes_sessions(self):
        ws = await self.connect("/Chat")
        self.assertEqual(await ws.recv(), "someone has come")
        self.server.terminate()
        with self.assertRaises(websockets.ConnectionClosed):
            await ws.recv()
        self.assertEqual(ws.close_code, 1001)
        self.assertEqual(await asyncio.to_thread(self.server.wait), 0, self.server.errors())


if __name__ == "__main__":
    SERVER = server_path(sys.argv, "HAWSER_WEBSOCKET_SERVER")
    unittest.main(verbosity=2)
