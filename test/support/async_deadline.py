# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)

"""A limit on the time that a coroutine test may take."""

import asyncio
import functools

DEADLINE = 30  # seconds


def with_deadline(test_case):
    """Class decorator for an IsolatedAsyncioTestCase: a test that takes longer than DEADLINE fails."""
    def bound(method):
        @functools.wraps(method)
        async def bounded(self):
            await asyncio.wait_for(method(self), DEADLINE)
        return bounded

    for name, method in list(vars(test_case).items()):
        if name.startswith("test_"):
            setattr(test_case, name, bound(method))
    return test_case
