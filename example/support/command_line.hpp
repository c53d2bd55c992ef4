// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/options.hpp>
#include <hawser/server.hpp>

#include <exception>
#include <optional>
#include <string>
#include <string_view>

#ifndef HAWSER_EXAMPLE_ROOT // which the build defines for those that have a page
#define HAWSER_EXAMPLE_ROOT "public"
#endif

/// What the example servers share, so that each shows only what it is an example of.
namespace example {

/// Reads a server's options from the command line (`--help` lists them), starting from `defaults`;
/// `--root` exists only where those have a document root. Prints the help and returns nothing if that was
/// asked for. @throws std::runtime_error with one line for the user.
std::optional<hawser::ServerOptions> read_options(int argc, char* argv[], hawser::ServerOptions defaults);

/// What `http_server` can be told beyond that.
struct SiteOptions {
    std::string auth; ///< `basic`, `digest` or, for none, empty
    std::string user;
    std::string password;
    std::string realm = "Hawser";
    std::string cache_control; ///< for all files; empty: none
    bool listing = false;
    bool metrics = false;
    bool inspector = false;
    std::string tls_cert; ///< file of a certificate with its chain; empty: none
    std::string tls_key;  ///< file of its key; empty: it is in the same file
    bool tls_self_signed = false;

    bool has_tls() const noexcept { return tls_self_signed || !tls_cert.empty(); }
};

/// The same, with `--auth` and the like, which go into `site`.
std::optional<hawser::ServerOptions> read_options(int argc, char* argv[], hawser::ServerOptions defaults,
                                                  SiteOptions& site);

/// An exception in words for the user, on one line.
std::string what(const std::exception& error);

/// `built_at`, the folder of an example's page where it was built, if it is there; elsewhere `public` in the
/// working directory.
std::string page_folder(const char* built_at);

/// Starts the server, prints `Listening on <scheme>://<host>:<port>` and serves until SIGINT or SIGTERM.
/// @throws std::runtime_error with one line for the user if the server cannot start.
void run(hawser::Server& server, std::string_view scheme);

} // namespace example
