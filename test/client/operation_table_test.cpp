// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "client/operation_table.hpp"

#include "support/print_error.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace operation_table_test {

namespace {

using namespace hawser;
using client::OperationTable;

struct Fixture {
    OperationTable table;
    std::vector<std::string> broken;

    void add(std::uint64_t id)
    {
        table.add(id,
                  [this, id](error_code ec) { broken.push_back(std::to_string(id) + ": " + ec.message()); });
    }
    static std::string told(std::uint64_t id, error why)
    {
        return std::to_string(id) + ": " + make_error_code(why).message();
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(operation_table_test, Fixture)

BOOST_AUTO_TEST_CASE(finished_or_broken_off_but_not_both)
{
    add(1);
    add(2);
    BOOST_TEST(table.finish(1));
    BOOST_TEST(!table.finish(1));
    table.break_off(1, error::not_open);
    BOOST_TEST(broken.empty());
    table.break_off(2, error::not_open);
    table.break_off(2, error::not_open);
    BOOST_TEST(!table.finish(2));
    BOOST_TEST(!table.finish(3)); // there was none
    table.break_off(3, error::not_open);
    BOOST_TEST(broken == std::vector<std::string>{told(2, error::not_open)},
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(all_are_broken_off_in_their_order)
{
    add(3);
    add(1);
    add(2);
    table.finish(2);
    table.break_all(error::connection_cut);
    table.break_all(error::connection_cut);
    BOOST_TEST(broken ==
                   (std::vector<std::string>{told(1, error::connection_cut), told(3, error::connection_cut)}),
               boost::test_tools::per_element());
    add(4); // it may be used on
    BOOST_TEST(table.finish(4));
}

BOOST_AUTO_TEST_CASE(told_without_a_lock)
{
    table.add(1, [this](error_code) {
        BOOST_TEST(!table.finish(1));
        table.break_off(2, error::not_open);
        add(3);
    });
    add(2);
    table.break_off(1, error::not_open);
    BOOST_TEST(broken.size() == 1u);
    BOOST_TEST(table.finish(3));
    table.add(4, [this](error_code) { table.break_all(error::not_open); });
    table.break_all(error::not_open);
}

BOOST_AUTO_TEST_CASE(what_an_operation_holds_goes_with_it)
{
    for (const bool finishes : {false, true}) {
        auto held = std::make_shared<int>();
        const std::weak_ptr<int> watch = held;
        table.add(1, [held](error_code) {});
        held.reset();
        BOOST_TEST(!watch.expired());
        if (finishes)
            table.finish(1);
        else
            table.break_off(1, error::not_open);
        BOOST_TEST(watch.expired());
    }
}

// However the two meet, the operation comes to one end.
BOOST_AUTO_TEST_CASE(from_two_threads)
{
    for (std::uint64_t id = 0; id < 200; ++id) {
        std::atomic<int> ends{0};
        table.add(id, [&](error_code) { ++ends; });
        std::thread breaker{[&] { table.break_off(id, error::not_open); }};
        if (table.finish(id))
            ++ends;
        breaker.join();
        BOOST_REQUIRE(ends == 1);
    }
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace operation_table_test
