# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)

"""A server of Python's websockets, in a thread of its own, that remembers who came."""

import asyncio
import http
import logging
import queue
import random
import ssl as tls
import threading

import websockets

DEADLINE = 50           # seconds, for one session
WELCOME = "welcome"
LIMIT = 16 << 20        # bytes of a message
SIZES = [0, 1, 125, 126, 127, 65_535, 65_536, 65_537, 4 << 20]


async def expect(ws, message):
    """That the client sends it back, as it was and of the same type."""
    await ws.send(message)
    echo = await ws.recv()
    if type(echo) is not type(message) or echo != message:
        raise AssertionError(f"{len(message)} bytes came back as {len(echo)}: {echo[:100]!r}")


async def send_many_sizes(ws):
    """Messages that the client must send back, and then the end."""
    source = random.Random(1)
    for size in SIZES:
        await expect(ws, source.randbytes(size))
        await expect(ws, "ü" * (size // 2) + "x" * (size % 2))
        await expect(ws, "compressible " * (size // 13))
    await ws.close()


class Handshake:
    """A request that has come, refused or not."""

    def __init__(self, path, headers):
        self.path = path
        self.fields = [(name.lower(), value) for name, value in headers.raw_items()]

    def values(self, name):
        return [value for field, value in self.fields if field == name.lower()]

    def has(self, name):
        return bool(self.values(name))

    def __repr__(self):
        return f"{self.path} {self.fields}"


class Ended:
    """How a session ended, and what its handler returned or raised."""

    def __init__(self, ws, result, error):
        self.ws, self.result, self.error = ws, result, error
        self.code, self.reason = ws.close_code, ws.close_reason


def server_context(pair, ca=None):
    """For a server with that certificate, which wants one of its clients if there is a `ca`."""
    context = tls.SSLContext(tls.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair.chain, pair.key)
    if ca:
        context.load_verify_locations(ca)
        context.verify_mode = tls.CERT_REQUIRED
    return context


async def greet(ws):
    """Welcomes the client, and returns what it has sent when it has closed."""
    await ws.send(WELCOME)
    return [message async for message in ws]


def refusal(status, body="", **fields):
    """What `answer` may return: the status, and fields whose names have `_` for `-`."""
    pairs = [(name.replace("_", "-"), value) for name, value in fields.items()]
    return http.HTTPStatus(status), pairs, body.encode()


class Backend:
    """A running server; a context manager that ends it whatever happened.

    Each session is handled by the coroutine `handler(ws)`, and within DEADLINE. `answer(path, headers)` may
    refuse a handshake: see `refusal`. Further options are those of `websockets.serve`, or, with `path`, of
    `websockets.unix_serve`."""

    def __init__(self, handler=greet, *, answer=None, ssl=None, path=None, host="127.0.0.1", **options):
        self.requests = []
        self.port = None
        self._handler, self._answer = handler, answer
        self._ended = queue.Queue()
        self._options = {"ssl": ssl, "max_size": LIMIT, "ping_interval": None, "close_timeout": DEADLINE,
                         "process_request": self._process_request, "logger": _quiet(), **options}
        self._path, self._host = path, host
        self._scheme = "wss" if ssl else "ws"
        self._loop = asyncio.new_event_loop()
        self._stopping = asyncio.Event()
        started = queue.Queue()
        self._thread = threading.Thread(target=self._run, args=(started,), daemon=True)
        self._thread.start()
        if error := started.get(timeout=DEADLINE):
            raise error

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(DEADLINE)

    def url(self, path="/", host="localhost"):
        return f"{self._scheme}://{host}:{self.port}{path}"

    def ended(self):
        """The next session that has ended; raises what its handler raised; AssertionError without one."""
        try:
            one = self._ended.get(timeout=DEADLINE)
        except queue.Empty:
            raise AssertionError(f"no session has ended; requests: {self.requests}") from None
        if one.error:
            raise one.error
        return one

    def forget(self):
        """Begins anew, for the next part of a test."""
        self.requests.clear()
        while not self._ended.empty():
            self._ended.get()

    def _run(self, started):
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._serve(started))
        except Exception as error:
            started.put(error)
        finally:
            self._loop.close()

    async def _serve(self, started):
        serving = (websockets.unix_serve(self._handle, self._path, **self._options) if self._path else
                   websockets.serve(self._handle, self._host, 0, **self._options))
        async with serving as server:
            if not self._path:
                self.port = server.sockets[0].getsockname()[1]
            started.put(None)
            await self._stopping.wait()

    async def _process_request(self, path, headers):
        self.requests.append(Handshake(path, headers))
        return self._answer(path, headers) if self._answer else None

    async def _handle(self, ws):
        result = error = None
        try:
            result = await asyncio.wait_for(self._handler(ws), DEADLINE)
        except Exception as caught:
            error = caught
        await ws.close()  # in case that the handler has not; without effect otherwise
        self._ended.put(Ended(ws, result, error))


def _quiet():
    """Clients that go away in the middle of things are what the tests are about."""
    logger = logging.getLogger("hawser.backend")
    logger.addHandler(logging.NullHandler())
    logger.propagate = False
    return logger
