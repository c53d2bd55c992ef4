// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/error.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace hawser::client {

/// Asks a SOCKS5 proxy for a connection (RFC 1928), with a user name and a password if it wants them
/// (RFC 1929). Knows no socket: bytes in, bytes to send out.
///
///     write output(), then clear_output();
///     while (read bytes, next(bytes) is need_more) {
///         write output(), then clear_output();
///     }
///
///     method selection → (password →) request → complete | failed
///
/// Nothing is sent before the proxy has answered the step before: one that refuses a step would take what
/// comes behind it for something else. Whoever is on the way to the proxy can read the password.
///
/// *Thread safety*: none.
class Socks5 {
public:
    enum class Event : unsigned char {
        need_more, ///< write `output()` if there is any, and read on
        complete,  ///< the connection stands; what is left of the bytes came from the server
        failed,    ///< `error()` says why
    };

    /// `host` is an address, IPv6 with brackets or without, or a name that the proxy resolves. User and
    /// password both empty: there are none.
    /// @throws std::invalid_argument if a name has not 1 to 255 bytes, or such as no name has; if an address
    /// has a scope, which would be the proxy's and not ours; if user and password are there, and one of them
    /// has not 1 to 255 bytes.
    Socks5(std::string_view host, std::uint16_t port, std::string_view user = {},
           std::string_view password = {});

    /// What is to be sent now; at first, the methods that we know.
    std::string_view output() const noexcept { return output_; }
    /// It was handed to the socket. What the proxy says before that is no answer to it, so `next` would fail.
    void clear_output() noexcept { output_.clear(); }

    /// Takes what the proxy says from the front of `bytes`, and nothing of what is behind its last answer.
    /// What is not `need_more` is final: further calls give the same and take nothing.
    Event next(std::string_view& bytes);

    /// Why it failed. `error::proxy_authentication_required`, `error::proxy_credentials_refused`,
    /// `error::proxy_protocol_error`, `error::proxy_refused`, or, where the proxy says what was wrong between
    /// it and the server, what a direct connection would have failed with: `connection_refused`,
    /// `host_unreachable`, `network_unreachable`, `timed_out`, `permission_denied` of `boost::system::errc`.
    error_code error() const noexcept { return error_; }
    /// The error is one of the last: the proxy reports what happened to itself.
    bool is_reported() const noexcept { return error_.category() == boost::system::generic_category(); }
    /// The server, or its address, cannot be reached: another address of it may.
    bool is_of_address() const noexcept { return is_of_address_; }

private:
    enum class Step : unsigned char { method, password, request };

    Event judge();
    Event judge_method(unsigned method);
    Event judge_password(unsigned status);
    Event judge_request();
    Event send(std::string_view bytes, Step step);
    Event fail(error_code why) noexcept;

    std::string request_;
    std::string password_; // the message of RFC 1929; empty: there is none
    std::string output_;
    std::string reply_; // the bytes of the current one, so far: at most 262
    Step step_ = Step::method;
    Event event_ = Event::need_more;
    error_code error_;
    bool is_of_address_ = false;
};

} // namespace hawser::client
