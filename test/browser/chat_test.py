#!/usr/bin/env python3
# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)

"""The chat of example/chat, used in two real browsers as people would.

    test/browser/chat_test.py --server build/example/chat
"""

import json
import pathlib
import sys
import unittest
from urllib.parse import urlsplit
from urllib.request import urlopen

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))

from server_process import ServerProcess, server_path, wait_until  # noqa: E402
from webdriver import Browser  # noqa: E402

SERVER = ""
ENTER = "\ue007"


class Visitor:
    """One tab of a browser, and who sits before it."""

    def __init__(self, browser, server):
        self.browser = browser
        self.server = server
        self.tab = browser.new_tab()
        self.open()

    def __call__(self):
        self.browser.switch_to(self.tab)
        return self.browser

    def open(self):
        self().open(f"http://localhost:{self.server.port}/")

    def close(self):
        self().close_tab()

    # --- the page in words

    def lines(self):
        return self().run("return [...document.querySelectorAll('#messages p')].map((p) => p.textContent)")

    def people(self):
        return self().run("return [...document.querySelectorAll('#people li')].map((li) => li.textContent)")

    def state(self):
        return self().text("state")

    def fault(self):
        return self().text("fault")

    def details(self):
        return f"state: {self.state()}\npeople: {self.people()}\nlines: {self.lines()}\nfault: {self.fault()}"

    def wait_for(self, condition, what):
        return wait_until(condition, what, details=lambda: f"{self.details()}\n{self.server.errors()}")

    def wait_for_line(self, text):
        self.wait_for(lambda: self.lines()[-1:] == [text], f"the line {text!r}")

    def wait_for_people(self, *names):
        self.wait_for(lambda: self.people() == list(names), f"{names} in the room")

    def wait_for_fault(self, text):
        self.wait_for(lambda: self.fault() == text, f"the words {text!r}")

    # --- what one does

    def enter(self, name, room):
        for field, text in (("name", name), ("room", room)):
            self().clear(field)
            self().type(field, text)
        self().click("join")
        self.wait_for(lambda: self.state() == "In the room", f"{name} in the room {room}")
        return self

    def say(self, text):
        self().type("text", text + ENTER)


class ChatTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.browsers = []
        for _ in range(2):
            cls.browsers.append(Browser())
            cls.addClassCleanup(cls.browsers[-1].quit)
        cls.first_tabs = [browser.window() for browser in cls.browsers]

    def setUp(self):
        self.server = ServerProcess(SERVER)
        self.addCleanup(self.server.__exit__)
        self.visitors = []
        self.expected_errors = ()
        self.addCleanup(self.close_tabs)

    def close_tabs(self):
        for visitor in self.visitors:
            visitor.close()
        for browser, tab in zip(self.browsers, self.first_tabs):
            browser.switch_to(tab)

    def tearDown(self):
        for visitor in self.visitors:
            browser = visitor()
            bad = [entry["message"] for entry in browser.console() if entry["level"] in ("SEVERE", "WARNING")
                   and not any(text in entry["message"] for text in self.expected_errors)]
            self.assertEqual(bad, [], "the page wrote errors to the console")
            urls = [urlsplit(url) for url in browser.requested_urls()]
            hosts = {url.netloc for url in urls if url.scheme in ("http", "https", "ws", "wss")}
            self.assertLessEqual(hosts, {f"localhost:{self.server.port}"}, "the page asked another host")

    def visitor(self, browser):
        self.visitors.append(Visitor(self.browsers[browser], self.server))
        return self.visitors[-1]

    def rooms(self):
        with urlopen(f"http://localhost:{self.server.port}/rooms", timeout=10) as answer:
            return {room["name"]: room["people"] for room in json.load(answer)}

    # --- tests

    def test_rooms(self):
        ann = self.visitor(0).enter("Ann", "lobby")
        ann.wait_for_people("Ann (you)")
        bob = self.visitor(1).enter("Bob", "lobby")
        bob.wait_for_people("Ann", "Bob (you)")
        ann.wait_for_people("Ann (you)", "Bob")
        ann.wait_for_line("Bob has come")
        carl = self.visitor(1).enter("Carl", "garden")
        carl.wait_for_people("Carl (you)")
        self.assertEqual(self.rooms(), {"lobby": 2, "garden": 1})

        ann.say("Grüße, 世界")
        for each in (ann, bob):
            each.wait_for_line("Ann Grüße, 世界")
        carl.say("Is nobody here?")
        carl.wait_for_line("Carl Is nobody here?")
        bob.say("Hello, Ann")
        ann.wait_for_line("Bob Hello, Ann")

        bob().click("leave")
        bob.wait_for(lambda: bob.state() == "Not in a room", "Bob outside")
        ann.wait_for_line("Bob has left")
        ann.wait_for_people("Ann (you)")
        self.assertEqual(ann.lines(), ["Bob has come", "Ann Grüße, 世界", "Bob Hello, Ann", "Bob has left"])
        self.assertEqual(carl.lines(), ["Carl Is nobody here?"], "nothing of another room")
        wait_until(lambda: self.rooms() == {"lobby": 1, "garden": 1}, "Bob gone from the list of rooms")

    def test_reload_and_closed_tab(self):
        ann = self.visitor(0).enter("Ann", "lobby")
        bob = self.visitor(1).enter("Bob", "lobby")
        ann.wait_for_line("Bob has come")
        bob.open()
        bob.wait_for_people("Ann", "Bob (you)")
        ann.wait_for(lambda: sorted(ann.lines()) == ["Bob has come"] * 2 + ["Bob has left"], "Bob's return")
        ann.wait_for_people("Ann (you)", "Bob")
        bob.say("here again")
        ann.wait_for_line("Bob here again")
        other = self.visitor(1)
        self.visitors.remove(bob)
        bob.close()
        ann.wait_for_line("Bob has left")
        self.assertEqual(other.state(), "Not in a room")

    def test_markup_stays_text(self):
        ann = self.visitor(0).enter("Ann", "<i>room</i>")
        bob = self.visitor(1).enter("<b>Bob</b>&amp;", "<i>room</i>")
        ann.wait_for_people("<b>Bob</b>&amp;", "Ann (you)")
        bob.say("<img src=x onerror='document.title=1'>")
        ann.wait_for_line("<b>Bob</b>&amp; <img src=x onerror='document.title=1'>")
        for each in (ann, bob):
            self.assertEqual(each().run("return document.querySelectorAll('main :is(b, i, img)').length"), 0)
            self.assertEqual(each().run("return document.title"), "<i>room</i>")

    def test_keyboard_and_names(self):
        ann = self.visitor(0)
        self.assertEqual(ann().run("return document.activeElement.id"), "name")
        for control in ("name", "room", "join"):
            self.assertTrue(ann().label(control), f"#{control} has no accessible name")
        ann().type("name", f"   {ENTER}")
        ann.wait_for_fault("The name must not be empty")
        ann.wait_for(lambda: ann().is_enabled("join"), "another try")
        ann().type("name", f"Ann{ENTER}")
        ann.wait_for(lambda: ann.state() == "In the room", "Ann in the lobby")
        self.assertEqual(ann.fault(), "")
        self.assertEqual(ann().run("return document.activeElement.id"), "text")
        for control in ("text", "say", "leave", "log"):
            self.assertTrue(ann().label(control), f"#{control} has no accessible name")
        proposals = self.visitor(1)
        options = "return [...document.getElementById('rooms').options].map((each) => each.value)"
        proposals.wait_for(lambda: proposals().run(options) == ["lobby"], "the proposal of the lobby")

    def test_narrow_window(self):
        ann = self.visitor(0)
        ann().devtools("Emulation.setDeviceMetricsOverride", width=320, height=640,
                       deviceScaleFactor=1, mobile=False)
        ann.enter("W" * 24, "W" * 24)
        ann.say("w" * 200)
        ann.wait_for_line(f"{'W' * 24} {'w' * 200}")
        width = ann().run("return document.documentElement.scrollWidth")
        self.assertLessEqual(width, 320, "the page scrolls sideways")

    def test_what_no_page_sends(self):
        ann = self.visitor(0).enter("Ann", "lobby")
        client = self.visitor(1)
        client().run("""
            window.answers = [];
            window.socket = new WebSocket(`ws://${location.host}/chat`, "hawser-chat");
            socket.onmessage = (event) => answers.push(JSON.parse(event.data));
            socket.onclose = ({ code, reason }) => answers.push({ type: "close", text: `${code} ${reason}` });
            socket.onopen = () => answers.push({ type: "open", text: socket.extensions });
        """)

        def answer_to(message=None, kind="error"):
            if message is not None:
                client().run("socket.send(arguments[0])", message)
            return client.wait_for(lambda: client().run(
                "return answers[0]?.type === arguments[0] ? answers.shift().text ?? '-' : null", kind),
                f"the answer to {message!r}")

        def join(name, room="lobby"):
            return json.dumps({"type": "join", "name": name, "room": room})

        self.assertIn("permessage-deflate", answer_to(kind="open"))
        for broken in ("no JSON", "[1, 2]", "", '{"type": "join"',
                       '{"type":"join","name":"\\ud800","room":"r"}'):
            self.assertEqual(answer_to(broken), "a message is a JSON object")
        self.assertEqual(answer_to("{}"), 'the type of a message is "join" or "say"')
        self.assertEqual(answer_to('{"type":"say","text":"hi"}'), "join a room first")
        self.assertEqual(answer_to('{"type":"join","name":7,"room":"r"}'), "The name must not be empty")
        self.assertEqual(answer_to(join("x", "")), "The room's name must not be empty")
        self.assertEqual(answer_to(join("x" * 25)), "The name must not have more than 24 characters")
        self.assertEqual(answer_to(join("a\nb")), "The name must not have control characters")
        self.assertEqual(ann.people(), ["Ann (you)"])
        self.assertEqual(answer_to(join("😀" * 24), kind="welcome"), "-")
        self.assertEqual(answer_to(join("again")), "you are in a room already")
        def say(length):
            return json.dumps({"type": "say", "text": "😀" * length})  # escaped: 12 bytes each

        self.assertEqual(answer_to(say(501)), "A message must not have more than 500 characters")
        self.assertEqual(answer_to(say(500), kind="said"), "😀" * 500)
        client().run("socket.send('x'.repeat(8193))")
        self.assertTrue(answer_to(kind="close").startswith("1009"))
        ann.wait_for_line(f"{'😀' * 24} has left")

    def test_server_stop_is_told(self):
        self.expected_errors = ("/rooms",)  # the page asks for the list of rooms, in vain
        ann = self.visitor(0).enter("Ann", "lobby")
        self.server.terminate()
        ann.wait_for_fault("The server is going away.")
        self.assertEqual(ann.state(), "Not in a room")
        self.assertEqual(self.server.wait(), 0, self.server.errors())


if __name__ == "__main__":
    SERVER = server_path(sys.argv)
    unittest.main(verbosity=2)
