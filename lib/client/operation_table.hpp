// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/error.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <utility>

namespace hawser::client {

/// The operations that somebody waits for, each of which can be broken off.
///
/// *Thread safety*: all members may be called from any thread.
class OperationTable {
public:
    using Break = std::function<void(error_code)>;

    /// `on_break` is called when the operation is broken off before it is finished.
    void add(std::uint64_t id, Break on_break);

    /// The operation has come to its end. False: it was broken off before.
    bool finish(std::uint64_t id);

    void break_off(std::uint64_t id, error_code reason);
    void break_all(error_code reason);

private:
    std::mutex mutex_; // guards the next
    std::map<std::uint64_t, Break> operations_;
};

} // namespace hawser::client
