#!/usr/bin/python3
# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)

"""example/client against servers of Python's websockets.

    test/interop/client_websockets_test.py --client build/example/client
"""

import asyncio
import pathlib
import socket
import sys
import tempfile
import unittest

import websockets
from websockets.extensions.permessage_deflate import ServerPerMessageDeflateFactory

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))

from client_process import SEND, ClientCase, ClientProcess, Exit, take_path  # noqa: E402
from daemon_process import free_ports  # noqa: E402
from server_process import wait_until  # noqa: E402
from websocket_backend import WELCOME, Backend, expect, refusal, send_many_sizes  # noqa: E402

WRONG = [[("--user", "nobita:Password")], [("--user", "nobody:password")], [("--bearer", "token")]]
USERS = [("nobita", "password"), ("Jäsøn Doe", "Grüße: \"世界\"")]


async def echo(ws):
    async for message in ws:
        await ws.send(message)


async def collect(ws):
    return [message async for message in ws]


class MessagesTest(ClientCase, unittest.TestCase):
    def start(self, handler, **options):
        return self.enterContext(Backend(handler, **options))

    def check_echo(self, handler, *options, **server):
        """The server sends, and the client answers."""
        backend = self.start(handler, **server)
        done = self.check(Exit.OK, backend.url(), "--echo", *options, lines=[])
        ended = backend.ended()
        self.assertEqual(ended.code, 1000, done)
        return ended, backend.requests[-1], done

    def test_sizes(self):
        ended, request, _ = self.check_echo(send_many_sizes)
        self.assertEqual(ended.ws.extensions, [])
        self.assertFalse(request.has("Sec-WebSocket-Extensions"))

    def test_compression(self):
        for no_context in ((False, False), (True, False), (False, True), (True, True)):
            for bits in (None, 9, 12, 15):
                with self.subTest(no_context, bits=bits):
                    factory = ServerPerMessageDeflateFactory(*no_context, server_max_window_bits=bits)
                    ended, _, done = self.check_echo(send_many_sizes, "--compression", "--verbose",
                                                     compression=None, extensions=[factory])
                    self.assertEqual(len(ended.ws.extensions), 1)
                    self.assertIn("permessage-deflate", done.err)

    def test_window_of_the_client(self):
        for bits in (9, 15):
            factory = ServerPerMessageDeflateFactory(client_max_window_bits=bits,
                                                     require_client_max_window_bits=True)
            ended, _, done = self.check_echo(send_many_sizes, "--compression", "--verbose", compression=None,
                                             extensions=[factory])
            self.assertEqual(len(ended.ws.extensions), 1)
            self.assertIn(f"client_max_window_bits={bits}", done.err.replace(" ", ""))

    def test_compression_that_the_server_does_not_know(self):
        ended, request, _ = self.check_echo(send_many_sizes, "--compression", compression=None)
        self.assertEqual(ended.ws.extensions, [])
        self.assertIn("permessage-deflate", request.values("Sec-WebSocket-Extensions")[0])

    def test_fragments(self):
        async def send(ws):
            many = [bytes([i % 256]) for i in range(3_000)]
            for parts in (["Grüße", "", ", ", "世界"], [b"\xe4\xb8", b"\x96"], many, [b"", b"", b""]):
                await ws.send(parts)
                echoed = await ws.recv()
                whole = type(parts[0])().join(parts)
                if echoed != whole:
                    raise AssertionError(f"{parts} came back as {echoed}")

        for options in ([], ["--compression"]):
            self.check_echo(send, *options)

    def test_many_messages(self):
        async def send(ws):
            async def send_all():
                for number in range(5_000):
                    await ws.send(str(number))

            sender = asyncio.create_task(send_all())
            for number in range(5_000):
                echoed = await ws.recv()
                if echoed != str(number):
                    raise AssertionError(f"{number} came back as {echoed}")
            await sender

        self.check_echo(send)

    def test_send(self):
        backend = self.start(collect)
        texts = ["hello", "Grüße, 世界 \N{WAVING HAND SIGN}", "x" * 100_000, "-1"]
        self.check(Exit.OK, backend.url(), *(f"--send={text}" for text in texts), lines=[])
        ended = backend.ended()
        self.assertEqual((ended.result, ended.code, ended.reason), (texts, 1000, ""))
        self.check(Exit.OK, backend.url(), "--binary", ("--send", "Grüße"), lines=[])
        self.assertEqual(backend.ended().result, ["Grüße".encode()])

    def test_received_messages_are_printed(self):
        async def send(ws):
            for message in ("first", "", "Grüße, 世界", b"\x00\x01\xfe\xff", b"", "last"):
                await ws.send(message)

        backend = self.start(send)
        self.check(Exit.OK, backend.url(), SEND, ("--wait", 30),
                   lines=["first", "", "Grüße, 世界", "binary: 0001feff", "binary: ", "last"])

    def test_messages_before_the_close_are_printed(self):
        """Also those on their way while the client closes, and with the same packet as the handshake."""
        async def send(ws):
            for number in range(1_000):
                await ws.send(str(number))

        backend = self.start(send)
        lines = [str(number) for number in range(1_000)]
        for options in ([], ["--compression"]):
            self.check(Exit.OK, backend.url(), *options, SEND, ("--wait", 30), lines=lines)

    def test_wait(self):
        backend = self.start(echo)
        self.check(Exit.OK, backend.url(), ("--send", "hello"), ("--send", "again"), ("--wait", 2),
                   lines=["hello", "again"])

    # --- the end

    def test_close_codes_of_the_server(self):
        cases = [(1000, "", Exit.OK), (1000, "done", Exit.OK), (1001, "leaving", Exit.OK),
                 (1008, "no", Exit.LOST), (1011, "", Exit.LOST), (3000, "library", Exit.LOST),
                 (4999, "ü" * 61, Exit.LOST)]
        for code, reason, status in cases:
            with self.subTest(code):
                backend = self.start(lambda ws: ws.close(code, reason))
                done = self.check(status, backend.url(), "--echo", "--verbose", lines=[], says=f"{code}")
                self.assertIn(reason, done.err)
                self.assertEqual(backend.ended().code, code)

    def test_server_that_is_lost(self):
        async def lose(ws):
            ws.transport.abort()

        backend = self.start(lose)
        self.check(Exit.LOST, backend.url(), "--echo", lines=[], says="lost|reset|end of stream")

    def test_interrupt(self):
        backend = self.start(collect)
        with ClientProcess(self.binary, backend.url(), "--echo") as client:
            wait_until(lambda: backend.requests, "the handshake", details=client.err)
            client.interrupt()
            self.assertEqual(client.wait().status, Exit.OK)
        self.assertEqual(backend.ended().code, 1000)

    def test_keepalive_of_the_server(self):
        async def wait(ws):
            while ws.latency == 0:
                await asyncio.sleep(0.05)
            await asyncio.sleep(0.5)
            await expect(ws, "still open")

        self.check_echo(wait, ping_interval=0.05, ping_timeout=20)

    def test_pings_of_the_server(self):
        async def ping(ws):
            for payload in (b"", b"are you there?", bytes(125)):
                await (await ws.ping(payload))
            waiters = [await ws.ping(f"ping {number}") for number in range(20)]
            await asyncio.gather(*waiters)  # a pong may answer the newest only (RFC 6455 §5.5.3)

        self.check_echo(ping)

    def test_pings_of_the_client(self):
        backend = self.start(lambda ws: asyncio.sleep(2))
        self.check(Exit.OK, backend.url(), "--echo", "--verbose", ("--ping", 0.2), says="pong")

    def test_reconnect(self):
        sessions = []

        async def lose_twice(ws):
            sessions.append(ws)
            if len(sessions) < 3:
                ws.transport.abort()
            else:
                await expect(ws, "here again")

        backend = self.start(lose_twice)
        self.check(Exit.OK, backend.url(), "--echo", "--reconnect", ("--max-attempts", 5), "--verbose")
        keys = [request.values("Sec-WebSocket-Key")[0] for request in backend.requests]
        self.assertEqual((len(keys), len(set(keys))), (3, 3))

    def test_reconnect_gives_up(self):
        port, = free_ports(1)
        url = f"ws://localhost:{port}"
        self.check(Exit.NOT_CONNECTED, url, "--echo", "--reconnect", ("--max-attempts", 1))


class HandshakeTest(ClientCase, unittest.TestCase):
    def start(self, handler=None, **options):
        return self.enterContext(Backend(*[handler] if handler else [], **options))

    def check_welcome(self, backend, *options, url=None):
        done = self.check(Exit.OK, url or backend.url(), SEND, *options, lines=[WELCOME])
        self.assertEqual(backend.ended().result, ["x"])
        return done

    def test_fields(self):
        backend = self.start()
        options = [("--header", "X-One: 1"), ("--header", "X-Two:  a: b "),
                   ("--origin", "https://example.com"), ("--cookie", "a=1"), ("--cookie", "b=\"2\""),
                   ("--bearer", "mF_9.B5f-4.1JqM")]
        self.check_welcome(backend, *options, url=backend.url("/a/b%20c?d=%2F&e"))
        request = backend.requests[-1]
        self.assertEqual(request.path, "/a/b%20c?d=%2F&e")
        for name, values in (("X-One", ["1"]), ("X-Two", ["a: b"]), ("Origin", ["https://example.com"]),
                             ("Authorization", ["Bearer mF_9.B5f-4.1JqM"]), ("Sec-WebSocket-Version", ["13"]),
                             ("Host", [f"localhost:{backend.port}"])):
            self.assertEqual(request.values(name), values)
        cookies = request.values("Cookie")
        self.assertEqual(len(cookies), 1)
        self.assertEqual(sorted(cookies[0].split("; ")), ["a=1", "b=\"2\""])

    def test_subprotocols(self):
        backend = self.start(subprotocols=["chat.v2", "chat.v1"])
        cases = [("chat.v1", "chat.v1"), ("other, chat.v2", "chat.v2"), ("other", None), ("", None)]
        for offered, chosen in cases:
            options = [("--subprotocol", name) for name in offered.split(", ") if name]
            done = self.check_welcome(backend, *options, "--verbose")
            asked = backend.requests[-1].values("Sec-WebSocket-Protocol")
            self.assertEqual(asked, [offered] if offered else [])
            self.assertIn(f"subprotocol: {chosen or 'none'}", done.err.lower())

    def test_subprotocol_that_was_not_offered(self):
        class Wrong(websockets.WebSocketServerProtocol):
            def process_subprotocol(self, headers, available_subprotocols):
                return "unasked"

        backend = self.start(create_protocol=Wrong)
        for options in ([], [("--subprotocol", "chat")]):
            self.check(Exit.REFUSED, backend.url(), SEND, *options, lines=[], says="Sec-WebSocket-Protocol")

    def test_extension_that_was_not_offered(self):
        class Wrong(websockets.WebSocketServerProtocol):
            @staticmethod
            def process_extensions(headers, available_extensions):
                return "permessage-deflate", []

        backend = self.start(create_protocol=Wrong)
        self.check(Exit.REFUSED, backend.url(), SEND, lines=[], says="Sec-WebSocket-Extensions")

    def test_basic(self):
        async def is_known(user, password):
            return (user, password) in USERS

        factory = websockets.basic_auth_protocol_factory(realm="WebSocket Test", check_credentials=is_known)
        backend = self.start(create_protocol=factory)
        for user, password in USERS:
            self.check_welcome(backend, ("--user", f"{user}:{password}"))
        self.check_welcome(backend, url=backend.url(host="nobita:password@localhost"))
        before = len(backend.requests)
        for options in ([], *WRONG):
            self.check(Exit.CREDENTIALS, backend.url(), SEND, *options, lines=[], says="401")
        self.assertEqual(len(backend.requests), before)

    def test_credentials_are_not_sent_unasked(self):
        backend = self.start()
        self.check_welcome(backend, ("--user", "nobita:password"))
        self.assertFalse(backend.requests[-1].has("Authorization"))

    def test_redirect(self):
        target = self.start()
        for location in (target.url("/there"), target.url("/there").replace("ws:", "http:")):
            backend = self.start(answer=lambda path, headers: refusal(307, Location=location))
            self.check_welcome(target, ("--redirects", 1), url=backend.url())
            self.assertEqual(target.requests[-1].path, "/there")
            self.check(Exit.REFUSED, backend.url(), SEND, lines=[], says="307")

    def test_refusals(self):
        for status in (400, 403, 404, 500, 503):
            backend = self.start(answer=lambda path, headers: refusal(status, f"because of {status}\n"))
            self.check(Exit.REFUSED, backend.url(), SEND, lines=[], says=f"(?s){status}.*because of {status}")

    def test_unix_socket(self):
        with tempfile.TemporaryDirectory(prefix="hawser-") as folder:
            path = f"{folder}/socket"
            backend = self.start(path=path)
            self.check_welcome(backend, ("--unix-socket", path), url="ws://example.com/a?b")
            request = backend.requests[-1]
            self.assertEqual((request.path, request.values("Host")), ("/a?b", ["example.com"]))
            self.check(Exit.NOT_CONNECTED, "ws://example.com/", ("--unix-socket", path + "-"), SEND)

    def test_nobody_there(self):
        port, = free_ports(1)
        self.check(Exit.NOT_CONNECTED, f"ws://localhost:{port}", SEND, lines=[], says="refused")
        self.check(Exit.NOT_CONNECTED, "ws://unknown.invalid", SEND, lines=[])

    def test_server_that_says_nothing(self):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            for scheme in ("ws", "wss"):
                url = f"{scheme}://localhost:{silent.getsockname()[1]}"
                self.check(Exit.NOT_CONNECTED, url, SEND, ("--timeout", 0.5), lines=[], says="time-?out")


if __name__ == "__main__":
    ClientCase.binary = take_path(sys.argv, "--client")
    unittest.main(verbosity=2)
