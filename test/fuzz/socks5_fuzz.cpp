// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// The client of SOCKS5 proxies: whatever the proxy says, the same bytes lead to the same end in whatever
// pieces they come, what is sent is well-formed and only what was asked for, and nothing behind the reply is
// taken.

#include "client/socks5.hpp"
#include "support/fuzz_check.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace {

using hawser::client::Socks5;
using Event = Socks5::Event;

constexpr std::size_t longest_reply = 4 + 1 + 255 + 2;

/// How a conversation went.
struct Course {
    std::vector<std::string> said{};
    std::vector<std::size_t> turns{}; // how many bytes the proxy had sent when we said the next
    std::size_t taken = 0;
    Event event = Event::need_more;
    hawser::error_code error{};

    void listen(Socks5& socks)
    {
        if (socks.output().empty())
            return;
        said.emplace_back(socks.output());
        turns.push_back(taken);
        socks.clear_output();
    }

    void tell(Socks5& socks, std::string_view piece)
    {
        const auto size = piece.size();
        event = socks.next(piece);
        taken += size - piece.size();
        error = socks.error();
        FUZZ_CHECK(error.failed() == (event == Event::failed));
        FUZZ_CHECK(event != Event::need_more || piece.empty());
        FUZZ_CHECK(event == Event::need_more || socks.output().empty());
    }

    bool goes_on() const { return event == Event::need_more; }
};

/// In pieces of that size, but never more than up to the next of `turns`: a proxy waits for us there.
Course talk(Socks5 socks, std::string_view proxy, std::size_t size, const std::vector<std::size_t>& turns)
{
    Course course;
    course.listen(socks);
    while (course.goes_on() && course.taken < proxy.size()) {
        const auto turn = std::upper_bound(turns.begin(), turns.end(), course.taken);
        const auto most = turn == turns.end() ? size : std::min(size, *turn - course.taken);
        course.tell(socks, proxy.substr(course.taken, most));
        course.listen(socks);
    }
    return course;
}

void check_what_is_said(const Course& course, bool has_password)
{
    FUZZ_CHECK(!course.said.empty() && course.said.size() <= 3);
    FUZZ_CHECK(course.said[0] ==
               (has_password ? std::string{"\x05\x02\0\x02", 4} : std::string{"\x05\x01\0", 3}));
    std::size_t requests = 0;
    for (std::size_t i = 1; i < course.said.size(); ++i) {
        FUZZ_CHECK(course.turns[i] == 2 * i);
        FUZZ_CHECK(course.said[i][0] == '\x05' || (has_password && i == 1));
        requests += course.said[i][0] == '\x05' ? 1 : 0;
    }
    FUZZ_CHECK(requests <= 1 && (course.event != Event::complete || requests == 1));
    FUZZ_CHECK(course.taken <= (course.said.size() - 1) * 2 + longest_reply);
}

void check(const Socks5& socks, std::string_view proxy, bool has_password)
{
    const auto slow = talk(socks, proxy, 1, {});
    check_what_is_said(slow, has_password);
    for (const std::size_t size : {std::size_t{3}, proxy.size()}) {
        const auto other = talk(socks, proxy, size, slow.turns);
        FUZZ_CHECK(other.event == slow.event && other.error == slow.error);
        FUZZ_CHECK(other.said == slow.said && other.taken == slow.taken);
    }
    // All at once: the proxy does not wait for us.
    const auto hasty = talk(socks, proxy, proxy.size(), {});
    if (slow.said.size() > 1 && proxy.size() > slow.turns[1])
        FUZZ_CHECK(hasty.error == hawser::error::proxy_protocol_error && hasty.said.size() == 1);
    else
        FUZZ_CHECK(hasty.event == slow.event && hasty.said == slow.said);
}

std::optional<Socks5> make(std::string_view host, std::string_view user, std::string_view password)
{
    try {
        return Socks5{host, 443, user, password};
    } catch (const std::invalid_argument&) {
        return std::nullopt;
    }
}

} // namespace

// A byte says how long the host is, and whether there is a password; then the host; the rest is the proxy's.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    hawser::test::FuzzInput input{data, size};
    const auto choice = input.byte();
    const bool has_password = choice >= 0x80;
    const auto host = input.take(choice & 0x7f);
    const auto user = has_password ? "user" : "";
    const auto password = has_password ? "password" : "";
    const auto socks = make(host, user, password);
    FUZZ_CHECK(socks || host.empty() ||
               host.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-") != host.npos);
    check(socks ? *socks : make("host", user, password).value(), input.rest(), has_password);
    return 0;
}
