// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/middleware/trusted_proxies.hpp>

#include "core/ascii.hpp"
#include "http/forwarded.hpp"
#include "http/host.hpp"

#include <stdexcept>
#include <utility>

namespace hawser {
namespace {

using http::ForwardedHop;
using http::ListFromRight;

constexpr std::string_view forwarded = "Forwarded";
constexpr std::string_view forwarded_for = "X-Forwarded-For";
constexpr std::string_view forwarded_proto = "X-Forwarded-Proto";
constexpr std::string_view forwarded_host = "X-Forwarded-Host";

/// What proxies say of the request, from the nearest of them to the farthest.
class Hops {
public:
    virtual ~Hops() = default;
    virtual std::optional<ForwardedHop> next() = 0;
};

class ForwardedHops final : public Hops {
public:
    explicit ForwardedHops(const Fields& fields) : elements_{fields, forwarded} {}

    std::optional<ForwardedHop> next() override
    {
        const auto element = elements_.next_with_quotes();
        return element ? http::parse_forwarded_element(*element) : std::nullopt;
    }

private:
    ListFromRight elements_;
};

/// Three lists side by side. A proxy that adds an address does not always add to the two others; where these
/// are shorter, their first element goes for the rest.
class XForwardedHops final : public Hops {
public:
    explicit XForwardedHops(const Fields& fields)
        : nodes_{fields, forwarded_for}, protos_{fields, forwarded_proto}, hosts_{fields, forwarded_host}
    {
    }

    std::optional<ForwardedHop> next() override
    {
        const auto node = nodes_.next();
        if (!node)
            return std::nullopt;
        proto_ = protos_.next().value_or(proto_);
        host_ = hosts_.next().value_or(host_);
        return ForwardedHop{std::string{*node}, std::string{proto_}, std::string{host_}};
    }

private:
    ListFromRight nodes_, protos_, hosts_;
    std::string_view proto_, host_;
};

/// The client as trusted proxies describe it.
struct Client {
    Endpoint endpoint;
    std::string proto, host;
    bool is_forwarded = false;
};

Client find_client(const Request& request, const TrustedProxiesOptions& options)
{
    Client client{request.remote_endpoint(), {}, {}, false};
    const auto follow = [&](Hops&& hops) {
        for (std::size_t i = 0; i < options.max_hops && contains(options.networks, client.endpoint); ++i) {
            auto hop = hops.next();
            const auto address = hop ? http::node_address(hop->node) : std::nullopt;
            if (!address)
                return;
            client = {*address, std::move(hop->proto), std::move(hop->host), true};
        }
    };
    if (options.fields == ForwardedFields::forwarded)
        follow(ForwardedHops{request.fields()});
    else
        follow(XForwardedHops{request.fields()});
    return client;
}

bool is_secure(const Client& client, bool otherwise) noexcept
{
    if (core::iequals(client.proto, "https") || core::iequals(client.proto, "wss"))
        return true;
    if (core::iequals(client.proto, "http") || core::iequals(client.proto, "ws"))
        return false;
    return otherwise;
}

void erase_unbelieved(Fields& fields, bool trusted, ForwardedFields kind)
{
    if (!trusted || kind != ForwardedFields::forwarded)
        fields.erase(forwarded);
    if (!trusted || kind != ForwardedFields::x_forwarded)
        for (const auto name : {forwarded_for, forwarded_proto, forwarded_host})
            fields.erase(name);
}

} // namespace

TrustedProxies::TrustedProxies(List, std::vector<Network> networks)
    : TrustedProxies{TrustedProxiesOptions{.networks = std::move(networks)}}
{
}

TrustedProxies::TrustedProxies(TrustedProxiesOptions options)
    : options_{std::make_shared<const TrustedProxiesOptions>(std::move(options))}
{
    if (options_->networks.empty())
        throw std::invalid_argument{"hawser: TrustedProxies without a network trusts nobody"};
}

Action TrustedProxies::on_request(Exchange& exchange)
{
    auto& request = exchange.request();
    const bool trusted = contains(options_->networks, request.remote_endpoint());
    for (const auto name : {forwarded, forwarded_for, forwarded_proto, forwarded_host})
        if (request.fields().contains(name))
            exchange.was_forwarded(true);
    erase_unbelieved(request.fields(), trusted, options_->fields);
    if (!trusted)
        return Action::next;
    const auto client = find_client(request, *options_);
    if (!client.is_forwarded)
        return Action::next;
    request.endpoints(request.local_endpoint(), client.endpoint, is_secure(client, request.is_secure()));
    exchange.host_is_checked(); // a proxy passes on whatever hosts it serves
    if (options_->host && http::split_authority(client.host))
        request.fields().set("Host", client.host);
    if (!options_->host)
        request.fields().erase(forwarded_host);
    return Action::next;
}

} // namespace hawser
