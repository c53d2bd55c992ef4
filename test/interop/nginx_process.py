# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)

"""Runs the real nginx for a test, as this user, in a folder and on ports of its own.

The configurations are those of doc/deploying.md; only addresses and paths are replaced."""

import grp
import os
import pathlib
import pwd
import re
import shutil
import socket
import subprocess
import tempfile

from server_process import STOP_DEADLINE, wait_until

PAGE = pathlib.Path(__file__).resolve().parents[2] / "doc" / "deploying.md"
SBIN = ":/usr/local/sbin:/usr/sbin"  # where nginx is, and not in every user's PATH
STREAM_MODULE = "/usr/lib/nginx/modules/ngx_stream_module.so"

MAIN = """
{user}
error_log stderr notice;
pid {folder}/pid;
worker_processes 1;
{before}
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{http}
}}
"""


def configurations():
    """The blocks of the page: that of the site, and that of bytes passed on."""
    return re.findall(r"```nginx\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


def replaced(text, *pairs):
    """The text with each `old` in its place `new`; AssertionError for one that is not there."""
    for old, new in pairs:
        if old not in text:
            raise AssertionError(f"the page has no '{old}' any more")
        text = text.replace(old, new)
    return text


class Nginx:
    """A running nginx; a context manager that ends it whatever happened.

    `{0}`, `{1}` … in `http` and `before` stand for the addresses where it listens, `ports` of them. The
    sockets are opened here and handed over, as an old nginx does to a new one (the variable NGINX): so the
    ports are free for certain, and connections wait until nginx is ready."""

    def __init__(self, ports, http="", before=""):
        self._folder = tempfile.TemporaryDirectory(prefix="hawser-nginx-")
        self._stderr = tempfile.TemporaryFile()
        sockets = [socket.create_server(("127.0.0.1", 0), backlog=64) for _ in range(ports)]
        self.ports = [one.getsockname()[1] for one in sockets]
        self._write_configuration(http, before)
        descriptors = [one.fileno() for one in sockets]
        environment = {**os.environ, "NGINX": "".join(f"{number};" for number in descriptors)}
        program = shutil.which("nginx", path=os.environ.get("PATH", "") + SBIN) or "nginx"
        self._process = subprocess.Popen(
            [program, "-p", self._folder.name, "-c", "nginx.conf", "-e", "stderr", "-g", "daemon off;"],
            stdin=subprocess.DEVNULL, stdout=self._stderr, stderr=self._stderr, env=environment,
            pass_fds=descriptors)
        for one in sockets:
            one.close()
        try:
            wait_until(lambda: "start worker process " in self.errors() or self._process.poll() is not None,
                       "nginx", details=self.errors)
        except AssertionError:
            self.stop()
            raise
        if self._process.poll() is not None:
            raise AssertionError(f"nginx did not start\n{self.errors()}")

    def _write_configuration(self, http, before):
        addresses = [f"127.0.0.1:{port}" for port in self.ports]
        for number, address in enumerate(addresses):
            http = http.replace(f"{{{number}}}", address)
            before = before.replace(f"{{{number}}}", address)
        # Root's workers would run as nobody, who must not enter this folder.
        names = pwd.getpwuid(os.geteuid())[0], grp.getgrgid(os.getegid())[0]
        user = "user {} {};".format(*names) if os.geteuid() == 0 else ""
        text = MAIN.format(user=user, folder=self._folder.name, before=before, http=http)
        pathlib.Path(self._folder.name, "nginx.conf").write_text(text, encoding="utf-8")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
        self._stderr.close()
        self._folder.cleanup()

    def stop(self):
        """SIGTERM ends the workers with the master; a killed master would leave them behind."""
        self._process.terminate()
        try:
            self._process.wait(STOP_DEADLINE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def errors(self):
        """What nginx wrote to standard error so far."""
        self._stderr.seek(0)
        return self._stderr.read().decode(errors="replace")
