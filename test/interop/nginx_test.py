#!/usr/bin/python3
# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)

"""proxied_server behind the real nginx, with the configuration of doc/deploying.md.

    test/interop/nginx_test.py --server build/test/proxied_server
"""

import asyncio
import hashlib
import os
import pathlib
import random
import socket
import subprocess
import sys
import tempfile
import threading
import unittest

import websockets

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from async_deadline import DEADLINE, with_deadline  # noqa: E402
from nginx_process import STREAM_MODULE, Nginx, configurations, replaced  # noqa: E402
from nginx_site import Site, curl, run_curl  # noqa: E402
from server_process import ServerProcess, server_path, wait_until  # noqa: E402

SERVER = ""
MEGABYTE = 1_000_000


def direct(server, path, *arguments):
    """Past nginx."""
    return curl(*arguments, f"http://127.0.0.1:{server.port}{path}")


class Fixture(unittest.IsolatedAsyncioTestCase):
    """One server and one nginx for all tests of a class; `upstream` says how they are connected."""

    upstream = None
    changes = ()

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="hawser-proxied-")
        cls.folder = pathlib.Path(cls.enterClassContext(folder))
        cls.content = random.Random(1).randbytes(3 * MEGABYTE)
        root = cls.folder / "root"
        root.mkdir()
        (root / "file.bin").write_bytes(cls.content)
        os.utime(root / "file.bin", (1_600_000_000, 1_600_000_000))
        arguments = ("--trusting", "--root", str(root), "--unix", str(cls.folder / "http.sock"))
        cls.server = cls.enterClassContext(ServerProcess(SERVER, *arguments))
        address = cls.upstream.format(port=cls.server.port, folder=cls.folder)
        cls.site = cls.enterClassContext(Site(address, *cls.changes))

    async def asyncSetUp(self):
        asyncio.get_running_loop().set_debug(False)  # on by default here, and slow


class HttpTests:
    """What holds however nginx reaches the server."""

    def test_the_client_is_the_one_of_nginx(self):
        said = self.site.curl("/client?a=b", "--interface", "127.0.0.5", "--http1.1").said()
        self.assertEqual((said["client"], said["X-Forwarded-For"]), ("127.0.0.5", "127.0.0.5"))
        self.assertEqual((said["secure"], said["url"]), ("yes", "https://example.com/client?a=b"))
        self.assertEqual((said["version"], said["keep-alive"], said["Upgrade"]), ("11", "yes", ""))

    def test_what_a_client_forges_is_replaced(self):
        said = self.site.curl("/client", "--interface", "127.0.0.5", "-H", "X-Forwarded-For: 192.0.2.1",
                              "-H", "X-Forwarded-Proto: http", "-H", "X-Forwarded-Host: evil.example",
                              "-H", "Forwarded: for=192.0.2.1").said()
        self.assertEqual((said["client"], said["secure"], said["Forwarded"]), ("127.0.0.5", "yes", ""))
        self.assertEqual((said["host"], said["X-Forwarded-For"]), ("example.com", "127.0.0.5"))

    def test_fields_from_elsewhere_do_not_count(self):
        said = direct(self.server, "/client", "--interface", "127.0.0.2", "-H", "X-Forwarded-For: 192.0.2.1",
                      "-H", "X-Forwarded-Proto: https").said()
        self.assertEqual((said["client"], said["secure"], said["X-Forwarded-For"]), ("127.0.0.2", "no", ""))
        refused = direct(self.server, "/client", "--interface", "127.0.0.2", "-H", "Host: example.com")
        self.assertEqual(refused.status, 421)

    def test_http_2(self):
        answer = self.site.curl("/client", "--http2")
        self.assertEqual((answer.version, answer.status), ("HTTP/2", 200))
        self.assertEqual(answer.said()["version"], "11")

    def test_plain_requests_are_sent_to_tls(self):
        answer = self.site.curl("http://example.com/files/?q=1")
        self.assertEqual((answer.status, answer.fields["location"]), (301, "https://example.com/files/?q=1"))

    def test_other_names_end_at_nginx(self):
        done = self.site.curl("https://other.example/client", run=run_curl)
        self.assertEqual(done.returncode, 35, done.stderr)  # CURLE_SSL_CONNECT_ERROR

    # --- connections

    def test_connections_to_the_server_are_kept(self):
        peers = {self.site.curl("/client").said()["Peer"] for _ in range(5)}
        self.assertEqual(len(peers), 1)  # a Unix socket's peer is always "local"
        # That of nginx is idle now, the other one asks.
        wait_until(lambda: direct(self.server, "/connections").body == b"2", "just one idle connection")

    def test_half_a_request_ends_with_its_client(self):
        before = int(direct(self.server, "/connections").body)
        with self.site.connect() as connection:
            connection.sendall(b"POST /upload HTTP/1.1\r\nHost: example.com\r\nContent-Length: 1000\r\n\r\n"
                               b"half")
            wait_until(lambda: direct(self.server, "/received").body == b"4", "the first half")
        wait_until(lambda: int(direct(self.server, "/connections").body) <= before, "its end")

    # --- bodies

    def test_request_bodies(self):
        data = self.content[:MEGABYTE]
        for arguments in ([], ["-H", "Transfer-Encoding: chunked", "--http1.1"],
                          ["-H", "Expect: 100-continue"]):
            answer = self.site.curl("/echo", *arguments, "--data-binary", "@-", data=data)
            self.assertEqual(answer.status, 200, arguments)
            self.assertEqual(hashlib.sha256(answer.body).digest(), hashlib.sha256(data).digest())

    def test_too_large_a_body_is_refused_by_nginx(self):
        answer = self.site.curl("/echo", "--data-binary", "@-", "--http1.1", data=self.content)
        self.assertEqual((answer.status, answer.fields["server"][:5]), (413, "nginx"))

    def test_a_body_is_passed_on_as_it_comes(self):
        with self.site.connect() as connection:
            connection.sendall(b"POST /upload HTTP/1.1\r\nHost: example.com\r\nTransfer-Encoding: chunked\r\n"
                               b"Connection: close\r\n\r\n" + b"fa0\r\n" + bytes(4000) + b"\r\n")
            wait_until(lambda: direct(self.server, "/received").body == b"4000", "the first half")
            connection.sendall(b"1f40\r\n" + bytes(8000) + b"\r\n0\r\n\r\n")
            with connection.makefile("rb") as stream:
                self.assertTrue(stream.read().endswith(b"\r\n\r\n12000"))

    def test_a_large_upload(self):
        answer = self.site.curl("/upload", "-X", "POST", "--upload-file", "-", "--http1.1",
                                data=self.content * 5)
        self.assertEqual((answer.status, answer.body), (200, b"%d" % (15 * MEGABYTE)))

    def test_events_come_at_once(self):
        with self.site.connect() as connection, connection.makefile("rb") as stream:
            connection.sendall(b"GET /events HTTP/1.1\r\nHost: example.com\r\n\r\n")
            head = b"".join(iter(stream.readline, b"\r\n")).lower()
            self.assertIn(b"content-type: text/event-stream", head)
            self.assertNotIn(b"x-accel-buffering", head)  # it was for nginx
            self.read_event(stream, b"data: welcome\n")
            for _ in range(3):
                self.site.curl("/tick", "-X", "POST")
                self.read_event(stream, b"event: clock\ndata: tick\n")
            self.site.curl("/silence", "-X", "POST")
            while line := stream.readline():
                if line == b"0\r\n":
                    return
            self.fail("the stream was cut")

    def read_event(self, stream, expected):
        """The next event of a body in chunks, one chunk an event, which is how nginx got it."""
        size = int(stream.readline(), 16)
        self.assertEqual(stream.read(size + 2), expected + b"\n\r\n")

    # --- files

    def test_ranges_and_conditions(self):
        whole = self.site.curl("/files/file.bin")
        self.assertEqual((whole.status, whole.body == self.content), (200, True))
        part = self.site.curl("/files/file.bin", "--range", "1000000-1999999")
        self.assertEqual((part.status, part.body == self.content[MEGABYTE:2 * MEGABYTE]), (206, True))
        self.assertEqual(part.fields["content-range"], f"bytes 1000000-1999999/{len(self.content)}")
        several = self.site.curl("/files/file.bin", "--range", "0-9,-10")
        self.assertEqual((several.status, several.fields["content-type"].split(";")[0]),
                         (206, "multipart/byteranges"))
        self.assertIn(self.content[-10:], several.body)
        self.assertEqual(self.site.curl("/files/file.bin", "--range", "99999999-").status, 416)
        same = self.site.curl("/files/file.bin", "-H", f"If-None-Match: {whole.fields['etag']}")
        self.assertEqual((same.status, same.body), (304, b""))
        resumed = self.site.curl("/files/file.bin", "--range", "5-", "-H", 'If-Range: "another"')
        self.assertEqual((resumed.status, len(resumed.body)), (200, len(self.content)))

    def test_head(self):
        answer = self.site.curl("/files/file.bin", "--head")
        self.assertEqual((answer.status, answer.fields["content-length"]), (200, str(len(self.content))))


@with_deadline
class WebSocketTests:
    """The same for WebSockets."""

    async def test_messages(self):
        async with self.site.websocket("/Echo") as ws:
            for data in ("hello", "", "Grüße, 世界", b"\0\1\2", "x" * 70_000, self.content,
                         self.content * 3):
                await ws.send(data)
                self.assertTrue(await ws.recv() == data)
            await ws.send([self.content[at:at + 65_536] for at in range(0, len(self.content), 65_536)])
            self.assertTrue(await ws.recv() == self.content)
            await (await ws.ping(b"there?"))

    async def test_compression(self):
        async with self.site.websocket("/Echo", compression="deflate") as ws:
            await ws.send("compressible " * 5_000)
            self.assertEqual(await ws.recv(), "compressible " * 5_000)

    async def test_the_client_of_a_session(self):
        async with self.site.websocket("/Who", local_addr=("127.0.0.6", 0)) as ws:
            self.assertEqual(await ws.recv(), "127.0.0.6 secure")

    async def test_close_codes(self):
        for code in (1000, 1001, 3000, 4999):
            ws = await self.site.websocket("/Echo")
            await ws.close(code, "leaving")
            self.assertEqual(ws.close_code, code)
        for code in (1000, 1008, 1011, 4000):
            async with self.site.websocket("/Close") as ws:
                await ws.send(str(code))
                with self.assertRaises(websockets.ConnectionClosed):
                    await ws.recv()
                self.assertEqual((ws.close_code, ws.close_reason), (code, "as you wish"))

    async def test_origins(self):
        async with self.site.websocket("/Echo", origin="https://example.com") as ws:
            await ws.send("own page")
            self.assertEqual(await ws.recv(), "own page")
        for origin in ("https://evil.example", "null", "https://example.com.evil.example"):
            with self.assertRaises(websockets.InvalidStatusCode) as caught:
                await self.site.websocket("/Echo", origin=origin)
            self.assertEqual(caught.exception.status_code, 403, origin)

    async def test_a_service_without_handshake(self):
        answer = await asyncio.to_thread(self.site.curl, "/Echo", "--http1.1")
        self.assertEqual((answer.status, answer.fields["upgrade"]), (426, "websocket"))


class UnixSocketTest(HttpTests, WebSocketTests, Fixture):
    upstream = "unix:{folder}/http.sock"


class TcpTest(HttpTests, WebSocketTests, Fixture):
    upstream = "127.0.0.1:{port}"


class Http10Test(Fixture):
    """nginx as it is if one says nothing about the connections to the server."""

    upstream = "127.0.0.1:{port}"
    changes = (("    proxy_http_version 1.1;\n", ""),
               ("    proxy_set_header Connection $connection_header;\n", ""))

    def test_requests(self):
        said = [self.site.curl("/client").said() for _ in range(2)]
        self.assertEqual({(one["version"], one["keep-alive"]) for one in said}, {("10", "no")})
        self.assertEqual(len({one["Peer"] for one in said}), 2)

    def test_bodies(self):
        answer = self.site.curl("/files/file.bin")
        self.assertEqual((answer.status, answer.body == self.content), (200, True))
        answer = self.site.curl("/upload", "-X", "POST", "-T", "-", "-H", "Content-Length: 5", data=b"12345")
        self.assertEqual((answer.status, answer.body), (200, b"5"))

    def test_events(self):
        done = {}
        thread = threading.Thread(target=lambda: done.update(answer=self.site.curl("/events")))
        thread.start()
        wait_until(lambda: direct(self.server, "/connections").body == b"2", "the stream")
        self.site.curl("/silence", "-X", "POST")  # HTTP/1.0 has no chunks: the connection's end is the end
        thread.join()
        self.assertEqual(done["answer"].body, b"data: welcome\n\n")

    async def test_no_websockets(self):
        with self.assertRaises(websockets.InvalidStatusCode) as caught:
            await self.site.websocket("/Echo")
        self.assertEqual(caught.exception.status_code, 400)  # a handshake takes HTTP/1.1 (RFC 6455 §4.1)


class TrustTest(unittest.TestCase):
    """The server without TrustedProxies: what comes over TCP from this machine looks like DNS rebinding."""

    def test_tcp(self):
        with ServerProcess(SERVER) as server, Site(f"127.0.0.1:{server.port}") as site:
            self.assertEqual(site.curl("/client", "--interface", "127.0.0.5").status, 421)

    def test_unix_socket(self):
        with tempfile.TemporaryDirectory() as folder, \
                ServerProcess(SERVER, "--unix", f"{folder}/http.sock"), \
                Site(f"unix:{folder}/http.sock") as site:
            said = site.curl("/client", "--interface", "127.0.0.5").said()
            self.assertEqual((said["client"], said["secure"]), ("local", "no"))


class ProxyProtocolTest(unittest.TestCase):
    def port_with_header(self, server):
        return int(direct(server, "/endpoints").body.decode().splitlines()[1].rpartition(":")[2])

    def test_nginx_passes_bytes_on(self):
        with ServerProcess(SERVER) as server:
            stream = replaced(configurations()[1], ("listen 8443;", "listen {0};"),
                              ("127.0.0.1:8081", f"127.0.0.1:{self.port_with_header(server)}"))
            with Nginx(1, before=f"load_module {STREAM_MODULE};\n{stream}") as nginx:
                said = curl("--interface", "127.0.0.7", f"http://127.0.0.1:{nginx.ports[0]}/client").said()
                self.assertEqual((said["client"], said["Peer"].split(":")[0]), ("127.0.0.7", "127.0.0.7"))

    def test_curl_as_a_proxy(self):
        with ServerProcess(SERVER) as server:
            url = f"http://127.0.0.1:{self.port_with_header(server)}/client"
            said = curl("--haproxy-protocol", "--interface", "127.0.0.8", url).said()
            self.assertEqual(said["client"], "127.0.0.8")
            self.assertEqual(run_curl(url).returncode, 52)  # closed without an answer


class ActivatedServer(ServerProcess):
    """The server on a listening socket of ours, as systemd starts it (sd_listen_fds(3))."""

    def __init__(self, listener):
        # Descriptor 3 and its own process id are what the server looks for.
        given = listener.fileno()
        script = f"exec 3<&{given} {given}<&-; LISTEN_FDS=1 LISTEN_PID=$$ exec \"$0\" \"$@\""
        self._stderr = tempfile.TemporaryFile()
        self._process = subprocess.Popen(["/bin/sh", "-c", script, SERVER, "--trusting", "--activated"],
                                         stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                         stderr=self._stderr, pass_fds=[given])
        self._process.stdout.readline()


class RestartTest(unittest.IsolatedAsyncioTestCase):
    def test_server_comes_back(self):
        with tempfile.TemporaryDirectory() as folder:
            arguments = ("--trusting", "--unix", f"{folder}/http.sock")
            with Site(f"unix:{folder}/http.sock") as site:
                self.assertEqual(site.curl("/client").status, 502)
                for _ in range(2):
                    with ServerProcess(SERVER, *arguments) as server:
                        # nginx leaves out a server that has failed, but not the only one.
                        self.assertEqual(site.curl("/client").status, 200)
                        self.assertEqual(site.curl("/client").status, 200)
                        server.kill()
                        self.assertEqual(site.curl("/client").status, 502)

    async def test_a_stop_is_orderly(self):
        with ServerProcess(SERVER, "--trusting") as server, Site(f"127.0.0.1:{server.port}") as site:
            async with site.websocket("/Echo") as ws:
                slow = asyncio.create_task(asyncio.to_thread(site.curl, "/slow"))
                await asyncio.to_thread(wait_until, lambda: direct(server, "/connections").body == b"3",
                                        "the request")
                server.terminate()
                answer = await slow
                self.assertEqual((answer.status, answer.body), (200, b"at last"))
                with self.assertRaises(websockets.ConnectionClosed):
                    await asyncio.wait_for(ws.recv(), DEADLINE)
                self.assertEqual(ws.close_code, 1001)
            self.assertEqual(await asyncio.to_thread(server.wait), 0, server.errors())

    def test_restarts_that_nobody_notices(self):
        with socket.create_server(("127.0.0.1", 0), backlog=64) as listener, \
                Site(f"127.0.0.1:{listener.getsockname()[1]}") as site:
            statuses, stop = [], threading.Event()

            def visit():
                while not stop.is_set():
                    statuses.append(site.curl("/client").status)

            visitors = [threading.Thread(target=visit) for _ in range(3)]
            servers = [ActivatedServer(listener)]
            try:
                for visitor in visitors:
                    visitor.start()
                for _ in range(3):
                    seen = len(statuses)
                    wait_until(lambda: len(statuses) > seen + 5, "visitors")
                    self.assertEqual(servers[-1].stop(), 0, servers[-1].errors())
                    servers.append(ActivatedServer(listener))
            finally:
                stop.set()
                for visitor in visitors:
                    visitor.join()
                for server in servers:
                    server.kill()
            self.assertEqual(set(statuses), {200})


if __name__ == "__main__":
    SERVER = server_path(sys.argv)
    unittest.main(verbosity=2)
