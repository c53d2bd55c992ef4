// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "conformance/case.hpp"
#include "support/deflate_samples.hpp"
#include "support/plain_zlib.hpp"

// RFC 7692 §6 and §7.2: compressed messages.

namespace hawser::test::conformance {

namespace {

constexpr std::uint8_t rsv1 = 4, rsv2 = 2, rsv3 = 1;

/// What a client sends after it has agreed on permessage-deflate with a service.
class Messages {
public:
    Messages(Cases& cases, std::string prefix, std::string_view path, const std::string& parameters = {})
        : section_{cases, std::move(prefix), std::string{path}}, request_{RequestText::of(path)}
    {
        request_.with("Sec-WebSocket-Extensions", "permessage-deflate" + parameters);
    }
    Messages& rule(std::string text)
    {
        section_.rule(std::move(text));
        return *this;
    }
    Messages& sends(const std::string& name, const std::string& bytes)
    {
        section_.asks(name, request_, bytes);
        return *this;
    }

private:
    Section section_;
    RequestText request_;
};

std::string compressed(unsigned opcode, std::string_view payload)
{
    return frame(opcode, payload, {.rsv = rsv1});
}

void add_bits(Cases& cases)
{
    Messages messages{cases, "7692-6.1-", "/deflate"};
    messages.rule("RSV1 on the first frame of a message says that it is compressed; without it, it is not")
        .sends("text", compressed(text, hello_deflated))
        .sends("binary", compressed(binary, hello_deflated))
        .sends("plain-text", frame(text, "Hello"))
        .sends("plain-and-compressed",
               frame(text, "one") + compressed(text, hello_deflated) + frame(text, "two"));
    messages.rule("6.1: RSV1 must not be set on other fragments, nor on control frames (5.2 of RFC 6455)")
        .sends("rsv1-on-continuation", begun(text, hello_deflated.substr(0, 3), rsv1) +
                                           frame(more, hello_deflated.substr(3), {.rsv = rsv1}))
        .sends("rsv1-on-continuation-only", begun(text, "Hel") + frame(more, "lo", {.rsv = rsv1}))
        .sends("rsv1-on-ping", frame(ping, "a", {.rsv = rsv1}))
        .sends("rsv1-on-pong", frame(pong, "a", {.rsv = rsv1}))
        .sends("rsv1-on-close", frame(close, close_payload(1000), {.rsv = rsv1}))
        .sends("rsv1-on-ping-between", begun(text, hello_deflated, rsv1) + frame(ping, "a", {.rsv = rsv1}))
        .sends("rsv1-on-opcode-3", frame(3, "", {.rsv = rsv1}));
    messages.rule("RSV2 and RSV3 stay reserved");
    for (auto opcode : {text, binary})
        messages.sends("rsv2-" + std::to_string(opcode), frame(opcode, hello_deflated, {.rsv = rsv2}))
            .sends("rsv3-" + std::to_string(opcode), frame(opcode, hello_deflated, {.rsv = rsv3}))
            .sends("rsv1-and-2-" + std::to_string(opcode),
                   frame(opcode, hello_deflated, {.rsv = rsv1 | rsv2}))
            .sends("rsv1-and-3-" + std::to_string(opcode),
                   frame(opcode, hello_deflated, {.rsv = rsv1 | rsv3}));
    Section plain{cases, "7692-6.1-", "/deflate"};
    plain.rule("nothing was agreed on: RSV1 is reserved")
        .sends("not-agreed", compressed(text, hello_deflated));
}

void add_fragments(Cases& cases)
{
    Messages messages{cases, "7692-6.1-", "/deflate"};
    messages.rule("6.1, 7.2.3.1: the compressed bytes of a message may be cut into fragments anywhere");
    for (std::size_t cut = 0; cut <= hello_deflated.size(); ++cut)
        messages.sends("cut-at-" + std::to_string(cut), begun(text, hello_deflated.substr(0, cut), rsv1) +
                                                            frame(more, hello_deflated.substr(cut)));
    std::string each;
    for (std::size_t i = 0; i < hello_deflated.size(); ++i)
        each += frame(i == 0 ? text : more, hello_deflated.substr(i, 1),
                      {.fin = i + 1 == hello_deflated.size(), .rsv = i == 0 ? rsv1 : std::uint8_t{0}});
    messages.sends("in-fragments-of-1", each)
        .sends("with-empty-fragments",
               begun(text, "", rsv1) + begun(more, hello_deflated) + begun(more, "") + frame(more, ""))
        .sends("ping-between", begun(text, hello_deflated.substr(0, 2), rsv1) + frame(ping, "p") +
                                   frame(more, hello_deflated.substr(2)))
        .sends("close-between", begun(text, hello_deflated.substr(0, 2), rsv1) + frame(close, ""))
        .sends("not-continued", begun(text, hello_deflated, rsv1) + compressed(text, hello_deflated));
    Messages sending{cases, "7692-6.1-", "/deflate-fragments"};
    sending.rule("the server's own: RSV1 on the first frame only")
        .sends("server-fragments", frame(binary, noise(200)))
        .sends("server-fragments-not", frame(text, "Hello"));
}

void add_payloads(Cases& cases)
{
    Messages messages{cases, "7692-7.2-", "/deflate"};
    messages
        .rule("7.2.3: the examples, and 7.2.1: blocks of any type and number, the last one's end left out")
        .sends("one-block", compressed(text, hello_deflated))
        .sends("no-compression", compressed(text, hello_stored))
        .sends("bfinal", compressed(text, hello_final))
        .sends("bfinal-in-each", compressed(text, hello_final.substr(0, 7) + hello_final))
        .sends("two-blocks", compressed(text, hello_in_two_blocks))
        .sends("dynamic-block", compressed(text, deflated(prose(3000))))
        .sends("level-0", compressed(text, deflated(letters(300), 0)))
        .sends("tail-not-left-out", compressed(text, PlainDeflate{}.flushed("Hello")));
    messages.rule("7.2.3.6: a message without a payload is one byte, 00; with nothing at all it is the same")
        .sends("empty", compressed(text, bytes_of({0})))
        .sends("empty-binary", compressed(binary, bytes_of({0})))
        .sends("nothing", compressed(text, ""))
        .sends("empty-in-fragments", begun(text, "", rsv1) + frame(more, bytes_of({0})));
    messages
        .rule("7.2.2: data that cannot be inflated fails the connection; 1007 as it does not fit its type")
        .sends("reserved-block-type", compressed(binary, bytes_of({0x07})))
        .sends("noise", compressed(binary, bytes_of({0xff, 0xff, 0xff, 0xff})))
        .sends("stored-length-wrong", compressed(binary, bytes_of({0x00, 0x05, 0x00, 0x00, 0x00, 'H'})))
        .sends("distance-before-the-start", compressed(binary, hello_again_deflated))
        .sends("cut-off", compressed(binary, hello_stored.substr(0, 5)))
        .sends("bad-second-message", compressed(text, hello_deflated) + compressed(text, bytes_of({0x07})));
    messages.rule("6455-8.1: text is UTF-8 when it is inflated")
        .sends("utf8", compressed(text, deflated("\xe2\x82\xac")))
        .sends("utf8-cut", compressed(text, deflated("\xe2\x82")))
        .sends("not-utf8", compressed(text, deflated("a\xff")))
        .sends("binary-not-utf8", compressed(binary, deflated("a\xff")));
    Messages limited{cases, "7692-8-", "/deflate-limit"};
    limited.rule("6455-10.4: the limit is for what is inflated, while it is")
        .sends("limit", compressed(binary, deflated(letters(1000))))
        .sends("limit-and-1", compressed(binary, deflated(letters(1001))))
        .sends("limit-of-noise", compressed(binary, deflated(noise(1000))))
        .sends("limit-in-fragments", begun(binary, deflated(noise(1000)).substr(0, 500), rsv1) +
                                         frame(more, deflated(noise(1000)).substr(500)))
        .sends("bomb", compressed(binary, deflated(std::string(500'000, 'a'))))
        .sends("large-bomb", compressed(binary, deflated(std::string(10'000'000, 'a'))));
}

void add_takeover(Cases& cases)
{
    const auto twice = compressed(text, hello_deflated) + compressed(text, hello_again_deflated);
    Messages over{cases, "7692-7.1.1-", "/takeover"};
    over.rule("7.2.3.2: with context takeover a message may refer to those before it")
        .sends("again", twice)
        .sends("again-after-plain", compressed(text, hello_deflated) + frame(text, "Hello") +
                                        compressed(text, hello_again_deflated))
        .sends("again-after-ping",
               compressed(text, hello_deflated) + frame(ping, "p") + compressed(text, hello_again_deflated))
        .sends("again-after-empty", compressed(text, hello_deflated) + compressed(text, bytes_of({0})) +
                                        compressed(text, hello_again_deflated))
        .sends("again-after-bfinal", compressed(text, hello_final) + compressed(text, hello_again_deflated))
        .sends("whole-each-time", compressed(text, hello_deflated) + compressed(text, hello_deflated));
    Messages client{cases, "7692-7.1.1.2-", "/takeover", "; client_no_context_takeover"};
    client.rule("without it, it may not; the other direction is not concerned")
        .sends("again", twice)
        .sends("whole-each-time", compressed(text, hello_deflated) + compressed(text, hello_deflated));
    Messages server{cases, "7692-7.1.1.1-", "/takeover", "; server_no_context_takeover"};
    server.rule("the server begins anew with each message").sends("again", twice);
    Messages neither{cases, "7692-7.1.1-", "/deflate"};
    neither.rule("nor does either side")
        .sends("neither", compressed(text, hello_deflated) + compressed(text, hello_deflated));
}

void add_windows(Cases& cases)
{
    const auto large = prose(65'537);
    for (unsigned bits = 9; bits <= 15; ++bits) {
        const auto number = std::to_string(bits);
        Messages server{cases, "7692-7.1.2.1-", "/takeover", "; server_max_window_bits=" + number};
        server
            .rule("the server's references go back no further than was agreed: a window of that size "
                  "inflates it")
            .sends("server-" + number, frame(text, large) + frame(text, large));
    }
    for (unsigned bits = 9; bits <= 15; ++bits) {
        const auto number = std::to_string(bits);
        PlainDeflate sender{6, static_cast<int>(bits)};
        const auto first = compressed(text, sender.message(large));
        Messages client{cases, "7692-7.1.2.2-", "/takeover", "; client_max_window_bits=" + number};
        client.rule("the client uses the whole of the window that was agreed")
            .sends("client-" + number, first + compressed(text, sender.message(large)));
    }
    Messages sizes{cases, "7692-7.2-", "/takeover"};
    sizes.rule("messages of any size, there and back");
    for (std::size_t size : {0u, 1u, 125u, 126u, 127u, 255u, 256u, 65535u, 65536u, 65537u})
        sizes.sends("noise-of-" + std::to_string(size), compressed(binary, deflated(noise(size))))
            .sends("letters-of-" + std::to_string(size), compressed(text, deflated(letters(size))));
}

} // namespace

void add_compressed_cases(Cases& cases)
{
    add_bits(cases);
    add_fragments(cases);
    add_payloads(cases);
    add_takeover(cases);
    add_windows(cases);
}

} // namespace hawser::test::conformance
