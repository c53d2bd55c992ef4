#!/usr/bin/env python3
# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)

"""The inspector of example/http_server in a real browser: its numbers move while messages flow.

    test/browser/inspector_test.py --server build/example/http_server [--screenshot FILE.png]

With --screenshot it takes a picture of the page with some traffic instead, as doc/images/inspector.png."""

import pathlib
import sys
import unittest
from urllib.parse import urlsplit

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))

from server_process import ServerProcess, server_path, wait_until  # noqa: E402
from webdriver import Browser  # noqa: E402

SERVER = ""
SCREENSHOT = ""
AUTH = ("--auth", "digest", "--user", "nobita:password", "--realm", "Inspector")


class InspectorTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.browser = Browser()
        cls.addClassCleanup(cls.browser.quit)
        cls.first_tab = cls.browser.window()

    def start(self, *arguments):
        self.server = ServerProcess(SERVER, "--inspector", *arguments)
        self.addCleanup(self.server.__exit__)
        self.host = f"127.0.0.1:{self.server.port}"
        self.browser.console()
        self.browser.requested_urls()
        self.tab = self.browser.new_tab()
        self.addCleanup(self.close_tab)

    def close_tab(self):
        self.browser.switch_to(self.tab)
        self.browser.close_tab()
        self.browser.switch_to(self.first_tab)

    def open(self, path="/inspector", user=""):
        self.browser.open(f"http://{user}{self.host}{path}")

    # --- the page in words

    def number(self, name):
        text = self.browser.run("return document.getElementById(arguments[0])?.textContent ?? ''", name)
        return int(text.replace(",", "")) if text else None

    def rows(self, body):
        return self.browser.run(
            "return [...document.querySelectorAll(arguments[0] + ' tr')]"
            ".map((row) => [...row.cells].map((cell) => cell.textContent))", f"#{body}")

    def service(self, path):
        return next((row for row in self.rows("services") if row[0] == path), None)

    def details(self):
        return f"{self.browser.run('return document.body.innerText')}\n{self.server.errors()}"

    def wait_for(self, condition, what):
        return wait_until(condition, what, details=self.details)

    def wait_until_live(self):
        script = "return document.getElementById('state')?.textContent"
        self.wait_for(lambda: self.browser.run(script) == "Live", "a page that is live")

    def make_traffic(self, path="/Echo", every=20, sockets=3):
        """From the page itself, which may connect to its own server."""
        self.browser.run("""
            const [path, every, count] = arguments;
            window.sockets = Array.from({ length: count }, () => {
                const socket = new WebSocket(`ws://${location.host}${path}`);
                let n = 0;
                socket.onopen = () => {
                    socket.timer = setInterval(() => socket.readyState === 1 && socket.send("x".repeat(1 + n++ * 37 % 900)), every);
                };
                socket.onclose = () => clearInterval(socket.timer);
                return socket;
            });
        """, path, every, sockets)

    # --- tests

    def test_numbers_move(self):
        self.start(*AUTH)
        self.open(user="nobita:password@")
        self.open()  # a page whose address has credentials keeps them
        self.wait_until_live()
        self.assertEqual(self.browser.run("return location.pathname"), "/inspector/")
        self.wait_for(lambda: self.service("/Echo"), "the service /Echo")
        self.assertEqual(self.service("/Echo")[1], "0")
        before = self.number("messages-in")

        self.make_traffic()
        self.wait_for(lambda: self.service("/Echo")[1] == "3", "three sessions")
        self.wait_for(lambda: float(self.service("/Echo")[3]) > 20, "a rate of messages that come in")
        self.wait_for(lambda: float(self.service("/Echo")[4]) > 20, "a rate of messages that go out")
        self.wait_for(lambda: self.number("messages-in") > before + 50, "a larger number of messages")
        seen = self.number("messages-in")
        self.wait_for(lambda: self.number("messages-in") > seen, "a number that moves on")
        self.assertEqual(len([row for row in self.rows("sessions") if row[1] == "/Echo"]), 3)

        paths = self.browser.run("return [...document.querySelectorAll('svg path')]"
                                 ".map((path) => path.getAttribute('d'))")
        self.assertGreaterEqual(sum("L" in path for path in paths), 5, "plots without lines")

        self.browser.run("for (const socket of window.sockets) socket.close(4001)")
        self.wait_for(lambda: self.service("/Echo")[1] == "0", "no session")
        self.wait_for(lambda: ["4001", "3", ""] in self.rows("codes"), "the close codes")
        self.check_quiet()

    def test_pause_and_reconnect(self):
        self.start()
        self.open()
        self.wait_until_live()
        self.browser.click("pause")
        self.assertEqual(self.browser.text("pause"), "Go on")
        self.browser.click("pause")
        self.wait_for(lambda: self.service("/Echo"), "the services")
        port = self.server.port
        self.server.stop()
        self.wait_for(lambda: "again" in self.browser.text("state"), "the loss of the connection")
        with ServerProcess(SERVER, "--inspector", port=port):
            self.wait_until_live()
        self.browser.console()  # which tells of the attempts in vain

    def test_without_credentials(self):
        self.start(*AUTH)
        self.open(user="nobita:wrong@")
        self.assertIsNone(self.browser.run("return document.getElementById('services')"))
        self.browser.console()

    def test_markup_stays_text_and_everything_has_a_name(self):
        self.start()
        self.open()
        self.wait_until_live()
        self.browser.run("""
            window.socket = new WebSocket(`ws://${location.host}/Chat?name=<b>x</b>`);
        """)
        self.wait_for(lambda: self.service("/Chat") and self.service("/Chat")[1] == "1", "the session")
        script = "return document.querySelectorAll('table :is(b, i, img)').length"
        self.assertEqual(self.browser.run(script), 0)
        self.assertEqual(self.browser.label("pause"), "Pause")
        for drawing in self.browser.run("return [...document.querySelectorAll('svg')]"
                                        ".map((svg) => svg.getAttribute('aria-label'))"):
            self.assertTrue(drawing)
        self.browser.devtools("Emulation.setDeviceMetricsOverride", width=320, height=640,
                              deviceScaleFactor=1, mobile=False)
        self.assertLessEqual(self.browser.run("return document.documentElement.scrollWidth"), 320)
        self.browser.devtools("Emulation.clearDeviceMetricsOverride")
        self.check_quiet()

    def take_screenshot(self):
        self.start()
        self.browser.devtools("Emulation.setDeviceMetricsOverride", width=1200, height=1250,
                              deviceScaleFactor=1, mobile=False)
        self.open()
        self.wait_until_live()
        self.browser.run("""
            window.load = setInterval(() => fetch("/hello").catch(() => {}), 70);
            const open = (path) => new WebSocket(`ws://${location.host}${path}`);
            const paths = ["/Echo", "/Chat", "/ChatWithNyan"];
            window.sockets = Array.from({ length: 9 }, (_, i) => open(paths[i % 3]));
            let n = 0;
            setInterval(() => {
                ++n;
                const load = 3 + Math.round(3 * Math.sin(n / 60));
                for (const socket of window.sockets.slice(0, load)) {
                    if (socket.readyState === 1) {
                        socket.send("x".repeat(200 + 180 * Math.sin(n / 90)));
                    }
                }
            }, 40);
            for (const code of [1000, 1000, 1000, 4001, 4001]) {
                const short = open("/Echo");
                short.onopen = () => short.close(code);
            }
        """)
        wait_until(lambda: self.browser.run("return performance.now()") > 45_000, "some traffic", timeout=120)
        self.browser.screenshot(SCREENSHOT)
        self.browser.devtools("Emulation.clearDeviceMetricsOverride")

    def check_quiet(self):
        bad = [entry["message"] for entry in self.browser.console()
               if entry["level"] in ("SEVERE", "WARNING")]
        self.assertEqual(bad, [], "the page wrote errors to the console")
        urls = [urlsplit(url) for url in self.browser.requested_urls()]
        hosts = {url.netloc.rpartition("@")[2] for url in urls
                 if url.scheme in ("http", "https", "ws", "wss")}
        self.assertLessEqual(hosts, {self.host}, "the page asked another host")


if __name__ == "__main__":
    SERVER = server_path(sys.argv)
    if "--screenshot" in sys.argv:
        at = sys.argv.index("--screenshot")
        SCREENSHOT = sys.argv[at + 1]
        del sys.argv[at:at + 2]
        sys.argv[1:1] = ["InspectorTest.take_screenshot"]
    unittest.main(verbosity=2)
