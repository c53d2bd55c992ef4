// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

// For applications that have code for Boost.Beast's messages. No other header of Hawser includes this one,
// so nobody else pays for Beast's templates.

#include <hawser/config.hpp>
#include <hawser/fields.hpp>
#include <hawser/request.hpp>
#include <hawser/response.hpp>

#include <boost/beast/http/fields.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

namespace hawser {

using BeastFields = boost::beast::http::fields;
using BeastRequest = boost::beast::http::request<boost::beast::http::string_body>;
using BeastResponse = boost::beast::http::response<boost::beast::http::string_body>;

/// Copies fields, in order.
/// @throws std::length_error for a name or value over Beast's limit of just under 64 KiB.
HAWSER_DECL BeastFields to_beast(const Fields& fields);

/// Copies request line, fields and body, and nothing of what the server knows beyond them. A body that was
/// spooled to a file stays there.
///
/// *Example*
/// @code
/// const hawser::BeastRequest message = hawser::to_beast(request);
/// std::cout << message[boost::beast::http::field::user_agent] << '\n';
/// @endcode
HAWSER_DECL BeastRequest to_beast(const Request& request);

/// Copies status, reason, fields and a body that is in memory, as HTTP/1.1. Framing is left to Beast's
/// `prepare_payload`.
HAWSER_DECL BeastResponse to_beast(const Response& response);

/// Copies fields, in order. Throws as `Fields::add` does.
HAWSER_DECL Fields from_beast(const BeastFields& fields);

/// @throws std::invalid_argument for a target, method or field that no request can have.
HAWSER_DECL Request from_beast(const BeastRequest& request);

/// @throws std::invalid_argument for a status, reason or field that no response can have. The server ignores
/// the fields about framing and writes its own.
HAWSER_DECL Response from_beast(const BeastResponse& response);

} // namespace hawser
