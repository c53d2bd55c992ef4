// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "support/client_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <cstddef>

namespace hawser::test {

/// A client that is given up, as the destructor of a `WebSocket` does.
struct AbandonedClient : ClientFixture {
    int closes = 0; ///< of what `abandon` calls

    AbandonedClient()
    {
        options.queue_high_mark = 1000;
        options.queue_low_mark = 100;
        options.reconnect = at_once();
        options.reconnect->retry_first = true;
    }

    void abandon()
    {
        core->abandon([this] { ++closes; });
        core.reset();
    }

    /// The server answers what has come of it.
    void let_end()
    {
        network.talk();
        if (!network.lines.empty() && network.last().far && !far().peer().closed) {
            server_closes(1001);
            server_ends();
        }
    }

    void must_be_gone()
    {
        BOOST_TEST(closes == 1);
        BOOST_TEST(watch.expired());
        BOOST_TEST(loop->size() == 0u);
    }

    void wait_for_dial(std::size_t count)
    {
        BOOST_REQUIRE(wait_until([=, this] { return network.lines.size() == count; }));
    }
};

} // namespace hawser::test
