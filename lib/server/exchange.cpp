// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/exchange.hpp>
#include <hawser/request_body.hpp>

#include <boost/asio/system_executor.hpp>

#include <stdexcept>

namespace hawser {

detail::DeferTarget::~DeferTarget() = default;
detail::BodySource::~BodySource() = default;

Deferred::~Deferred()
{
    if (target_)
        target_->abandoned();
}

Deferred& Deferred::operator=(Deferred&& other) noexcept
{
    Deferred old{std::move(*this)};
    target_ = std::move(other.target_);
    return *this;
}

void Deferred::next()
{
    decide(Action::next);
}

void Deferred::respond()
{
    decide(Action::respond);
}

void Deferred::decide(Action action)
{
    if (!target_)
        throw std::logic_error{"hawser: an exchange was decided twice"};
    const auto target = std::move(target_);
    target->decided(action);
}

Exchange::~Exchange() = default;

Deferred Exchange::defer()
{
    throw std::logic_error{"hawser: only the exchanges of a server can be put off"};
}

RequestBody Exchange::body()
{
    throw std::logic_error{"hawser: only the exchanges of a server have a body to read"};
}

bool Exchange::client_has_left() const noexcept
{
    return false;
}

void Exchange::on_leave(std::function<void(error_code)>) {}

boost::asio::any_io_executor Exchange::executor()
{
    return boost::asio::system_executor{};
}

const Logger& Exchange::logger() const noexcept
{
    static const Logger logger{LogLevel::none};
    return logger;
}

Exchange& Exchange::is_upgrade(bool value) noexcept
{
    is_upgrade_ = value;
    return *this;
}

Exchange& Exchange::has_body(bool value) noexcept
{
    has_body_ = value;
    return *this;
}

} // namespace hawser
