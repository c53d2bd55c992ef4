#!/usr/bin/env python3
# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)

"""example/http_server as curl sees it: handlers, static files, conditions, keep-alive, limits.

    test/interop/curl_test.py --server build/example/http_server
"""

import hashlib
import os
import pathlib
import random
import socket
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))

from server_process import ServerProcess, server_path, wait_until  # noqa: E402

SERVER = ""
CURL_DEADLINE = 50  # seconds
MEGABYTE = 1_000_000


class Answer:
    """The last response of a curl run; `heads` has the head of every one, interim ones too."""

    def __init__(self, heads, body, written):
        self.heads = heads
        self.body = body
        self.written = written  # what -w printed
        lines = heads[-1].split("\r\n") if heads else [""]
        self.status_line = lines[0]
        self.status = int(lines[0].split(" ")[1]) if heads else 0
        pairs = [line.split(":", 1) for line in lines[1:]]
        self.fields = {name.lower(): value.strip() for name, value in pairs}

    def allowed(self):
        return set(self.fields["allow"].replace(" ", "").split(","))


class CurlTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="hawser-curl-")))
        cls.root = cls.folder / "root"
        cls.root.mkdir()
        (cls.root / "index.html").write_text("<!doctype html><title>root</title>")
        (cls.root / "note.txt").write_text("a note\n")
        (cls.root / "sub").mkdir()
        (cls.root / "sub" / "deep.txt").write_text("deep\n")
        (cls.folder / "secret.txt").write_text("SECRET")
        (cls.root / "link.txt").symlink_to("../secret.txt")
        (cls.root / "up").symlink_to("..")
        cls.server = cls.enterClassContext(ServerProcess(SERVER, "--root", str(cls.root)))
        cls.url = f"http://localhost:{cls.server.port}"

    def curl(self, *arguments, data=None):
        """Runs curl and fails the test if it fails."""
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            head, body = pathlib.Path(folder, "head"), pathlib.Path(folder, "body")
            command = ["curl", "--silent", "--show-error", "--noproxy", "*", "--max-time", str(CURL_DEADLINE),
                       "--dump-header", str(head)]
            for argument in map(str, arguments):
                if argument.startswith("http://"):
                    command += ["--output", str(body)]  # curl wants one for each URL; the last answer stays
                command.append(argument)
            done = subprocess.run(command, input=data, capture_output=True, check=False,
                                  timeout=CURL_DEADLINE + 10)
            self.assertEqual(done.returncode, 0, f"{' '.join(command)}\n{done.stderr.decode()}\n"
                                                 f"{self.server.errors()}")
            heads = [text for text in head.read_bytes().decode("latin-1").split("\r\n\r\n") if text]
            return Answer(heads, body.read_bytes() if body.exists() else b"", done.stdout.decode())

    # --- handlers

    def test_get(self):
        answer = self.curl(f"{self.url}/hello")
        self.assertEqual(answer.status_line, "HTTP/1.1 200 OK")
        self.assertEqual(answer.body, b"Hello, World!")
        self.assertEqual(answer.fields["content-type"], "text/plain; charset=utf-8")
        self.assertEqual(answer.fields["content-length"], "13")
        self.assertRegex(answer.fields["date"], r"^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$")

    def test_head(self):
        for path, length in (("/hello", "13"), ("/note.txt", "7")):
            answer = self.curl("--head", f"{self.url}{path}")
            self.assertEqual((answer.status, answer.fields["content-length"]), (200, length))
        # curl stops reading at the head by itself; a body would show up as the next response.
        answer = self.curl("--head", f"{self.url}/hello", f"{self.url}/note.txt",
                           "--write-out", "%{num_connects} ")
        self.assertEqual([head.split("\r\n")[0] for head in answer.heads], ["HTTP/1.1 200 OK"] * 2)
        self.assertEqual(answer.written, "1 0 ")

    def test_post_body_comes_back(self):
        data = random.Random(1).randbytes(MEGABYTE)
        answer = self.curl("--data-binary", "@-", "--header", "Content-Type: application/x-hawser",
                           f"{self.url}/echo", data=data)
        self.assertEqual(answer.status, 200)
        self.assertEqual(answer.fields["content-type"], "application/x-hawser")
        self.assertEqual(hashlib.sha256(answer.body).digest(), hashlib.sha256(data).digest())

    def test_empty_post(self):
        answer = self.curl("--data-binary", "", f"{self.url}/echo")
        self.assertEqual((answer.status, answer.body, answer.fields["content-length"]), (200, b"", "0"))

    def test_chunked_post(self):
        data = random.Random(2).randbytes(MEGABYTE)
        for arguments in (["--request", "POST", "--upload-file", "-"],
                          ["--header", "Transfer-Encoding: chunked", "--data-binary", "@-"]):
            answer = self.curl(*arguments, f"{self.url}/echo", data=data)
            self.assertEqual(answer.status, 200)
            self.assertEqual(hashlib.sha256(answer.body).digest(), hashlib.sha256(data).digest())

    def test_expect_100_continue(self):
        # With so long a wait for the 100, a server that sends none runs into curl's deadline.
        answer = self.curl("--header", "Expect: 100-continue", "--expect100-timeout", 2 * CURL_DEADLINE,
                           "--data-binary", "@-", f"{self.url}/echo", data=b"x" * 5000)
        self.assertEqual([head.split("\r\n")[0].split(" ")[1] for head in answer.heads], ["100", "200"])
        self.assertEqual(answer.body, b"x" * 5000)

    def test_body_over_the_limit(self):
        data = bytes(3 * MEGABYTE)
        for field in ("Accept: */*", "Transfer-Encoding: chunked", "Expect: 100-continue"):
            answer = self.curl("--header", field, "--data-binary", "@-", f"{self.url}/echo", data=data)
            self.assertEqual(answer.status, 413, field)
        self.assertEqual(self.curl(f"{self.url}/hello").status, 200)

    # --- connections

    def test_connection_is_reused(self):
        answer = self.curl("--write-out", "%{num_connects} ", f"{self.url}/hello", f"{self.url}/note.txt",
                           f"{self.url}/nothing", f"{self.url}/hello")
        self.assertEqual(answer.written, "1 0 0 0 ")

    def test_http_1_0(self):
        answer = self.curl("--http1.0", "--write-out", "%{num_connects} ", f"{self.url}/hello",
                           f"{self.url}/hello")
        self.assertEqual((answer.status, answer.body), (200, b"Hello, World!"))
        self.assertNotIn("transfer-encoding", answer.fields)
        self.assertEqual(answer.written, "1 1 ")

    def test_connection_close(self):
        answer = self.curl("--header", "Connection: close", "--write-out", "%{num_connects} ",
                           f"{self.url}/hello", f"{self.url}/hello")
        self.assertEqual((answer.fields["connection"].lower(), answer.written), ("close", "1 1 "))

    # --- methods and paths

    def test_options(self):
        answer = self.curl("--request", "OPTIONS", f"{self.url}/hello")
        self.assertIn(answer.status, (200, 204))
        self.assertLessEqual({"GET", "HEAD", "OPTIONS"}, answer.allowed())
        answer = self.curl("--request", "OPTIONS", "--request-target", "*", self.url)
        self.assertIn(answer.status, (200, 204))

    def test_method_without_handler(self):
        for method, path, allowed in (("DELETE", "/hello", "GET"), ("GET", "/echo", "POST"),
                                      ("POST", "/note.txt", "GET")):
            answer = self.curl("--request", method, f"{self.url}{path}")
            self.assertEqual(answer.status, 405, f"{method} {path}")
            self.assertIn(allowed, answer.allowed())
            self.assertNotIn(method, answer.allowed())

    def test_unknown_path(self):
        for path in ("/nothing", "/hello/", "/sub/nothing", "/%00", "/hello%2f"):
            self.assertIn(self.curl(f"{self.url}{path}").status, (400, 404), path)

    def test_service_without_upgrade(self):
        answer = self.curl(f"{self.url}/Echo")
        self.assertEqual(answer.status, 426)
        self.assertEqual(answer.fields["upgrade"].lower(), "websocket")

    # --- files

    def test_files_and_their_types(self):
        for path, kind, start in (("/", "text/html", b"<!doctype"),
                                  ("/index.html", "text/html", b"<!doctype"),
                                  ("/note.txt", "text/plain", b"a note"),
                                  ("/sub/deep.txt", "text/plain", b"deep"),
                                  ("/note.txt?query", "text/plain", b"a note"),
                                  ("/n%6Fte.txt", "text/plain", b"a note")):
            answer = self.curl(f"{self.url}{path}")
            self.assertEqual((answer.status, answer.fields["content-type"].split(";")[0]), (200, kind), path)
            self.assertTrue(answer.body.startswith(start), path)

    def test_conditional_by_date(self):
        modified = self.curl(f"{self.url}/note.txt").fields["last-modified"]
        answer = self.curl("--time-cond", modified, f"{self.url}/note.txt")
        self.assertEqual((answer.status, answer.body), (304, b""))
        answer = self.curl("--time-cond", "Thu, 01 Jan 2015 00:00:00 GMT", f"{self.url}/note.txt")
        self.assertEqual((answer.status, answer.body), (200, b"a note\n"))

    def test_conditional_by_entity_tag(self):
        tag = self.folder / "tag"
        self.curl("--etag-save", tag, f"{self.url}/note.txt")
        self.assertRegex(tag.read_text().strip(), r'^(W/)?".+"$')
        answer = self.curl("--etag-compare", tag, f"{self.url}/note.txt", f"{self.url}/note.txt",
                           "--write-out", "%{num_connects} ")
        self.assertEqual((answer.status, answer.body, answer.written), (304, b"", "1 0 "))
        tag.write_text('"another"')
        answer = self.curl("--etag-compare", tag, f"{self.url}/note.txt")
        self.assertEqual((answer.status, answer.body), (200, b"a note\n"))

    def test_never_outside_the_root(self):
        paths = ["/../secret.txt", "/../../../../../../etc/passwd", "/sub/../../secret.txt",
                 "/%2e%2e/secret.txt", "/%2e%2e%2fsecret.txt", "/..%2fsecret.txt", "/..%5csecret.txt",
                 "/%252e%252e/secret.txt", "/%252e%252e%252fsecret.txt", "/..\\secret.txt",
                 "/.%2e/secret.txt", "//etc/passwd", "/%2fetc%2fpasswd", f"/{self.folder}/secret.txt",
                 "/note.txt%00.html", "/C:/secret.txt", "/link.txt", "/up/secret.txt",
                 "/up/root/../secret.txt",
                 "/sub/....//....//secret.txt"]
        for path in paths:
            answer = self.curl("--path-as-is", f"{self.url}{path}")
            self.assertIn(answer.status, (400, 403, 404), path)
            self.assertNotIn(b"SECRET", answer.body, path)
            self.assertNotIn(b"root:", answer.body, path)

    def test_large_file_needs_little_memory(self):
        path = self.root / "large.bin"
        block = random.Random(3).randbytes(MEGABYTE)
        digest = hashlib.sha256()
        with open(path, "wb") as file:
            for number in range(200):
                piece = number.to_bytes(8, "big") + block[8:]
                digest.update(piece)
                file.write(piece)
        try:
            before = self.server.peak_memory()
            # A reader slower than the server: what it has not taken must not pile up in memory.
            command = ["curl", "--silent", "--show-error", "--fail", "--noproxy", "*", "--limit-rate", "60M",
                       "--max-time", str(CURL_DEADLINE), f"{self.url}/large.bin"]
            received = hashlib.sha256()
            with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
                for piece in iter(lambda: process.stdout.read(MEGABYTE), b""):
                    received.update(piece)
            self.assertEqual(process.returncode, 0, self.server.errors())
            self.assertEqual(received.digest(), digest.digest())
            self.assertLess(self.server.peak_memory() - before, 16 * MEGABYTE)
        finally:
            path.unlink()

    # --- each download gets its own file

    def make_files(self, count):
        """Files of many sizes whose content names the file; name → content."""
        source = random.Random(4)
        files = {f"part{number}.bin": source.randbytes(source.choice((10, 5_000, 70_000, 1_500_000)) + number)
                 for number in range(count)}
        for name, content in files.items():
            (self.root / name).write_bytes(content)
            self.addCleanup((self.root / name).unlink)
        return files

    def test_parallel_downloads(self):
        files = self.make_files(60)
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            config = "".join(f'url = "{self.url}/{name}"\noutput = "{folder}/{name}"\n' for name in files)
            subprocess.run(["curl", "--no-progress-meter", "--fail", "--noproxy", "*", "--parallel",
                            "--parallel-immediate", "--parallel-max", "60", "--max-time", str(CURL_DEADLINE),
                            "--config", "-"], input=config.encode(), check=True, timeout=CURL_DEADLINE + 10)
            for name, content in files.items():
                received = pathlib.Path(folder, name).read_bytes()
                self.assertTrue(received == content, f"{name} came as {len(received)} other bytes")

    def test_downloads_on_one_connection(self):
        files = self.make_files(60)
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            config = "".join(f'url = "{self.url}/{name}"\noutput = "{folder}/{name}"\n' for name in files)
            done = subprocess.run(["curl", "--no-progress-meter", "--fail", "--noproxy", "*",
                                   "--max-time", str(CURL_DEADLINE), "--write-out", "%{num_connects}",
                                   "--config", "-"],
                                  input=config.encode(), capture_output=True, check=True,
                                  timeout=CURL_DEADLINE + 10)
            self.assertEqual(done.stdout, b"1" + b"0" * 59)
            for name, content in files.items():
                received = pathlib.Path(folder, name).read_bytes()
                self.assertTrue(received == content, f"{name} came as {len(received)} other bytes")

    def test_pipelined_downloads(self):
        # Not something that curl does, but proxies may: all requests in one write (RFC 9112 §9.3.2).
        files = self.make_files(60)
        requests = "".join(f"GET /{name} HTTP/1.1\r\nHost: localhost\r\n\r\n" for name in files)
        with socket.create_connection(("localhost", self.server.port), timeout=CURL_DEADLINE) as connection:
            connection.sendall(requests.encode())
            with connection.makefile("rb") as stream:
                for name, content in files.items():
                    self.assertEqual(stream.readline(), b"HTTP/1.1 200 OK\r\n", name)
                    fields = dict(line.lower().strip().split(b": ", 1)
                                  for line in iter(stream.readline, b"\r\n") if line)
                    received = stream.read(int(fields[b"content-length"]))
                    self.assertTrue(received == content, f"{name} came as {len(received)} other bytes")


class StopTest(unittest.TestCase):
    def test_stop_with_an_idle_connection(self):
        with ServerProcess(SERVER) as server:
            with socket.create_connection(("localhost", server.port), timeout=CURL_DEADLINE) as connection:
                connection.sendall(b"GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n")
                with connection.makefile("rb") as stream:
                    self.assertEqual(stream.readline(), b"HTTP/1.1 200 OK\r\n")
                    server.terminate()
                    self.assertTrue(stream.read().endswith(b"\r\n\r\nHello, World!"))
            self.assertEqual(server.wait(5), 0, server.errors())

    def test_stop_lets_a_download_finish(self):
        content = random.Random(5).randbytes(20 * MEGABYTE)
        with tempfile.TemporaryDirectory(prefix="hawser-curl-") as folder:
            root, received = pathlib.Path(folder, "root"), pathlib.Path(folder, "received")
            root.mkdir()
            (root / "file.bin").write_bytes(content)
            with ServerProcess(SERVER, "--root", str(root)) as server:
                command = ["curl", "--silent", "--show-error", "--noproxy", "*", "--limit-rate", "20M",
                           "--max-time", str(CURL_DEADLINE), "--output", str(received),
                           f"http://localhost:{server.port}/file.bin"]
                with subprocess.Popen(command) as process:
                    wait_until(lambda: received.exists() and received.stat().st_size > 0, "the first bytes")
                    server.terminate()
                self.assertEqual((process.returncode, server.wait()), (0, 0), server.errors())
            self.assertTrue(received.read_bytes() == content)

    def test_port_can_be_bound_again_at_once(self):
        with ServerProcess(SERVER) as first:
            port = first.port
            subprocess.run(["curl", "--silent", "--noproxy", "*", "--output", os.devnull,
                            f"http://localhost:{port}/hello"], check=True, timeout=CURL_DEADLINE)
            self.assertEqual(first.stop(), 0, first.errors())
        with ServerProcess(SERVER, port=port) as second:
            self.assertEqual(second.port, port)


if __name__ == "__main__":
    SERVER = server_path(sys.argv)
    unittest.main(verbosity=2)
