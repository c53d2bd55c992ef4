#!/usr/bin/python3
# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)

"""Clients that do not get through their TLS handshake: they are cut in time, hold up nobody, and do not keep
a server from stopping.

    test/interop/tls_deadline_test.py --server build/test/tls_server
"""

import pathlib
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))

from certificates import Certificates  # noqa: E402
from server_process import server_path, wait_until  # noqa: E402
from tls_site import PieceClient, TlsServer, read_to_end, request, s_client  # noqa: E402

SERVER = ""
TIMEOUT = 1.5   # seconds; the server looks at its deadlines from time to time
PATIENCE = 10.0
CLIENTS = 200
MEMORY_OF_EACH = 100_000


class TlsDeadlineTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.certificates = cls.enterClassContext(Certificates())

    def start(self, timeout=TIMEOUT, *options):
        options = ["--handshake-timeout", int(timeout * 1000), *options]
        return self.enterContext(TlsServer(SERVER, [self.certificates.localhost], *options))

    def client(self, server):
        return self.enterContext(PieceClient(server.port))

    def check_cut(self, begin, client):
        read_to_end(client.socket, PATIENCE)
        took = time.monotonic() - begin
        self.assertGreater(took, TIMEOUT * 0.8)

    def check_serves(self, server):
        said = s_client(server, "-CAfile", self.certificates.ca)
        self.assertTrue(said.has_answer(), said.text)

    def connections(self, server):
        with PieceClient(server.port) as client:
            client.handshake()
            client.send(request("/connections"))
            return int(client.read_all().decode().split("\r\n\r\n")[1])

    def test_silence(self):
        server = self.start()
        begin = time.monotonic()
        self.check_cut(begin, self.client(server))

    def test_half_a_hello(self):
        server = self.start()
        for part in (1, 5, 100):
            client = self.client(server)
            begin = time.monotonic()
            client.socket.sendall(client.hello()[:part])
            self.check_cut(begin, client)

    def test_no_second_flight(self):
        server = self.start()
        client = self.client(server)
        begin = time.monotonic()
        client.socket.sendall(client.hello())
        self.check_cut(begin, client)

    def test_a_byte_now_and_then(self):
        """Bytes do not extend the time."""
        server = self.start()
        client = self.client(server)
        begin = time.monotonic()
        with self.assertRaises(ConnectionError):
            for byte in client.hello():
                self.assertLess(time.monotonic(), begin + PATIENCE)
                client.socket.sendall(bytes([byte]))
                time.sleep(0.1)
        self.assertGreater(time.monotonic() - begin, TIMEOUT * 0.8)

    def test_behind_the_proxy_protocol(self):
        server = self.start()
        client = self.enterContext(PieceClient(server.proxied_port))
        begin = time.monotonic()
        client.socket.sendall(b"PROXY TCP4 203.0.113.7 192.0.2.1 5555 443\r\n")
        self.check_cut(begin, client)

    def test_a_handshake_in_time_is_not_cut(self):
        server = self.start()
        client = self.client(server)
        client.handshake()
        time.sleep(TIMEOUT * 2)
        client.send(request("/hello"))
        self.assertTrue(client.read_all().endswith(b"Hello, World!"))

    def test_many_at_once(self):
        """They hold up nobody, cost little, and are all cut."""
        server = self.start()
        before = server.peak_memory()
        clients = [self.client(server) for _ in range(CLIENTS)]
        for number, client in enumerate(clients):
            hello = client.hello()
            client.socket.sendall(hello[:len(hello) * number // (CLIENTS - 1)])
        begin = time.monotonic()
        self.check_serves(server)
        self.assertLess(time.monotonic() - begin, PATIENCE)
        self.assertLess(server.peak_memory() - before, CLIENTS * MEMORY_OF_EACH)
        for client in clients:
            read_to_end(client.socket, PATIENCE)
        wait_until(lambda: self.connections(server) == 1, "the end of all connections but the one that asks")

    def test_stop_in_the_middle_of_handshakes(self):
        for round_ in range(10):
            server = self.start(60)
            clients = [self.client(server) for _ in range(20)]
            for number, client in enumerate(clients[round_:]):
                hello = client.hello()
                client.socket.sendall(hello[:len(hello) * number // 10])
            begin = time.monotonic()
            self.assertEqual(server.stop(), 0, server.errors())
            self.assertLess(time.monotonic() - begin, 5, "the server waited for handshakes")
            self.assertEqual(server.errors(), "standard error of the server:\n(empty)")
            for client in clients:
                read_to_end(client.socket)


if __name__ == "__main__":
    SERVER = server_path(sys.argv, "HAWSER_TLS_SERVER")
    unittest.main(verbosity=2)
