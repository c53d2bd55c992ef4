// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "websocket/close_rules.hpp"

#include "support/print_error.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

namespace close_rules_test {

namespace {

using namespace hawser::websocket;
using hawser::CloseCode;
using hawser::error;
using hawser::error_code;

error_code check(Role role, unsigned code, std::string_view reason = {})
{
    return check_close(role, static_cast<CloseCode>(code), reason);
}

} // namespace

BOOST_AUTO_TEST_SUITE(close_rules_test)

BOOST_AUTO_TEST_CASE(codes_on_the_wire)
{
    for (unsigned code = 0; code <= 65535; ++code) {
        const bool expected =
            (code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006) ||
            (code >= 3000 && code <= 4999);
        BOOST_TEST_REQUIRE(may_be_sent(code) == expected, code);
    }
}

BOOST_AUTO_TEST_CASE(what_applications_may_send)
{
    for (auto role : {Role::server, Role::client}) {
        for (unsigned code :
             {1000u, 1001u, 1002u, 1003u, 1007u, 1008u, 1009u, 1012u, 1013u, 1014u, 3000u, 4999u}) {
            BOOST_TEST(!check(role, code));
            BOOST_TEST(!check(role, code, "bye"));
        }
        for (unsigned code : {0u, 999u, 1004u, 1006u, 1015u, 1016u, 2999u, 5000u, 65535u}) {
            BOOST_TEST(check(role, code) == error::bad_close_code);
        }
    }
    BOOST_TEST(check(Role::server, 1010) == error::bad_close_code);
    BOOST_TEST(!check(Role::client, 1010));
    BOOST_TEST(check(Role::client, 1011) == error::bad_close_code);
    BOOST_TEST(!check(Role::server, 1011));
}

BOOST_AUTO_TEST_CASE(reasons)
{
    BOOST_TEST(!check(Role::server, 1000, std::string(123, 'x')));
    BOOST_TEST(check(Role::server, 1000, std::string(124, 'x')) == error::control_frame_too_long);
    BOOST_TEST(check(Role::server, 1000, "\xff") == error::invalid_utf8);
    BOOST_TEST(check(Role::server, 1000, "cut \xe2\x82") == error::invalid_utf8);
    BOOST_TEST(!check(Role::server, 1005));
    BOOST_TEST(check(Role::server, 1005, "x") == error::bad_close_payload);
}

BOOST_AUTO_TEST_CASE(answers_to_failures)
{
    BOOST_TEST((close_code_for(error::unmasked_frame) == CloseCode::protocol_error));
    BOOST_TEST((close_code_for(error::bad_close_code) == CloseCode::protocol_error));
    BOOST_TEST((close_code_for(error::invalid_utf8) == CloseCode::invalid_payload));
    BOOST_TEST((close_code_for(error::message_too_large) == CloseCode::message_too_big));
    BOOST_TEST((close_code_for(error::frame_too_large) == CloseCode::message_too_big));
    BOOST_TEST((close_code_for(error::message_timeout) == CloseCode::policy_violation));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace close_rules_test
