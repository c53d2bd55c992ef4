// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/error.hpp>

#include <functional>

namespace hawser {

/// What became of a message that was sent.
enum class SendResult : unsigned char {
    sent,    ///< on its way; the queue is below its high mark: keep sending
    queued,  ///< taken, but the queue is above its high mark: `on_drain` tells when to go on
    dropped, ///< not taken: the session is closing or closed, or the message would overflow the queue
};

/// Called once, where the callbacks of the session run, when a message that was sent in pieces has been
/// handed to the connection, or with the reason why not.
using SendHandler = std::function<void(error_code)>;

} // namespace hawser
