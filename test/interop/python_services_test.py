#!/usr/bin/python3
# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)

"""services_server against Python's websockets: compression with all that the client can offer, broadcasts to
compressed and plain sessions at once, groups, streams, subprotocols, close codes, queue policies.

    test/interop/python_services_test.py --server build/dev/bin/services_server
"""

import asyncio
import itertools
import json
import pathlib
import random
import sys
import unittest
import urllib.request

import websockets
from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory
from websockets.frames import OP_TEXT

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))

from async_deadline import DEADLINE, with_deadline  # noqa: E402
from server_process import ServerProcess, server_path  # noqa: E402

SERVER = ""


def json_text(number):
    """Messages that are alike, so that context takeover pays."""
    return json.dumps({"id": number, "name": f"member {number}", "tags": ["alpha", "beta", "gamma"],
                       "position": {"x": number * 3, "y": number * 7}, "text": "the quick brown fox"})


def samples(source, largest):
    """Messages of all kinds: empty, short, alike, long, random, text and binary, alternating."""
    yield from ("", b"", "a", json_text(1), json_text(2), "Grüße, 世界 \N{WAVING HAND SIGN}")
    yield source.randbytes(3_000)
    yield json_text(3) * 20
    yield bytes(largest)
    yield "".join(source.choices("abcdefgh ", k=largest))
    yield source.randbytes(largest)
    yield json_text(4)


def pieces_of(message, source):
    """The message in fragments of random sizes, some of them empty."""
    at = 0
    while at < len(message):
        size = source.choice((0, 1, 10, 1_000, 70_000))
        yield message[at:at + size]
        at += size
    yield message[:0]


def offer(**parameters):
    return {"compression": None, "extensions": [ClientPerMessageDeflateFactory(**parameters)]}


@with_deadline
class PythonServicesTest(unittest.IsolatedAsyncioTestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(ServerProcess(SERVER))

    @classmethod
    def tearDownClass(cls):
        assert cls.server.stop() == 0, cls.server.errors()
        assert cls.server.errors().endswith("(empty)"), cls.server.errors()

    async def asyncSetUp(self):
        asyncio.get_running_loop().set_debug(False)  # on by default here, and slow

    def connect(self, path, **options):
        options = {"compression": None, "max_size": None, "ping_interval": None, "open_timeout": DEADLINE,
                   "close_timeout": DEADLINE, **options}
        return websockets.connect(f"ws://localhost:{self.server.port}{path}", **options)

    async def check_echo(self, ws, messages):
        for message in messages:
            await ws.send(message)
            # Not assertEqual, which is slow at telling how long messages differ.
            self.assertTrue(await ws.recv() == message, f"{type(message)} of {len(message)}")

    async def check_close(self, ws, code, reason=""):
        with self.assertRaises(websockets.ConnectionClosed):
            await ws.recv()
        self.assertEqual((ws.close_code, ws.close_reason), (code, reason))

    # --- compression

    async def test_every_offer(self):
        source = random.Random(1)
        services = {"/deflate": (True, 15), "/deflate-takeover": (False, 15), "/deflate-9": (False, 9)}
        for path, (no_takeover, most) in services.items():
            for server_none, client_none, server_bits, client_bits in itertools.product(
                    (False, True), (False, True), (None, 9, 12, 15), (None, True, 9, 15)):
                parameters = {"server_no_context_takeover": server_none,
                              "client_no_context_takeover": client_none,
                              "server_max_window_bits": server_bits, "client_max_window_bits": client_bits}
                with self.subTest(path=path, **parameters):
                    async with self.connect(path, **offer(**parameters)) as ws:
                        await self.check_echo(ws, samples(source, 5_000))
                        agreed, = ws.extensions
                        self.assertEqual(agreed.remote_no_context_takeover, server_none or no_takeover)
                        self.assertEqual(agreed.local_no_context_takeover, client_none or no_takeover)
                        self.assertLessEqual(agreed.remote_max_window_bits, min(server_bits or 15, most))
                        if client_bits is not None:
                            least = 15 if client_bits is True else client_bits
                            self.assertLessEqual(agreed.local_max_window_bits, min(least, most))

    async def test_large_and_fragmented(self):
        source = random.Random(2)
        for path in ("/deflate", "/deflate-takeover", "/deflate-9", "/fragmented", "/pool", "/fragments"):
            for options in (offer(client_max_window_bits=True), offer(client_no_context_takeover=True), {}):
                with self.subTest(path=path, **options):
                    async with self.connect(path, **options) as ws:
                        await self.check_echo(ws, samples(source, 200_000))
                        for message in samples(source, 200_000):
                            await ws.send(pieces_of(message, source))
                            self.assertTrue(await ws.recv() == message)
                            await (await ws.ping())

    async def test_takeover_pays(self):
        async def sizes(path):
            async with self.connect(path, **offer(client_max_window_bits=True)) as ws:
                agreed, = ws.extensions
                seen = []
                decode = agreed.decode

                def note(frame, **options):
                    if frame.opcode == OP_TEXT:
                        seen.append(len(frame.data) if frame.rsv1 else None)
                    return decode(frame, **options)

                agreed.decode = note
                await self.check_echo(ws, map(json_text, range(10)))
                return seen

        alone = await sizes("/deflate")
        self.assertNotIn(None, alone)
        self.assertLess(max(alone) - min(alone), 10)
        after_others = await sizes("/deflate-takeover")
        self.assertLess(max(after_others[1:]), min(alone) / 2)

    async def test_not_negotiated(self):
        for path in ("/echo", "/no-extensions"):
            async with self.connect(path, compression="deflate") as ws:
                self.assertEqual(ws.extensions, [])
                await self.check_echo(ws, samples(random.Random(3), 5_000))

    async def test_pings_between(self):
        async with self.connect("/deflate-takeover", compression="deflate") as ws:
            for number in range(50):
                await ws.send(json_text(number))
                pong = await ws.ping(f"behind {number}")
                await ws.send(json_text(number + 1000))
                self.assertEqual(await ws.recv(), json_text(number))
                await pong
                self.assertEqual(await ws.recv(), json_text(number + 1000))

    # --- many sessions

    async def test_broadcast_to_compressed_and_plain(self):
        offers = [offer(client_max_window_bits=True), offer(server_no_context_takeover=True),
                  offer(server_max_window_bits=9), offer(server_max_window_bits=12), {}]
        for path in ("/room", "/room-takeover"):
            source = random.Random(4)
            members = [await self.connect(path, **options) for options in offers]
            expected = [[] for _ in members]
            for number in range(200):
                text = json_text(number) * source.choice((1, 1, 1, 40))
                sender = source.randrange(len(members))
                verb = source.choice(("me", "me", "all", "others"))
                await members[sender].send(f"{verb} {text}")
                for index, texts in enumerate(expected):
                    if verb == "all" or (index == sender) == (verb == "me"):
                        texts.append(text)
                        self.assertTrue(await members[index].recv() == text, f"{path} {number} {verb}")
            for ws in members:
                await ws.close()

    async def test_groups(self):
        for path in ("/room", "/room-takeover"):
            a, b, c = [await self.connect(path, **options)
                       for options in (offer(client_max_window_bits=True), {}, offer())]
            for ws, orders in ((a, ["join red"]), (b, ["join red", "join blue"]), (c, ["join blue"])):
                for order in [*orders, "me ready"]:
                    await ws.send(order)
                self.assertEqual(await ws.recv(), "ready")
            await c.send("group red for the red ones")
            await c.send("group blue for the blue ones")
            self.assertEqual(await a.recv(), "for the red ones")
            self.assertEqual([await b.recv() for _ in range(2)], ["for the red ones", "for the blue ones"])
            self.assertEqual(await c.recv(), "for the blue ones")
            await b.send("leave red")
            await b.send("group red without me")
            self.assertEqual(await a.recv(), "without me")
            await a.close()
            await b.send("group red nobody is left")
            await b.send("all the end")
            for ws in (b, c):
                self.assertEqual(await ws.recv(), "the end")
                await ws.close()

    # --- sending

    async def test_stream(self):
        for options in (offer(client_max_window_bits=True), offer(server_no_context_takeover=True), {}):
            async with self.connect("/stream", **options) as ws:
                for size in (0, 1, 65_536, 3_000_000):
                    expected = "".join(f"{number} " for number in range(size // 2 + 1))[:size]
                    await ws.send(str(size))
                    self.assertTrue(await ws.recv() == expected, size)

    async def test_ping_by_the_server(self):
        async with self.connect("/ping") as ws:
            for payload in ("", "are you there?", "p" * 125):
                await ws.send(payload)
                self.assertEqual(await ws.recv(), "pong")

    async def test_policies_for_a_slow_reader(self):
        count, size = 2_000, 20_000  # far more than the queue and the system's buffers take
        for path, options in itertools.product(("/flood-newest", "/flood-oldest"), ({}, offer())):
            with self.subTest(path=path, **options):
                async with self.connect(path, **options) as ws:
                    await ws.send(f"{count} {size}")
                    await ws.send("1 0")
                    numbers = []
                    text = ""
                    while text != "0 ":
                        text = await ws.recv()
                        numbers.append(int(text.split(" ", 1)[0]))
                    numbers.pop()
                    self.assertEqual(numbers, sorted(set(numbers)))
                    if not options:
                        self.assertLess(len(numbers), count)
                    if path == "/flood-oldest":
                        self.assertEqual(numbers[-1], count - 1)

    # --- handshake and close

    async def test_subprotocols(self):
        for offered, chosen in ((["chat.v1"], "chat.v1"), (["chat.v1", "chat.v2"], "chat.v2"),
                                (["superchat"], None), (None, None)):
            async with self.connect("/subprotocol", subprotocols=offered) as ws:
                self.assertEqual(ws.subprotocol, chosen)
                self.assertEqual(await ws.recv(), chosen or "")
                self.assertEqual(ws.response_headers["X-Served-By"], "services_server")

    async def test_close_codes(self):
        for code, reason in ((1000, "done"), (1001, ""), (1002, "p"), (1003, "u"), (1007, "i"), (1008, "v"),
                             (1009, "b"), (1011, "e"), (1012, "r"), (1013, "t"), (1014, "g"), (3000, "l"),
                             (4999, "ü" * 61)):
            ws = await self.connect("/close")
            await ws.send(f"{code} {reason}")
            await self.check_close(ws, code, reason)
        ws = await self.connect("/close")
        await ws.send("1005")
        await self.check_close(ws, 1005)

    async def test_stats(self):
        def stats():
            url = f"http://localhost:{self.server.port}/stats"
            with urllib.request.urlopen(url, timeout=DEADLINE) as answer:
                return json.load(answer)

        before = await asyncio.to_thread(stats)
        async with self.connect("/echo"):
            self.assertEqual((await asyncio.to_thread(stats))["behaviors"], before["behaviors"] + 1)
        while (await asyncio.to_thread(stats))["behaviors"] > before["behaviors"]:
            await asyncio.sleep(0.02)


if __name__ == "__main__":
    SERVER = server_path(sys.argv, "HAWSER_SERVICES_SERVER")
    unittest.main(verbosity=2)
