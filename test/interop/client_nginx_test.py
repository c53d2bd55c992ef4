#!/usr/bin/python3
# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)

"""example/client against nginx, with Python's websockets behind it: TLS, redirects, refusals.

    test/interop/client_nginx_test.py --client build/example/client
"""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))

from certificates import Certificates  # noqa: E402
from client_process import SEND, ClientCase, Exit, take_path  # noqa: E402
from nginx_process import Nginx  # noqa: E402
from websocket_backend import WELCOME, Backend  # noqa: E402

REDIRECTS = [301, 302, 303, 307, 308]
SECRETS = [("--bearer", "token-of-the-first"), ("--header", "Authorization: Basic Zmlyc3Q6c2VjcmV0"),
           ("--header", "Cookie: session=of-the-first"), ("--cookie", "session=of-the-first")]
USER = ("--user", "nobita:password")

# {0} is TLS, {1} is not, {2} is TLS with the certificate of another host.
SITE = """
    map $http_upgrade $connection_upgrade {{ default upgrade; '' close; }}
    proxy_http_version 1.1;
    proxy_set_header Host $http_host;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection $connection_upgrade;
    proxy_set_header X-Scheme $scheme;
    proxy_buffering off;
    ssl_protocols TLSv1.2 TLSv1.3;

    server {{
        listen {{0}} ssl;
        ssl_certificate {pair.chain};
        ssl_certificate_key {pair.key};
        location / {{ proxy_pass http://127.0.0.1:{backend}; }}
        location /private {{
            auth_basic "WebSocket Test";
            auth_basic_user_file {users};
            proxy_pass http://127.0.0.1:{backend};
        }}
        location /short {{ proxy_pass http://127.0.0.1:{backend}; proxy_read_timeout 1s; }}
        location /gone {{ proxy_pass http://127.0.0.1:{closed}; }}
        location /forbidden {{ return 403 "not for you\\n"; }}
        location /page {{ return 200 "just a page\\n"; }}
        location /bare {{ return 302 wss://; }}
        location /nowhere {{ return 302; }}
        location /mail {{ return 302 mailto:nobita@example.com; }}
        location /plain {{ return 302 ws://{{1}}/down; }}
        location /http {{ return 302 http://{{1}}/down; }}
        location /untrusted {{ return 302 wss://{{2}}/; }}
        location /loop {{ return 302 /loop; }}
        location /ping {{ return 302 /pong; }}
        location /pong {{ return 302 /ping; }}
        location /chain5 {{ return 302 /chain4; }}
        location /chain4 {{ return 302 /chain3; }}
        location /chain3 {{ return 302 /chain2; }}
        location /chain2 {{ return 302 /chain1; }}
        location /chain1 {{ return 302 /end; }}
        location /cookie {{ add_header Set-Cookie "seen=yes; Path=/" always; return 302 /after; }}
        location /relative/a/b {{ absolute_redirect off; return 302 ../c?x=%20y; }}
        location /same-port {{ return 302 wss://{{0}}/other; }}
        location /other-port {{ return 302 wss://{{3}}/other; }}
        location /private-there {{ return 302 wss://{{3}}/private; }}
        location /private-here {{ return 302 /private; }}
{numbered}
    }}
    server {{
        listen {{1}};
        location / {{ proxy_pass http://127.0.0.1:{backend}; }}
        location /up {{ return 301 https://{{0}}$request_uri-secure; }}
    }}
    server {{
        listen {{2}} ssl;
        ssl_certificate {other.chain};
        ssl_certificate_key {other.key};
        location / {{ proxy_pass http://127.0.0.1:{backend}; }}
    }}
    server {{
        listen {{3}} ssl;
        ssl_certificate {pair.chain};
        ssl_certificate_key {pair.key};
        location / {{ proxy_pass http://127.0.0.1:{backend}; }}
        location /private {{
            auth_basic "WebSocket Test";
            auth_basic_user_file {users};
            proxy_pass http://127.0.0.1:{backend};
        }}
    }}
"""
NUMBERED = "        location /{status} {{ return {status} {scheme}://{{0}}/end?of={status}; }}"


class ClientNginxTest(ClientCase, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.certificates = cls.enterClassContext(Certificates())
        cls.backend = cls.enterClassContext(Backend())
        users = cls.certificates.folder / "users"
        users.write_text("nobita:{PLAIN}password\n")
        numbered = "\n".join(NUMBERED.format(status=status, scheme="https" if status % 2 else "wss")
                             for status in REDIRECTS)
        closed = Backend()
        with closed:
            pass
        cls.ca = ("--ca", cls.certificates.ca)
        cls.files = {"pair": cls.certificates.localhost, "other": cls.certificates.wrong_host, "users": users}
        http = SITE.format(**cls.files, backend=cls.backend.port, closed=closed.port, numbered=numbered)
        cls.nginx = cls.enterClassContext(Nginx(4, http))
        cls.tls, cls.plain, cls.wrong, cls.second = cls.nginx.ports

    def setUp(self):
        self.backend.forget()

    def url(self, path="/", port=None, host="127.0.0.1", scheme="wss"):
        return f"{scheme}://{host}:{port or self.tls}{path}"

    def follow(self, path, *options, status=Exit.OK, limit=5, **keywords):
        """Runs it with redirects; returns what arrived at the backend."""
        options = [self.ca, ("--redirects", limit), *options]
        url = path if "://" in path else self.url(path)
        done = self.check(status, url, *options, ("--send", "hello"), **keywords)
        if status == Exit.OK:
            self.assertEqual(done.lines, [WELCOME])
            self.assertEqual(self.backend.ended().result, ["hello"])
        return self.backend.requests

    # --- TLS

    def test_wss(self):
        for host in ("localhost", "127.0.0.1"):
            done = self.check(Exit.OK, self.url("/a?b=c", host=host), self.ca,
                              ("--send", "Grüße, 世界"), "--verbose", lines=[WELCOME], says="TLS ?v?1.3")
            self.assertIn("101", done.err)
            self.assertEqual(self.backend.ended().result, ["Grüße, 世界"])
            request = self.backend.requests[-1]
            self.assertEqual((request.path, request.values("X-Scheme")), ("/a?b=c", ["https"]))
            self.assertEqual(request.values("Host"), [f"{host}:{self.tls}"])

    def test_certificates_that_are_not_trusted(self):
        self.check(Exit.NOT_CONNECTED, self.url(), SEND, lines=[], says="issuer .*not trusted")
        self.check(Exit.NOT_CONNECTED, self.url(port=self.wrong), self.ca, SEND,
                   lines=[], says="another host")
        self.assertEqual(self.backend.requests, [])
        self.check(Exit.OK, self.url(port=self.wrong), "--insecure", SEND, lines=[WELCOME])

    def test_wrong_scheme(self):
        self.check(Exit.NOT_CONNECTED, self.url(port=self.plain), "--insecure", SEND, lines=[])
        # nginx says with 400 that it was spoken to without TLS.
        self.check(Exit.REFUSED, self.url(port=self.tls, scheme="ws"), SEND, lines=[], says="400")

    # --- redirects

    def test_redirects(self):
        for status in REDIRECTS:
            with self.subTest(status):
                self.backend.forget()
                requests = self.follow(f"/{status}")
                self.assertEqual([one.path for one in requests], [f"/end?of={status}"])
                self.assertEqual(requests[0].values("Host"), [f"127.0.0.1:{self.tls}"])

    def test_redirects_are_not_followed_unasked(self):
        for status in REDIRECTS:
            with self.subTest(status):
                self.check(Exit.REFUSED, self.url(f"/{status}"), self.ca, SEND,
                           lines=[], says=str(status))
        self.assertEqual(self.backend.requests, [])

    def test_to_a_stronger_scheme(self):
        requests = self.follow(self.url("/up", self.plain, scheme="ws"))
        self.assertEqual([one.path for one in requests], ["/up-secure"])
        self.assertEqual(requests[0].values("X-Scheme"), ["https"])
        self.backend.forget()
        self.follow(self.url("/up", self.plain, scheme="http"))

    def test_to_a_weaker_scheme(self):
        for path in ("/plain", "/http"):
            self.follow(path, status=Exit.REFUSED, lines=[])
            self.check(Exit.REFUSED, self.url(path), "--insecure", ("--redirects", 5), SEND, lines=[])
        self.assertEqual(self.backend.requests, [])

    def test_to_what_is_no_url(self):
        for path in ("/bare", "/nowhere", "/mail"):
            with self.subTest(path):
                self.follow(path, status=Exit.REFUSED, lines=[])
        self.assertEqual(self.backend.requests, [])

    def test_to_a_certificate_that_is_not_trusted(self):
        self.follow("/untrusted", status=Exit.NOT_CONNECTED, lines=[], says="another host")
        self.assertEqual(self.backend.requests, [])

    def test_limit(self):
        self.follow("/chain5")
        self.follow("/chain5", limit=4, status=Exit.REFUSED, lines=[], says="redirects")
        self.follow("/chain4", limit=4)

    def test_loops(self):
        for path in ("/loop", "/ping"):
            self.follow(path, status=Exit.REFUSED, lines=[], says="redirects")
        self.assertEqual(self.backend.requests, [])

    def test_relative(self):
        requests = self.follow("/relative/a/b")
        self.assertEqual([one.path for one in requests], ["/relative/c?x=%20y"])

    def test_cookie_of_a_redirect(self):
        requests = self.follow("/cookie")
        self.assertEqual([(one.path, one.values("Cookie")) for one in requests], [("/after", ["seen=yes"])])

    def test_key_is_fresh(self):
        keys = {self.follow("/301")[-1].values("Sec-WebSocket-Key")[0] for _ in range(3)}
        self.assertEqual(len(keys), 3)

    # --- secrets

    def test_secrets_stay_at_the_origin(self):
        for host, path in (("localhost", "/same-port"), ("127.0.0.1", "/other-port")):
            for secret in SECRETS:
                if path == "/other-port" and secret[0] == "--cookie":
                    continue  # cookies are for a host, with all its ports (RFC 6265 §8.5)
                with self.subTest(path, secret=secret):
                    self.backend.forget()
                    other = ("--header", "X-Other: goes along")
                    requests = self.follow(self.url(path, host=host), secret, other)
                    self.assertEqual([one.path for one in requests], ["/other"])
                    self.assertNotIn("of-the-first", str(requests))
                    self.assertNotIn("Zmlyc3Q6c2VjcmV0", str(requests))
                    self.assertFalse(requests[0].has("Authorization"))
                    self.assertFalse(requests[0].has("Cookie"))
                    self.assertEqual(requests[0].values("X-Other"), ["goes along"])

    def test_secrets_go_along_at_the_origin(self):
        for secret in SECRETS:
            with self.subTest(secret):
                self.backend.forget()
                requests = self.follow("/301", secret)
                fields = requests[0].values("Authorization") + requests[0].values("Cookie")
                self.assertEqual(len(fields), 1)

    def test_user_stays_at_the_origin(self):
        self.follow("/private-here", USER)
        self.backend.forget()
        self.follow("/private-there", USER, status=Exit.CREDENTIALS, lines=[])
        url = self.url("/private-there", host="nobita:password@127.0.0.1")
        self.follow(url, status=Exit.CREDENTIALS, lines=[])
        self.assertEqual(self.backend.requests, [])
        self.follow(self.url("/private", self.second), USER)

    # --- refusals

    def test_basic(self):
        self.follow("/private", USER)
        self.follow(self.url("/private", host="nobita:password@127.0.0.1"))
        self.backend.forget()
        for options in ([("--user", "nobita:Password")], [("--user", "nobody:password")], []):
            done = self.follow("/private", *options, status=Exit.CREDENTIALS, lines=[], says="401")
        self.assertEqual(done, [])

    def test_statuses(self):
        for path, status, text in (("/forbidden", 403, "not for you"), ("/gone", 502, "Bad Gateway"),
                                   ("/page", 200, "just a page")):
            with self.subTest(path):
                self.follow(path, status=Exit.REFUSED, lines=[], says=f"(?s){status}.*{text}")

    def test_nginx_gives_up_waiting(self):
        self.check(Exit.LOST, self.url("/short"), self.ca, "--echo")

    def test_close_codes_through_nginx(self):
        async def close(ws):
            await ws.close(4000, "enough")

        with Backend(close) as backend:
            http = SITE.format(**self.files, backend=backend.port, closed=1, numbered="")
            with Nginx(4, http) as nginx:
                self.check(Exit.LOST, self.url(port=nginx.ports[0]), self.ca, "--echo",
                           "--verbose", says="4000")


if __name__ == "__main__":
    ClientNginxTest.binary = take_path(sys.argv, "--client")
    unittest.main(verbosity=2)
