# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)

"""Runs curl against a server of a test, bounded in time and past any proxy."""

import subprocess

DEADLINE = 50  # seconds


def run_curl(server, *arguments, data=None):
    """The last body, as bytes, and the heads of all answers, with trailers, as text. AssertionError, with what the
    server wrote, if curl fails."""
    command = ["curl", "--silent", "--show-error", "--noproxy", "*", "--max-time", str(DEADLINE),
               "--dump-header", "/dev/stderr", *arguments]
    done = subprocess.run(command, input=data, capture_output=True, check=False, timeout=DEADLINE + 10)
    if done.returncode != 0:
        raise AssertionError(f"{command}\n{done.stderr.decode()}\n{server.errors()}")
    return done.stdout, done.stderr.decode("latin-1")
