// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "conformance/http_site.hpp"

#include "conformance/shown.hpp"
#include "core/ascii.hpp"

#include <hawser/body_writer.hpp>
#include <hawser/middleware/basic_auth.hpp>
#include <hawser/middleware/digest_auth.hpp>

#include <chrono>
#include <filesystem>
#include <optional>
#include <stdexcept>

namespace hawser::test::conformance {

namespace {

// All files: Thu, 02 Jan 2020 03:04:05 GMT.
void set_time(const std::string& path)
{
    using namespace std::chrono;
    constexpr sys_seconds moment = sys_days{2020y / January / 2} + 3h + 4min + 5s;
    std::filesystem::last_write_time(path, file_clock::from_sys(moment));
}

// What a handler was told: "POST /echo?a=b [body]".
void echo(const Request& request, Response& response)
{
    auto text = std::string{request.method_string()} + ' ' + std::string{request.target()};
    if (!request.body().empty())
        text += request.body().size() > 40 ? " " + shown(request.body())
                                           : " [" + std::string{request.body()} + "]";
    response.text(text);
}

// The values of all fields X-Test, in bars.
void echo_fields(const Request& request, Response& response)
{
    std::string text;
    for (const auto [name, value] : request.fields())
        if (core::iequals(name, "X-Test"))
            text.append("|").append(value).append("|");
    response.text(text);
}

void status_of_choice(const Request& request, Response& response)
{
    response.status(static_cast<unsigned>(std::stoul(std::string{request.parameter("code")})));
    response.text("content");
}

// In a field what the query says, decoded.
void inject(const Request& request, Response& response)
{
    response.text("passed");
    if (const auto value = request.query("value"))
        response.set("X-Test", *value);
    if (const auto value = request.query("to"))
        response.redirect(*value);
    if (const auto value = request.query("reason"))
        response.status(200, *value);
    if (const auto value = request.query("name"))
        response.set(*value, "x");
}

// "one two three", piece by piece; with a trailer where the client can have one.
void stream(BodyWriter body)
{
    body.write("one ");
    body.write("two ");
    body.trailer("X-Test", "behind");
    body.write("three");
    body.finish();
}

std::optional<Credential> find_user(std::string_view user)
{
    if (user != "nobita")
        return std::nullopt;
    return Credential{.password = "password"};
}

void add_streams(std::vector<HttpRoute>& routes)
{
    const auto add = [&routes](std::string path, std::function<void(Response&)> answer) {
        routes.push_back(
            {Method::get, std::move(path),
             [answer = std::move(answer)](const Request&, Response& response) { answer(response); }});
    };
    add("/stream", [](Response& response) { response.stream(stream, "text/plain"); });
    add("/stream/length", [](Response& response) { response.stream(stream, "text/plain", 13); });
    add("/stream/nothing",
        [](Response& response) { response.stream([](BodyWriter body) { body.finish(); }); });
    add("/stream/204", [](Response& response) {
        response.status(204);
        response.stream(stream);
    });
}

void add_protected(std::vector<HttpRoute>& routes)
{
    const auto answer = [](const Request& request, Response& response) {
        response.text("for " + request.user());
    };
    routes.push_back({Method::get, "/basic", answer,
                      std::make_shared<BasicAuth>(BasicAuthOptions{.realm = "test", .find = find_user})});
    routes.push_back({Method::get, "/digest", answer,
                      std::make_shared<DigestAuth>(DigestAuthOptions{.realm = "test", .find = find_user})});
}

} // namespace

HttpFiles::HttpFiles()
{
    folder_.write("secret.txt", "outside");
    folder_.write("root/alphabet.txt", "abcdefghijklmnopqrstuvwxyz");
    folder_.write("root/future.txt", "not yet");
    folder_.write("root/empty.txt", "");
    folder_.write("root/page.html", "<p>page</p>");
    folder_.write("root/a b.txt", "a space");
    folder_.write("root/100%25.txt", "escapes in a name");
    folder_.write("root/folder/index.html", "<p>index</p>");
    folder_.write("root/bare/file.txt", "no index");
    folder_.write("root/.hidden", "hidden");
    folder_.write("root/.git/config", "hidden");
    folder_.write("root/.well-known/security.txt", "known");
    std::string numbers;
    for (int i = 0; numbers.size() < 100'000; ++i)
        numbers += std::to_string(i) + ' ';
    folder_.write("root/large.bin", numbers);
    folder_.link("root/link.txt", "../secret.txt");
    folder_.link("root/parent", "..");
    folder_.link("root/inside.txt", "alphabet.txt");
    for (const auto& entry : std::filesystem::recursive_directory_iterator{folder_.path() / "root"})
        if (entry.is_regular_file() && !entry.is_symlink())
            set_time(entry.path().string());
    using std::chrono::file_clock;
    std::filesystem::last_write_time(folder_ / "root/future.txt",
                                     file_clock::now() + std::chrono::hours{24 * 365});
}

std::vector<HttpRoute> http_routes(HandlerLog& log)
{
    const auto counted = [&log](Handler handler) {
        return [&log, handler = std::move(handler)](const Request& request, Response& response) {
            log.add();
            handler(request, response);
        };
    };
    std::vector<HttpRoute> routes;
    for (const auto method : {Method::get, Method::post, Method::put, Method::patch, Method::delete_})
        routes.push_back({method, "/echo", counted(echo)});
    routes.push_back({Method::get, "/last", echo});
    routes.push_back({Method::post, "/sink", counted([](const Request& request, Response& response) {
                          response.text(shown(request.body()));
                      })});
    routes.push_back({Method::get, "/fields", counted(echo_fields)});
    routes.push_back({Method::get, "/path/*", counted([](const Request& request, Response& response) {
                          response.text(request.path());
                      })});
    routes.push_back({Method::get, "/query", counted([](const Request& request, Response& response) {
                          response.text(request.query("q").value_or("none"));
                      })});
    routes.push_back({Method::get, "/peer", counted([](const Request& request, Response& response) {
                          const auto peer = request.remote_endpoint().to_string();
                          response.text(peer.substr(0, peer.rfind(':')) +
                                        (request.is_secure() != (request.tls() != nullptr) ? " secure" : ""));
                      })});
    routes.push_back({Method::get, "/status/{code}", counted(status_of_choice)});
    routes.push_back({Method::get, "/inject", counted(inject)});
    routes.push_back({Method::get, "/throw",
                      counted([](const Request&, Response&) { throw std::runtime_error{"on purpose"}; })});
    routes.push_back({Method::get, "/close", counted([](const Request&, Response& response) {
                          response.text("closed");
                          response.close_connection();
                      })});
    add_streams(routes);
    add_protected(routes);
    return routes;
}

ServerOptions http_options(const HttpFiles& files)
{
    ServerOptions options;
    options.address = "127.0.0.1";
    options.threads = 1;
    options.server_name.clear();
    options.logger.level(LogLevel::none);
    options.document_root = files.root();
    options.http.request_line = 400;
    options.http.header = 2000;
    options.http.fields = 20;
    options.http.body = 1000;
    return options;
}

} // namespace hawser::test::conformance
