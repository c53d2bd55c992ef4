# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)

"""Runs the example client for a test, bounded in time, and says what became of it."""

import enum
import os
import re
import signal
import subprocess
import sys
import tempfile

DEADLINE = 60  # seconds; generous, for sanitizer builds on a busy machine
PROXY_VARIABLES = ["http_proxy", "https_proxy", "all_proxy", "no_proxy"]


SEND = ("--send", "x")  # something, so that the client closes


class Exit(enum.IntEnum):
    """What the client's exit status says."""
    OK = 0
    USAGE = 1
    NOT_CONNECTED = 2
    REFUSED = 3
    CREDENTIALS = 4
    LOST = 5


def take_path(argv, option):
    """Takes `option PATH` out of `argv`; ends the test program without it, or if it is no program."""
    if option not in argv[:-1]:
        sys.exit(f"{argv[0]}: {option} must name a program")
    at = argv.index(option)
    path = os.path.abspath(argv[at + 1])
    del argv[at:at + 2]
    if not os.access(path, os.X_OK):
        sys.exit(f"{argv[0]}: {path} is not an executable file")
    return path


def environment(**variables):
    """That of this process, with no proxies but those given."""
    inherited = {name: value for name, value in os.environ.items() if name.lower() not in PROXY_VARIABLES}
    return {**inherited, **variables}


class Done:
    """A client that has ended."""

    def __init__(self, command, status, out, err):
        self.command, self.status, self.err = command, status, err
        self.out = out
        self.lines = out.split("\n")[:-1]

    def __str__(self):
        text = f"{' '.join(self.command)}\nended with {self.status}\nstandard output:\n{self.out[:2000]}\n"
        return f"{text}standard error:\n{self.err[:4000]}"


class ClientProcess:
    """A running client; a context manager that ends it whatever happened. Options that are pairs stand for an
    option with a value."""

    def __init__(self, binary, url, *options, env=None):
        arguments = [str(part) for option in options
                     for part in (option if isinstance(option, tuple) else (option,))]
        self.command = [binary, *arguments, url]
        self._out, self._err = tempfile.TemporaryFile(), tempfile.TemporaryFile()
        # A test that is killed leaves no client behind.
        self._process = subprocess.Popen(["setpriv", "--pdeathsig", "KILL", "--", *self.command],
                                         stdin=subprocess.DEVNULL, stdout=self._out, stderr=self._err,
                                         env=env or environment())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        self._out.close()
        self._err.close()

    def is_running(self):
        return self._process.poll() is None

    def interrupt(self):
        self._process.send_signal(signal.SIGINT)

    def out(self):
        """What it has printed so far."""
        return self._read(self._out)

    def err(self):
        return self._read(self._err)

    def wait(self):
        """Until it ends; AssertionError if it does not, or is killed by a signal."""
        try:
            status = self._process.wait(DEADLINE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            raise AssertionError(f"still running after {DEADLINE} s: {self._done('a kill')}") from None
        done = self._done(status)
        if status < 0:
            raise AssertionError(f"died: {done}")
        return done

    def _done(self, status):
        return Done(self.command, status, self.out(), self.err())

    @staticmethod
    def _read(file):
        file.seek(0)
        return file.read().decode(errors="replace")


class ClientCase:
    """Mixed into a TestCase: runs the client, and checks how it ended."""

    binary = ""  # of the client

    def run_client(self, url, *options, env=None):
        with ClientProcess(self.binary, url, *options, env=env) as client:
            return client.wait()

    def check(self, status, url, *options, lines=None, says=None, env=None):
        """Runs it to an end with that status, or one of those; `lines` are what it must print, `says` is a
        pattern for standard error."""
        done = self.run_client(url, *options, env=env)
        self.assertIn(done.status, status if isinstance(status, tuple) else (status,), done)
        if lines is not None:
            self.assertEqual(done.lines, lines, done)
        if says is not None and not re.search(says, done.err, re.IGNORECASE):
            self.fail(f"no {says!r} in what it said: {done}")
        return done
