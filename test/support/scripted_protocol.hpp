// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "net/batch.hpp"
#include "net/connection.hpp"
#include "net/protocol.hpp"

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hawser::test {

/// A protocol whose callbacks the test writes. It records what came, and checks the promises of
/// `net::Protocol`: one callback at a time, in a batch, nothing after `on_closed`.
class ScriptedProtocol : public net::Protocol {
public:
    using Callback = std::function<void(net::Connection&)>;

    /// Returns how many bytes it takes; all, if there is no callback.
    std::function<std::size_t(net::Connection&, std::string_view)> when_bytes;
    Callback when_start, when_eof, when_drain, when_deadline, when_stop;
    std::function<void(error_code)> when_closed;

    std::vector<std::string> shown; ///< each piece as it was shown
    std::string taken;              ///< what was taken, in one string
    int starts = 0, eofs = 0, drains = 0, deadlines = 0, stops = 0, closings = 0;
    error_code reason; ///< of `on_closed`

    std::size_t on_bytes(net::Connection& connection, std::span<char> bytes) override
    {
        const Inside inside{*this};
        const std::string_view text{bytes.data(), bytes.size()};
        shown.emplace_back(text);
        const auto count = when_bytes ? when_bytes(connection, text) : text.size();
        taken += shown.back().substr(0, count);
        return count;
    }
    void on_start(net::Connection& connection) override { call(starts, when_start, connection); }
    void on_eof(net::Connection& connection) override { call(eofs, when_eof, connection); }
    void on_drain(net::Connection& connection) override { call(drains, when_drain, connection); }
    void on_deadline(net::Connection& connection) override { call(deadlines, when_deadline, connection); }
    void on_stop(net::Connection& connection) override { call(stops, when_stop, connection); }
    void on_closed(error_code ec) noexcept override
    {
        const Inside inside{*this};
        ++closings;
        reason = ec;
        if (when_closed)
            when_closed(ec);
    }

private:
    class Inside {
    public:
        explicit Inside(ScriptedProtocol& protocol) : protocol_{protocol}
        {
            BOOST_TEST(!std::exchange(protocol_.is_inside_, true));
            BOOST_TEST((net::Batch::current() != nullptr));
            BOOST_TEST(protocol_.closings == 0);
        }
        ~Inside() { protocol_.is_inside_ = false; }
        Inside(const Inside&) = delete;
        Inside& operator=(const Inside&) = delete;

    private:
        ScriptedProtocol& protocol_;
    };

    void call(int& count, const Callback& callback, net::Connection& connection)
    {
        const Inside inside{*this};
        ++count;
        if (callback)
            callback(connection);
    }

    bool is_inside_ = false;
};

} // namespace hawser::test
