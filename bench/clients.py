# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)

"""Runs of the clients that run.py measures, against the bare loop's echoes."""

import subprocess

from scenarios import EPOLL_ECHO, LOAD
from servers import Failure, is_present, parse, pinned, start_server, stop

CLIENT_TIMEOUT = 120  # on top of the measured time: thousands of handshakes on a busy machine


def run_client(options, name, arguments, seconds):
    """The figures that the client prints at its end."""
    if not is_present(options, EPOLL_ECHO):
        raise Failure(f"no {EPOLL_ECHO}, which the clients talk to: build the benchmark first")
    with start_server(options, EPOLL_ECHO) as server:
        client = subprocess.Popen([str(options.bin / name), "--port", server.port, *map(str, arguments)],
                                  stdout=subprocess.PIPE, text=True, preexec_fn=pinned(options.load_core))
        try:
            before = server.cpu_seconds()
            output, _ = client.communicate(timeout=seconds + CLIENT_TIMEOUT)
            used = server.cpu_seconds() - before
        except subprocess.TimeoutExpired as error:
            raise Failure(f"{name} did not end") from error
        finally:
            stop(client)
    if client.returncode != 0:
        raise Failure(f"{name} failed: {output.strip()}")
    figures = {key: float(value) for key, value in parse(output).items() if key != "mode"}
    return figures | {"server_seconds": used}


def measure_client(options, name, load, seconds, warmup):
    """One run of one client: its rate, and both sides' use of their cores, the server's with the warm-up's."""
    arguments = [*load, "--seconds", seconds, "--warmup", warmup]
    if name == LOAD:
        arguments += ["--connections", 1]
    figures = run_client(options, name, arguments, seconds + warmup)
    if name == LOAD:
        figures["client_cpu"] = figures["load_cpu"]
    figures["server_cpu"] = figures["server_seconds"] / (seconds + warmup)
    figures["rate_per_cpu"] = figures["rate"] / max(figures["client_cpu"], 0.01)
    return figures


def measure_idle_clients(options, name, connections):
    """Memory that each of many connections costs the client."""
    figures = run_client(options, name, ["--mode", "idle", "--connections", connections], 0)
    return {"Pss": figures["pss"], "Rss": figures["rss"]}
