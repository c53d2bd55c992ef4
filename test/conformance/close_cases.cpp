// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "conformance/case.hpp"
#include "support/deflate_samples.hpp"

// RFC 6455 §5.5.1 and §7: how a connection ends.

namespace hawser::test::conformance {

namespace {

std::string closing(unsigned code, std::string_view reason = {})
{
    return frame(close, close_payload(code, reason));
}

void add_frames(Cases& cases)
{
    Section section{cases, "6455-5.5.1-", "/echo"};
    section
        .rule("a Close frame is answered with one; it may be empty, or have a code of two bytes and a reason")
        .sends("empty", frame(close, ""))
        .sends("code", closing(1000))
        .sends("reason", closing(1000, "bye"))
        .sends("reason-of-123", closing(1000, letters(123)))
        .sends("reason-of-123-not-ascii", closing(1000, letters(120) + "\xe2\x82\xac"));
    section.rule("a body has the two bytes of a code, at most 125 bytes, and a reason in UTF-8")
        .sends("payload-of-1", frame(close, "\x03"))
        .sends("reason-of-124", closing(1000, letters(124)))
        .sends("reason-not-utf8", closing(1000, "\xff"))
        .sends("reason-cut", closing(1000, "\xe2\x82"))
        .sends("reason-surrogate", closing(1000, "\xed\xa0\x80"));
    section.rule("nothing is sent after a Close frame; what comes behind one is not looked at")
        .sends("text-behind", closing(1000) + frame(text, "late"))
        .sends("ping-behind", closing(1000) + frame(ping, "late"))
        .sends("close-behind", closing(1000) + closing(1001))
        .sends("nonsense-behind", closing(1000) + "\xff\xff\xff\xff")
        .sends("text-before", frame(text, "in time") + closing(1000))
        .sends("message-not-ended", begun(text, "Hel") + closing(1001))
        .sends("then-eof", closing(1000), Ending::eof);
}

// Each on both sides of every border that the RFC and IANA's registry draw.
void add_codes(Cases& cases)
{
    Section section{cases, "6455-7.4-", "/echo"};
    const auto codes = [&section](std::initializer_list<unsigned> list) {
        for (auto code : list)
            section.sends("code-" + std::to_string(code), closing(code));
    };
    section.rule("7.4.2: 0 to 999 are not used");
    codes({0, 1, 100, 999});
    section.rule("7.4.1, 11.7: 1000 to 1003 and 1007 to 1014 are defined");
    codes({1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014});
    section.rule("7.4.1: 1004 is reserved; 1005, 1006 and 1015 must not be set in a Close frame");
    codes({1004, 1005, 1006, 1015});
    section.rule("7.4.2: what else there is up to 2999 is reserved for the protocol");
    codes({1016, 1100, 1999, 2000, 2999});
    section.rule("7.4.2: 3000 to 3999 are for libraries, 4000 to 4999 for private use");
    codes({3000, 3999, 4000, 4999});
    section.rule("7.4.2: the codes end at 4999");
    codes({5000, 32768, 65535});
}

void add_ends(Cases& cases)
{
    Section section{cases, "6455-7.1-", "/echo"};
    section
        .rule("7.1.1: the server closes the TCP connection first; 7.1.4: with both Close frames it was clean")
        .sends("waits-for-the-server", closing(3000, "done"), Ending::wait);
    section.rule("7.1.5: without a Close frame the code is 1006, and the end is not clean")
        .sends("eof-at-once", "", Ending::eof)
        .sends("eof-after-message", frame(text, "a"), Ending::eof)
        .sends("eof-in-first-byte", frame(text, "a").substr(0, 1), Ending::eof)
        .sends("eof-in-length", frame(text, letters(126)).substr(0, 3), Ending::eof)
        .sends("eof-in-key", frame(text, "a").substr(0, 4), Ending::eof)
        .sends("eof-in-payload", frame(text, "abc").substr(0, 8), Ending::eof)
        .sends("eof-in-ping", frame(ping, "abc").substr(0, 8), Ending::eof)
        .sends("eof-in-close", closing(1000).substr(0, 7), Ending::eof);
    section.rule("7.1.7: who fails the connection sends a Close frame and takes nothing more")
        .sends("failed-then-messages", frame(3, "") + frame(text, "a") + frame(ping, "b"))
        .sends("messages-then-failed", frame(text, "a") + frame(ping, "b") + frame(3, ""))
        .sends("failed-in-message", begun(text, "a") + frame(text, "b"))
        .sends("failed-waits", frame(3, ""), Ending::wait)
        .sends("failed-eof", frame(3, ""), Ending::eof);
}

void add_server_begins(Cases& cases)
{
    Section section{cases, "6455-7.1-", "/close"};
    const auto order = [](std::string_view how, const std::string& answer) {
        return frame(text, how) + answer;
    };
    section.rule(
        "7.1.2: the server starts the closing handshake, with a code and a reason, and sends nothing more");
    for (auto* code : {"1000", "1001", "1002", "1003", "1007", "1008", "1009", "1011", "1012", "1013", "1014",
                       "3000", "4999"})
        section.sends(std::string{"server-closes-"} + code, order(code, closing(1000)));
    section.sends("server-closes-reason", order("4001 see you", closing(4001)))
        .sends("server-closes-empty", order("1005", frame(close, "")))
        .sends("server-closes-reason-of-123", order("4001 " + letters(123), closing(4001)));
    section
        .rule(
            "7.1.5, 7.1.6: code and reason of the connection are those of the Close frame that was received")
        .sends("server-closes-other-answer", order("4001 server", closing(4002, "client")))
        .sends("server-closes-empty-answer", order("4001", frame(close, "")));
    section.rule("5.5.1: data of the client's that was on its way is no error; its Close frame ends it")
        .sends("server-closes-ping-on-its-way", order("4001", frame(ping, "late") + closing(4001)))
        .sends("server-closes-text-on-its-way", order("4001", frame(text, "4002") + closing(4001)))
        .sends("server-closes-rest-of-message", order("4001", begun(binary, "a") + closing(4001)));
    section.rule("7.1.4, 7.1.5: without the client's Close frame it is not clean, and 1006")
        .sends("server-closes-no-answer", order("4001", ""), Ending::eof);
    section.rule("7.1.7: rules hold until the client's Close frame has come")
        .sends("server-closes-bad-answer", order("4001", closing(999)))
        .sends("server-closes-bad-frame", order("4001", frame(3, "")));
    Section at_once{cases, "6455-7.1-", "/close-at-once"};
    at_once
        .rule("7.1.4: both sides close at the same time: each takes the other's Close frame for the answer")
        .sends("both-close", closing(4321, "me too"))
        .sends("both-close-empty", frame(close, ""));
}

} // namespace

void add_close_cases(Cases& cases)
{
    add_frames(cases);
    add_codes(cases);
    add_ends(cases);
    add_server_begins(cases);
}

} // namespace hawser::test::conformance
