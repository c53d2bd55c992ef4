// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/session_manager.hpp>

#include "support/test_client.hpp"

#include <hawser/websocket_server.hpp>

#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <string>
#include <thread>
#include <vector>

namespace session_manager_threads_test {

namespace {

namespace asio = boost::asio;
using namespace hawser::test;
using hawser::Message;
using hawser::Session;
using namespace std::chrono_literals;

/// Is in a group from its beginning, `stays` or `goes`; those that go enter and leave more of them.
class Member : public hawser::Behavior {
    void on_open() override
    {
        group_ = request().query("group").value_or("");
        join(group_);
    }
    void on_message(const Message& message) override
    {
        join("talkers");
        sessions().group("talkers").broadcast(message.text());
        sessions().group("goes").broadcast_except(session(), message.text());
        sessions().group("goes").broadcast_if([&](const Session& one) { return one != session(); },
                                              message.text());
        leave("talkers");
    }
    void on_close(const hawser::CloseInfo&) override
    {
        leave(group_);
        sessions().group("goes").broadcast("one has gone");
    }

    std::string group_;
};

/// Sends numbers in every way there is; all of them reach those that stay, in order.
class Sender {
public:
    static constexpr int rounds = 240;

    /// `gone` counts the sessions that came and went, so that it does not finish before they do.
    Sender(hawser::SessionManager& sessions, int number, const std::atomic<int>& gone)
        : sessions_{sessions}, number_{number}, gone_{gone}
    {
    }

    void run() const
    {
        for (int i = 0; i < rounds; ++i) {
            while (gone_ < i / 4) {
                std::this_thread::yield();
            }
            send(i, std::to_string(number_) + ' ' + std::to_string(i));
            disturb(i);
        }
    }

private:
    void send(int i, const std::string& text) const
    {
        const auto stays = sessions_.group("stays");
        switch (i % 5) {
        case 0: return sessions_.broadcast(text);
        case 1: return stays.broadcast_if([](const Session& one) { return one.is_open(); }, text);
        case 2:
            for (const auto& id : stays.ids()) {
                static_cast<void>(sessions_.send_to(id, text));
            }
            return;
        case 3: return stays.broadcast(text);
        default:
            const auto own = sessions_.group("of " + std::to_string(number_));
            const auto members = stays.sessions();
            for (const auto& session : members) {
                session.join(own.name());
            }
            own.broadcast(text);
            for (const auto& session : members) {
                session.leave(own.name());
            }
        }
    }

    // What must not change what those that stay get.
    void disturb(int i) const
    {
        const auto goes = sessions_.group("goes");
        const auto ids = goes.ids();
        if (!ids.empty() && i % 10 == 0) {
            sessions_.close_session(ids.front());
        }
        for (const auto& session : goes.sessions()) {
            session.join("talkers");
            goes.broadcast_except(session, "to those that go");
        }
        static_cast<void>(sessions_.sweep());
        static_cast<void>(sessions_.group_names().size() + sessions_.active_ids().size() +
                          sessions_.inactive_ids().size() + sessions_.count());
    }

    hawser::SessionManager& sessions_;
    int number_;
    const std::atomic<int>& gone_;
};

constexpr int sender_count = 2;

/// Reads to the end; true if each sender's numbers came in order and all of them.
bool reads_all(TestClient& client)
{
    std::array<int, sender_count> next{};
    for (auto text = client.read_message(); text != "end"; text = client.read_message()) {
        const auto space = text.find(' ');
        const auto sender = static_cast<std::size_t>(std::stoi(text.substr(0, space)));
        if (std::stoi(text.substr(space)) != next[sender]++) {
            return false;
        }
    }
    return std::all_of(next.begin(), next.end(), [](int count) { return count == Sender::rounds; });
}

/// Sessions come, talk a little and go, in each way there is, until `over`.
void come_and_go(std::uint16_t port, const std::atomic<bool>& over, std::atomic<int>& gone)
{
    for (int i = 0; !over; ++i, ++gone) {
        TestClient client{port};
        client.upgrade("/talk?group=goes");
        try { // the server may close it meanwhile
            client.send("x");
            static_cast<void>(client.read_frame());
            if (i % 3 == 0) {
                client.reset();
                continue;
            }
            if (i % 3 == 1) {
                client.send_close(1000);
            }
            client.end();
            static_cast<void>(client.read_to_end());
        } catch (const std::exception&) {
        }
    }
}

template <class Server>
void test_with(Server& server)
{
    const auto service = server.template add_service<Member>("/talk");
    auto& sessions = service.sessions();
    server.start();
    std::vector<TestClient> stay(3);
    for (auto& client : stay) {
        client.connect(server.port());
        client.upgrade("/talk?group=stays");
    }
    while (sessions.group("stays").count() < stay.size()) { // the answer comes before the callback
        std::this_thread::yield();
    }
    std::atomic<int> right{0};
    std::vector<std::thread> readers;
    for (auto& client : stay) {
        readers.emplace_back([&] { right += reads_all(client); });
    }
    std::atomic<bool> over{false};
    std::atomic<int> gone{0};
    std::vector<std::thread> others;
    for (int i = 0; i < 2; ++i) {
        others.emplace_back([&] { come_and_go(server.port(), over, gone); });
    }
    std::vector<std::thread> senders;
    for (int i = 0; i < sender_count; ++i) {
        senders.emplace_back([&, i] { Sender{sessions, i, gone}.run(); });
    }
    for (auto& thread : senders) {
        thread.join();
    }
    sessions.group("stays").broadcast("end");
    over = true;
    for (auto* threads : {&readers, &others}) {
        for (auto& thread : *threads) {
            thread.join();
        }
    }
    BOOST_TEST(right == static_cast<int>(stay.size()));
    for (auto& client : stay) {
        client.send_close(1000);
        client.end();
        static_cast<void>(client.read_to_end());
    }
    BOOST_TEST(server.async_stop(20s, asio::use_future).get());
    BOOST_TEST(sessions.count() == 0);
    BOOST_TEST(sessions.group_names().empty());
}

hawser::ServerOptions options()
{
    hawser::ServerOptions options;
    options.address = "127.0.0.1";
    options.threads = 2;
    return options;
}

} // namespace

BOOST_AUTO_TEST_SUITE(session_manager_threads_test)

BOOST_AUTO_TEST_CASE(on_io_threads_of_our_own)
{
    hawser::WebSocketServer server{options()};
    test_with(server);
    server.stop();
}

BOOST_AUTO_TEST_CASE(on_a_pool_of_three_threads)
{
    asio::thread_pool pool{3};
    hawser::WebSocketServer server{pool.get_executor(), options()};
    test_with(server);
    BOOST_TEST(server.stop());
    pool.join();
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace session_manager_threads_test
