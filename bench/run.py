#!/usr/bin/env python3
# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)

"""Measures Hawser side by side with its peers; see README.md in this folder for the method."""

import argparse
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True  # the sources stay as they are
from clients import measure_client, measure_idle_clients
from downloads import make_files, measure_downloads, measure_slow_downloads, wrk_is_present
from scenarios import CHECKS, CLIENT_SCENARIOS, IDLE_SCENARIOS, SCENARIOS, TLS_IDLE, Download
from servers import (STOP_TIMEOUT, Failure, is_present, make_certificate, parse, pinned, read_line,
                     start_server, stop)

LOAD_TIMEOUT = 90  # on top of the measured time: thousands of handshakes on a busy machine


def start_load(options, server, arguments, **streams):
    command = [str(options.bin / "bench_load"), "--port", server.port,
               "--server-pid", str(server.pid), *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, preexec_fn=pinned(options.load_core),
                            **streams)


def measure(options, name, load, seconds, warmup, tls):
    """One run of one server; returns the load generator's figures and the server's use of its core."""
    with start_server(options, name, tls) as server:
        if isinstance(load, Download):
            figures = measure_downloads(options, server, load, seconds, warmup)
        else:
            figures = measure_load(options, server, name, load, seconds, warmup)
    figures["rate_per_cpu"] = figures["rate"] / max(figures["server_cpu"], 0.01)
    return figures


def measure_load(options, server, name, arguments, seconds, warmup):
    """The same for bench_load."""
    load = start_load(options, server, [*arguments, "--seconds", seconds, "--warmup", warmup])
    try:
        output, _ = load.communicate(timeout=seconds + warmup + LOAD_TIMEOUT)
    except subprocess.TimeoutExpired as error:
        raise Failure(f"the load on {name} did not end") from error
    finally:
        stop(load)
    if load.returncode != 0:
        raise Failure(f"the load on {name} failed: {output.strip()}")
    return {key: float(value) for key, value in parse(output).items() if key != "mode"}


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
    load = scenario.load
    if not isinstance(load, Download) and "http" not in load and "handshake" not in load:
        load = load + ["--opcode", options.opcode]
    results = interleave(
        options, peers,
        lambda peer: measure(options, peer, load, options.seconds, options.warmup, scenario.tls))
    print(f"\n### {scenario.name}: {scenario.title}\n")
    print(f"| server | {scenario.unit} | lowest - highest | MB/s | p50 µs | p99 µs | max µs "
          "| server's core | load's core |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|")
    for peer, runs in results.items():
        rates = [run["rate"] for run in runs]
        print(f"| {label(peer)} | {median(runs, 'rate'):,.0f} | {min(rates):,.0f} - {max(rates):,.0f} "
              f"| {median(runs, 'mb_s'):,.1f} | {median(runs, 'p50_us'):,.0f} "
              f"| {median(runs, 'p99_us'):,.0f} | {median(runs, 'max_us'):,.0f} "
              f"| {median(runs, 'server_cpu'):.0%} | {median(runs, 'load_cpu'):.0%} |")
    print()
    return print_ratios(scenario, results)


def run_clients(options, scenario, peers):
    """Returns whether all targets are reached."""
    results = interleave(
        options, peers,
        lambda peer: measure_client(options, peer, scenario.load, options.seconds, options.warmup))
    print(f"\n### {scenario.name}: {scenario.title}\n")
    print("| client | messages/s | lowest - highest | MB/s | client's core | server's core |")
    print("|---|---:|---:|---:|---:|---:|")
    for peer, runs in results.items():
        rates = [run["rate"] for run in runs]
        print(f"| {label(peer)} | {median(runs, 'rate'):,.0f} | {min(rates):,.0f} - {max(rates):,.0f} "
              f"| {median(runs, 'mb_s'):,.1f} | {median(runs, 'client_cpu'):.0%} "
              f"| {median(runs, 'server_cpu'):.0%} |")
    print()
    return print_ratios(scenario, results, "client")


def print_ratios(scenario, results, measured="server"):
    """Returns whether all targets are reached."""
    reached = True
    first = scenario.peers[0]
    ours = results.get(first)
    if ours is None:
        return True
    print(f"| {label(first)} over | by time | by the {measured}'s CPU time | target | |")
    print("|---|---:|---:|---:|---|")
    targets = {target.peer: target for target in scenario.targets}
    for peer, theirs in results.items():
        if peer == first:
            continue
        by_time, by_cpu = ratio(ours, theirs, "rate"), ratio(ours, theirs, "rate_per_cpu")
        wanted = verdict = ""
        if target := targets.get(peer):
            wanted = f"≥ {target.factor:g}{' by CPU' if target.by_cpu else ''}"
            verdict = "reached" if (by_cpu if target.by_cpu else by_time) >= target.factor else "MISSED"
        reached = reached and verdict != "MISSED"
        print(f"| {label(peer)} | {by_time:.2f} | {by_cpu:.2f} | {wanted} | {verdict} |")
    return reached


def idle_connections(options, scenario):
    return options.idle_connections or scenario.connections


def measure_idle(options, scenario, name):
    """Memory that each of many connections costs the server, or the client."""
    if name == TLS_IDLE:
        return measure_idle_tls_objects(options)
    connections = idle_connections(options, scenario)
    if scenario.clients:
        return measure_idle_clients(options, name, connections)
    with start_server(options, name, scenario.tls) as server:
        measure_memory = measure_slow_downloads if scenario.downloads else measure_idle_websockets
        before, after = measure_memory(options, server, scenario, connections)
    return {key: (after[key] - before[key]) / connections for key in before}


def measure_idle_tls_objects(options):
    """What OpenSSL holds by itself."""
    command = [str(options.bin / TLS_IDLE), "--certificate", options.certificate, "--key", options.key]
    done = subprocess.run(command, capture_output=True, text=True, timeout=LOAD_TIMEOUT, check=False,
                          preexec_fn=pinned(options.server_core))
    if done.returncode != 0:
        raise Failure(f"{TLS_IDLE} failed: {done.stderr.strip()}")
    size = float(parse(done.stdout)["bytes"])
    return {"Pss": size, "Rss": size}


def measure_idle_websockets(options, server, scenario, connections):
    """The server's memory before, and with that many."""
    before = server.memory()
    arguments = ["--mode", "idle", "--connections", connections, "--hold", LOAD_TIMEOUT, *scenario.load]
    load = start_load(options, server, arguments, stdin=subprocess.PIPE)
    try:
        if read_line(load, LOAD_TIMEOUT) != "ready":
            raise Failure(f"the server did not take {connections} connections")
        time.sleep(1)
        after = server.memory()
        output, _ = load.communicate(timeout=STOP_TIMEOUT)  # closes its stdin
    finally:
        stop(load)
    if load.returncode != 0:
        raise Failure(f"the server dropped idle connections: {output.strip()}")
    return before, after


def judge_idle(scenario, results):
    """The target and the verdict, as the table has them."""
    if scenario.target is None or (scenario.base and scenario.base not in results):
        return "", ""
    pss = median(results[scenario.peers[0]], "Pss")
    wanted = f"≤ {scenario.target:,}"
    if scenario.base:
        pss -= median(results[scenario.base], "Pss")
        wanted = f"{pss:,.0f} over {label(scenario.base)}, {wanted}"
    return wanted, "reached" if pss <= scenario.target else "MISSED"


def run_idle(options, scenario, peers):
    """Returns whether the target is reached."""
    results = interleave(options, peers, lambda peer: measure_idle(options, scenario, peer))
    connections = idle_connections(options, scenario)
    print(f"\n### {scenario.name}: memory of the process for each of {connections:,} {scenario.title}\n")
    print(f"| {'client' if scenario.clients else 'server'} | Pss, bytes | Rss, bytes | target | |")
    print("|---|---:|---:|---:|---|")
    reached = True
    for peer, runs in results.items():
        pss = median(runs, "Pss")
        wanted, verdict = judge_idle(scenario, results) if peer == scenario.peers[0] else ("", "")
        reached = reached and verdict != "MISSED"
        print(f"| {label(peer)} | {pss:,.0f} | {median(runs, 'Rss'):,.0f} | {wanted} | {verdict} |")
    return reached


def verify(options):
    """Messages of all sizes, whole and in pieces, every payload compared."""
    for check in CHECKS:
        for peer in present(options, check.peers):
            for size in check.sizes:
                arguments = [*check.load, "--size", size, "--split", check.split, "--opcode", options.opcode]
                figures = measure(options, peer, arguments, 0.5, 0, check.tls)
                print(f"{label(peer)}: {' '.join(map(str, arguments))}: "
                      f"{figures['rate'] * figures['seconds']:.0f} compared", flush=True)


def read_command_line():
    parser = argparse.ArgumentParser(description=__doc__)
    names = [scenario.name for scenario in SCENARIOS + CLIENT_SCENARIOS + IDLE_SCENARIOS]
    parser.add_argument("--bin", type=pathlib.Path, default=pathlib.Path("build/release/bin"),
                        help="folder with the benchmark's executables (default: %(default)s)")
    parser.add_argument("--scenario", action="append", choices=names, help="only this one (repeatable)")
    parser.add_argument("--peers", help="only these: hawser,nginx,epoll_echo,beast_echo,...")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each server (default: %(default)s)")
    parser.add_argument("--seconds", type=float, default=3, help="measured in a run (default: %(default)s)")
    parser.add_argument("--warmup", type=float, default=1, help="before that (default: %(default)s)")
    parser.add_argument("--opcode", choices=["text", "binary"], default="text", help="of the messages")
    parser.add_argument("--idle-connections", type=int, help="instead of each idle scenario's own number")
    parser.add_argument("--server-core", type=int, default=0)
    parser.add_argument("--load-core", type=int, default=1)
    parser.add_argument("--check", action="store_true", help="exit with 1 if a target is missed")
    parser.add_argument("--verify", action="store_true", help="compare messages instead of measuring")
    return parser.parse_args()


def present(options, peers):
    """The chosen peers; one that was not built is an error under --check, else it is left out."""
    if options.peers:
        chosen = options.peers.split(",")
        peers = [peer for peer in peers if label(peer) in chosen]
    missing = [peer for peer in peers if not is_present(options, peer)]
    if missing and options.check:
        raise Failure(f"not there: {', '.join(missing)}")
    for peer in missing:
        print(f"not there, left out: {peer}", file=sys.stderr)
    return [peer for peer in peers if peer not in missing]


def prepare(options):
    if not (options.bin / "bench_load").exists():
        raise Failure(f"no bench_load in {options.bin}: build the benchmark first")
    chosen = [scenario for scenario in SCENARIOS if not options.scenario or scenario.name in options.scenario]
    if any(isinstance(scenario.load, Download) for scenario in chosen) and not wrk_is_present():
        raise Failure("no wrk, which downloads files: install it (Debian: wrk)")
    cores = os.sched_getaffinity(0)
    if options.server_core == options.load_core or not {options.server_core, options.load_core} <= cores:
        raise Failure(f"needs two different cores of {sorted(cores)} (--server-core, --load-core)")
    needed = 100 + max(idle_connections(options, scenario) for scenario in IDLE_SCENARIOS)
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    if most != resource.RLIM_INFINITY and most < needed:
        raise Failure(f"only {most} descriptors allowed of {needed}: raise ulimit -n")


def run(options):
    """Returns the exit status."""
    prepare(options)
    if options.verify:
        verify(options)
        return 0
    print(f"{options.rounds} rounds of {options.seconds:g} s, interleaved; "
          f"server on core {options.server_core}, load or client on core {options.load_core}; "
          f"load average {os.getloadavg()[0]:.2f} before the start")
    reached = True
    for run_one, scenarios in ((run_scenario, SCENARIOS), (run_clients, CLIENT_SCENARIOS),
                               (run_idle, IDLE_SCENARIOS)):
        for scenario in scenarios:
            if not options.scenario or scenario.name in options.scenario:
                reached = run_one(options, scenario, present(options, scenario.peers)) and reached
    return 0 if reached or not options.check else 1


def main():
    options = read_command_line()
    try:
        with tempfile.TemporaryDirectory(prefix="hawser-bench-") as folder:
            files, certificates = pathlib.Path(folder, "files"), pathlib.Path(folder, "tls")
            files.mkdir()
            certificates.mkdir()
            make_files(files)
            options.root = str(files)
            options.certificate, options.key = make_certificate(certificates)
            return run(options)
    except Failure as failure:
        print(f"run.py: {failure}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
