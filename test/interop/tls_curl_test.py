#!/usr/bin/python3
# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)

"""TLS as curl sees it: https, certificates that it must refuse, plain HTTP where TLS is spoken, redirection.

    test/interop/tls_curl_test.py --server build/test/tls_server
"""

import hashlib
import pathlib
import random
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))

from certificates import Certificates  # noqa: E402
from server_process import server_path  # noqa: E402
from tls_site import DEADLINE, TlsServer, lines_of  # noqa: E402

SERVER = ""
MEGABYTE = 1_000_000
UNTRUSTED = 60  # curl's exit status
HANDSHAKE_FAILED = 35
DOWNLOADS = 40


class CurlCase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.certificates = cls.enterClassContext(Certificates())
        cls.root = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="hawser-tls-")))
        source = random.Random(1)
        for name, size in (("small", 1000), ("large", 3 * MEGABYTE + 7), ("empty", 0)):
            (cls.root / name).write_bytes(source.randbytes(size))
        cls.server = cls.enterClassContext(
            TlsServer(SERVER, [cls.certificates.localhost, cls.certificates.a], "--root", cls.root))
        cls.url = cls.server.url
        cls.plain = f"http://localhost:{cls.server.plain_port}"

    def run_curl(self, *arguments, data=None):
        command = ["curl", "--silent", "--show-error", "--noproxy", "*", "--max-time", str(DEADLINE),
                   "--cacert", str(self.certificates.ca), *map(str, arguments)]
        return subprocess.run(command, input=data, capture_output=True, check=False, timeout=DEADLINE + 10)

    def curl(self, *arguments, data=None):
        """The body; AssertionError if curl fails."""
        done = self.run_curl(*arguments, data=data)
        self.assertEqual(done.returncode, 0, f"{arguments}\n{done.stderr.decode()}\n{self.server.errors()}")
        return done.stdout

    def lines(self, *arguments):
        """What `/tls` says."""
        return lines_of(self.curl(*arguments).decode())

    def status(self, *arguments, data=None):
        """Status and, if there is one, Location."""
        written = self.curl("--output", "/dev/null", "--write-out", "%{http_code} %header{location}",
                            *arguments, data=data)
        return written.decode().rstrip(" ")


class HttpsTest(CurlCase):
    def test_get(self):
        for host in ("localhost", "127.0.0.1"):
            self.assertEqual(self.curl(f"https://{host}:{self.server.port}/hello"), b"Hello, World!")
        self.assertEqual(self.status("--head", self.url + "/hello"), "200")
        self.assertEqual(self.status(self.url + "/nothing"), "404")

    def test_names(self):
        where = f"a.example:{self.server.port}:127.0.0.1"
        lines = self.lines("--resolve", where, f"https://a.example:{self.server.port}/tls")
        self.assertEqual((lines["server_name"], lines["protocol"]), ("a.example", "http/1.1"))
        lines = self.lines(f"https://127.0.0.1:{self.server.port}/tls")
        self.assertEqual(lines["server_name"], "")  # an address is no name (RFC 6066 §3)

    def test_versions(self):
        for options, version in ((["--tls-max", "1.2"], "TLSv1.2"), (["--tlsv1.3"], "TLSv1.3"),
                                 ([], "TLSv1.3"), (["--http2"], "TLSv1.3"), (["--no-alpn"], "TLSv1.3")):
            self.assertEqual(self.lines(*options, self.url + "/tls")["version"], version)
        done = self.run_curl("--tls-max", "1.1", "--ciphers", "DEFAULT@SECLEVEL=0", self.url + "/hello")
        self.assertEqual(done.returncode, HANDSHAKE_FAILED, done.stderr)

    def test_post(self):
        source = random.Random(2)
        for size in (0, 1, 16_384, 16_385, 5 * MEGABYTE):
            data = source.randbytes(size)
            for options in ([], ["--tls-max", "1.2"], ["--header", "Transfer-Encoding: chunked"]):
                echo = self.curl("--data-binary", "@-", *options, self.url + "/echo", data=data)
                self.assertEqual(hashlib.sha256(echo).digest(), hashlib.sha256(data).digest(), size)

    def test_keep_alive(self):
        urls = [f"{self.url}/{path}" for path in ("hello", "file/small", "hello", "file/large", "tls") * 4]
        options = [word for url in urls for word in ("--output", "/dev/null", url)]
        written = self.curl("--write-out", "%{num_connects} %{http_code}\n", *options).decode().splitlines()
        self.assertEqual(written, ["1 200"] + ["0 200"] * (len(urls) - 1))

    def test_files(self):
        for name in ("empty", "small", "large"):
            self.assertEqual(self.curl(f"{self.url}/file/{name}"), (self.root / name).read_bytes())
        self.assertEqual(self.status("--head", self.url + "/file/large"), "200")

    def test_ranges(self):
        data = (self.root / "large").read_bytes()
        for text, part in (("0-0", data[:1]), ("16380-16390", data[16380:16391]),
                           ("1000000-", data[1_000_000:]), ("-70000", data[-70_000:])):
            self.assertEqual(self.curl("--range", text, self.url + "/file/large"), part)
        self.assertEqual(self.status("--range", "99999999-", self.url + "/file/large"), "416")
        both = self.curl("--range", "5-9,100000-200000", self.url + "/file/large")
        self.assertIn(data[100_000:200_001], both)

    def test_parallel_downloads(self):
        with tempfile.TemporaryDirectory(dir=self.root) as folder:
            options = []
            for number in range(DOWNLOADS):
                options += ["--output", f"{folder}/{number}", f"{self.url}/file/large?{number}"]
            self.curl("--parallel", "--parallel-immediate", "--parallel-max", DOWNLOADS, *options)
            hashes = [hashlib.sha256(path.read_bytes()).digest() for path in pathlib.Path(folder).iterdir()]
        self.assertEqual(hashes, [hashlib.sha256((self.root / "large").read_bytes()).digest()] * DOWNLOADS)

    def test_slow_download(self):
        data = self.curl("--limit-rate", "1M", "--range", "0-1999999", self.url + "/file/large")
        self.assertEqual(data, (self.root / "large").read_bytes()[:2_000_000])

    def test_client_certificate(self):
        made = self.certificates
        server = self.enterContext(
            TlsServer(SERVER, [made.localhost], "--client-certificates", "require", "--client-ca", made.ca))
        for options in ([], ["--tls-max", "1.2"]):
            with_one = ["--cert", made.alice.chain, "--key", made.alice.key, *options]
            self.assertEqual(self.lines(*with_one, server.url + "/tls")["common_name"], "alice")
            self.assertNotEqual(self.run_curl(*options, server.url + "/tls").returncode, 0)


class RefusalTest(CurlCase):
    """To see that the certificates of these tests are worth something, and are those that reach curl."""

    def check_refused(self, pair, *words):
        server = self.enterContext(TlsServer(SERVER, [pair]))
        done = self.run_curl(server.url + "/hello")
        self.assertEqual(done.returncode, UNTRUSTED, done.stderr)
        for word in words:
            self.assertIn(word, done.stderr.decode())
        self.assertEqual(self.curl("--insecure", server.url + "/hello"), b"Hello, World!")

    def test_expired(self):
        self.check_refused(self.certificates.expired, "certificate has expired")

    def test_wrong_host(self):
        self.check_refused(self.certificates.wrong_host, "no alternative certificate subject name matches")

    def test_self_signed(self):
        self.check_refused(self.certificates.self_signed, "self-signed certificate")

    def test_without_the_root(self):
        done = self.run_curl("--cacert", self.certificates.stranger.file, self.url + "/hello")
        self.assertEqual(done.returncode, UNTRUSTED, done.stderr)

    def test_pinned_key(self):
        pin = "sha256//" + "A" * 43 + "="
        self.assertEqual(self.run_curl("--pinnedpubkey", pin, self.url + "/hello").returncode, 90)


class PlainTest(CurlCase):
    def test_plain_http_where_tls_is_spoken(self):
        url = f"http://localhost:{self.server.port}"
        for options in ([], ["--head"], ["--data", "x" * 100_000], ["--request", "OPTIONS"], ["--http1.0"]):
            self.assertEqual(self.status(*options, url + "/hello"), "400")
        self.assertIn(b"HTTPS", self.curl(url + "/hello"))
        self.assertIn(b"https://", self.curl(url + "/hello"))

    def test_tls_where_plain_http_is_spoken(self):
        done = self.run_curl(f"https://localhost:{self.server.plain_port}/hello")
        self.assertEqual(done.returncode, HANDSHAKE_FAILED, done.stderr)

    def test_redirection(self):
        for options, expected in (([], 301), (["--head"], 301), (["--data", "x"], 308),
                                  (["--request", "DELETE"], 308), (["--request", "PUT", "--data", "x"], 308)):
            for path in ("/hello", "/hello?a=b&c=%20", "/nothing/at/all"):
                self.assertEqual(self.status(*options, self.plain + path), f"{expected} {self.url}{path}")
        self.assertEqual(self.curl("--location", self.plain + "/hello"), b"Hello, World!")
        data = b"kept" * 1000
        echo = self.curl("--location", "--data-binary", "@-", self.plain + "/echo", data=data)
        self.assertEqual(echo, data)

    def test_redirection_of_other_hosts(self):
        written = self.status("--header", "Host: A.example:80", self.plain + "/hello")
        self.assertEqual(written.lower(), f"301 https://a.example:{self.server.port}/hello")

    def test_what_is_not_redirected(self):
        path = "/.well-known/acme-challenge/token-1"
        self.assertEqual(self.curl(self.plain + path), path.encode())
        self.assertEqual(self.curl(self.url + path), path.encode())
        self.assertEqual(self.status(self.plain + "/.well-known/x"), f"301 {self.url}/.well-known/x")

    def test_websocket_handshakes_are_redirected(self):
        fields = ["Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
                  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="]
        upgrade = [word for field in fields for word in ("--header", field)]
        written = self.status("--http1.1", *upgrade, self.plain + "/Echo")
        self.assertEqual(written, f"301 {self.url}/Echo")

    def test_proxy_protocol(self):
        lines = self.lines("--haproxy-protocol", f"https://localhost:{self.server.proxied_port}/tls")
        self.assertEqual((lines["client"], lines["secure"]), ("127.0.0.1", "yes"))


if __name__ == "__main__":
    SERVER = server_path(sys.argv, "HAWSER_TLS_SERVER")
    unittest.main(verbosity=2)
