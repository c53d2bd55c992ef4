# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)

"""What the clients of the soak do: each visit opens a connection, behaves well or badly, and leaves."""

import asyncio
import contextlib
import socket
import struct
import zlib

import websockets
from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory

END_DEADLINE = 20  # seconds, for the server to end what it should end; far more than it needs
ECHOES = ("/echo", "/deflate", "/deflate-takeover", "/deflate-9", "/fragmented", "/pool", "/fragments",
          "/impatient")
FLOODS = ("/flood-close", "/flood-newest", "/flood-oldest")
TEXT, BINARY, CLOSE, PING = 1, 2, 8, 9


def size_of(source, most=200_000):
    """Small messages are as likely as large ones."""
    return int(most ** source.random()) - 1


def message_of(source, most=200_000):
    size = size_of(source, most)
    if source.random() < 0.3:
        return source.randbytes(size)
    word = "".join(source.choices("abcdefgh äö", k=source.randint(1, 200)))
    text = (word * (size // len(word) + 1))[:size]
    return text if source.random() < 0.7 else text.encode()


def pieces_of(message, source):
    step = max(1, len(message) // source.randint(1, 20))
    for at in range(0, max(len(message), 1), step):
        yield message[at:at + step]


# --- clients with the manners of a library

def connect(port, path, source):
    offers = None if source.random() < 0.3 else [ClientPerMessageDeflateFactory(
        server_no_context_takeover=source.random() < 0.3, client_no_context_takeover=source.random() < 0.3,
        server_max_window_bits=source.choice((None, None, 9, 11)),
        client_max_window_bits=source.choice((True, True, None, 9, 12)))]
    return websockets.connect(f"ws://127.0.0.1:{port}{path}", compression=None, max_size=None,
                              ping_interval=None, open_timeout=END_DEADLINE,
                              close_timeout=END_DEADLINE, extensions=offers)


async def leave(ws, source):
    async def drain():
        with contextlib.suppress(websockets.ConnectionClosed):
            while True:
                await ws.recv()

    drained = asyncio.create_task(drain())  # the library does not see the end behind messages nobody wants
    how = source.random()
    if how < 0.5:
        await ws.close(source.choice((1000, 1001, 3000, 4999)), "bye")
    elif how < 0.8:
        abort(ws.transport)
    else:
        ws.transport.close()
    await drained


async def echo(port, source):
    ws = await connect(port, source.choice(ECHOES), source)
    for _ in range(source.randint(0, 12)):
        message = message_of(source)
        await ws.send(pieces_of(message, source) if message and source.random() < 0.3 else message)
        if source.random() < 0.2:
            await (await ws.ping(source.randbytes(source.randint(0, 125))))
        if await ws.recv() != message:
            raise AssertionError(f"a wrong echo of {len(message)} on {ws.path}")
    await leave(ws, source)


async def pipelined_echo(port, source):
    """Many messages under way."""
    ws = await connect(port, source.choice(ECHOES), source)
    messages = [message_of(source, 5_000) for _ in range(source.randint(1, 100))]

    async def send_all():
        for message in messages:
            await ws.send(message)

    sender = asyncio.create_task(send_all())
    for message in messages:
        if await ws.recv() != message:
            raise AssertionError(f"a wrong echo on {ws.path}")
    await sender
    await leave(ws, source)


async def room(port, source):
    """Groups and broadcasts, among all the others who are there."""
    ws = await connect(port, source.choice(("/room", "/room-takeover")), source)
    token = source.randbytes(8).hex()
    for number in range(source.randint(1, 8)):
        group = f"group {source.randint(1, 5)}"
        for order in (f"join {group}", f"group {group} {'.' * size_of(source, 20_000)}",
                      f"all {'-' * size_of(source, 2_000)}", f"others {'-' * size_of(source, 2_000)}",
                      f"leave {group}" if source.random() < 0.5 else "join lobby",
                      f"me {token} {number}"):
            await ws.send(order)
        while await ws.recv() != f"{token} {number}":
            pass
    await leave(ws, source)


async def listen(port, source):
    """To the broadcasts of another thread, which may close the session, too."""
    ws = await connect(port, "/ticker", source)
    with contextlib.suppress(websockets.ConnectionClosed):
        for _ in range(source.randint(1, 100)):
            await ws.recv()
    await leave(ws, source)


async def download(port, source):
    """A streamed message, some of them only in part."""
    ws = await connect(port, "/stream", source)
    size = size_of(source, 1_000_000)
    await ws.send(str(size))
    if source.random() < 0.7:
        if len(await ws.recv()) != size:
            raise AssertionError(f"a wrong stream of {size}")
    await leave(ws, source)


# --- clients without manners

def abort(transport):
    """Ends the connection with a reset."""
    if sock := transport.get_extra_info("socket"):
        with contextlib.suppress(OSError):
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


def frame(opcode, payload=b"", fin=True, rsv1=False, mask=b"\1\2\3\4"):
    size = len(payload)
    head = bytes([fin << 7 | rsv1 << 6 | opcode])
    if size < 126:
        head += bytes([0x80 | size])
    else:
        head += struct.pack("!BH", 0xfe, size) if size < 65536 else struct.pack("!BQ", 0xff, size)
    key = int.from_bytes((mask * (size // 4 + 1))[:size], "little")
    return head + mask + (int.from_bytes(payload, "little") ^ key).to_bytes(size, "little")


def request(path, extensions=""):
    fields = f"Sec-WebSocket-Extensions: {extensions}\r\n" if extensions else ""
    return (f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
            f"{fields}\r\n").encode()


class Raw:
    """A connection that sends what it likes; small buffers let the server feel that nobody reads."""

    def __init__(self, port):
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.socket.setblocking(False)
        self.port = port

    async def __aenter__(self):
        await asyncio.get_running_loop().sock_connect(self.socket, ("127.0.0.1", self.port))
        self.reader, self.writer = await asyncio.open_connection(sock=self.socket, limit=4096)
        return self

    async def __aexit__(self, *_):
        abort(self.writer.transport)

    async def upgrade(self, path, extensions=""):
        await self.send(request(path, extensions))
        head = await asyncio.wait_for(self.reader.readuntil(b"\r\n\r\n"), END_DEADLINE)
        if not head.startswith(b"HTTP/1.1 101 "):
            raise AssertionError(f"{path}: {head}")

    async def send(self, data):
        with contextlib.suppress(ConnectionError):
            self.writer.write(data)
            await self.writer.drain()

    async def read_to_end(self):
        """Until the server ends the connection; how it does is its affair."""
        async def read():
            with contextlib.suppress(ConnectionError):
                while await self.reader.read(65536):
                    pass

        await asyncio.wait_for(read(), END_DEADLINE)


async def mute(port, source):
    """Half-open: nothing is answered, so that the server has to find out."""
    async with Raw(port) as raw:
        await raw.upgrade(source.choice(("/impatient", "/ticker")))
        if source.random() < 0.5:
            await raw.send(frame(TEXT, b"half a message", fin=False))
        await raw.read_to_end()


async def half_handshake(port, source):
    async with Raw(port) as raw:
        head = request("/echo")
        await raw.send(head[:source.randint(0, len(head))])
        await asyncio.sleep(source.random())


async def garbage(port, source):
    async with Raw(port) as raw:
        await raw.upgrade("/impatient", source.choice(("", "permessage-deflate")))
        await raw.send(frame(TEXT, b"fine"))
        await raw.send(source.choice((
            source.randbytes(1000), frame(3), frame(TEXT, b"\xff"), frame(TEXT, b"x", rsv1=True),
            frame(TEXT, source.randbytes(100), rsv1=True), frame(PING, bytes(126)), frame(CLOSE, b"\3"),
            frame(CLOSE, b"\x03\xedreserved"), frame(0, b"continues nothing"), b"\x82\x7f" + b"\xff" * 12,
            frame(BINARY, bytes(1_100_000)))))
        await raw.read_to_end()


async def bomb(port, source):
    """Inflates to more than the server takes."""
    async with Raw(port) as raw:
        path = source.choice(("/deflate", "/deflate-takeover", "/fragments"))
        await raw.upgrade(path, "permessage-deflate")
        deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
        data = deflate.compress(bytes(20_000_000)) + deflate.flush(zlib.Z_SYNC_FLUSH)
        await raw.send(frame(BINARY, data[:-4], rsv1=True))
        await raw.read_to_end()


async def cut_upload(port, source):
    """Leaves in the middle of a message."""
    async with Raw(port) as raw:
        await raw.upgrade(source.choice(ECHOES[:-1]), "permessage-deflate; client_no_context_takeover")
        await raw.send(frame(BINARY, bytes(size_of(source)), fin=False))
        whole = frame(0, source.randbytes(size_of(source)), fin=source.random() < 0.5)
        await raw.send(whole[:source.randint(0, len(whole))])
        await asyncio.sleep(source.random() / 4)


async def slow_reader(port, source):
    """Orders more than it reads."""
    async with Raw(port) as raw:
        await raw.upgrade(source.choice(FLOODS), source.choice(("", "permessage-deflate")))
        await raw.send(frame(TEXT, f"{source.randint(1, 300)} {size_of(source, 50_000)}".encode()))
        with contextlib.suppress(ConnectionError):
            for _ in range(source.randint(1, 20)):
                await asyncio.sleep(0.1)
                with contextlib.suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(raw.reader.read(2_000), 0.1)
            if source.random() < 0.3:
                await raw.send(frame(CLOSE, b"\x03\xe8"))
                await raw.read_to_end()


async def no_reader(port, source):
    """Sends and sends, and reads no echo: up to the limit of the queue, or of the patience."""
    async with Raw(port) as raw:
        await raw.upgrade(source.choice(ECHOES), source.choice(("", "permessage-deflate")))
        message = frame(BINARY, source.randbytes(100_000))
        with contextlib.suppress(asyncio.TimeoutError):
            for _ in range(source.randint(1, 60)):
                await asyncio.wait_for(raw.send(message), 2)


async def ping_flood(port, source):
    async with Raw(port) as raw:
        await raw.upgrade(source.choice(ECHOES))
        await raw.send(frame(PING, bytes(125)) * 5_000)
        if source.random() < 0.5:
            await raw.send(frame(CLOSE, b"\x03\xe8"))
            await raw.read_to_end()


async def http(port, source):
    async with Raw(port) as raw:
        for _ in range(source.randint(1, 20)):
            path = source.choice(("/stats", "/nothing", "/echo"))
            await raw.send(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        await asyncio.wait_for(raw.reader.readuntil(b"\r\n\r\n"), END_DEADLINE)


async def close_at_once(port, source):
    """Handshake, messages and Close in one packet."""
    async with Raw(port) as raw:
        await raw.send(request(source.choice(ECHOES)) + frame(TEXT, b"hello") * source.randint(0, 10)
                       + frame(CLOSE, b"\x03\xe8"))
        if source.random() < 0.7:
            await raw.read_to_end()


# By name: the visit, and how likely it is that one who thinks of it does it.
VISITS = {"echo": (echo, 1.0), "pipelined echo": (pipelined_echo, 1.0), "room": (room, 0.7),
          "listen": (listen, 0.3), "download": (download, 0.7), "mute": (mute, 0.2),
          "half handshake": (half_handshake, 0.3), "garbage": (garbage, 0.7), "bomb": (bomb, 0.3),
          "cut upload": (cut_upload, 1.0), "slow reader": (slow_reader, 0.5), "no reader": (no_reader, 0.3),
          "ping flood": (ping_flood, 0.3), "http": (http, 0.7), "close at once": (close_at_once, 1.0)}
