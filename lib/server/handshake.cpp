// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/handshake.hpp>

#include "server/agreement.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace hawser {

namespace {

void require_foreign(std::string_view name)
{
    if (server::is_handshake_field(name))
        throw std::invalid_argument{"the field \"" + std::string{name} + "\" is the handshake's own"};
}

} // namespace

Handshake::Handshake(const Request& request, std::vector<std::string> offered, std::string subprotocol)
    : request_{request}, offered_{std::move(offered)}, subprotocol_{std::move(subprotocol)}
{
}

bool Handshake::offers(std::string_view subprotocol) const noexcept
{
    return std::find(offered_.begin(), offered_.end(), subprotocol) != offered_.end();
}

void Handshake::subprotocol(std::string_view chosen)
{
    if (!chosen.empty() && !offers(chosen))
        throw std::invalid_argument{"the client does not offer the subprotocol \"" + std::string{chosen} + "\""};
    subprotocol_ = chosen;
}

void Handshake::set(std::string_view name, std::string_view value)
{
    require_foreign(name);
    fields_.set(name, value);
}

void Handshake::add(std::string_view name, std::string_view value)
{
    require_foreign(name);
    fields_.add(name, value);
}

} // namespace hawser
