// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <algorithm>
#include <chrono>
#include <utility>

namespace hawser::net {

/// How long to wait after a failed accept, and whether to log it.
///
/// When descriptors run out, the connection that cannot be accepted stays readable: trying again at once
/// would burn a processor and fill the log.
class AcceptBackoff {
public:
    static constexpr std::chrono::milliseconds first{20};
    static constexpr std::chrono::milliseconds longest{500};

    struct Failure {
        std::chrono::milliseconds delay;
        bool is_first; ///< the first of a row: log it
    };

    /// An accept failed.
    Failure on_failure() noexcept
    {
        const bool is_first = delay_ == std::chrono::milliseconds{0};
        delay_ = is_first ? first : std::min(delay_ * 2, longest);
        return {delay_, is_first};
    }

    /// All that waited were accepted. True if failures came before: log that it is over. (One accept that
    /// succeeds does not mean that: under a flood each descriptor that is freed is taken at once.)
    bool on_success() noexcept { return std::exchange(delay_, std::chrono::milliseconds{0}).count() != 0; }

private:
    std::chrono::milliseconds delay_{0};
};

} // namespace hawser::net
