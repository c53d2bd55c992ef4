// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/config.hpp>
#include <hawser/cookie.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hawser {

class Request;
class Response;

/// Cookies that the client can read but not change: each carries an HMAC-SHA256 of its name, its value and
/// the time until which it is good (RFC 2104).
///
/// A signature says who made a value, not how often it is used, nor that nobody else has read it: what must
/// stay secret, or end with a log-out, is kept on the server.
///
/// *Thread safety*: all members are safe from any thread.
///
/// *Example*
/// @code
/// const hawser::SignedCookies cookies{{"a secret of 32 random bytes or so"}};
/// cookies.set(response, {.name = "user", .value = "7"}, std::chrono::hours{24});
/// if (auto user = cookies.get(request, "user")) std::cout << "user " << *user << " is back\n";
/// @endcode
class HAWSER_DECL SignedCookies {
public:
    using Clock = std::chrono::system_clock;

    /// The first key signs, all of them verify: to change keys, put the new one in front and drop the old
    /// one when its cookies have run out. A key is best 32 bytes from a random source, kept out of the code.
    /// @throws std::invalid_argument without a key, or for one with less than 16 bytes.
    explicit SignedCookies(std::vector<std::string> keys);

    /// The value to set for a cookie of that name: `value`, of any bytes, with its signature. It is good
    /// until `expires`, to the second, wherever the client keeps it; without, for ever.
    std::string sign(std::string_view name, std::string_view value,
                     std::optional<Clock::time_point> expires = {}) const;

    /// The value that was signed; nothing if it was not signed by one of the keys for that name, or is no
    /// longer good at `now`. Takes the same time for all signatures that are wrong.
    std::optional<std::string> verify(std::string_view name, std::string_view signed_value,
                                      Clock::time_point now = Clock::now()) const;

    /// Signs the value of `cookie` and adds it to the response. With `lifetime`, both the signature and
    /// the browser's copy end after it.
    /// @throws std::invalid_argument as `Cookie::to_string` does; a value may have about 3000 bytes.
    void set(Response& response, Cookie cookie, std::optional<std::chrono::seconds> lifetime = {}) const;

    /// The value of the first cookie of that name that verifies: another one in front of it, which a
    /// subdomain may have planted, does not hide it.
    std::optional<std::string> get(const Request& request, std::string_view name,
                                   Clock::time_point now = Clock::now()) const;

private:
    class Keys;
    std::shared_ptr<const Keys> keys_;
};

} // namespace hawser
