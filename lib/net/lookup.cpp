// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "net/lookup.hpp"

#include <boost/asio/post.hpp>

#include <utility>

namespace hawser::net {

namespace asio = boost::asio;
using asio::ip::tcp;

Lookup::Lookup(asio::any_io_executor executor, Resolve resolve)
    : executor_{std::move(executor)}, resolve_{std::move(resolve)}, resolver_{executor_}, deadline_{executor_}
{
}

void Lookup::start(const std::string& host, std::uint16_t port, std::chrono::milliseconds time, Resolved done)
{
    done_ = std::move(done);
    expire_after(deadline_, time);
    deadline_.async_wait([self = shared_from_this()](error_code cancelled) {
        if (!cancelled)
            self->finish(error::resolve_timeout, {});
    });
    const auto service = std::to_string(port);
    if (resolve_) // which may forget us, or keep us for ever
        return resolve_(host, service, [weak = weak_from_this()](error_code ec, Addresses addresses) {
            const auto self = weak.lock();
            if (!self)
                return;
            asio::post(self->executor_, [self, ec, addresses = std::move(addresses)]() mutable {
                self->finish(ec, std::move(addresses));
            });
        });
    resolver_.async_resolve(
        host, service, tcp::resolver::numeric_service,
        [self = shared_from_this()](error_code ec, const tcp::resolver::results_type& found) {
            self->finish(ec, {found.begin(), found.end()});
        });
}

void Lookup::finish(error_code ec, Addresses addresses)
{
    const auto done = std::exchange(done_, nullptr);
    if (!done) // too late, or twice
        return;
    cancel();
    done(ec, std::move(addresses));
}

void Lookup::cancel() noexcept
{
    done_ = nullptr;
    deadline_.cancel();
    resolver_.cancel();
}

} // namespace hawser::net
