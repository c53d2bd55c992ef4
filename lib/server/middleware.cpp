// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/middleware.hpp>

#include <stdexcept>

namespace hawser {

namespace {

class FunctionMiddleware final : public Middleware {
public:
    explicit FunctionMiddleware(std::function<Action(Exchange&)> on_request) : on_request_{std::move(on_request)} {}

    Action on_request(Exchange& exchange) override { return on_request_(exchange); }

private:
    std::function<Action(Exchange&)> on_request_;
};

} // namespace

Middleware::Middleware() = default;
Middleware::~Middleware() = default;
void Middleware::on_attach(Server&) {}
void Middleware::on_response(Exchange&) {}
void Middleware::on_complete(const Exchange&, const Outcome&) {}

std::shared_ptr<Middleware> make_middleware(std::function<Action(Exchange&)> on_request)
{
    if (!on_request)
        throw std::invalid_argument{"hawser: a middleware's function is empty"};
    return std::make_shared<FunctionMiddleware>(std::move(on_request));
}

} // namespace hawser
