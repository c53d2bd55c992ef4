// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "http/digest_challenge.hpp"

#include "core/ascii.hpp"

namespace hawser::http {
namespace {

bool is_true(const std::string* value) noexcept
{
    return value != nullptr && core::iequals(*value, "true");
}

bool has_element(std::string_view list, std::string_view wanted) noexcept
{
    while (!list.empty())
        if (core::iequals(core::next_element(list), wanted))
            return true;
    return false;
}

} // namespace

std::optional<DigestChallenge> parse_digest_challenge(const AuthField& field)
{
    const auto* realm = field.find("realm");
    const auto* nonce = field.find("nonce");
    const auto* qop = field.find("qop");
    const auto* algorithm = field.find("algorithm");
    const auto known = algorithm != nullptr ? digest_algorithm_from_string(*algorithm) : DigestAlgorithm::md5;
    if (!field.is_scheme("Digest") || realm == nullptr || nonce == nullptr || qop == nullptr || !known)
        return std::nullopt;

    DigestChallenge challenge{.realm = *realm, .nonce = *nonce, .algorithm = *known};
    challenge.offers_auth = has_element(*qop, "auth");
    challenge.offers_auth_int = has_element(*qop, "auth-int");
    if (!challenge.offers_auth && !challenge.offers_auth_int)
        return std::nullopt;
    if (const auto* opaque = field.find("opaque"))
        challenge.opaque = *opaque;
    challenge.is_stale = is_true(field.find("stale"));
    challenge.takes_user_hash = is_true(field.find("userhash"));
    const auto* charset = field.find("charset");
    challenge.is_utf8 = charset != nullptr && core::iequals(*charset, "UTF-8");
    return challenge;
}

std::string make_digest_challenge(const DigestChallenge& challenge)
{
    std::string out = "Digest realm=";
    append_quoted(out, challenge.realm);
    out.append(", qop=\"");
    out.append(challenge.offers_auth ? "auth" : "");
    out.append(challenge.offers_auth && challenge.offers_auth_int ? ", " : "");
    out.append(challenge.offers_auth_int ? "auth-int" : "");
    // Which of these stand in quotes is part of the grammar (RFC 7616 §3.3).
    out.append("\", algorithm=").append(hawser::to_string(challenge.algorithm)).append(", nonce=");
    append_quoted(out, challenge.nonce);
    if (!challenge.opaque.empty()) {
        out.append(", opaque=");
        append_quoted(out, challenge.opaque);
    }
    if (challenge.is_utf8)
        out.append(", charset=UTF-8");
    if (challenge.takes_user_hash)
        out.append(", userhash=true");
    if (challenge.is_stale)
        out.append(", stale=true");
    return out;
}

} // namespace hawser::http
