// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "websocket/deflater.hpp"
#include "websocket/inflater.hpp"

#include <array>
#include <cstddef>
#include <memory>

namespace hawser::websocket {

/// Room for what is deflated or inflated at a time.
struct DeflateBuffer {
    static constexpr std::size_t size = 64 * 1024;
    std::array<char, size> bytes;
};

/// Gives back what was lent: to the thread that it is called on, which keeps a few and frees the rest.
struct DeflateGiveBack {
    void operator()(Deflater* lent) const noexcept;
    void operator()(Inflater* lent) const noexcept;
    void operator()(DeflateBuffer* lent) const noexcept;
};

using DeflaterLease = std::unique_ptr<Deflater, DeflateGiveBack>;
using InflaterLease = std::unique_ptr<Inflater, DeflateGiveBack>;
using DeflateBufferLease = std::unique_ptr<DeflateBuffer, DeflateGiveBack>;

/// Lends what connections without context takeover need for the length of a message only: the memory is
/// the thread's, not the connection's. What is lent is as new. Throws as the constructors do.
DeflaterLease lease_deflater(const DeflateSettings& settings);

/// One that inflates what was deflated with any window.
InflaterLease lease_inflater();

/// Its content is undefined.
DeflateBufferLease lease_deflate_buffer();

} // namespace hawser::websocket
