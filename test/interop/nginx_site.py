# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)

"""The site of doc/deploying.md in a running nginx, and what is needed to talk to it."""

import socket
import ssl
import subprocess
import tempfile

import websockets

from async_deadline import DEADLINE
from nginx_process import Nginx, configurations, replaced

UNIX_UPSTREAM = "server unix:/run/app/http.sock;"


class Answer:
    """The last response that curl got."""

    def __init__(self, head, body):
        lines = head.strip().split("\r\n\r\n")[-1].split("\r\n")
        self.version, self.status = lines[0].split(" ")[0], int(lines[0].split(" ")[1])
        pairs = [line.split(":", 1) for line in lines[1:]]
        self.fields = {name.lower(): value.strip() for name, value in pairs}
        self.body = body

    def said(self):
        """The lines `name: value` of the body."""
        return dict(line.split(": ", 1) for line in self.body.decode().splitlines())


def run_curl(*arguments, data=None):
    command = ["curl", "--silent", "--show-error", "--noproxy", "*", "--max-time", str(DEADLINE),
               "--dump-header", "/dev/stderr", *map(str, arguments)]
    return subprocess.run(command, input=data, capture_output=True, check=False, timeout=DEADLINE + 10)


def curl(*arguments, data=None):
    done = run_curl(*arguments, data=data)
    head = done.stderr.decode("latin-1")
    if done.returncode != 0:
        raise AssertionError(f"curl ended with {done.returncode}: {head}")
    return Answer(head, done.stdout)


class Site:
    """The page's site: nginx, and what is needed to talk to it."""

    def __init__(self, upstream, *changes):
        self._folder = tempfile.TemporaryDirectory(prefix="hawser-site-")
        folder = self._folder.name
        self.certificate = f"{folder}/example.com.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                        "-nodes", "-keyout", f"{folder}/example.com.key", "-out", self.certificate,
                        "-days", "2", "-subj", "/CN=example.com",
                        "-addext", "subjectAltName=DNS:example.com"],
                       check=True, capture_output=True)
        site = replaced(configurations()[0], (UNIX_UPSTREAM, f"server {upstream};"),
                        ("listen 80;", "listen {0};"), ("listen 443 ", "listen {1} "),
                        ("/etc/ssl/", f"{folder}/"), *changes)
        self.nginx = Nginx(2, http=site)
        self.tls = ssl.create_default_context(cafile=self.certificate)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.nginx.__exit__()
        self._folder.cleanup()

    def curl(self, path, *arguments, data=None, run=curl):
        """`path` is one of https://example.com, or a URL of its own."""
        url = f"https://example.com{path}" if path.startswith("/") else path
        port = self.nginx.ports[url.startswith("https:")]
        return run("--connect-to", f"::127.0.0.1:{port}", "--cacert", self.certificate, *arguments, url,
                   data=data)

    def websocket(self, path, **options):
        options = {"compression": None, "max_size": None, "ping_interval": None, "open_timeout": DEADLINE,
                   "close_timeout": DEADLINE, "host": "127.0.0.1", "port": self.nginx.ports[1],
                   "ssl": self.tls, "server_hostname": "example.com", **options}
        return websockets.connect(f"wss://example.com{path}", **options)

    def connect(self):
        """A TLS connection to send whatever one likes."""
        connection = socket.create_connection(("127.0.0.1", self.nginx.ports[1]), timeout=DEADLINE)
        return self.tls.wrap_socket(connection, server_hostname="example.com")
