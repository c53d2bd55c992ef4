// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "client/connect_operation.hpp"
#include "support/fake_network.hpp"
#include "support/print_error.hpp"
#include "support/scripted_protocol.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace hawser::test {

/// Connects, over and over if need be, through a `FakeNetwork`.
struct ConnectFixture : TestLoop {
    ClientOptions options;
    FakeNetwork network{*this};
    std::shared_ptr<client::Memory> memory = std::make_shared<client::Memory>();
    std::weak_ptr<client::ConnectOperation> operation;
    std::shared_ptr<ScriptedProtocol> successor = std::make_shared<ScriptedProtocol>();

    int opens = 0, failures = 0;
    client::ConnectResult result;
    std::function<void()> when_failed;

    ConnectFixture()
    {
        options.tls.ca_pem = options.proxy.tls.ca_pem = far_authority().pem();
        memory->cookies.share(std::make_shared<CookieJar>());
    }
    ~ConnectFixture()
    {
        finish();
        BOOST_TEST(operation.expired());
    }

    /// More about the error; empty if there is no more.
    std::string detail() const { return result.detail ? *result.detail : std::string{}; }

    /// Begins; returns what the operation is kept alive by.
    std::shared_ptr<client::ConnectOperation> start(std::string_view url)
    {
        memory->server.credentials(options.credentials);
        auto made = std::make_shared<client::ConnectOperation>(
            loop, context.get_executor(), network.dial(), std::make_shared<const client::Settings>(options),
            client::parse_url(url), memory,
            client::ConnectOperation::Callbacks{
                [this](net::Connection&, client::ConnectResult r) -> std::shared_ptr<net::Protocol> {
                    ++opens;
                    result = std::move(r);
                    return successor;
                },
                [this](client::ConnectResult r) {
                    ++failures;
                    result = std::move(r);
                    if (when_failed)
                        when_failed();
                },
                [](const std::function<void()>& callback) { callback(); }});
        operation = made;
        made->start();
        return made;
    }

    /// Connects, as far as the far ends take part in it.
    std::shared_ptr<client::ConnectOperation> connect(std::string_view url)
    {
        opens = failures = 0;
        result = {};
        auto made = start(url);
        network.talk();
        return made;
    }

    /// Runs what comes of the real clock, up to the end of the operation.
    void wait_for_the_end()
    {
        while (opens + failures == 0) {
            context.restart();
            context.run_one_for(std::chrono::seconds{1});
        }
        network.talk();
    }

    void must_open(std::string_view url)
    {
        connect(url);
        BOOST_TEST(opens == 1, result.error.message() << ' ' << detail());
        BOOST_TEST(failures == 0);
        BOOST_TEST(!result.error);
        BOOST_TEST(operation.expired());
        end_connections();
    }
    void must_fail(std::string_view url, error_code why)
    {
        connect(url);
        BOOST_TEST(opens == 0);
        BOOST_TEST(failures == 1);
        BOOST_TEST(result.error == why, result.error.message() << " is not " << why.message());
        BOOST_TEST(operation.expired());
        end_connections();
    }

    /// Ends what is open, so that the next `connect` begins with nothing.
    void end_connections()
    {
        loop->cut_all(error::connection_cut);
        run();
        BOOST_TEST(loop->size() == 0u);
        successor = std::make_shared<ScriptedProtocol>();
    }
    void finish()
    {
        end_connections();
        network.lines.clear();
    }

    /// What the n-th request has in that field; empty: nothing, or there is no such request.
    std::string sent(std::size_t index, std::string_view name) const
    {
        const auto all = network.requests();
        return index < all.size() ? field_of(all[index], name) : std::string{};
    }
    std::string request_line(std::size_t index) const
    {
        const auto all = network.requests();
        return index < all.size() ? all[index].substr(0, all[index].find("\r\n")) : "none";
    }
    std::size_t request_count() const { return network.requests().size(); }

    /// Has the requests of handshakes answered with these, one after the other, and then with success.
    template <class... Answers>
    void script(Answers... answers)
    {
        network.on_upgrade = [list =
                                  std::deque<std::string>{answers...}](const std::string& request) mutable {
            if (list.empty())
                return accepted(request);
            auto next = std::move(list.front());
            list.pop_front();
            return next;
        };
    }
};

} // namespace hawser::test
