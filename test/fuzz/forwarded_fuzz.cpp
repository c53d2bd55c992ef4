// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// Forwarded and X-Forwarded-*, as a server behind proxies reads them.

#include "http/forwarded.hpp"
#include "support/fuzz_check.hpp"

#include <hawser/middleware/trusted_proxies.hpp>

#include <stdexcept>
#include <string>

using namespace hawser;

namespace {

constexpr std::string_view names[] = {"Forwarded", "X-Forwarded-For", "X-Forwarded-Proto",
                                      "X-Forwarded-Host"};

/// A line is a field; its first character says which.
void add_fields(Fields& fields, std::string_view text)
{
    while (!text.empty()) {
        const auto end = text.find('\n');
        const auto line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (line.empty())
            continue;
        try {
            fields.add(names[static_cast<unsigned char>(line.front()) % 4], line.substr(1));
        } catch (const std::invalid_argument&) { // a character that no field may have
        }
    }
}

/// What a trusted proxy has added on the right is found, whatever stands left of it.
void check_appended(const Fields& fields)
{
    for (const std::string added : {"for=192.0.2.1", "for=\"[2001:db8::1]:80\";host=\"a,b\\\"\""}) {
        auto copy = fields;
        const bool has_field = copy.contains("Forwarded");
        copy.set("Forwarded", std::string{copy["Forwarded"]} + (has_field ? ", " : "") + added);
        http::ListFromRight list{copy, "Forwarded"};
        const auto element = list.next_with_quotes();
        FUZZ_CHECK(element && *element == added);
    }
}

void check_lists(const Fields& fields)
{
    for (const auto name : names) {
        std::size_t size = 0;
        http::ListFromRight list{fields, name};
        while (const auto element = list.next())
            size += element->size() + 1;
        http::ListFromRight quoted{fields, name};
        while (const auto element = quoted.next_with_quotes()) {
            FUZZ_CHECK(!element->empty());
            if (const auto hop = http::parse_forwarded_element(*element))
                http::node_address(hop->node);
        }
        std::size_t all = 0;
        for (const auto [field, value] : fields)
            all += value.size() + 1;
        FUZZ_CHECK(size <= all);
    }
}

void check_middleware(const Fields& fields, bool rfc7239, bool trusted)
{
    Request request{Method::get, "/"};
    request.fields() = fields;
    request.fields().add("Host", "backend");
    const auto peer = Endpoint::from_string(trusted ? "10.0.0.1:80" : "192.0.2.9:80").value();
    request.endpoints(peer, peer);
    Response response;
    Exchange exchange{request, response};
    TrustedProxies proxies{{.networks = {"10.0.0.0/8"},
                            .fields = rfc7239 ? ForwardedFields::forwarded : ForwardedFields::x_forwarded,
                            .host = true}};
    FUZZ_CHECK(proxies.on_request(exchange) == Action::next);
    FUZZ_CHECK(trusted || request.remote_endpoint() == peer);
    FUZZ_CHECK(request.remote_endpoint().family() == Endpoint::Family::ipv4 ||
               request.remote_endpoint().family() == Endpoint::Family::ipv6);
    FUZZ_CHECK(request.fields().count("Host") == 1 && (trusted || request["Host"] == "backend"));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    test::FuzzInput input{data, size};
    const auto choice = input.byte();
    Fields fields;
    add_fields(fields, input.rest());
    check_lists(fields);
    check_appended(fields);
    check_middleware(fields, (choice & 1) != 0, (choice & 2) != 0);
    return 0;
}
