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
#include <string>

namespace bench {

struct ServerOptions {
    std::uint16_t port = 0;
    std::string root; ///< the folder of the servers of files; the others have no use for it
    /// PEM files, for the servers with TLS; all peers get the same.
    std::string certificate;
    std::string key;
};

/// Nothing when only help was asked for.
inline std::optional<ServerOptions> options_from_command_line(int argc, const char* const* argv)
{
    namespace po = boost::program_options;
    ServerOptions result;
    po::options_description options{"options"};
    auto add = options.add_options();
    add("help", "show this text");
    add("port", po::value(&result.port)->default_value(0), "port on 127.0.0.1; 0 = any free one");
    add("root", po::value(&result.root), "folder of the files that are served");
    add("certificate", po::value(&result.certificate), "file of the certificate, where TLS is talked");
    add("key", po::value(&result.key), "file of its key");
    po::variables_map values;
    po::store(po::parse_command_line(argc, argv, options), values);
    po::notify(values);
    if (values.count("help") != 0) {
        std::cout << options;
        return std::nullopt;
    }
    return result;
}

/// For servers without files.
inline std::optional<std::uint16_t> port_from_command_line(int argc, const char* const* argv)
{
    const auto options = options_from_command_line(argc, argv);
    return options ? std::optional{options->port} : std::nullopt;
}

/// Tells run.py that the server is ready, and where; @p tls_port is the same where there is but one.
inline void announce(std::uint16_t port, std::uint16_t tls_port)
{
    std::cout << "listening " << port << ' ' << tls_port << std::endl;
}

inline void announce(std::uint16_t port)
{
    announce(port, port);
}

} // namespace bench
