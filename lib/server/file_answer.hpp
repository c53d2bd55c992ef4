// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "server/answer.hpp"

#include <hawser/request.hpp>

namespace hawser::server {

/// If `answer.response.has_file()`: opens that file and fills in what describes it and its body, as the
/// request's conditions and ranges have it: 200, 206, 304, 412 or 416. One that cannot be opened becomes a
/// 404, or a 503 where the system is short of descriptors. With a status other than 200 the file is sent whole, whatever the request says.
void open_response_file(const Request& request, Answer& answer);

/// The system is short of something: 503, try again.
void answer_unavailable(Response& response);

} // namespace hawser::server
