// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/error.hpp>

#include <boost/system/errc.hpp>
#include <boost/system/system_error.hpp>
#include <boost/test/unit_test.hpp>

#include <set>
#include <string>

namespace error_test {

namespace {

using hawser::condition;
using hawser::error;
using hawser::error_code;

constexpr int last_error = static_cast<int>(error::handshake_timeout);

std::set<condition> conditions_of(error_code ec)
{
    std::set<condition> result;
    for (auto c : {condition::protocol_error, condition::handshake_failed, condition::limit_exceeded,
                   condition::timeout, condition::untrusted_peer, condition::authentication_failed}) {
        if (ec == c) {
            result.insert(c);
        }
    }
    return result;
}

bool belongs_to(error e, condition c) { return conditions_of(e) == std::set{c}; }

} // namespace

BOOST_AUTO_TEST_SUITE(error_test)

BOOST_AUTO_TEST_CASE(every_error_has_its_own_text)
{
    std::set<std::string> texts;
    for (int value = 1; value <= last_error; ++value) {
        const error_code ec{value, hawser::error_category()};
        BOOST_TEST_CONTEXT("error " << value)
        {
            BOOST_TEST(ec.failed());
            BOOST_TEST(ec.message() != "unknown error");
            BOOST_TEST(texts.insert(ec.message()).second);
            BOOST_TEST(ec.message().find('\n') == std::string::npos);
        }
    }
    BOOST_TEST((error_code{last_error + 1, hawser::error_category()}.message()) == "unknown error");
    BOOST_TEST((error_code{0, hawser::error_category()}.message()) == "unknown error");
}

BOOST_AUTO_TEST_CASE(message_into_a_buffer_is_the_same_text)
{
    char buffer[16];
    const error_code ec = error::invalid_utf8;
    BOOST_TEST(std::string{ec.message(buffer, sizeof buffer)} == ec.message());
    BOOST_TEST(ec.message() == "invalid UTF-8");
}

BOOST_AUTO_TEST_CASE(categories_have_names)
{
    BOOST_TEST(std::string{hawser::error_category().name()} == "hawser");
    BOOST_TEST(std::string{hawser::condition_category().name()} == "hawser.condition");
    BOOST_TEST((hawser::error_category() != hawser::condition_category()));
}

BOOST_AUTO_TEST_CASE(conditions_have_texts)
{
    BOOST_TEST(hawser::make_error_condition(condition::protocol_error).message() == "protocol error");
    BOOST_TEST(hawser::make_error_condition(condition::handshake_failed).message() == "handshake failed");
    BOOST_TEST(hawser::make_error_condition(condition::limit_exceeded).message() == "limit exceeded");
    BOOST_TEST(hawser::make_error_condition(condition::timeout).message() == "time-out");
    BOOST_TEST(hawser::make_error_condition(condition::untrusted_peer).message() == "untrusted peer");
    BOOST_TEST(hawser::make_error_condition(condition::authentication_failed).message() == "authentication failed");
    BOOST_TEST(hawser::condition_category().message(99) == "unknown condition");
}

BOOST_AUTO_TEST_CASE(frame_errors_are_protocol_errors_or_limits)
{
    for (int value = static_cast<int>(error::reserved_bits_set);
         value <= static_cast<int>(error::bad_compressed_data); ++value) {
        BOOST_TEST(belongs_to(static_cast<error>(value), condition::protocol_error));
    }
    BOOST_TEST(belongs_to(error::message_too_large, condition::limit_exceeded));
    BOOST_TEST(belongs_to(error::frame_too_large, condition::limit_exceeded));
}

BOOST_AUTO_TEST_CASE(handshake_errors_are_failed_handshakes)
{
    for (int value = static_cast<int>(error::handshake_bad_method);
         value <= static_cast<int>(error::handshake_declined); ++value) {
        BOOST_TEST(belongs_to(static_cast<error>(value), condition::handshake_failed));
    }
}

BOOST_AUTO_TEST_CASE(http_errors)
{
    for (auto e :
         {error::bad_request_line, error::bad_target, error::unsupported_http_version, error::bad_field,
          error::bad_host, error::bad_content_length, error::bad_transfer_encoding, error::bad_chunk}) {
        BOOST_TEST(belongs_to(e, condition::protocol_error));
    }
    for (auto e : {error::request_line_too_long, error::header_too_large, error::too_many_fields,
                   error::body_too_large, error::queue_full}) {
        BOOST_TEST(belongs_to(e, condition::limit_exceeded));
    }
}

BOOST_AUTO_TEST_CASE(deadlines_are_timeouts)
{
    for (int value = static_cast<int>(error::header_timeout); value <= static_cast<int>(error::pong_timeout); ++value) {
        BOOST_TEST(belongs_to(static_cast<error>(value), condition::timeout));
    }
    const error_code system = make_error_code(boost::system::errc::timed_out);
    BOOST_TEST((system == condition::timeout));
    BOOST_TEST((system != condition::protocol_error));
}

BOOST_AUTO_TEST_CASE(client_errors)
{
    for (auto e : {error::authentication_required, error::credentials_refused, error::challenge_unsupported,
                   error::proxy_authentication_required, error::proxy_credentials_refused})
        BOOST_TEST(belongs_to(e, condition::authentication_failed));
    for (auto e : {error::resolve_timeout, error::connect_timeout, error::proxy_timeout, error::handshake_timeout})
        BOOST_TEST(belongs_to(e, condition::timeout));
    for (auto e : {error::bad_status_line, error::proxy_protocol_error})
        BOOST_TEST(belongs_to(e, condition::protocol_error));
    for (auto e : {error::proxy_refused, error::too_many_redirects, error::redirect_refused})
        BOOST_TEST(conditions_of(e).empty());
}

BOOST_AUTO_TEST_CASE(other_errors_belong_to_no_class)
{
    for (auto e :
         {error::expectation_failed, error::not_open, error::handler_failed, error::connection_cut,
          error::end_of_stream, error::already_running, error::bad_option, error::document_root_missing}) {
        BOOST_TEST(conditions_of(e).empty());
        BOOST_TEST((error_code{e} == e));
    }
    BOOST_TEST(conditions_of(error_code{}).empty());
    BOOST_TEST(conditions_of(make_error_code(boost::system::errc::connection_reset)).empty());
}

BOOST_AUTO_TEST_CASE(works_in_an_exception)
{
    const boost::system::system_error thrown{error::queue_full};
    BOOST_TEST(std::string{thrown.what()}.find("the send queue is full") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace error_test
