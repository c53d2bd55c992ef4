// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/middleware/header_responder.hpp>

#include <stdexcept>
#include <utility>

namespace hawser {

HeaderResponder::HeaderResponder(Function function) : function_{std::move(function)}
{
    if (!function_)
        throw std::invalid_argument{"hawser: the function of a HeaderResponder is empty"};
}

Action HeaderResponder::on_request(Exchange&)
{
    return Action::next;
}

void HeaderResponder::on_response(Exchange& exchange)
{
    function_(exchange.request(), exchange.response().fields());
}

} // namespace hawser
