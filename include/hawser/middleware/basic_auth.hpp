// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/config.hpp>
#include <hawser/credentials.hpp>
#include <hawser/middleware.hpp>

#include <memory>
#include <string>

namespace hawser {

namespace middleware {
class BasicScheme;
}

/// How `BasicAuth` authenticates.
struct BasicAuthOptions {
    /// The name of what is protected, which browsers show. In printable ASCII characters.
    std::string realm{};
    /// Looks users up. Either this or `find_async` must be there.
    CredentialFinder find{};
    /// Looks users up and answers later.
    AsyncCredentialFinder find_async{};
    /// Answers users without this role with 403. Empty: all may pass.
    std::string require_role{};
    /// Passes requests without credentials on, with no user; wrong ones are refused all the same.
    bool optional = false;
};

/// Asks for name and password, as RFC 7617 says, and tells the request who it is.
///
/// The password goes over the wire as it is, so use it behind TLS: the first request over a connection that
/// is neither encrypted nor of this machine is told in the log. Refusals are alike, and take the same time,
/// whether the user or the password is wrong; with `Credential::verify` see to the latter yourself, by
/// finding a credential for unknown users too.
///
/// *Thread safety*: as all middleware. Copies share their memory of passwords.
///
/// *Errors*: the constructor throws `std::invalid_argument` if the realm or the finder is missing.
///
/// *Example*
/// @code
/// const std::string stored = hawser::hash_password("secret");
/// hawser::BasicAuth auth{{
///     .realm = "Members",
///     .find = [stored](std::string_view user) -> std::optional<hawser::Credential> {
///         if (user != "nobita")
///             return std::nullopt;
///         return hawser::Credential{.password_hash = stored, .roles = {"member"}};
///     },
/// }};
/// @endcode
class HAWSER_DECL BasicAuth : public Middleware {
public:
    explicit BasicAuth(BasicAuthOptions options);

    /// 401 without good credentials, 400 with malformed ones.
    Action on_request(Exchange& exchange) override;

private:
    std::shared_ptr<middleware::BasicScheme> scheme_;
};

} // namespace hawser
