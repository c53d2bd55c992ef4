// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "tls/openssl.hpp"

#include <hawser/certificate.hpp>
#include <hawser/endpoint.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hawser::tls {

/// A certificate that has been read, with the key that belongs to it.
struct LoadedCertificate {
    X509Ptr leaf;
    std::vector<X509Ptr> chain; ///< that follow it
    KeyPtr key;
    std::vector<std::string> names; ///< the hosts that it is for, in lower case; `*.example.com` among them
};

/// Reads it. @throws boost::system::system_error with `error::unusable_certificate` and a text that names the file
/// and the fault: nothing there, not PEM, a wrong password, a key of another certificate.
LoadedCertificate load(const Certificate& certificate);

/// All certificates of a PEM text; at least one, or it throws the same. `what` names it in the error.
std::vector<X509Ptr> read_certificates(std::string_view pem, const std::string& what);

/// After a reader of PEM that has found nothing more: whether there was nothing more.
bool is_end_of_pem() noexcept;

/// The text of a file. @throws the same.
std::string read_file(const std::string& path);

/// `text`, or the text of the file if that is named. `what` names the option.
/// @throws the same; also if both are given.
std::string text_of(const std::string& path, const std::string& text, const char* what);

/// What a host is to TLS: an address without a port, in brackets or not; nothing if it is none.
std::optional<Endpoint> address_of(std::string_view host) noexcept;
/// Whether it has the characters of a DNS name, or of a wildcard for some, and nothing else.
bool is_dns_name(std::string_view host) noexcept;

/// Whether a certificate for `name`, perhaps a wildcard, is for `host`; both in lower case (RFC 6125 §6.4.3).
bool name_matches(std::string_view name, std::string_view host) noexcept;

} // namespace hawser::tls
