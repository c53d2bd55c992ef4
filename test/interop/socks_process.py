# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)

"""Runs proxies of SOCKS5 for a test: microsocks, which knows passwords, and Dante, which knows rules."""

from daemon_process import DaemonProcess

# `socksmethod: username` would want users of the system, so Dante is here without.
DANTE = """
logoutput: {folder}/danted.log
internal: 127.0.0.1 port = {port}
external: lo
external.rotation: route
clientmethod: none
socksmethod: none
client pass {{
    from: 127.0.0.0/8 to: 127.0.0.0/8
}}
socks block {{
    from: 0.0.0.0/0 to: 0.0.0.0/0 port = {forbidden}
    log: connect error
}}
socks pass {{
    from: 0.0.0.0/0 to: 0.0.0.0/0
    command: connect
    log: connect error
}}
"""


class SocksProcess(DaemonProcess):
    def url(self, scheme="socks5h", user=None, host="localhost"):
        return f"{scheme}://{user + '@' if user else ''}{host}:{self.port}"


class Microsocks(SocksProcess):
    """A running microsocks; with a `user`, a name and a password, for nobody else."""

    def __init__(self, user=None):
        options = ["-u", user[0], "-P", user[1]] if user else []
        super().__init__("microsocks", lambda _, ports: ["-i", "127.0.0.1", "-p", ports[0], *options])


class Dante(SocksProcess):
    """A running Dante that does not connect to the port `forbidden`."""

    def __init__(self, forbidden):
        self._forbidden = forbidden
        super().__init__("danted", self._write)

    def _write(self, folder, ports):
        text = DANTE.format(folder=folder, port=ports[0], forbidden=self._forbidden)
        (folder / "danted.conf").write_text(text)
        return ["-f", folder / "danted.conf", "-p", folder / "danted.pid", "-N", "1"]
