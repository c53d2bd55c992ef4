// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/config.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hawser {

/// The hash functions of Digest authentication (RFC 7616 §3.4.2). With `-sess`, the key that signs the
/// requests depends on the server's nonce too.
enum class DigestAlgorithm : unsigned char { md5, md5_sess, sha256, sha256_sess };

/// `"MD5"`, `"MD5-sess"`, `"SHA-256"`, `"SHA-256-sess"`.
HAWSER_DECL std::string_view to_string(DigestAlgorithm algorithm) noexcept;

/// What an application knows of a user: the answer of a finder.
///
/// One way to check the password is enough. `BasicAuth` takes the first there is of `verify`, `password_hash`
/// and `password`; `DigestAuth` the `ha1_…` of the algorithm that the client chose, else `password`. One in
/// which a middleware finds nothing of use is treated like no user, and told in the log.
struct Credential {
    /// The user's name, as `Request::user` gives it. Empty: as the client wrote it.
    std::string name{};
    /// The password itself, in UTF-8. Prefer a hash of it: whoever steals that has no password yet.
    std::string password{};
    /// What `hash_password` made of the password; for `BasicAuth`.
    std::string password_hash{};
    /// What `digest_ha1` made of name, realm and password; for `DigestAuth`. Who knows it can log in with
    /// Digest, in this realm, without the password: keep it like one.
    std::string ha1_md5{};
    std::string ha1_sha256{};
    /// Compares with a hash of another kind; for `BasicAuth`. Called on an I/O thread, several at once,
    /// or where `find_async` was answered.
    std::function<bool(std::string_view password)> verify{};
    /// What `Request::roles` gives.
    std::vector<std::string> roles{};
};

/// Looks a user up; nothing if there is none. Called on an I/O thread, several at once, so it must not take
/// long; what it throws answers the request with 500.
using CredentialFinder = std::function<std::optional<Credential>(std::string_view user)>;

/// Takes what was found, or nothing: once, on any thread. Called with a hash of a password, it also computes
/// that, and so may take a while. Destroyed without a call, it answers the request with 500.
using CredentialCompletion = std::function<void(std::optional<Credential> found)>;

/// Starts to look a user up, and returns; for databases.
using AsyncCredentialFinder = std::function<void(std::string user, CredentialCompletion done)>;

/// Makes a text to store in place of a password: PBKDF2 with HMAC-SHA-256 and 16 random bytes of salt
/// (RFC 8018 §5.2), as `$pbkdf2-sha256$i=600000$salt$hash`.
///
/// The more iterations, the longer a thief of the text needs to guess, and the longer a login takes; the
/// default takes about 0.2 s of processor time.
/// @throws std::invalid_argument unless there are 1,000 to 10,000,000 iterations.
/// @throws std::runtime_error if OpenSSL or its random number generator fails.
///
/// @code
/// std::string stored = hawser::hash_password("correct horse battery staple");
/// assert(hawser::verify_password("correct horse battery staple", stored));
/// @endcode
HAWSER_DECL std::string hash_password(std::string_view password, unsigned iterations = 600'000);

/// True if `hash` was made of that password. Compares in constant time.
/// @throws std::invalid_argument if `hash` is nothing that `hash_password` makes.
HAWSER_DECL bool verify_password(std::string_view password, std::string_view hash);

/// The hash of `user:realm:password`, in hexadecimal digits: what Digest authentication needs to know of a
/// password (RFC 7616 §3.4.2). For a `-sess` algorithm it is the same as without.
/// @throws std::runtime_error if OpenSSL does not have the algorithm: MD5, in FIPS mode.
HAWSER_DECL std::string digest_ha1(DigestAlgorithm algorithm, std::string_view user, std::string_view realm,
                                   std::string_view password);

/// The hash of `user:realm`, in hexadecimal digits: how a client names a user without telling the name
/// (RFC 7616 §3.4.4). See `DigestAuthOptions::find_by_hash`.
HAWSER_DECL std::string digest_user_hash(DigestAlgorithm algorithm, std::string_view user,
                                         std::string_view realm);

} // namespace hawser
