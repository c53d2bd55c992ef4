// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/behavior.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace example {

/// Who a session is; attached to it, so that the others in the room find it there. Written once, before the
/// session joins the group of its room, and the group is where the others, on any thread, find the session.
struct Person {
    std::string name; // empty: has not entered a room
    std::string room;
};

/// One who chats. Messages are JSON objects, all with a `type`:
///
///     the client sends    join     name, room            first, and once
///                         say      text
///     the server sends    welcome  id, room, people      the answer to `join`; people: list of id and name
///                         joined   id, name              to those who are in the room already
///                         left     id, name
///                         said     id, name, text        to all in the room, the sender too
///                         error    text                  what was sent has no effect, and why
class Chat : public hawser::Behavior {
public:
    static constexpr std::string_view protocol = "hawser-chat"; // the subprotocol
    static constexpr std::size_t max_name = 24;                 // of persons and rooms; characters
    static constexpr std::size_t max_text = 500;
    static constexpr std::size_t max_message = 8 * 1024; // bytes; a text of escaped emoji fits

    Chat();

private:
    void on_open() override;
    void on_message(const hawser::Message& message) override;
    void on_close(const hawser::CloseInfo& info) override;

    void enter(std::string_view name, std::string_view room);
    void say(std::string_view text);
    void complain(std::string_view text);
    void tell_others(std::string_view type);
    bool is_in_room() const noexcept { return !person_->name.empty(); }

    const std::shared_ptr<Person> person_ = std::make_shared<Person>();
};

} // namespace example
