// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

/// @file
/// All of Hawser's public headers at once.
#pragma once

#include <hawser/async_session.hpp>
#include <hawser/behavior.hpp>
#include <hawser/close_code.hpp>
#include <hawser/config.hpp>
#include <hawser/endpoint.hpp>
#include <hawser/error.hpp>
#include <hawser/fields.hpp>
#include <hawser/handshake.hpp>
#include <hawser/http_server.hpp>
#include <hawser/log.hpp>
#include <hawser/message.hpp>
#include <hawser/message_writer.hpp>
#include <hawser/options.hpp>
#include <hawser/request.hpp>
#include <hawser/response.hpp>
#include <hawser/send_result.hpp>
#include <hawser/server.hpp>
#include <hawser/service.hpp>
#include <hawser/session.hpp>
#include <hawser/session_group.hpp>
#include <hawser/session_manager.hpp>
#include <hawser/session_set.hpp>
#include <hawser/websocket_server.hpp>
