// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// A server that asks for name and password in several ways, for the tests against curl and Chromium. Each path
// answers with the user's name and roles, and what was sent.

#include "support/command_line.hpp"

#include <hawser/http_server.hpp>
#include <hawser/middleware/basic_auth.hpp>
#include <hawser/middleware/digest_auth.hpp>

#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>

#include <sys/prctl.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace {

using namespace std::chrono_literals;
using hawser::BasicAuth;
using hawser::Credential;
using hawser::DigestAlgorithm;
using hawser::DigestAuth;

constexpr std::string_view realm = "WebSocket Test";

std::optional<Credential> find_user(std::string_view user)
{
    if (user == "nobita")
        return Credential{.password = "password", .roles = {"gunfighter"}};
    if (user == "Jäsøn Doe")
        return Credential{.password = "Grüße: \"世界\\\""};
    return std::nullopt;
}

std::optional<Credential> find_hash(std::string_view user)
{
    static const auto stored = hawser::hash_password("password", 20'000);
    if (user != "nobita")
        return std::nullopt;
    return Credential{.password_hash = stored,
                      .ha1_md5 = hawser::digest_ha1(DigestAlgorithm::md5, user, realm, "password"),
                      .ha1_sha256 = hawser::digest_ha1(DigestAlgorithm::sha256, user, realm, "password")};
}

class Echo : public hawser::Behavior {
    void on_message(const hawser::Message& message) override
    {
        send(request().user() + ": " + std::string{message.text()});
    }
};

void answer(const hawser::Request& request, hawser::Response& response)
{
    std::string text = request.is_authenticated() ? request.user() : "nobody";
    for (const auto& role : request.roles())
        text += " (" + role + ")";
    response.text(text + "\n" + std::string{request.body()});
}

template <class Auth>
void add(hawser::HttpServer& server, std::string_view path, Auth auth)
{
    server.get(path, answer).use(auth);
    server.post(path, answer).use(auth);
}

DigestAuth digest_with(DigestAlgorithm algorithm)
{
    return DigestAuth{{.realm = std::string{realm}, .find = find_user, .algorithms = {algorithm}}};
}

void add_all(hawser::HttpServer& server, boost::asio::thread_pool& pool)
{
    const std::string name{realm};
    const auto find_later = [&pool](const std::string& user, hawser::CredentialCompletion done) {
        boost::asio::post(pool, [user, done = std::move(done)] { done(find_hash(user)); });
    };
    add(server, "/basic", BasicAuth{{.realm = name, .find = find_user}});
    add(server, "/basic/hash", BasicAuth{{.realm = name, .find = find_hash}});
    add(server, "/basic/later", BasicAuth{{.realm = name, .find_async = find_later}});
    add(server, "/basic/optional", BasicAuth{{.realm = name, .find = find_user, .optional = true}});
    add(server, "/basic/admin", BasicAuth{{.realm = name, .find = find_user, .require_role = "admin"}});

    const DigestAuth digest{{.realm = name, .find = find_user}};
    add(server, "/digest", digest);
    server.add_service<Echo>("/Echo").use(digest);
    add(server, "/digest/later", DigestAuth{{.realm = name, .find_async = find_later}});
    add(server, "/digest/short", DigestAuth{{.realm = name, .find = find_user, .nonce_lifetime = 300ms}});
    add(server, "/digest/few", DigestAuth{{.realm = name, .find = find_user, .max_nonces = 1}});
    add(server, "/digest/int", DigestAuth{{.realm = name, .find = find_user, .offer_auth_int = true}});
    add(server, "/digest/hidden",
        DigestAuth{{.realm = name, .find = find_user, .find_by_hash = [name](std::string_view hash) {
                        auto found = find_user("nobita");
                        found->name = "nobita";
                        const auto right = hawser::digest_user_hash(DigestAlgorithm::sha256, "nobita", name);
                        return hash == right ? found : std::nullopt;
                    }}});
    add(server, "/digest/md5", digest_with(DigestAlgorithm::md5));
    add(server, "/digest/md5-sess", digest_with(DigestAlgorithm::md5_sess));
    add(server, "/digest/sha256", digest_with(DigestAlgorithm::sha256));
    add(server, "/digest/sha256-sess", digest_with(DigestAlgorithm::sha256_sess));
}

} // namespace

int main(int argc, char* argv[])
{
    try {
        prctl(PR_SET_PDEATHSIG, SIGTERM); // a test that is killed leaves no server behind
        const auto options = example::read_options(argc, argv, {.address = "127.0.0.1"});
        if (!options)
            return EXIT_SUCCESS;
        boost::asio::thread_pool pool{2};
        hawser::HttpServer server{*options};
        add_all(server, pool);
        example::run(server, "http");
        return EXIT_SUCCESS;
    } catch (const std::exception& error) {
        std::cerr << "auth_server: " << error.what() << '\n';
        return EXIT_FAILURE;
    }
}
