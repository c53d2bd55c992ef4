// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "conformance/case.hpp"
#include "support/deflate_samples.hpp"

// RFC 6455 §5.4, §5.5.2 to §6: fragments, control frames between them, sending and receiving messages.

namespace hawser::test::conformance {

namespace {

std::string fragments(unsigned opcode, std::string_view message, std::size_t size)
{
    std::string out;
    for (std::size_t at = 0; at < message.size(); at += size)
        out += frame(at == 0 ? opcode : more, message.substr(at, size), {.fin = at + size >= message.size()});
    return out;
}

void add_fragments(Section& section)
{
    section.rule("a message is a frame without FIN, any number of continuations, and one with FIN")
        .sends("text-in-2", begun(text, "Hel") + frame(more, "lo"))
        .sends("binary-in-2", begun(binary, "Hel") + frame(more, "lo"))
        .sends("text-in-3", begun(text, "H") + begun(more, "ell") + frame(more, "o"))
        .sends("first-empty", begun(text, "") + frame(more, "Hello"))
        .sends("middle-empty", begun(text, "Hel") + begun(more, "") + frame(more, "lo"))
        .sends("last-empty", begun(text, "Hello") + frame(more, ""))
        .sends("all-empty", begun(text, "") + begun(more, "") + frame(more, ""))
        .sends("of-1-byte", fragments(text, letters(300), 1))
        .sends("of-126-bytes", fragments(binary, letters(1260), 126))
        .sends("of-65536-bytes", fragments(binary, letters(200'000), 65536))
        .sends("65536-of-64-bytes", fragments(binary, letters(4 * 1024 * 1024), 64))
        .sends("two-messages", begun(text, "a") + frame(more, "b") + begun(binary, "c") + frame(more, "d"))
        .sends("one-then-whole", begun(text, "a") + frame(more, "b") + frame(text, "c"))
        .sends("whole-then-one", frame(text, "a") + begun(text, "b") + frame(more, "c"));
}

void add_order(Section& section)
{
    section.rule("a continuation continues a message: there has to be one")
        .sends("continuation-first", frame(more, "a"))
        .sends("continuation-first-no-fin", begun(more, "a"))
        .sends("continuation-empty-first", frame(more, ""))
        .sends("continuation-after-message", frame(text, "a") + frame(more, "b"))
        .sends("continuation-after-fragments", begun(text, "a") + frame(more, "b") + frame(more, "c"))
        .sends("continuation-after-ping", frame(ping, "a") + frame(more, "b"));
    section.rule("the fragments of one message must not be interleaved with those of another")
        .sends("text-in-text", begun(text, "a") + frame(text, "b"))
        .sends("binary-in-text", begun(text, "a") + frame(binary, "b"))
        .sends("text-in-binary", begun(binary, "a") + frame(text, "b"))
        .sends("begun-in-begun", begun(text, "a") + begun(text, "b") + frame(more, "c"))
        .sends("empty-in-begun", begun(text, "a") + begun(more, "b") + frame(text, ""));
}

void add_control_between(Section& section)
{
    section
        .rule("control frames may be injected in the middle of a fragmented message, and are handled there")
        .sends("ping-between", begun(text, "Hel") + frame(ping, "p") + frame(more, "lo"))
        .sends("pong-between", begun(text, "Hel") + frame(pong, "p") + frame(more, "lo"))
        .sends("pings-between-all", begun(text, "a") + frame(ping, "1") + begun(more, "b") +
                                        frame(ping, "2") + begun(more, "") + frame(ping, "3") +
                                        frame(more, "c"))
        .sends("long-ping-between", begun(binary, "a") + frame(ping, letters(125)) + frame(more, "b"))
        .sends("close-between",
               begun(text, "a") + frame(close, close_payload(1000, "enough")) + frame(more, "b"))
        .sends("eof-between", begun(text, "a"), Ending::eof);
}

void add_ping(Cases& cases)
{
    Section section{cases, "6455-5.5.2-", "/echo"};
    section.rule("a Ping is answered with a Pong of the same payload")
        .sends("empty", frame(ping, ""))
        .sends("payload", frame(ping, "Hello"))
        .sends("bytes", frame(ping, bytes_of({0x00, 0xff, 0xc0, 0x80})))
        .sends("several", frame(ping, "1") + frame(ping, "2") + frame(ping, "3"))
        .sends("between-messages", frame(text, "a") + frame(ping, "b") + frame(text, "c"))
        .sends("then-close", frame(ping, "last") + frame(close, close_payload(1001)));
    Section pongs{cases, "6455-5.5.3-", "/echo"};
    pongs.rule("a Pong that nobody asked for is legal, and not answered")
        .sends("unsolicited", frame(pong, "Hello"))
        .sends("empty", frame(pong, ""))
        .sends("several", frame(pong, "1") + frame(pong, "2"))
        .sends("then-ping", frame(pong, "1") + frame(ping, "2"));
    Section asked{cases, "6455-5.5.3-", "/ping"};
    asked.rule("a Ping of the server's is answered by a Pong; it may also stay without an answer")
        .sends("asked-for", frame(pong, "are you there?"))
        .sends("not-given", frame(text, "busy"));
}

void add_messages(Cases& cases)
{
    Section section{cases, "6455-5.6-", "/echo"};
    section.rule("text is UTF-8, binary is any bytes; what comes back is of the type that was sent")
        .sends("text", frame(text, "Hello"))
        .sends("binary", frame(binary, "Hello"))
        .sends("text-empty", frame(text, ""))
        .sends("binary-empty", frame(binary, ""))
        .sends("binary-not-utf8", frame(binary, bytes_of({0xc0, 0x80, 0xed, 0xa0, 0x80, 0xff})))
        .sends("text-with-nul", frame(text, bytes_of({'a', 0, 'b'})))
        .sends("both", frame(text, "a") + frame(binary, "b") + frame(text, "c"));
    Section sending{cases, "6455-6.1-", "/fragments"};
    sending.rule("a sender may fragment: text or binary first, continuations after it, FIN on the last")
        .sends("whole", frame(text, letters(10)))
        .sends("in-2", frame(text, letters(11)))
        .sends("in-4", frame(binary, letters(40)))
        .sends("characters-cut", frame(text, "\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac"))
        .sends("empty", frame(text, ""))
        .sends("with-ping", frame(ping, letters(20)) + frame(text, letters(20)));
}

} // namespace

void add_fragment_cases(Cases& cases)
{
    Section section{cases, "6455-5.4-", "/echo"};
    add_fragments(section);
    add_order(section);
    add_control_between(section);
    add_ping(cases);
    add_messages(cases);
}

} // namespace hawser::test::conformance
