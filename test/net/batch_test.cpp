// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "net/batch.hpp"

#include "support/scripted_protocol.hpp"
#include "support/test_loop.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

namespace batch_test {

namespace {

using hawser::net::Batch;
using hawser::net::Connection;
using hawser::test::ScriptedProtocol;
using hawser::test::TestLoop;

std::string corked(const Batch& batch)
{
    std::string all;
    for (auto piece : batch.corked_pieces())
        all += piece;
    return all;
}

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
    BOOST_TEST(corked(only).empty());
    BOOST_TEST(only.cork("head ", "body"));
    BOOST_TEST(only.cork({}, "!"));
    BOOST_TEST(only.cork("?", {}));
    BOOST_TEST(only.cork({}, {}));
    BOOST_TEST(corked(only) == "head body!?");
    const std::string rest(Batch::cork_size - corked(only).size(), 'x');
    BOOST_TEST(!only.cork("y", rest));
    BOOST_TEST(corked(only) == "head body!?");
    BOOST_TEST(only.cork({}, rest));
    BOOST_TEST(corked(only).size() == Batch::cork_size);
    BOOST_TEST(!only.cork("y", {}));
    only.clear_cork();
    BOOST_TEST(corked(only).empty());
    BOOST_TEST(only.cork("y", {}));
    BOOST_TEST(corked(only) == "y");
}

BOOST_AUTO_TEST_CASE(long_bodies_in_the_receive_buffer_are_referred_to)
{
    Batch only{*loop};
    const auto buffer = only.receive_buffer();
    std::fill(buffer.begin(), buffer.end(), 'r');
    const std::string_view body{buffer.data() + 100, Batch::min_reference};
    const std::string elsewhere(Batch::min_reference, 'e');
    BOOST_TEST(only.cork("1", body.substr(1)));
    BOOST_TEST(only.cork("2", elsewhere));
    BOOST_TEST(only.corked_pieces().size() == 1U);
    BOOST_TEST(only.cork("3", body));
    BOOST_TEST(only.cork("4", body));
    BOOST_TEST_REQUIRE(only.corked_pieces().size() == 4U);
    BOOST_TEST((only.corked_pieces()[1].data() == body.data()));
    BOOST_TEST((only.corked_pieces()[3].data() == body.data()));
    BOOST_TEST((corked(only) == "1" + std::string{body.substr(1)} + "2" + elsewhere + "3" +
                                    std::string{body} + "4" + std::string{body}));
    std::size_t more = 0;
    while (only.cork("x", body))
        ++more;
    BOOST_TEST(only.corked_pieces().size() <= Batch::max_pieces);
    BOOST_TEST(more > 0U);
    only.clear_cork();
    BOOST_TEST(only.cork("x", body));
    BOOST_TEST(only.corked_pieces().size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_copy_can_be_extended_in_place)
{
    Batch only{*loop};
    BOOST_TEST((only.extend(1) == nullptr)); // nothing was copied yet
    BOOST_TEST(only.cork("one ", {}));
    const auto extend = [&](std::string_view text) {
        char* place = only.extend(text.size());
        BOOST_TEST_REQUIRE((place != nullptr));
        std::copy(text.begin(), text.end(), place);
    };
    extend("two ");
    extend("three ");
    BOOST_TEST(only.cork("four ", "five "));
    extend("six");
    BOOST_TEST(corked(only) == "one two three four five six");
    BOOST_TEST(only.corked_pieces().size() == 1U);
    const auto left = Batch::cork_size - corked(only).size();
    BOOST_TEST((only.extend(left + 1) == nullptr));
    BOOST_TEST(corked(only) == "one two three four five six");
    extend(std::string(left, 'x'));
    BOOST_TEST(corked(only).size() == Batch::cork_size);
    BOOST_TEST((only.extend(1) == nullptr));
    only.clear_cork();
    BOOST_TEST((only.extend(1) == nullptr));
}

BOOST_AUTO_TEST_CASE(what_is_referred_to_is_not_extended)
{
    Batch only{*loop};
    const auto buffer = only.receive_buffer();
    std::fill(buffer.begin(), buffer.end(), 'r');
    const std::string_view body{buffer.data(), Batch::min_reference};
    BOOST_TEST(only.cork("head", body));
    BOOST_TEST((only.extend(1) == nullptr)); // it would change the order, or what was received
    BOOST_TEST(only.cork("tail", {}));
    char* place = only.extend(1);
    BOOST_TEST_REQUIRE((place != nullptr));
    *place = '!';
    BOOST_TEST((corked(only) == "head" + std::string{body} + "tail!"));
    BOOST_TEST(only.corked_pieces().size() == 3U);
}

BOOST_AUTO_TEST_CASE(there_are_no_more_pieces_than_one_write_takes)
{
    Batch only{*loop};
    const auto buffer = only.receive_buffer();
    std::fill(buffer.begin(), buffer.end(), 'r');
    const std::string_view body{buffer.data(), Batch::min_reference};
    std::string expected;
    for (std::size_t i = 0; i < Batch::max_pieces / 2; ++i) {
        BOOST_TEST(only.cork("head", body));
        expected += "head" + std::string{body};
    }
    BOOST_TEST(only.corked_pieces().size() == Batch::max_pieces);
    BOOST_TEST(!only.cork("head", body));
    BOOST_TEST((corked(only) == expected));
}

BOOST_AUTO_TEST_CASE(small_and_large_answers_to_one_read_make_one_write)
{
    constexpr std::size_t size = Batch::min_reference + 10;
    auto far = make_peer();
    auto protocol = std::make_shared<ScriptedProtocol>();
    protocol->when_bytes = [](Connection& c, std::string_view bytes) {
        c.write("small ", "one ");
        c.write("large ", bytes.substr(0, size));
        c.write("small ", "two ");
        c.write(std::make_shared<const std::string>("shared "));
        c.write("large ", bytes.substr(size));
        c.write("end");
        return bytes.size();
    };
    const auto connection = connect(far, protocol);
    const std::string first(size, 'a'), second(size, 'b');
    far->send(first + second);
    run();
    BOOST_TEST((far->sent == "small one large " + first + "small two shared large " + second + "end"));
    BOOST_TEST(far->writes == 1U);
}

BOOST_AUTO_TEST_CASE(what_has_too_many_pieces_makes_a_few_writes)
{
    constexpr std::size_t size = Batch::min_reference, count = 14;
    auto far = make_peer();
    auto protocol = std::make_shared<ScriptedProtocol>();
    protocol->when_bytes = [](Connection& c, std::string_view bytes) {
        for (std::size_t at = 0; at < bytes.size(); at += size)
            c.write("head ", bytes.substr(at, size));
        return bytes.size();
    };
    const auto connection = connect(far, protocol);
    std::string input, expected;
    for (std::size_t i = 0; i < count; ++i) {
        const std::string body(size, static_cast<char>('a' + i));
        input += body;
        expected += "head " + body;
    }
    far->send(input);
    run();
    BOOST_TEST((far->sent == expected));
    BOOST_TEST(far->writes == 2U); // each the six that are collected, and one that is not
}

BOOST_AUTO_TEST_CASE(an_echo_of_long_bodies_keeps_its_order_however_little_the_system_takes)
{
    constexpr std::size_t size = Batch::min_reference + 10;
    std::string input;
    for (std::size_t i = 0; i < 20 * size; ++i)
        input += static_cast<char>('a' + i % 23);
    for (const std::size_t room :
         {std::size_t{0}, std::size_t{1}, std::size_t{5}, size, 3 * size + 7, 100 * size}) {
        auto far = make_peer();
        far->room = room;
        auto echo = std::make_shared<ScriptedProtocol>();
        echo->when_bytes = [](Connection& c, std::string_view bytes) {
            for (std::size_t at = 0; at < bytes.size(); at += size)
                c.write("head ", bytes.substr(at, size));
            return bytes.size();
        };
        const auto connection = connect(far, echo);
        far->send(input);
        run();
        far->take();
        run();
        std::string expected;
        for (std::size_t at = 0; at < input.size(); at += size)
            expected += "head " + input.substr(at, size);
        BOOST_TEST((far->sent == expected));
    }
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

} // namespace batch_test
