#!/usr/bin/env python3
# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)

"""Measures Hawser side by side with its peers; see README.md in this folder for the method."""

import argparse
import os
import pathlib
import resource
import select
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field

START_TIMEOUT = 10
STOP_TIMEOUT = 10
LOAD_TIMEOUT = 90  # on top of the measured time: thousands of handshakes on a busy machine


@dataclass
class Target:
    """Hawser's figure over the peer's must reach `factor`."""

    peer: str
    factor: float


@dataclass
class Scenario:
    name: str
    title: str
    peers: list
    load: list
    targets: list = field(default_factory=list)
    unit: str = "messages/s"


HAWSER = "bench_hawser_server"
ECHO_PEERS = [HAWSER, "bench_epoll_echo", "bench_beast_echo"]
HTTP_PEERS = [HAWSER, "bench_beast_http"]


def echo(name, title, size, in_flight, connections, targets):
    load = ["--mode", "ws", "--size", size, "--in-flight", in_flight, "--connections", connections]
    return Scenario(name, title, ECHO_PEERS, load, targets)


def http(name, title, pipeline, targets):
    load = ["--mode", "http", "--path", "/hello", "--pipeline", pipeline, "--connections", 64]
    return Scenario(name, title, HTTP_PEERS, load, targets, "requests/s")


SCENARIOS = [
    echo("echo-20-16", "WebSocket echo, 20 B, 16 in flight, 100 connections", 20, 16, 100,
         [Target("bench_epoll_echo", 0.85), Target("bench_beast_echo", 10)]),
    echo("echo-20-1", "WebSocket echo, 20 B, 1 in flight, 100 connections", 20, 1, 100,
         [Target("bench_epoll_echo", 0.85)]),
    echo("echo-16k-4", "WebSocket echo, 16 KiB, 4 in flight, 10 connections", 16384, 4, 10,
         [Target("bench_epoll_echo", 0.9)]),
    http("http-16", "GET /hello, 16 pipelined, 64 connections", 16, [Target("bench_beast_http", 8)]),
    http("http-1", "GET /hello, 1 at a time, 64 connections", 1, []),
]
IDLE = "idle"
IDLE_CONNECTIONS = 10_000
IDLE_TARGET = 1536  # bytes of Hawser's memory for an idle WebSocket

# Every form of the length field and its edges, whole and in pieces that split headers and payloads.
VERIFY_SIZES = [0, 1, 125, 126, 127, 4000, 65535, 65536, 1 << 20]
VERIFY_SPLITS = {
    0: VERIFY_SIZES,
    7: [0, 1, 125, 126, 127, 1000],
    1001: VERIFY_SIZES[:-1],
    70001: VERIFY_SIZES,
}


class Failure(Exception):
    """A benchmark that could not be run, as opposed to one that missed its target."""


def stop(process):
    """Ends a process that this script started, within a bounded time."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def pinned(core):
    return lambda: os.sched_setaffinity(0, {core})


def read_line(process, timeout):
    """The next line of a process that writes one at a time."""
    ready, _, _ = select.select([process.stdout], [], [], timeout)
    line = process.stdout.readline() if ready else ""
    if not line:
        raise Failure(f"{process.args[0]} said nothing within {timeout} s")
    return line.strip()


class Server:
    """A peer on its core, for the length of a `with` block."""

    def __init__(self, options, name):
        self.process = subprocess.Popen([str(options.bin / name), "--port", "0"], stdout=subprocess.PIPE,
                                        text=True, preexec_fn=pinned(options.server_core))

    def __enter__(self):
        try:
            line = read_line(self.process, START_TIMEOUT).split()
            if len(line) != 2 or line[0] != "listening":
                raise Failure(f"{self.process.args[0]} said: {' '.join(line)}")
            self.port = line[1]
        except BaseException:
            stop(self.process)
            raise
        return self

    def __exit__(self, *_):
        stop(self.process)
        self.process.stdout.close()

    def cpu_seconds(self):
        stat = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self):
        """Bytes of resident memory, shared pages counted in part (Pss) and in full (Rss)."""
        rollup = pathlib.Path(f"/proc/{self.process.pid}/smaps_rollup").read_text()
        values = {line.split(":")[0]: line.split() for line in rollup.splitlines()[1:]}
        return {name: int(values[name][1]) * 1024 for name in ("Pss", "Rss")}


def parse(line):
    return dict(pair.split("=", 1) for pair in line.split())


def start_load(options, port, arguments, **streams):
    command = [str(options.bin / "bench_load"), "--port", port, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, preexec_fn=pinned(options.load_core),
                            **streams)


def measure(options, name, arguments, seconds, warmup):
    """One run of one server; returns the load generator's figures and the server's use of its core."""
    with Server(options, name) as server:
        started, cpu_before = time.monotonic(), server.cpu_seconds()
        load = start_load(options, server.port, [*arguments, "--seconds", seconds, "--warmup", warmup])
        try:
            output, _ = load.communicate(timeout=seconds + warmup + LOAD_TIMEOUT)
        except subprocess.TimeoutExpired as error:
            raise Failure(f"the load on {name} did not end") from error
        finally:
            stop(load)
        cpu = (server.cpu_seconds() - cpu_before) / (time.monotonic() - started)
    if load.returncode != 0:
        raise Failure(f"the load on {name} failed: {output.strip()}")
    figures = {key: float(value) for key, value in parse(output).items() if key != "mode"}
    figures["cpu"] = cpu
    figures["rate_per_cpu"] = figures["rate"] / max(cpu, 0.01)
    return figures


def interleave(options, peers, measure_one):
    """A B C A B C ...: what else the machine does hits all of them alike."""
    results = {peer: [] for peer in peers}
    for number in range(options.rounds):
        for peer in peers:
            print(f"  round {number + 1}/{options.rounds}: {peer}", file=sys.stderr, flush=True)
            results[peer].append(measure_one(peer))
    return results


def median(results, key):
    return statistics.median(result[key] for result in results)


def ratio(ours, theirs, key):
    """The median of the rounds' ratios: the two runs of a round are neighbours in time."""
    return statistics.median(a[key] / b[key] for a, b in zip(ours, theirs))


def label(name):
    return name.removeprefix("bench_").removesuffix("_server")


def run_scenario(options, scenario, peers):
    arguments = scenario.load + (["--opcode", options.opcode] if "ws" in scenario.load else [])
    results = interleave(options, peers,
                         lambda peer: measure(options, peer, arguments, options.seconds, options.warmup))
    print(f"\n### {scenario.name}: {scenario.title}\n")
    print(f"| server | {scenario.unit} | lowest - highest | MB/s | p50 µs | p99 µs | max µs "
          "| server's core | load's core |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|")
    for peer, runs in results.items():
        rates = [run["rate"] for run in runs]
        print(f"| {label(peer)} | {median(runs, 'rate'):,.0f} | {min(rates):,.0f} - {max(rates):,.0f} "
              f"| {median(runs, 'mb_s'):,.1f} | {median(runs, 'p50_us'):,.0f} | {median(runs, 'p99_us'):,.0f} "
              f"| {median(runs, 'max_us'):,.0f} | {median(runs, 'cpu'):.0%} | {median(runs, 'load_cpu'):.0%} |")
    print()
    return print_ratios(scenario, results)


def print_ratios(scenario, results):
    """Returns whether all targets are reached."""
    reached = True
    ours = results.get(HAWSER)
    if ours is None:
        return True
    print("| hawser over | by time | by the server's CPU time | target | |")
    print("|---|---:|---:|---:|---|")
    factors = {target.peer: target.factor for target in scenario.targets}
    for peer, theirs in results.items():
        if peer == HAWSER:
            continue
        value = ratio(ours, theirs, "rate")
        factor = factors.get(peer)
        verdict = "" if factor is None else "reached" if value >= factor else "MISSED"
        reached = reached and verdict != "MISSED"
        wanted = "" if factor is None else f"≥ {factor:g}"
        by_cpu = ratio(ours, theirs, "rate_per_cpu")
        print(f"| {label(peer)} | {value:.2f} | {by_cpu:.2f} | {wanted} | {verdict} |")
    return reached


def measure_idle(options, name):
    """Memory that each of many idle WebSockets costs the server."""
    with Server(options, name) as server:
        before = server.memory()
        arguments = ["--mode", "idle", "--connections", options.idle_connections, "--hold", LOAD_TIMEOUT]
        load = start_load(options, server.port, arguments, stdin=subprocess.PIPE)
        try:
            if read_line(load, LOAD_TIMEOUT) != "ready":
                raise Failure(f"{name} did not take {options.idle_connections} connections")
            time.sleep(1)
            after = server.memory()
            output, _ = load.communicate(timeout=STOP_TIMEOUT)  # closes its stdin
        finally:
            stop(load)
        if load.returncode != 0:
            raise Failure(f"{name} dropped idle connections: {output.strip()}")
    return {key: (after[key] - before[key]) / options.idle_connections for key in before}


def run_idle(options, peers):
    results = interleave(options, peers, lambda peer: measure_idle(options, peer))
    print(f"\n### {IDLE}: memory of the process for each of {options.idle_connections:,} idle WebSockets\n")
    print("| server | Pss, bytes | Rss, bytes | target | |")
    print("|---|---:|---:|---:|---|")
    reached = True
    for peer, runs in results.items():
        pss = median(runs, "Pss")
        ours = peer == HAWSER
        verdict = "" if not ours else "reached" if pss <= IDLE_TARGET else "MISSED"
        reached = reached and verdict != "MISSED"
        wanted = f"≤ {IDLE_TARGET:,}" if ours else ""
        print(f"| {label(peer)} | {pss:,.0f} | {median(runs, 'Rss'):,.0f} | {wanted} | {verdict} |")
    return reached


def verify(options, peers):
    """Echoes of all sizes, whole and in pieces, every payload compared."""
    for peer in peers:
        for split, sizes in VERIFY_SPLITS.items():
            for size in sizes:
                arguments = ["--mode", "ws", "--size", size, "--split", split, "--in-flight", 5,
                             "--connections", 7, "--opcode", options.opcode, "--verify"]
                figures = measure(options, peer, arguments, 0.5, 0)
                print(f"{label(peer)}: {size} B in writes of {split or 'any'} size: "
                      f"{figures['rate'] * figures['seconds']:.0f} echoes compared", flush=True)


def read_command_line():
    parser = argparse.ArgumentParser(description=__doc__)
    names = [scenario.name for scenario in SCENARIOS] + [IDLE]
    parser.add_argument("--bin", type=pathlib.Path, default=pathlib.Path("build/release/bin"),
                        help="folder with the benchmark's executables (default: %(default)s)")
    parser.add_argument("--scenario", action="append", choices=names, help="only this one (repeatable)")
    parser.add_argument("--peers", help="only these of hawser,epoll_echo,beast_echo,beast_http")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each server (default: %(default)s)")
    parser.add_argument("--seconds", type=float, default=5, help="measured in a run (default: %(default)s)")
    parser.add_argument("--warmup", type=float, default=1, help="before that (default: %(default)s)")
    parser.add_argument("--opcode", choices=["text", "binary"], default="text", help="of the messages")
    parser.add_argument("--idle-connections", type=int, default=IDLE_CONNECTIONS)
    parser.add_argument("--server-core", type=int, default=0)
    parser.add_argument("--load-core", type=int, default=1)
    parser.add_argument("--check", action="store_true", help="exit with 1 if a target is missed")
    parser.add_argument("--verify", action="store_true", help="compare echoes instead of measuring")
    return parser.parse_args()


def present(options, peers):
    """The chosen peers; one that was not built is an error under --check, else it is left out."""
    if options.peers:
        chosen = options.peers.split(",")
        peers = [peer for peer in peers if label(peer) in chosen]
    missing = [peer for peer in peers if not (options.bin / peer).exists()]
    if missing and options.check:
        raise Failure(f"not in {options.bin}: {', '.join(missing)}")
    for peer in missing:
        print(f"not in {options.bin}, left out: {peer}", file=sys.stderr)
    return [peer for peer in peers if peer not in missing]


def prepare(options):
    if not (options.bin / "bench_load").exists():
        raise Failure(f"no bench_load in {options.bin}: build the benchmark first")
    cores = os.sched_getaffinity(0)
    if options.server_core == options.load_core or not {options.server_core, options.load_core} <= cores:
        raise Failure(f"needs two different cores of {sorted(cores)} (--server-core, --load-core)")
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    if most != resource.RLIM_INFINITY and most < options.idle_connections + 100:
        raise Failure(f"only {most} descriptors allowed: raise ulimit -n or lower --idle-connections")


def main():
    options = read_command_line()
    try:
        prepare(options)
        if options.verify:
            verify(options, present(options, ECHO_PEERS))
            return 0
        print(f"{options.rounds} rounds of {options.seconds:g} s, interleaved; "
              f"server on core {options.server_core}, load on core {options.load_core}; "
              f"load average {os.getloadavg()[0]:.2f} before the start")
        reached = True
        for scenario in SCENARIOS:
            if not options.scenario or scenario.name in options.scenario:
                reached = run_scenario(options, scenario, present(options, scenario.peers)) and reached
        if not options.scenario or IDLE in options.scenario:
            reached = run_idle(options, present(options, ECHO_PEERS)) and reached
    except Failure as failure:
        print(f"run.py: {failure}", file=sys.stderr)
        return 2
    return 0 if reached or not options.check else 1


if __name__ == "__main__":
    sys.exit(main())
