// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// What a server's connections share: certificates by name, tickets, ALPN.

#include "core/ascii.hpp"
#include "tls/base_context.hpp"
#include "tls/certificate.hpp"
#include "tls/context.hpp"
#include "tls/peer_certificate.hpp"
#include "tls/ticket_keys.hpp"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <utility>

namespace hawser::tls {

namespace {

constexpr std::string_view http = "\x08http/1.1";

// Whoever speaks nothing that we do is told so at once (RFC 7301 §3.2).
int choose_protocol(SSL*, const unsigned char** out, unsigned char* size, const unsigned char* offered,
                    unsigned offered_size, void*) noexcept
{
    unsigned char* chosen = nullptr;
    const auto result =
        SSL_select_next_proto(&chosen, size, reinterpret_cast<const unsigned char*>(http.data()),
                              static_cast<unsigned>(http.size()), offered, offered_size);
    *out = chosen;
    return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

int ticket_keys_index() noexcept
{
    static const int index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
    return index;
}

bool use_mac_key(EVP_MAC_CTX* mac, TicketKeys::Key& key) noexcept
{
    char hash[] = "SHA256";
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, key.mac.data(), key.mac.size()),
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, hash, 0),
        OSSL_PARAM_construct_end(),
    };
    return EVP_MAC_CTX_set_params(mac, parameters) == 1;
}

// The contract of SSL_CTX_set_tlsext_ticket_key_evp_cb(3): 1 go on, 2 go on and send a new ticket, 0 do
// without a ticket, -1 end the connection.
int seal_or_open_ticket(SSL* ssl, unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher,
                        EVP_MAC_CTX* mac, int seals) noexcept
{
    auto* keys = static_cast<TicketKeys*>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), ticket_keys_index()));
    const auto* algorithm = EVP_aes_256_cbc();
    try {
        if (seals) {
            auto key = keys->current();
            std::copy(key.name.begin(), key.name.end(), name);
            if (RAND_bytes(iv, EVP_CIPHER_get_iv_length(algorithm)) != 1 ||
                EVP_EncryptInit_ex(cipher, algorithm, nullptr, key.cipher.data(), iv) != 1 ||
                !use_mac_key(mac, key))
                return -1;
            OPENSSL_cleanse(&key, sizeof key);
            return 1;
        }
        auto found = keys->find(std::span<const unsigned char, 16>{name, 16});
        if (!found)
            return 0;
        if (!use_mac_key(mac, found->key) ||
            EVP_DecryptInit_ex(cipher, algorithm, nullptr, found->key.cipher.data(), iv) != 1)
            return -1;
        OPENSSL_cleanse(&found->key, sizeof found->key);
        // In TLS 1.3 a ticket is used once (RFC 8446 §C.4).
        return found->is_current && SSL_version(ssl) != TLS1_3_VERSION ? 1 : 2;
    } catch (...) { // no randomness
        return -1;
    }
}

} // namespace

std::shared_ptr<const Context> Context::for_server(const TlsOptions& options,
                                                   std::shared_ptr<TicketKeys> tickets)
{
    const std::shared_ptr<Context> made{new Context};
    made->tickets_ = std::move(tickets);
    made->rules_.callback = options.verify_client;
    made->rules_.accepts_unverified = false;
    for (const auto& each : options.certificates)
        made->add_certificate(each, options);
    auto* first = made->entries_.front().context.get();
    SSL_CTX_set_tlsext_servername_callback(first, &Context::choose_certificate);
    SSL_CTX_set_tlsext_servername_arg(first, made.get());
    return made;
}

void Context::add_certificate(const Certificate& certificate, const TlsOptions& options)
{
    auto loaded = load(certificate);
    if (X509_cmp_current_time(X509_get0_notAfter(loaded.leaf.get())) < 0)
        warnings_.push_back("the certificate for " + subject_of(loaded.leaf.get()) + " has expired");
    auto names = std::move(loaded.names);
    std::sort(names.begin(), names.end());
    const int key_type = EVP_PKEY_get_base_id(loaded.key.get());
    for (auto& entry : entries_) {
        const bool has_type =
            std::find(entry.key_types.begin(), entry.key_types.end(), key_type) != entry.key_types.end();
        if (!names.empty() && entry.names == names && !has_type) { // RSA beside ECDSA: OpenSSL chooses
            entry.key_types.push_back(key_type);
            return use_certificate(entry.context.get(), loaded);
        }
    }
    if (!names.empty() && context_for(names.front()) &&
        std::any_of(entries_.begin(), entries_.end(),
                    [&](const Entry& entry) { return entry.names == names; }))
        warnings_.push_back("a second certificate of the same kind for " + names.front() + " is never shown");
    auto context = make_server_context(options);
    use_certificate(context.get(), loaded);
    entries_.push_back({std::move(context), std::move(names), {key_type}});
}

SslContextPtr Context::make_server_context(const TlsOptions& options) const
{
    auto made =
        make_base_context(TLS_server_method(), options.min_version, options.ciphers, options.cipher_suites);
    auto* context = made.get();
    SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF); // tickets need none
    // A ticket would spare its holder the look at his certificate: has it expired, was it revoked, what does
    // `verify_client` say now?
    if (options.session_tickets && options.client_certificates == ClientCertificates::none) {
        SSL_CTX_set_ex_data(context, ticket_keys_index(), tickets_.get());
        SSL_CTX_set_tlsext_ticket_key_evp_cb(context, seal_or_open_ticket);
    } else {
        SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
        SSL_CTX_set_num_tickets(context, 0);
    }
    ask_for_certificates(context, options);
    return made;
}

void Context::ask_for_certificates(SSL_CTX* context, const TlsOptions& options) const
{
    if (options.client_certificates == ClientCertificates::none)
        return;
    const auto issuers = text_of(options.client_ca_file, options.client_ca_pem, "option tls.client_ca");
    const auto lists = text_of(options.client_crl_file, options.client_crl_pem, "option tls.client_crl");
    if (!issuers.empty()) {
        trust(context, issuers, "option tls.client_ca");
        for (const auto& each : read_certificates(issuers, "option tls.client_ca")) // a hint for the client
            SSL_CTX_add_client_CA(context, each.get());
    }
    if (!lists.empty())
        use_revocation_lists(context, lists, "option tls.client_crl");
    const bool must = options.client_certificates == ClientCertificates::require;
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | (must ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0), nullptr);
    SSL_CTX_set_cert_verify_callback(context, &Context::verify, const_cast<Rules*>(&rules_));
}

// The first whose names fit; an exact name before a wildcard.
SSL_CTX* Context::context_for(std::string_view host) const noexcept
{
    for (const bool exact : {true, false})
        for (const auto& entry : entries_)
            for (const auto& name : entry.names)
                if (exact ? name == host : name_matches(name, host))
                    return entry.context.get();
    return nullptr;
}

int Context::choose_certificate(SSL* ssl, int*, void* self) noexcept
{
    const char* asked = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
    if (!asked)
        return SSL_TLSEXT_ERR_NOACK;
    try {
        std::string host{asked};
        std::transform(host.begin(), host.end(), host.begin(), core::to_lower);
        if (host.ends_with('.'))
            host.pop_back();
        if (auto* context = static_cast<const Context*>(self)->context_for(host))
            SSL_set_SSL_CTX(ssl, context);
    } catch (...) {
        return SSL_TLSEXT_ERR_NOACK;
    }
    return SSL_TLSEXT_ERR_OK;
}

} // namespace hawser::tls
