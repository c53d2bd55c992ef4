// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "options.hpp"

#include "input.hpp"

#include <boost/program_options.hpp>

#include <cmath>
#include <iostream>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace client {
namespace {

namespace po = boost::program_options;
using std::chrono::milliseconds;

constexpr std::string_view exit_codes = R"(
Exit codes:
  0  the connection ended as asked, or the server closed it (1000, 1001, or without a code)
  1  the command line, the URL or the input cannot be used
  2  no connection: name, network, TLS or time-out
  3  the server, or a proxy, refused the handshake
  4  credentials are missing, or were refused (401, 407)
  5  the connection was lost, or closed with another code
)";

/// Options whose values have to be taken apart, or to be checked together, before they mean something.
struct Raw {
    std::vector<std::string> headers;
    std::vector<std::string> cookies;
    std::string user;
    std::string bearer;
    std::string cert;
    std::string key;
    unsigned max_attempts = 0;
    milliseconds timeout{0};
    bool insecure = false;
    bool reconnect = false;
};

/// Boost would read `-1` into an unsigned type as a huge value.
auto* count(const char* name, unsigned& target)
{
    constexpr int most = 1'000'000;
    return po::value<int>()->value_name("N")->notifier([name, &target](int value) {
        if (value < 0 || value > most)
            throw std::runtime_error{std::string{name} + " must be between 0 and " + std::to_string(most)};
        target = static_cast<unsigned>(value);
    });
}

/// Seconds, perhaps with a fraction.
auto* seconds(const char* name, milliseconds& target, const char* least)
{
    constexpr double most = 1'000'000;
    return po::value<double>()->value_name("SECONDS")->notifier([name, &target, least](double value) {
        if (!(value >= std::stod(least) && value <= most)) // nor "nan"
            throw std::runtime_error{std::string{name} + " must be between " + least + " and 1000000"};
        target = milliseconds{std::llround(value * 1000)};
    });
}

auto* text(const char* value_name, std::string& target)
{
    return po::value(&target)->value_name(value_name);
}

auto* texts(const char* value_name, std::vector<std::string>& target)
{
    return po::value(&target)->value_name(value_name)->composing();
}

void add_talk(po::options_description& visible, Options& options)
{
    auto add = visible.add_options();
    add("send,s", texts("TEXT", options.texts),
        "send this in place of standard input, and close (repeatable)");
    add("wait", seconds("--wait", options.wait, "0"),
        "with --send: wait that long for messages before closing");
    add("echo", po::bool_switch(&options.echoes), "send every message back until the server closes");
    add("binary,b", po::bool_switch(&options.is_binary), "send binary messages, not text");
    add("verbose", po::bool_switch(&options.is_verbose), "tell what happens, on standard error");
    add("help", "show this help and exit");
    add("version", "show the version and exit");
}

void add_handshake(po::options_description& visible, Options& options, Raw& raw)
{
    auto& connection = options.connection;
    auto add = visible.add_options();
    add("compression,c", po::bool_switch(&connection.compression), "offer permessage-deflate");
    add("subprotocol,p", texts("NAME", connection.subprotocols), "offer a subprotocol (repeatable)");
    add("header,H", texts("FIELD", raw.headers), "send a field, \"Name: value\" (repeatable)");
    add("cookie", texts("NAME=VALUE", raw.cookies), "send a cookie (repeatable)");
    add("origin,o", text("URL", connection.origin), "the page that this is done for");
    add("user,u", text("NAME[:PASSWORD]", raw.user), "log in; asks for the password if it is missing");
    add("bearer", text("TOKEN", raw.bearer), "log in with a token");
    add("redirects", count("--redirects", connection.max_redirects), "follow that many redirects");
}

void add_way(po::options_description& visible, Options& options, Raw& raw)
{
    auto& connection = options.connection;
    auto add = visible.add_options();
    add("proxy", text("URL", connection.proxy.url), "go through a proxy: http, https, socks5 or socks5h");
    add("proxy-env", po::bool_switch(&connection.proxy.from_environment),
        "go through the proxy that the environment names");
    add("unix-socket", text("PATH", connection.unix_socket), "connect to this, not to the host of the URL");
    add("ca", text("FILE", connection.tls.ca_file),
        "trust these issuers of certificates (PEM), not the system's");
    add("insecure", po::bool_switch(&raw.insecure), "do not check the server's certificate");
    add("cert", text("FILE", raw.cert), "certificate to show to the server (PEM)");
    add("key", text("FILE", raw.key), "its private key (PEM); not needed if that is in the same file");
    add("timeout", seconds("--timeout", raw.timeout, "0.001"), "give up connecting after that long");
    add("ping", seconds("--ping", options.ping, "0.001"), "send a Ping that often");
    add("reconnect", po::bool_switch(&raw.reconnect), "connect again when the connection is lost");
    add("max-attempts", count("--max-attempts", raw.max_attempts),
        "with --reconnect: give up after so many in a row; 0: never");
}

/// What stands before and behind the first `separator`; in the second there are no blanks at the ends.
std::pair<std::string, std::string> split(const std::string& whole, char separator, const char* refusal)
{
    const auto at = whole.find(separator);
    if (at == 0 || at == whole.npos)
        throw std::runtime_error{refusal};
    auto value = whole.substr(at + 1);
    value.erase(0, value.find_first_not_of(" \t"));
    value.erase(value.find_last_not_of(" \t") + 1);
    return {whole.substr(0, at), std::move(value)};
}

void set_handshake(Options& options, const Raw& raw)
{
    for (const auto& header : raw.headers)
        options.connection.fields.push_back(split(header, ':', "--header must be \"Name: value\""));
    for (const auto& cookie : raw.cookies) {
        auto [name, value] = split(cookie, '=', "--cookie must be NAME=VALUE");
        options.connection.cookies.push_back({.name = std::move(name), .value = std::move(value)});
    }
    if (!raw.bearer.empty())
        options.connection.credentials = {.bearer = raw.bearer};
    if (!raw.user.empty()) {
        const auto colon = raw.user.find(':');
        options.connection.credentials = {.user = raw.user.substr(0, colon)};
        options.asks_password = colon == raw.user.npos;
        if (!options.asks_password)
            options.connection.credentials->password = raw.user.substr(colon + 1);
    }
}

hawser::ConnectTimeouts every_step(milliseconds time)
{
    return {.total = time, .resolve = time, .connect = time, .proxy = time, .tls = time, .handshake = time};
}

void set_way(Options& options, const Raw& raw)
{
    auto& connection = options.connection;
    connection.proxy.tls.ca_file = connection.tls.ca_file;
    if (raw.insecure)
        connection.tls.verify = hawser::TlsVerify::none;
    if (!raw.cert.empty())
        connection.tls.certificate = {.chain_file = raw.cert, .key_file = raw.key};
    if (raw.timeout != milliseconds{0})
        connection.timeouts = every_step(raw.timeout);
    if (options.ping != milliseconds{0})
        connection.ping_interval = milliseconds{0}; // the program sends them itself
    if (raw.reconnect)
        connection.reconnect = {.max_attempts = raw.max_attempts};
    // The longest line must find room behind what waits already.
    connection.max_queue_size = Input::max_line + connection.queue_high_mark;
}

/// Refuses what contradicts itself, so that nothing is silently without effect.
void check(const po::variables_map& values)
{
    const auto has = [&](const char* name) { return values.count(name) != 0 && !values[name].defaulted(); };
    const auto needs = [&](const char* option, const char* other) {
        if (has(option) && !has(other))
            throw std::runtime_error{std::string{"--"} + option + " is of no use without --" + other};
    };
    const auto excludes = [&](const char* option, const char* other) {
        if (has(option) && has(other))
            throw std::runtime_error{std::string{"--"} + option + " and --" + other + " exclude each other"};
    };
    needs("wait", "send");
    needs("key", "cert");
    needs("max-attempts", "reconnect");
    excludes("echo", "send");
    excludes("echo", "binary"); // an echo has the type of what came
    excludes("user", "bearer");
    excludes("proxy", "proxy-env");
    for (const char* name : {"user", "bearer", "proxy", "unix-socket", "ca", "cert", "key"})
        if (has(name) && values[name].as<std::string>().empty())
            throw std::runtime_error{std::string{"--"} + name + " must not be empty"};
    if (!has("url"))
        throw std::runtime_error{"the URL is missing"};
}

std::optional<Options> read(int argc, char* argv[])
{
    Options options;
    Raw raw;
    po::options_description visible{"Options"};
    add_talk(visible, options);
    add_handshake(visible, options, raw);
    add_way(visible, options, raw);
    po::options_description all;
    all.add(visible).add_options()("url", text("URL", options.url));

    po::variables_map values;
    po::positional_options_description positional;
    positional.add("url", 1);
    constexpr int style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
    po::store(po::command_line_parser(argc, argv).options(all).positional(positional).style(style).run(),
              values);
    if (values.count("help") != 0) {
        std::cout << "Usage: " << argv[0] << " [options] URL\n\n"
                  << "Talks to a WebSocket server: sends the lines of standard input, prints what comes.\n\n"
                  << visible << exit_codes;
        return std::nullopt;
    }
    if (values.count("version") != 0) {
        std::cout << "client (Hawser " HAWSER_VERSION_STRING ")\n";
        return std::nullopt;
    }
    po::notify(values);
    check(values);
    set_handshake(options, raw);
    set_way(options, raw);
    return options;
}

} // namespace

std::optional<Options> read_options(int argc, char* argv[])
{
    try {
        return read(argc, argv);
    } catch (const po::unknown_option& error) { // of `--bearr=secret`, what is before the secret
        const auto name = error.get_option_name();
        const auto end = name.starts_with("--") ? name.find('=') : 2;
        throw std::runtime_error{"unrecognised option '" + name.substr(0, end) + "' (try --help)"};
    } catch (const std::exception& error) {
        throw std::runtime_error{std::string{error.what()} + " (try --help)"};
    }
}

} // namespace client
