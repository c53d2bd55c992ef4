#!/usr/bin/env python3
# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)

"""The example servers' command lines: help, and one clear line for each thing that cannot work.

    test/interop/command_line_test.py --server build/example/http_server
"""

import os
import pathlib
import signal
import ssl
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))

from certificates import Certificates, openssl  # noqa: E402
from server_process import ServerProcess, server_path  # noqa: E402

SERVER = ""


class CommandLineTest(unittest.TestCase):
    def run_server(self, *arguments):
        """For command lines with which the server ends by itself."""
        return subprocess.run([SERVER, *arguments], capture_output=True, text=True, check=False, timeout=20)

    def check_refused(self, arguments, expected):
        done = self.run_server(*arguments)
        self.assertEqual((done.returncode, done.stdout), (1, ""), arguments)
        self.assertEqual(done.stderr, f"{os.path.basename(SERVER)}: {expected}\n", arguments)

    def test_help(self):
        done = self.run_server("--help")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        for option in ("--address", "--port", "--threads", "--max-message-size", "--log-level"):
            self.assertIn(option, done.stdout)

    def test_site_options_are_listed(self):
        for option in ("--auth", "--user", "--realm", "--listing", "--metrics", "--inspector",
                       "--cache-control", "--tls-cert", "--tls-key", "--tls-self-signed"):
            self.assertIn(option, self.run_server("--help").stdout)

    def test_bad_options(self):
        for arguments, expected in (
                (["--prot", "1"], "unrecognised option '--prot' (try --help)"),
                (["--port"], "the required argument for option '--port' is missing (try --help)"),
                (["--port", "x"], "the argument ('x') for option '--port' is invalid (try --help)"),
                (["--port", "65536"], "--port must be between 0 and 65535 (try --help)"),
                (["--port", "-1"], "--port must be between 0 and 65535 (try --help)"),
                (["--log-level", "loud"], "--log-level: there is no level 'loud' (try --help)"),
                (["4649"],
                 "too many positional options have been specified on the command line (try --help)")):
            self.check_refused(arguments, expected)

    def test_bad_combinations(self):
        user = ["--user", "nobita:password"]
        for arguments, expected in (
                (["--auth", "basic"], "--auth needs --user NAME:PASSWORD"),
                (["--auth", "", *user], "--auth must not be empty"),
                (["--auth", "ntlm", *user], "--auth: there is no scheme 'ntlm', only basic and digest"),
                (user, "--user is of no use without --auth"),
                (["--realm", "R"], "--realm is of no use without --auth"),
                (["--auth", "digest", "--user", "nobita"], "--user must be NAME:PASSWORD"),
                (["--auth", "digest", "--user", ":password"], "--user must be NAME:PASSWORD")):
            self.check_refused(arguments, f"{expected} (try --help)")
        done = self.run_server("--port", "0", "--auth", "basic", *user, "--realm", "a\nb")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertRegex(done.stderr, r"\A[^\n]*realm[^\n]*\n\Z")
        done = self.run_server("--port", "0", "--cache-control", "a\nb")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertRegex(done.stderr, r"\A[^\n]*header field[^\n]*\n\Z")

    def ask(self, server, path, *options):
        """Status and fields, and body, as curl gets them."""
        done = subprocess.run(["curl", "-sS", "-i", *options, f"http://127.0.0.1:{server.port}{path}"],
                              capture_output=True, text=True, check=True, timeout=20)
        return done.stdout

    def test_authentication(self):
        for scheme in ("basic", "digest"):
            with ServerProcess(SERVER, "--auth", scheme, "--user", "nobita:pass:word", "--realm", "My Place",
                               "--metrics", "--inspector") as server:
                for path in ("/hello", "/metrics", "/inspector/"):
                    refused = self.ask(server, path)
                    self.assertTrue(refused.startswith("HTTP/1.1 401 "), refused)
                    self.assertIn('realm="My Place"', refused)
                    found = self.ask(server, path, f"--{scheme}", "--user", "nobita:pass:word")
                    self.assertIn("HTTP/1.1 200 OK", found, path)
                    refused = self.ask(server, path, f"--{scheme}", "--user", "nobita:wrong")
                    self.assertNotIn("HTTP/1.1 200", refused)

    def test_files_metrics_and_inspector(self):
        with tempfile.TemporaryDirectory() as root:
            pathlib.Path(root, "a.txt").write_text("a", encoding="ascii")
            with ServerProcess(SERVER, "--root", root) as server:
                self.assertIn(" 404 ", self.ask(server, "/"))
                self.assertNotIn("Cache-Control", self.ask(server, "/a.txt"))
                for path in ("/metrics", "/inspector"):
                    self.assertIn(" 404 ", self.ask(server, path))
            with ServerProcess(SERVER, "--root", root, "--listing", "--cache-control", "max-age=60",
                               "--metrics", "--inspector") as server:
                self.assertIn('>a.txt<', self.ask(server, "/"))
                self.assertIn("Cache-Control: max-age=60", self.ask(server, "/a.txt"))
                self.assertIn("\nhawser_connections 1\n", self.ask(server, "/metrics"))
                self.assertIn("<title>Inspector</title>", self.ask(server, "/inspector/"))

    def test_tls_options(self):
        own = "--tls-self-signed makes its own certificate: leave out --tls-cert and --tls-key"
        for arguments, expected in (
                (["--tls-key", "key.pem"], "--tls-key is of no use without --tls-cert"),
                (["--tls-self-signed", "--tls-cert", "cert.pem"], own),
                (["--tls-self-signed", "--tls-key", "key.pem"], own),
                (["--tls-cert", ""], "--tls-cert must not be empty"),
                (["--tls-cert"], "the required argument for option '--tls-cert' is missing")):
            self.check_refused(arguments, f"{expected} (try --help)")

    def test_certificates_that_cannot_be_used(self):
        with Certificates() as made:
            pair, other = made.localhost, made.a
            for certificate, key, expected in (
                    ("/no/such/file.pem", pair.key, "/no/such/file.pem cannot be read"),
                    (pair.chain, "/no/such/file.key", "/no/such/file.key cannot be read"),
                    (made.folder, pair.key, f"{made.folder} cannot be read"),
                    (pair.key, pair.key, "localhost.key has no certificate in PEM form"),
                    (pair.chain, pair.chain, "localhost.pem has no private key"),
                    (pair.chain, other.key, "the private key is not that of the certificate")):
                done = self.run_server("--port", "0", "--tls-cert", str(certificate), "--tls-key", str(key))
                self.assertEqual((done.returncode, done.stdout), (1, ""))
                self.assertRegex(done.stderr, r"\A[^\n]+\n\Z")
                self.assertIn(expected, done.stderr)
            done = self.run_server("--port", "0", "--tls-cert", str(pair.chain))
            self.assertRegex(done.stderr, r"\A[^\n]*localhost\.pem has no private key[^\n]*\n\Z")

    def test_tls(self):
        with Certificates() as made:
            together = made.folder / "together.pem"
            together.write_text(made.localhost.chain.read_text() + made.localhost.key.read_text())
            for options in (["--tls-cert", str(made.localhost.chain), "--tls-key", str(made.localhost.key)],
                            ["--tls-cert", str(together)]):
                with ServerProcess(SERVER, *options) as server:
                    self.assertEqual(server.said, [])
                    self.assertEqual(self.ask_securely(server, made.ca), "Hello, World!")

    def test_self_signed(self):
        with tempfile.TemporaryDirectory() as folder, ServerProcess(SERVER, "--tls-self-signed") as server:
            self.assertEqual(len(server.said), 1)
            self.assertRegex(server.said[0], r"^Certificate's SHA-256 fingerprint: [0-9A-F:]{95}$")
            path = pathlib.Path(folder, "server.pem")
            path.write_text(ssl.get_server_certificate(("127.0.0.1", server.port), timeout=20))
            printed = openssl("x509", "-noout", "-fingerprint", "-sha256", "-in", path)
            self.assertEqual(printed.strip().split("=")[1], server.said[0].split(": ")[1])
            self.assertEqual(self.ask_securely(server, path), "Hello, World!")

    def ask_securely(self, server, authority):
        done = subprocess.run(["curl", "-sS", "--noproxy", "*", "--cacert", str(authority),
                               f"https://localhost:{server.port}/hello"],
                              capture_output=True, text=True, check=True, timeout=20)
        return done.stdout

    def test_port_in_use(self):
        with ServerProcess(SERVER, "--address", "127.0.0.1") as server:
            self.check_refused(["--address", "127.0.0.1", "--port", str(server.port)],
                               f"cannot listen on 127.0.0.1:{server.port}: Address already in use")
        with ServerProcess(SERVER) as server:
            self.check_refused(["--port", str(server.port)],
                               f"cannot listen on 0.0.0.0:{server.port}: Address already in use")

    def test_missing_root(self):
        done = self.run_server("--port", "0", "--root", "/no/such/folder")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertRegex(done.stderr, r'\A[^\n]*: document root "/no/such/folder": [^\n]+\n\Z')

    def test_signals_stop_it(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            with ServerProcess(SERVER, "--threads", "1") as server:
                os.kill(server.pid, number)
                self.assertEqual(server.wait(), 0, server.errors())
                self.assertEqual(server.errors(), "standard error of the server:\n(empty)")


if __name__ == "__main__":
    SERVER = server_path(sys.argv)
    unittest.main(verbosity=2)
