// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

/// @file
/// The command line that every server of the benchmark understands, and the line that each prints.
#pragma once

#include <boost/program_options.hpp>

#include <cstdint>
#include <iostream>
#include <optional>

namespace bench {

/// Reads `--port`; nothing when only help was asked for.
inline std::optional<std::uint16_t> port_from_command_line(int argc, const char* const* argv)
{
    namespace po = boost::program_options;
    std::uint16_t port = 0;
    po::options_description options{"options"};
    options.add_options()("help", "show this text");
    options.add_options()("port", po::value(&port)->default_value(0), "port on 127.0.0.1; 0 = any free one");
    po::variables_map values;
    po::store(po::parse_command_line(argc, argv, options), values);
    po::notify(values);
    if (values.count("help") != 0) {
        std::cout << options;
        return std::nullopt;
    }
    return port;
}

/// Tells run.py that the server is ready, and where.
inline void announce(std::uint16_t port)
{
    std::cout << "listening " << port << std::endl;
}

} // namespace bench
