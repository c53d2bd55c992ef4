#!/usr/bin/python3
# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)

"""How TLS connections end, and records that are no good or come in pieces, with `openssl s_client` and
Python's ssl.

    test/interop/tls_records_test.py --server build/test/tls_server
"""

import contextlib
import pathlib
import socket
import ssl
import struct
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))

from server_process import server_path, wait_until  # noqa: E402
from tls_site import (LARGE, VERSIONS, PieceClient, TlsCase, client_context, read_to_end,  # noqa: E402
                      request, s_client)

CLOSE_NOTIFY = r"<<< [^\n]*Alert[^\n]*close_notify"
PYTHON_VERSIONS = (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3)


class RecordsTest(TlsCase):
    def test_close_notify(self):
        server = self.start()
        for option in VERSIONS:
            said = s_client(server, option, "-msg")
            self.assertRegex(said.text, CLOSE_NOTIFY)
            self.assertEqual(said.status, 0)
        for version in PYTHON_VERSIONS:
            with PieceClient(server.port, client_context(self.certificates, version=version)) as client:
                client.handshake()
                client.send(request("/hello"))
                self.assertTrue(client.read_all().endswith(b"Hello, World!"))

    def test_clients_that_just_go(self):
        server = self.start()
        whole = b"POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n0123456789"
        for data in (b"", whole[:20], whole[:-3], whole):
            for reset in (False, True):
                with PieceClient(server.port) as client:
                    client.handshake()
                    client.socket.sendall(client.encrypt(data) if data else b"")
                    if reset:
                        client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        with PieceClient(server.port) as client:  # half of a record
            client.handshake()
            client.socket.sendall(client.encrypt(whole)[:-5])
        wait_until(lambda: self.connections(server) == "1", "the end of all connections but one")

    def connections(self, server):
        with PieceClient(server.port) as client:
            client.handshake()
            client.send(request("/connections"))
            return client.read_all().decode().split("\r\n\r\n")[1]

    def test_clients_that_only_listen_any_more(self):
        """Whether they say so or not, they get what they have asked for."""
        server = self.start()
        for version in PYTHON_VERSIONS:
            with PieceClient(server.port, client_context(version=version)) as client:
                client.handshake()
                client.send(request("/hello"))
                client.socket.shutdown(socket.SHUT_WR)
                self.assertTrue(client.read_all().endswith(b"Hello, World!"))
            with PieceClient(server.port, client_context(version=version)) as client:
                client.handshake()
                said = client.encrypt(request("/file/large"))
                with self.assertRaises(ssl.SSLWantReadError):
                    client.tls.unwrap()
                client.socket.sendall(said + client.take())
                # Python's ssl reads no more behind its own close_notify, but the length tells.
                self.assertGreater(len(read_to_end(client.socket)), LARGE)

    def test_a_request_cut_off_is_not_answered_as_a_whole(self):
        """Without close_notify it may be anybody who has cut the connection (RFC 8446 §6.1)."""
        server = self.start()
        with PieceClient(server.port) as client:
            client.handshake()
            client.send(b"POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n01234")
            client.socket.shutdown(socket.SHUT_WR)
            answer = b""
            with contextlib.suppress(EOFError, ssl.SSLError, ConnectionError):
                answer = client.read_all()
            self.assertNotIn(b" 200 ", answer)

    def test_corrupt_records(self):
        server = self.start()
        for version in PYTHON_VERSIONS:
            for at in (5, 20, -1):
                with PieceClient(server.port, client_context(version=version)) as client:
                    client.handshake()
                    record = bytearray(client.encrypt(request("/hello")))
                    record[at] ^= 1
                    client.socket.sendall(record)
                    with self.assertRaises(ssl.SSLError) as raised:
                        client.read_all()
                    self.assertIn("ALERT_BAD_RECORD_MAC", raised.exception.reason)
                    self.assertEqual(read_to_end(client.socket), b"")
        self.check_serves(server)

    def test_a_record_too_long(self):
        server = self.start()
        with PieceClient(server.port, client_context(version=ssl.TLSVersion.TLSv1_3)) as client:
            client.handshake()
            client.socket.sendall(b"\x17\3\3" + struct.pack("!H", 0x4800) + b"x" * 0x4800)
            with self.assertRaises(ssl.SSLError) as raised:
                client.read_all()
            self.assertIn("RECORD_OVERFLOW", raised.exception.reason)

    def test_byte_by_byte(self):
        server = self.start()
        for version in PYTHON_VERSIONS:
            with PieceClient(server.port, client_context(version=version)) as client:
                client.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                for byte in client.hello():
                    client.socket.sendall(bytes([byte]))
                client.handshake()
                for byte in client.encrypt(request("/hello")):
                    client.socket.sendall(bytes([byte]))
                self.assertTrue(client.read_all().endswith(b"Hello, World!"))


if __name__ == "__main__":
    TlsCase.binary = server_path(sys.argv, "HAWSER_TLS_SERVER")
    unittest.main(verbosity=2)
