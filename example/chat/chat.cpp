// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "chat.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace example {
namespace {

namespace json = boost::json;

/// The string of that name; empty if there is none.
std::string_view text_of(const json::object& object, std::string_view key)
{
    const auto* value = object.if_contains(key);
    const auto* text = value ? value->if_string() : nullptr;
    return text ? std::string_view{text->data(), text->size()} : std::string_view{};
}

/// Why `text` cannot be taken, in words for the user; empty if it can. It is UTF-8, as the parser checked it.
std::string fault_of(std::string_view what, std::string_view text, std::size_t max_length)
{
    const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
    const auto begins_character = [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; };
    if (text.find_first_not_of(' ') == text.npos)
        return std::string{what} + " must not be empty";
    if (std::any_of(text.begin(), text.end(), is_control))
        return std::string{what} + " must not have control characters";
    if (static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_character)) > max_length)
        return std::string{what} + " must not have more than " + std::to_string(max_length) + " characters";
    return {};
}

} // namespace

Chat::Chat()
{
    attach(person_);
}

void Chat::on_open()
{
    if (subprotocol() != protocol)
        close(hawser::CloseCode::policy_violation, "offer the subprotocol hawser-chat");
}

void Chat::on_message(const hawser::Message& message)
{
    if (message.is_binary())
        return close(hawser::CloseCode::unsupported_data, "this chat takes text only");
    boost::system::error_code ec;
    const auto value = json::parse(message.text(), ec);
    const auto* order = ec ? nullptr : value.if_object();
    if (!order)
        return complain("a message is a JSON object");
    const auto type = text_of(*order, "type");
    if (type == "join")
        enter(text_of(*order, "name"), text_of(*order, "room"));
    else if (type == "say")
        say(text_of(*order, "text"));
    else
        complain("the type of a message is \"join\" or \"say\"");
}

void Chat::on_close(const hawser::CloseInfo&)
{
    if (is_in_room())
        tell_others("left");
}

void Chat::enter(std::string_view name, std::string_view room)
{
    if (is_in_room())
        return complain("you are in a room already");
    auto fault = fault_of("The name", name, max_name);
    if (fault.empty())
        fault = fault_of("The room's name", room, max_name);
    if (!fault.empty())
        return complain(fault);
    person_->name = name;
    person_->room = room;
    join(room);

    // Who comes now hears of us, or is in this list, or both: ids tell the page which.
    json::array people;
    for (const auto& session : sessions().group(room).sessions())
        people.push_back({{"id", session.id()}, {"name", session.state<Person>()->name}});
    send(json::serialize(
        json::value{{"type", "welcome"}, {"id", id()}, {"room", room}, {"people", std::move(people)}}));
    tell_others("joined");
}

void Chat::say(std::string_view text)
{
    if (!is_in_room())
        return complain("join a room first");
    if (const auto fault = fault_of("A message", text, max_text); !fault.empty())
        return complain(fault);
    sessions()
        .group(person_->room)
        .broadcast(json::serialize(
            json::value{{"type", "said"}, {"id", id()}, {"name", person_->name}, {"text", text}}));
}

void Chat::complain(std::string_view text)
{
    send(json::serialize(json::value{{"type", "error"}, {"text", text}}));
}

void Chat::tell_others(std::string_view type)
{
    sessions()
        .group(person_->room)
        .broadcast_except(
            session(), json::serialize(json::value{{"type", type}, {"id", id()}, {"name", person_->name}}));
}

} // namespace example
