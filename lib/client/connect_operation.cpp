// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "client/connect_operation.hpp"

#include "client/upgrade.hpp"
#include "core/ascii.hpp"
#include "net/lookup.hpp"

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>
#include <boost/system/system_error.hpp>

#include <cstddef>
#include <exception>
#include <stdexcept>
#include <utility>

namespace hawser::client {

namespace asio = boost::asio;

namespace {

// Connections made at most, beside those of redirects: two sides may each want credentials, and a nonce may
// be stale.
constexpr unsigned max_hops = 16;

// Of one server, that a proxy is asked for, one after the other.
constexpr std::size_t max_proxy_addresses = 8;

constexpr unsigned unauthorized = 401;
constexpr unsigned proxy_unauthorized = 407;

bool is_redirect(unsigned status) noexcept
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

bool is_address(const std::string& host)
{
    error_code ec;
    asio::ip::make_address(host, ec);
    return !ec;
}

// One of a network of this machine's, which says nothing to a proxy.
bool has_scope(const asio::ip::address& address) noexcept
{
    return address.is_v6() && address.to_v6().scope_id() != 0;
}

net::ConnectionSettings connection_settings(const ClientOptions& options) noexcept
{
    net::ConnectionSettings settings;
    settings.write_ticks = net::Loop::ticks(options.write_timeout);
    return settings;
}

} // namespace

ConnectOperation::ConnectOperation(std::shared_ptr<net::Loop> loop, asio::any_io_executor executor, Dial dial,
                                   std::shared_ptr<const Settings> settings, Url url,
                                   std::shared_ptr<Memory> memory, Callbacks callbacks)
    : loop_{std::move(loop)}, executor_{std::move(executor)}, dial_{std::move(dial)},
      settings_{std::move(settings)}, memory_{std::move(memory)}, home_{std::move(url)},
      callbacks_{std::move(callbacks)}, url_{home_}, timer_{executor_}
{
}

// What is thrown, by the application's options most of all, ends the operation.
template <class Work>
void ConnectOperation::guarded(Work&& work) noexcept
{
    try {
        work();
    } catch (const boost::system::system_error& e) {
        fail(e.code(), e.what());
    } catch (const std::invalid_argument& e) {
        fail(error::bad_option, e.what());
    } catch (const std::exception& e) {
        fail(error::handler_failed, e.what());
    } catch (...) { // the application may throw anything
        fail(error::handler_failed);
    }
}

void ConnectOperation::start()
{
    timer_.expires_after(settings_->options().timeouts.total);
    timer_.async_wait([weak = weak_from_this()](error_code ec) {
        if (const auto self = weak.lock(); self && !ec && !self->is_over_)
            self->guarded([&] { self->run_out_of_time(); });
    });
    guarded([this] { hop(); });
}

// An answer whose body does not come tells more than that it took too long.
void ConnectOperation::run_out_of_time()
{
    std::string detail;
    const auto opening = opening_.lock();
    if (const auto answer = opening ? opening->answer_so_far() : std::nullopt) {
        const bool is_proxy = answer->kind == OpeningResult::Kind::proxy_answered;
        note(*answer, is_proxy);
        detail = (is_proxy ? "the proxy began to answer " : "the server began to answer ") +
                 std::to_string(answer->head.status);
    }
    fail(error::connect_timeout, std::move(detail));
}

void ConnectOperation::cancel(error_code reason)
{
    if (!is_over_)
        fail(reason);
}

void ConnectOperation::fail(error_code ec, std::string detail)
{
    if (std::exchange(is_over_, true))
        return;
    timer_.cancel();
    if (const auto lookup = lookup_.lock())
        lookup->cancel();
    if (const auto stop = std::exchange(stop_dialing_, nullptr))
        stop();
    if (const auto connection = connection_.lock())
        asio::post(executor_, [connection] {
            net::Batch batch{connection->loop(), connection.get()};
            if (connection->is_open())
                connection->close();
        });
    result_.error = ec;
    if (!detail.empty())
        result_.detail = std::make_unique<const std::string>(std::move(detail));
    if (redirects_ > 0)
        result_.url = std::make_unique<const Url>(url_);
    const auto callbacks = std::exchange(callbacks_, {});
    callbacks.failed(std::move(result_));
}

// --- the way

void ConnectOperation::hop()
{
    if (++hops_ > max_hops + redirects_)
        return fail(error::too_many_redirects, "too many answers that lead elsewhere, or want credentials");
    choose_proxy();
    socks_hosts_ = {url_.host};
    const bool must_resolve = proxy_ && proxy_->kind == Proxy::Kind::socks5 && !proxy_->resolves_names;
    if (must_resolve && !is_address(url_.host))
        resolve_for_proxy();
    else
        connect();
}

// Another proxy than the last one, as the environment may name, is told nothing of what that one was told.
void ConnectOperation::choose_proxy()
{
    proxy_ = settings_->proxy_for(url_);
    if (!proxy_ || (memory_->proxy && memory_->proxy->name == proxy_->to_string()))
        return;
    auto credentials = settings_->options().proxy.credentials;
    if (proxy_->has_user)
        credentials = ClientCredentials{.user = proxy_->user, .password = proxy_->password};
    auto fresh = std::make_unique<Memory::OfProxy>();
    fresh->name = proxy_->to_string();
    if (proxy_->kind != Proxy::Kind::socks5)
        fresh->authenticator.credentials(std::move(credentials));
    memory_->proxy = std::move(fresh);
}

void ConnectOperation::resolve_for_proxy()
{
    const auto lookup = std::make_shared<net::Lookup>(executor_, dial_.resolve);
    lookup_ = lookup;
    lookup->start(url_.host, url_.port, settings_->options().timeouts.resolve,
                  [self = shared_from_this()](error_code ec, const net::Addresses& found) {
                      self->socks_hosts_.clear();
                      for (const auto& each : found)
                          if (!has_scope(each.address()) && self->socks_hosts_.size() < max_proxy_addresses)
                              self->socks_hosts_.push_back(each.address().to_string());
                      if (ec || self->socks_hosts_.empty())
                          return self->fail(ec ? ec : error_code{asio::error::host_not_found},
                                            "cannot resolve " + self->url_.host);
                      self->guarded([&] { self->connect(); });
                  });
}

// What a proxy cannot reach at one address it may at the next one. False if that is the last, or enough.
bool ConnectOperation::connect_to_next_address()
{
    if (socks_hosts_.size() < 2 || ++hops_ > max_hops + redirects_)
        return false;
    socks_hosts_.pop_front();
    connect();
    return true;
}

void ConnectOperation::connect()
{
    const auto& options = settings_->options();
    net::ConnectTarget target;
    target.host = proxy_ ? proxy_->host : url_.host;
    target.port = proxy_ ? proxy_->port : url_.port;
    if (!is_foreign())
        target.unix_path = options.unix_socket;
    target.local_address = options.local_address;
    stop_dialing_ = dial_.connect(loop_, executor_, std::move(target),
                                  {.resolve = options.timeouts.resolve, .connect = options.timeouts.connect},
                                  [self = shared_from_this()](Dialed dialed) {
                                      if (!self->is_over_)
                                          self->guarded([&] { self->on_connected(std::move(dialed)); });
                                  });
}

void ConnectOperation::on_connected(Dialed dialed)
{
    stop_dialing_ = nullptr;
    if (dialed.error)
        return fail(dialed.error, "cannot connect to " + (proxy_ ? proxy_->to_string() : url_.to_string()));
    result_.remote = dialed.remote;
    result_.local = dialed.local;
    auto transport = std::move(dialed.transport);
    const auto add_tls = [&] {
        auto filter = std::make_unique<net::TlsTransport>(*loop_, std::move(transport));
        auto* pointer = filter.get();
        transport = std::move(filter);
        return pointer;
    };
    net::TlsTransport* proxy_tls = proxy_ && proxy_->kind == Proxy::Kind::https ? add_tls() : nullptr;
    net::TlsTransport* tls = url_.is_secure ? add_tls() : nullptr;
    auto opening = std::make_shared<Opening>(
        make_steps(proxy_tls, tls),
        [self = shared_from_this()](net::Connection* connection, OpeningResult result) {
            self->guarded([&] { self->on_opening(connection, std::move(result)); });
        });
    const auto connection = std::make_shared<net::Connection>(loop_, std::move(transport),
                                                              connection_settings(settings_->options()));
    connection_ = connection;
    opening_ = opening;
    connection->start(std::move(opening));
}

// A name of the application's own is that of the server it has named.
std::string ConnectOperation::host_to_verify() const
{
    const auto& name = settings_->options().tls.server_name;
    return name.empty() || is_foreign() ? url_.host : name;
}

Socks5 ConnectOperation::make_socks() const
{
    const auto& credentials = settings_->options().proxy.credentials;
    if (proxy_->has_user || !credentials)
        return {socks_hosts_.front(), url_.port, proxy_->user, proxy_->password};
    return {socks_hosts_.front(), url_.port, credentials->user, credentials->password};
}

OpeningSteps ConnectOperation::make_steps(net::TlsTransport* proxy_tls, net::TlsTransport* tls)
{
    const auto& options = settings_->options();
    OpeningSteps steps;
    steps.timeouts = options.timeouts;
    if (proxy_tls) {
        const auto& name = options.proxy.tls.server_name;
        steps.proxy_tls = proxy_tls;
        steps.proxy_engine =
            tls::Engine::connect(settings_->proxy_context(), name.empty() ? proxy_->host : name);
    }
    if (proxy_ && proxy_->kind == Proxy::Kind::socks5) {
        steps.socks.emplace(make_socks());
    } else if (proxy_) {
        steps.connect = make_connect(url_, options.user_agent,
                                     memory_->proxy->authenticator.header("CONNECT", connect_target(url_)));
        steps.on_tunnel = [memory = memory_](const Fields& fields) {
            memory->proxy->authenticator.accepted(fields);
        };
    }
    if (tls) {
        steps.tls = tls;
        steps.engine = tls::Engine::connect(
            is_foreign() ? settings_->foreign_context() : settings_->server_context(), host_to_verify());
    }
    if (is_foreign() && !foreign_)
        foreign_.emplace(false);
    steps.key = websocket::make_key(); // a fresh one each time (RFC 6455 §4.1)
    steps.subprotocols = options.subprotocols;
    steps.deflate = settings_->deflate();
    const auto path = url_.target.substr(0, url_.target.find('?'));
    const auto jar = memory_->cookies.find();
    steps.upgrade =
        make_upgrade({.url = url_,
                      .key = steps.key,
                      .subprotocols = options.subprotocols,
                      .deflate = steps.deflate,
                      .user_agent = options.user_agent,
                      .origin = options.origin,
                      .fields = options.fields,
                      .is_foreign = is_foreign(),
                      .cookies = jar ? jar->header(url_.host, path, url_.is_secure) : std::string{},
                      .authorization = server_authenticator().header("GET", url_.target)});
    return steps;
}

// --- the answers

void ConnectOperation::on_opening(net::Connection* connection, OpeningResult result)
{
    if (is_over_)
        return;
    if (result.kind == OpeningResult::Kind::opened)
        return on_opened(*connection, std::move(result));
    connection_.reset(); // it ends by itself
    switch (result.kind) {
    case OpeningResult::Kind::answered: return on_answer(std::move(result));
    case OpeningResult::Kind::proxy_answered: return on_proxy_answer(std::move(result));
    default: break;
    }
    if (!result.is_of_address || !connect_to_next_address())
        fail(result.error, std::move(result.detail));
}

void ConnectOperation::note(const OpeningResult& result, bool is_proxy)
{
    result_.response =
        HandshakeResponse{result.head.status, is_proxy, result.head.reason, result.head.fields, result.body};
}

void ConnectOperation::keep_cookies(const Fields& fields)
{
    const auto path = url_.target.substr(0, url_.target.find('?'));
    for (const auto [name, value] : fields)
        if (core::iequals(name, "Set-Cookie"))
            memory_->cookies.get()->receive(value, url_.host, path, url_.is_secure);
}

void ConnectOperation::on_opened(net::Connection& connection, OpeningResult result)
{
    note(result, false);
    keep_cookies(result.head.fields);
    server_authenticator().accepted(result.head.fields);
    if (url_.is_secure)
        result_.tls = std::make_unique<const TlsInfo>(
            static_cast<net::TlsTransport&>(connection.transport()).engine()->info());
    is_over_ = true;
    timer_.cancel();
    if (redirects_ > 0)
        result_.url = std::make_unique<const Url>(url_);
    if (auto& subprotocol = result.handshake.subprotocol; !subprotocol.empty())
        result_.subprotocol = std::make_unique<const std::string>(std::move(subprotocol));
    result_.deflate = result.handshake.deflate;
    const auto callbacks = std::exchange(callbacks_, {});
    if (auto protocol = callbacks.opened(connection, std::move(result_)))
        connection.replace_protocol(std::move(protocol));
    else
        connection.close(); // there is nobody left
}

void ConnectOperation::on_answer(OpeningResult result)
{
    note(result, false);
    keep_cookies(result.head.fields);
    const auto status = result.head.status;
    if (status == unauthorized)
        return authenticate(server_authenticator(), false, result);
    server_authenticator().accepted(result.head.fields);
    if (is_redirect(status) && settings_->options().max_redirects > 0 &&
        result.head.fields.contains("Location"))
        return redirect(std::string{result.head.fields["Location"]});
    fail(result.error, status == 101 ? std::string{} : "the server answered " + std::to_string(status));
}

void ConnectOperation::on_proxy_answer(OpeningResult result)
{
    note(result, true);
    if (result.head.status == proxy_unauthorized)
        return authenticate(memory_->proxy->authenticator, true, result);
    memory_->proxy->authenticator.accepted(result.head.fields);
    fail(error::proxy_refused, "the proxy answered " + std::to_string(result.head.status));
}

void ConnectOperation::redirect(const std::string& location)
{
    if (++redirects_ > settings_->options().max_redirects)
        return fail(error::too_many_redirects);
    auto target = resolve_redirect(url_, location);
    if (!target)
        return fail(error::redirect_refused, "to what is no URL of a WebSocket");
    if (url_.is_secure && !target->is_secure)
        return fail(error::redirect_refused, "from wss to ws");
    if (!target->is_same_origin(url_))
        foreign_.reset(); // what it has learnt is another's
    url_ = std::move(*target);
    hop();
}

// --- credentials

void ConnectOperation::authenticate(Authenticator& authenticator, bool is_proxy, OpeningResult& result)
{
    error_code ec;
    switch (authenticator.challenged(result.head.fields, ec)) {
    case Authenticator::Verdict::retry: return hop();
    case Authenticator::Verdict::need_credentials: return ask(authenticator, is_proxy, ec);
    case Authenticator::Verdict::give_up:
        if (ec == error::challenge_unsupported)
            return fail(ec);
        return ask(authenticator, is_proxy, ec); // others may be accepted
    }
}

void ConnectOperation::ask(Authenticator& authenticator, bool is_proxy, error_code otherwise)
{
    const auto& options = settings_->options();
    const auto& callback = is_proxy ? options.proxy.on_credentials : options.on_credentials;
    if (!callback)
        return fail(otherwise);
    AuthRequest request{.where = is_proxy ? proxy_->to_string() : url_.to_string(),
                        .realm = authenticator.realm(),
                        .is_proxy = is_proxy,
                        .was_refused = otherwise == error::credentials_refused ||
                                       otherwise == error::proxy_credentials_refused};
    const auto hop_number = hops_;
    const auto answer = [weak = weak_from_this(), executor = executor_, is_proxy, otherwise,
                         hop_number](std::optional<ClientCredentials> credentials) {
        asio::post(executor,
                   [weak, is_proxy, otherwise, hop_number, credentials = std::move(credentials)]() mutable {
                       const auto self = weak.lock();
                       if (!self || self->is_over_ || self->hops_ != hop_number)
                           return;
                       self->guarded([&] {
                           if (!credentials)
                               return self->fail(otherwise);
                           (is_proxy ? self->memory_->proxy->authenticator : self->server_authenticator())
                               .credentials(std::move(credentials));
                           self->hop();
                       });
                   });
    };
    callbacks_.call([&] { callback(request, answer); });
}

} // namespace hawser::client
