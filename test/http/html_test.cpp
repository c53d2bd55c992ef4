// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "http/html.hpp"

#include <boost/test/unit_test.hpp>

namespace html_test {

BOOST_AUTO_TEST_SUITE(html)

BOOST_AUTO_TEST_CASE(escapes_what_could_be_markup)
{
    std::string out = "<p>";
    hawser::http::append_html(out, "a <b> & \"c\" 'd' \xc3\xa4");
    BOOST_TEST(out == "<p>a &lt;b&gt; &amp; &quot;c&quot; &#39;d&#39; \xc3\xa4");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace html_test
