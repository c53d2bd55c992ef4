// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/signed_cookies.hpp>

#include <hawser/request.hpp>
#include <hawser/response.hpp>

#include <boost/test/unit_test.hpp>

#include <stdexcept>
#include <string>

namespace signed_cookies_test {

using namespace hawser;
using namespace std::chrono_literals;

namespace {

const std::string old_key(32, 'o');
const std::string new_key(32, 'n');
const auto now = SignedCookies::Clock::from_time_t(1'000'000);

} // namespace

BOOST_AUTO_TEST_SUITE(signed_cookies)

BOOST_AUTO_TEST_CASE(verifies_what_it_signed)
{
    const SignedCookies cookies{{new_key}};
    for (const auto& value :
         {std::string{}, std::string{"7"}, std::string{"a;\r\n\0\xff ", 7}, std::string(300, 'x')}) {
        auto text = cookies.sign("id", value);
        BOOST_TEST(cookies.verify("id", text, now).value() == value);
        BOOST_CHECK_NO_THROW((Cookie{.name = "id", .value = text}.to_string()));
    }
    // The form is a promise to cookies that are out there.
    BOOST_TEST(cookies.sign("id", "7", now).starts_with("Nw.1000000."));
    BOOST_TEST(cookies.sign("id", "7") == SignedCookies{{new_key}}.sign("id", "7"));
}

BOOST_AUTO_TEST_CASE(refuses_every_change)
{
    const SignedCookies cookies{{new_key}};
    const auto text = cookies.sign("id", "some value", now + 1h);
    for (std::size_t i = 0; i < text.size(); ++i) {
        for (char c : {'A', 'B', '.', '-', '\0', '='}) {
            auto changed = text;
            changed[i] = c;
            BOOST_TEST((changed == text || !cookies.verify("id", changed, now)), changed);
        }
        BOOST_TEST(!cookies.verify("id", text.substr(0, i), now).has_value());
    }
    BOOST_TEST(!cookies.verify("id", text + "A", now).has_value());
    BOOST_TEST(!cookies.verify("id", text + ".", now).has_value());
    BOOST_TEST(!cookies.verify("Id", text, now).has_value());
    BOOST_TEST(!cookies.verify("id\n1003600", text, now).has_value());
    BOOST_TEST(!SignedCookies{{old_key}}.verify("id", text, now).has_value());
}

BOOST_AUTO_TEST_CASE(ends_in_time)
{
    const SignedCookies cookies{{new_key}};
    auto text = cookies.sign("id", "7", now + 10s);
    BOOST_TEST(cookies.verify("id", text, now + 9s).has_value());
    BOOST_TEST(!cookies.verify("id", text, now + 10s).has_value());
    BOOST_TEST(cookies.verify("id", cookies.sign("id", "7"), now + 876000h).has_value());
}

BOOST_AUTO_TEST_CASE(changes_keys)
{
    const SignedCookies before{{old_key}}, during{{new_key, old_key}}, after{{new_key}};
    auto text = before.sign("id", "7");
    BOOST_TEST(during.verify("id", text, now).value() == "7");
    BOOST_TEST(!after.verify("id", text, now).has_value());
    BOOST_TEST(after.verify("id", during.sign("id", "7"), now).value() == "7");
}

BOOST_AUTO_TEST_CASE(demands_keys)
{
    BOOST_CHECK_THROW((SignedCookies{{}}), std::invalid_argument);
    BOOST_CHECK_THROW((SignedCookies{{std::string(15, 'x')}}), std::invalid_argument);
    BOOST_CHECK_THROW((SignedCookies{{new_key, ""}}), std::invalid_argument);
    BOOST_CHECK_NO_THROW((SignedCookies{{std::string(16, 'x')}}));
    BOOST_CHECK_THROW((SignedCookies{{new_key}}.sign("a\nb", "")), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(goes_through_response_and_request)
{
    const SignedCookies cookies{{new_key}};
    Response response;
    cookies.set(response, {.name = "id", .value = "7;8"}, 1h);
    auto sent = Cookie::parse(response.fields()["Set-Cookie"]).value();
    BOOST_TEST((sent.max_age == 1h));
    Request request;
    request.fields().add("Cookie", "id=planted; id=" + sent.value);
    BOOST_TEST(cookies.get(request, "id").value() == "7;8");
    BOOST_TEST(!cookies.get(request, "id", SignedCookies::Clock::now() + 2h).has_value());
    BOOST_TEST(!cookies.get(request, "other").has_value());
    BOOST_CHECK_THROW(cookies.set(response, {.name = "id", .value = std::string(4000, 'x')}),
                      std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace signed_cookies_test
