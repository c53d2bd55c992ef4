// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/config.hpp>
#include <hawser/fields.hpp>
#include <hawser/middleware.hpp>

#include <functional>

namespace hawser {

/// Edits the fields of every answer on its way out: of handlers, files, handshakes and errors.
///
/// The request is an empty one if what came was no valid request. The fields that frame the answer and
/// make the handshake are the server's own: what is set there has no effect.
///
/// *Thread safety*: the function is called from any I/O thread.
///
/// *Errors*: the constructor throws `std::invalid_argument` if the function is empty; what the function
/// throws answers the request with 500.
///
/// *Example*
/// @code
/// server.use(hawser::HeaderResponder{[](const hawser::Request& request, hawser::Fields& fields) {
///     fields.set("X-Request-Id", request.trace_id());
/// }});
/// @endcode
class HAWSER_DECL HeaderResponder final : public Middleware {
public:
    using Function = std::function<void(const Request& request, Fields& response_fields)>;

    explicit HeaderResponder(Function function);

    Action on_request(Exchange& exchange) override;
    void on_response(Exchange& exchange) override;

private:
    Function function_;
};

} // namespace hawser
