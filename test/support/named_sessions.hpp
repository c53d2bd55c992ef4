// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "support/websocket_fixture.hpp"

#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace hawser::test {

/// Sessions that a test refers to by name.
struct NamedSessions : WebSocketFixture {
    std::map<std::string, std::string> id_by_name;

    std::shared_ptr<FakePeer> open_named(const std::string& name, std::function<void(Recorder&)> then = {})
    {
        records[name].when_open = [this, name, then = std::move(then)](Recorder& self) {
            id_by_name[name] = self.id();
            if (then) {
                then(self);
            }
        };
        return open("/ws?name=" + name);
    }
    std::shared_ptr<FakePeer> open_in(const std::string& group, const std::string& name)
    {
        return open_named(name, [group](Recorder& self) { self.join(group); });
    }

    const std::string& id_of(const std::string& name) const { return id_by_name.at(name); }
    Session session_of(const std::string& name) const { return sessions().find(id_of(name)).value(); }

    /// Does `work` in a callback of that session.
    void in_callback_of(const std::string& name, FakePeer& peer, std::function<void(Recorder&)> work)
    {
        records[name].when_message = [work = std::move(work)](Recorder& self, const Message&) { work(self); };
        send(peer, frame(text_opcode, "go"));
        records[name].when_message = {};
    }

    /// The closing handshake, begun by the peer, and the end of the connection.
    void leave_for_good(FakePeer& peer)
    {
        send(peer, peer_close(1000));
        end(peer);
    }
};

/// The frames of text messages, one behind the other.
inline std::string texts(std::initializer_list<std::string_view> messages)
{
    std::string frames;
    for (const auto message : messages) {
        frames += server_frame(text_opcode, message);
    }
    return frames;
}

} // namespace hawser::test
