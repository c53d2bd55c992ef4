#!/usr/bin/env python3
# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)

"""The WebSocket Echo Test page of example/http_server, used in a real browser as a person would.

    test/browser/echo_page_test.py --server build/example/http_server
"""

import os
import pathlib
import sys
import tempfile
import unittest
from urllib.parse import urlsplit

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))

from server_process import ServerProcess, server_path, wait_until  # noqa: E402
from webdriver import Browser  # noqa: E402

SERVER = ""
ENTER = "\ue007"
SHIFT = "\ue008"
RELEASE = "\ue000"


class EchoPageTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.browser = Browser()
        cls.addClassCleanup(cls.browser.quit)
        cls.first_tab = cls.browser.window()

    def setUp(self):
        self.server = ServerProcess(SERVER)
        self.addCleanup(self.server.__exit__)
        self.host = f"localhost:{self.server.port}"
        self.expected_errors = ()
        self.tab = self.browser.new_tab()
        self.addCleanup(self.close_tabs)
        self.browser.open(f"http://{self.host}/")

    def close_tabs(self):
        for handle in (self.tab, getattr(self, "second_tab", None)):
            if handle:
                self.browser.switch_to(handle)
                self.browser.close_tab()
        self.browser.switch_to(self.first_tab)

    def tearDown(self):
        for handle in (self.tab, getattr(self, "second_tab", None)):
            if handle:
                self.browser.switch_to(handle)
                self.check_clean_tab()

    def check_clean_tab(self):
        bad = [entry["message"] for entry in self.browser.console() if entry["level"] in ("SEVERE", "WARNING")
               and not any(text in entry["message"] for text in self.expected_errors)]
        self.assertEqual(bad, [], "the page wrote errors to the console")
        urls = [urlsplit(url) for url in self.browser.requested_urls()]
        hosts = {url.netloc for url in urls if url.scheme in ("http", "https", "ws", "wss")}
        self.assertLessEqual(hosts, {self.host}, "the page asked another host")

    # --- the page in words

    def entries(self):
        """The log: (kind, text, size) of each entry."""
        rows = self.browser.run("""
            return [...document.querySelectorAll("#entries li")].map((li) => [
                li.dataset.kind,
                li.querySelector(".what").textContent,
                li.querySelector(".size").textContent,
            ]);
        """)
        return [tuple(row) for row in rows]

    def page_state(self):
        lines = "\n".join(" | ".join(entry) for entry in self.entries())
        return f"state: {self.browser.text('state')}\nlog of the page:\n{lines}\n{self.server.errors()}"

    def wait_for(self, condition, what):
        return wait_until(condition, what, details=self.page_state)

    def wait_for_entry(self, kind, text="", size=None):
        """Waits for an entry of that kind that starts with the text, and returns its text."""
        def found():
            return [e for e in self.entries()
                    if e[0] == kind and e[1].startswith(text) and size in (None, e[2])]
        return self.wait_for(found, f"a log entry {kind!r} that starts with {text!r}")[-1][1]

    def connect(self, service="/Echo", name=""):
        if service != "/Echo":
            self.browser.select("service", service)
        if name:
            self.browser.type("name", name)
        self.browser.click("connect")
        opened = self.wait_for_entry("open")
        self.assertTrue(opened.startswith(f"ws://{self.host}{service}"), opened)
        self.assertEqual(self.browser.text("state"), "Open")

    def send_text(self, text):
        self.browser.type("text", text)
        self.browser.click("send-text")

    # --- tests

    def test_page_as_loaded(self):
        self.assertEqual(self.browser.run("return document.title"), "WebSocket Echo Test")
        self.assertEqual(self.browser.text("state"), "Not connected")
        self.assertEqual(self.browser.property("url", "value"), f"ws://{self.host}/Echo")
        self.assertTrue(self.browser.is_enabled("connect"))
        for button in ("disconnect", "send-text", "send-file", "ping"):
            self.assertFalse(self.browser.is_enabled(button), button)
        for control in ("service", "name", "url", "close-code", "close-reason", "text", "file", "ping-auto",
                        "log", "plot"):
            self.assertTrue(self.browser.label(control), f"#{control} has no accessible name")

    def test_narrow_window(self):
        self.browser.devtools("Emulation.setDeviceMetricsOverride", width=320, height=640,
                              deviceScaleFactor=1, mobile=False)
        self.connect()
        self.send_text("w" * 200)
        self.wait_for_entry("received")
        width = self.browser.run("return document.documentElement.scrollWidth")
        self.assertLessEqual(width, 320, "the page scrolls sideways")

    def test_text_echo(self):
        self.connect()
        self.send_text("Grüße, 世界 …")
        self.wait_for_entry("sent", "Grüße, 世界 …", "19 bytes")
        self.wait_for_entry("received", "Grüße, 世界 …", "19 bytes")
        self.browser.type("text", f"two{SHIFT}{ENTER}{RELEASE}lines{ENTER}")
        self.wait_for_entry("received", "two\nlines", "9 bytes")
        self.browser.click("send-text")
        self.wait_for_entry("received", "", "0 bytes")

    def test_markup_stays_text(self):
        markup = "<img src=x onerror='document.title=1'><script>document.title=2</script>"
        self.connect()
        self.send_text(markup)
        self.wait_for_entry("received", markup)
        elements = self.browser.run("return document.querySelectorAll('#log img, #log script').length")
        self.assertEqual(elements, 0)
        self.assertEqual(self.browser.run("return document.title"), "WebSocket Echo Test")

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
                self.wait_for_entry("received", "binary", f"{len(content):,} bytes")
        self.assertEqual([kind for kind, *_ in self.entries()], ["open"] + ["sent", "received"] * 3)

    def test_round_trip(self):
        self.connect()
        self.assertEqual(self.browser.label("plot"), "No round trip measured yet.")
        for count in ("1", "2"):
            self.browser.click("ping")
            self.wait_for(lambda: self.browser.text("rtt-count") == count, f"round trip {count}")
        self.browser.click("ping-auto")
        self.wait_for(lambda: self.browser.text("rtt-count") == "4", "two automatic round trips")
        self.browser.click("ping-auto")
        for figure in ("rtt-last", "rtt-min", "rtt-median"):
            self.assertRegex(self.browser.text(figure), r"^\d+(\.\d+)? ms$")
        self.assertRegex(self.browser.label("plot"),
                         r"^Line plot of the newest \d round trips: last [\d.]+ ms,")
        self.assertEqual([kind for kind, *_ in self.entries()], ["open", "ping", "ping"])

    def test_disconnect(self):
        self.connect()
        self.browser.clear("close-code")
        self.browser.type("close-code", "4001")
        self.browser.type("close-reason", "good night")
        self.browser.click("disconnect")
        self.wait_for_entry("close", "4001 application's code")
        self.assertEqual(self.browser.text("state"), "Closed 4001")
        self.browser.clear("close-code")
        self.browser.type("close-code", "1000")
        self.browser.clear("close-reason")
        self.browser.click("connect")
        self.wait_for(lambda: self.browser.text("state") == "Open", "the second connection")
        self.browser.click("disconnect")
        self.wait_for_entry("close", "1000 normal closure")

    def test_chat_reaches_a_second_tab(self):
        self.connect("/Chat", "nobita")
        self.second_tab = self.browser.new_tab()
        self.browser.open(f"http://{self.host}/")
        self.connect("/Chat", "shizuka & co")
        self.send_text("hello")
        self.wait_for_entry("received", "shizuka & co: hello")
        self.browser.switch_to(self.tab)
        self.wait_for_entry("received", "shizuka & co: hello")
        self.send_text("hi")
        self.wait_for_entry("received", "nobita: hi")
        self.browser.switch_to(self.second_tab)
        self.wait_for_entry("received", "nobita: hi")

    def test_chat_with_nyan(self):
        self.connect("/ChatWithNyan")
        self.send_text("hello")
        self.assertEqual(self.wait_for_entry("received"), "someone: hello Nyan!")

    def test_keyboard_focus_goes_on(self):
        focused = "return document.activeElement.id"
        self.browser.type("url", ENTER)
        self.wait_for_entry("open")
        self.assertEqual(self.browser.run(focused), "text")
        self.browser.type("text", f"typed{ENTER}")
        self.wait_for_entry("received", "typed")
        self.assertEqual(self.browser.run(focused), "text")
        self.browser.type("close-reason", f"bye{ENTER}")
        self.wait_for_entry("close", "1000 normal closure")
        self.browser.type("text", f"to nobody{ENTER}")
        self.assertEqual(self.browser.property("text", "value"), "to nobody", "an unsent text is kept")
        self.assertNotIn("sent", [entry[0] for entry in self.entries()[-1:]])

    def test_unknown_service(self):
        self.expected_errors = ("Unexpected response code: 404",)
        self.browser.clear("url")
        self.browser.type("url", f"ws://{self.host}/nothing{ENTER}")
        self.wait_for_entry("error", "1006 abnormal closure")
        self.assertEqual(self.browser.text("state"), "Closed 1006")
        messages = [entry["message"] for entry in self.browser.console()]
        self.assertTrue(any("Unexpected response code: 404" in text for text in messages), messages)

    def test_log_is_bounded_and_clears(self):
        self.connect()
        self.browser.run("""
            for (let i = 0; i < 600; i++) {
                document.getElementById("text").value = `message ${i}`;
                document.getElementById("text-form").requestSubmit();
            }""")
        self.wait_for_entry("received", "message 599")
        self.assertEqual(len(self.entries()), 500)
        self.browser.click("clear")
        self.assertEqual(self.entries(), [])

    def test_server_stop_is_seen_as_1001(self):
        self.connect()
        self.send_text("last words")
        self.wait_for_entry("received", "last words")
        self.server.terminate()
        self.wait_for_entry("close", "1001 going away")
        self.assertEqual(self.browser.text("state"), "Closed 1001")
        self.assertTrue(self.browser.is_enabled("connect"))
        self.assertEqual(self.server.wait(), 0, self.server.errors())


if __name__ == "__main__":
    SERVER = server_path(sys.argv)
    unittest.main(verbosity=2)
