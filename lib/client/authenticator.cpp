// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "client/authenticator.hpp"

#include "core/base64.hpp"
#include "core/utf8.hpp"
#include "http/basic_credentials.hpp"
#include "http/digest_credentials.hpp"

#include <array>
#include <stdexcept>
#include <utility>

namespace hawser::client {
namespace {

using http::AuthField;

/// A nonce may turn out to be too old more than once, where many share a proxy; but not without end.
constexpr unsigned max_rounds = 3;

bool is_token(const std::string& text)
{
    const auto field = http::parse_credentials("Bearer " + text);
    return field && field->token == text;
}

void check(const ClientCredentials& credentials)
{
    const bool has_name = !credentials.user.empty() || !credentials.password.empty();
    if (has_name == !credentials.bearer.empty())
        throw std::invalid_argument{
            "hawser: credentials are either a user name with a password, or a bearer token"};
    if (!has_name && !is_token(credentials.bearer))
        throw std::invalid_argument{
            "hawser: a bearer token has letters, digits and -._~+/ only, and = at its "
            "end (RFC 6750)"};
    if (!core::is_plain_text(credentials.user) || !core::is_plain_text(credentials.password))
        throw std::invalid_argument{"hawser: a user name, or a password, that is not UTF-8 or has control "
                                    "characters"};
    if (has_name && credentials.preemptive && !credentials.allow_basic)
        throw std::invalid_argument{"hawser: preemptive credentials are sent with Basic; set allow_basic"};
    if (has_name && credentials.allow_basic && credentials.user.find(':') != std::string::npos)
        throw std::invalid_argument{"hawser: a user name with a colon cannot be sent with Basic (RFC 7617); "
                                    "set allow_basic to false"};
}

/// In FIPS mode there is no MD5, and then a server may have something better to offer.
bool has_hash(DigestAlgorithm algorithm)
{
    try {
        core::require_hash(http::hash_of(algorithm));
        return true;
    } catch (const std::runtime_error&) {
        return false;
    }
}

} // namespace

Authenticator::Authenticator(bool is_proxy, core::RandomSource random) noexcept
    : is_proxy_{is_proxy}, random_{random}
{
}

void Authenticator::credentials(std::optional<ClientCredentials> fresh)
{
    if (fresh)
        check(*fresh);
    else if (!state_)
        return;
    state(); // from here on there is one
    const bool are_others = fresh != state_->credentials;
    state_->credentials = std::move(fresh);
    state_->is_refused = false;
    state_->sent = Scheme::none;
    state_->rounds = 0;
    if (are_others)
        state_->scheme = Scheme::none;
    if (const auto* offer = state_->credentials ? best_offer(*state_->credentials) : nullptr)
        use(*offer);
}

std::string_view Authenticator::header_name() const noexcept
{
    return is_proxy_ ? "Proxy-Authorization" : "Authorization";
}

std::string Authenticator::header(std::string_view method, std::string_view uri)
{
    if (!state_)
        return {};
    state_->sent = Scheme::none;
    if (!state_->credentials || state_->is_refused)
        return {};
    if (!state_->credentials->bearer.empty()) {
        state_->sent = Scheme::bearer;
        return "Bearer " + state_->credentials->bearer;
    }
    if (is_digest(state_->scheme)) {
        state_->sent = state_->scheme;
        return digest_header(method, uri);
    }
    if (state_->scheme == Scheme::none && !state_->credentials->preemptive)
        return {};
    state_->sent = Scheme::basic;
    return http::make_basic_credentials(state_->credentials->user, state_->credentials->password).value();
}

Authenticator::Verdict Authenticator::challenged(const Fields& fields, error_code& ec)
{
    ec = {};
    const auto sent = std::exchange(state().sent, Scheme::none);
    state_->offers.clear();
    const auto challenges =
        http::parse_challenges(fields, is_proxy_ ? "Proxy-Authenticate" : "WWW-Authenticate");
    for (const auto& challenge : challenges)
        if (auto offer = read_offer(challenge))
            state_->offers.push_back(std::move(*offer));
    const auto* offer = best_offer(state_->credentials.value_or(ClientCredentials{}));
    state_->realm = offer != nullptr         ? offer->realm
                    : state_->offers.empty() ? std::string{}
                                             : state_->offers.front().realm;

    if (!state_->credentials && !state_->offers.empty())
        return stop(Verdict::need_credentials, error::authentication_required,
                    error::proxy_authentication_required, ec);
    if (state_->is_refused)
        return refuse(Verdict::give_up, ec);
    if (state_->credentials && !state_->credentials->bearer.empty())
        return token_refused(sent, ec);
    // Some say 401 and no more to credentials that they have not asked for.
    state_->is_refused =
        sent != Scheme::none && (offer != nullptr ? is_refusal(sent, *offer) : challenges.empty());
    if (state_->is_refused)
        return refuse(Verdict::give_up, ec);
    if (offer == nullptr)
        return stop(Verdict::give_up, error::challenge_unsupported, error::challenge_unsupported, ec);
    if (sent != Scheme::none && ++state_->rounds > max_rounds) {
        state_->scheme = Scheme::none; // the next connection begins anew
        state_->rounds = 0;
        return refuse(Verdict::give_up, ec);
    }
    use(*offer);
    return Verdict::retry;
}

void Authenticator::accepted(const Fields& fields)
{
    if (!state_)
        return;
    state_->offers.clear();
    state_->rounds = 0;
    if (!is_digest(std::exchange(state_->sent, Scheme::none)))
        return;
    state_->is_proven = true;
    // The key of a session holds its first nonce; the next challenge begins another (RFC 7616 §3.4.2).
    if (http::is_session(state_->challenge.algorithm))
        return;
    const auto info = fields.find(is_proxy_ ? "Proxy-Authentication-Info" : "Authentication-Info");
    // The form is that of credentials, without a scheme.
    const auto field = info ? http::parse_credentials("Digest " + std::string{*info}) : std::nullopt;
    const auto* next = field ? field->find("nextnonce") : nullptr;
    if (next != nullptr && !next->empty())
        use_nonce(*next);
}

void Authenticator::forget()
{
    if (!state_)
        return;
    State fresh;
    fresh.credentials = std::move(state_->credentials);
    *state_ = std::move(fresh);
}

std::optional<Authenticator::Offer> Authenticator::read_offer(const AuthField& challenge)
{
    const auto* realm = challenge.find("realm");
    Offer offer{Scheme::none, realm != nullptr ? *realm : std::string{}, {}};
    if (challenge.is_scheme("Basic"))
        offer.scheme = Scheme::basic;
    if (challenge.is_scheme("Bearer"))
        offer.scheme = Scheme::bearer;
    if (auto digest = http::parse_digest_challenge(challenge);
        digest && digest->offers_auth && has_hash(digest->algorithm)) {
        offer.scheme = http::hash_of(digest->algorithm) == core::HashAlgorithm::md5 ? Scheme::digest_md5
                                                                                    : Scheme::digest_sha256;
        offer.digest = std::move(*digest);
    }
    return offer.scheme == Scheme::none ? std::nullopt : std::optional{std::move(offer)};
}

/// Null: there is none that a name and a password would be an answer to.
const Authenticator::Offer* Authenticator::best_offer(const ClientCredentials& for_whom) const noexcept
{
    const auto weakest = for_whom.allow_basic ? Scheme::basic : Scheme::digest_md5;
    const Offer* best = nullptr;
    for (const auto& offer : state_->offers)
        if (offer.scheme >= weakest && (best == nullptr || offer.scheme > best->scheme))
            best = &offer;
    return best;
}

/// True if the peer asks again because name or password are wrong.
bool Authenticator::is_refusal(Scheme sent, const Offer& offer) const noexcept
{
    if (is_digest(sent)) {
        if (is_digest(offer.scheme) && offer.digest.is_stale)
            return false;
        // One that was good, or has waited, is too old, even where the peer does not say so.
        const bool is_other_nonce = !is_digest(offer.scheme) || offer.digest.nonce != state_->challenge.nonce;
        if (is_other_nonce && (state_->is_proven || state_->uses > 1))
            return false;
    }
    return offer.scheme <= sent;
}

Authenticator::Verdict Authenticator::stop(Verdict verdict, error for_server, error for_proxy,
                                           error_code& ec) const noexcept
{
    ec = is_proxy_ ? for_proxy : for_server;
    return verdict;
}

Authenticator::Verdict Authenticator::refuse(Verdict verdict, error_code& ec) const noexcept
{
    return stop(verdict, error::credentials_refused, error::proxy_credentials_refused, ec);
}

/// A token that was not sent yet is tried, whatever the challenges say: there is no other answer to them.
Authenticator::Verdict Authenticator::token_refused(Scheme sent, error_code& ec)
{
    if (sent != Scheme::bearer)
        return Verdict::retry;
    state_->is_refused = true;
    return refuse(Verdict::need_credentials, ec);
}

/// Answers this challenge from now on.
void Authenticator::use(const Offer& offer)
{
    if (is_digest(offer.scheme)) {
        const auto& digest = offer.digest;
        state_->ha1 = digest_ha1(digest.algorithm, state_->credentials->user, digest.realm,
                                 state_->credentials->password);
        use_nonce(digest.nonce);
        state_->challenge = digest;
        state_->is_proven = false;
    }
    state_->scheme = offer.scheme;
}

/// Goes on counting if it is the one in use: a peer takes each count once.
void Authenticator::use_nonce(const std::string& nonce)
{
    state_->client_nonce.clear();
    if (nonce != state_->challenge.nonce)
        state_->uses = 0;
    state_->challenge.nonce = nonce;
}

std::string Authenticator::digest_header(std::string_view method, std::string_view uri)
{
    // In a session it is a part of the key, which some compute once, and others for each request.
    if (state_->client_nonce.empty() || !http::is_session(state_->challenge.algorithm))
        state_->client_nonce = make_client_nonce();
    http::DigestCredentials made;
    made.algorithm = state_->challenge.algorithm;
    made.realm = state_->challenge.realm;
    made.nonce = state_->challenge.nonce;
    made.opaque = state_->challenge.opaque;
    made.uri = uri;
    made.client_nonce = state_->client_nonce;
    made.count(++state_->uses);
    made.is_user_hash = state_->challenge.takes_user_hash;
    made.is_extended = state_->challenge.is_utf8;
    made.user = made.is_user_hash ? digest_user_hash(state_->challenge.algorithm, state_->credentials->user,
                                                     state_->challenge.realm)
                                  : state_->credentials->user;
    made.response = http::digest_response(http::digest_input(made, method), state_->ha1);
    return http::make_digest_credentials(made);
}

std::string Authenticator::make_client_nonce() const
{
    std::array<unsigned char, 33> bytes{}; // 44 characters of base64, without padding
    random_(bytes);
    return core::base64_encode(bytes);
}

} // namespace hawser::client
