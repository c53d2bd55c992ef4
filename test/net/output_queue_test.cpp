// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "net/output_queue.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace output_queue_test {

namespace {

using hawser::net::OutputQueue;
using hawser::net::SharedBytes;

SharedBytes share(std::string text)
{
    return std::make_shared<const std::string>(std::move(text));
}

std::vector<std::string> pieces_of(const OutputQueue& queue)
{
    std::array<std::string_view, 64> pieces;
    const auto count = queue.gather(pieces);
    return {pieces.begin(), pieces.begin() + static_cast<std::ptrdiff_t>(count)};
}

std::string bytes_of(const OutputQueue& queue)
{
    std::string all;
    for (const auto& piece : pieces_of(queue))
        all += piece;
    return all;
}

std::string pattern(std::size_t size, char first)
{
    std::string text(size, first);
    for (std::size_t i = 0; i < size; ++i)
        text[i] = static_cast<char>(first + static_cast<char>(i % 23));
    return text;
}

} // namespace

BOOST_AUTO_TEST_SUITE(output_queue)

BOOST_AUTO_TEST_CASE(starts_empty)
{
    const OutputQueue queue;
    BOOST_TEST(queue.empty());
    BOOST_TEST(queue.size() == 0U);
    BOOST_TEST(pieces_of(queue).empty());
}

BOOST_AUTO_TEST_CASE(empty_appends_change_nothing)
{
    OutputQueue queue;
    queue.append(std::string_view{});
    queue.append(share(""));
    queue.append(share("abc"), 3);
    queue.append(share("abc"), 4);
    BOOST_TEST(queue.empty());
    BOOST_TEST(pieces_of(queue).empty());
}

BOOST_AUTO_TEST_CASE(small_copies_share_a_block)
{
    OutputQueue queue;
    for (int i = 0; i < 100; ++i)
        queue.append("0123456789");
    BOOST_TEST(queue.size() == 1000U);
    BOOST_TEST(pieces_of(queue).size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_block_that_is_full_is_continued_in_another)
{
    OutputQueue queue;
    const auto first = pattern(4000, 'a');
    const auto second = pattern(9000, 'A');
    queue.append(first);
    queue.append(second);
    BOOST_TEST(pieces_of(queue).size() == 2U);
    BOOST_TEST(bytes_of(queue) == first + second);
    BOOST_TEST(queue.size() == first.size() + second.size());
}

BOOST_AUTO_TEST_CASE(shared_bytes_are_referred_to_and_let_go)
{
    OutputQueue queue;
    const auto shared = share("shared bytes");
    queue.append("before ");
    queue.append(shared);
    queue.append(shared, 7);
    queue.append(" after");
    BOOST_TEST(shared.use_count() == 3);
    BOOST_TEST(bytes_of(queue) == "before shared bytesbytes after");
    std::array<std::string_view, 4> pieces;
    BOOST_TEST_REQUIRE(queue.gather(pieces) == 4U);
    BOOST_TEST(static_cast<const void*>(pieces[1].data()) == shared->data());

    queue.consume(7 + 12);
    BOOST_TEST(shared.use_count() == 2);
    queue.consume(5);
    BOOST_TEST(shared.use_count() == 1);
    BOOST_TEST(bytes_of(queue) == " after");
}

BOOST_AUTO_TEST_CASE(gather_takes_no_more_pieces_than_there_is_room_for)
{
    OutputQueue queue;
    for (int i = 0; i < 5; ++i)
        queue.append(share(std::string(1, static_cast<char>('a' + i))));
    std::array<std::string_view, 3> pieces;
    BOOST_TEST(queue.gather(pieces) == 3U);
    BOOST_TEST(pieces[2] == "c");
    BOOST_TEST(queue.gather({}) == 0U);
}

BOOST_AUTO_TEST_CASE(any_number_of_bytes_can_be_consumed)
{
    const auto shared = share("shared");
    const std::string all = "copy" + *shared + "more" + *shared;
    for (std::size_t count = 0; count <= all.size(); ++count) {
        OutputQueue queue;
        queue.append("copy");
        queue.append(shared);
        queue.append("more");
        queue.append(shared);
        queue.consume(count);
        BOOST_TEST(queue.size() == all.size() - count);
        BOOST_TEST(queue.empty() == (count == all.size()));
        BOOST_TEST(bytes_of(queue) == all.substr(count));
        queue.append("!");
        BOOST_TEST(bytes_of(queue) == all.substr(count) + "!");
    }
    BOOST_TEST(shared.use_count() == 1);
}

BOOST_AUTO_TEST_CASE(clear_lets_go_of_everything)
{
    const auto shared = share("shared");
    OutputQueue queue;
    queue.append("copy");
    queue.append(shared);
    queue.clear();
    BOOST_TEST(queue.empty());
    BOOST_TEST(shared.use_count() == 1);
    queue.clear();
    queue.append("again");
    BOOST_TEST(bytes_of(queue) == "again");
}

BOOST_AUTO_TEST_CASE(the_destructor_lets_go_of_everything)
{
    const auto shared = share("shared");
    {
        OutputQueue queue;
        queue.append("copy");
        queue.append(shared);
    }
    BOOST_TEST(shared.use_count() == 1);
}

BOOST_AUTO_TEST_CASE(random_operations_keep_order_and_size)
{
    std::mt19937 random{7};
    const auto below = [&](std::size_t limit) { return random() % limit; };
    OutputQueue queue;
    std::string model;
    for (int step = 0; step < 5000; ++step) {
        const auto bytes = pattern(below(step % 50 == 0 ? 10000 : 100), static_cast<char>('a' + step % 3));
        switch (below(4)) {
        case 0: queue.append(bytes), model += bytes; break;
        case 1: queue.append(share(bytes)), model += bytes; break;
        default: {
            const auto count = below(std::min<std::size_t>(model.size(), 300) + 1);
            queue.consume(count);
            model.erase(0, count);
        }
        }
        BOOST_TEST_REQUIRE(queue.size() == model.size());
        std::array<std::string_view, 3> pieces;
        std::string front;
        for (std::size_t i = 0, count = queue.gather(pieces); i < count; ++i)
            front += pieces[i];
        BOOST_TEST_REQUIRE((front == model.substr(0, front.size())));
    }
    while (!queue.empty()) {
        const auto front = pieces_of(queue).front();
        BOOST_TEST_REQUIRE((model.substr(0, front.size()) == front));
        queue.consume(front.size());
        model.erase(0, front.size());
    }
    BOOST_TEST(model.empty());
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace output_queue_test
