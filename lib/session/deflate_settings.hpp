// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "websocket/deflate_negotiation.hpp"
#include "websocket/deflater.hpp"

#include <hawser/options.hpp>

namespace hawser::session {

/// What an endpoint with these options wants of permessage-deflate.
websocket::DeflatePolicy deflate_policy(const DeflateOptions& options) noexcept;

/// What it deflates messages with, for a window that was negotiated.
websocket::DeflateSettings deflate_settings(const DeflateOptions& options, int window_bits) noexcept;

} // namespace hawser::session
