#!/usr/bin/python3
# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)

"""The example client on a terminal, which is a pseudo-terminal here, against Python's websockets (Debian:
python3-websockets, which needs /usr/bin/python3).

    test/interop/client_terminal_test.py --client build/example/client
"""

import fcntl
import os
import pathlib
import pty
import re
import select
import signal
import subprocess
import sys
import tempfile
import termios
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))

from client_process import DEADLINE, Exit, environment, take_path  # noqa: E402
from server_process import wait_until  # noqa: E402
from websocket_backend import Backend, refusal  # noqa: E402

CLIENT = ""
IN_FLIGHT = 48 << 20  # more than the buffers of the system and the client may hold
ERASE = "\r\x1b[K"
CTRL_C, CTRL_D = "\x03", "\x04"
COLOURS = re.compile(r"\x1b\[\d+m")


async def echo(ws):
    async for message in ws:
        await ws.send(message)


class Terminal:
    """A client on a terminal of its own; a context manager that ends it whatever happened. Its output may be
    a file, `out`."""

    def __init__(self, *arguments, out=None, **variables):
        self.end, self.inner = pty.openpty()
        self.seen = ""
        env = {**environment(), "TERM": "xterm", "NO_COLOR": "", **variables}
        self.process = subprocess.Popen([CLIENT, *arguments], stdin=self.inner, stdout=out or self.inner,
                                        stderr=self.inner, env=env, start_new_session=True,
                                        preexec_fn=lambda: fcntl.ioctl(self.inner, termios.TIOCSCTTY, 0))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        os.close(self.inner)
        os.close(self.end)

    def type(self, text):
        os.write(self.end, text.encode())

    def expect(self, text):
        """Reads until that has been shown, and returns all up to there, without what was taken before."""
        deadline = time.monotonic() + DEADLINE
        while text not in self.seen:
            if time.monotonic() > deadline or not select.select([self.end], [], [], DEADLINE)[0]:
                raise AssertionError(f"no {text!r} in {self.seen!r}")
            self.seen += os.read(self.end, 65536).decode()
        at = self.seen.index(text) + len(text)
        taken, self.seen = self.seen[:at], self.seen[at:]
        return taken

    def rest(self):
        """What else is there when it has ended; and its status."""
        status = self.process.wait(DEADLINE)
        while select.select([self.end], [], [], 0.2)[0]:
            self.seen += os.read(self.end, 65536).decode()
        return status, self.seen

    def shows_what_is_typed(self):
        return bool(termios.tcgetattr(self.inner)[3] & termios.ECHO)


class ClientTerminalTest(unittest.TestCase):
    def test_prompt_and_colours(self):
        with Backend(echo) as server, Terminal(server.url()) as terminal:
            self.assertEqual(terminal.expect("> "), "> ")
            terminal.type("Grüße\n")
            shown = terminal.expect("\x1b[0m\r\n> ")
            self.assertRegex(shown, r"< Grüße\x1b\[0m")
            shown = COLOURS.sub("", shown).replace(ERASE, "|")
            self.assertRegex(shown, r"\AGrüße\r\n(> \|)?< Grüße\r\n> \Z")
            terminal.type(CTRL_D)
            self.assertEqual(terminal.rest(), (0, ERASE))
            self.assertEqual(server.ended().code, 1000)

    def test_no_colours(self):
        with Backend(echo) as server, Terminal(server.url(), NO_COLOR="1") as terminal:
            terminal.expect("> ")
            terminal.type("hello\n")
            self.assertNotRegex(terminal.expect("< hello\r\n> "), COLOURS)

    def test_dumb_terminal(self):
        with Backend(echo) as server, Terminal(server.url(), TERM="dumb") as terminal:
            terminal.type("hello\n")
            self.assertEqual(terminal.expect("hello\r\nhello\r\n"), "hello\r\nhello\r\n")

    def test_output_to_a_file(self):
        out = self.enterContext(tempfile.TemporaryFile())
        with Backend(echo) as server, Terminal(server.url(), out=out) as terminal:
            terminal.type("hello\n")
            wait_until(lambda: os.fstat(out.fileno()).st_size > 0, "the echo")
            terminal.type(CTRL_D)
            self.assertEqual(terminal.rest(), (0, "hello\r\n"))
            out.seek(0)
            self.assertEqual(out.read(), b"hello\n")

    def test_messages_keep_the_prompt(self):
        with Backend(echo) as server, Terminal(server.url(), "--verbose", "--ping", "0.3") as terminal:
            terminal.expect("> ")
            terminal.expect(f"{ERASE}client: pong after")
            terminal.expect("\n> ")
            terminal.type("half a")
            terminal.expect("half a")
            terminal.expect(f"{ERASE}client: pong after")
            terminal.expect("\n> ")
            terminal.type(" line\n")
            terminal.expect("< half a line")

    def test_servers_do_not_command_the_terminal(self):
        async def command(ws):
            await ws.send("\x1b]0;x\x07\x9b1m\ttab")
            await ws.send("a\nb")

        with Backend(command) as server, Terminal(server.url()) as terminal:
            shown = terminal.rest()[1].replace(ERASE, "").replace("> ", "")
            self.assertEqual(COLOURS.sub("", shown), "< \\x1b]0;x\\x07\\x9b1m\ttab\r\n< a\r\nb\r\n")

    def test_interrupt(self):
        with Backend(echo) as server, Terminal(server.url()) as terminal:
            terminal.expect("> ")
            terminal.type(CTRL_C)
            status, shown = terminal.rest()
            self.assertEqual((status, shown.replace("^C", "")), (0, ERASE))
            self.assertEqual(server.ended().code, 1000)

    def test_the_terminal_stays_as_it_was(self):
        with Backend(echo) as server, Terminal(server.url()) as terminal:
            before = termios.tcgetattr(terminal.inner)
            terminal.expect("> ")
            self.assertTrue(os.get_blocking(terminal.inner))
            terminal.type(CTRL_D)
            self.assertEqual(terminal.rest()[0], 0)
            self.assertTrue(os.get_blocking(terminal.inner))
            self.assertEqual(termios.tcgetattr(terminal.inner), before)

    # --- passwords

    def test_password(self):
        def check(_, headers):
            if headers.get("Authorization") == "Basic bm9iaXRhOnBhc3N3b3Jk":
                return None
            return refusal(401, WWW_Authenticate='Basic realm="Here"')

        with Backend(echo, answer=check) as server:
            for password, status in (("password", Exit.OK), ("wrong", Exit.CREDENTIALS)):
                with Terminal(server.url(), "-u", "nobita", "-s", "x") as terminal:
                    terminal.expect("Password of nobita: ")
                    wait_until(lambda: not terminal.shows_what_is_typed(), "the echo to be off")
                    terminal.type(password + "\n")
                    found, shown = terminal.rest()
                    self.assertEqual(found, status, shown)
                    self.assertNotIn(password, shown)
                    self.assertTrue(terminal.shows_what_is_typed())

    def test_password_refused_to_give(self):
        for typed in (CTRL_C, CTRL_D):
            with Terminal("ws://localhost:1/", "-u", "nobita") as terminal:
                terminal.expect("Password of nobita: ")
                wait_until(lambda: not terminal.shows_what_is_typed(), "the echo to be off")
                terminal.type(typed)
                self.assertEqual(terminal.rest(), (Exit.USAGE, "\r\nclient: no password was given\r\n"))
                self.assertTrue(terminal.shows_what_is_typed())

    def test_no_terminal_to_ask(self):
        done = subprocess.run([CLIENT, "ws://localhost:1/", "-u", "nobita"], stdin=subprocess.DEVNULL,
                              capture_output=True, check=False, timeout=DEADLINE, start_new_session=True)
        self.assertEqual((done.returncode, done.stderr),
                         (Exit.USAGE, b"client: there is no terminal to ask for the password\n"))

    def test_slow_reader_of_the_output(self):
        """While nobody reads what it prints, the server has to wait, and Ctrl-C works."""
        sent = 0

        async def chatter(ws):
            nonlocal sent
            while True:
                await ws.send("x" * 10_000)
                sent += 10_000

        def stands_still():
            before = sent
            time.sleep(1)
            return before == sent > 0

        reader, writer = os.pipe()
        self.addCleanup(os.close, reader)
        self.addCleanup(os.close, writer)
        with Backend(chatter) as server, Terminal(server.url(), out=writer) as terminal:
            wait_until(stands_still, "the server to stand still")
            self.assertLess(sent, IN_FLIGHT)
            terminal.type(CTRL_C)
            time.sleep(0.5)
            terminal.type(CTRL_C)
            self.assertEqual(terminal.rest()[0], -signal.SIGINT)


if __name__ == "__main__":
    CLIENT = take_path(sys.argv, "--client")
    unittest.main(verbosity=2)
