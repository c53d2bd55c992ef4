// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "session/payload.hpp"

#include "core/utf8.hpp"

#include <stdexcept>

namespace hawser::session {

// A peer must fail a connection on which such text arrives (RFC 6455 §8.1): a server that forwards what
// one peer put into, say, a name, would have that peer disconnect all the others.
void require_utf8(std::string_view text)
{
    if (!core::is_valid_utf8(text))
        throw std::invalid_argument{"a text message must be UTF-8; send other data as bytes"};
}

} // namespace hawser::session
