// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <string_view>
#include <vector>

namespace hawser::net {

/// The variables of sd_listen_fds(3), by which a process is told of sockets that were opened for it; empty:
/// not set.
struct ActivationVariables {
    std::string_view process;     ///< LISTEN_PID: whom they are for
    std::string_view descriptors; ///< LISTEN_FDS: how many, from 3 on
    std::string_view names;       ///< LISTEN_FDNAMES: `a:b:c`
};

/// The descriptors that were passed to the process with that number, of that name unless it is empty.
/// @throws std::invalid_argument for variables that make no sense.
std::vector<int> passed_descriptors(const ActivationVariables& variables, long process,
                                    std::string_view name);

} // namespace hawser::net
