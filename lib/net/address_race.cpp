// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "net/address_race.hpp"

#include <boost/asio/error.hpp>

#include <algorithm>

namespace hawser::net {

namespace asio = boost::asio;

namespace {

int weight(error_code ec) noexcept
{
    if (!ec)
        return 0;
    const bool has_no_route = ec == asio::error::network_unreachable || ec == asio::error::host_unreachable
                              || ec == asio::error::address_family_not_supported
                              || ec == boost::system::errc::address_not_available;
    return has_no_route ? 1 : 2;
}

} // namespace

AddressRace::AddressRace(const std::vector<Endpoint>& resolved)
{
    std::vector<Endpoint> first, other;
    for (const auto& each : resolved)
        (each.protocol() == resolved.front().protocol() ? first : other).push_back(each);
    for (std::size_t i = 0; i < std::max(first.size(), other.size()); ++i) {
        if (i < first.size())
            order_.push_back(first[i]);
        if (i < other.size())
            order_.push_back(other[i]);
    }
}

std::optional<std::size_t> AddressRace::next() noexcept
{
    return tried_ < order_.size() ? std::optional{tried_++} : std::nullopt;
}

void AddressRace::failed(error_code ec) noexcept
{
    ++failures_;
    if (weight(ec) >= weight(error_))
        error_ = ec;
}

} // namespace hawser::net
