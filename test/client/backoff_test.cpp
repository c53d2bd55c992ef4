// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "client/backoff.hpp"

#include <boost/system/errc.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace backoff_test {

using namespace hawser;
using namespace hawser::client;
using namespace std::chrono_literals;
using std::chrono::milliseconds;

namespace {

/// All bits zero: nothing is taken off the delay.
void lowest(std::span<unsigned char> out)
{
    std::fill(out.begin(), out.end(), static_cast<unsigned char>(0));
}

/// All bits one: all that is random is taken off.
void highest(std::span<unsigned char> out)
{
    std::fill(out.begin(), out.end(), static_cast<unsigned char>(0xff));
}

/// 16 draws that divide the range evenly.
std::uint8_t script_at = 0;

void script(std::span<unsigned char> out)
{
    std::fill(out.begin(), out.end(), script_at);
    script_at = static_cast<std::uint8_t>(script_at + 16);
}

std::string in_words(std::optional<milliseconds> delay)
{
    return delay ? std::to_string(delay->count()) : "none";
}

/// The next delays, as text.
std::string take(Backoff& backoff, int count, milliseconds elapsed = 0ms)
{
    std::string text;
    for (int i = 0; i < count; ++i)
        text.append(i == 0 ? "" : " ").append(in_words(backoff.next(elapsed)));
    return text;
}

std::string refusal(const ReconnectOptions& options)
{
    try {
        require_valid(options);
        return {};
    } catch (const std::invalid_argument& e) {
        return e.what();
    }
}

ReconnectInfo failed(error_code ec, unsigned status = 0)
{
    return {.attempt = 1, .delay = 500ms, .error = ec, .status = status};
}

ReconnectInfo closed(unsigned code, error_code ec = {})
{
    ReconnectInfo info{.attempt = 1, .error = ec};
    info.close.code = CloseCode{static_cast<std::uint16_t>(code)};
    return info;
}

bool answer(const ReconnectInfo& info)
{
    return default_should_reconnect(info);
}

} // namespace

BOOST_AUTO_TEST_SUITE(backoff)

BOOST_AUTO_TEST_CASE(grows_to_the_longest_delay)
{
    Backoff backoff{{}, lowest};
    BOOST_TEST(take(backoff, 9) == "500 1000 2000 4000 8000 16000 30000 30000 30000");
    BOOST_TEST(backoff.attempt() == 9);
}

BOOST_AUTO_TEST_CASE(takes_off_a_share_at_random)
{
    Backoff half{{}, highest};
    BOOST_TEST(take(half, 8) == "250 500 1000 2000 4000 8000 15000 15000");
    Backoff all{{.jitter = 1.0}, highest};
    BOOST_TEST(take(all, 3) == "0 0 0");
    Backoff none{{.jitter = 0.0}, highest};
    BOOST_TEST(take(none, 3) == "500 1000 2000");
}

BOOST_AUTO_TEST_CASE(draws_evenly)
{
    script_at = 0;
    Backoff backoff{{.initial_delay = 16ms, .factor = 1.0, .jitter = 0.5}, script};
    std::map<milliseconds::rep, int> counts;
    for (int i = 0; i < 16; ++i)
        ++counts[backoff.next(0ms).value().count()];
    BOOST_TEST(counts.size() == 9U); // 8 to 16, both included
    BOOST_TEST(counts.begin()->first == 8);
    BOOST_TEST(counts.rbegin()->first == 16);
    for (const auto& [delay, count] : counts)
        BOOST_TEST((count == 1 || count == 2), delay << " ms came " << count << " times");
}

BOOST_AUTO_TEST_CASE(adds_up_fractions_of_a_millisecond)
{
    Backoff backoff{{.initial_delay = 1ms, .factor = 1.25, .jitter = 0.0}, lowest};
    BOOST_TEST(take(backoff, 9) == "1 1 1 1 2 3 3 4 5");
}

BOOST_AUTO_TEST_CASE(gives_up_after_so_many_attempts)
{
    Backoff backoff{{.max_attempts = 3}, lowest};
    BOOST_TEST(take(backoff, 5) == "500 1000 2000 none none");
    BOOST_TEST(backoff.attempt() == 3);
    backoff.opened();
    BOOST_TEST(backoff.attempt() == 0);
    backoff.lost(10s);
    BOOST_TEST(take(backoff, 4) == "500 1000 2000 none");
}

BOOST_AUTO_TEST_CASE(gives_up_after_so_long)
{
    Backoff backoff{{.max_time = 10s}, lowest};
    BOOST_TEST(in_words(backoff.next(0ms)) == "500");
    BOOST_TEST(in_words(backoff.next(8999ms)) == "1000");
    BOOST_TEST(in_words(backoff.next(8001ms)) == "1999"); // not 2000: it would begin too late
    BOOST_TEST(in_words(backoff.next(9999ms)) == "1");
    BOOST_TEST(in_words(backoff.next(10s)) == "none");
    BOOST_TEST(in_words(backoff.next(milliseconds::max())) == "none");
    BOOST_TEST(backoff.attempt() == 4);
}

BOOST_AUTO_TEST_CASE(begins_anew_after_a_stable_connection_only)
{
    Backoff backoff{{}, lowest};
    BOOST_TEST(take(backoff, 3) == "500 1000 2000");
    backoff.opened();
    BOOST_TEST(backoff.attempt() == 0);
    backoff.lost(9999ms); // accepted and dropped: the delay goes on growing
    BOOST_TEST(take(backoff, 2) == "4000 8000");
    BOOST_TEST(backoff.attempt() == 2);
    backoff.opened();
    backoff.lost(10s);
    BOOST_TEST(take(backoff, 2) == "500 1000");
}

BOOST_AUTO_TEST_CASE(is_not_made_to_hammer_by_a_server_that_drops_at_once)
{
    Backoff backoff{{}, highest};
    milliseconds waited{0};
    for (int i = 0; i < 100; ++i) {
        waited += backoff.next(0ms).value();
        backoff.opened();
        backoff.lost(1ms);
    }
    BOOST_TEST((waited > 20min));
}

BOOST_AUTO_TEST_CASE(overflows_with_no_options)
{
    constexpr auto most = milliseconds::max();
    constexpr auto least = milliseconds::min();
    constexpr auto infinite = std::numeric_limits<double>::infinity();
    constexpr auto unknown = std::numeric_limits<double>::quiet_NaN();
    const milliseconds times[] = {least, -1ms, 0ms, 1ms, most - 1ms, most};
    for (const auto random : {lowest, highest})
        for (const double factor : {-infinite, -1.0, 0.0, 1.0, 1e308, infinite, unknown})
            for (const double jitter : {-infinite, 0.0, 1e-320, 0.999'999'999'999, 1.0, infinite, unknown})
                for (const auto initial : times)
                    for (const auto longest : times) {
                        Backoff backoff{{.initial_delay = initial,
                                         .max_delay = longest,
                                         .factor = factor,
                                         .jitter = jitter,
                                         .max_time = longest,
                                         .stable_after = initial},
                                        random};
                        for (const auto time : times) {
                            const auto delay = backoff.next(time).value_or(0ms);
                            BOOST_REQUIRE((delay >= 0ms && delay <= std::chrono::hours{365 * 24}));
                            backoff.lost(time);
                        }
                    }
}

BOOST_AUTO_TEST_CASE(takes_the_nearest_for_options_that_make_no_sense)
{
    Backoff backoff{{.initial_delay = 0ms, .max_delay = -1ms, .factor = 0.1, .jitter = -1, .max_time = -1ms},
                    highest};
    BOOST_TEST(take(backoff, 3) == "1 1 1");
    Backoff other{{.jitter = 7}, highest};
    BOOST_TEST(take(other, 2) == "0 0");
}

BOOST_AUTO_TEST_CASE(names_the_option_that_is_wrong)
{
    BOOST_TEST(refusal({}) == "");
    BOOST_TEST(
        refusal({.initial_delay = 1ms, .max_delay = 1ms, .factor = 1, .jitter = 1, .stable_after = 0ms}) ==
        "");
    BOOST_TEST(refusal({.initial_delay = 0ms}) ==
               "option reconnect.initial_delay is 0 ms, but must be 1 ms or more: 0 ms would never grow");
    BOOST_TEST(refusal({.initial_delay = 2s, .max_delay = 1999ms}) ==
               "option reconnect.max_delay is 1999 ms, but must be at least initial_delay, which is 2000 ms");
    BOOST_TEST(refusal({.max_delay = std::chrono::hours{365 * 24}}) == "");
    BOOST_TEST(refusal({.max_delay = std::chrono::hours{365 * 24} + 1ms}) ==
               "option reconnect.max_delay is 31536000001 ms, but must be at most 365 days, which is "
               "31536000000 ms");
    BOOST_TEST(refusal({.factor = 0.5}) ==
               "option reconnect.factor is 0.5, but must be 1 or more, and finite");
    BOOST_TEST(refusal({.factor = std::numeric_limits<double>::infinity()}) ==
               "option reconnect.factor is inf, but must be 1 or more, and finite");
    BOOST_TEST(refusal({.factor = std::nan("")}).find("reconnect.factor") != std::string::npos);
    BOOST_TEST(refusal({.jitter = 1.5}) == "option reconnect.jitter is 1.5, but must be from 0 to 1");
    BOOST_TEST(refusal({.jitter = -0.1}) == "option reconnect.jitter is -0.1, but must be from 0 to 1");
    BOOST_TEST(refusal({.jitter = std::nan("")}).find("reconnect.jitter") != std::string::npos);
    BOOST_TEST(refusal({.max_time = -1ms}) ==
               "option reconnect.max_time is -1 ms, but must be 0 ms, for no limit, or more");
    BOOST_TEST(refusal({.stable_after = -1ms}) ==
               "option reconnect.stable_after is -1 ms, but must be 0 ms or more");
    BOOST_TEST(refusal({.stable_after = milliseconds::max()}).find("at most 365 days") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(default_should_reconnect_rule)

BOOST_AUTO_TEST_CASE(knows_the_close_codes)
{
    for (unsigned code : {1001U, 1005U, 1006U, 1011U, 1012U, 1013U, 1014U})
        BOOST_TEST(answer(closed(code)), code);
    for (unsigned code : {0U, 1000U, 1002U, 1003U, 1004U, 1007U, 1008U, 1009U, 1010U, 1015U, 1016U, 2999U,
                          3000U, 4001U, 4999U, 65'535U})
        BOOST_TEST(!answer(closed(code)), code);
    BOOST_TEST(answer({}));
}

BOOST_AUTO_TEST_CASE(tries_again_after_errors_of_the_network)
{
    namespace errc = boost::system::errc;
    for (const auto e :
         {errc::connection_refused, errc::connection_reset, errc::host_unreachable, errc::network_unreachable,
          errc::timed_out, errc::broken_pipe, errc::too_many_files_open}) {
        BOOST_TEST(answer(failed(errc::make_error_code(e))), e);
        BOOST_TEST(answer(failed({e, boost::system::system_category()})), e);
        BOOST_TEST(answer(closed(1006, errc::make_error_code(e))), e);
    }
    for (const auto e :
         {error::end_of_stream, error::header_timeout, error::body_timeout, error::idle_timeout,
          error::write_timeout, error::message_timeout, error::pong_timeout, error::tls_handshake_timeout,
          error::resolve_timeout, error::connect_timeout, error::proxy_timeout, error::handshake_timeout,
          error::tls_protocol_error})
        BOOST_TEST(answer(failed(e)), failed(e).error.message());
}

BOOST_AUTO_TEST_CASE(gives_up_what_time_does_not_help)
{
    namespace errc = boost::system::errc;
    BOOST_TEST(!answer(failed(errc::make_error_code(errc::operation_canceled))));
    BOOST_TEST(!answer(failed(errc::make_error_code(errc::permission_denied))));
    for (int e = static_cast<int>(error::reserved_bits_set); e <= static_cast<int>(error::message_too_large);
         ++e)
        BOOST_TEST(!answer(failed(static_cast<error>(e))), e);
    for (int e = static_cast<int>(error::handshake_bad_method);
         e <= static_cast<int>(error::handshake_bad_extension); ++e)
        BOOST_TEST(!answer(failed(static_cast<error>(e), 503)), e);
    for (int e = static_cast<int>(error::certificate_missing);
         e <= static_cast<int>(error::certificate_refused); ++e)
        BOOST_TEST(!answer(failed(static_cast<error>(e))), e);
    for (const auto e : {error::bad_status_line,
                         error::authentication_required,
                         error::credentials_refused,
                         error::challenge_unsupported,
                         error::proxy_authentication_required,
                         error::proxy_credentials_refused,
                         error::proxy_protocol_error,
                         error::too_many_redirects,
                         error::redirect_refused,
                         error::queue_full,
                         error::handler_failed,
                         error::connection_cut,
                         error::not_open,
                         error::close_timeout,
                         error::tls_not_spoken,
                         error::tls_handshake_failed,
                         error::tls_refused_by_peer,
                         error::unusable_certificate,
                         error::header_too_large,
                         error{9999}})
        BOOST_TEST(!answer(failed(e)), static_cast<int>(e));
}

BOOST_AUTO_TEST_CASE(looks_at_the_status_of_a_refused_handshake)
{
    for (const auto e : {error::handshake_declined, error::proxy_refused}) {
        for (unsigned status : {408U, 425U, 429U, 500U, 502U, 503U, 504U, 599U})
            BOOST_TEST(answer(failed(e, status)), status);
        for (unsigned status : {100U, 200U, 302U, 400U, 401U, 403U, 404U, 407U, 410U, 426U, 499U, 600U})
            BOOST_TEST(!answer(failed(e, status)), status);
    }
    BOOST_TEST(!answer(failed(error::handshake_declined)));
    BOOST_TEST(answer(failed(error::proxy_refused))); // a SOCKS proxy has no status
    BOOST_TEST(answer({.status = 503}));
    BOOST_TEST(!answer({.status = 404}));
}

BOOST_AUTO_TEST_CASE(takes_the_peers_word_for_more_than_how_the_connection_ended)
{
    namespace errc = boost::system::errc;
    const auto reset = errc::make_error_code(errc::connection_reset);
    BOOST_TEST(!answer(closed(1000, reset)));
    BOOST_TEST(!answer(closed(1008, reset)));
    BOOST_TEST(answer(closed(1012, reset)));
    BOOST_TEST(answer(closed(1001, error::idle_timeout)));
    BOOST_TEST(answer(closed(1008, error::message_timeout))); // the code is the one that we sent
    BOOST_TEST(!answer(closed(1007, error::invalid_utf8)));
    BOOST_TEST(!answer(closed(1006, error::queue_full)));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace backoff_test
