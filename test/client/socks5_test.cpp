// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "client/socks5.hpp"
#include "support/print_error.hpp"

#include <boost/system/errc.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace socks5_test {

using namespace hawser;
using namespace std::string_literals;
using client::Socks5;
using Event = Socks5::Event;
namespace errc = boost::system::errc;

namespace {

const auto bound_ipv4 = "\x05\0\0\x01\xc0\0\x02\x07\xc3\x50"s;
const auto request_for_h = "\x05\x01\0\x03\x01h\0\x50"s; // h, port 80

/// How the pieces come in that the proxy sends.
struct Pieces {
    std::size_t first = std::string::npos; // bytes of the first piece of each reply
    std::size_t others = std::string::npos;
};

/// A proxy that answers what the client says, in turn.
struct Script {
    std::vector<std::string> replies;
    std::vector<std::string> requests{}; // what the client has said
    std::string left{};                  // of the latest reply
    Event event = Event::need_more;

    void take_output(Socks5& socks)
    {
        if (socks.output().empty())
            return;
        requests.emplace_back(socks.output());
        socks.clear_output();
        BOOST_TEST(socks.output() == "");
    }

    void run(Socks5& socks, const Pieces& pieces)
    {
        take_output(socks);
        for (const auto& reply : replies) {
            std::string_view rest = reply;
            for (auto size = pieces.first; !rest.empty() && event == Event::need_more; size = pieces.others) {
                BOOST_TEST(socks.output() == ""); // nothing before the answer is whole
                auto piece = rest.substr(0, size);
                rest.remove_prefix(piece.size());
                event = socks.next(piece);
                left = std::string{piece} + std::string{rest};
            }
            take_output(socks);
        }
        // It stays what it is.
        std::string_view more = event == Event::need_more ? "" : "more";
        const auto size = more.size();
        BOOST_TEST((socks.next(more) == event));
        BOOST_TEST(more.size() == size);
        BOOST_TEST(socks.error().failed() == (event == Event::failed));
    }
};

using Make = std::function<Socks5()>;

Socks5 without_password()
{
    return {"h", 80};
}

Socks5 with_password()
{
    return {"h", 80, "user", "password"};
}

/// The replies whole, split at each offset, and byte by byte; how it ends must not depend on that.
Script play(const Make& make, const std::vector<std::string>& replies, error_code ends_with = {})
{
    Script whole{replies};
    auto socks = make();
    whole.run(socks, {});
    BOOST_TEST(socks.error() == ends_with);
    std::size_t longest = 0;
    for (const auto& reply : replies)
        longest = std::max(longest, reply.size());
    std::vector<Pieces> ways{{1, 1}};
    for (std::size_t at = 1; at < longest; ++at)
        ways.push_back({at});
    for (const auto& pieces : ways) {
        Script again{replies};
        auto other = make();
        again.run(other, pieces);
        BOOST_TEST_CONTEXT(pieces.first << " bytes, then " << pieces.others)
        {
            BOOST_TEST((again.event == whole.event));
            BOOST_TEST(other.error() == ends_with);
            BOOST_TEST(again.requests == whole.requests);
            BOOST_TEST(again.left == whole.left);
        }
    }
    return whole;
}

/// What is asked of the proxy, in place of the version, the command and the reserved byte.
std::string request_for(std::string_view host, std::uint16_t port)
{
    Socks5 socks{host, port};
    Script script{{"\x05\0"s}};
    script.run(socks, {});
    BOOST_TEST_REQUIRE(script.requests.size() == 2u);
    BOOST_TEST(script.requests[1].substr(0, 3) == "\x05\x01\0"s);
    return script.requests[1].substr(3);
}

void check_failure(const Make& make, const std::vector<std::string>& replies, error_code why)
{
    BOOST_TEST((play(make, replies, why).event == Event::failed));
}

} // namespace

BOOST_AUTO_TEST_SUITE(socks5_test)

// --- what is asked

BOOST_AUTO_TEST_CASE(asks_without_a_password)
{
    const auto script = play(without_password, {"\x05\0"s, bound_ipv4});
    BOOST_TEST((script.event == Event::complete));
    BOOST_TEST(script.requests == (std::vector{"\x05\x01\0"s, request_for_h}));
    BOOST_TEST(script.left == "");
}

BOOST_AUTO_TEST_CASE(asks_with_a_password_if_the_proxy_wants_one)
{
    const auto script = play(with_password, {"\x05\x02"s, "\x01\0"s, bound_ipv4});
    BOOST_TEST((script.event == Event::complete));
    BOOST_TEST(script.requests ==
               (std::vector{"\x05\x02\0\x02"s, "\x01\x04user\x08password"s, request_for_h}));

    const auto unasked = play(with_password, {"\x05\0"s, bound_ipv4});
    BOOST_TEST((unasked.event == Event::complete));
    BOOST_TEST(unasked.requests == (std::vector{"\x05\x02\0\x02"s, request_for_h}));
}

BOOST_AUTO_TEST_CASE(asks_for_hosts_of_all_kinds)
{
    const auto loopback = "\x04"s + std::string(15, '\0') + "\x01"s;
    BOOST_TEST(request_for("192.0.2.7", 443) == "\x01\xc0\0\x02\x07\x01\xbb"s);
    BOOST_TEST(request_for("255.255.255.255", 65535) == "\x01\xff\xff\xff\xff\xff\xff"s);
    BOOST_TEST(request_for("::1", 443) == loopback + "\x01\xbb"s);
    BOOST_TEST(request_for("[::1]", 256) == loopback + "\x01\0"s);
    BOOST_TEST(request_for("2001:db8::ff", 0) ==
               "\x04\x20\x01\x0d\xb8"s + std::string(11, '\0') + "\xff\0\0"s);
    BOOST_TEST(request_for("::ffff:192.0.2.7", 80) == "\x01\xc0\0\x02\x07\0\x50"s);
    BOOST_TEST(request_for("example.com", 443) == "\x03\x0b"s + "example.com\x01\xbb");
    BOOST_TEST(request_for("example.com.", 1) == "\x03\x0c"s + "example.com.\0\x01"s);
    // None of these is an address, whatever else might read one from it.
    for (const std::string name : {"127.1", "192.0.2.07", "0x7f000001", "2130706433", "a.192.0.2.7", "a"})
        BOOST_TEST(request_for(name, 80) == "\x03"s + static_cast<char>(name.size()) + name + "\0\x50"s);
}

BOOST_AUTO_TEST_CASE(names_have_a_limit)
{
    const std::string longest(255, 'a');
    BOOST_TEST(request_for(longest, 80) == "\x03\xff"s + longest + "\0\x50"s);
    BOOST_CHECK_THROW(Socks5(longest + 'a', 80), std::invalid_argument);
    BOOST_CHECK_THROW(Socks5("", 80), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(names_are_names)
{
    for (const auto& host : {"a b"s, "a\0b"s, "a\r\nb"s, "a\x7f"s, "a:80"s, "192.0.2.7:80"s, "[192.0.2.7]"s,
                             "[::1]:80"s, "[[::1]]"s, "[::1"s, "::1]"s, "[]"s, "[a]"s, "fe80::1%2"s,
                             "[fe80::1%2]"s, "fe80::1%eth0"s, "::g"s, "user@h"s, "h/"s})
        BOOST_CHECK_EXCEPTION(Socks5(host, 80), std::invalid_argument, [&](const std::invalid_argument& e) {
            return std::string{e.what()}.find("1 to 255 bytes") != std::string::npos;
        });
}

BOOST_AUTO_TEST_CASE(passwords_have_limits)
{
    const std::string longest(255, 'a');
    Script script{{"\x05\x02"s}};
    Socks5 socks{"h", 80, longest, longest};
    script.run(socks, {});
    BOOST_TEST(script.requests.back() == "\x01\xff"s + longest + "\xff" + longest);
    for (const auto& [user, password] : {std::pair{longest + 'a', "p"s}, std::pair{"u"s, longest + 'a'},
                                         std::pair{""s, "p"s}, std::pair{"u"s, ""s}})
        BOOST_CHECK_THROW(Socks5("h", 80, user, password), std::invalid_argument);
}

// --- what the proxy says to it

BOOST_AUTO_TEST_CASE(bytes_behind_the_reply_are_left)
{
    const std::vector<std::string> bounds{
        bound_ipv4,
        "\x05\0\0\x04"s + std::string(16, '\xff') + "\xff\xff"s,
        "\x05\0\0\x03\x01x\0\0"s,
        "\x05\0\0\x03\0\0\0"s, // a name of no bytes
        "\x05\0\0\x03\xff"s + std::string(255, '\0') + "\0\0"s,
        "\x05\0\xff\x01"s + std::string(6, '\0'), // whatever is reserved
    };
    for (const auto& bound : bounds) {
        const auto exact = play(without_password, {"\x05\0"s, bound});
        BOOST_TEST((exact.event == Event::complete));
        BOOST_TEST(exact.left == "");
        const auto more = play(without_password, {"\x05\0"s, bound + "\x05\0HTTP/1.1 200"s});
        BOOST_TEST((more.event == Event::complete));
        BOOST_TEST(more.left == "\x05\0HTTP/1.1 200"s);
        const auto less = play(without_password, {"\x05\0"s, bound.substr(0, bound.size() - 1)});
        BOOST_TEST((less.event == Event::need_more));
    }
}

BOOST_AUTO_TEST_CASE(refusals_have_reasons)
{
    const auto code = [](errc::errc_t value) { return errc::make_error_code(value); };
    const error_code refused = hawser::error::proxy_refused;
    const std::vector<error_code> reasons{refused,
                                          code(errc::permission_denied),
                                          code(errc::network_unreachable),
                                          code(errc::host_unreachable),
                                          code(errc::connection_refused),
                                          code(errc::timed_out),
                                          refused,
                                          refused};
    for (std::size_t reply = 1; reply < 256; ++reply) {
        const auto why = reply <= reasons.size() ? reasons[reply - 1] : refused;
        const auto brief = "\x05"s + static_cast<char>(reply); // no more than that, as some do
        for (const auto& text : {brief, brief + bound_ipv4.substr(2)}) {
            Script script{{"\x05\0"s, text}};
            auto socks = without_password();
            script.run(socks, {});
            BOOST_TEST((script.event == Event::failed));
            BOOST_TEST(socks.error() == why);
            BOOST_TEST(socks.is_reported() == (why != refused));
            BOOST_TEST(socks.is_of_address() == (reply <= 8 && reply != 2 && reply != 7));
        }
    }
    check_failure(without_password, {"\x05\0"s, "\x05\x05\0\x01"s}, code(errc::connection_refused));
    BOOST_TEST((code(errc::timed_out) == condition::timeout));
}

BOOST_AUTO_TEST_CASE(methods_that_were_not_offered)
{
    for (unsigned method = 0; method < 256; ++method) {
        const std::vector replies{"\x05"s + static_cast<char>(method)};
        const error_code malformed = hawser::error::proxy_protocol_error;
        if (method == 0)
            continue;
        check_failure(without_password, replies,
                      method == 0xff ? hawser::error::proxy_authentication_required : malformed);
        if (method != 2)
            check_failure(with_password, replies,
                          method == 0xff ? hawser::error::proxy_credentials_refused : malformed);
    }
}

BOOST_AUTO_TEST_CASE(passwords_are_refused)
{
    for (const auto status : {'\x01', '\x05', '\xff'})
        check_failure(with_password, {"\x05\x02"s, "\x01"s + status},
                      hawser::error::proxy_credentials_refused);
}

BOOST_AUTO_TEST_CASE(versions_are_judged_at_once)
{
    for (unsigned version = 0; version < 256; ++version) {
        const auto byte = std::string(1, static_cast<char>(version));
        if (version != 5) {
            check_failure(without_password, {byte}, hawser::error::proxy_protocol_error);
            check_failure(with_password, {"\x05\0"s, byte}, hawser::error::proxy_protocol_error);
        }
        if (version != 1)
            check_failure(with_password, {"\x05\x02"s, byte}, hawser::error::proxy_protocol_error);
    }
    // A proxy of another kind.
    check_failure(without_password, {"HTTP/1.1 400 Bad Request\r\n\r\n"},
                  hawser::error::proxy_protocol_error);
    check_failure(without_password, {"\0\x5a\0\x50\xc0\0\x02\x07"s}, hawser::error::proxy_protocol_error);
}

BOOST_AUTO_TEST_CASE(addresses_of_unknown_types)
{
    for (unsigned type = 0; type < 256; ++type)
        if (type != 1 && type != 3 && type != 4)
            check_failure(without_password, {"\x05\0"s, "\x05\0\0"s + static_cast<char>(type) + "\0\0\0"s},
                          hawser::error::proxy_protocol_error);
}

// --- the order of things

BOOST_AUTO_TEST_CASE(a_proxy_answers_what_was_said_only)
{
    // Behind the answer, before the next request can have been sent.
    for (const auto& [make, text] :
         {std::pair<Make, std::string>{without_password, "\x05\0"s + bound_ipv4},
          std::pair<Make, std::string>{with_password, "\x05\x02\x01\0"s + bound_ipv4}}) {
        auto socks = make();
        socks.clear_output();
        std::string_view bytes = text;
        BOOST_TEST((socks.next(bytes) == Event::failed));
        BOOST_TEST(socks.error() == hawser::error::proxy_protocol_error);
        BOOST_TEST(socks.output() == ""); // the password is not sent any more
    }
    // Before anything was sent.
    auto socks = without_password();
    std::string_view bytes = "\x05";
    BOOST_TEST((socks.next(bytes) == Event::failed));
    BOOST_TEST(socks.error() == hawser::error::proxy_protocol_error);
}

BOOST_AUTO_TEST_CASE(nothing_is_not_an_answer)
{
    auto socks = without_password();
    std::string_view none;
    BOOST_TEST((socks.next(none) == Event::need_more));
    BOOST_TEST(socks.output() == "\x05\x01\0"s);
    BOOST_TEST(!socks.error().failed());
    socks.clear_output();
    BOOST_TEST((socks.next(none) == Event::need_more));
    BOOST_TEST(socks.output() == "");
}

BOOST_AUTO_TEST_CASE(no_password_goes_to_a_proxy_that_wants_none)
{
    for (const auto& reply : {"\x05\0"s, "\x05\x01"s, "\x05\xff"s, "\x04"s}) {
        Script script{{reply, bound_ipv4}};
        auto socks = with_password();
        script.run(socks, {});
        for (const auto& request : script.requests)
            BOOST_TEST(request.find("password") == std::string::npos);
    }
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace socks5_test
