# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)

"""Runs a server or a proxy of somebody else's making for a test: never as root, in a folder and on ports of
its own."""

import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile

from server_process import STOP_DEADLINE, wait_until

SBIN = ":/usr/local/sbin:/usr/sbin"  # where they are, and not in every user's PATH
NOBODY = ("nobody", "nogroup")       # in place of root, whom some of them refuse, and none needs
ATTEMPTS = 5                         # until nobody else takes a port first


def free_ports(count):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def is_listening(port):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


class DaemonProcess:
    """A running program that stays in the foreground; a context manager that ends it whatever happened.

    `write(folder, ports)` makes its files there and returns its arguments. `ports` has the chosen ones, as
    many as were asked for."""

    def __init__(self, program, write, ports=1):
        self._program = shutil.which(program, path=os.environ.get("PATH", "") + SBIN) or program
        self._temporary = tempfile.TemporaryDirectory(prefix=f"hawser-{program}-")
        self.folder = pathlib.Path(self._temporary.name)
        self._process = None
        try:
            for _ in range(ATTEMPTS):
                self.ports = free_ports(ports)
                self._start(write(self.folder, self.ports))
                wait_until(self._is_up_or_gone, program, details=self.output)
                if self._process.poll() is None:
                    return
                self.stop()
            raise AssertionError(f"{program} did not start\n{self.output()}")
        except BaseException:
            self.__exit__()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
        self._temporary.cleanup()

    @property
    def port(self):
        return self.ports[0]

    def is_running(self):
        return self._process.poll() is None

    def text_of(self, name):
        """What is in that file of its folder, such as a log; empty if there is none yet."""
        path = self.folder / name
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    def output(self):
        """What it printed so far."""
        return self.text_of("output")

    def _start(self, arguments):
        # Whatever becomes of the test, the server goes with it.
        command = ["setpriv", "--pdeathsig", "TERM"]
        if os.geteuid() == 0:
            user, group = NOBODY
            command += ["--reuid", user, "--regid", group, "--clear-groups"]
            for path in [self.folder, *self.folder.rglob("*")]:
                shutil.chown(path, user, group)
        with open(self.folder / "output", "wb") as output:
            self._process = subprocess.Popen(
                [*command, "--", self._program, *map(str, arguments)], cwd=self.folder,
                stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True)

    def _is_up_or_gone(self):
        return not self.is_running() or all(is_listening(port) for port in self.ports)

    def stop(self):
        """Ends it, and all that it has started."""
        if not self._process:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_DEADLINE)
        except subprocess.TimeoutExpired:
            pass
        try:
            os.killpg(self._process.pid, signal.SIGKILL)  # and helpers that it may have left
        except ProcessLookupError:
            pass
        self._process.wait()
