// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "net/socket_activation.hpp"

#include <hawser/listen.hpp>

#include <boost/test/unit_test.hpp>

#include <unistd.h>

#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace socket_activation_test {

namespace {

using hawser::net::passed_descriptors;
using Descriptors = std::vector<int>;

constexpr long process = 4711;

Descriptors passed(std::string_view count, std::string_view names = {}, std::string_view name = {})
{
    return passed_descriptors({"4711", count, names}, process, name);
}

} // namespace

BOOST_AUTO_TEST_SUITE(socket_activation)

BOOST_AUTO_TEST_CASE(descriptors_are_numbered_from_three)
{
    BOOST_TEST(passed("0").empty());
    BOOST_TEST((passed("1") == Descriptors{3}));
    BOOST_TEST((passed("3") == Descriptors{3, 4, 5}));
}

BOOST_AUTO_TEST_CASE(names_choose)
{
    BOOST_TEST((passed("4", "http:admin::http") == Descriptors{3, 4, 5, 6}));
    BOOST_TEST((passed("4", "http:admin::http", "http") == Descriptors{3, 6}));
    BOOST_TEST((passed("4", "http:admin::http", "admin") == Descriptors{4}));
    BOOST_TEST(passed("4", "http:admin::http", "htt").empty());
    BOOST_TEST(passed("2", "", "http").empty());
    BOOST_TEST((passed("1", "http", "http") == Descriptors{3}));
}

BOOST_AUTO_TEST_CASE(a_process_that_was_started_by_hand_has_none)
{
    BOOST_TEST(passed_descriptors({}, process, {}).empty());
    BOOST_TEST(passed_descriptors({"4711", "", ""}, process, {}).empty());
    BOOST_TEST(passed_descriptors({"", "2", ""}, process, {}).empty());
}

BOOST_AUTO_TEST_CASE(those_of_another_process_are_not_ours)
{
    BOOST_TEST(passed_descriptors({"4712", "2", ""}, process, {}).empty());
    BOOST_TEST(passed_descriptors({"4712", "nonsense", ""}, process, {}).empty());
}

BOOST_AUTO_TEST_CASE(nonsense_is_refused)
{
    for (const auto* number : {"x", "-1", "+1", " 1", "1 ", "1x", "65537", "99999999999999999999", "0x1"})
        BOOST_CHECK_THROW(passed(number), std::invalid_argument);
    for (const auto* number : {"x", "-1", "0", "4711x", "99999999999999999999"})
        BOOST_CHECK_THROW(passed_descriptors({number, "1", ""}, process, {}), std::invalid_argument);
    BOOST_CHECK_THROW(passed("2", "one"), std::invalid_argument);
    BOOST_CHECK_THROW(passed("2", "one:two:three"), std::invalid_argument);
    BOOST_CHECK_THROW(passed("1", "one:", "one"), std::invalid_argument);
    try {
        passed("x");
    } catch (const std::invalid_argument& e) {
        BOOST_TEST(std::string{e.what()} == "environment variable LISTEN_FDS is \"x\", which makes no sense");
    }
}

BOOST_AUTO_TEST_CASE(the_environment_is_read)
{
    const auto own = std::to_string(::getpid());
    ::setenv("LISTEN_PID", own.c_str(), 1);
    ::setenv("LISTEN_FDS", "2", 1);
    ::setenv("LISTEN_FDNAMES", "a:b", 1);
    const auto all = hawser::Listen::from_systemd();
    BOOST_TEST_REQUIRE(all.size() == 2U);
    BOOST_TEST(all[0].descriptor == 3);
    BOOST_TEST(all[1].descriptor == 4);
    const auto one = hawser::Listen::from_systemd("b");
    BOOST_TEST_REQUIRE(one.size() == 1U);
    BOOST_TEST(one[0].descriptor == 4);
    ::setenv("LISTEN_PID", "1", 1);
    BOOST_TEST(hawser::Listen::from_systemd().empty());
    for (const auto* name : {"LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"})
        ::unsetenv(name);
    BOOST_TEST(hawser::Listen::from_systemd().empty());
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace socket_activation_test
