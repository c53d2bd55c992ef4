// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "middleware/password_check.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace password_check_test {

using namespace hawser;
using hawser::middleware::PasswordCheck;

namespace {

struct Fixture {
    PasswordCheck check;
    std::vector<std::string> lines;
    Logger logger{LogLevel::warning, [this](LogLevel, std::string_view line) { lines.emplace_back(line); }};

    bool matches(Credential known, std::string_view password)
    {
        return check.matches(known, password, logger);
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(password_check_test, Fixture)

BOOST_AUTO_TEST_CASE(plain_passwords)
{
    BOOST_TEST(matches({.password = "secret"}, "secret"));
    BOOST_TEST(!matches({.password = "secret"}, "Secret"));
    BOOST_TEST(!matches({.password = "secret"}, ""));
    BOOST_TEST(!matches({.password = "secret"}, "secret1"));
    BOOST_TEST(!check.matches(std::nullopt, "", logger));
    BOOST_TEST(lines.empty());
    BOOST_TEST(check.remembered() == 0u);
}

BOOST_AUTO_TEST_CASE(hashes_are_remembered)
{
    const auto hash = hash_password("secret", 1000);
    BOOST_TEST(!matches({.password_hash = hash}, "wrong"));
    BOOST_TEST(check.remembered() == 0u);
    BOOST_TEST(matches({.password_hash = hash}, "secret"));
    BOOST_TEST(check.remembered() == 1u);
    BOOST_TEST(matches({.password_hash = hash}, "secret"));
    BOOST_TEST(!matches({.password_hash = hash}, "wrong"));
    BOOST_TEST(check.remembered() == 1u);
    BOOST_TEST(!matches({.password_hash = hash_password("changed", 1000)}, "secret"));
    BOOST_TEST(!check.matches(std::nullopt, "secret", logger));
}

BOOST_AUTO_TEST_CASE(memory_is_bounded)
{
    PasswordCheck small{4};
    for (std::size_t i = 0; i < 10; ++i) {
        const auto hash = hash_password("x", 1000);
        BOOST_TEST(small.matches(Credential{.password_hash = hash}, "x", logger));
        BOOST_TEST(small.matches(Credential{.password_hash = hash}, "x", logger));
        BOOST_TEST(small.remembered() <= 4u);
    }
}

BOOST_AUTO_TEST_CASE(own_verification_comes_first)
{
    const auto is_open = [](std::string_view password) { return password == "open"; };
    BOOST_TEST(matches({.password = "other", .verify = is_open}, "open"));
    BOOST_TEST(!matches({.password = "other", .verify = is_open}, "other"));
}

BOOST_AUTO_TEST_CASE(unusable_credentials_match_nothing_and_are_told)
{
    BOOST_TEST(!matches({}, ""));
    BOOST_REQUIRE(lines.size() == 1u);
    BOOST_TEST(!matches({.password_hash = "5f4dcc3b5aa765d61d8327deb882cf99"}, "password"));
    BOOST_REQUIRE(lines.size() == 2u);
    BOOST_TEST(lines[1].find("hash_password") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace password_check_test
