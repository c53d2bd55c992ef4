// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/tls_settings.hpp"

#include <boost/asio/ssl/context.hpp>

#include <utility>

namespace hawser::server {

namespace {

std::shared_ptr<const tls::Context> make_context(const TlsOptions& options,
                                                 std::shared_ptr<tls::TicketKeys> tickets)
{
    if (options.context)
        return tls::Context::adopt(options.context->native_handle(), options.context);
    return tls::Context::for_server(options, std::move(tickets));
}

} // namespace

std::vector<std::string> TlsSettings::load()
{
    const std::lock_guard loading{loading_mutex_};
    auto made = make_context(options_, tickets_); // `options_` is only written under that lock
    const std::lock_guard lock{mutex_};
    context_ = std::move(made);
    return context_->warnings();
}

std::vector<std::string> TlsSettings::load(TlsOptions options)
{
    const std::lock_guard loading{loading_mutex_};
    auto made = make_context(options, tickets_);
    const std::lock_guard lock{mutex_};
    options_ = std::move(options);
    context_ = std::move(made);
    return context_->warnings();
}

std::shared_ptr<const tls::Context> TlsSettings::current() const
{
    const std::lock_guard lock{mutex_};
    return context_;
}

std::chrono::milliseconds TlsSettings::handshake_timeout() const
{
    const std::lock_guard lock{mutex_};
    return options_.handshake_timeout;
}

} // namespace hawser::server
