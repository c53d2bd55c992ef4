// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// What the snippets of the documentation may take for granted. A snippet names what it uses; see
// check_snippets.py. Nothing here is ever linked, so most of it has no definition.
#pragma once

#include <hawser/beast.hpp>
#include <hawser/handshake.hpp>
#include <hawser/hawser.hpp>
#include <hawser/websocket.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/system/system_error.hpp>

#include <cassert>
#include <chrono>
#include <fstream>
#include <future>
#include <iostream>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace context {

class Echo : public hawser::Behavior {};
class Chat : public hawser::Behavior {
public:
    std::string suffix;
};

extern hawser::HttpServer& server;
extern hawser::Service service;
extern hawser::Session session;
extern hawser::WebSocket& ws;
extern hawser::WebSocketOptions options;
extern hawser::Logger logger;
extern hawser::TlsOptions tls_options;
extern boost::asio::io_context ioc;
extern boost::asio::thread_pool pool;
extern const hawser::Request& request;
extern hawser::Response& response;
extern boost::system::error_code ec;
extern hawser::Middleware& my_middleware;
extern std::vector<hawser::EventStream> clock_listeners;

void my_log(std::string_view line);
std::string slow_query(std::string_view text);
std::optional<hawser::Credential> find_user(std::string_view user);

struct Row {
    std::string to_json() const;
};
extern const std::vector<Row> rows;

struct Ticker {
    void subscribe(hawser::Session session);
};
extern Ticker ticker;

} // namespace context

// What a program would write once, at its top.
using namespace std::chrono_literals;
namespace asio = boost::asio;
