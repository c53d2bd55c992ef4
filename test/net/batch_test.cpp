// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "net/batch.hpp"

#include "support/scripted_protocol.hpp"
#include "support/test_loop.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>
#include <thread>

namespace {

using hawser::net::Batch;
using hawser::net::Connection;
using hawser::test::ScriptedProtocol;
using hawser::test::TestLoop;

} // namespace

BOOST_FIXTURE_TEST_SUITE(batch, TestLoop)

BOOST_AUTO_TEST_CASE(current_is_the_innermost_of_the_thread)
{
    BOOST_TEST((Batch::current() == nullptr));
    {
        Batch outer{*loop};
        BOOST_TEST((Batch::current() == &outer));
        {
            Batch inner{*loop};
            BOOST_TEST((Batch::current() == &inner));
            std::thread{[] { BOOST_TEST((Batch::current() == nullptr)); }}.join();
        }
        BOOST_TEST((Batch::current() == &outer));
        BOOST_TEST((&outer.loop() == loop.get()));
        BOOST_TEST((outer.corked() == nullptr));
    }
    BOOST_TEST((Batch::current() == nullptr));
}

BOOST_AUTO_TEST_CASE(receive_buffers_are_reused_and_an_inner_batch_has_its_own)
{
    const void* first = nullptr;
    {
        Batch outer{*loop};
        const auto buffer = outer.receive_buffer();
        first = buffer.data();
        BOOST_TEST(buffer.size() == Batch::receive_size);
        BOOST_TEST(static_cast<const void*>(outer.receive_buffer().data()) == first);
        Batch inner{*loop};
        BOOST_TEST(static_cast<const void*>(inner.receive_buffer().data()) != first);
    }
    Batch next{*loop};
    next.receive_buffer();
}

BOOST_AUTO_TEST_CASE(cork_takes_whole_writes_as_long_as_they_fit)
{
    Batch only{*loop};
    BOOST_TEST(only.corked_bytes().empty());
    BOOST_TEST(only.cork("head ", "body"));
    BOOST_TEST(only.cork({}, "!"));
    BOOST_TEST(only.cork("?", {}));
    BOOST_TEST(only.cork({}, {}));
    BOOST_TEST(only.corked_bytes() == "head body!?");
    const std::string rest(Batch::cork_size - only.corked_bytes().size(), 'x');
    BOOST_TEST(!only.cork("y", rest));
    BOOST_TEST(only.corked_bytes() == "head body!?");
    BOOST_TEST(only.cork({}, rest));
    BOOST_TEST(only.corked_bytes().size() == Batch::cork_size);
    BOOST_TEST(!only.cork("y", {}));
    only.clear_cork();
    BOOST_TEST(only.corked_bytes().empty());
    BOOST_TEST(only.cork("y", {}));
    BOOST_TEST(only.corked_bytes() == "y");
}

BOOST_AUTO_TEST_CASE(the_end_of_a_batch_flushes_the_corked_connection_and_the_others)
{
    auto first = make_peer(), second = make_peer(), third = make_peer();
    auto one = connect(first, std::make_shared<ScriptedProtocol>());
    auto two = connect(second, std::make_shared<ScriptedProtocol>());
    auto three = connect(third, std::make_shared<ScriptedProtocol>());
    {
        Batch only{*loop, one.get()};
        for (auto* connection : {one.get(), two.get(), three.get(), two.get(), one.get()}) {
            connection->write("a");
            connection->write("b", "c");
        }
        BOOST_TEST((first->writes + second->writes + third->writes) == 0U);
    }
    BOOST_TEST(first->sent == "abcabc");
    BOOST_TEST(second->sent == "abcabc");
    BOOST_TEST(third->sent == "abc");
    BOOST_TEST(first->writes == 1U);
    BOOST_TEST(second->writes == 1U);
    BOOST_TEST(third->writes == 1U);
}

// An application may run the event loop from within a callback.
BOOST_AUTO_TEST_CASE(an_inner_batch_keeps_the_order_of_what_the_outer_one_collected)
{
    auto first = make_peer(), second = make_peer();
    auto one = connect(first, std::make_shared<ScriptedProtocol>());
    auto two = connect(second, std::make_shared<ScriptedProtocol>());
    {
        Batch outer{*loop, one.get()};
        one->write("1");
        two->write("1");
        {
            Batch inner{*loop, two.get()};
            one->write("2");
            two->write("2");
            Batch innermost{*loop, one.get()};
            one->write("3");
            two->write("3");
        }
        one->write("4");
        two->write("4");
    }
    BOOST_TEST(first->sent == "1234");
    BOOST_TEST(second->sent == "1234");
}

BOOST_AUTO_TEST_CASE(a_connection_may_go_in_an_inner_batch)
{
    auto first = make_peer(), second = make_peer();
    auto one = connect(first, std::make_shared<ScriptedProtocol>());
    auto two = connect(second, std::make_shared<ScriptedProtocol>());
    const std::weak_ptr<Connection> watch = two;
    {
        Batch outer{*loop, one.get()};
        two->write("farewell");
        two->close();
        two.reset();
        run(); // the inner batches
        BOOST_TEST(watch.expired());
        one->write("still here");
    }
    BOOST_TEST(first->sent == "still here");
}

BOOST_AUTO_TEST_SUITE_END()
