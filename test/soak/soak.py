#!/usr/bin/python3
# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)

"""Soak: clients of all manners come and go at services_server for as long as asked.

Every ten seconds it prints what the server holds. Every minute the clients leave, all connections and
sessions must be gone, and the memory at rest is noted: after the first minute it must not grow. A failure is
also: a wrong answer, a word of the server or its sanitizer on standard error, an end that is not clean.

    cmake --preset asan-ubsan -DHAWSER_BUILD_EXAMPLES=ON
    cmake --build --preset asan-ubsan --target services_server
    test/soak/soak.py --server build/asan-ubsan/bin/services_server --minutes 10
"""

import argparse
import asyncio
import collections
import json
import os
import pathlib
import random
import re
import sys
import time
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))

from server_process import ServerProcess  # noqa: E402
from visits import VISITS  # noqa: E402

MEGABYTE = 1 << 20
VISIT_DEADLINE = 60  # seconds
REST_DEADLINE = 30

# What may be allocated at rest beyond that of the first minute: what each thread keeps for its next message.
HEAP_TOLERANCE = MEGABYTE
# Resident memory has the holes that the allocator leaves, too.
RESIDENT_TOLERANCE = 0.15
RESIDENT_CONSTANT = 8 * MEGABYTE


class Soak:
    def __init__(self, server, options):
        self.server = server
        self.source = random.Random(options.seed)
        self.clients = options.clients
        self.duration = options.minutes * 60
        self.warm_up = min(60, self.duration / 3)
        self.visits = collections.Counter()
        self.failures = []
        self.leaving = asyncio.Event()
        self.at_rest = []

    # --- the server's memory

    def ask(self):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.server.port}/stats", timeout=30) as answer:
            return json.load(answer)

    def resident(self):
        status = pathlib.Path(f"/proc/{self.server.pid}/status").read_text(encoding="ascii")
        return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) * 1024

    async def measure(self, what):
        stats = await asyncio.to_thread(self.ask)
        resident = self.resident()
        print(f"{time.monotonic() - self.begin:6.0f} s  {what:8} {stats['connections'] - 1:4} connections "
              f"{stats['behaviors']:4} sessions  heap {stats['heap'] / MEGABYTE:7.2f} MiB "
              f"resident {resident / MEGABYTE:7.2f} MiB  {sum(self.visits.values()):6} visits", flush=True)
        return stats, resident

    # --- the clients

    async def client(self):
        while not self.leaving.is_set() and self.server.is_running():
            name, (visit, weight) = self.source.choice(list(VISITS.items()))
            if self.source.random() > weight:
                continue
            self.visits[name] += 1
            source = random.Random(self.source.getrandbits(64))
            try:
                await asyncio.wait_for(visit(self.server.port, source), VISIT_DEADLINE)
            except (Exception, asyncio.TimeoutError) as error:  # pylint: disable=broad-except
                self.failures.append(f"{name}: {type(error).__name__}: {error}")

    async def load(self, seconds):
        """Has the clients come, for that long, and leave."""
        self.leaving.clear()
        clients = [asyncio.create_task(self.client()) for _ in range(self.clients)]
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            await asyncio.sleep(min(10, left))
            await self.measure("load")
        self.leaving.set()
        await asyncio.gather(*clients)

    async def rest(self):
        """Waits until every session is gone, and notes the memory."""
        deadline = time.monotonic() + REST_DEADLINE
        while True:
            stats = await asyncio.to_thread(self.ask)
            if stats["behaviors"] == 0 and stats["connections"] == 1:  # that of the question
                break
            if time.monotonic() > deadline:
                self.failures.append(f"{REST_DEADLINE} s after the last client has left: {stats}")
                break
            await asyncio.sleep(0.2)
        stats, resident = await self.measure("at rest")
        self.at_rest.append((stats["heap"], resident))

    # --- the run

    async def run(self):
        self.begin = time.monotonic()
        await self.load(self.warm_up)
        await self.rest()
        while self.duration - (time.monotonic() - self.begin) > 1:
            await self.load(min(60, self.duration - (time.monotonic() - self.begin)))
            await self.rest()
        print("closed:", (await asyncio.to_thread(self.ask))["closed"])
        print("visits:", dict(self.visits))

    def judge(self):
        (first_heap, first_resident), *later = self.at_rest
        for heap, resident in later:
            if heap > first_heap + HEAP_TOLERANCE:
                self.failures.append(f"the heap at rest has grown from {first_heap} to {heap}")
            if resident > first_resident * (1 + RESIDENT_TOLERANCE) + RESIDENT_CONSTANT:
                self.failures.append(f"resident memory at rest has grown from {first_resident} to {resident}")
        if (status := self.server.stop()) != 0:
            self.failures.append(f"the server ended with {status}")
        if not self.server.errors().endswith("\n(empty)"):
            self.failures.append(self.server.errors())


def main():
    parser = argparse.ArgumentParser(description="Lets clients come and go at services_server.")
    parser.add_argument("--server", required=True, help="path of services_server")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--clients", type=int, default=30, help="how many at a time")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()

    # Freed memory that the address sanitizer holds back would look like growth.
    os.environ.setdefault("ASAN_OPTIONS", "quarantine_size_mb=4")
    with ServerProcess(options.server, "--threads", "2", "--max-message-size", str(MEGABYTE)) as server:
        soak = Soak(server, options)
        try:
            asyncio.run(soak.run())
        except Exception as error:  # pylint: disable=broad-except
            soak.failures.append(f"{type(error).__name__}: {error}\n{server.errors()}")
        else:
            soak.judge()
    for failure, count in collections.Counter(soak.failures).items():
        print(f"FAILED ({count}x): {failure}")
    return 1 if soak.failures else 0


if __name__ == "__main__":
    sys.exit(main())
