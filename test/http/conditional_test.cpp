// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "http/conditional.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <initializer_list>
#include <limits>
#include <utility>

namespace conditional_test {

using namespace hawser;
using http::evaluate_preconditions;
using http::make_entity_tag;
using http::Precondition;
using http::Validators;

namespace {

constexpr std::time_t changed = 784111777; // Sun, 06 Nov 1994 08:49:37 GMT
constexpr std::time_t now = 1795366350;
constexpr const char* earlier = "Sun, 06 Nov 1994 08:49:36 GMT";
constexpr const char* same = "Sun, 06 Nov 1994 08:49:37 GMT";
constexpr const char* later = "Sun, 06 Nov 1994 08:49:38 GMT";

using Conditions = std::initializer_list<std::pair<std::string_view, std::string_view>>;

Precondition evaluate(Conditions conditions, Method method = Method::get,
                      const Validators& validators = {.entity_tag = "\"a\"", .last_modified = changed})
{
    Request request{method};
    for (auto [name, value] : conditions) {
        request.fields().add(name, value);
    }
    return evaluate_preconditions(request, validators, now);
}

void check_proceeds(Conditions conditions, Method method = Method::get)
{
    BOOST_TEST((evaluate(conditions, method) == Precondition::proceed));
}

void check_not_modified(Conditions conditions, Method method = Method::get)
{
    BOOST_TEST((evaluate(conditions, method) == Precondition::not_modified));
}

void check_fails(Conditions conditions, Method method = Method::get)
{
    BOOST_TEST((evaluate(conditions, method) == Precondition::precondition_failed));
}

} // namespace

BOOST_AUTO_TEST_SUITE(conditional)

BOOST_AUTO_TEST_CASE(proceeds_without_conditions)
{
    check_proceeds({});
}

BOOST_AUTO_TEST_CASE(evaluates_if_none_match)
{
    for (auto value :
         {"\"a\"", "W/\"a\"", "\"b\", \"a\"", "\"b\",\"a\"", " , ,\"a\"", "\"b,c\" , W/\"a\"", "*", " * "}) {
        check_not_modified({{"If-None-Match", value}});
        check_not_modified({{"if-none-match", value}}, Method::head);
        check_fails({{"If-None-Match", value}}, Method::put);
    }
    for (auto value : {"", "\"b\"", "a", "\"a", "w/\"a\"", "W/", "W/a", "\"b\" x \"a\"", "\"A\"", "\"\""}) {
        check_proceeds({{"If-None-Match", value}});
        check_proceeds({{"If-None-Match", value}}, Method::put);
    }
    check_not_modified({{"If-None-Match", "\"b\""}, {"If-None-Match", "\"a\""}});
}

BOOST_AUTO_TEST_CASE(evaluates_if_modified_since)
{
    check_proceeds({{"If-Modified-Since", earlier}});
    check_not_modified({{"If-Modified-Since", same}});
    check_not_modified({{"If-Modified-Since", later}}, Method::head);
    check_not_modified({{"If-Modified-Since", "Sunday, 06-Nov-94 08:49:37 GMT"}});
    check_proceeds({{"If-Modified-Since", later}}, Method::post);
    check_proceeds({{"If-Modified-Since", "yesterday"}});
    check_proceeds({{"If-Modified-Since", later}, {"If-Modified-Since", later}});
}

BOOST_AUTO_TEST_CASE(evaluates_if_match)
{
    for (auto value : {"\"a\"", "\"b\", \"a\"", "*"}) {
        check_proceeds({{"If-Match", value}});
        check_proceeds({{"If-Match", value}}, Method::put);
    }
    for (auto value : {"", "\"b\"", "W/\"a\"", "a"}) {
        check_fails({{"If-Match", value}});
        check_fails({{"If-Match", value}}, Method::put);
    }
}

BOOST_AUTO_TEST_CASE(evaluates_if_unmodified_since)
{
    check_fails({{"If-Unmodified-Since", earlier}});
    check_proceeds({{"If-Unmodified-Since", same}});
    check_proceeds({{"If-Unmodified-Since", later}}, Method::put);
    check_proceeds({{"If-Unmodified-Since", "yesterday"}});
}

// RFC 9110 §13.2.2
BOOST_AUTO_TEST_CASE(keeps_the_order_of_precedence)
{
    check_proceeds({{"If-None-Match", "\"b\""}, {"If-Modified-Since", later}});
    check_not_modified({{"If-None-Match", "\"a\""}, {"If-Modified-Since", earlier}});
    check_proceeds({{"If-Match", "\"a\""}, {"If-Unmodified-Since", earlier}});
    check_fails({{"If-Match", "\"b\""}, {"If-None-Match", "\"a\""}});
    check_not_modified({{"If-Match", "\"a\""}, {"If-None-Match", "\"a\""}});
    check_fails({{"If-Unmodified-Since", earlier}, {"If-Modified-Since", later}});
}

BOOST_AUTO_TEST_CASE(compares_with_what_there_is)
{
    Validators none;
    BOOST_TEST((evaluate({{"If-None-Match", "\"a\""}}, Method::get, none) == Precondition::proceed));
    BOOST_TEST((evaluate({{"If-None-Match", "\"\""}}, Method::get, none) == Precondition::proceed));
    BOOST_TEST((evaluate({{"If-None-Match", "*"}}, Method::get, none) == Precondition::not_modified));
    BOOST_TEST((evaluate({{"If-Modified-Since", later}}, Method::get, none) == Precondition::proceed));
    BOOST_TEST((evaluate({{"If-Unmodified-Since", earlier}}, Method::get, none) == Precondition::proceed));

    Validators absent{.exists = false};
    BOOST_TEST((evaluate({{"If-None-Match", "*"}}, Method::put, absent) == Precondition::proceed));
    BOOST_TEST((evaluate({{"If-Match", "*"}}, Method::put, absent) == Precondition::precondition_failed));

    Validators weak{.entity_tag = "W/\"a\""};
    BOOST_TEST((evaluate({{"If-None-Match", "\"a\""}}, Method::get, weak) == Precondition::not_modified));
    BOOST_TEST((evaluate({{"If-Match", "W/\"a\""}}, Method::get, weak) == Precondition::precondition_failed));
}

// RFC 9110 §13.1.5
BOOST_AUTO_TEST_CASE(evaluates_if_range)
{
    const auto holds = [](Conditions conditions, const Validators& validators) {
        Request request;
        for (auto [name, value] : conditions) {
            request.fields().add(name, value);
        }
        return http::range_condition_holds(request, validators, now);
    };
    const Validators strong{.entity_tag = "\"a\"", .last_modified = changed};
    const Validators weak{.entity_tag = "W/\"a\"", .last_modified = changed};
    BOOST_TEST(holds({}, strong));
    BOOST_TEST(holds({}, weak));
    BOOST_TEST(holds({{"If-Range", "\"a\""}}, strong));
    BOOST_TEST(holds({{"If-Range", same}}, strong));
    BOOST_TEST(holds({{"If-Range", "Sunday, 06-Nov-94 08:49:37 GMT"}}, strong));
    for (auto value : {"\"b\"", "W/\"a\"", "a", "", "*", "\"b\", \"a\"", earlier, later, "yesterday"}) {
        BOOST_TEST(!holds({{"If-Range", value}}, strong), value);
    }
    for (auto value : {"\"a\"", "W/\"a\"", same}) {
        BOOST_TEST(!holds({{"If-Range", value}}, weak), value);
    }
    BOOST_TEST(!holds({{"If-Range", "\"a\""}, {"If-Range", "\"a\""}}, strong));
    BOOST_TEST(!holds({{"If-Range", "\"\""}}, Validators{}));
}

BOOST_AUTO_TEST_CASE(makes_tags_that_change_with_the_file)
{
    constexpr std::int64_t second = 1'000'000'000;
    auto tag = make_entity_tag(100, 5 * second, 7, 100 * second);
    BOOST_TEST(tag.size() == 18u);
    BOOST_TEST(tag.front() == '"');
    BOOST_TEST(tag.back() == '"');
    BOOST_TEST(tag == make_entity_tag(100, 5 * second, 7, 200 * second));
    BOOST_TEST(tag != make_entity_tag(101, 5 * second, 7, 100 * second));
    BOOST_TEST(tag != make_entity_tag(100, 5 * second + 1, 7, 100 * second));
    BOOST_TEST(tag != make_entity_tag(100, 5 * second, 8, 100 * second));
    BOOST_TEST(make_entity_tag(7, 5, 100, second) != make_entity_tag(100, 5, 7, second));
}

BOOST_AUTO_TEST_CASE(makes_weak_tags_for_a_file_that_was_just_changed)
{
    constexpr std::int64_t second = 1'000'000'000;
    auto strong = make_entity_tag(1, 10 * second, 1, 12 * second + 1);
    BOOST_TEST(strong.front() == '"');
    for (auto moment :
         {12 * second, 10 * second, 9 * second, std::int64_t{0}, std::numeric_limits<std::int64_t>::min()}) {
        auto weak = make_entity_tag(1, 10 * second, 1, moment);
        BOOST_TEST(weak == "W/" + strong);
        BOOST_TEST(http::weakly_equal(weak, strong));
        BOOST_TEST(!http::strongly_equal(weak, strong));
        BOOST_TEST(!http::strongly_equal(weak, weak));
    }
    BOOST_TEST(http::strongly_equal(strong, strong));
    auto extremes = make_entity_tag(1, std::numeric_limits<std::int64_t>::min(), 1,
                                    std::numeric_limits<std::int64_t>::max());
    BOOST_TEST(!extremes.empty());
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace conditional_test
