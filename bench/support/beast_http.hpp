// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

/// @file
/// A session of Boost.Beast's HTTP server, written as its asynchronous examples are.
#pragma once

#include "support/beast_stream.hpp"

#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <cstddef>
#include <memory>
#include <utility>

namespace bench {

/// @tparam Stream PlainStream or TlsStream
template <class Stream>
class BeastHttp : public std::enable_shared_from_this<BeastHttp<Stream>> {
    using Error = boost::beast::error_code;
    using Request = boost::beast::http::request<boost::beast::http::string_body>;
    using Response = boost::beast::http::response<boost::beast::http::string_body>;

public:
    template <class... Context>
    explicit BeastHttp(boost::asio::ip::tcp::socket&& socket, Context&... context)
        : stream_{std::move(socket), context...}
    {
    }

    void run()
    {
        begin_stream(stream_, [self = this->shared_from_this()](Error error) {
            if (!error) {
                self->read();
            }
        });
    }

private:
    static Response respond(const Request& request)
    {
        namespace http = boost::beast::http;
        const bool known = request.method() == http::verb::get && request.target() == "/hello";
        Response response{known ? http::status::ok : http::status::not_found, request.version()};
        response.set(http::field::content_type, "text/plain");
        response.keep_alive(request.keep_alive());
        response.body() = known ? "Hello, World!" : "not found";
        response.prepare_payload();
        return response;
    }

    void read()
    {
        request_ = {};
        boost::beast::http::async_read(stream_, buffer_, request_,
                                       [self = this->shared_from_this()](Error error, std::size_t) {
                                           if (!error) {
                                               self->write();
                                           }
                                       });
    }

    void write()
    {
        response_ = respond(request_);
        boost::beast::http::async_write(stream_, response_,
                                        [self = this->shared_from_this()](Error error, std::size_t) {
                                            if (!error && self->response_.keep_alive()) {
                                                self->read();
                                            }
                                        });
    }

    Stream stream_;
    boost::beast::flat_buffer buffer_;
    Request request_;
    Response response_;
};

} // namespace bench
