// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "conformance/case.hpp"

// RFC 7692 §5 and §7.1: which offers the server takes, and what it answers. Behind each handshake comes a
// message that is not compressed.

namespace hawser::test::conformance {

namespace {

/// Offers to one service.
class Offers {
public:
    Offers(Cases& cases, const std::string& prefix, std::string path)
        : section_{cases, prefix, path}, path_{std::move(path)}
    {
    }
    Offers& rule(std::string text)
    {
        section_.rule(std::move(text));
        return *this;
    }
    Offers& offer(const std::string& name, const std::string& value)
    {
        section_.asks(name, RequestText::of(path_).with("Sec-WebSocket-Extensions", value),
                      frame(text, "Hello"));
        return *this;
    }
    /// Parameters of permessage-deflate.
    Offers& parameters(const std::string& name, const std::string& list)
    {
        return offer(name, "permessage-deflate; " + list);
    }

private:
    Section section_;
    std::string path_;
};

void add_negotiation(Cases& cases)
{
    Section none{cases, "7692-5.1-", "/deflate"};
    none.rule("without an offer nothing is compressed").asks("not-offered", RequestText::of("/deflate"));
    Offers offers{cases, "7692-5.1-", "/takeover"};
    offers.rule("the server takes one offer, in the client's order of preference, or none")
        .offer("offered", "permessage-deflate")
        .offer("behind-unknown", "x-unknown, permessage-deflate")
        .offer("before-unknown", "permessage-deflate, x-unknown; a")
        .offer("unknown-only", "x-webkit-deflate-frame")
        .offer("first-of-two", "permessage-deflate; server_max_window_bits=10, permessage-deflate")
        .offer("second-if-first-invalid", "permessage-deflate; server_max_window_bits=16, permessage-deflate")
        .offer("second-if-first-unknown",
               "permessage-deflate; x=1, permessage-deflate; server_no_context_takeover")
        .offer("spaces", "  permessage-deflate ;\tserver_max_window_bits  =  10  ")
        .offer("no-spaces", "permessage-deflate;server_max_window_bits=10;server_no_context_takeover");
    offers
        .rule("7.1: an offer is declined if it has an unknown parameter, an invalid value or the same one "
              "twice")
        .parameters("unknown-parameter", "x_unknown")
        .parameters("unknown-parameter-with-value", "x_unknown=1")
        .parameters("server-takeover-twice", "server_no_context_takeover; server_no_context_takeover")
        .parameters("client-takeover-twice", "client_no_context_takeover; client_no_context_takeover")
        .parameters("server-bits-twice", "server_max_window_bits=10; server_max_window_bits=10")
        .parameters("client-bits-twice", "client_max_window_bits; client_max_window_bits=10");
    offers.rule("6455-9.1: what does not conform to the grammar fails the handshake")
        .offer("no-name", "; server_max_window_bits=10")
        .offer("ends-in-semicolon", "permessage-deflate;")
        .offer("parameters-not-separated", "permessage-deflate server_no_context_takeover")
        .offer("value-missing", "permessage-deflate; server_max_window_bits=")
        .offer("quote-not-ended", "permessage-deflate; server_max_window_bits=\"10");
}

void add_takeover_offers(Cases& cases)
{
    Offers offers{cases, "7692-7.1.1-", "/takeover"};
    offers.rule("7.1.1.1: server_no_context_takeover is accepted by naming it; it has no value")
        .parameters("server", "server_no_context_takeover")
        .parameters("server-with-value", "server_no_context_takeover=1");
    offers.rule("7.1.1.2: client_no_context_takeover is a hint that the server may take up; it has no value")
        .parameters("client", "client_no_context_takeover")
        .parameters("client-with-value", "client_no_context_takeover=true")
        .parameters("both", "client_no_context_takeover; server_no_context_takeover");
    Offers without{cases, "7692-7.1.1-", "/deflate"};
    without.rule("the server may forbid both takeovers without being asked to")
        .offer("forbidden", "permessage-deflate")
        .parameters("forbidden-and-asked-for", "client_no_context_takeover; server_no_context_takeover");
}

void add_window_offers(Cases& cases)
{
    Offers offers{cases, "7692-7.1.2-", "/takeover"};
    offers.rule(
        "7.1.2.1: server_max_window_bits, 8 to 15 without leading zeros, is accepted by naming no more; "
        "zlib cannot compress with 8: declined");
    for (auto* bits : {"8", "9", "10", "11", "12", "13", "14", "15", "\"10\""})
        offers.parameters("server-" + std::string{bits}, std::string{"server_max_window_bits="} + bits);
    offers.rule("7.1.2.1: anything else is an invalid value");
    for (auto* bits : {"0", "7", "16", "08", "010", "1", "150", "-9", "x", "0x0a", "10.0"})
        offers.parameters("server-" + std::string{bits}, std::string{"server_max_window_bits="} + bits);
    offers.parameters("server-no-value", "server_max_window_bits");
    offers.rule(
        "7.1.2.2: client_max_window_bits, 8 to 15 or without a value, is a hint: the server may name the "
        "same or less");
    offers.parameters("client-no-value", "client_max_window_bits");
    for (auto* bits : {"8", "9", "10", "11", "12", "13", "14", "15"})
        offers.parameters("client-" + std::string{bits}, std::string{"client_max_window_bits="} + bits);
    offers.rule("7.1.2.2: anything else is an invalid value");
    for (auto* bits : {"0", "7", "16", "08", "010", "1", "150", "x"})
        offers.parameters("client-" + std::string{bits}, std::string{"client_max_window_bits="} + bits);
    offers.rule("7.1.3: all together")
        .parameters("all",
                    "client_no_context_takeover; client_max_window_bits=11; server_no_context_takeover; "
                    "server_max_window_bits=12");
    Offers narrow{cases, "7692-7.1.2-", "/window"};
    narrow
        .rule(
            "the server may name a smaller window of its own unasked, but one of the client's only where the "
            "client offers client_max_window_bits")
        .offer("narrow", "permessage-deflate")
        .parameters("narrow-client-no-value", "client_max_window_bits")
        .parameters("narrow-client-12", "client_max_window_bits=12")
        .parameters("narrow-client-9", "client_max_window_bits=9")
        .parameters("narrow-server-12", "server_max_window_bits=12")
        .parameters("narrow-server-9", "server_max_window_bits=9")
        .offer("narrow-two-offers", "permessage-deflate; client_max_window_bits, permessage-deflate");
}

} // namespace

void add_offer_cases(Cases& cases)
{
    add_negotiation(cases);
    add_takeover_offers(cases);
    add_window_offers(cases);
}

} // namespace hawser::test::conformance
