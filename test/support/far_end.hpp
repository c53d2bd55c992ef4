// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "support/certificate_authority.hpp"
#include "support/fake_transport.hpp"
#include "support/plain_tls.hpp"
#include "tls/certificate.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hawser::test {

/// How a client gets to a server: through which proxy, and whether with TLS behind it.
struct Way {
    enum class Proxy : unsigned char { none, http, https, socks };
    Proxy proxy = Proxy::none;
    bool is_secure = false;

    std::string name() const
    {
        constexpr std::array<std::string_view, 4> proxies{"", "http proxy, ", "https proxy, ", "SOCKS, "};
        return std::string{proxies[static_cast<std::size_t>(proxy)]} + (is_secure ? "wss" : "ws");
    }
    /// What the far end has to answer, in this order.
    std::string steps() const
    {
        constexpr std::array<std::string_view, 4> proxies{"", "C", "TC", "MR"};
        return std::string{proxies[static_cast<std::size_t>(proxy)]} + (is_secure ? "TU" : "U");
    }
    bool has_tls() const { return is_secure || proxy == Proxy::https; }
};

inline constexpr std::array<Way, 8> all_ways{{{Way::Proxy::none, false},
                                              {Way::Proxy::none, true},
                                              {Way::Proxy::http, false},
                                              {Way::Proxy::http, true},
                                              {Way::Proxy::https, false},
                                              {Way::Proxy::https, true},
                                              {Way::Proxy::socks, false},
                                              {Way::Proxy::socks, true}}};

/// Whom the far ends of tests are certified by.
inline const CertificateAuthority& far_authority()
{
    static const CertificateAuthority authority;
    return authority;
}

/// The proxy and the server in one, at the far end of a connection: TLS made of OpenSSL alone, the rest of
/// strings. It answers the steps of its way one after the other.
class FarEnd {
public:
    FarEnd(std::shared_ptr<FakePeer> peer, Way way) : peer_{std::move(peer)}, steps_{way.steps()} {}

    static constexpr std::size_t all = std::string::npos;

    std::size_t steps_to_answer = all; ///< then it is silent
    std::string socks_method_answer{'\5', '\0'};
    std::string socks_answer{'\5', '\0', '\0', '\1', '\12', '\0', '\0', '\1', '\0', '\120'};
    /// What is answered to a request.
    std::function<std::string(const std::string& request)> on_connect = [](const std::string&) {
        return std::string{"HTTP/1.1 200 Connection established\r\n\r\n"};
    };
    std::function<std::string(const std::string& request)> on_upgrade;
    std::function<void(PlainTls&)> on_tls; ///< changes of it before it begins
    /// How bytes get to the client.
    std::function<void(std::string_view)> deliver = [this](std::string_view bytes) { peer_->send(bytes); };

    std::vector<std::string> requests;   ///< of CONNECT and of the handshake
    std::vector<std::string> socks_said; ///< to a SOCKS5 proxy
    std::string received;                ///< in the clear, not looked at yet
    std::size_t delivered = 0;           ///< bytes to the client so far
    std::size_t answered = 0;            ///< steps

    FakePeer& peer() const { return *peer_; }
    bool is_done() const { return answered == steps_.size(); }

    /// Takes what the client has sent, and answers. False: there was nothing to do.
    bool act()
    {
        const auto raw = std::exchange(peer_->sent, {});
        const auto before = delivered;
        if (!raw.empty())
            take(raw, 0);
        while (answered < std::min(steps_.size(), steps_to_answer) && answer())
            ++answered;
        return !raw.empty() || delivered != before;
    }

    /// Sends in all layers of TLS that there are.
    void send(std::string text)
    {
        for (auto layer = layers_.rbegin(); layer != layers_.rend(); ++layer)
            text = (*layer)->encrypt(text);
        put(text);
    }

    /// Says in TLS, if there is any, that no more comes, and ends the stream.
    void end()
    {
        for (auto count = layers_.size(); count > 0; --count)
            send_below(count - 1, layers_[count - 1]->close());
        peer_->end();
    }

    PlainTls& tls(std::size_t layer = 0) const { return *layers_[layer]; }

private:
    void put(std::string_view bytes)
    {
        delivered += bytes.size();
        if (!bytes.empty())
            deliver(bytes);
    }
    void send_below(std::size_t layer, std::string bytes)
    {
        while (layer-- > 0)
            bytes = layers_[layer]->encrypt(bytes);
        put(bytes);
    }

    void take(std::string bytes, std::size_t layer)
    {
        for (; layer < layers_.size(); ++layer) {
            layers_[layer]->feed(bytes);
            bytes = layers_[layer]->take_received();
            if (answered < steps_to_answer)
                send_below(layer, layers_[layer]->take_output());
        }
        received += bytes;
    }

    // False: the client has to say more first.
    bool answer()
    {
        switch (steps_[answered]) {
        case 'T': return answer_tls();
        case 'C': return answer_request(on_connect);
        case 'M': return answer_socks(3, socks_method_answer);
        case 'R': return received.size() > 5 && answer_socks(socks_request_size(), socks_answer);
        default: return answer_request(on_upgrade);
        }
    }

    bool answer_tls()
    {
        if (received.empty() && tls_begun_ == layers_.size())
            return false;
        if (tls_begun_ == layers_.size()) {
            layers_.push_back(make_tls());
            take(std::exchange(received, {}), layers_.size() - 1);
        }
        if (!layers_.back()->is_open())
            return false;
        tls_begun_ = layers_.size();
        return true;
    }
    bool answer_request(const std::function<std::string(const std::string&)>& answers)
    {
        const auto end = received.find("\r\n\r\n");
        if (end == std::string::npos)
            return false;
        requests.push_back(received.substr(0, end + 4));
        received.erase(0, end + 4);
        send(answers(requests.back()));
        return true;
    }
    // With an IPv4 address, an IPv6 address or a name.
    std::size_t socks_request_size() const { return byte(3) == 1 ? 10u : byte(3) == 4 ? 22u : 7u + byte(4); }
    bool answer_socks(std::size_t size, const std::string& text)
    {
        if (received.size() < size)
            return false;
        socks_said.push_back(received.substr(0, size));
        received.erase(0, size);
        send(text);
        return true;
    }
    unsigned char byte(std::size_t index) const { return static_cast<unsigned char>(received[index]); }

    std::unique_ptr<PlainTls> make_tls() const
    {
        static const auto loaded = tls::load(far_authority().issue(
            {.alternative_names =
                 "DNS:localhost,DNS:a.example,DNS:b.example,DNS:proxy.example,IP:127.0.0.1"}));
        auto made = std::make_unique<PlainTls>(PlainTls::Role::server);
        SSL_CTX_use_certificate(made->context(), loaded.leaf.get());
        SSL_CTX_use_PrivateKey(made->context(), loaded.key.get());
        if (on_tls)
            on_tls(*made);
        made->start();
        return made;
    }

    std::shared_ptr<FakePeer> peer_;
    const std::string steps_; // T: TLS, C: CONNECT, M and R: SOCKS method and request, U: the handshake
    std::vector<std::unique_ptr<PlainTls>> layers_; // the outermost first
    std::size_t tls_begun_ = 0;                     // of them, those whose handshake is over
};

} // namespace hawser::test
