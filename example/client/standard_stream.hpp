// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

namespace client {

/// Opens `/dev/null` for each of the three that is closed: else a socket would be taken for it. To be called
/// before anything else is opened.
void open_closed_streams() noexcept;

/// Standard input or output (`STDIN_FILENO`, `STDOUT_FILENO`) for asynchronous use.
///
/// Asio makes non-blocking what it works on. Who shares a terminal or a pipe with us, such as the shell, or
/// our own `std::cerr`, would find it so: it is opened once more, for us alone.
/// @throws boost::system::system_error if the system has no descriptors left.
boost::asio::posix::stream_descriptor open_standard_stream(const boost::asio::any_io_executor& executor,
                                                           int number);

} // namespace client
