// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "http/digest_credentials.hpp"

#include "core/ascii.hpp"
#include "core/percent.hpp"
#include "core/utf8.hpp"
#include "http/extended_value.hpp"

#include <algorithm>
#include <charconv>

namespace hawser::http {
namespace {

bool is_name(std::string_view text) noexcept
{
    return !text.empty() && core::is_plain_text(text);
}

/// Takes over a parameter that must be there.
bool read(const AuthField& field, std::string_view name, std::string& value)
{
    const auto* found = field.find(name);
    if (found == nullptr)
        return false;
    value = *found;
    return true;
}

/// One of `username` and `username*`; a hash is never in the second (RFC 7616 §3.4.4).
bool read_user(const AuthField& field, DigestCredentials& credentials)
{
    const auto* plain = field.find("username");
    const auto* extended = field.find("username*");
    const auto* is_hash = field.find("userhash");
    credentials.is_user_hash = is_hash != nullptr && core::iequals(*is_hash, "true");
    if ((plain == nullptr) == (extended == nullptr) || (extended != nullptr && credentials.is_user_hash))
        return false;
    if (plain != nullptr) {
        credentials.user = *plain;
    } else {
        auto decoded = parse_extended_value(*extended);
        if (!decoded)
            return false;
        credentials.user = std::move(*decoded);
    }
    return is_name(credentials.user);
}

bool read_algorithm(const AuthField& field, DigestAlgorithm& algorithm)
{
    const auto* name = field.find("algorithm");
    if (name == nullptr) // MD5 then (RFC 7616 §3.3)
        return true;
    const auto found = digest_algorithm_from_string(*name);
    algorithm = found.value_or(algorithm);
    return found.has_value();
}

bool read_qop(const AuthField& field, DigestQop& qop)
{
    const auto* name = field.find("qop");
    if (name == nullptr)
        return false;
    qop = core::iequals(*name, "auth-int") ? DigestQop::auth_int : DigestQop::auth;
    return core::iequals(*name, to_string(qop));
}

bool read_nonce_count(const AuthField& field, std::string& count)
{
    return read(field, "nc", count) && count.size() == 8 &&
           std::all_of(count.begin(), count.end(), [](char c) { return core::hex_value(c) >= 0; });
}

void append(std::string& out, std::string_view name, std::string_view value)
{
    out.append(out.back() == ' ' ? "" : ", ").append(name).append("=");
    append_quoted(out, value);
}

} // namespace

std::uint32_t DigestCredentials::count() const noexcept
{
    std::uint32_t number = 0;
    std::from_chars(nonce_count.data(), nonce_count.data() + nonce_count.size(), number, 16);
    return number;
}

void DigestCredentials::count(std::uint32_t number)
{
    const unsigned char bytes[] = {
        static_cast<unsigned char>(number >> 24), static_cast<unsigned char>(number >> 16),
        static_cast<unsigned char>(number >> 8), static_cast<unsigned char>(number)};
    nonce_count.clear();
    core::append_hex(nonce_count, bytes);
}

std::optional<DigestCredentials> parse_digest_credentials(const AuthField& field)
{
    DigestCredentials credentials;
    const bool is_good =
        field.is_scheme("Digest") && read_user(field, credentials) &&
        read(field, "realm", credentials.realm) && read(field, "nonce", credentials.nonce) &&
        read(field, "uri", credentials.uri) && read(field, "response", credentials.response) &&
        read(field, "cnonce", credentials.client_nonce) && read_algorithm(field, credentials.algorithm) &&
        read_qop(field, credentials.qop) && read_nonce_count(field, credentials.nonce_count);
    if (!is_good)
        return std::nullopt;
    read(field, "opaque", credentials.opaque);
    return credentials;
}

std::string make_digest_credentials(const DigestCredentials& credentials)
{
    std::string out = "Digest ";
    // Bytes over 127 in a quoted string are read as Latin-1 by some (RFC 7616 §3.4).
    if (core::is_ascii(credentials.user) || !credentials.is_extended)
        append(out, "username", credentials.user);
    else
        out.append("username*=").append(make_extended_value(credentials.user));
    append(out, "realm", credentials.realm);
    append(out, "nonce", credentials.nonce);
    append(out, "uri", credentials.uri);
    append(out, "response", credentials.response);
    append(out, "cnonce", credentials.client_nonce);
    if (!credentials.opaque.empty())
        append(out, "opaque", credentials.opaque);
    out.append(", algorithm=").append(hawser::to_string(credentials.algorithm));
    out.append(", qop=").append(to_string(credentials.qop));
    out.append(", nc=").append(credentials.nonce_count);
    if (credentials.is_user_hash)
        out.append(", userhash=true");
    return out;
}

DigestInput digest_input(const DigestCredentials& credentials, std::string_view method,
                         std::string_view body_hash)
{
    return {.algorithm = credentials.algorithm,
            .qop = credentials.qop,
            .method = method,
            .uri = credentials.uri,
            .nonce = credentials.nonce,
            .nonce_count = credentials.nonce_count,
            .client_nonce = credentials.client_nonce,
            .body_hash = body_hash};
}

} // namespace hawser::http
