// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "client/settings.hpp"

#include "support/certificate_authority.hpp"

#include <boost/asio/ssl/context.hpp>
#include <boost/system/system_error.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace settings_test {

// The options of a client: each refusal names the option, its value, and what is allowed.

namespace {

using namespace hawser;
using namespace std::chrono_literals;
using client::parse_url;
using client::Settings;
using Change = std::function<void(ClientOptions&)>;

ClientOptions changed(const Change& change)
{
    ClientOptions options;
    change(options);
    return options;
}

void must_refuse(const Change& change, std::string_view text)
{
    BOOST_TEST_CONTEXT(text)
    try {
        const Settings settings{changed(change)};
        BOOST_ERROR("was taken");
    } catch (const std::invalid_argument& e) {
        BOOST_TEST(e.what() == text);
    }
}

void must_take(const Change& change)
{
    BOOST_CHECK_NO_THROW(Settings{changed(change)});
}

// The text of a refusal, wherever the option's text comes from.
std::string refusal(const Change& change)
{
    try {
        const Settings settings{changed(change)};
    } catch (const std::invalid_argument& e) {
        return e.what();
    }
    return "none";
}

// Of the environment, until the end of its scope.
class Variable {
public:
    explicit Variable(const char* name, const char* value = nullptr) : name_{name}
    {
        if (const char* before = std::getenv(name))
            before_ = before;
        set(value);
    }
    Variable(const Variable&) = delete;
    Variable& operator=(const Variable&) = delete;
    ~Variable() { set(before_ ? before_->c_str() : nullptr); }

private:
    void set(const char* value) { value ? ::setenv(name_, value, 1) : ::unsetenv(name_); }

    const char* name_;
    std::optional<std::string> before_;
};

} // namespace

BOOST_AUTO_TEST_SUITE(settings_test)

BOOST_AUTO_TEST_CASE(the_defaults)
{
    const Settings settings{{}};
    BOOST_TEST(settings.deflate() == nullptr);
    BOOST_TEST(!settings.proxy_for(parse_url("ws://a.example/")).has_value());
    BOOST_TEST((settings.session().ping_interval == 25s));
    BOOST_TEST(settings.session().max_message_size == 16u * 1024 * 1024);
}

BOOST_AUTO_TEST_CASE(what_a_session_gets)
{
    const Settings settings{{.subprotocols = {"chat"},
                             .max_message_size = 1,
                             .deliver_fragments = true,
                             .message_timeout = 2s,
                             .receive_queue_size = 3,
                             .max_queue_size = 4,
                             .queue_high_mark = 6,
                             .queue_low_mark = 5,
                             .queue_policy = QueuePolicy::drop_oldest,
                             .queue_close_code = CloseCode{4001},
                             .fragment_size = 7,
                             .compression = true,
                             .deflate = {.server_max_window_bits = 10},
                             .ping_interval = 8s,
                             .pong_timeout = 9s,
                             .idle_timeout = 10s,
                             .close_timeout = 11s}};
    const auto& session = settings.session();
    BOOST_TEST(session.subprotocols == std::vector<std::string>{"chat"});
    BOOST_TEST(session.max_message_size == 1u);
    BOOST_TEST(session.deliver_fragments);
    BOOST_TEST((session.message_timeout == 2s));
    BOOST_TEST(session.receive_queue_size == 3u);
    BOOST_TEST(session.max_queue_size == 4u);
    BOOST_TEST(session.queue_high_mark == 6u);
    BOOST_TEST(session.queue_low_mark == 5u);
    BOOST_TEST((session.queue_policy == QueuePolicy::drop_oldest));
    BOOST_TEST((session.queue_close_code == CloseCode{4001}));
    BOOST_TEST(session.fragment_size == 7u);
    BOOST_TEST(session.compression);
    BOOST_TEST((session.ping_interval == 8s));
    BOOST_TEST((session.pong_timeout == 9s));
    BOOST_TEST((session.idle_timeout == 10s));
    BOOST_TEST((session.close_timeout == 11s));
    BOOST_TEST_REQUIRE(settings.deflate() != nullptr);
    BOOST_TEST(settings.deflate()->server_max_window_bits == 10);
    BOOST_TEST(settings.deflate()->server_no_context_takeover);
}

BOOST_AUTO_TEST_CASE(times_and_sizes)
{
    const std::string more = ", but must be more than 0 ms";
    const std::string or_more = ", but must be 0 ms or more";
    must_refuse([](auto& o) { o.timeouts.total = 0ms; }, "option timeouts.total is 0 ms" + more);
    must_refuse([](auto& o) { o.timeouts.resolve = -1ms; }, "option timeouts.resolve is -1 ms" + more);
    must_refuse([](auto& o) { o.timeouts.connect = 0ms; }, "option timeouts.connect is 0 ms" + more);
    must_refuse([](auto& o) { o.timeouts.proxy = 0ms; }, "option timeouts.proxy is 0 ms" + more);
    must_refuse([](auto& o) { o.timeouts.tls = 0ms; }, "option timeouts.tls is 0 ms" + more);
    must_refuse([](auto& o) { o.timeouts.handshake = 0ms; }, "option timeouts.handshake is 0 ms" + more);
    must_refuse([](auto& o) { o.write_timeout = 0ms; }, "option write_timeout is 0 ms" + more);
    must_refuse([](auto& o) { o.message_timeout = 0ms; }, "option message_timeout is 0 ms" + more);
    must_refuse([](auto& o) { o.pong_timeout = 0ms; }, "option pong_timeout is 0 ms" + more);
    must_refuse([](auto& o) { o.ping_interval = -1ms; }, "option ping_interval is -1 ms" + or_more);
    must_refuse([](auto& o) { o.idle_timeout = -1ms; }, "option idle_timeout is -1 ms" + or_more);
    must_refuse([](auto& o) { o.close_timeout = -1ms; }, "option close_timeout is -1 ms" + or_more);
    must_refuse([](auto& o) { o.max_message_size = 0; },
                "option max_message_size is 0, but must be at least 1");
    must_refuse([](auto& o) { o.max_queue_size = 0; }, "option max_queue_size is 0, but must be at least 1");
    must_refuse([](auto& o) { o.receive_queue_size = 0; },
                "option receive_queue_size is 0, but must be at least 1");
    must_take([](auto& o) { o.ping_interval = o.idle_timeout = o.close_timeout = 0ms; });
    must_take([](auto& o) { o.timeouts.total = 1ms; });
}

BOOST_AUTO_TEST_CASE(the_send_queue)
{
    must_refuse(
        [](auto& o) {
            o.queue_low_mark = 2;
            o.queue_high_mark = 1;
        },
        "option queue_low_mark is 2, but must be at most queue_high_mark, which is 1");
    const std::string allowed =
        ", but must be a code that a client may send: 1000 to 1003, 1007 to 1010, 1012 to 1014 or "
        "3000 to 4999";
    for (const int code : {0, 999, 1004, 1005, 1006, 1011, 1015, 2999, 5000})
        must_refuse([code](auto& o) { o.queue_close_code = CloseCode{static_cast<std::uint16_t>(code)}; },
                    "option queue_close_code is " + std::to_string(code) + allowed);
    for (const int code : {1000, 1003, 1007, 1010, 1012, 1014, 3000, 4999})
        must_take([code](auto& o) { o.queue_close_code = CloseCode{static_cast<std::uint16_t>(code)}; });
}

BOOST_AUTO_TEST_CASE(compression)
{
    must_refuse([](auto& o) { o.deflate.server_max_window_bits = 8; },
                "option deflate.server_max_window_bits is 8, but must be from 9 to 15");
    must_refuse([](auto& o) { o.deflate.client_max_window_bits = 16; },
                "option deflate.client_max_window_bits is 16, but must be from 9 to 15");
    must_refuse([](auto& o) { o.deflate.level = 0; }, "option deflate.level is 0, but must be from 1 to 9");
    must_refuse([](auto& o) { o.deflate.memory_level = 10; },
                "option deflate.memory_level is 10, but must be from 1 to 9");
    // Some servers refuse offers that do not let them keep their context.
    const Settings settings{{.compression = true}};
    BOOST_TEST_REQUIRE(settings.deflate());
    BOOST_TEST(!settings.deflate()->server_no_context_takeover);
    BOOST_TEST(settings.deflate()->client_no_context_takeover);
}

BOOST_AUTO_TEST_CASE(what_the_handshake_says)
{
    must_refuse(
        [](auto& o) { o.subprotocols = {"a b"}; },
        "option subprotocols is \"a b\", but must be a list of tokens: letters, digits and !#$%&'*+-.^_`|~");
    must_refuse(
        [](auto& o) { o.subprotocols = {""}; },
        "option subprotocols is \"\", but must be a list of tokens: letters, digits and !#$%&'*+-.^_`|~");
    must_refuse(
        [](auto& o) {
            o.subprotocols = {"a", "b", "a"};
        },
        "option subprotocols is \"a\" twice, but must be a list of different ones");
    for (const std::string name : {"Host", "upgrade", "Connection", "Sec-WebSocket-Key", "Content-Length",
                                   "Transfer-Encoding", "Trailer"})
        must_refuse(
            [&](auto& o) {
                o.fields = {{"X", "y"}, {name, "z"}};
            },
            "option fields is \"" + name +
                "\", but must be a field that the handshake does not set itself: not Host, Upgrade, "
                "Connection, "
                "Sec-WebSocket-*, Content-Length or Transfer-Encoding");
    for (const std::string text : {"a\rb", "a\nb", "a\r\nX: y"}) {
        must_refuse([&](auto& o) { o.origin = text; },
                    "option origin is more than a line, but must be without CR, LF and NUL");
        must_refuse([&](auto& o) { o.user_agent = text; },
                    "option user_agent is more than a line, but must be without CR, LF and NUL");
    }
    must_refuse(
        [](auto& o) {
            o.origin = std::string{"a\0b", 3};
        },
        "option origin is more than a line, but must be without CR, LF and NUL");
}

// Nothing of the kind reaches the wire, whatever field it is in.
BOOST_AUTO_TEST_CASE(fields_that_cannot_be_sent)
{
    for (const auto& [name, value] :
         std::vector<std::pair<std::string, std::string>>{{"", "x"},
                                                          {"a b", "x"},
                                                          {"a:", "x"},
                                                          {"X", "a\r\nY: z"},
                                                          {"X", "a\nb"},
                                                          {"X", std::string{"a\0b", 3}},
                                                          {"X\r\n", "x"}})
        must_refuse(
            [&, n = name, v = value](auto& o) {
                o.fields = {{n, v}};
            },
            "option fields is " +
                std::string{name == "X" ? "\"X\" with more than a line"
                                        : "a field with a name that is none"} +
                ", but must be a name of letters, digits, - and the like, with a value without CR, LF and "
                "NUL");
    must_take([](auto& o) {
        o.fields = {{"Authorization", "Bearer abc"}, {"Cookie", "a=1"}, {"X", "\xc3\xa4"}, {"X", ""}};
    });
}

BOOST_AUTO_TEST_CASE(tls)
{
    const auto context = std::make_shared<boost::asio::ssl::context>(boost::asio::ssl::context::tls_client);
    const std::string text =
        ".context is set beside other options, but must be the only one of them, but for server_name: a "
        "context verifies by its own rules";
    const std::vector<std::function<void(TlsClientOptions&)>> others{
        [](auto& t) { t.ca_file = "ca.pem"; },
        [](auto& t) { t.ca_folder = "folder"; },
        [](auto& t) { t.ca_pem = "pem"; },
        [](auto& t) { t.certificate = Certificate{}; },
        [](auto& t) { t.pinned_keys = {"pin"}; },
        [](auto& t) { t.verify_server = [](const PeerCertificate&) { return true; }; },
        [](auto& t) { t.verify = TlsVerify::none; },
        [](auto& t) { t.crl_file = "crl.pem"; },
        [](auto& t) { t.crl_pem = "pem"; },
        [](auto& t) { t.min_version = TlsVersion::tls_1_3; },
        [](auto& t) { t.ciphers = "ECDHE"; },
        [](auto& t) { t.cipher_suites = "TLS_AES_128_GCM_SHA256"; }};
    for (std::size_t i = 0; i < others.size(); ++i)
        BOOST_TEST_CONTEXT("option " << i)
        {
            must_refuse(
                [&](auto& o) {
                    o.tls.context = context;
                    others[i](o.tls);
                },
                "option tls" + text);
            must_refuse(
                [&](auto& o) {
                    o.proxy.tls.context = context;
                    others[i](o.proxy.tls);
                },
                "option proxy.tls" + text);
        }
    must_take([&](auto& o) {
        o.tls.context = o.proxy.tls.context = context;
        o.tls.server_name = "a.example";
    });
}

BOOST_AUTO_TEST_CASE(reconnecting)
{
    const std::string text = refusal([](auto& o) { o.reconnect = ReconnectOptions{.factor = 0.5}; });
    BOOST_TEST(text == "option reconnect.factor is 0.5, but must be 1 or more, and finite");
    BOOST_TEST(refusal([](auto& o) {
                   o.reconnect = ReconnectOptions{.initial_delay = 0ms};
               }).starts_with("option reconnect.initial_delay is 0 ms"));
}

BOOST_AUTO_TEST_CASE(proxies)
{
    BOOST_TEST(refusal([](auto& o) { o.proxy.url = "ftp://proxy.example"; }).find("ftp") !=
               std::string::npos);
    BOOST_TEST(refusal([](auto& o) { o.proxy.url = "http://user:secret@"; }).find("secret") ==
               std::string::npos);
    must_refuse(
        [](auto& o) {
            o.proxy.url = "http://proxy.example";
            o.unix_socket = "/run/socket";
        },
        "option unix_socket is set beside proxy.url, but must be the only one of them: a proxy has an "
        "address");
    must_refuse(
        [](auto& o) {
            o.proxy.url = "socks5://proxy.example";
            o.proxy.credentials = ClientCredentials{.bearer = "abc"};
        },
        "option proxy.credentials is a token, but must be a user and password: SOCKS5 knows nothing else");
    must_take([](auto& o) {
        o.proxy.url = "http://proxy.example";
        o.proxy.credentials = ClientCredentials{.bearer = "abc"};
    });
}

BOOST_AUTO_TEST_CASE(the_way_to_a_server)
{
    must_refuse([](auto& o) { o.max_redirects = 51; }, "option max_redirects is 51, but must be at most 50");
    const Settings settings{{.proxy = {.url = "http://proxy.example", .no_proxy = "a.example"}}};
    BOOST_TEST(!settings.proxy_for(parse_url("ws://a.example/")).has_value());
    BOOST_TEST_REQUIRE(settings.proxy_for(parse_url("wss://b.example/")).has_value());
    BOOST_TEST(settings.proxy_for(parse_url("wss://b.example/"))->host == "proxy.example");
    const Settings with_socket{{.proxy = {.from_environment = true}, .unix_socket = "/run/socket"}};
    BOOST_TEST(!with_socket.proxy_for(parse_url("ws://b.example/")).has_value());
}

// Of the process itself, which is asked for each attempt.
BOOST_AUTO_TEST_CASE(proxies_of_the_environment)
{
    const Variable none[] = {Variable{"all_proxy"},  Variable{"ALL_PROXY"},
                             Variable{"http_proxy"}, Variable{"https_proxy"},
                             Variable{"no_proxy"},   Variable{"NO_PROXY"}}; // the tester's
    const Settings asks{{.proxy = {.from_environment = true}}};
    const Settings asks_not{ClientOptions{}};
    const Settings has_one{{.proxy = {.url = "http://own.example", .from_environment = true}}};
    const auto plain = parse_url("ws://a.example/");
    {
        const Variable http{"http_proxy", "http://user:pass@proxy.example:3128"};
        const Variable https{"https_proxy", "socks5h://secure.example"};
        const Variable exceptions{"no_proxy", ".b.example"};
        BOOST_TEST_REQUIRE(asks.proxy_for(plain).has_value());
        BOOST_TEST(asks.proxy_for(plain)->host == "proxy.example");
        BOOST_TEST(asks.proxy_for(plain)->user == "user");
        BOOST_TEST_REQUIRE(asks.proxy_for(parse_url("wss://a.example/")).has_value());
        BOOST_TEST(asks.proxy_for(parse_url("wss://a.example/"))->host == "secure.example");
        BOOST_TEST(!asks.proxy_for(parse_url("ws://x.b.example/")).has_value());
        BOOST_TEST(!asks_not.proxy_for(plain).has_value());
        BOOST_TEST(has_one.proxy_for(plain)->host == "own.example");
    }
    BOOST_TEST(!asks.proxy_for(plain).has_value());
    const Variable broken{"http_proxy", "gopher://proxy.example"};
    BOOST_CHECK_THROW(asks.proxy_for(plain), std::invalid_argument);
}

// Made once, when they are needed, and not before: that is when a certificate turns out to be unusable.
BOOST_AUTO_TEST_CASE(contexts)
{
    const Settings settings{{.proxy = {.tls = {.ca_pem = "nonsense"}}, .tls = {.ca_pem = "nonsense"}}};
    BOOST_CHECK_THROW(settings.server_context(), boost::system::system_error);
    BOOST_CHECK_THROW(settings.proxy_context(), boost::system::system_error);

    const test::CertificateAuthority authority;
    const auto certificate = authority.issue();
    const Settings good{{.tls = {.ca_pem = authority.pem(), .certificate = certificate}}};
    BOOST_TEST(good.server_context() == good.server_context());
    BOOST_TEST(good.foreign_context() != good.server_context()); // our certificate is not for others
    BOOST_TEST(good.foreign_context() == good.foreign_context());
    BOOST_TEST(good.proxy_context() != good.server_context());
    const Settings without{{.tls = {.ca_pem = authority.pem()}}};
    BOOST_TEST(without.foreign_context() == without.server_context());
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace settings_test
