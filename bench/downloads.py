# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)

"""Files to serve, and the loads that download them: wrk, and many clients that read slowly."""

import http.client
import math
import os
import pathlib
import resource
import shutil
import socket
import ssl
import subprocess
import time

from servers import HERE, Failure, pinned, stop

FILES = {"1k.txt": 1024, "64k.txt": 64 * 1024, "1m.txt": 1024 * 1024}
LARGE_FILE, LARGE_SIZE = "100m.bin", 100 * 1024 * 1024
WRK_TIMEOUT = 30  # on top of the measured time


def make_files(folder):
    """The large file has no blocks; to the server it is like any other."""
    for name, size in FILES.items():
        (folder / name).write_bytes((b"0123456789abcde\n" * (size // 16 + 1))[:size])
    (folder / LARGE_FILE).touch()
    os.truncate(folder / LARGE_FILE, LARGE_SIZE)
    for file in folder.iterdir():
        os.utime(file, (1_600_000_000, 1_600_000_000))


def connect(server):
    """The certificate does not matter here."""
    if server.scheme == "http":
        return http.client.HTTPConnection("127.0.0.1", int(server.port), timeout=WRK_TIMEOUT)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return http.client.HTTPSConnection("127.0.0.1", int(server.port), timeout=WRK_TIMEOUT, context=context)


def request(server, path, fields):
    connection = connect(server)
    try:
        connection.request("GET", path, headers=fields)
        response = connection.getresponse()
        return response.status, response.headers, response.read()
    finally:
        connection.close()


def check(server, load, root):
    """Asks once, and compares; returns the fields that wrk is to send."""
    status, headers, body = request(server, load.path, {})
    if status != 200 or body != (root / load.path[1:]).read_bytes():
        raise Failure(f"GET {load.path} was answered with {status} and {len(body)} bytes")
    if not load.conditional:
        return {}
    # As browsers do.
    fields = {"If-None-Match": headers["ETag"], "If-Modified-Since": headers["Last-Modified"]}
    status, _, body = request(server, load.path, fields)
    if (status, body) != (304, b""):
        raise Failure(f"the condition was answered with {status} and {len(body)} bytes")
    return fields


def run_wrk(options, server, load, fields, seconds):
    """The figures of wrk_report.lua."""
    command = ["wrk", "--threads", "1", "--connections", str(load.connections), "--duration",
               f"{math.ceil(seconds)}s", "--timeout", "10s", "--script", str(HERE / "wrk_report.lua")]
    for name, value in fields.items():
        command += ["--header", f"{name}: {value}"]
    command.append(f"{server.scheme}://127.0.0.1:{server.port}{load.path}")
    wrk = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, preexec_fn=pinned(options.load_core))
    try:
        output, _ = wrk.communicate(timeout=seconds + WRK_TIMEOUT)
    except subprocess.TimeoutExpired as error:
        raise Failure("wrk did not end") from error
    finally:
        stop(wrk)
    report = [line for line in output.splitlines() if line.startswith("report ")]
    if wrk.returncode != 0 or not report:
        raise Failure(f"wrk failed: {output.strip()}")
    figures = {key: float(value) for key, value in (pair.split("=") for pair in report[0].split()[1:])}
    if figures["errors"] or not figures["rate"]:
        raise Failure(f"wrk got errors, or nothing at all: {output.strip()}")
    return figures


def measure_downloads(options, server, load, seconds, warmup):
    """As bench_load does: the figures, and both sides' use of their cores."""
    fields = check(server, load, pathlib.Path(options.root))
    if warmup > 0:
        run_wrk(options, server, load, fields, warmup)
    before = server.cpu_seconds(), children_seconds()
    figures = run_wrk(options, server, load, fields, seconds)
    figures["server_cpu"] = (server.cpu_seconds() - before[0]) / figures["seconds"]
    figures["load_cpu"] = (children_seconds() - before[1]) / figures["seconds"]
    return figures


def children_seconds():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def wrk_is_present():
    return shutil.which("wrk") is not None


class SlowReaders:
    """Clients that download the large file and take a little of it now and then."""

    PIECE = 32 * 1024
    PAUSE = 0.5

    def __init__(self, server, count):
        self.sockets = []
        self.taken = [0] * count
        try:
            for _ in range(count):
                self.sockets.append(self.begin(int(server.port)))
        except BaseException:
            self.__exit__()
            raise

    def begin(self, port):
        one = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        # Set before the connection is made, it limits what the kernel holds for one that is slow.
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 * 1024)
        one.settimeout(10)
        one.connect(("127.0.0.1", port))
        one.sendall(f"GET /{LARGE_FILE} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        return one

    def read_for(self, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for number, one in enumerate(self.sockets):
                piece = one.recv(self.PIECE)
                if not piece:
                    raise Failure(f"a slow download ended after {self.taken[number]} bytes")
                self.taken[number] += len(piece)
            time.sleep(self.PAUSE)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for one in self.sockets:
            one.close()


def measure_slow_downloads(options, server, _, count):
    """The server's memory before and while `count` clients download slowly."""
    before = server.memory()
    with SlowReaders(server, count) as readers:
        readers.read_for(max(options.seconds, 2))
        return before, server.memory()
