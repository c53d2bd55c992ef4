// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "client/authenticator.hpp"

#include <hawser/cookie_jar.hpp>

#include <memory>
#include <string>
#include <utility>

namespace hawser::client {

/// The cookies of a client, which most never get.
///
/// *Thread safety*: `get` and `find` may be called from any thread.
class Cookies {
public:
    /// Before use: those of the application, if it is not null.
    void share(std::shared_ptr<CookieJar> jar) noexcept { jar_ = std::move(jar); }
    /// Made if there are none yet.
    std::shared_ptr<CookieJar> get();
    /// Null if there are none.
    std::shared_ptr<CookieJar> find() const;

private:
    std::shared_ptr<CookieJar> jar_;
};

/// What a client remembers from one connection to the next.
struct Memory {
    /// Of one proxy, by whose name it is known.
    struct OfProxy {
        std::string name;
        Authenticator authenticator{true};
    };

    Authenticator server{false};
    std::unique_ptr<OfProxy> proxy; ///< null: none was used
    Cookies cookies;
};

} // namespace hawser::client
