// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "command_line.hpp"

#include <hawser/error.hpp>

#include <boost/program_options.hpp>
#include <boost/system/system_error.hpp>

#include <csignal>
#include <cstdint>
#include <filesystem>
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

void add_options(po::options_description_easy_init add, SiteOptions& site)
{
    add("auth", po::value(&site.auth)->value_name("SCHEME"),
        "ask all visitors for name and password: basic or digest");
    add("user", po::value(&site.user)->value_name("NAME:PASSWORD"), "who may come in");
    add("realm", po::value(&site.realm)->value_name("REALM")->default_value(site.realm),
        "what browsers call the place that is protected");
    add("listing", po::bool_switch(&site.listing), "list folders that have no index.html");
    add("cache-control", po::value(&site.cache_control)->value_name("VALUE"),
        "Cache-Control of all files, such as no-cache or max-age=3600");
    add("metrics", po::bool_switch(&site.metrics),
        "counters for Prometheus at /metrics; without --auth, for this machine only");
    add("inspector", po::bool_switch(&site.inspector),
        "a page with live sessions and rates at /inspector; without --auth, for this machine only");
    add("tls-cert", po::value(&site.tls_cert)->value_name("FILE"),
        "speak https and wss, with this certificate and its chain (PEM)");
    add("tls-key", po::value(&site.tls_key)->value_name("FILE"),
        "its private key (PEM); not needed if that is in the same file");
    add("tls-self-signed", po::bool_switch(&site.tls_self_signed),
        "speak https and wss, with a new certificate for localhost that browsers warn of");
}

void check_tls(const SiteOptions& site, bool has_certificate, bool has_key)
{
    if (site.tls_self_signed && (has_certificate || has_key))
        throw std::runtime_error{"--tls-self-signed makes its own certificate: leave out --tls-cert and --tls-key"};
    if (has_key && !has_certificate)
        throw std::runtime_error{"--tls-key is of no use without --tls-cert"};
    if (has_certificate && site.tls_cert.empty())
        throw std::runtime_error{"--tls-cert must not be empty"};
}

// Takes name and password apart; a password may have colons in it, a name may not (RFC 7617 §2).
void check(SiteOptions& site, bool has_user, bool has_realm)
{
    if (site.auth.empty()) {
        if (has_user || has_realm)
            throw std::runtime_error{std::string{has_user ? "--user" : "--realm"} +
                                     " is of no use without --auth"};
        return;
    }
    if (site.auth != "basic" && site.auth != "digest")
        throw std::runtime_error{"--auth: there is no scheme '" + site.auth + "', only basic and digest"};
    if (!has_user)
        throw std::runtime_error{"--auth needs --user NAME:PASSWORD"};
    const auto colon = site.user.find(':');
    if (colon == site.user.npos || colon == 0)
        throw std::runtime_error{"--user must be NAME:PASSWORD"};
    site.password = site.user.substr(colon + 1);
    site.user.resize(colon);
}

std::optional<hawser::ServerOptions> read(int argc, char* argv[], hawser::ServerOptions options,
                                          SiteOptions* site)
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
    if (site)
        add_options(add, *site);
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
        if (site) {
            if (values.count("auth") != 0 && site->auth.empty())
                throw std::runtime_error{"--auth must not be empty"};
            check(*site, values.count("user") != 0, !values["realm"].defaulted());
            check_tls(*site, values.count("tls-cert") != 0, values.count("tls-key") != 0);
        }
    } catch (const std::exception& error) {
        throw std::runtime_error{std::string{error.what()} + " (try --help)"};
    }
    return options;
}

} // namespace

std::optional<hawser::ServerOptions> read_options(int argc, char* argv[], hawser::ServerOptions defaults)
{
    return read(argc, argv, std::move(defaults), nullptr);
}

std::optional<hawser::ServerOptions> read_options(int argc, char* argv[], hawser::ServerOptions defaults,
                                                  SiteOptions& site)
{
    return read(argc, argv, std::move(defaults), &site);
}

std::string what(const std::exception& error)
{
    const auto* const of_system = dynamic_cast<const boost::system::system_error*>(&error);
    return of_system ? plain_text(*of_system) : error.what();
}

std::string page_folder(const char* built_at)
{
    return std::filesystem::is_directory(built_at) ? built_at : "public";
}

void run(hawser::Server& server, std::string_view scheme)
{
    try {
        server.run([&] {
            std::cout << "Listening on " << scheme << "://" << host(server.options().address) << ":"
                      << server.port() << std::endl;
        });
    } catch (const boost::system::system_error& error) {
        throw std::runtime_error{what(error)};
    }
}

} // namespace example
