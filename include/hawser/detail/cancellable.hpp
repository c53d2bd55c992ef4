// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>

#include <functional>
#include <memory>
#include <utility>

namespace hawser::detail {

/// A completion handler that waits, with the executor that it belongs to, which is kept busy meanwhile.
template <class Handler>
struct PendingHandler {
    PendingHandler(Handler handler_, const boost::asio::any_io_executor& otherwise)
        : handler{std::move(handler_)}, executor{boost::asio::prefer(
                                            boost::asio::any_io_executor{
                                                boost::asio::get_associated_executor(handler, otherwise)},
                                            boost::asio::execution::outstanding_work.tracked)}
    {
    }

    Handler handler;
    boost::asio::any_io_executor executor;
    bool is_cancelled = false; // used on the executor only
};

/// Starts an operation that its handler's cancellation slot can cancel.
///
/// `start` is given a function to be called once, on any thread, with what the operation has come to.
/// `cancel` may be called, once, at any time from before `start` until after the end. `finish` is called on
/// the handler's executor with the handler, whether it was cancelled, and the results.
template <class... Results, class Handler, class Start, class Cancel, class Finish>
void start_cancellable(Handler handler, const boost::asio::any_io_executor& otherwise, Start&& start,
                       Cancel cancel, Finish finish)
{
    auto pending = std::make_shared<PendingHandler<Handler>>(std::move(handler), otherwise);
    if (auto slot = boost::asio::get_associated_cancellation_slot(pending->handler); slot.is_connected())
        slot.assign([weak = std::weak_ptr{pending}, cancel](boost::asio::cancellation_type type) {
            const auto cancelled = weak.lock();
            if (!cancelled || type == boost::asio::cancellation_type::none)
                return;
            cancelled->is_cancelled = true;
            cancel();
        });
    start(std::function<void(Results...)>{[pending, finish](Results... results) {
        boost::asio::post(pending->executor, [pending, finish, ... results = std::move(results)]() mutable {
            if (auto slot = boost::asio::get_associated_cancellation_slot(pending->handler);
                slot.is_connected())
                slot.clear();
            finish(std::move(pending->handler), pending->is_cancelled, std::move(results)...);
        });
    }});
}

} // namespace hawser::detail
