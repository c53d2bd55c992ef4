// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "command_line.hpp"

#include <hawser/error.hpp>

#include <boost/program_options.hpp>
#include <boost/system/system_error.hpp>

#include <csignal>
#include <cstdint>
#include <iostream>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>

namespace example {
namespace {

namespace po = boost::program_options;

/// A number that is checked against its range: Boost reads `-1` into an unsigned type as a huge value.
template <class Number>
auto* number(std::string name, Number& target, std::int64_t least, std::int64_t most)
{
    return po::value<std::int64_t>()
        ->value_name("N")
        ->default_value(static_cast<std::int64_t>(target))
        ->notifier([name = std::move(name), &target, least, most](std::int64_t value) {
            if (value < least || value > most)
                throw std::runtime_error{name + " must be between " + std::to_string(least) + " and " +
                                         std::to_string(most)};
            target = static_cast<Number>(value);
        });
}

auto* level(hawser::Logger& logger)
{
    return po::value<std::string>()
        ->value_name("LEVEL")
        ->default_value(std::string{to_string(logger.level())})
        ->notifier([&logger](const std::string& name) {
            const auto level = hawser::log_level_from_string(name);
            if (!level)
                throw std::runtime_error{"--log-level: there is no level '" + name + "'"};
            logger.level(*level);
        });
}

/// The error in words, without the category and source line that Boost puts behind them.
std::string plain_text(const boost::system::system_error& error)
{
    const std::string_view text = error.what();
    const auto message = error.code().message();
    const auto found = text.find(message);
    return std::string{found == text.npos ? text : text.substr(0, found + message.size())};
}

/// The host of the URL under which the server is reached from this computer.
std::string host(const std::string& address)
{
    if (address.empty() || address == "0.0.0.0" || address == "::")
        return "localhost";
    return address.find(':') == address.npos ? address : "[" + address + "]";
}

} // namespace

std::optional<hawser::ServerOptions> read_options(int argc, char* argv[], hawser::ServerOptions options)
{
    constexpr auto any = std::numeric_limits<std::int64_t>::max();
    po::options_description description{"Options"};
    auto add = description.add_options();
    add("help", "show this help and exit");
    add("address", po::value(&options.address)->value_name("ADDRESS"),
        "IP address to listen on, or localhost; all interfaces if not given");
    add("port", number("--port", options.port, 0, 65535), "port to listen on; 0: any free one");
    if (!options.document_root.empty())
        add("root",
            po::value(&options.document_root)->value_name("DIR")->default_value(options.document_root),
            "folder with the files to serve");
    add("threads", number("--threads", options.threads, 0, 1024), "I/O threads; 0: one for each processor");
    add("max-message-size", number("--max-message-size", options.websocket.max_message_size, 1, any),
        "largest WebSocket message, in bytes");
    add("log-level", level(options.logger), "trace, debug, info, warning, error, fatal or none");

    try {
        po::variables_map values;
        constexpr int style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
        po::store(po::command_line_parser(argc, argv).options(description).positional({}).style(style).run(),
                  values);
        if (values.count("help") != 0) {
            std::cout << "Usage: " << argv[0] << " [options]\n\n" << description;
            return std::nullopt;
        }
        po::notify(values);
    } catch (const std::exception& error) {
        throw std::runtime_error{std::string{error.what()} + " (try --help)"};
    }
    return options;
}

void run(hawser::Server& server, std::string_view scheme)
{
    try {
        server.run([&] {
            std::cout << "Listening on " << scheme << "://" << host(server.options().address) << ":"
                      << server.port() << std::endl;
        });
    } catch (const boost::system::system_error& error) {
        throw std::runtime_error{plain_text(error)};
    }
}

} // namespace example
