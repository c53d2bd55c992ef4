// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/config.hpp>
#include <hawser/endpoint.hpp>
#include <hawser/fields.hpp>
#include <hawser/tls_info.hpp>

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
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

    /// The file that holds the body, on a route with `RouteOptions::spool_body` whose body was too large for
    /// memory; `""` if it is in `body()`. The file is removed when the exchange is over.
    const std::string& body_file() const noexcept;
    /// The fields that came behind a chunked body (RFC 9110 §6.5); none before the body is complete. They
    /// are no part of `fields()`: nothing that comes behind the content changes what was decided before it.
    const Fields& trailers() const noexcept;

    // --- what the fields say, read when asked
    /// The value of the first cookie of that name, as it came; nothing if there is none. Browsers send the
    /// one with the longest path first. Read leniently (RFC 6265bis §5.8.3): names are case-sensitive.
    std::optional<std::string_view> cookie(std::string_view name) const noexcept;
    /// Name and value of all cookies in order, repeated names too; views of the fields.
    std::vector<std::pair<std::string_view, std::string_view>> cookies() const;

    /// The media type of the body in lower case and without parameters: `text/html`. `""` if there is none,
    /// or it is malformed (RFC 9110 §8.3).
    std::string content_type() const;
    /// The parameter `charset` of Content-Type in lower case: `utf-8`; `""` if there is none.
    std::string charset() const;
    /// The value of Content-Length in bytes; nothing for a body in chunks, or without a body.
    std::optional<std::uint64_t> content_length() const noexcept;

    /// The media ranges that the client accepts, the dearest first, those with `q=0` left out; views of the
    /// fields (RFC 9110 §12.5.1).
    std::vector<std::string_view> accept_types() const;
    /// The media type of `offered` that the client likes best, of equal ones the first; `""` if it takes
    /// none of them. Without an Accept field that is the first.
    std::string_view accepts(std::initializer_list<std::string_view> offered) const noexcept;
    std::string_view accepts(std::span<const std::string_view> offered) const noexcept;
    /// The languages that the client understands, the dearest first; views of the fields (RFC 9110 §12.5.4).
    std::vector<std::string_view> accept_languages() const;
    /// The language of `offered` for this client (RFC 4647 §3.4): `de` also for one that asks for `de-CH`,
    /// `en-GB` also for one that asks for `en`. `""` if it understands none of them; the first without an
    /// Accept-Language field.
    std::string_view prefers_language(std::initializer_list<std::string_view> offered) const;
    std::string_view prefers_language(std::span<const std::string_view> offered) const;

    /// The page that the client says it came from (RFC 9110 §10.1.3), or `""`.
    std::string_view referrer() const noexcept { return fields_["Referer"]; }
    std::string_view user_agent() const noexcept { return fields_["User-Agent"]; }

    /// Whom the client asks: host, and port if it was given, of the target where that is absolute, else of
    /// the Host field (RFC 9112 §3.2.2). It is the client's word: `HostCheck` says which to believe.
    std::string_view authority() const noexcept;
    /// The same without the port: `example.com`, `[::1]`.
    std::string_view host() const noexcept;
    /// The whole URL (RFC 9112 §3.3): scheme, authority and target as they came. Where the client named no
    /// authority, the local endpoint stands in.
    std::string url() const;
    /// True if the client asks to go on with WebSocket (RFC 6455 §4.1, items 2, 5 and 6). Whether its
    /// handshake is a valid one is another question.
    bool is_websocket_request() const noexcept;

    // --- connection
    /// The client. Behind a proxy this is the proxy, unless `TrustedProxies` or the listener knows better.
    const Endpoint& remote_endpoint() const noexcept { return remote_; }
    const Endpoint& local_endpoint() const noexcept { return local_; }
    /// True if the client's connection is encrypted.
    bool is_secure() const noexcept { return secure_; }
    /// What the client and this server have agreed on in their TLS handshake, its certificate included; null for a
    /// plain connection, also one that a proxy says was secure before it.
    const TlsInfo* tls() const noexcept { return tls_.get(); }
    /// True if client and server are the same machine: a loopback address or a Unix socket.
    bool is_local() const noexcept { return remote_.is_loopback(); }
    /// True if the client wants to keep the connection open (RFC 9112 §9.3).
    bool keep_alive() const noexcept { return keep_alive_; }
    /// Names this request in logs: 32 hex digits, different for each request of this process and, as far as
    /// chance goes, of all others. All zeros in a request that no server has received.
    std::string trace_id() const;

    // --- who asks; set by `BasicAuth`, `DigestAuth` or a middleware of the application
    /// The name of the authenticated user, or `""`.
    const std::string& user() const noexcept;
    bool is_authenticated() const noexcept { return !user().empty(); }
    const std::vector<std::string>& roles() const noexcept;
    bool has_role(std::string_view role) const noexcept;

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
    Request& tls(std::shared_ptr<const TlsInfo> info) noexcept;
    Request& keep_alive(bool value) noexcept;
    Request& user(std::string name, std::vector<std::string> roles = {});
    Request& trailers(Fields trailers);
    /// The file is the caller's; it must be removed by `owner`'s destructor.
    Request& body_file(std::string path, std::shared_ptr<const void> owner);
    /// Gives the request its place in the order of all requests of this process; see `trace_id`.
    Request& serial(std::uint64_t number) noexcept;

    /// Forgets everything but keeps the memory for the next request.
    void clear() noexcept;
    /// Gives back memory that is not needed.
    void shrink_to_fit();

private:
    struct Extras; // what few requests have
    Extras& extras();

    std::string_view text(std::uint32_t begin, std::uint32_t end) const noexcept
    {
        return std::string_view{text_}.substr(begin, end - begin);
    }

    std::string text_; // the target, its path decoded where that differs, the method where it is unknown
    std::string body_;
    std::vector<std::pair<std::string, std::string>> parameters_;
    Fields fields_;
    std::shared_ptr<const Extras> extras_; // shared by copies, replaced by a change
    std::shared_ptr<const TlsInfo> tls_;   // the connection's
    std::uint64_t serial_ = 0;
    std::uint32_t target_end_ = 0, method_begin_ = 0; // all of these are places in text_
    std::uint32_t path_begin_ = 0, path_end_ = 0, query_begin_ = 0, query_end_ = 0;
    Endpoint local_, remote_;
    unsigned char version_ = 11;
    Method method_ = Method::get;
    bool secure_ = false;
    bool keep_alive_ = true;
};

} // namespace hawser
