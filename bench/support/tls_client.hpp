// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

/// @file
/// OpenSSL as the load generator uses it: what all its TLS connections have in common.
#pragma once

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace bench {

template <auto release>
struct Release {
    template <class T>
    void operator()(T* object) const
    {
        release(object);
    }
};

using SslPtr = std::unique_ptr<SSL, Release<&SSL_free>>;
using SslContextPtr = std::unique_ptr<SSL_CTX, Release<&SSL_CTX_free>>;
using SslSessionPtr = std::unique_ptr<SSL_SESSION, Release<&SSL_SESSION_free>>;
using BioMethodPtr = std::unique_ptr<BIO_METHOD, Release<&BIO_meth_free>>;

inline void check_tls(bool good, const char* what)
{
    if (!good) {
        const unsigned long code = ERR_peek_error();
        const char* reason = code == 0 ? nullptr : ERR_reason_error_string(code);
        throw std::runtime_error{std::string{what} + ": " + (reason != nullptr ? reason : "failed")};
    }
}

/// One version, cipher and group, so that all servers do the same work; any certificate will do.
inline SslContextPtr make_client_context()
{
    SslContextPtr context{SSL_CTX_new(TLS_client_method())};
    check_tls(context != nullptr, "SSL_CTX_new");
    check_tls(SSL_CTX_set_min_proto_version(context.get(), TLS1_3_VERSION) == 1 &&
                  SSL_CTX_set_ciphersuites(context.get(), "TLS_AES_256_GCM_SHA384") == 1 &&
                  SSL_CTX_set1_groups_list(context.get(), "X25519") == 1,
              "TLS settings");
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_NONE, nullptr);
    SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                        SSL_MODE_RELEASE_BUFFERS);
    return context;
}

/// Where a connection's ciphertext lies: OpenSSL takes it from `input` and appends it to `output`.
struct Ciphertext {
    std::string_view input;
    std::string output;
};

namespace detail {

inline Ciphertext& ciphertext_of(BIO* bio)
{
    return *static_cast<Ciphertext*>(BIO_get_data(bio));
}

inline int read_ciphertext(BIO* bio, char* data, std::size_t size, std::size_t* count)
{
    std::string_view& input = ciphertext_of(bio).input;
    BIO_clear_retry_flags(bio);
    if (input.empty()) {
        BIO_set_retry_read(bio);
        return 0;
    }
    *count = std::min(size, input.size());
    std::memcpy(data, input.data(), *count);
    input.remove_prefix(*count);
    return 1;
}

inline int write_ciphertext(BIO* bio, const char* data, std::size_t size, std::size_t* count)
{
    ciphertext_of(bio).output.append(data, size);
    *count = size;
    return 1;
}

inline long control_ciphertext(BIO*, int command, long, void*)
{
    return command == BIO_CTRL_FLUSH ? 1 : 0; // nothing waits in between
}

inline BIO_METHOD* ciphertext_method()
{
    static const BioMethodPtr method = [] {
        BioMethodPtr made{BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "bench")};
        check_tls(made != nullptr, "BIO_meth_new");
        BIO_meth_set_read_ex(made.get(), &read_ciphertext);
        BIO_meth_set_write_ex(made.get(), &write_ciphertext);
        BIO_meth_set_ctrl(made.get(), &control_ciphertext);
        return made;
    }();
    return method.get();
}

} // namespace detail

/// An SSL object over @p ciphertext, which must outlive it.
inline SslPtr make_ssl(SSL_CTX* context, Ciphertext& ciphertext)
{
    SslPtr ssl{SSL_new(context)};
    BIO* const bio = BIO_new(detail::ciphertext_method());
    check_tls(ssl != nullptr && bio != nullptr, "SSL_new");
    BIO_set_data(bio, &ciphertext);
    BIO_set_init(bio, 1);
    SSL_set_bio(ssl.get(), bio, bio); // takes it
    return ssl;
}

} // namespace bench
