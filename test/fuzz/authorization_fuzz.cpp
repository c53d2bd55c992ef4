// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// Authorization, as the server reads it: its form, Basic, Digest, and the target that Digest names.

#include "core/ascii.hpp"
#include "core/utf8.hpp"
#include "http/basic_credentials.hpp"
#include "http/digest_credentials.hpp"
#include "middleware/digest_scheme.hpp"
#include "support/fuzz_check.hpp"

#include <string>
#include <string_view>

using namespace hawser::http;

namespace {

bool has_control(std::string_view text)
{
    for (const char c : text)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
            return true;
    return false;
}

void check_form(const AuthField& field)
{
    FUZZ_CHECK(hawser::core::is_token(field.scheme));
    FUZZ_CHECK(field.token.empty() || field.parameters.empty());
    FUZZ_CHECK(field.parameters.size() <= max_auth_parameters);
    std::string written = field.scheme + " " + field.token;
    for (const auto& [name, value] : field.parameters) {
        FUZZ_CHECK(hawser::core::is_token(name) && field.find(name) == &value);
        written += (written.back() == ' ' ? "" : ", ") + name + "=";
        append_quoted(written, value);
    }
    const auto again = parse_credentials(written);
    FUZZ_CHECK(again && again->scheme == field.scheme && again->token == field.token &&
               again->parameters == field.parameters);
}

void check_basic(const AuthField& field)
{
    const auto read = parse_basic_credentials(field);
    if (!read)
        return;
    FUZZ_CHECK(!read->user.empty() && read->user.find(':') == std::string::npos);
    FUZZ_CHECK(!has_control(read->user) && !has_control(read->password));
    // There is one way to write them.
    FUZZ_CHECK(make_basic_credentials(read->user, read->password) == "Basic " + field.token);
}

void check_digest(const AuthField& field)
{
    const auto read = parse_digest_credentials(field);
    if (!read)
        return;
    FUZZ_CHECK(!read->user.empty() && hawser::core::is_valid_utf8(read->user) && !has_control(read->user));
    FUZZ_CHECK(read->nonce_count.size() == 8);
    auto counted = *read;
    counted.count(read->count());
    FUZZ_CHECK(hawser::core::iequals(counted.nonce_count, read->nonce_count));
    if (!read->is_user_hash || hawser::core::is_ascii(read->user)) {
        const auto form = parse_credentials(make_digest_credentials(*read));
        FUZZ_CHECK(form && parse_digest_credentials(*form)->user == read->user);
    }

    hawser::Request request{hawser::Method::get, "/dir/index.html?a=b"};
    request.fields().set("Host", "h");
    if (hawser::middleware::is_same_target(read->uri, request))
        FUZZ_CHECK(read->uri.ends_with("/dir/index.html?a=b"));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (const auto field = parse_credentials({reinterpret_cast<const char*>(data), size})) {
        check_form(*field);
        check_basic(*field);
        check_digest(*field);
    }
    return 0;
}
