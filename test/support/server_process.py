# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)

"""Runs one of the example servers for a test, on a port that the system chooses."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time

START_DEADLINE = 20  # seconds; generous, for sanitizer builds on a busy machine
STOP_DEADLINE = 20


def server_path(argv, variable="HAWSER_HTTP_SERVER"):
    """Takes `--server PATH` out of `argv`, or reads the environment variable; ends the test program without
    either."""
    path = os.environ.get(variable)
    if "--server" in argv:
        at = argv.index("--server")
        if at + 1 == len(argv):
            sys.exit("--server needs the path of the server's binary")
        path = argv[at + 1]
        del argv[at:at + 2]
    if not path:
        sys.exit(f"usage: {argv[0]} --server PATH [unittest options]   (or set {variable})")
    if not os.access(path, os.X_OK):
        sys.exit(f"{argv[0]}: {path} is not an executable file")
    return os.path.abspath(path)


def wait_until(condition, what, timeout=20, details=lambda: ""):
    """Polls until `condition()` is true and returns what it returned; AssertionError after `timeout` s."""
    deadline = time.monotonic() + timeout
    while True:
        result = condition()
        if result:
            return result
        if time.monotonic() > deadline:
            raise AssertionError(f"after {timeout} s still waiting for {what}\n{details()}")
        time.sleep(0.03)


class ServerProcess:
    """A running server; a context manager that ends it whatever happened.

    `port` is read from the line `Listening on http://localhost:PORT` on its standard output; `said` has the
    lines before that."""

    def __init__(self, binary, *arguments, port=0):
        self._stderr = tempfile.TemporaryFile()
        self._process = subprocess.Popen([binary, "--port", str(port), *arguments], stdin=subprocess.DEVNULL,
                                         stdout=subprocess.PIPE, stderr=self._stderr)
        self.pid = self._process.pid
        self.said = []
        while not (match := re.match(r"Listening on \w+://[^ ]*:(\d+)\s*$", line := self.read_line())):
            if not line:
                self.kill()
                errors = self.errors()
                self._stderr.close()
                raise AssertionError(f"{binary} did not say where it listens but: {self.said}\n{errors}")
            self.said.append(line)
        self.port = int(match[1])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()
        self._stderr.close()

    def read_line(self):
        """The next line on its standard output, without the end; empty if there will be none."""
        # A watchdog in place of a time-out on the blocking read.
        watchdog = threading.Timer(START_DEADLINE, self._process.kill)
        watchdog.start()
        try:
            return self._process.stdout.readline().decode(errors="replace").rstrip("\n")
        finally:
            watchdog.cancel()

    def is_running(self):
        return self._process.poll() is None

    def terminate(self):
        """Asks for a graceful stop and returns at once."""
        self._process.send_signal(signal.SIGTERM)

    def wait(self, timeout=STOP_DEADLINE):
        """The exit status; AssertionError if the server still runs after `timeout` seconds."""
        try:
            return self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"the server did not end within {timeout} s\n{self.errors()}") from None

    def stop(self):
        """Graceful stop; returns the exit status."""
        self.terminate()
        return self.wait()

    def kill(self):
        if self.is_running():
            self._process.kill()
        self._process.wait()
        self._process.stdout.close()

    def errors(self):
        """What the server wrote to standard error so far."""
        self._stderr.seek(0)
        text = self._stderr.read().decode(errors="replace").strip()
        return f"standard error of the server:\n{text or '(empty)'}"

    def peak_memory(self):
        """The largest resident size so far, in bytes (Linux)."""
        with open(f"/proc/{self.pid}/status", encoding="ascii") as status:
            return int(re.search(r"VmHWM:\s+(\d+) kB", status.read())[1]) * 1024
