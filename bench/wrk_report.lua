-- Copyright (c) 2026 The Hawser authors
-- Distributed under the Boost Software License, Version 1.0. (See LICENSE or
-- https://www.boost.org/LICENSE_1_0.txt)

-- What wrk found out, as bench_load tells it. Only `done` is defined: so wrk sends the same bytes each time,
-- and does not call Lua for each request.
function done(summary, latency)
    local seconds = summary.duration / 1e6
    local errors = summary.errors
    io.write(string.format(
        "report seconds=%.3f rate=%.0f mb_s=%.1f p50_us=%.1f p99_us=%.1f max_us=%.1f errors=%d\n", seconds,
        summary.requests / seconds, summary.bytes / seconds / 1e6, latency:percentile(50),
        latency:percentile(99), latency.max,
        errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
