// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/config.hpp>
#include <hawser/endpoint.hpp>
#include <hawser/fields.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hawser {

/// Request methods (RFC 9110 §9, RFC 5789). Methods are case-sensitive.
enum class Method : unsigned char { unknown, get, head, post, put, delete_, connect, options, trace, patch };

/// `"GET"` …; `""` for `unknown`.
HAWSER_DECL std::string_view to_string(Method method) noexcept;

/// The method of that name, or `Method::unknown`.
HAWSER_DECL Method method_from_string(std::string_view name) noexcept;

/// One HTTP request: what a handler reads, and what a `Behavior` remembers of its handshake.
///
/// The server fills it; an application makes one of its own to test a handler without a server.
///
/// *Thread safety*: like a standard container.
///
/// *Example*
/// @code
/// hawser::Request request{hawser::Method::get, "/chat%20room?name=a&name=b"};
/// assert(request.path() == "/chat room");
/// assert(request.query("name") == "a");
/// @endcode
class HAWSER_DECL Request {
public:
    Request() = default;
    /// @throws std::invalid_argument if `target` is not a valid request target.
    explicit Request(Method method, std::string_view target = "/");

    // --- request line
    Method method() const noexcept { return method_; }
    /// The method as it came, also where `method()` is `unknown`.
    std::string_view method_string() const noexcept;
    /// The request target as it came: `/a%20b?c=d` (RFC 9112 §3.2).
    std::string_view target() const noexcept { return text(0, target_end_); }
    /// The path, percent-decoded once, always starting with `/` (or `*` for `OPTIONS *`).
    std::string_view path() const noexcept;
    /// What follows the first `?` of the target, as it came.
    std::string_view query_string() const noexcept;
    /// 10 for HTTP/1.0, 11 for HTTP/1.1.
    unsigned version() const noexcept { return version_; }

    /// The first query parameter of that name, decoded (`%xx`, and `+` as space); nothing if absent.
    std::optional<std::string> query(std::string_view name) const;
    /// All query parameters of that name, decoded, in order.
    std::vector<std::string> query_all(std::string_view name) const;

    /// What `{name}` of the route's pattern matched; the rest behind a trailing `*` has the name `"*"`.
    /// `""` if the pattern has no such parameter.
    std::string_view parameter(std::string_view name) const noexcept;

    // --- fields and body
    const Fields& fields() const noexcept { return fields_; }
    Fields& fields() noexcept { return fields_; }
    /// The first field of that name, or `""`.
    std::string_view operator[](std::string_view name) const noexcept { return fields_[name]; }
    /// The whole body; `""` if there was none.
    std::string_view body() const noexcept { return body_; }

    // --- connection
    const Endpoint& remote_endpoint() const noexcept { return remote_; }
    const Endpoint& local_endpoint() const noexcept { return local_; }
    bool is_secure() const noexcept { return secure_; }

    // --- for those who make requests: the server and tests
    Request& method(Method method);
    /// Sets the method from its name, known or not.
    Request& method(std::string_view name);
    /// Sets the target and splits it. False, and no change, if it is not a valid target: no control
    /// characters, spaces or `#`; origin-form, absolute-form, `*` or authority-form; `%` only before two
    /// hex digits, which in the path are none of NUL, CR and LF.
    bool target(std::string_view target);
    Request& version(unsigned version) noexcept;
    Request& body(std::string_view body);
    Request& append_body(std::string_view piece);
    Request& parameter(std::string_view name, std::string_view value);
    void clear_parameters() noexcept { parameters_.clear(); }
    Request& endpoints(const Endpoint& local, const Endpoint& remote, bool secure = false) noexcept;

    /// Forgets everything but keeps the memory for the next request.
    void clear() noexcept;
    /// Gives back memory that is not needed.
    void shrink_to_fit();

private:
    std::string_view text(std::uint32_t begin, std::uint32_t end) const noexcept
    {
        return std::string_view{text_}.substr(begin, end - begin);
    }

    std::string text_; // the target, its path decoded where that differs, the method where it is unknown
    std::string body_;
    std::vector<std::pair<std::string, std::string>> parameters_;
    Fields fields_;
    std::uint32_t target_end_ = 0, method_begin_ = 0; // all of these are places in text_
    std::uint32_t path_begin_ = 0, path_end_ = 0, query_begin_ = 0, query_end_ = 0;
    Endpoint local_, remote_;
    unsigned char version_ = 11;
    Method method_ = Method::get;
    bool secure_ = false;
};

} // namespace hawser
