# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)

"""The servers that run.py measures, each on its core for the length of a `with` block."""

import grp
import os
import pathlib
import pwd
import select
import shutil
import socket
import subprocess
import tempfile
import time

from scenarios import NGINX

START_TIMEOUT = 10
STOP_TIMEOUT = 10
HERE = pathlib.Path(__file__).resolve().parent


class Failure(Exception):
    """A benchmark that could not be run, as opposed to one that missed its target."""


def stop(process):
    """Ends a process that this script started, within a bounded time."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def pinned(core):
    return lambda: os.sched_setaffinity(0, {core})


def parse(line):
    """The name=value pairs that the benchmark's programs print."""
    return dict(pair.split("=", 1) for pair in line.split())


def read_line(process, timeout):
    """The next line of a process that writes one at a time."""
    ready, _, _ = select.select([process.stdout], [], [], timeout)
    line = process.stdout.readline() if ready else ""
    if not line:
        raise Failure(f"{process.args[0]} said nothing within {timeout} s")
    return line.strip()


def make_certificate(folder):
    """Of the kind that most have today, signed by itself; returns its file and that of its key."""
    if shutil.which("openssl") is None:
        raise Failure("no openssl, which makes the certificate: install it (Debian: openssl)")
    certificate, key = str(folder / "certificate.pem"), str(folder / "key.pem")
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
               "-days", "7", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
               "-out", certificate, "-keyout", key]
    made = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    if made.returncode != 0:
        raise Failure(f"openssl made no certificate: {made.stderr}")
    return certificate, key


class Server:
    """A peer: `port` is where it listens, `pid` the process that does the work."""

    def __init__(self, options, name, tls):
        command = [str(options.bin / name), "--port", "0", "--root", options.root]
        if tls:
            command += ["--certificate", options.certificate, "--key", options.key]
        self.scheme = "https" if tls else "http"
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True,
                                        preexec_fn=pinned(options.server_core))
        self.pid = self.process.pid

    def __enter__(self):
        try:
            self.port = self.wait_for_port()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        stop(self.process)
        self.process.stdout.close()

    def wait_for_port(self):
        line = read_line(self.process, START_TIMEOUT).split()
        if len(line) != 3 or line[0] != "listening":
            raise Failure(f"{self.process.args[0]} said: {' '.join(line)}")
        return line[2 if self.scheme == "https" else 1]

    def memory(self):
        """Bytes of resident memory, shared pages counted in part (Pss) and in full (Rss)."""
        rollup = pathlib.Path(f"/proc/{self.pid}/smaps_rollup").read_text()
        values = {line.split(":")[0]: line.split() for line in rollup.splitlines()[1:]}
        return {name: int(values[name][1]) * 1024 for name in ("Pss", "Rss")}

    def cpu_seconds(self):
        """Processor time so far, of all threads; `schedstat` counts nanoseconds."""
        tasks = pathlib.Path(f"/proc/{self.pid}/task").glob("*/schedstat")
        return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9


def nginx_program():
    """Debian puts it where not every user's PATH leads."""
    return shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/local/sbin:/usr/sbin")


class Nginx(Server):
    """nginx, as this user, with nginx.conf of this folder."""

    def __init__(self, options, tls):
        self.scheme = "https" if tls else "http"
        self.folder = tempfile.TemporaryDirectory(prefix="hawser-bench-nginx-")
        # nginx takes over a socket that is open already (the variable NGINX): a free port, for certain.
        with socket.create_server(("127.0.0.1", 0), backlog=4096) as listener:
            self.port = str(listener.getsockname()[1])
            self.write_configuration(options)
            command = [nginx_program(), "-p", self.folder.name, "-c", "nginx.conf", "-e", "error.log"]
            self.process = subprocess.Popen(
                [*command, "-g", "daemon off;"],
                stdout=subprocess.PIPE, text=True, preexec_fn=pinned(options.server_core),
                env={**os.environ, "NGINX": f"{listener.fileno()};"}, pass_fds=[listener.fileno()])

    def write_configuration(self, options):
        # Root's workers would run as nobody, who cannot read the files.
        names = pwd.getpwuid(os.geteuid())[0], grp.getgrgid(os.getegid())[0]
        user = "user {} {};".format(*names) if os.geteuid() == 0 else ""
        text = (HERE / "nginx.conf").read_text(encoding="utf-8").format(
            user=user, folder=self.folder.name, port=self.port, root=options.root,
            ssl=" ssl" if self.scheme == "https" else "", certificate=options.certificate, key=options.key)
        pathlib.Path(self.folder.name, "nginx.conf").write_text(text, encoding="utf-8")

    def wait_for_port(self):
        """The port is known; what takes a moment is the worker."""
        children = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        deadline = time.monotonic() + START_TIMEOUT
        while self.process.poll() is None and time.monotonic() < deadline:
            if found := children.read_text().split():
                self.pid = int(found[0])
                return self.port
            time.sleep(0.02)
        log = pathlib.Path(self.folder.name, "error.log").read_text(encoding="utf-8")
        raise Failure(f"nginx did not start: {log}")

    def __exit__(self, *arguments):
        super().__exit__(*arguments)
        self.folder.cleanup()


def start_server(options, name, tls=False):
    """A context manager."""
    return Nginx(options, tls) if name == NGINX else Server(options, name, tls)


def is_present(options, name):
    return nginx_program() is not None if name == NGINX else (options.bin / name).exists()
