# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)

"""Runs Apache and lighttpd for a test, in front of a server of WebSockets, asking for passwords.

Their paths say how: /basic, /md5, …; what is behind them is passed on."""

import hashlib
import pathlib

from certificates import openssl
from daemon_process import DaemonProcess

REALM = "WebSocket Test"
APACHE_MODULES = pathlib.Path("/usr/lib/apache2/modules")

APACHE = """
ServerRoot {folder}
ServerName localhost
Listen 127.0.0.1:{port}
PidFile {folder}/apache.pid
DefaultRuntimeDir {folder}
ErrorLog {folder}/error.log
LogLevel warn
{modules}
StartServers 1
ServerLimit 1
ThreadsPerChild 16
MaxRequestWorkers 16
<Location /md5/>
    AuthType Digest
    AuthName "{realm}"
    AuthDigestProvider file
    AuthUserFile {folder}/digests
    Require valid-user
</Location>
<Location /admin/>
    AuthType Digest
    AuthName "{realm}"
    AuthDigestProvider file
    AuthUserFile {folder}/digests
    Require user shizuka
</Location>
<Location /basic/>
    AuthType Basic
    AuthName "{realm}"
    AuthBasicProvider file
    AuthUserFile {folder}/passwords
    Require valid-user
</Location>
ProxyPass / ws://127.0.0.1:{backend}/
"""
APACHE_LIST = ["mpm_event", "authz_core", "authz_user", "authn_core", "authn_file", "auth_basic",
               "auth_digest", "proxy", "proxy_wstunnel"]

LIGHTTPD = """
server.bind = "127.0.0.1"
server.port = {port}
server.document-root = "{folder}"
server.errorlog = "{folder}/error.log"
server.upload-dirs = ( "{folder}" )
server.modules = ( "mod_auth", "mod_authn_file", "mod_proxy" )
auth.backend = "htdigest"
auth.backend.htdigest.userfile = "{folder}/digests"
auth.require = (
{places}
)
proxy.server = ( "" => (( "host" => "127.0.0.1", "port" => "{backend}" )) )
proxy.header = ( "upgrade" => "enable" )
"""
LIGHTTPD_PLACE = '    "{path}" => ( "method" => "digest", "algorithm" => "{algorithm}", ' \
                 '"realm" => "{realm}", "require" => "valid-user" ),'
LIGHTTPD_ALGORITHMS = {"/md5/": "MD5", "/sha256/": "SHA-256", "/both/": "MD5|SHA-256"}


def digest_lines(users, algorithm):
    return [f"{user}:{REALM}:{algorithm(f'{user}:{REALM}:{password}'.encode()).hexdigest()}\n"
            for user, password in users]


class WebServerProcess(DaemonProcess):
    def __init__(self, program, backend, users):
        self._backend, self._users = backend, users
        super().__init__(program, self._write)

    def url(self, path, user=None):
        return f"ws://{user + '@' if user else ''}localhost:{self.port}{path}"

    def errors(self):
        return self.output() + self.text_of("error.log")


class Apache(WebServerProcess):
    """With /basic/, /md5/ (mod_auth_digest knows no other), and /admin/ for shizuka only."""

    def __init__(self, backend, users):
        super().__init__("apache2", backend, users)

    def _write(self, folder, ports):
        (folder / "digests").write_text("".join(digest_lines(self._users, hashlib.md5)))
        passwords = [f"{user}:{openssl('passwd', '-apr1', password)}" for user, password in self._users]
        (folder / "passwords").write_text("".join(passwords))
        modules = "\n".join(f"LoadModule {name}_module {APACHE_MODULES}/mod_{name}.so"
                            for name in APACHE_LIST)
        text = APACHE.format(folder=folder, port=ports[0], modules=modules, realm=REALM,
                             backend=self._backend)
        (folder / "apache.conf").write_text(text)
        return ["-f", folder / "apache.conf", "-DFOREGROUND"]


class Lighttpd(WebServerProcess):
    """With /md5/, /sha256/, and /both/, which offers both."""

    def __init__(self, backend, users):
        super().__init__("lighttpd", backend, users)

    def _write(self, folder, ports):
        lines = digest_lines(self._users, hashlib.md5) + digest_lines(self._users, hashlib.sha256)
        (folder / "digests").write_text("".join(lines))
        places = "\n".join(LIGHTTPD_PLACE.format(path=path, algorithm=algorithm, realm=REALM)
                           for path, algorithm in LIGHTTPD_ALGORITHMS.items())
        text = LIGHTTPD.format(folder=folder, port=ports[0], places=places, backend=self._backend)
        (folder / "lighttpd.conf").write_text(text)
        return ["-D", "-f", folder / "lighttpd.conf"]
