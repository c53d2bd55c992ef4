// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// What a client's connections share: whom to trust.

#include "tls/base_context.hpp"
#include "tls/certificate.hpp"
#include "tls/context.hpp"

#include <utility>

namespace hawser::tls {

namespace {

void set_issuers(SSL_CTX* context, const TlsClientOptions& options)
{
    const auto issuers = text_of(options.ca_file, options.ca_pem, "option tls.ca");
    if (!issuers.empty())
        trust(context, issuers, options.ca_file.empty() ? "option tls.ca_pem" : options.ca_file);
    if (!options.ca_folder.empty() && SSL_CTX_load_verify_dir(context, options.ca_folder.c_str()) != 1)
        throw_unusable(options.ca_folder + " is not a folder of certificates");
    if (issuers.empty() && options.ca_folder.empty())
        SSL_CTX_set_default_verify_paths(context);
    const auto lists = text_of(options.crl_file, options.crl_pem, "option tls.crl");
    if (!lists.empty())
        use_revocation_lists(context, lists, "option tls.crl");
}

} // namespace

std::shared_ptr<const Context> Context::for_client(const TlsClientOptions& options)
{
    const std::shared_ptr<Context> made{new Context};
    auto context =
        make_base_context(TLS_client_method(), options.min_version, options.ciphers, options.cipher_suites);
    if (options.certificate)
        use_certificate(context.get(), load(*options.certificate));
    set_issuers(context.get(), options);
    made->rules_ = {options.verify == TlsVerify::none, options.pinned_keys, options.verify_server};
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_cert_verify_callback(context.get(), &Context::verify, &made->rules_);
    made->entries_.push_back({std::move(context), {}, {}});
    return made;
}

} // namespace hawser::tls
