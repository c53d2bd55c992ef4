#!/usr/bin/env python3
# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)

"""The WebSocket Echo Test page of example/http_server over https and wss, with a certificate that nobody has
signed.

    test/browser/tls_test.py --server build/example/http_server
"""

import os
import pathlib
import sys
import tempfile
import unittest
from urllib.parse import urlsplit

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))

from server_process import ServerProcess, server_path, wait_until  # noqa: E402
from webdriver import Browser, WebDriverError  # noqa: E402

SERVER = ""


class TlsPageTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.browser = cls.enterClassContext(Browser(trusting=True))

    def setUp(self):
        self.server = self.enterContext(ServerProcess(SERVER, "--tls-self-signed"))
        self.host = f"localhost:{self.server.port}"
        self.browser.open("about:blank")
        self.browser.console()
        self.browser.requested_urls()
        self.browser.open(f"https://{self.host}/")

    def check_clean(self):
        """Nothing complained, and nothing went over a plain connection or elsewhere."""
        self.assertEqual([entry["message"] for entry in self.browser.console()
                          if entry["level"] in ("SEVERE", "WARNING")], [])
        urls = {urlsplit(url)[:2] for url in self.browser.requested_urls()}
        urls = {url for url in urls if url[0] in ("http", "https", "ws", "wss")}
        self.assertLessEqual(urls, {("https", self.host), ("wss", self.host)})

    def entries(self):
        """The log: (kind, text) of each entry."""
        rows = self.browser.run("""
            return [...document.querySelectorAll("#entries li")].map((li) => [
                li.dataset.kind, li.querySelector(".what").textContent]);
        """)
        return [tuple(row) for row in rows]

    def wait_for(self, condition, what):
        return wait_until(condition, what, details=lambda: f"{self.entries()}\n{self.server.errors()}")

    def wait_for_entry(self, kind, text=""):
        def found():
            return [each for each in self.entries() if each[0] == kind and each[1].startswith(text)]
        self.wait_for(found, f"a log entry {kind!r} that starts with {text!r}")

    def connect(self):
        self.browser.click("connect")
        self.wait_for_entry("open", f"wss://{self.host}/Echo")
        self.assertEqual(self.browser.text("state"), "Open")

    def test_page(self):
        self.assertEqual(self.browser.run("return document.title"), "WebSocket Echo Test")
        self.assertTrue(self.browser.run("return window.isSecureContext"))
        self.assertEqual(self.browser.property("url", "value"), f"wss://{self.host}/Echo")
        protocol = self.browser.run("return performance.getEntriesByType('navigation')[0].nextHopProtocol")
        self.assertEqual(protocol, "http/1.1")
        self.check_clean()

    def test_text_echo(self):
        self.connect()
        for text in ("Grüße, 世界 …", "once more"):
            self.browser.type("text", text)
            self.browser.click("send-text")
            self.wait_for_entry("received", text)
        self.check_clean()

    def test_binary_file_echo(self):
        self.connect()
        with tempfile.TemporaryDirectory() as folder:
            for content in (bytes(range(256)) * 8, os.urandom(3_000_000), b""):
                path = pathlib.Path(folder, f"{len(content)}.bin")
                path.write_bytes(content)
                self.browser.type("file", str(path))
                self.browser.click("send-file")
                expected = f"The echo is identical: {len(content):,} bytes in "
                self.wait_for(lambda: self.browser.text("file-result").startswith(expected), expected)
        self.check_clean()

    def test_disconnect_and_connect(self):
        for _ in range(3):
            self.connect()
            self.browser.click("disconnect")
            self.wait_for(lambda: self.browser.text("state") == "Closed 1000", "the end of the session")
        self.check_clean()

    def test_many_requests(self):
        """More than the browser has connections for. The page itself must not ask for such things."""
        self.browser.open(f"https://{self.host}/hello")
        same = self.browser.run("""
            return Promise.all([...Array(100).keys()].map(async (i) => {
                const answer = await fetch(`/echo?${i}`, { method: "POST", body: `${i}`.repeat(1000) });
                return await answer.text() === `${i}`.repeat(1000);
            }));
        """)
        self.assertEqual(same, [True] * 100)

    def test_server_stop_is_seen_as_1001(self):
        self.connect()
        self.server.terminate()
        self.wait_for_entry("close", "1001 going away")
        self.assertEqual(self.server.wait(), 0, self.server.errors())


class UntrustedTest(unittest.TestCase):
    def test_the_browser_warns(self):
        with ServerProcess(SERVER, "--tls-self-signed") as server, Browser() as browser:
            try:
                browser.open(f"https://localhost:{server.port}/")
            except WebDriverError as error:  # what the driver makes of it differs from version to version
                self.assertIn("insecure certificate", str(error))
            else:
                self.assertIn("ERR_CERT_AUTHORITY_INVALID", browser.run("return document.body.innerText"))


if __name__ == "__main__":
    SERVER = server_path(sys.argv)
    unittest.main(verbosity=2)
