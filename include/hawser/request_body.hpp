// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/config.hpp>
#include <hawser/detail/completion.hpp>
#include <hawser/error.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>

#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace hawser {

namespace detail {

/// Where the pieces of a body come from.
class HAWSER_DECL BodySource {
public:
    using Handler = std::function<void(error_code, std::string)>;

    virtual ~BodySource();
    /// `handler` is called once, on the connection's thread.
    virtual void read(Handler handler) = 0;
    virtual boost::asio::any_io_executor executor() = 0;
};

} // namespace detail

/// The body of a request that is read piece by piece, no faster than the application asks for it; what
/// `Exchange::body` gives.
///
/// *Lifecycle*: valid until the exchange is answered. What is not read by then is discarded, or, if it is long,
/// the connection ends after the answer.
///
/// *Thread safety*: one `async_read` at a time, from any thread.
///
/// *Errors*: `error::body_too_large` (the limit is the route's `max_body`), `error::body_timeout`,
/// `error::end_of_stream` if the client leaves, or what is wrong with the chunks; the connection ends with the
/// answer then. `error::not_open` after the exchange was answered.
class HAWSER_DECL RequestBody {
public:
    explicit RequestBody(std::shared_ptr<detail::BodySource> source) noexcept : source_{std::move(source)} {}

    /// Reads the next piece. Completion signature `void(error_code, std::string)`; an empty piece is the end.
    /// The handler runs on its associated executor, by default the connection's. It cannot be cancelled.
    template <class CompletionToken>
    auto async_read(CompletionToken&& token)
    {
        return boost::asio::async_initiate<CompletionToken, void(error_code, std::string)>(
            [source = source_](auto handler) {
                source->read(
                    detail::post_completion<error_code, std::string>(std::move(handler), source->executor()));
            },
            token);
    }

private:
    std::shared_ptr<detail::BodySource> source_;
};

} // namespace hawser
