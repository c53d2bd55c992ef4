#!/usr/bin/env python3
# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)

"""A broadcast to 50 clients, one of which is stopped (SIGSTOP) half-way: the others get everything in order,
the memory of the server stays bounded, and the policy for slow readers ends the session of the stopped one.

The pauses that the others see are printed, but not judged: on a busy machine they have other causes, too.
Those of the first half, without a stopped client, are there to compare.

    test/interop/stopped_reader_test.py --server build/dev/bin/services_server
"""

import contextlib
import ctypes
import json
import multiprocessing
import os
import pathlib
import selectors
import signal
import socket
import struct
import sys
import time
import unittest
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))

from server_process import ServerProcess, server_path, wait_until  # noqa: E402

SERVER = ""
READERS = 49
TOTAL = 100_000_000     # bytes of messages, to each client
MESSAGE = 50_000
WINDOW = 10 * MESSAGE   # the sender waits when the slowest of the readers is so far behind
DEADLINE = 120          # seconds
QUEUE = 4 << 20         # WebSocketOptions::max_queue_size
CONSTANT = 4 << 20      # for what else the server may need meanwhile

REQUEST = (b"GET /broadcast HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n")

HEAD = struct.pack("!BBH", 0x82, 126, MESSAGE)
FRAME = len(HEAD) + MESSAGE


def connect(port, receive_buffer=None):
    connection = socket.create_connection(("127.0.0.1", port))
    if receive_buffer:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    connection.sendall(REQUEST)
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        head += connection.recv(1)
    if not head.startswith(b"HTTP/1.1 101 "):
        raise AssertionError(head)
    return connection


def read_as_victim(port, ready, received):
    """The client that is going to be stopped, a process of its own; tells how much it got."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG: stopped, it would stay for ever
    connection = connect(port, 65_536)
    ready.set()
    with connection, contextlib.suppress(ConnectionError):
        while data := connection.recv(1 << 16):
            received.value += len(data)


class Reader:
    def __init__(self, connection):
        self.connection = connection
        self.received = 0
        self.last = 0.0
        self.longest = 0.0


class StoppedReaderTest(unittest.TestCase):
    def setUp(self):
        self.server = self.enterContext(ServerProcess(SERVER, "--threads", "2"))
        # What the server is going to send, to compare with at little cost.
        self.stream = b"".join(HEAD + b"%08d" % number + b"." * (MESSAGE - 8)
                               for number in range(TOTAL // MESSAGE))
        self.sent = 0

    def stats(self):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.server.port}/stats", timeout=30) as answer:
            return json.load(answer)

    def start_victim(self):
        ready, received = multiprocessing.Event(), multiprocessing.Value("Q", lock=False)
        victim = multiprocessing.Process(target=read_as_victim, args=(self.server.port, ready, received))
        victim.start()
        self.addCleanup(victim.join)
        self.addCleanup(victim.kill)
        self.assertTrue(ready.wait(DEADLINE))
        return victim, received

    # --- the broadcast

    def send_next(self, connection):
        """A mask of zeros leaves the message as it is."""
        head = struct.pack("!BBHI", 0x82, 0x80 | 126, MESSAGE, 0)
        connection.setblocking(True)
        connection.sendall(head + self.stream[self.sent + len(HEAD):self.sent + FRAME])
        connection.setblocking(False)
        self.sent += FRAME

    def receive(self, reader):
        data = reader.connection.recv(1 << 18)
        now = time.monotonic()
        self.assertTrue(data, f"the server ended a session that reads, behind {reader.received} bytes")
        self.assertTrue(self.stream.startswith(data, reader.received), f"wrong behind {reader.received}")
        reader.received += len(data)
        reader.longest = max(reader.longest, now - reader.last)
        reader.last = now

    def broadcast(self, readers, until, progress_of_others=lambda: TOTAL * 2):
        """Has the first of them send, and all receive, up to that place; prints their pauses."""
        begin = time.monotonic()
        for reader in readers:
            reader.last, reader.longest = begin, 0.0
        def slowest():
            return min(progress_of_others(), *(reader.received for reader in readers))

        with selectors.EpollSelector() as selector:
            for reader in readers:
                reader.connection.setblocking(False)
                selector.register(reader.connection, selectors.EVENT_READ, reader)
            while (limit := slowest()) < until:
                self.assertLess(time.monotonic(), begin + DEADLINE, "the broadcast stands still")
                while self.sent < min(until, limit + WINDOW):
                    self.send_next(readers[0].connection)
                for key, _ in selector.select(0.01):
                    self.receive(key.data)
        pauses = sorted(reader.longest for reader in readers)
        print(f"    {time.monotonic() - begin:5.1f} s; longest pauses of the {len(readers)} readers: "
              f"median {pauses[len(pauses) // 2] * 1000:.0f} ms, most {pauses[-1] * 1000:.0f} ms", flush=True)

    def test_others_are_not_held_up(self):
        victim, victim_received = self.start_victim()  # first, since it inherits what is open
        readers = [Reader(connect(self.server.port)) for _ in range(READERS)]
        for reader in readers:
            self.addCleanup(reader.connection.close)
        half = len(self.stream) // FRAME // 2 * FRAME
        print(f"\n{TOTAL // 1_000_000} MB to each of {READERS + 1} clients; the first half, all reading:")
        self.broadcast(readers, half, lambda: victim_received.value)
        before = self.server.peak_memory()

        os.kill(victim.pid, signal.SIGSTOP)
        print("the second half, one stopped:")
        self.broadcast(readers, len(self.stream))
        grown = self.server.peak_memory() - before
        print(f"    memory of the server: {before / 1e6:.1f} MB, then {grown / 1e6:.1f} MB more", flush=True)
        self.assertLess(grown, QUEUE + CONSTANT)
        self.assertTrue(all(reader.received == len(self.stream) for reader in readers))

        stats = wait_until(lambda: (now := self.stats())["behaviors"] == READERS and now,
                           "the end of the stopped client's session", details=self.server.errors)
        print(f"    the session of the stopped client ended; close codes: {stats['closed']}", flush=True)
        self.assertEqual(sum(stats["closed"].values()), 1)
        os.kill(victim.pid, signal.SIGCONT)
        victim.join(DEADLINE)
        self.assertGreaterEqual(victim_received.value, half)
        self.assertLess(victim_received.value, len(self.stream))

        for reader in readers:
            reader.connection.close()
        self.assertEqual(self.server.stop(), 0)
        self.assertEqual(self.server.errors(), "standard error of the server:\n(empty)")


if __name__ == "__main__":
    SERVER = server_path(sys.argv, "HAWSER_SERVICES_SERVER")
    unittest.main(verbosity=2)
