// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/session_set.hpp>

#include "session/payload.hpp"
#include "server/session_registry.hpp"
#include "server/service_session.hpp"

#include <iterator>
#include <utility>

namespace hawser {

namespace {

using Content = server::SessionRegistry::Content;

Content checked(std::string_view text, Compression compress)
{
    session::require_utf8(text);
    return {MessageType::text, text, compress};
}

Content binary(std::span<const std::byte> data, Compression compress)
{
    return {MessageType::binary, session::as_text(data), compress};
}

server::SessionRegistry::Filter on_handles(const SessionSet::Filter& filter)
{
    return [&filter](const std::shared_ptr<server::ServiceSession>& session) {
        return filter(Session{session});
    };
}

} // namespace

SessionSet::SessionSet(std::shared_ptr<server::SessionRegistry> registry, std::string group)
    : registry_{std::move(registry)}, group_{std::move(group)}
{
}

SessionSet::~SessionSet() = default;
SessionSet::SessionSet(const SessionSet&) = default;
SessionSet& SessionSet::operator=(const SessionSet&) = default;

std::size_t SessionSet::count() const
{
    return registry_->count(group_);
}

std::vector<std::string> SessionSet::ids() const
{
    return registry_->ids(group_);
}

std::vector<Session> SessionSet::sessions() const
{
    auto found = registry_->sessions(group_);
    return {std::make_move_iterator(found.begin()), std::make_move_iterator(found.end())};
}

void SessionSet::broadcast(std::string_view text, Compression compress) const
{
    registry_->broadcast(group_, checked(text, compress));
}

void SessionSet::broadcast(std::span<const std::byte> data, Compression compress) const
{
    registry_->broadcast(group_, binary(data, compress));
}

void SessionSet::broadcast_except(const Session& one, std::string_view text, Compression compress) const
{
    registry_->broadcast(group_, checked(text, compress), one.session_);
}

void SessionSet::broadcast_except(const Session& one, std::span<const std::byte> data,
                                  Compression compress) const
{
    registry_->broadcast(group_, binary(data, compress), one.session_);
}

void SessionSet::broadcast_if(const Filter& filter, std::string_view text, Compression compress) const
{
    registry_->broadcast_if(group_, checked(text, compress), on_handles(filter));
}

void SessionSet::broadcast_if(const Filter& filter, std::span<const std::byte> data, Compression compress) const
{
    registry_->broadcast_if(group_, binary(data, compress), on_handles(filter));
}

} // namespace hawser
