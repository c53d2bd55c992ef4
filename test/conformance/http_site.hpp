// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "support/temp_folder.hpp"

#include <hawser/http_server.hpp>
#include <hawser/options.hpp>

#include <atomic>
#include <memory>
#include <string>
#include <vector>

namespace hawser::test::conformance {

/// The files of the site: contents and times of change are always the same.
class HttpFiles {
public:
    HttpFiles();

    std::string root() const { return folder_ / "root"; }

private:
    TempFolder folder_;
};

/// How many requests reached a handler; that for /last does not count.
class HandlerLog {
public:
    void add() noexcept { ++count_; }
    int take() noexcept { return count_.exchange(0); }

private:
    std::atomic<int> count_{0};
};

struct HttpRoute {
    Method method;
    std::string pattern;
    Handler handler;
    std::shared_ptr<Middleware> guard = nullptr; ///< who may pass
};

/// The routes that the cases talk to.
std::vector<HttpRoute> http_routes(HandlerLog& log);

/// A WebSocket service that says nothing.
class SilentSession : public Behavior {};

/// Limits are small, so that the cases that exceed them are short.
ServerOptions http_options(const HttpFiles& files);

} // namespace hawser::test::conformance
