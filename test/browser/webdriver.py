# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)

"""A headless Chromium, driven through chromedriver's W3C WebDriver interface
(https://www.w3.org/TR/webdriver2/).

Only what the page tests need, so that they run with nothing but Python's standard library."""

import base64
import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import threading

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the key of element references, fixed by the standard
START_DEADLINE = 60
COMMAND_DEADLINE = 60

CHROMIUM_FLAGS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic",
    "--no-first-run", "--no-default-browser-check", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-extensions",
    # Pages in background tabs keep their timers: the tests look at two tabs in turn.
    "--disable-background-timer-throttling", "--disable-renderer-backgrounding",
    "--disable-backgrounding-occluded-windows",
]


class WebDriverError(Exception):
    pass


class Browser:
    """One browser with its own empty profile; a context manager. Processes live in a group of their own, so
    that `quit` ends them and no others. With `trusting` it takes certificates that nobody has signed."""

    def __init__(self, driver="/usr/bin/chromedriver", binary="/usr/bin/chromium", flags=(), trusting=False):
        self._home = tempfile.mkdtemp(prefix="hawser-browser-")
        self._session = None
        self._driver = subprocess.Popen(
            [os.environ.get("CHROMEDRIVER", driver), "--port=0"], stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
            env=dict(os.environ, HOME=self._home))
        try:
            self._port = self._read_port()
            # Keep the pipe empty, or a talkative driver would block on it.
            threading.Thread(target=self._driver.stdout.read, daemon=True).start()
            options = {
                "binary": os.environ.get("CHROMIUM", binary),
                "args": [*CHROMIUM_FLAGS, f"--user-data-dir={self._home}/profile", *flags],
            }
            capabilities = {"alwaysMatch": {
                "browserName": "chrome",
                "acceptInsecureCerts": trusting,
                "goog:chromeOptions": options,
                "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
            }}
            self._session = self._request("POST", "/session", {"capabilities": capabilities})["sessionId"]
        except BaseException:
            self.quit()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.quit()

    def quit(self):
        if self._session:
            try:
                self._command("DELETE", "")
            except (WebDriverError, OSError, http.client.HTTPException):
                pass  # the group is killed below
            self._session = None
        try:
            os.killpg(self._driver.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self._driver.wait()
        shutil.rmtree(self._home, ignore_errors=True)

    # --- pages and windows

    def open(self, url):
        self._command("POST", "/url", {"url": url})

    def window(self):
        return self._command("GET", "/window")

    def new_tab(self):
        """Opens an empty tab, makes it the current one, and returns its handle."""
        handle = self._command("POST", "/window/new", {"type": "tab"})["handle"]
        self.switch_to(handle)
        return handle

    def switch_to(self, handle):
        self._command("POST", "/window", {"handle": handle})

    def close_tab(self):
        self._command("DELETE", "/window")

    def devtools(self, command, **parameters):
        """One command of the Chrome DevTools Protocol."""
        return self._command("POST", "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def screenshot(self, path):
        with open(path, "wb") as file:
            file.write(base64.b64decode(self._command("GET", "/screenshot")))

    # --- elements, named by their id

    def click(self, name):
        self._command("POST", f"/element/{self._find(name)}/click", {})

    def type(self, name, text):
        """Real key presses; into a file input: the path of the file."""
        self._command("POST", f"/element/{self._find(name)}/value", {"text": text})

    def clear(self, name):
        self._command("POST", f"/element/{self._find(name)}/clear", {})

    def select(self, name, label):
        """Chooses an option of a drop-down by its text, from the keyboard."""
        self.type(name, label)

    def text(self, name):
        return self._command("GET", f"/element/{self._find(name)}/text")

    def is_enabled(self, name):
        return self._command("GET", f"/element/{self._find(name)}/enabled")

    def property(self, name, key):
        return self._command("GET", f"/element/{self._find(name)}/property/{key}")

    def label(self, name):
        """The accessible name, as a screen reader speaks it."""
        return self._command("GET", f"/element/{self._find(name)}/computedlabel")

    def run(self, script, *arguments):
        return self._command("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    # --- what the browser noticed

    def console(self):
        """Console entries since the last call: dictionaries with `level` and `message`."""
        return self._command("POST", "/se/log", {"type": "browser"})

    def requested_urls(self):
        """URLs, of HTTP and WebSocket, that the pages asked for since the last call."""
        urls = []
        for entry in self._command("POST", "/se/log", {"type": "performance"}):
            event = json.loads(entry["message"])["message"]
            if event["method"] == "Network.requestWillBeSent":
                urls.append(event["params"]["request"]["url"])
            elif event["method"] == "Network.webSocketCreated":
                urls.append(event["params"]["url"])
        return urls

    # --- transport

    def _read_port(self):
        watchdog = threading.Timer(START_DEADLINE, self._driver.kill)
        watchdog.start()
        seen = []
        try:
            for line in self._driver.stdout:
                seen.append(line.decode(errors="replace"))
                match = re.search(r"started successfully on port (\d+)", seen[-1])
                if match:
                    return int(match[1])
        finally:
            watchdog.cancel()
        raise WebDriverError("chromedriver did not start:\n" + "".join(seen))

    def _find(self, name):
        return self._command("POST", "/element", {"using": "css selector", "value": f"#{name}"})[ELEMENT]

    def _command(self, method, path, body=None):
        return self._request(method, f"/session/{self._session}{path}", body)

    def _request(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=COMMAND_DEADLINE)
        try:
            connection.request(method, path, None if body is None else json.dumps(body),
                               {"Content-Type": "application/json; charset=utf-8"})
            value = json.loads(connection.getresponse().read())["value"]
        finally:
            connection.close()
        if isinstance(value, dict) and "error" in value:
            raise WebDriverError(f"{method} {path}: {value['error']}: {value['message'].splitlines()[0]}")
        return value
