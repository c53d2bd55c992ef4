# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)

"""Certificates for the tests of TLS, good ones and bad ones, made with the `openssl` command line in a
temporary folder."""

import pathlib
import subprocess
import tempfile

DEADLINE = 60   # seconds, for one call of openssl
PASSWORD = "secret"

# `openssl ca` wants a file for all that it could be asked; what differs is on its command line.
CONFIGURATION = """
[ca]
default_ca = authority
[authority]
database = {folder}/index.txt
serial = {folder}/serial
crlnumber = {folder}/crlnumber
new_certs_dir = {folder}
certificate = {folder}/authority.pem
private_key = {folder}/authority.key
default_md = sha256
default_crl_days = 30
policy = any
unique_subject = no
[any]
commonName = supplied
organizationName = optional
[req]
distinguished_name = nothing
string_mask = utf8only
[nothing]
"""

AUTHORITY = "basicConstraints = critical, CA:true\nkeyUsage = critical, keyCertSign, cRLSign\n" \
            "subjectKeyIdentifier = hash\n"
LEAF = "basicConstraints = CA:false\nkeyUsage = digitalSignature\nextendedKeyUsage = {usage}\n" \
       "subjectAltName = {names}\n"
LAST_YEARS = ("20200101000000Z", "20210101000000Z")
THESE_YEARS = ("20240101000000Z", "20491231000000Z")


def openssl(*arguments):
    """What the command prints; AssertionError, with its own words, if it fails."""
    done = subprocess.run(["openssl", *map(str, arguments)], stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, check=False, timeout=DEADLINE)
    if done.returncode != 0:
        raise AssertionError(f"openssl {arguments}\n{done.stderr}")
    return done.stdout


class Pair:
    """A certificate with its chain, and its key: two files."""

    def __init__(self, folder, name):
        self.chain = folder / f"{name}.pem"
        self.key = folder / f"{name}.key"

    def server_options(self):
        return ["--cert", self.chain, "--key", self.key]

    def field(self, *options):
        """What `openssl x509` says of the first certificate, such as its `-fingerprint`."""
        return openssl("x509", "-noout", "-in", self.chain, *options).strip()

    def fingerprint(self):
        return self.field("-fingerprint", "-sha256").split("=")[1]


def make_key(path, kind):
    options = {"ec": ("EC", "ec_paramgen_curve:P-256"), "rsa": ("RSA", "rsa_keygen_bits:2048")}
    algorithm, option = options[kind]
    openssl("genpkey", "-algorithm", algorithm, "-pkeyopt", option, "-out", path)


class Authority:
    """Whoever signs certificates, in a folder of his own: a root, or an intermediate below an `issuer`."""

    def __init__(self, folder, name, issuer=None):
        self.folder = folder / name
        self.folder.mkdir()
        self.file = self.folder / "authority.pem"
        self.issuer = issuer
        self._configuration = self.folder / "openssl.cnf"
        self._configuration.write_text(CONFIGURATION.format(folder=self.folder))
        (self.folder / "index.txt").touch()
        for numbers in ("serial", "crlnumber"):
            (self.folder / numbers).write_text("1000\n")
        key = self.folder / "authority.key"
        make_key(key, "ec")
        request = self._request(key, f"/O=Hawser/CN={name}")
        if issuer:
            issuer.sign(request, AUTHORITY, THESE_YEARS, self.file)
        else:
            self.sign(request, AUTHORITY, THESE_YEARS, self.file, "-selfsign", "-keyfile", key)

    def _request(self, key, subject):
        path = key.with_suffix(".csr")
        openssl("req", "-new", "-utf8", "-config", self._configuration, "-key", key, "-subj", subject,
                "-out", path)
        return path

    def sign(self, request, extensions, years, out, *options):
        file = self.folder / "extensions.cnf"
        file.write_text(extensions)
        openssl("ca", "-batch", "-notext", "-utf8", "-config", self._configuration, "-in", request,
                "-extfile", file, "-startdate", years[0], "-enddate", years[1], "-out", out, *options)

    def issue(self, pair, subject, names, usage="serverAuth", kind="ec", years=THESE_YEARS):
        """Into the files of `pair`; `names` as OpenSSL writes subjectAltName. Without a chain if this is a
        root, which nobody sends."""
        make_key(pair.key, kind)
        request = self._request(pair.key, subject)
        self.sign(request, LEAF.format(usage=usage, names=names), years, pair.chain)
        if self.issuer:
            pair.chain.write_text(pair.chain.read_text() + self.file.read_text())
        return pair

    def revoke(self, pair):
        openssl("ca", "-config", self._configuration, "-revoke", pair.chain)

    def revocation_list(self):
        path = self.folder / "revoked.pem"
        openssl("ca", "-config", self._configuration, "-gencrl", "-out", path)
        return path.read_text()


class Certificates:
    """A context manager with a folder of them. Servers' certificates are of the intermediate, as those of
    public issuers are; so are the clients'."""

    def __init__(self):
        self._temporary = tempfile.TemporaryDirectory(prefix="hawser-certificates-")
        self.folder = pathlib.Path(self._temporary.name)
        self.root = Authority(self.folder, "root")
        self.intermediate = Authority(self.folder, "intermediate", self.root)
        self.stranger = Authority(self.folder, "stranger")
        self.ca = self.root.file
        self._make_servers()
        self._make_clients()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._temporary.cleanup()

    def pair(self, name):
        return Pair(self.folder, name)

    def server(self, name, names, **options):
        return self.intermediate.issue(self.pair(name), f"/CN={name}", names, **options)

    def client(self, name, issuer=None, **options):
        subject = f"/O=Example/CN={name}"
        names = f"email:{name}@example.com, DNS:{name}.example.com, IP:192.0.2.7, URI:urn:user:{name}"
        issuer = issuer or self.intermediate
        return issuer.issue(self.pair(name), subject, names, usage="clientAuth", **options)

    def _make_servers(self):
        here = "DNS:localhost, IP:127.0.0.1"
        self.localhost = self.server("localhost", here)
        self.localhost_rsa = self.server("localhost-rsa", here, kind="rsa")
        self.a = self.server("a.example", "DNS:a.example")
        self.b = self.server("b.example", "DNS:b.example")
        self.wildcard = self.server("wildcard", "DNS:*.c.example")
        self.exact = self.server("exact", "DNS:exact.c.example")
        self.wrong_host = self.server("elsewhere.example", "DNS:elsewhere.example")
        self.expired = self.server("expired", here, years=LAST_YEARS)
        self.self_signed = self.pair("self-signed")
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc", "-days", 30,
                "-subj", "/CN=self-signed", "-addext", f"subjectAltName={here}",
                "-keyout", self.self_signed.key, "-out", self.self_signed.chain)
        self.pkcs12 = self.folder / "localhost.pfx"
        openssl("pkcs12", "-export", "-inkey", self.localhost.key, "-in", self.localhost.chain,
                "-passout", f"pass:{PASSWORD}", "-out", self.pkcs12)

    def _make_clients(self):
        self.alice = self.client("alice")
        self.expired_client = self.client("late", years=LAST_YEARS)
        self.unknown_client = self.client("unknown", self.stranger)
        self.revoked_client = self.client("mallory")
        self.empty_crl = self._revocation_lists("empty-crl.pem")
        self.intermediate.revoke(self.revoked_client)
        self.crl = self._revocation_lists("crl.pem")

    def _revocation_lists(self, name):
        path = self.folder / name
        path.write_text(self.root.revocation_list() + self.intermediate.revocation_list())
        return path
