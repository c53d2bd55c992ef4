// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/exchange.hpp>

#include <memory>
#include <optional>
#include <utility>

namespace hawser::test {

/// An exchange without a server that can be put off, and tells how it was decided.
class DeferringExchange : public Exchange {
public:
    explicit DeferringExchange(Request& request, Response& response, Logger logger = Logger{LogLevel::none})
        : Exchange{request, response}, logger_{std::move(logger)}
    {
    }

    Deferred defer() override
    {
        target_ = std::make_shared<Target>(*this);
        return Deferred{target_};
    }

    const Logger& logger() const noexcept override { return logger_; }

    std::optional<Action> decision() const { return target_ ? target_->decision : std::nullopt; }

private:
    struct Target : detail::DeferTarget {
        explicit Target(Exchange& owner) : exchange_{owner} {}
        void decided(Action action) override { decision = action; }
        void abandoned() noexcept override // as a server does
        {
            exchange_.response().clear();
            exchange_.response().status_page(500);
            decision = Action::respond;
        }
        Exchange& exchange() noexcept override { return exchange_; }

        Exchange& exchange_;
        std::optional<Action> decision;
    };

    std::shared_ptr<Target> target_;
    Logger logger_;
};

} // namespace hawser::test
