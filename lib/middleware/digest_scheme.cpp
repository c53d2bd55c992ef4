// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "middleware/digest_scheme.hpp"

#include "core/ascii.hpp"
#include "core/constant_time.hpp"
#include "http/digest_challenge.hpp"
#include "http/target.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <stdexcept>

namespace hawser::middleware {
namespace {

const DigestAuthOptions& checked(const DigestAuthOptions& options)
{
    if (options.algorithms.empty())
        throw std::invalid_argument{"hawser: DigestAuth needs at least one of the algorithms"};
    if (options.nonce_lifetime <= std::chrono::milliseconds::zero())
        throw std::invalid_argument{"hawser: DigestAuth needs a nonce_lifetime of more than 0"};
    if (options.max_nonces == 0)
        throw std::invalid_argument{"hawser: DigestAuth needs a max_nonces of 1 or more"};
    for (const auto algorithm : options.algorithms)
        core::require_hash(http::hash_of(algorithm));
    return options;
}

std::string make_random_text(core::RandomSource random)
{
    std::array<unsigned char, 16> bytes{};
    random(bytes);
    std::string text;
    core::append_hex(text, bytes);
    return text;
}

std::string hash_body(const Request& request, core::HashAlgorithm algorithm)
{
    core::Hasher hasher{algorithm};
    hasher.update(request.body());
    if (request.body_file().empty())
        return hasher.hex();
    std::ifstream file{request.body_file(), std::ios::binary};
    std::array<char, 16 * 1024> piece{};
    while (file.read(piece.data(), piece.size()) || file.gcount() > 0)
        hasher.update({piece.data(), static_cast<std::size_t>(file.gcount())});
    if (!file.eof())
        throw std::runtime_error{"hawser: the file of a request's body cannot be read"};
    return hasher.hex();
}

/// A stored HA1, if it is one.
std::string to_ha1(std::string text, core::HashAlgorithm algorithm)
{
    std::transform(text.begin(), text.end(), text.begin(), core::to_lower);
    return text.size() == 2 * core::hash_size(algorithm) ? text : std::string{};
}

/// Path and query, and before them the authority if there is one.
struct Place {
    std::string_view authority;
    std::string_view rest;
};

std::optional<Place> place_of(std::string_view target)
{
    const auto parts = http::split_target(target);
    if (!parts || (parts->form != http::TargetForm::origin && parts->form != http::TargetForm::absolute))
        return std::nullopt;
    Place place{{}, target.substr(parts->path_begin)};
    if (parts->form == http::TargetForm::absolute) {
        const auto begin = target.find("://") + 3;
        place.authority = target.substr(begin, parts->path_begin - begin);
    }
    if (place.rest.empty()) // as RFC 9112 §3.2.1 has it sent
        place.rest = "/";
    return place;
}

} // namespace

bool is_same_target(std::string_view uri, const Request& request)
{
    if (uri == request.target())
        return true;
    const auto claimed = place_of(uri);
    const auto asked = place_of(request.target());
    if (!claimed || !asked || claimed->rest != asked->rest)
        return false;
    const auto host = asked->authority.empty() ? request["Host"] : asked->authority;
    return claimed->authority.empty() || core::iequals(claimed->authority, host);
}

DigestScheme::DigestScheme(DigestAuthOptions options, Now now, core::RandomSource random)
    : rules_{std::move(options.realm), std::move(options.find), std::move(options.find_async),
             std::move(options.require_role), options.optional},
      find_by_hash_{std::move(options.find_by_hash)}, algorithms_{checked(options).algorithms},
      offers_auth_int_{options.offer_auth_int}, now_{std::move(now)},
      nonces_{options.nonce_lifetime, options.max_nonces, random}, nobodys_password_{make_random_text(random)}
{
    check(rules_, "DigestAuth");
}

bool DigestScheme::is_found_later(const Claim& claim) const noexcept
{
    return !claim.is_user_hash && rules_.find_async;
}

std::optional<Credential> DigestScheme::find(const Claim& claim) const
{
    return claim.is_user_hash ? find_by_hash_(claim.user) : rules_.find(claim.user);
}

bool DigestScheme::is_offered(const Claim& claim) const noexcept
{
    return claim.realm == rules_.realm &&
           std::find(algorithms_.begin(), algorithms_.end(), claim.algorithm) != algorithms_.end() &&
           (claim.qop == http::DigestQop::auth || offers_auth_int_) && (!claim.is_user_hash || find_by_hash_);
}

ClaimState DigestScheme::read(const Exchange& exchange, Claim& claim) const
{
    auto state = ClaimState::absent;
    const auto field = authorization_of(exchange.request(), "Digest", state);
    if (!field)
        return state;
    auto read = http::parse_digest_credentials(*field);
    if (!read || !is_same_target(read->uri, exchange.request()))
        return ClaimState::malformed;
    claim = std::move(*read);
    if (!is_offered(claim))
        return ClaimState::unfit;
    const bool needs_body = claim.qop == http::DigestQop::auth_int && !exchange.has_body();
    return needs_body ? ClaimState::needs_body : ClaimState::given;
}

/// Does the same work whether there is such a user or not, and whatever is known of him.
std::string DigestScheme::ha1_of(const Claim& claim, const std::optional<Credential>& found,
                                 const Logger& logger) const
{
    const auto hash = http::hash_of(claim.algorithm);
    const bool has_password = found && !found->password.empty();
    const auto& user = found && claim.is_user_hash ? found->name : claim.user;
    auto computed =
        digest_ha1(claim.algorithm, user, rules_.realm, has_password ? found->password : nobodys_password_);
    auto stored = !found                             ? std::string{}
                  : hash == core::HashAlgorithm::md5 ? found->ha1_md5
                                                     : found->ha1_sha256;
    stored = to_ha1(std::move(stored), hash);
    if (found && stored.empty() && !has_password)
        logger.write(LogLevel::error,
                     "DigestAuth: a user's credential has neither password nor a good HA1 for " +
                         std::string{to_string(claim.algorithm)});
    return stored.empty() ? computed : stored;
}

Verdict DigestScheme::judge(const Exchange& exchange, const Claim& claim,
                            const std::optional<Credential>& found)
{
    const auto& request = exchange.request();
    std::string body_hash;
    if (claim.qop == http::DigestQop::auth_int)
        body_hash = hash_body(request, http::hash_of(claim.algorithm));
    const auto ha1 = ha1_of(claim, found, exchange.logger());
    const auto response =
        http::digest_response(http::digest_input(claim, request.method_string(), body_hash), ha1);
    const bool is_right = core::equal_in_constant_time(response, claim.response);
    if (!is_right || !found)
        return Verdict::refused;
    return nonces_.use(claim.nonce, claim.count(), now_()) ? Verdict::accepted : Verdict::stale;
}

void DigestScheme::challenge(Response& response, Verdict verdict) const
{
    response.status_page(401, "Name and password are needed here.");
    http::DigestChallenge challenge{.realm = rules_.realm, .nonce = nonces_.issue(now_())};
    challenge.offers_auth_int = offers_auth_int_;
    challenge.takes_user_hash = static_cast<bool>(find_by_hash_);
    challenge.is_stale = verdict == Verdict::stale;
    for (const auto algorithm : algorithms_) {
        challenge.algorithm = algorithm;
        response.add("WWW-Authenticate", http::make_digest_challenge(challenge));
    }
}

} // namespace hawser::middleware
