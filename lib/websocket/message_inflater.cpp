// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "websocket/message_inflater.hpp"

#include <algorithm>

namespace hawser::websocket {

MessageInflater::MessageInflater(Inflater* own, Opcode opcode, std::uint64_t limit)
    : lease_{own == nullptr ? lease_inflater() : nullptr}, inflater_{own == nullptr ? lease_.get() : own},
      room_{limit}, is_text_{opcode == Opcode::text}
{
}

MessageInflater::Step MessageInflater::step(std::span<const char>& in, bool last, DeflateBuffer& buffer)
{
    // One byte more than is allowed, to see that the limit is crossed; no byte beyond it is inflated.
    const auto size = std::min<std::uint64_t>(buffer.bytes.size() - 1, room_) + 1;
    const auto out = std::span{buffer.bytes}.first(static_cast<std::size_t>(size));
    auto unused = out;
    const auto result = inflater_->inflate(in, last, unused);
    const auto made = out.first(out.size() - unused.size());
    const auto allowed = made.first(static_cast<std::size_t>(std::min<std::uint64_t>(made.size(), room_)));
    const bool done = result == Inflater::Result::done;

    // In the order in which a peer that sends byte by byte would run into them.
    if (is_text_ && utf8_.feed(allowed) != allowed.size()) {
        return {.failure = error::invalid_utf8};
    }
    if (allowed.size() < made.size()) {
        return {.failure = error::message_too_large};
    }
    if (result == Inflater::Result::bad_data) {
        return {.failure = error::bad_compressed_data};
    }
    if (is_text_ && done && last && !utf8_.complete()) {
        return {.failure = error::invalid_utf8};
    }
    room_ -= made.size();
    return {.made = made, .done = done};
}

} // namespace hawser::websocket
