#!/usr/bin/python3
# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)

"""The example client's command line, against Python's websockets (Debian: python3-websockets, which needs
/usr/bin/python3): options, exit codes, the handshake. What it does with its input and output is in
client_streams_test.py and client_terminal_test.py.

    test/interop/client_command_line_test.py --client build/example/client
"""

import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))

from certificates import Certificates  # noqa: E402
from client_process import DEADLINE, Exit, environment, take_path  # noqa: E402
from websocket_backend import WELCOME, Backend, refusal, server_context  # noqa: E402

CLIENT = ""
GREETING = f"{WELCOME}\n"  # what Backend says if it is not told otherwise
BASIC = "Basic bm9iaXRhOnBhc3N3b3Jk"  # nobita:password


async def echo(ws):
    async for message in ws:
        await ws.send(message)


def require_basic(_, headers):
    if headers.get("Authorization") == BASIC:
        return None
    return refusal(401, "who are you?", WWW_Authenticate='Basic realm="Here"')


class ClientCommandLineTest(unittest.TestCase):
    def run_client(self, *arguments):
        """Without input. Returns its status, what it printed, and what it told."""
        done = subprocess.run([CLIENT, *map(str, arguments)], stdin=subprocess.DEVNULL, capture_output=True,
                              check=False, timeout=DEADLINE, env=environment())
        for line in done.stderr.decode().splitlines():
            self.assertRegex(line, "^client: ", arguments)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def check(self, status, *arguments, out="", says=r"\A\Z"):
        """Runs it to an end with that status. It must print `out`, and tell what `says` is found in."""
        code, printed, told = self.run_client(*arguments)
        self.assertEqual((code, printed), (status, out), told)
        self.assertRegex(told, f"(?s){says}")
        return told

    def check_usage(self, arguments, expected):
        told = self.check(Exit.USAGE, *arguments, says=".")
        self.assertEqual(told, f"client: {expected} (try --help)\n", arguments)

    # --- without a server

    def test_help(self):
        code, printed, told = self.run_client("--help")
        self.assertEqual((code, told), (0, ""))
        for option in ("-s [ --send ]", "--wait", "--echo", "-b [ --binary ]", "-c [ --compression ]",
                       "-p [ --subprotocol ]", "-H [ --header ]", "--cookie", "-o [ --origin ]",
                       "-u [ --user ]", "--bearer", "--proxy", "--proxy-env", "--ca", "--insecure",
                       "--cert", "--key", "--reconnect", "--max-attempts", "--redirects", "--ping",
                       "--timeout", "--unix-socket", "--verbose", "--help", "--version",
                       "\nExit codes:\n  0  ", "\n  5  "):
            self.assertIn(option, printed)
        self.assertNotIn("--url", printed)

    def test_version(self):
        code, printed, told = self.run_client("--version")
        self.assertEqual((code, told), (0, ""))
        self.assertRegex(printed, r"\Aclient \(Hawser \d+\.\d+\.\d+\)\n\Z")

    def test_bad_options(self):
        url = "ws://localhost/"
        for arguments, expected in (
                ([], "the URL is missing"),
                ([url, url], "too many positional options have been specified on the command line"),
                ([url, "--sent"], "unrecognised option '--sent'"),
                ([url, "--send"], "the required argument for option '--send' is missing"),
                ([url, "--ping", "x"], "the argument ('x') for option '--ping' is invalid"),
                ([url, "--ping", "0"], "--ping must be between 0.001 and 1000000"),
                ([url, "--wait", "nan", "-s", "x"], "--wait must be between 0 and 1000000"),
                ([url, "--timeout", "-1"], "--timeout must be between 0.001 and 1000000"),
                ([url, "--redirects", "-1"], "--redirects must be between 0 and 1000000"),
                ([url, "--wait", "1"], "--wait is of no use without --send"),
                ([url, "--key", "key.pem"], "--key is of no use without --cert"),
                ([url, "--max-attempts", "1"], "--max-attempts is of no use without --reconnect"),
                ([url, "--echo", "-s", "x"], "--echo and --send exclude each other"),
                ([url, "--echo", "-b"], "--echo and --binary exclude each other"),
                ([url, "-u", "a:b", "--bearer", "c"], "--user and --bearer exclude each other"),
                ([url, "--proxy", "http://p", "--proxy-env"], "--proxy and --proxy-env exclude each other"),
                ([url, "--ca", ""], "--ca must not be empty")):
            self.check_usage(arguments, expected)

    def test_bad_values(self):
        for url in ("", "localhost", "ftp://localhost/", "ws://", "ws://localhost:99999/",
                    "ws://localhost/#here"):
            self.check(Exit.USAGE, url, says=r"\Aclient: [^\n]+\n\Z")
        with socket.create_server(("127.0.0.1", 0)) as silent:
            url = f"wss://127.0.0.1:{silent.getsockname()[1]}/"
            for option in (["--header", "Host: a"], ["--header", "a b: c"], ["--cookie", "a=b;c"],
                           ["--bearer", "a b"], ["-p", "a b"], ["--proxy", "ftp://proxy"],
                           ["--ca", "/no/such.pem"], ["--cert", "/no/such.pem"]):
                self.check(Exit.USAGE, url, *option, says=r"\Aclient: [^\n]+\n\Z")

    def test_no_secret_is_quoted(self):
        url = "ws://localhost:1/"
        proxy = ["--proxy", "http://a:SECRET@localhost:1"]
        for arguments in (["--bearr=SECRET", url], ["--bearr", "SECRET", url], ["-qSECRET", url],
                          ["--bearer", "SECRET SECRET", url], ["--header", "SECRET", url],
                          ["--header", "A: SECRET\n", url], ["--cookie", "SECRET", url],
                          ["--cookie", "a=SECRET;", url], ["--user", "a:SECRET\n", url],
                          ["ws://a:SECRET@:b/"], ["ws://a:SECRET@localhost:1/"],
                          ["--proxy", "ftp://a:SECRET@proxy", url],
                          [*proxy, "--user", "a:SECRET", "--verbose", url]):
            code, printed, told = self.run_client(*arguments)
            self.assertIn(code, (Exit.USAGE, Exit.NOT_CONNECTED), arguments)
            self.assertNotIn("SECRET", printed + told, arguments)

    def test_unreachable(self):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            port = silent.getsockname()[1]
            self.check(Exit.NOT_CONNECTED, f"ws://127.0.0.1:{port}/", "--timeout", "0.3", says="time-out")
        self.check(Exit.NOT_CONNECTED, f"ws://127.0.0.1:{port}/", says="refused")
        self.check(Exit.NOT_CONNECTED, "ws://no-such-host.invalid/", says=".")
        self.check(Exit.NOT_CONNECTED, "ws://localhost/", "--unix-socket", "/no/such/socket",
                   says="No such file")

    # --- messages

    def test_send(self):
        with Backend() as server:
            self.check(Exit.OK, "-s", "Grüße", "--send", "", "--send=-x", server.url(), out=GREETING)
            ended = server.ended()
            self.assertEqual((ended.result, ended.code), (["Grüße", "", "-x"], 1000))
            not_text = b"\xff".decode("utf-8", "surrogateescape")
            self.check(Exit.USAGE, "-s", not_text, server.url(), out=GREETING, says="--send: .*UTF-8")

    def test_send_and_wait(self):
        with Backend(echo) as server:
            self.check(Exit.OK, "-s", "a", "-s", "b", "--wait", "1", server.url(), out="a\nb\n")

    def test_binary(self):
        with Backend() as server:
            self.check(Exit.OK, "-b", "-s", "Aÿ", server.url(), out=GREETING)
            self.assertEqual(server.ended().result, ["Aÿ".encode()])

    # --- the handshake

    def test_refused(self):
        page = "<b>no</b>\n\x1b[2J\r\nend\n" + "x" * 2_000
        with Backend(answer=lambda *_: refusal(403, page, X_Why="because")) as server:
            told = self.check(Exit.REFUSED, server.url(), says="403 Forbidden\nclient: body: <b>no</b>\n")
            self.assertIn(r"\x1b[2J\x0d", told)
            self.assertNotIn("X-Why", told)
            self.assertLess(told.count("x"), 1_100)
            self.check(Exit.REFUSED, "--verbose", server.url(), says="\nclient: X-Why: because\n")
        with Backend(answer=lambda *_: refusal(302, Location="/elsewhere")) as server:
            self.check(Exit.REFUSED, server.url(), says="302")
            self.check(Exit.REFUSED, "--redirects", "2", server.url(), says="redirects")

    def test_what_is_said_in_the_handshake(self):
        with Backend(subprotocols=["chat"]) as server:
            self.check(Exit.OK, "-H", "X-One: 1", "-H", "X-Two:  a: b ", "--cookie", "a=b=c",
                       "--cookie", "d=e", "-p", "old", "-p", "chat", "-o", "https://example.com", "-c",
                       "--bearer", "token", server.url("/p?q"), out=GREETING)
            request = server.requests[0]
            self.assertEqual(request.path, "/p?q")
            for name, value in (("X-One", "1"), ("X-Two", "a: b"), ("Cookie", "a=b=c; d=e"),
                                ("Authorization", "Bearer token"), ("Sec-WebSocket-Protocol", "old, chat"),
                                ("Origin", "https://example.com")):
                self.assertEqual(request.values(name), [value])
            self.assertTrue(request.has("Sec-WebSocket-Extensions"))
            self.check(Exit.OK, server.url(), out=GREETING)
            for name in ("Cookie", "Origin", "Sec-WebSocket-Protocol", "Sec-WebSocket-Extensions",
                         "Authorization"):
                self.assertFalse(server.requests[1].has(name))

    def test_verbose(self):
        fields = [("Set-Cookie", "id=SECRET; Path=/"), ("X-Mood", "good")]
        with Backend(subprotocols=["chat"], extra_headers=fields) as server:
            told = self.check(Exit.OK, "--verbose", "-p", "chat", "-c", "--user", "a:SECRET", server.url(),
                              out=GREETING, says=r"\Aclient: connected to 127\.0\.0\.1:\d+\n"
                              r"client: the server answered 101 Switching Protocols\n"
                              r"(client: [\w-]+: [^\n]*\n)+"
                              r"client: subprotocol: chat\nclient: extensions: permessage-deflate[^\n]*\n"
                              r"client: closed with 1000\n\Z")
            self.assertNotIn("SECRET", told)
            self.assertIn("\nclient: Set-Cookie: id=...; Path=/\nclient: X-Mood: good\n", told)

    def test_ping(self):
        with Backend() as server:
            pings = ["--ping", "0.1", "-s", "x", "--wait", "0.5", server.url()]
            told = self.check(Exit.OK, "--verbose", *pings, out=GREETING,
                              says=r"\nclient: pong after \d+\.\d\d ms\n")
            self.assertGreater(told.count("pong after"), 1)
            self.check(Exit.OK, *pings, out=GREETING)

    def test_credentials(self):
        with Backend(answer=require_basic) as server:
            self.check(Exit.OK, "-u", "nobita:password", server.url(), out=GREETING)
            for options in ([], ["-u", "nobita:wrong"], ["--bearer", "token"]):
                told = self.check(Exit.CREDENTIALS, *options, server.url(),
                                  says="401 Unauthorized\nclient: body: who are you")
                self.assertNotIn("wrong", told)

    def test_unix_socket(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "socket")
            with Backend(path=path) as server:
                self.check(Exit.OK, "--unix-socket", path, "--verbose", "ws://example.com/there",
                           out=GREETING, says="connected to local\n")
                self.assertEqual(server.requests[0].values("Host"), ["example.com"])

    def test_tls(self):
        with Certificates() as made:
            with Backend(ssl=server_context(made.localhost)) as server:
                url = server.url()
                self.check(Exit.OK, "--ca", made.ca, "--verbose", url, out=GREETING,
                           says=r"client: TLS 1\.3, TLS_\w+\n"
                           r"client: certificate: CN=localhost, issued by [^\n]*CN=intermediate")
                self.check(Exit.NOT_CONNECTED, url, says="not trusted")
                self.check(Exit.OK, "--insecure", url, out=GREETING, says=r"\Aclient: warning: [^\n]*\n\Z")
                self.check(Exit.NOT_CONNECTED, f"ws://localhost:{server.port}/", says=".")
            with Backend(ssl=server_context(made.localhost, made.ca)) as server:
                alice = ["--cert", made.alice.chain, "--key", made.alice.key]
                self.check(Exit.OK, "--ca", made.ca, *alice, server.url(), out=GREETING)
                self.check(Exit.NOT_CONNECTED, "--ca", made.ca, server.url(), says=".")
            with Backend() as server:
                self.check(Exit.NOT_CONNECTED, f"wss://localhost:{server.port}/", says="TLS")


if __name__ == "__main__":
    CLIENT = take_path(sys.argv, "--client")
    unittest.main(verbosity=2)
