// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>

#include <functional>
#include <memory>
#include <utility>

namespace hawser::detail {

/// Makes of a completion handler a function that posts it to its associated executor, or to `otherwise` if
/// it has none, and keeps that executor busy until then. To be called once.
template <class... Args, class Handler>
std::function<void(Args...)> post_completion(Handler handler, const boost::asio::any_io_executor& otherwise)
{
    auto executor = boost::asio::prefer(
        boost::asio::any_io_executor{boost::asio::get_associated_executor(handler, otherwise)},
        boost::asio::execution::outstanding_work.tracked);
    auto shared = std::make_shared<Handler>(std::move(handler));
    return [shared, executor](Args... args) {
        boost::asio::post(executor, [shared, ... args = std::move(args)]() mutable {
            std::move (*shared)(std::move(args)...);
        });
    };
}

} // namespace hawser::detail
