// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "core/random.hpp"
#include "http/digest_challenge.hpp"

#include <hawser/client_credentials.hpp>
#include <hawser/error.hpp>
#include <hawser/fields.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hawser::client {

/// The client's side of HTTP authentication (RFC 9110 §11), for one origin server or for one proxy: what it
/// says belongs to that one and must not be sent to any other.
///
///     request → 401, or 407 → challenged() → retry: the same again, with another header()
///                                          → need_credentials: credentials(), then again
///                                          → give_up
///             → any other status → accepted()
///
/// What was learnt is kept for later connections: they need no challenge of their own, until the nonce is too
/// old. Credentials that were refused are not sent again, so that a client that reconnects does not lock its
/// user out.
///
/// *Thread safety*: none; the requests to one peer follow each other.
class Authenticator {
public:
    enum class Verdict : unsigned char {
        retry,            ///< send the request again, with a new `header`
        need_credentials, ///< it can go on with (other) credentials; without, the error says why not
        give_up,          ///< the error says why
    };

    /// A server asks with 401, a proxy with 407, each with fields of its own. `random` makes client nonces.
    explicit Authenticator(bool is_proxy, core::RandomSource random = core::fill_random) noexcept;

    /// Takes the credentials; nothing: there are none. Forgets that others were refused. If a challenge waits
    /// for them, the next header answers it; else, if they are others than before, it waits to be asked.
    /// @throws std::invalid_argument if they cannot be sent, see `ClientCredentials`; nothing changes then.
    void credentials(std::optional<ClientCredentials> fresh);

    /// The field that a `header` belongs in: Authorization or Proxy-Authorization.
    std::string_view header_name() const noexcept;

    /// What it says for the next request, once: for Digest, each has its own nonce count (RFC 7616 §3.4).
    /// Empty: no field. `uri` is the target exactly as it stands in the request line; for CONNECT, that is
    /// `host:port`.
    /// @throws std::runtime_error if the source of random bytes fails.
    std::string header(std::string_view method, std::string_view uri);

    /// A 401 (or 407) came for the request with the latest `header`; `fields` are its header. `ec` becomes,
    /// unless the verdict is to retry, one of these, or its like for a proxy:
    ///
    /// - `error::authentication_required`: there are no credentials;
    /// - `error::credentials_refused`: they were sent, and refused. Of a token there may be a newer one, so
    ///   the first time, the verdict is `need_credentials`; else it is to give up, but `credentials` may
    ///   begin anew;
    /// - `error::challenge_unsupported`: none of the challenges can, or may, be answered.
    Verdict challenged(const Fields& fields, error_code& ec);

    /// Another answer came, so this peer is content. `fields` may have the next nonce (RFC 7616 §3.5).
    void accepted(const Fields& fields);

    /// What the peer called, in its latest challenge, what is protected.
    std::string realm() const { return state_ ? state_->realm : std::string{}; }

    /// Forgets all that was learnt, as that the credentials were refused, but not the credentials themselves.
    void forget();

private:
    enum class Scheme : unsigned char { none, bearer, basic, digest_md5, digest_sha256 }; // weaker first

    /// A challenge that can be answered.
    struct Offer {
        Scheme scheme = Scheme::none;
        std::string realm;
        http::DigestChallenge digest; // if it is one
    };

    static bool is_digest(Scheme scheme) noexcept { return scheme >= Scheme::digest_md5; }
    static std::optional<Offer> read_offer(const http::AuthField& challenge);
    const Offer* best_offer(const ClientCredentials& for_whom) const noexcept;
    bool is_refusal(Scheme sent, const Offer& offer) const noexcept;
    Verdict stop(Verdict verdict, error for_server, error for_proxy, error_code& ec) const noexcept;
    Verdict refuse(Verdict verdict, error_code& ec) const noexcept;
    Verdict token_refused(Scheme sent, error_code& ec);
    void use(const Offer& offer);
    void use_nonce(const std::string& nonce);
    std::string digest_header(std::string_view method, std::string_view uri);
    std::string make_client_nonce() const;

    // Nothing of it is there until there are credentials or a challenge: most clients have neither.
    struct State {
        std::optional<ClientCredentials> credentials;
        bool is_refused = false;    // they were
        Scheme sent = Scheme::none; // what the latest header was
        unsigned rounds = 0;        // challenges in a row that came in answer to credentials

        std::string realm;
        std::vector<Offer> offers;    // of the latest challenge, until it is answered well
        Scheme scheme = Scheme::none; // what the next header is to be
        // For Digest.
        http::DigestChallenge challenge;
        std::string ha1;
        std::string client_nonce; // of a session (RFC 7616 §3.4.2)
        std::uint32_t uses = 0;   // of the nonce
        bool is_proven = false;   // a response to this challenge was right
    };

    State& state()
    {
        if (!state_)
            state_ = std::make_unique<State>();
        return *state_;
    }

    const bool is_proxy_;
    const core::RandomSource random_;
    std::unique_ptr<State> state_;
};

} // namespace hawser::client
