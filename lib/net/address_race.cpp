// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "net/address_race.hpp"

#include <boost/asio/error.hpp>
#include <boost/system/errc.hpp>

#include <algorithm>

namespace hawser::net {

namespace asio = boost::asio;

namespace {

// How much an error tells: of this machine alone, of the way, or of the host.
int weight_of(error_code ec) noexcept
{
    namespace errc = boost::system::errc;
    if (ec == asio::error::network_unreachable || ec == asio::error::address_family_not_supported ||
        ec == errc::address_not_available)
        return 1;
    return ec == asio::error::host_unreachable ? 2 : 3;
}

} // namespace

AddressRace::AddressRace(const std::vector<Address>& resolved) : error_{asio::error::host_not_found}
{
    std::vector<Address> first;
    std::vector<Address> second;
    for (const auto& address : resolved) {
        auto& family = address.protocol() == resolved.front().protocol() ? first : second;
        if (std::find(family.begin(), family.end(), address) == family.end())
            family.push_back(address);
    }
    addresses_.reserve(first.size() + second.size());
    for (std::size_t i = 0; i < std::max(first.size(), second.size()); ++i) {
        if (i < first.size())
            addresses_.push_back(first[i]);
        if (i < second.size())
            addresses_.push_back(second[i]);
    }
}

std::optional<std::size_t> AddressRace::next(Time now)
{
    const auto turn = next_turn();
    if (!turn || *turn > now)
        return {};
    next_turn_ = now + delay;
    return started_++;
}

std::optional<AddressRace::Time> AddressRace::next_turn() const noexcept
{
    if (winner_ || started_ == addresses_.size())
        return {};
    return next_turn_;
}

bool AddressRace::on_connected(std::size_t attempt) noexcept
{
    if (winner_)
        return false;
    winner_ = attempt;
    return true;
}

void AddressRace::on_failed(error_code ec) noexcept
{
    ++failures_;
    next_turn_ = Time::min();
    if (const int weight = weight_of(ec); weight >= weight_) {
        error_ = ec;
        weight_ = weight;
    }
}

} // namespace hawser::net
