// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "support/client_fixture.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace hawser::test {

inline const std::string reset = "error Connection reset by peer";
inline const std::string refused = "error Connection refused";

/// A client that connects again, at once.
struct ReconnectFixture : ClientFixture {
    std::vector<ReconnectInfo> infos;

    ReconnectFixture()
    {
        options.reconnect = at_once();
        when_reconnecting = [this](const ReconnectInfo& info) { infos.push_back(info); };
    }

    /// The next attempts fail.
    void refuse(std::size_t count)
    {
        network.refusals.assign(count, make_error_code(boost::asio::error::connection_refused));
    }
    bool wait_for(ReadyState state)
    {
        return wait_until([=, this] { return core->state() == state; });
    }
    /// Whether another attempt is to come.
    bool goes_on()
    {
        network.talk();
        return core->state() == ReadyState::connecting;
    }
};

} // namespace hawser::test
