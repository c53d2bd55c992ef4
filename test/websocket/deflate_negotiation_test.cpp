// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "websocket/deflate_negotiation.hpp"

#include "support/print_error.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

namespace deflate_negotiation_test {

namespace {

using namespace hawser::websocket;

std::vector<Extension> extensions(std::string_view value)
{
    hawser::Fields fields;
    if (!value.empty()) {
        fields.add("Sec-WebSocket-Extensions", value);
    }
    return parse_extensions(fields).value();
}

const char* flag(bool is_set)
{
    return is_set ? "no" : "yes";
}

// "server: takeover, bits; client: takeover, bits"
std::string shown(const DeflateParameters& parameters)
{
    return std::string{flag(parameters.server_no_context_takeover)} + " " +
           std::to_string(parameters.server_max_window_bits) + ", " +
           flag(parameters.client_no_context_takeover) + " " +
           std::to_string(parameters.client_max_window_bits);
}

std::string answer_to(std::string_view offers, const DeflatePolicy& policy = {})
{
    const auto accepted = accept_offers(extensions(offers), policy);
    if (!accepted) {
        return "declined";
    }
    BOOST_TEST(accepted->answer.starts_with("permessage-deflate"));
    return shown(accepted->parameters) + " |" + accepted->answer.substr(18);
}

std::string client_reads(std::string_view answer, const DeflatePolicy& policy = {})
{
    hawser::error_code ec;
    const auto parameters = check_answer(extensions(answer), policy, ec);
    if (ec) {
        BOOST_TEST(ec == hawser::error::handshake_bad_extension);
        BOOST_TEST(!parameters);
        return "bad";
    }
    return parameters ? shown(*parameters) : "declined";
}

} // namespace

BOOST_AUTO_TEST_SUITE(deflate_negotiation_test)

BOOST_AUTO_TEST_CASE(offers_without_a_wish_of_ours)
{
    BOOST_TEST(answer_to("") == "declined");
    BOOST_TEST(answer_to("x-webkit-deflate-frame") == "declined");
    BOOST_TEST(answer_to("permessage-deflate") == "yes 15, yes 15 |");
    BOOST_TEST(answer_to("permessage-deflate; client_max_window_bits") == "yes 15, yes 15 |");
    BOOST_TEST(answer_to("permessage-deflate; server_no_context_takeover") ==
               "no 15, yes 15 |; server_no_context_takeover");
    BOOST_TEST(answer_to("permessage-deflate; client_no_context_takeover") ==
               "yes 15, no 15 |; client_no_context_takeover");
    BOOST_TEST(answer_to("permessage-deflate; server_max_window_bits=10") ==
               "yes 10, yes 15 |; server_max_window_bits=10");
    // Also where it changes nothing (RFC 7692 §7.1.2.1).
    BOOST_TEST(answer_to("permessage-deflate; server_max_window_bits=15") ==
               "yes 15, yes 15 |; server_max_window_bits=15");
    BOOST_TEST(answer_to("permessage-deflate; client_max_window_bits=\"12\"") ==
               "yes 15, yes 12 |; client_max_window_bits=12");
    for (int bits = 9; bits <= 15; ++bits) {
        const auto text = std::to_string(bits);
        BOOST_TEST(answer_to("permessage-deflate; server_max_window_bits=" + text) ==
                   "yes " + text + ", yes 15 |; server_max_window_bits=" + text);
    }
}

BOOST_AUTO_TEST_CASE(offers_and_wishes_of_ours)
{
    const DeflatePolicy small{true, true, 10, 11};
    BOOST_TEST(answer_to("permessage-deflate", small) ==
               "no 10, no 15 |; server_no_context_takeover; client_no_context_takeover; "
               "server_max_window_bits=10");
    BOOST_TEST(answer_to("permessage-deflate; client_max_window_bits", small) ==
               "no 10, no 11 |; server_no_context_takeover; client_no_context_takeover; "
               "server_max_window_bits=10; client_max_window_bits=11");
    BOOST_TEST(answer_to("permessage-deflate; client_max_window_bits=9; server_max_window_bits=9", small) ==
               "no 9, no 9 |; server_no_context_takeover; client_no_context_takeover; "
               "server_max_window_bits=9; client_max_window_bits=9");
    // Of ours the offer may allow more, and zlib needs more than 8.
    BOOST_TEST(answer_to("permessage-deflate; server_max_window_bits=12", {false, false, 8, 8}) ==
               "yes 9, yes 15 |; server_max_window_bits=9");
    BOOST_TEST(answer_to("permessage-deflate; client_max_window_bits=8") ==
               "yes 15, yes 8 |; client_max_window_bits=8");
}

// RFC 7692 §5.1, §7.1: declined, and the next one looked at.
BOOST_AUTO_TEST_CASE(offers_that_cannot_be_taken)
{
    for (std::string parameters : {
             "server_max_window_bits",
             "server_max_window_bits=8", // zlib cannot
             "server_max_window_bits=7",
             "server_max_window_bits=16",
             "server_max_window_bits=08",
             "server_max_window_bits=010",
             "server_max_window_bits=+9",
             "server_max_window_bits=9x",
             "server_max_window_bits=100",
             "server_max_window_bits=x",
             "server_max_window_bits=10; server_max_window_bits=10",
             "client_max_window_bits=7",
             "client_max_window_bits=16",
             "client_max_window_bits=1",
             "client_max_window_bits; client_max_window_bits",
             "client_max_window_bits; client_max_window_bits=10",
             "client_max_window_bits=10; client_max_window_bits",
             "server_no_context_takeover=1",
             "server_no_context_takeover; server_no_context_takeover",
             "client_no_context_takeover=true",
             "client_no_context_takeover; server_no_context_takeover; client_no_context_takeover",
             "unknown",
             "Server_No_Context_Takeover",
             "client_max_window_bits; unknown=10",
         }) {
        const auto offer = "permessage-deflate; " + parameters;
        BOOST_TEST(answer_to(offer) == "declined", offer);
        BOOST_TEST(answer_to("other, " + offer + ", permessage-deflate; client_no_context_takeover") ==
                   "yes 15, no 15 |; client_no_context_takeover");
    }
}

BOOST_AUTO_TEST_CASE(the_first_offer_that_can_be_taken)
{
    BOOST_TEST(answer_to("permessage-deflate; server_max_window_bits=10, permessage-deflate") ==
               "yes 10, yes 15 |; server_max_window_bits=10");
    BOOST_TEST(answer_to("permessage-bzip2, permessage-deflate; server_max_window_bits=8, "
                         "permessage-deflate; server_max_window_bits=9, permessage-deflate") ==
               "yes 9, yes 15 |; server_max_window_bits=9");
}

BOOST_AUTO_TEST_CASE(our_offers)
{
    BOOST_TEST(make_offer({}) == "permessage-deflate; client_max_window_bits");
    BOOST_TEST(make_offer({true, true, 10, 11}) ==
               "permessage-deflate; server_no_context_takeover; client_no_context_takeover; "
               "server_max_window_bits=10; client_max_window_bits=11");
    BOOST_TEST(make_offer({false, false, 8, 8}) ==
               "permessage-deflate; server_max_window_bits=9; client_max_window_bits=9");
}

BOOST_AUTO_TEST_CASE(answers)
{
    BOOST_TEST(client_reads("") == "declined");
    BOOST_TEST(client_reads("permessage-deflate") == "yes 15, yes 15");
    BOOST_TEST(client_reads("permessage-deflate; server_no_context_takeover") == "no 15, yes 15");
    BOOST_TEST(client_reads("permessage-deflate; client_no_context_takeover") == "yes 15, no 15");
    BOOST_TEST(client_reads("permessage-deflate; server_max_window_bits=8") == "yes 8, yes 15");
    BOOST_TEST(client_reads("permessage-deflate; client_max_window_bits=9; server_max_window_bits=15") ==
               "yes 15, yes 9");
    // What we say of ourselves holds whether or not the server repeats it.
    const DeflatePolicy small{true, true, 10, 11};
    BOOST_TEST(client_reads("permessage-deflate; server_no_context_takeover; server_max_window_bits=10",
                            small) == "no 10, no 11");
    BOOST_TEST(client_reads("permessage-deflate; server_no_context_takeover; server_max_window_bits=9; "
                            "client_no_context_takeover; client_max_window_bits=10",
                            small) == "no 9, no 10");
}

BOOST_AUTO_TEST_CASE(answers_that_must_not_be)
{
    for (auto* answer : {
             "other",
             "permessage-deflate, permessage-deflate",
             "permessage-deflate, other",
             "permessage-deflate; unknown",
             "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
             "permessage-deflate; server_no_context_takeover=1",
             "permessage-deflate; client_no_context_takeover=1",
             "permessage-deflate; client_no_context_takeover; client_no_context_takeover",
             "permessage-deflate; server_max_window_bits",
             "permessage-deflate; server_max_window_bits=7",
             "permessage-deflate; server_max_window_bits=16",
             "permessage-deflate; server_max_window_bits=9; server_max_window_bits=9",
             "permessage-deflate; client_max_window_bits",   // only an offer may leave the value out
             "permessage-deflate; client_max_window_bits=8", // legal, but zlib cannot
             "permessage-deflate; client_max_window_bits=16",
             "permessage-deflate; client_max_window_bits=10; client_max_window_bits=10",
         }) {
        BOOST_TEST(client_reads(answer) == "bad", answer);
    }
    const DeflatePolicy small{true, false, 10, 11};
    const std::string rest = "; server_no_context_takeover; server_max_window_bits=10";
    BOOST_TEST(client_reads("permessage-deflate" + rest, small) == "no 10, yes 11");
    BOOST_TEST(client_reads("permessage-deflate; client_max_window_bits=12" + rest, small) == "bad");
    BOOST_TEST(client_reads("permessage-deflate; server_max_window_bits=10", small) == "bad");
    BOOST_TEST(client_reads("permessage-deflate; server_no_context_takeover", small) == "bad");
    BOOST_TEST(client_reads("permessage-deflate; server_no_context_takeover; server_max_window_bits=11",
                            small) == "bad");
}

// Whatever both sides want, what they come to is the same.
BOOST_AUTO_TEST_CASE(both_sides_agree)
{
    const std::uint8_t bits[] = {9, 12, 15};
    for (int i = 0; i < 16 * 81; ++i) {
        const DeflatePolicy client{(i & 1) != 0, (i & 2) != 0, bits[i / 16 % 3], bits[i / 48 % 3]};
        const DeflatePolicy server{(i & 4) != 0, (i & 8) != 0, bits[i / 144 % 3], bits[i / 432 % 3]};
        const auto accepted = accept_offers(extensions(make_offer(client)), server);
        BOOST_REQUIRE(accepted);
        hawser::error_code ec;
        const auto read = check_answer(extensions(accepted->answer), client, ec);
        BOOST_REQUIRE(read);
        BOOST_TEST(shown(*read) == shown(accepted->parameters));
        BOOST_TEST(read->client_max_window_bits <= client.client_max_window_bits);
        BOOST_TEST(read->server_max_window_bits <= client.server_max_window_bits);
        BOOST_TEST(read->server_max_window_bits <= server.server_max_window_bits);
    }
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace deflate_negotiation_test
