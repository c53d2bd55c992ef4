// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/config.hpp>
#include <hawser/credentials.hpp>
#include <hawser/middleware.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace hawser {

namespace middleware {
class DigestScheme;
}

/// How `DigestAuth` authenticates.
struct DigestAuthOptions {
    /// The name of what is protected, which browsers show. In printable ASCII characters. Part of each
    /// `digest_ha1`: with another realm, those that are stored are worth nothing.
    std::string realm{};
    /// Looks users up. Either this or `find_async` must be there.
    CredentialFinder find{};
    /// Looks users up and answers later.
    AsyncCredentialFinder find_async{};
    /// Looks a user up by `digest_user_hash`, for clients that do not tell the name; such a credential needs
    /// its `name`. Empty: clients are not asked to do so.
    CredentialFinder find_by_hash{};
    /// What is offered, the best first: clients take the first that they know (RFC 7616 §3.7). Many know MD5
    /// only, so without it they stay out.
    std::vector<DigestAlgorithm> algorithms{DigestAlgorithm::sha256, DigestAlgorithm::md5};
    /// Offers to protect the body of requests too (`qop=auth-int`). It is read before the user is known to be
    /// who he says. Few clients can do it, and no browser.
    bool offer_auth_int = false;
    /// How long a nonce is good. Clients get another one then, and nobody is asked for the password again;
    /// but the request is sent twice, so not too short.
    std::chrono::milliseconds nonce_lifetime{std::chrono::minutes{5}};
    /// How many nonces in use are kept at most, about 100 bytes each; the oldest goes when there are more,
    /// with the same effect as at the end of its life.
    std::size_t max_nonces = 65'536;
    /// Answers users without this role with 403. Empty: all may pass.
    std::string require_role{};
    /// Passes requests without credentials on, with no user; wrong ones are refused all the same.
    bool optional = false;
};

/// Asks for name and password without having the password sent, as RFC 7616 says, and tells the request who
/// it is.
///
/// Each request is signed with the password and a nonce of the server's. Nonces cannot be guessed, expire, and
/// are taken only once with each nonce count, so a request that somebody has recorded cannot be sent again.
/// Only TLS keeps others from reading what is sent, though, and from changing it on the way.
///
/// *Thread safety*: as all middleware. Copies share their nonces.
///
/// *Errors*: the constructor throws `std::invalid_argument` if the realm, the finder or all algorithms are
/// missing, or a number makes no sense; `std::runtime_error` if OpenSSL has no MD5, in FIPS mode.
///
/// *Example*
/// @code
/// hawser::DigestAuth auth{{
///     .realm = "WebSocket Test",
///     .find = [](std::string_view user) -> std::optional<hawser::Credential> {
///         if (user != "nobita")
///             return std::nullopt;
///         return hawser::Credential{.password = "password", .roles = {"gunfighter"}};
///     },
/// }};
/// @endcode
class HAWSER_DECL DigestAuth : public Middleware {
public:
    explicit DigestAuth(DigestAuthOptions options);

    /// 401 without good credentials, 400 with malformed ones or such for another target.
    Action on_request(Exchange& exchange) override;

private:
    std::shared_ptr<middleware::DigestScheme> scheme_;
};

} // namespace hawser
