// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "client/backoff.hpp"

#include <boost/system/errc.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>

namespace hawser::client {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds shortest_delay{1};
constexpr milliseconds longest_time = std::chrono::hours{365 * 24}; // can be added to any time there is

// Written so that a NaN takes the other way.
double to_factor(double factor) noexcept
{
    return factor >= 1 ? factor : 1;
}

double to_share(double share) noexcept
{
    return share > 0 ? std::min(share, 1.0) : 0;
}

/// Evenly from [0, 1).
double draw_share(core::RandomSource random)
{
    std::array<unsigned char, 8> bytes{};
    random(bytes);
    std::uint64_t bits = 0;
    for (const auto byte : bytes)
        bits = bits << 8 | byte;
    return std::ldexp(static_cast<double>(bits >> 11), -53); // as many bits as a double has
}

[[noreturn]] void refuse(std::string_view name, const std::string& value, const std::string& allowed)
{
    std::string text{"option reconnect."};
    text.append(name).append(" is ").append(value).append(", but must be ").append(allowed);
    throw std::invalid_argument{text};
}

void require_number(std::string_view name, double value, bool is_good, const std::string& allowed)
{
    if (is_good)
        return;
    std::ostringstream text;
    text << value;
    refuse(name, text.str(), allowed);
}

std::string in_words(milliseconds time)
{
    return std::to_string(time.count()) + " ms";
}

void require_time(std::string_view name, milliseconds value, milliseconds lowest, const std::string& lower)
{
    if (value < lowest)
        refuse(name, in_words(value), lower);
    if (value > longest_time)
        refuse(name, in_words(value), "at most 365 days, which is " + in_words(longest_time));
}

/// The server, or a proxy, says that it is for the moment (RFC 9110 §15.6, RFC 8470 §5.2, RFC 6585 §4).
bool is_passing_status(unsigned status) noexcept
{
    return (status >= 500 && status <= 599) || status == 408 || status == 425 || status == 429;
}

bool is_passing_close(CloseCode code) noexcept
{
    switch (code) {
    case CloseCode::going_away:
    case CloseCode::no_status:
    case CloseCode::abnormal:
    case CloseCode::internal_error:
    case CloseCode::service_restart:
    case CloseCode::try_again_later:
    case CloseCode::bad_gateway: return true;
    default: return false;
    }
}

/// Of our own errors only these: what is not known to pass is not tried again.
bool is_passing_error(error e, unsigned status) noexcept
{
    switch (e) {
    case error::end_of_stream:
    case error::header_timeout:
    case error::body_timeout:
    case error::idle_timeout:
    case error::write_timeout:
    case error::message_timeout:
    case error::pong_timeout:
    case error::tls_handshake_timeout:
    case error::resolve_timeout:
    case error::connect_timeout:
    case error::proxy_timeout:
    case error::handshake_timeout:
    case error::tls_protocol_error: return true;
    case error::handshake_declined: return is_passing_status(status);
    case error::proxy_refused: return status == 0 || is_passing_status(status);
    default: return false;
    }
}

bool is_passing(const error_code& ec, unsigned status) noexcept
{
    if (ec.category() == error_category())
        return is_passing_error(static_cast<error>(ec.value()), status);
    // Others come from the system, the resolver or a proxy that tells what its system said.
    return ec != condition::untrusted_peer && ec != boost::system::errc::operation_canceled &&
           ec != boost::system::errc::permission_denied;
}

} // namespace

Backoff::Backoff(const ReconnectOptions& options, core::RandomSource random)
    : initial_{std::clamp(options.initial_delay, shortest_delay, longest_time)},
      max_delay_{std::clamp(options.max_delay, initial_, longest_time)}, factor_{to_factor(options.factor)},
      jitter_{to_share(options.jitter)},
      max_attempts_{options.max_attempts}, max_time_{std::max(options.max_time, milliseconds{0})},
      stable_after_{options.stable_after}, random_{random}, delay_{static_cast<double>(initial_.count())}
{
}

milliseconds Backoff::draw()
{
    const auto longest = static_cast<milliseconds::rep>(delay_);
    const auto range = static_cast<milliseconds::rep>(static_cast<double>(longest) * jitter_);
    if (range == 0)
        return milliseconds{longest};
    const auto less = static_cast<milliseconds::rep>(draw_share(random_) * static_cast<double>(range + 1));
    return milliseconds{longest - less};
}

std::optional<milliseconds> Backoff::next(milliseconds elapsed)
{
    const bool has_end = max_time_ > milliseconds{0};
    elapsed = std::max(elapsed, milliseconds{0});
    if ((max_attempts_ != 0 && attempt_ >= max_attempts_) || (has_end && elapsed >= max_time_))
        return std::nullopt;
    const auto delay = draw();
    delay_ = std::min(delay_ * factor_, static_cast<double>(max_delay_.count())); // infinity is no trouble
    attempt_ += attempt_ == UINT32_MAX ? 0 : 1;
    return has_end ? std::min(delay, max_time_ - elapsed) : delay;
}

void Backoff::lost(milliseconds was_open_for) noexcept
{
    if (was_open_for >= stable_after_)
        delay_ = static_cast<double>(initial_.count());
}

bool default_should_reconnect(const ReconnectInfo& info) noexcept
{
    if (info.error && !is_passing(info.error, info.status))
        return false;
    if (!info.error && info.status != 0)
        return is_passing_status(info.status);
    // The code of a message that came too slowly is our own.
    return info.error == error::message_timeout || is_passing_close(info.close.code);
}

void require_valid(const ReconnectOptions& options)
{
    require_time("initial_delay", options.initial_delay, shortest_delay,
                 "1 ms or more: 0 ms would never grow");
    require_time("max_delay", options.max_delay, options.initial_delay,
                 "at least initial_delay, which is " + in_words(options.initial_delay));
    require_number("factor", options.factor, options.factor >= 1 && std::isfinite(options.factor),
                   "1 or more, and finite");
    require_number("jitter", options.jitter, options.jitter >= 0 && options.jitter <= 1, "from 0 to 1");
    require_time("max_time", options.max_time, milliseconds{0}, "0 ms, for no limit, or more");
    require_time("stable_after", options.stable_after, milliseconds{0}, "0 ms or more");
}

} // namespace hawser::client
