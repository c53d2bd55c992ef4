// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// WWW-Authenticate, as a client reads it: several fields, each with several challenges.

#include "core/ascii.hpp"
#include "http/auth_field.hpp"
#include "http/digest_challenge.hpp"
#include "support/fuzz_check.hpp"

#include <stdexcept>
#include <string>
#include <string_view>

using namespace hawser::http;

namespace {

// A line is a field.
hawser::Fields fields_from(std::string_view text)
{
    hawser::Fields fields;
    for (;;) {
        const auto end = text.find('\n');
        try {
            fields.add("WWW-Authenticate", text.substr(0, end));
        } catch (const std::invalid_argument&) { // a character that no field may have
        }
        if (end == std::string_view::npos)
            return fields;
        text.remove_prefix(end + 1);
    }
}

std::string write(const AuthField& challenge)
{
    auto text = challenge.scheme;
    if (!challenge.token.empty())
        text += " " + challenge.token;
    const char* separator = " ";
    for (const auto& [name, value] : challenge.parameters) {
        text += separator + name + "=";
        append_quoted(text, value);
        separator = ",";
    }
    return text;
}

void check_digest(const AuthField& field)
{
    const auto read = parse_digest_challenge(field);
    if (!read)
        return;
    FUZZ_CHECK(read->offers_auth || read->offers_auth_int);
    const auto form = parse_credentials(make_digest_challenge(*read));
    FUZZ_CHECK(form);
    const auto again = parse_digest_challenge(*form);
    FUZZ_CHECK(again && again->realm == read->realm && again->nonce == read->nonce &&
               again->opaque == read->opaque && again->algorithm == read->algorithm &&
               again->offers_auth == read->offers_auth && again->offers_auth_int == read->offers_auth_int &&
               again->is_stale == read->is_stale && again->takes_user_hash == read->takes_user_hash);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto found = parse_challenges(fields_from({reinterpret_cast<const char*>(data), size}));
    FUZZ_CHECK(found.size() <= max_challenges);
    std::string written;
    for (const auto& challenge : found) {
        FUZZ_CHECK(hawser::core::is_token(challenge.scheme));
        FUZZ_CHECK(challenge.parameters.size() <= max_auth_parameters);
        FUZZ_CHECK(challenge.token.empty() || challenge.parameters.empty());
        written += (written.empty() ? "" : ", ") + write(challenge);
        check_digest(challenge);
    }
    // All in one field mean the same.
    hawser::Fields fields;
    fields.add("WWW-Authenticate", written);
    const auto again = parse_challenges(fields);
    FUZZ_CHECK(again.size() == found.size());
    for (std::size_t i = 0; i < found.size(); ++i)
        FUZZ_CHECK(again[i].scheme == found[i].scheme && again[i].token == found[i].token &&
                   again[i].parameters == found[i].parameters);
    return 0;
}
