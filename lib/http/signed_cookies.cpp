// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/signed_cookies.hpp>

#include <hawser/request.hpp>
#include <hawser/response.hpp>

#include "core/base64.hpp"
#include "core/constant_time.hpp"
#include "core/hash.hpp"

#include <openssl/crypto.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace hawser {
namespace {

constexpr std::size_t min_key_size = 16;

std::span<const unsigned char> bytes_of(std::string_view text) noexcept
{
    return {reinterpret_cast<const unsigned char*>(text.data()), text.size()};
}

/// The alphabet whose characters may all stand in a cookie, without padding (RFC 4648 §5).
std::string to_base64url(std::span<const unsigned char> bytes)
{
    auto text = core::base64_encode(bytes);
    text.resize(text.find_last_not_of('=') + 1);
    std::replace(text.begin(), text.end(), '+', '-');
    std::replace(text.begin(), text.end(), '/', '_');
    return text;
}

std::optional<std::string> from_base64url(std::string_view text)
{
    if (text.find_first_of("+/=") != std::string_view::npos) {
        return std::nullopt;
    }
    std::string standard{text};
    std::replace(standard.begin(), standard.end(), '-', '+');
    std::replace(standard.begin(), standard.end(), '_', '/');
    standard.append((4 - standard.size() % 4) % 4, '=');
    return core::base64_decode(standard);
}

/// What is signed. The first line keeps signatures of other things made with the same key out; name and
/// time can hold no line end, so no two cookies give the same text.
std::string signed_text(std::string_view name, std::string_view expires, std::string_view value)
{
    std::string text{"hawser signed cookie 1\n"};
    text.append(name).append("\n").append(expires).append("\n").append(value);
    return text;
}

std::int64_t to_seconds(SignedCookies::Clock::time_point time) noexcept
{
    return std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()).count();
}

/// `value.expires.signature`
struct SignedParts {
    std::string_view value, expires, signature;
};

std::optional<SignedParts> split(std::string_view text) noexcept
{
    auto first = text.find('.');
    auto second = first == std::string_view::npos ? first : text.find('.', first + 1);
    if (second == std::string_view::npos) {
        return std::nullopt;
    }
    return SignedParts{text.substr(0, first), text.substr(first + 1, second - first - 1), text.substr(second + 1)};
}

bool is_good(std::string_view expires, SignedCookies::Clock::time_point now) noexcept
{
    if (expires.empty()) {
        return true;
    }
    std::int64_t seconds = 0;
    const char* end = expires.data() + expires.size();
    auto [stop, failure] = std::from_chars(expires.data(), end, seconds);
    return failure == std::errc{} && stop == end && to_seconds(now) < seconds;
}

} // namespace

/// Shared by copies, so that a key lies in memory once, and wiped in the end.
class SignedCookies::Keys {
public:
    explicit Keys(std::vector<std::string> keys) : keys_{std::move(keys)} {}
    ~Keys()
    {
        for (auto& key : keys_) {
            OPENSSL_cleanse(key.data(), key.size());
        }
    }
    Keys(const Keys&) = delete;
    Keys& operator=(const Keys&) = delete;

    std::string sign(std::string_view text) const { return sign(keys_.front(), text); }

    bool verify(std::string_view text, std::string_view signature) const
    {
        bool found = false;
        for (const auto& key : keys_) {
            found |= core::equal_in_constant_time(sign(key, text), signature);
        }
        return found;
    }

private:
    static std::string sign(const std::string& key, std::string_view text)
    {
        return to_base64url(core::hmac_sha256(bytes_of(key), text));
    }

    std::vector<std::string> keys_;
};

SignedCookies::SignedCookies(std::vector<std::string> keys)
{
    const auto is_short = [](const std::string& key) { return key.size() < min_key_size; };
    if (keys.empty() || std::any_of(keys.begin(), keys.end(), is_short)) {
        throw std::invalid_argument{"hawser: signed cookies need a key, and each of 16 bytes at least"};
    }
    keys_ = std::make_shared<const Keys>(std::move(keys));
}

std::string SignedCookies::sign(std::string_view name, std::string_view value,
                                std::optional<Clock::time_point> expires) const
{
    if (name.find('\n') != std::string_view::npos) {
        throw std::invalid_argument{"hawser: a line end in the name of a cookie"};
    }
    auto until = expires ? std::to_string(to_seconds(*expires)) : std::string{};
    auto signature = keys_->sign(signed_text(name, until, value));
    auto text = to_base64url(bytes_of(value));
    return text.append(".").append(until).append(".").append(signature);
}

std::optional<std::string> SignedCookies::verify(std::string_view name, std::string_view signed_value,
                                                 Clock::time_point now) const
{
    auto parts = split(signed_value);
    auto value = parts ? from_base64url(parts->value) : std::nullopt;
    if (!value || name.find('\n') != std::string_view::npos ||
        !keys_->verify(signed_text(name, parts->expires, *value), parts->signature) ||
        !is_good(parts->expires, now)) {
        return std::nullopt;
    }
    return value;
}

void SignedCookies::set(Response& response, Cookie cookie, std::optional<std::chrono::seconds> lifetime) const
{
    std::optional<Clock::time_point> expires;
    if (lifetime) {
        expires = Clock::now() + *lifetime;
        cookie.max_age = lifetime;
    }
    cookie.value = sign(cookie.name, cookie.value, expires);
    response.set_cookie(cookie);
}

std::optional<std::string> SignedCookies::get(const Request& request, std::string_view name,
                                              Clock::time_point now) const
{
    for (const auto& [key, value] : request.cookies()) {
        if (key == name) {
            if (auto good = verify(name, value, now)) {
                return good;
            }
        }
    }
    return std::nullopt;
}

} // namespace hawser
