// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "conformance/http_case.hpp"

// RFC 9110 §5.6.7 and §13: dates and conditions. /alphabet.txt was changed on 2 January 2020 at 03:04:05.

namespace hawser::test::conformance {

namespace {

const std::string same = "Thu, 02 Jan 2020 03:04:05 GMT";
const std::string before = "Thu, 02 Jan 2020 03:04:04 GMT";
const std::string behind = "Thu, 02 Jan 2020 03:04:06 GMT";

HttpRequestText file()
{
    return get("/alphabet.txt");
}

HttpRequestText since(const std::string& date)
{
    return file().with("If-Modified-Since: " + date);
}

HttpRequestText unmodified(const std::string& date)
{
    return file().with("If-Unmodified-Since: " + date);
}

void add_dates(HttpCases& cases)
{
    HttpSection section{cases, "9110-5.6.7"};
    section.rule("three forms of dates MUST be accepted")
        .asks("imf-fixdate", since(same))
        .asks("rfc850", since("Thursday, 02-Jan-20 03:04:05 GMT"))
        .asks("asctime", since("Thu Jan  2 03:04:05 2020"))
        .asks("imf-fixdate-before", since(before))
        .asks("rfc850-before", since("Thursday, 02-Jan-20 03:04:04 GMT"))
        .asks("asctime-before", since("Thu Jan  2 03:04:04 2020"));
    section.rule("a year of two digits more than 50 years ahead is in the past century")
        .asks("rfc850-99", since("Friday, 01-Jan-99 00:00:00 GMT"))
        .asks("rfc850-90", since("Monday, 01-Jan-90 00:00:00 GMT"));
    section.rule("what is no date is ignored (13.1.3)")
        .asks("word", since("yesterday"))
        .asks("number", since("1577934245"))
        .asks("iso-8601", since("2020-01-02T03:04:05Z"))
        .asks("empty", since(""))
        .asks("no-gmt", since("Thu, 02 Jan 2020 03:04:05"))
        .asks("other-zone", since("Thu, 02 Jan 2020 04:04:05 +0100"))
        .asks("month-in-small-letters", since("Thu, 02 jan 2020 03:04:05 GMT"))
        .asks("day-32", since("Thu, 32 Jan 2020 03:04:05 GMT"))
        .asks("30-february", since("Sun, 30 Feb 2020 03:04:05 GMT"))
        .asks("hour-24", since("Thu, 02 Jan 2020 24:04:05 GMT"))
        .asks("text-behind", since(same + "; length=26"));
    section.rule("a leap day and a leap second are dates")
        .asks("leap-day", since("Sat, 29 Feb 2020 00:00:00 GMT"))
        .asks("leap-second", since("Sat, 31 Dec 2022 23:59:60 GMT"));
}

void add_match(HttpCases& cases)
{
    HttpSection section{cases, "9110-13.1.1"};
    section.rule("If-Match: true if one tag is the same by strong comparison, or with *")
        .asks("same", file().with("If-Match: $TAG"))
        .asks("other", file().with("If-Match: \"x\""))
        .asks("in-a-list", file().with("If-Match: \"x\", $TAG, \"y\""))
        .asks("in-two-fields", file().with("If-Match: \"x\"").with("If-Match: $TAG"))
        .asks("not-in-a-list", file().with("If-Match: \"x\", \"y\""))
        .asks("any", file().with("If-Match: *"))
        .asks("weak", file().with("If-Match: W/$TAG"))
        .asks("weak-and-strong", file().with("If-Match: W/$TAG, $TAG"))
        .asks("head", line("HEAD /alphabet.txt HTTP/1.1").with("If-Match: \"x\""))
        .asks("empty", file().with("If-Match:"))
        .asks("malformed", file().with("If-Match: x"));
}

void add_none_match(HttpCases& cases)
{
    HttpSection section{cases, "9110-13.1.2"};
    section.rule("If-None-Match: false if one tag is the same by weak comparison: 304 to GET and HEAD")
        .asks("same", file().with("If-None-Match: $TAG"))
        .asks("other", file().with("If-None-Match: \"x\""))
        .asks("weak", file().with("If-None-Match: W/$TAG"))
        .asks("in-a-list", file().with("If-None-Match: \"x\", $TAG"))
        .asks("in-two-fields", file().with("If-None-Match: \"x\"").with("If-None-Match: $TAG"))
        .asks("list-without-spaces", file().with("If-None-Match: \"x\",$TAG"))
        .asks("any", file().with("If-None-Match: *"))
        .asks("head", line("HEAD /alphabet.txt HTTP/1.1").with("If-None-Match: $TAG"))
        .asks("head-other", line("HEAD /alphabet.txt HTTP/1.1").with("If-None-Match: \"x\""))
        .asks("http-1.0", line("GET /alphabet.txt HTTP/1.0").with("If-None-Match: $TAG"))
        .asks("without-quotes", file().with("If-None-Match: x"))
        .asks("quote-open", file().with("If-None-Match: \"x"))
        .asks("small-w", file().with("If-None-Match: w/$TAG"))
        .asks("empty-file", get("/empty.txt").with("If-None-Match: $TAG"));
}

void add_since(HttpCases& cases)
{
    HttpSection modified{cases, "9110-13.1.3"};
    modified.rule("If-Modified-Since: 304 unless there was a change behind that date")
        .asks("same", since(same))
        .asks("before", since(before))
        .asks("behind", since(behind))
        .asks("in-the-future", since("Fri, 31 Dec 2100 23:59:59 GMT"))
        .asks("head", line("HEAD /alphabet.txt HTTP/1.1").with("If-Modified-Since: " + same));
    modified.rule("it MUST be ignored beside If-None-Match, and if it is no single date")
        .asks("none-match-other", since(same).with("If-None-Match: \"x\""))
        .asks("none-match-same", since(before).with("If-None-Match: $TAG"))
        .asks("twice", since(same).with("If-Modified-Since: " + same))
        .asks("list", since(same + ", " + same));
    modified.rule("and with other methods than GET and HEAD")
        .asks("options", line("OPTIONS /alphabet.txt HTTP/1.1").with("If-Modified-Since: " + same))
        .asks("post", post("/alphabet.txt").with("If-Modified-Since: " + same));
    HttpSection section{cases, "9110-13.1.4"};
    section.rule("If-Unmodified-Since: 412 if there was a change behind that date")
        .asks("same", unmodified(same))
        .asks("before", unmodified(before))
        .asks("behind", unmodified(behind))
        .asks("head", line("HEAD /alphabet.txt HTTP/1.1").with("If-Unmodified-Since: " + before));
    section.rule("it MUST be ignored beside If-Match, and if it is no date")
        .asks("match-same", unmodified(before).with("If-Match: $TAG"))
        .asks("match-other", unmodified(same).with("If-Match: \"x\""))
        .asks("word", unmodified("yesterday"));
}

void add_precedence(HttpCases& cases)
{
    HttpSection ignored{cases, "9110-13.2.1"};
    ignored.rule("conditions MUST be ignored where the answer without them would not be 2xx")
        .asks("not-found", get("/nothing").with("If-Match: \"x\""))
        .asks("not-found-any", get("/nothing").with("If-None-Match: *"))
        .asks("not-allowed", post("/alphabet.txt").with("If-Match: \"x\""))
        .asks("redirect", get("/folder").with("If-Match: \"x\""))
        .asks("malformed", line("GET /%zz HTTP/1.1").with("If-None-Match: *"));
    ignored.rule("and with OPTIONS, TRACE and CONNECT, which select no representation")
        .asks("options", line("OPTIONS /alphabet.txt HTTP/1.1").with("If-Match: \"x\""))
        .asks("options-none-match", line("OPTIONS /alphabet.txt HTTP/1.1").with("If-None-Match: *"));
    HttpSection section{cases, "9110-13.2.2"};
    section.rule("If-Match or its date first, then If-None-Match or its date, then If-Range")
        .asks("match-then-none-match", file().with("If-Match: $TAG").with("If-None-Match: $TAG"))
        .asks("match-fails-first", file().with("If-Match: \"x\"").with("If-None-Match: $TAG"))
        .asks("none-match-in-front", file().with("If-None-Match: $TAG").with("If-Match: \"x\""))
        .asks("match-then-since", since(same).with("If-Match: $TAG"))
        .asks("unmodified-then-none-match", unmodified(same).with("If-None-Match: $TAG"))
        .asks("unmodified-fails-first", unmodified(before).with("If-None-Match: $TAG"))
        .asks("unmodified-then-since", unmodified(same).with("If-Modified-Since: " + same))
        .asks("both-dates-fail", unmodified(before).with("If-Modified-Since: " + same))
        .asks("all-true", file()
                              .with("If-Match: $TAG")
                              .with("If-Unmodified-Since: " + same)
                              .with("If-None-Match: \"x\"")
                              .with("If-Modified-Since: " + before))
        .asks("none-match-then-range", file().with("If-None-Match: $TAG").with("Range: bytes=0-0"))
        .asks("match-fails-before-range", file().with("If-Match: \"x\"").with("Range: bytes=0-0"))
        .asks("match-then-bad-range", file().with("If-Match: \"x\"").with("Range: bytes=99-"));
}

} // namespace

void add_http_condition_cases(HttpCases& cases)
{
    add_dates(cases);
    add_match(cases);
    add_none_match(cases);
    add_since(cases);
    add_precedence(cases);
}

} // namespace hawser::test::conformance
