// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "core/sharded_counters.hpp"

namespace hawser::net {

enum class TrafficCount : unsigned char { received, sent };

/// The bytes that the connections of a server have read and written.
using Traffic = core::ShardedCounters<TrafficCount, 2>;

} // namespace hawser::net
