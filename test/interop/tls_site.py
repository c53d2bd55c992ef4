# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)

"""A running tls_server, and what is needed to talk to it: `openssl s_client`, and TLS whose records a test
can hold back or spoil."""

import os
import pathlib
import re
import signal
import socket
import ssl
import subprocess
import tempfile
import threading
import time
import unittest

from certificates import Certificates
from server_process import ServerProcess

DEADLINE = 30       # seconds
LARGE = 3_000_000   # bytes of the file of that name
VERSIONS = {"-tls1_2": "TLSv1.2", "-tls1_3": "TLSv1.3"}  # options of s_client, and what both sides call them


class TlsServer(ServerProcess):
    """With the first of `pairs` for those who ask for no other."""

    def __init__(self, binary, pairs, *options):
        chosen = [option for pair in pairs for option in pair.server_options()]
        super().__init__(binary, *map(str, [*chosen, *options]))
        ports = dict(line.split(": ") for line in self.said)
        self.plain_port = int(ports["Plain"])
        self.proxied_port = int(ports["PROXY protocol"])
        self.url = f"https://localhost:{self.port}"

    def reload(self):
        """Has it read its certificates again, with SIGHUP; returns what it says."""
        os.kill(self.pid, signal.SIGHUP)
        return self.read_line()


def request(path, host="localhost"):
    return f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode()


def lines_of(text):
    """The lines `name: value` in what `/tls` answers, wherever they stand in the text."""
    return dict(re.findall(r"^(\w+): (.*?)\r?$", text, re.MULTILINE))


# --- openssl

class Said:
    """What a run of `openssl s_client` has printed."""

    def __init__(self, done):
        self.status = done.returncode
        self.text = done.stdout.decode("latin-1") + "\n" + done.stderr.decode("latin-1")

    def has_answer(self):
        return "HTTP/1.1 200 OK" in self.text

    def lines(self):
        return lines_of(self.text)

    def find(self, pattern):
        found = re.search(pattern, self.text, re.MULTILINE)
        return found[1] if found else None

    def subject(self):
        return self.find(r"^subject=CN = ([^,\n]*)")

    def session(self):
        """`New` or `Reused`, and the version."""
        return re.search(r"^(New|Reused), (\S+), Cipher is", self.text, re.MULTILINE).groups()

    def alert(self):
        """The alert that the server has refused the client with, in OpenSSL's words."""
        return self.find(r":(?:sslv3|tlsv1|tlsv13) alert ([a-z ]+):")


def s_client_command(server, options):
    chosen = [str(option) for option in options]
    name = [] if "-servername" in chosen or "-noservername" in chosen else ["-servername", "localhost"]
    return ["openssl", "s_client", "-connect", f"127.0.0.1:{server.port}", *name, *chosen]


def s_client(server, *options, path="/tls"):
    """Asks for the path, and waits until the server ends the connection."""
    done = subprocess.run([*s_client_command(server, options), "-ign_eof"], input=request(path),
                          capture_output=True, check=False, timeout=DEADLINE)
    return Said(done)


def showing(pair):
    """Options with which s_client shows that certificate, if it is asked for one."""
    return ["-cert", pair.chain, "-key", pair.key, "-cert_chain", pair.chain]


class OpenClient:
    """`openssl s_client` that stays, for its commands; a context manager."""

    def __init__(self, server, *options):
        self._process = subprocess.Popen(s_client_command(server, options), stdin=subprocess.PIPE,
                                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self._watchdog = threading.Timer(DEADLINE, self._process.kill)
        self._watchdog.start()
        self.text = ""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._watchdog.cancel()
        self._process.kill()
        self._process.communicate()

    def say(self, data):
        self._process.stdin.write(data)
        self._process.stdin.flush()

    def expect(self, pattern):
        """Reads until the pattern comes; AssertionError if the program ends before."""
        begin = len(self.text)
        while not re.search(pattern, self.text[begin:]):
            data = self._process.stdout.read1(65536)
            if not data:
                raise AssertionError(f"no {pattern!r} in what openssl said:\n{self.text}")
            self.text += data.decode("latin-1")

    def wait(self):
        """Reads to its end; returns the status."""
        self.text += self._process.stdout.read().decode("latin-1")
        return self._process.wait()


# --- TLS in pieces

def client_context(certificates=None, pair=None, version=None):
    """Trusts the tests' root only; nobody is checked without `certificates`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if certificates:
        context.load_verify_locations(certificates.ca)
    else:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if pair:
        context.load_cert_chain(pair.chain, pair.key)
    if version:
        context.minimum_version = context.maximum_version = version
    return context


class PieceClient:
    """A TLS client whose ciphertext passes through the test's hands; a context manager."""

    def __init__(self, port, context=None, host="localhost"):
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        context = context or client_context()
        self.tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname=host)
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=DEADLINE)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def take(self):
        """The ciphertext that is to be sent."""
        return self._outgoing.read()

    def hello(self):
        """The first flight, not sent."""
        try:
            self.tls.do_handshake()
        except ssl.SSLWantReadError:
            return self.take()
        raise AssertionError("there was no handshake to begin")

    def handshake(self):
        self._run(self.tls.do_handshake)

    def encrypt(self, data):
        self.tls.write(data)
        return self.take()

    def send(self, data):
        self.socket.sendall(self.encrypt(data))

    def read(self, size=65536):
        """Some plaintext; nothing behind close_notify. ssl.SSLError for an alert, EOFError for an end without
        a word."""
        try:
            return self._run(lambda: self.tls.read(size))
        except ssl.SSLZeroReturnError:
            return b""

    def read_all(self):
        return b"".join(iter(self.read, b""))

    def _flush(self):
        if data := self.take():  # to send nothing fails, too, once the socket is shut
            self.socket.sendall(data)

    def _run(self, step):
        while True:
            try:
                result = step()
                self._flush()
                return result
            except ssl.SSLWantReadError:
                self._flush()
                data = self.socket.recv(65536)
                if not data:
                    raise EOFError("the connection has ended without close_notify") from None
                self._incoming.write(data)


def read_to_end(connection, deadline=DEADLINE):
    """All bytes until the peer ends the connection, in order or not; AssertionError if it does not."""
    end = time.monotonic() + deadline
    data = b""
    try:
        while True:
            connection.settimeout(max(0.01, end - time.monotonic()))
            piece = connection.recv(65536)
            if not piece:
                return data
            data += piece
    except ConnectionError:
        return data
    except TimeoutError:
        raise AssertionError(f"after {deadline} s the server has not ended the connection") from None


# --- tests

class TlsCase(unittest.TestCase):
    """What the tests of a tls_server have in common."""

    binary = ""  # of the server

    @classmethod
    def setUpClass(cls):
        cls.certificates = cls.enterClassContext(Certificates())
        cls.root = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="hawser-tls-")))
        (cls.root / "large").write_bytes(bytes(LARGE))

    def start(self, *options, pairs=None):
        pairs = pairs or [self.certificates.localhost]
        return self.enterContext(TlsServer(self.binary, pairs, "--root", self.root, *options))

    def check_serves(self, server):
        said = s_client(server, "-CAfile", self.certificates.ca)
        self.assertTrue(said.has_answer(), said.text)
