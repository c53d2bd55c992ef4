# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)

"""What run.py measures: the loads, the peers and the targets. README.md gives the reasons."""

from dataclasses import dataclass, field

HAWSER = "bench_hawser_server"
EPOLL_ECHO = "bench_epoll_echo"
EPOLL_DEFLATE = "bench_epoll_deflate"
EPOLL_BROADCAST = "bench_epoll_broadcast"
BEAST_ECHO = "bench_beast_echo"
BEAST_HTTP = "bench_beast_http"
BEAST_FILES = "bench_beast_files"
BEAST_BROADCAST = "bench_beast_broadcast"
BEAST_TLS_ECHO = "bench_beast_tls_echo"
BEAST_TLS_HTTP = "bench_beast_tls_http"
TLS_IDLE = "bench_tls_idle"
NGINX = "nginx"
HAWSER_CLIENT = "bench_hawser_client"
BEAST_CLIENT = "bench_beast_client"
LOAD = "bench_load"  # as a client: the limit

# In each list, the first is compared with the others.

ECHO_PEERS = [HAWSER, EPOLL_ECHO, BEAST_ECHO]
DEFLATE_PEERS = [HAWSER, EPOLL_DEFLATE, BEAST_ECHO]
BROADCAST_PEERS = [HAWSER, EPOLL_BROADCAST, BEAST_BROADCAST]
HTTP_PEERS = [HAWSER, NGINX, BEAST_HTTP]
FILE_PEERS = [HAWSER, NGINX, BEAST_FILES]
TLS_ECHO_PEERS = [HAWSER, BEAST_TLS_ECHO]
TLS_HTTP_PEERS = [HAWSER, NGINX, BEAST_TLS_HTTP]
TLS_FILE_PEERS = [HAWSER, NGINX]
TLS_IDLE_PEERS = [HAWSER, TLS_IDLE, BEAST_TLS_ECHO]
CLIENT_PEERS = [HAWSER_CLIENT, LOAD, BEAST_CLIENT]
COROUTINE_PEERS = [HAWSER_CLIENT, BEAST_CLIENT]
IDLE_CLIENT_PEERS = [HAWSER_CLIENT, BEAST_CLIENT]


@dataclass
class Target:
    """Hawser's figure over the peer's must reach `factor`."""

    peer: str
    factor: float
    by_cpu: bool = False  # by the measured process's CPU time: the other core is the one at its limit


@dataclass
class Download:
    """What wrk asks for, one request at a time on each connection."""

    path: str
    connections: int = 64
    conditional: bool = False  # with the conditions of a browser that has the file


@dataclass
class Scenario:
    name: str
    title: str
    peers: list
    load: object  # a Download, or the arguments of bench_load
    targets: list = field(default_factory=list)
    unit: str = "messages/s"
    tls: bool = False


@dataclass
class ClientScenario:
    """One connection of a client, which is what is measured, to the bare loop's echoes."""

    name: str
    title: str
    load: list  # the arguments of the client
    targets: list
    peers: list = field(default_factory=lambda: CLIENT_PEERS)


@dataclass
class IdleScenario:
    """Memory for each of `connections`; Hawser's, in bytes, must not exceed `target`, on top of `base`'s."""

    name: str
    title: str
    peers: list
    load: list
    connections: int
    target: int = None
    downloads: bool = False  # slow ones, not WebSockets
    tls: bool = False
    base: str = None  # a peer
    clients: bool = False  # the peers are clients, and their memory counts


@dataclass
class Check:
    """A load whose answers are compared, of all these sizes, in writes of at most `split` bytes."""

    peers: list
    load: list
    sizes: list
    split: int = 0
    tls: bool = False


def echo(name, title, size, in_flight, connections, targets):
    load = ["--mode", "ws", "--size", size, "--in-flight", in_flight, "--connections", connections]
    return Scenario(name, title, ECHO_PEERS, load, targets)


def deflate(name, title, takeover, targets):
    load = ["--mode", "ws", "--deflate", takeover, "--size", 1024, "--in-flight", 4, "--connections", 100]
    return Scenario(name, title, DEFLATE_PEERS, load, targets)


def broadcast(name, title, size, targets):
    load = ["--mode", "broadcast", "--size", size, "--in-flight", 1, "--connections", 5000]
    return Scenario(name, title, BROADCAST_PEERS, load, targets, "delivered messages/s")


def http(name, title, pipeline, targets):
    load = ["--mode", "http", "--path", "/hello", "--pipeline", pipeline, "--connections", 64]
    return Scenario(name, title, HTTP_PEERS, load, targets, "requests/s")


def files(name, title, path, factor, peers=None, **load):
    targets = [Target(NGINX, factor)]
    return Scenario(name, title, peers or FILE_PEERS, Download(path, **load), targets, "requests/s")


def tls_echo(name, title, size, in_flight, connections, factor):
    load = ["--mode", "ws", "--tls", "--size", size, "--in-flight", in_flight, "--connections", connections]
    return Scenario(name, title, TLS_ECHO_PEERS, load, [Target(BEAST_TLS_ECHO, factor)], tls=True)


def tls_http(name, title, pipeline):
    load = ["--mode", "http", "--tls", "--path", "/hello", "--pipeline", pipeline, "--connections", 64]
    return Scenario(name, title, TLS_HTTP_PEERS, load, [], "requests/s", tls=True)


def tls_files(name, title, path):
    targets = [Target(NGINX, 1.0, by_cpu=True)]
    return Scenario(name, title, TLS_FILE_PEERS, Download(path), targets, "requests/s", tls=True)


def handshakes(name, title, *arguments):
    load = ["--mode", "handshake", "--connections", 16, *arguments]
    targets = [Target(NGINX, 0.95, by_cpu=True)]
    return Scenario(name, title, TLS_HTTP_PEERS, load, targets, "handshakes/s", tls=True)


def client(name, title, size, in_flight, factor):
    load = ["--size", size, "--in-flight", in_flight]
    return ClientScenario(name, title, load, [Target(BEAST_CLIENT, factor, by_cpu=True)])


def coroutine_client(name, title, size, in_flight):
    load = ["--mode", "coroutine", "--size", size, "--in-flight", in_flight]
    return ClientScenario(name, title, load, [], COROUTINE_PEERS)


SCENARIOS = [
    echo("echo-20-16", "WebSocket echo, 20 B, 16 in flight, 100 connections", 20, 16, 100,
         [Target(EPOLL_ECHO, 0.85), Target(BEAST_ECHO, 10)]),
    echo("echo-20-1", "WebSocket echo, 20 B, 1 in flight, 100 connections", 20, 1, 100,
         [Target(EPOLL_ECHO, 0.85)]),
    echo("echo-16k-4", "WebSocket echo, 16 KiB, 4 in flight, 10 connections", 16384, 4, 10,
         [Target(EPOLL_ECHO, 0.9)]),
    deflate("deflate-1k", "compressed echo, 1 KiB of JSON, 4 in flight, 100 connections", "no-takeover",
            [Target(EPOLL_DEFLATE, 0.95)]),
    deflate("deflate-1k-takeover", "the same with context takeover", "takeover",
            [Target(EPOLL_DEFLATE, 0.95)]),
    broadcast("broadcast-64", "broadcast of 64 B to 5,000 connections", 64, [Target(EPOLL_BROADCAST, 0.85)]),
    broadcast("broadcast-1k", "broadcast of 1 KiB to 5,000 connections", 1024,
              [Target(EPOLL_BROADCAST, 0.85)]),
    http("http-16", "GET /hello, 16 pipelined, 64 connections", 16, [Target(BEAST_HTTP, 8)]),
    http("http-1", "GET /hello, 1 at a time, 64 connections", 1, []),
    files("file-1k", "a file of 1 KiB, 64 connections", "/1k.txt", 1.2),
    files("file-64k", "a file of 64 KiB, 64 connections", "/64k.txt", 1.0),
    files("file-1m", "a file of 1 MiB, 64 connections", "/1m.txt", 1.0),
    files("file-304", "a file that has not changed (304), 64 connections", "/1k.txt", 1.2, [HAWSER, NGINX],
          conditional=True),
    tls_echo("tls-echo-20-16", "echo over TLS, 20 B, 16 in flight, 100 connections", 20, 16, 100, 8),
    tls_echo("tls-echo-16k-4", "echo over TLS, 16 KiB, 4 in flight, 10 connections", 16384, 4, 10, 1.5),
    tls_http("tls-http-16", "GET /hello over TLS, 16 pipelined, 64 connections", 16),
    tls_http("tls-http-1", "GET /hello over TLS, 1 at a time, 64 connections", 1),
    tls_files("tls-file-1k", "a file of 1 KiB over TLS, 64 connections", "/1k.txt"),
    tls_files("tls-file-64k", "a file of 64 KiB over TLS, 64 connections", "/64k.txt"),
    tls_files("tls-file-1m", "a file of 1 MiB over TLS, 64 connections", "/1m.txt"),
    handshakes("tls-handshake-full", "new TLS connections that ask once, 16 at a time"),
    handshakes("tls-handshake-resumed", "the same with a ticket", "--resumed"),
]

CLIENT_SCENARIOS = [
    client("client-20", "a client's messages of 20 B, 16 in flight", 20, 16, 8),
    client("client-16k", "a client's messages of 16 KiB, 4 in flight", 16384, 4, 1.5),
    coroutine_client("client-20-coroutine", "the same in a coroutine, 20 B, 16 in flight", 20, 16),
]

IDLE_SCENARIOS = [
    IdleScenario("idle", "WebSockets that say nothing", ECHO_PEERS, [], 10_000, 1536),
    IdleScenario("idle-deflate", "idle WebSockets with compression, after one message", DEFLATE_PEERS,
                 ["--deflate", "no-takeover", "--size", 1024], 10_000, 2048),
    IdleScenario("idle-deflate-takeover", "the same with context takeover", DEFLATE_PEERS,
                 ["--deflate", "takeover", "--size", 1024], 1_000),
    IdleScenario("downloads", "slow downloads of a file of 100 MiB", FILE_PEERS, [], 1_000, 100 * 1024,
                 downloads=True),
    IdleScenario("idle-tls", "idle WebSockets over TLS", TLS_IDLE_PEERS, ["--tls"], 2_000, 12 * 1024,
                 tls=True, base=TLS_IDLE),
    IdleScenario("client-idle", "idle WebSockets of a client", IDLE_CLIENT_PEERS, [], 10_000, 2048,
                 clients=True),
]

# Every form of the length field and its edges, whole and in pieces that split headers and payloads.
LENGTHS = [0, 1, 125, 126, 127, 4000, 65535, 65536, 1 << 20]


def echo_check(sizes, split):
    load = ["--mode", "ws", "--verify", "--in-flight", 5, "--connections", 7]
    return Check(ECHO_PEERS, load, sizes, split)


def deflate_check(takeover, sizes, split):
    load = ["--mode", "ws", "--deflate", takeover, "--in-flight", 5, "--connections", 7]
    return Check(DEFLATE_PEERS, load, sizes, split)


def broadcast_check(connections, sizes):
    load = ["--mode", "broadcast", "--in-flight", 3, "--connections", connections]
    return Check(BROADCAST_PEERS, load, sizes)


def tls_check(sizes, split):
    load = ["--mode", "ws", "--tls", "--verify", "--in-flight", 5, "--connections", 7]
    return Check(TLS_ECHO_PEERS, load, sizes, split, tls=True)


CHECKS = [
    echo_check(LENGTHS, 0),
    echo_check([0, 1, 125, 126, 127, 1000], 7),
    echo_check(LENGTHS[:-1], 1001),
    echo_check(LENGTHS, 70001),
    *(check for takeover in ("no-takeover", "takeover") for check in (
        deflate_check(takeover, [0, 1, 125, 300, 1024, 65536, 1 << 18], 0),
        deflate_check(takeover, [0, 1024], 7),
        deflate_check(takeover, [1024, 1 << 18], 1001))),
    broadcast_check(1, [64]),
    broadcast_check(100, [0, 64, 1024]),
    tls_check(LENGTHS, 0),
    tls_check([0, 1, 125, 126, 127, 1000], 7),
    tls_check(LENGTHS[:-1], 1001),
    tls_check(LENGTHS, 70001),
]
