# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)

"""Runs Squid (Debian: squid-openssl), a proxy of HTTP, for a test: in plain and over TLS, with and without
passwords."""

import hashlib
import shutil

from certificates import openssl
from daemon_process import DaemonProcess

HELPERS = "/usr/lib/squid"
REALM = "the way out"
FORBIDDEN = "forbidden.example"  # a host that the proxy does not connect to

CONFIGURATION = """
http_port 127.0.0.1:{plain}
{https_port}
visible_hostname proxy.example
hosts_file {folder}/hosts
pid_filename none
cache_log stdio:{folder}/cache.log
access_log stdio:{folder}/access.log
coredump_dir {folder}
netdb_filename none
pinger_enable off
cache deny all
dns_nameservers 127.0.0.1
dns_timeout 1 second
cache_mem 1 MB
memory_pools off
max_filedescriptors 1024
shutdown_lifetime 0 seconds
forward_timeout 20 seconds
connect_timeout 10 seconds
acl refused dstdomain {forbidden}
http_access deny refused
{access}
http_access deny all
"""

BASIC = """
auth_param basic program {helpers}/basic_ncsa_auth {folder}/passwords
auth_param basic children 1 startup=1 idle=1
auth_param basic realm {realm}
"""

DIGEST = """
auth_param digest program {helpers}/digest_file_auth -c {folder}/digests
auth_param digest children 1 startup=1 idle=1
auth_param digest realm {realm}
"""

LET_IN = """
acl known proxy_auth REQUIRED
http_access allow known
"""


class Squid(DaemonProcess):
    """A running proxy. `schemes` are those with which it asks who is there, none or some of `basic` and
    `digest`; it knows `users`, pairs of names and passwords. `names` are the hosts that it, and it alone,
    takes for this machine. With `pair`, it also listens with TLS."""

    def __init__(self, schemes=(), users=(), names=(), pair=None):
        self._schemes, self._users, self._names, self._pair = schemes, users, names, pair
        super().__init__("squid", self._write, ports=2 if pair else 1)

    def url(self, user=None, host="localhost"):
        return f"http://{user + '@' if user else ''}{host}:{self.ports[0]}"

    def tls_url(self, user=None, host="localhost"):
        return f"https://{user + '@' if user else ''}{host}:{self.ports[1]}"

    def tunnels(self):
        """What it has written down: a list of the status and the target, `host:port`, of each CONNECT that
        has ended."""
        lines = [line.split() for line in self.text_of("access.log").splitlines()]
        return [(int(line[3].split("/")[1]), line[6]) for line in lines if line[5] == "CONNECT"]

    def _write(self, folder, ports):
        (folder / "hosts").write_text("".join(f"127.0.0.1 {name}\n" for name in ("localhost", *self._names)))
        basic = [f"{user}:{openssl('passwd', '-apr1', password)}" for user, password in self._users]
        (folder / "passwords").write_text("".join(basic))
        digests = [f"{user}:{REALM}:{hashlib.md5(f'{user}:{REALM}:{password}'.encode()).hexdigest()}\n"
                   for user, password in self._users]
        (folder / "digests").write_text("".join(digests))
        texts = {"basic": BASIC, "digest": DIGEST}
        access = "".join(texts[scheme] for scheme in self._schemes)
        access = (access + LET_IN if access else "http_access allow all").format(
            folder=folder, helpers=HELPERS, realm=REALM)
        https_port = ""
        if self._pair:
            shutil.copy(self._pair.chain, folder / "proxy.pem")
            shutil.copy(self._pair.key, folder / "proxy.key")
            https_port = f"https_port 127.0.0.1:{ports[1]} tls-cert={folder}/proxy.pem " \
                         f"tls-key={folder}/proxy.key"
        text = CONFIGURATION.format(plain=ports[0], https_port=https_port, folder=folder, access=access,
                                    forbidden=FORBIDDEN)
        (folder / "squid.conf").write_text(text)
        return ["-N", "-d", "1", "-f", folder / "squid.conf"]
