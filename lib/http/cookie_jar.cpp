// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/cookie_jar.hpp>

#include "core/ascii.hpp"
#include "http/cookie_limits.hpp"
#include "http/cookie_match.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <tuple>
#include <utility>

namespace hawser {
namespace {

using time_point = CookieJar::time_point;

constexpr std::chrono::hours longest_life{400 * 24}; // §5.5

/// Where a cookie comes from.
struct Site {
    std::string_view host, path;
    bool is_secure;
    time_point now;
};

/// Why no server could have set a cookie.
enum class Fault : unsigned char { none, host, pair, size, domain, path, connection };

const char* text(Fault fault) noexcept
{
    switch (fault) {
    case Fault::none: break;
    case Fault::host: return "the host must be a name in its ASCII form or an IP address, without a port";
    case Fault::pair:
        return "name and value must come back as they are: without control characters, semicolons and white "
               "space at the ends, no = in the name, not both empty, 4096 bytes at most; SameSite::none, "
               "partitioned and __Secure- need secure, __Host- the path / and no domain as well";
    case Fault::size: return "name and value have more bytes than Limits::max_cookie_size allows";
    case Fault::domain:
        return "the domain must be the host itself or one above it with a dot inside, and no IP address";
    case Fault::path:
        return "the path, or the folder of the request's path, must begin with a slash, have no control "
               "characters, and 1024 bytes at most";
    case Fault::connection: return "a cookie with secure can only be set over a secure connection";
    }
    return "";
}

/// The lenient reader has the rules for names, values and prefixes; they hold if it reads back what is there.
bool could_be_received(const Cookie& cookie)
{
    auto field = cookie.name + '=' + cookie.value;
    field.append(cookie.domain.empty() ? "" : "; Domain=a.b");
    field.append(cookie.path == "/" ? "; Path=/" : "");
    field.append(cookie.secure ? "; Secure" : "");
    field.append(cookie.same_site == SameSite::none ? "; SameSite=None" : "");
    field.append(cookie.partitioned ? "; Partitioned" : "");
    const auto read = Cookie::parse(field);
    return read && read->name == cookie.name && read->value == cookie.value;
}

Fault resolve_domain(CookieJar::Entry& entry)
{
    if (entry.cookie.domain.empty())
        return Fault::none;
    auto domain = http::to_host(entry.cookie.domain);
    if (!domain || !http::is_within(entry.host, *domain))
        return Fault::domain;
    // In place of a list of public suffixes, which a host may be itself, but then for itself alone (§5.7).
    const bool is_suffix = domain->find('.') == std::string::npos;
    if (is_suffix || http::is_address(entry.host)) {
        entry.cookie.domain.clear();
        return *domain == entry.host ? Fault::none : Fault::domain;
    }
    entry.host = *domain;
    entry.cookie.domain = std::move(*domain);
    return Fault::none;
}

Fault resolve_path(Cookie& cookie, std::string_view request_path)
{
    if (cookie.path.empty())
        cookie.path = http::default_path(http::without_query(request_path));
    const bool is_good = cookie.path.starts_with('/') &&
                         cookie.path.size() <= http::max_cookie_attribute_size &&
                         std::none_of(cookie.path.begin(), cookie.path.end(), core::is_control);
    return is_good ? Fault::none : Fault::path;
}

/// Max-Age counts for more than Expires, and 400 days are the most (§5.5, §5.7 step 6).
void resolve_life(Cookie& cookie, time_point now) noexcept
{
    const bool is_near_end = now > time_point::max() - longest_life;
    const auto latest = is_near_end ? time_point::max() : now + longest_life;
    if (cookie.max_age) { // first clamped, so that the sum is in range
        const std::chrono::seconds age = std::clamp<std::chrono::seconds>(*cookie.max_age, {}, longest_life);
        cookie.expires = age > latest - now ? latest : now + age;
    } else if (cookie.expires) {
        cookie.expires = std::min(*cookie.expires, latest);
    }
    cookie.max_age.reset();
}

/// From what a server sent to what is stored (§5.7).
Fault resolve(CookieJar::Entry& entry, const Site& site, std::size_t max_size)
{
    auto host = http::to_host(site.host);
    if (!host)
        return Fault::host;
    entry.host = std::move(*host);
    auto& cookie = entry.cookie;
    if (cookie.name.size() + cookie.value.size() > max_size)
        return Fault::size;
    if (cookie.secure && !site.is_secure)
        return Fault::connection;
    resolve_life(cookie, site.now);
    const auto fault = resolve_domain(entry);
    return fault != Fault::none ? fault : resolve_path(cookie, site.path);
}

bool is_same(const CookieJar::Entry& a, const CookieJar::Entry& b) noexcept
{
    return a.cookie.name == b.cookie.name && a.host == b.host && a.cookie.domain == b.cookie.domain &&
           a.cookie.path == b.cookie.path;
}

bool is_for(const CookieJar::Entry& entry, std::string_view host) noexcept
{
    return entry.cookie.domain.empty() ? entry.host == host : http::is_within(host, entry.host);
}

} // namespace

class CookieJar::State {
public:
    explicit State(const Limits& limits) : limits_{limits} {}

    const Limits& limits() const noexcept { return limits_; }

    bool put(Entry entry, bool is_secure, time_point now);
    std::string header(std::string_view host, std::string_view path, bool is_secure, time_point now);
    std::vector<Entry> entries(time_point now) const;
    void erase_expired(time_point now);
    void clear();
    std::size_t size() const;

private:
    struct Stored {
        Entry entry;
        std::uint64_t used; // the higher, the later it was sent or set
    };

    static bool is_expired(const Stored& stored, time_point now) noexcept
    {
        return stored.entry.cookie.is_expired(now);
    }
    void drop_expired(time_point now);
    bool hides_secure(const Entry& entry) const noexcept;
    void enforce_limits(std::string_view host);

    const Limits limits_;
    mutable std::mutex mutex_;   // guards all below
    std::vector<Stored> stored_; // in order of creation
    std::uint64_t uses_ = 0;
};

void CookieJar::State::drop_expired(time_point now)
{
    std::erase_if(stored_, [&](const Stored& stored) { return is_expired(stored, now); });
}

/// What comes over an insecure connection must not take the place of a secure cookie, nor stand in front of
/// it (§5.7, the step that others call "leave secure cookies alone").
bool CookieJar::State::hides_secure(const Entry& entry) const noexcept
{
    return std::any_of(stored_.begin(), stored_.end(), [&](const Stored& stored) {
        const auto& other = stored.entry;
        return other.cookie.secure && other.cookie.name == entry.cookie.name &&
               (http::is_within(other.host, entry.host) || http::is_within(entry.host, other.host)) &&
               http::is_on_path(entry.cookie.path, other.cookie.path);
    });
}

/// One cookie has come, so there is one too many at most.
void CookieJar::State::enforce_limits(std::string_view host)
{
    const auto is_of_host = [&](const Stored& stored) { return stored.entry.host == host; };
    const auto of_host = std::count_if(stored_.begin(), stored_.end(), is_of_host);
    if (static_cast<std::size_t>(of_host) > limits_.max_per_host) {
        // Those of other hosts are the last of this order, then those with secure.
        const auto rank = [&](const Stored& stored) {
            return std::tuple{!is_of_host(stored), stored.entry.cookie.secure, stored.used};
        };
        stored_.erase(std::min_element(stored_.begin(), stored_.end(),
                                       [&](const Stored& a, const Stored& b) { return rank(a) < rank(b); }));
    } else if (stored_.size() > limits_.max_cookies) {
        stored_.erase(std::min_element(stored_.begin(), stored_.end(),
                                       [](const Stored& a, const Stored& b) { return a.used < b.used; }));
    }
}

bool CookieJar::State::put(Entry entry, bool is_secure, time_point now)
{
    const std::lock_guard lock{mutex_};
    drop_expired(now);
    if (!is_secure && hides_secure(entry))
        return false;
    const auto place = std::find_if(stored_.begin(), stored_.end(),
                                    [&](const Stored& stored) { return is_same(stored.entry, entry); });
    if (entry.cookie.is_expired(now)) {
        if (place != stored_.end())
            stored_.erase(place);
        return true;
    }
    const auto use = ++uses_;
    if (place != stored_.end()) { // the new one is as old as the one that it replaces
        *place = {std::move(entry), use};
        return true;
    }
    const auto host = entry.host;
    stored_.push_back({std::move(entry), use});
    enforce_limits(host);
    return !stored_.empty() && stored_.back().used == use;
}

std::string CookieJar::State::header(std::string_view host, std::string_view path, bool is_secure,
                                     time_point now)
{
    const std::lock_guard lock{mutex_};
    std::vector<Stored*> chosen;
    for (auto& stored : stored_) {
        const auto& cookie = stored.entry.cookie;
        if (is_for(stored.entry, host) && http::is_on_path(path, cookie.path) &&
            (is_secure || !cookie.secure) && !is_expired(stored, now))
            chosen.push_back(&stored);
    }
    std::stable_sort(chosen.begin(), chosen.end(), [](const Stored* a, const Stored* b) {
        return a->entry.cookie.path.size() > b->entry.cookie.path.size();
    });
    const auto use = ++uses_;
    std::string value;
    for (auto* stored : chosen) {
        const auto& cookie = stored->entry.cookie;
        const std::string_view separator = value.empty() ? "" : "; ";
        const std::string_view equals = cookie.name.empty() ? "" : "="; // as it came (§5.8.3, step 4)
        const auto size = separator.size() + cookie.name.size() + equals.size() + cookie.value.size();
        if (size > limits_.max_header_size - value.size())
            continue;
        value.append(separator).append(cookie.name).append(equals).append(cookie.value);
        stored->used = use;
    }
    return value;
}

std::vector<CookieJar::Entry> CookieJar::State::entries(time_point now) const
{
    const std::lock_guard lock{mutex_};
    std::vector<Entry> all;
    for (const auto& stored : stored_)
        if (!is_expired(stored, now))
            all.push_back(stored.entry);
    return all;
}

void CookieJar::State::erase_expired(time_point now)
{
    const std::lock_guard lock{mutex_};
    drop_expired(now);
}

void CookieJar::State::clear()
{
    const std::lock_guard lock{mutex_};
    stored_.clear();
}

std::size_t CookieJar::State::size() const
{
    const std::lock_guard lock{mutex_};
    return stored_.size();
}

CookieJar::CookieJar() : CookieJar{Limits{}} {}

CookieJar::CookieJar(const Limits& limits) : state_{std::make_unique<State>(limits)}
{
    if (limits.max_cookie_size == 0 || limits.max_per_host == 0 || limits.max_cookies == 0 ||
        limits.max_header_size == 0)
        throw std::invalid_argument{"hawser: cookie jar: a limit is 0, but each must be at least 1"};
}

CookieJar::~CookieJar() = default;

bool CookieJar::set(std::string_view host, std::string_view path, bool is_secure, const Cookie& cookie,
                    time_point now)
{
    Entry entry{{}, cookie};
    const auto fault = could_be_received(cookie)
                           ? resolve(entry, {host, path, is_secure, now}, state_->limits().max_cookie_size)
                           : Fault::pair;
    if (fault != Fault::none)
        throw std::invalid_argument{std::string{"hawser: cookie jar: "} + text(fault)};
    return state_->put(std::move(entry), is_secure, now);
}

bool CookieJar::receive(std::string_view set_cookie, std::string_view host, std::string_view path,
                        bool is_secure, time_point now)
{
    auto cookie = Cookie::parse(set_cookie);
    if (!cookie)
        return false;
    Entry entry{{}, std::move(*cookie)};
    const auto fault = resolve(entry, {host, path, is_secure, now}, state_->limits().max_cookie_size);
    return fault == Fault::none && state_->put(std::move(entry), is_secure, now);
}

std::string CookieJar::header(std::string_view host, std::string_view path, bool is_secure,
                              time_point now) const
{
    const auto known = http::to_host(host);
    return known ? state_->header(*known, http::without_query(path), is_secure, now) : std::string{};
}

std::vector<Cookie> CookieJar::cookies(std::string_view host, time_point now) const
{
    std::vector<Cookie> cookies;
    const auto known = http::to_host(host);
    for (auto& entry : state_->entries(now))
        if (known && is_for(entry, *known))
            cookies.push_back(std::move(entry.cookie));
    return cookies;
}

std::vector<CookieJar::Entry> CookieJar::entries(time_point now) const
{
    return state_->entries(now);
}

void CookieJar::erase_expired(time_point now)
{
    state_->erase_expired(now);
}

void CookieJar::clear()
{
    state_->clear();
}

std::size_t CookieJar::size() const
{
    return state_->size();
}

} // namespace hawser
