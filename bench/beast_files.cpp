// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

/// @file
/// A peer: Boost.Beast as a server of files, written as its asynchronous examples are: the file is opened for
/// each request, and `file_body` sends it.

#include "support/server_options.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;

using Request = http::request<http::empty_body>;
using Response = http::response<http::file_body>;

/// The file of that name, or an answer without a body.
Response respond(const Request& request, const std::string& root)
{
    Response response{http::status::not_found, request.version()};
    response.keep_alive(request.keep_alive());
    const std::string_view target{request.target().data(), request.target().size()};
    beast::error_code error;
    http::file_body::value_type body;
    if (request.method() == http::verb::get && target.find("..") == std::string_view::npos)
        body.open((root + std::string{target}).c_str(), beast::file_mode::scan, error);
    if (body.is_open()) {
        response.result(http::status::ok);
        response.set(http::field::content_type, "text/plain");
        response.body() = std::move(body);
    }
    response.prepare_payload();
    return response;
}

class Session : public std::enable_shared_from_this<Session> {
public:
    Session(tcp::socket&& socket, const std::string& root) : stream_{std::move(socket)}, root_{root} {}

    void read()
    {
        request_ = {};
        http::async_read(stream_, buffer_, request_,
                         [self = shared_from_this()](beast::error_code error, std::size_t) {
                             if (!error) {
                                 self->write();
                             }
                         });
    }

private:
    void write()
    {
        response_.emplace(respond(request_, root_));
        http::async_write(stream_, *response_,
                          [self = shared_from_this()](beast::error_code error, std::size_t) {
                              if (!error && self->response_->keep_alive()) {
                                  self->read();
                              }
                          });
    }

    beast::tcp_stream stream_;
    const std::string& root_;
    beast::flat_buffer buffer_;
    Request request_;
    std::optional<Response> response_; // a file_body cannot be assigned to while it is open
};

void accept(tcp::acceptor& acceptor, const std::string& root)
{
    acceptor.async_accept([&acceptor, &root](beast::error_code error, tcp::socket socket) {
        if (!error) {
            socket.set_option(tcp::no_delay{true});
            std::make_shared<Session>(std::move(socket), root)->read();
        }
        accept(acceptor, root);
    });
}

} // namespace

int main(int argc, char** argv)
{
    try {
        if (const auto options = bench::options_from_command_line(argc, argv)) {
            asio::io_context context{1};
            tcp::acceptor acceptor{context, {asio::ip::address_v4::loopback(), options->port}};
            bench::announce(acceptor.local_endpoint().port());
            accept(acceptor, options->root);
            context.run();
        }
    } catch (const std::exception& e) {
        std::cerr << "bench_beast_files: " << e.what() << '\n';
        return 1;
    }
}
