// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "http/digest.hpp"

#include "core/ascii.hpp"

namespace hawser::http {

std::optional<DigestAlgorithm> digest_algorithm_from_string(std::string_view name) noexcept
{
    for (const auto algorithm : {DigestAlgorithm::md5, DigestAlgorithm::md5_sess, DigestAlgorithm::sha256,
                                 DigestAlgorithm::sha256_sess})
        if (core::iequals(name, hawser::to_string(algorithm)))
            return algorithm;
    return std::nullopt;
}

std::string_view to_string(DigestQop qop) noexcept
{
    return qop == DigestQop::auth ? "auth" : "auth-int";
}

std::string digest_response(const DigestInput& input, std::string_view ha1)
{
    const auto hash = hash_of(input.algorithm);
    std::string session_key;
    if (is_session(input.algorithm)) {
        core::Hasher a1{hash};
        session_key =
            a1.update(ha1).update(":").update(input.nonce).update(":").update(input.client_nonce).hex();
        ha1 = session_key;
    }
    core::Hasher a2{hash};
    a2.update(input.method).update(":").update(input.uri);
    if (input.qop == DigestQop::auth_int)
        a2.update(":").update(input.body_hash);
    const auto ha2 = a2.hex();

    core::Hasher response{hash};
    response.update(ha1).update(":").update(input.nonce).update(":").update(input.nonce_count);
    response.update(":").update(input.client_nonce).update(":").update(to_string(input.qop));
    return response.update(":").update(ha2).hex();
}

} // namespace hawser::http
