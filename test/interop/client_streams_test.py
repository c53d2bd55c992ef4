#!/usr/bin/python3
# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)

"""The example client with pipes for standard input and output, against Python's websockets (Debian:
python3-websockets, which needs /usr/bin/python3): lines, back-pressure, and how it ends.

    test/interop/client_streams_test.py --client build/example/client
"""

import asyncio
import base64
import contextlib
import hashlib
import pathlib
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))

from client_process import DEADLINE, Exit, environment, take_path  # noqa: E402
from server_process import wait_until  # noqa: E402
from websocket_backend import WELCOME, Backend  # noqa: E402

CLIENT = ""
GREETING = f"{WELCOME}\n".encode()  # what Backend says if it is not told otherwise
LINE_LIMIT = 16 << 20   # bytes, of a line of standard input
IN_FLIGHT = 24 << 20    # more than the buffers of the system and the client's queue may hold
MEMORY = 48 << 20       # bytes, for the client with all its libraries


async def echo(ws):
    async for message in ws:
        await ws.send(message)


async def collect(ws):
    return [message async for message in ws]


def talk(*messages, code=1000, reason=""):
    """A handler that sends these, and closes; for `/echoed`, when as many have come, which it returns."""
    async def handler(ws):
        for message in messages:
            await ws.send(message)
        answers = [await ws.recv() for _ in messages] if ws.path == "/echoed" else []
        await ws.close(code, reason)
        return answers
    return handler


def accept_websocket(listener):
    """The socket of a client, behind the handshake: for what Python's websockets would not do."""
    connection = listener.accept()[0]
    request = b""
    while not request.endswith(b"\r\n\r\n"):
        request += connection.recv(65536)
    key = re.search(rb"(?i)\r\nSec-WebSocket-Key: ([^\r]*)", request)[1]
    proof = base64.b64encode(hashlib.sha1(key + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest())
    connection.sendall(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                       b"Sec-WebSocket-Accept: " + proof + b"\r\n\r\n")
    return connection


class Client:
    """A running client; a context manager that ends it whatever happened. Its standard input is a pipe, or
    that file."""

    def __init__(self, *arguments, file=None):
        self._err = tempfile.TemporaryFile()
        self.process = subprocess.Popen([CLIENT, *map(str, arguments)], stdin=file or subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=self._err, env=environment())
        self.stdin, self.stdout = self.process.stdin, self.process.stdout

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        for stream in (self.stdin, self.stdout, self._err):
            with contextlib.suppress(BrokenPipeError):  # what it has not read
                if stream:
                    stream.close()

    def write(self, data):
        self.stdin.write(data)
        self.stdin.flush()

    def err(self):
        self._err.seek(0)
        return self._err.read().decode()

    def wait(self):
        return self.process.wait(DEADLINE)

    def end(self, data=b""):
        """Gives it the last of its input; returns its status, what it printed, and what it told."""
        if self.stdin:
            with contextlib.suppress(BrokenPipeError):
                self.stdin.write(data)
                self.stdin.close()
        printed = self.stdout.read()
        return self.wait(), printed, self.err()

    def peak_memory(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) * 1024


class ClientStreamsTest(unittest.TestCase):
    # --- messages

    def test_lines(self):
        with Backend() as server:
            for data, lines in ((b"", []), (b"a\n", ["a"]), (b"a\n\n b \nlast", ["a", "", " b ", "last"])):
                with Client(server.url()) as client:
                    self.assertEqual(client.end(data), (0, GREETING, ""))
                ended = server.ended()
                self.assertEqual((ended.result, ended.code), (lines, 1000))

    def test_lines_of_a_file(self):
        """Which is nothing that can be waited for."""
        with Backend() as server, tempfile.TemporaryFile() as file:
            file.write(b"not for it\na\nb\n")
            file.seek(11)
            with Client(server.url(), file=file) as client:
                self.assertEqual(client.end(), (0, GREETING, ""))
            self.assertEqual(server.ended().result, ["a", "b"])

    def test_messages_come_at_once(self):
        with Backend(echo) as server, Client(server.url()) as client:
            for line in (b"one\n", b"two\n"):
                client.write(line)
                self.assertEqual(client.stdout.readline(), line)
            self.assertEqual(client.end(), (0, b"", ""))

    def test_binary(self):
        with Backend() as server, Client("--binary", server.url()) as client:
            self.assertEqual(client.end(b"\x00\xff\n\n"), (0, GREETING, ""))
            self.assertEqual(server.ended().result, [b"\x00\xff", b""])
        with Backend(talk(b"\x00A\xff", b"")) as server, Client(server.url()) as client:
            self.assertEqual((client.stdout.read(), client.wait()), (b"binary: 0041ff\nbinary: \n", 0))

    def test_echo(self):
        messages = ["Grüße", b"\x00\xff", "", b"", "x" * 70_000]
        with Backend(talk(*messages)) as server, Client("--echo", server.url("/echoed")) as client:
            self.assertEqual(client.end(b"not for it\n"), (0, b"", ""))
            self.assertEqual(server.ended().result, messages)

    def test_lines_that_cannot_be_sent(self):
        with Backend(collect, max_size=None) as server:
            longest = b"x" * LINE_LIMIT
            for end in (b"", b"\n"):
                with Client(server.url()) as client:
                    self.assertEqual(client.end(b"a\n" + longest + end), (0, b"", ""))
                self.assertEqual([len(message) for message in server.ended().result], [1, LINE_LIMIT])
            for data, told in ((b"a\n\xff\nb\n", "line 2: [^\n]*UTF-8"),
                               (b"a\nx" + longest, "line 2 [^\n]*16 MiB"),
                               (b"a\nx" + longest + b"\nb\n", "line 2 [^\n]*16 MiB")):
                with Client(server.url()) as client:
                    status, _, err = client.end(data)
                    self.assertEqual(status, Exit.USAGE)
                    self.assertRegex(err, rf"\Aclient: {told}[^\n]*\n\Z")
                ended = server.ended()
                self.assertEqual((ended.result, ended.code), (["a"], 1000))

    # --- who is slow

    def test_many_lines_and_a_slow_server(self):
        """The input waits for the server; nothing is lost, and nothing is piled up."""
        line, count = b"0123456789" * 1_000 + b"\n", 10_000
        released = threading.Event()
        written = 0

        async def slow(ws):
            await asyncio.get_running_loop().run_in_executor(None, released.wait, DEADLINE)
            seen = hashlib.sha256()
            async for message in ws:
                seen.update(message.encode() + b"\n")
            return seen.hexdigest()

        def write(client):
            nonlocal written
            for _ in range(count):
                client.write(line)
                written += len(line)

        def stands_still():
            before = written
            return not released.wait(1) and before == written > 0

        with Backend(slow, max_queue=1) as server, Client(server.url()) as client:
            writer = threading.Thread(target=write, args=(client,), daemon=True)
            writer.start()
            wait_until(stands_still, "the input to stand still")
            self.assertLess(written, IN_FLIGHT)
            released.set()
            writer.join(DEADLINE)
            self.assertLess(client.peak_memory(), MEMORY)
            self.assertEqual(client.end(), (0, b"", ""))
            self.assertEqual(server.ended().result, hashlib.sha256(line * count).hexdigest())

    def test_what_comes_after_the_end_of_the_input(self):
        """All is printed that comes before the server's Close frame."""
        lines = [b"%d" % number for number in range(200_000)]
        frames = b"".join(bytes([0x81, len(line)]) + line for line in lines)

        def answer(connection):
            with connection:
                connection.sendall(frames + b"\x88\x02\x03\xe8")

        with socket.create_server(("127.0.0.1", 0)) as listener:
            with Client(f"ws://127.0.0.1:{listener.getsockname()[1]}/") as client:
                client.stdin.close()
                connection = accept_websocket(listener)
                self.assertEqual(connection.recv(8)[:2], b"\x88\x82")  # its Close frame
                threading.Thread(target=answer, args=(connection,), daemon=True).start()
                printed = client.stdout.read()
                self.assertEqual((client.wait(), client.err()), (0, ""))
                self.assertTrue(printed == b"".join(line + b"\n" for line in lines), printed[-50:])

    def test_nobody_reads_the_output(self):
        with Backend(echo) as server, Client(server.url()) as client:
            client.stdout.close()
            client.write(b"x\n")
            self.assertEqual(client.wait(), -signal.SIGPIPE)
        with open("/dev/full", "wb") as full, Backend(talk("x")) as server:
            done = subprocess.run([CLIENT, server.url()], stdin=subprocess.DEVNULL, stdout=full,
                                  stderr=subprocess.PIPE, check=False, timeout=DEADLINE, env=environment())
            told = "client: standard output: No space left on device\n"
            self.assertEqual((done.returncode, done.stderr.decode()), (Exit.USAGE, told))

    def test_closed_streams(self):
        with Backend() as server:
            for closed in ("<&-", ">&-", "<&- >&- 2>&-"):
                done = subprocess.run(["sh", "-c", f'"$0" "$1" {closed}', CLIENT, server.url()], check=False,
                                      stdin=subprocess.DEVNULL, capture_output=True, timeout=DEADLINE,
                                      env=environment())
                self.assertEqual((done.returncode, done.stderr), (0, b""))
                self.assertEqual(server.ended().code, 1000)

    # --- the end

    def test_exit_codes_of_close(self):
        for code, status in ((1000, Exit.OK), (1001, Exit.OK), (1011, Exit.LOST), (4001, Exit.LOST)):
            told = "" if status == Exit.OK else f"client: closed with {code}: so be it\n"
            with Backend(talk("x", code=code, reason="so be it")) as server, Client(server.url()) as client:
                self.assertEqual((client.wait(), client.stdout.read(), client.err()), (status, b"x\n", told))

    def test_lost(self):
        async def cut(ws):
            await ws.recv()
            ws.transport.abort()

        with Backend(cut) as server, Client(server.url()) as client:
            client.write(b"go\n")
            self.assertEqual(client.wait(), Exit.LOST)
            self.assertRegex(client.err(), r"client: the connection was lost\n\Z")

    def test_interrupt(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            with Backend() as server, Client(server.url()) as client:
                self.assertEqual(client.stdout.readline(), GREETING)
                client.process.send_signal(number)
                self.assertEqual((client.wait(), client.err()), (0, ""))
                self.assertEqual(server.ended().code, 1000)

    def test_second_interrupt(self):
        async def deaf(ws):
            ws.transport.pause_reading()
            await asyncio.sleep(2)
            ws.transport.abort()

        with Backend(deaf) as server, Client("--verbose", server.url()) as client:
            wait_until(lambda: "101" in client.err(), "the handshake")
            client.process.send_signal(signal.SIGINT)
            with self.assertRaises(subprocess.TimeoutExpired):
                client.process.wait(0.5)
            client.process.send_signal(signal.SIGINT)
            self.assertEqual(client.process.wait(1), -signal.SIGINT)

    def test_interrupt_while_connecting(self):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            with Client(f"ws://127.0.0.1:{silent.getsockname()[1]}/") as client:
                connection = self.enterContext(silent.accept()[0])
                connection.recv(1)  # the request
                client.process.send_signal(signal.SIGINT)
                self.assertEqual((client.wait(), client.err()), (Exit.NOT_CONNECTED, "client: interrupted\n"))

    def test_reconnect(self):
        async def restart(ws):
            await ws.send(ws.path)
            await ws.close(1012)

        with Backend(restart) as server, Client("--reconnect", server.url("/again")) as client:
            for _ in range(3):
                self.assertEqual(client.stdout.readline(), b"/again\n")
            client.process.send_signal(signal.SIGINT)
            client.wait()
            self.assertRegex(client.err(), r"client: connecting again in 0\.\d\d s, attempt 1\n")
        with contextlib.ExitStack() as server:
            url = server.enter_context(Backend(restart)).url()
            with Client("--reconnect", "--max-attempts", "2", url) as client:
                self.assertEqual(client.stdout.readline(), b"/\n")
                server.close()
                self.assertEqual(client.wait(), Exit.LOST)
                self.assertRegex(client.err(), r"attempt 1\n(?s:.*)attempt 2\n(?s:.*)lost\n\Z")

    def test_lines_wait_for_the_next_connection(self):
        sessions = 0

        async def restart_once(ws):
            nonlocal sessions
            sessions += 1
            if sessions > 1:
                return await collect(ws)
            await ws.close(1012)
            return []

        with Backend(restart_once) as server, Client("--reconnect", server.url()) as client:
            wait_until(lambda: "connecting again" in client.err(), "the loss")
            self.assertEqual(client.end(b"a\nb\n")[0], 0)
            self.assertEqual((server.ended().result, server.ended().result), ([], ["a", "b"]))


if __name__ == "__main__":
    CLIENT = take_path(sys.argv, "--client")
    unittest.main(verbosity=2)
