// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/config.hpp>
#include <hawser/cookie.hpp>
#include <hawser/middleware.hpp>

#include <cstddef>
#include <functional>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace hawser {

/// The cookies that a request brought, in order. Views of the request's fields.
class HAWSER_DECL RequestCookies {
public:
    using Cookies = std::vector<std::pair<std::string_view, std::string_view>>; ///< name and value

    explicit RequestCookies(const Request& request) : cookies_{request.cookies()} {}

    /// The value of the first cookie of that name, or nothing.
    std::optional<std::string_view> find(std::string_view name) const noexcept;
    /// The same, or `""`.
    std::string_view operator[](std::string_view name) const noexcept { return find(name).value_or(""); }
    bool contains(std::string_view name) const noexcept { return find(name).has_value(); }

    Cookies::const_iterator begin() const noexcept { return cookies_.begin(); }
    Cookies::const_iterator end() const noexcept { return cookies_.end(); }
    std::size_t size() const noexcept { return cookies_.size(); }
    bool empty() const noexcept { return cookies_.empty(); }

private:
    Cookies cookies_;
};

/// The cookies that an answer sets.
class HAWSER_DECL ResponseCookies {
public:
    explicit ResponseCookies(Response& response) noexcept : response_{response} {}

    /// Adds one. @throws as `Cookie::to_string` does.
    void set(const Cookie& cookie);
    /// Makes the browser forget one; path and domain must be those that it was set with.
    void expire(std::string_view name, std::string_view path = "/", std::string_view domain = {});

private:
    Response& response_;
};

/// Looks at the cookies of each request and sets cookies in its answer, also in the answer to a WebSocket
/// handshake, which a `Behavior` has no more say in.
///
/// It is called on the way out, when the answer's own cookies are set; not for what was no valid request.
///
/// *Thread safety*: the function is called from any I/O thread.
///
/// *Errors*: the constructor throws `std::invalid_argument` if the function is empty; what the function
/// throws answers the request with 500.
///
/// *Example*
/// @code
/// server.add_service<Chat>("/Chat").use(hawser::CookieResponder{
///     [](const hawser::RequestCookies& asked, hawser::ResponseCookies& answer) {
///         if (!asked.contains("visitor"))
///             answer.set({.name = "visitor", .value = "7f3a"});
///         answer.expire("old");
///     }});
/// @endcode
class HAWSER_DECL CookieResponder final : public Middleware {
public:
    using Function =
        std::function<void(const RequestCookies& request_cookies, ResponseCookies& response_cookies)>;

    explicit CookieResponder(Function function);

    Action on_request(Exchange& exchange) override;
    void on_response(Exchange& exchange) override;

private:
    Function function_;
};

} // namespace hawser
