// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// The page's controls, and the one WebSocket behind them. What is sent either way is listed in chat.hpp.

import { Room } from "./room.js";

const $ = (id) => document.getElementById(id);

const room = new Room({
  scroller: $("log"), messages: $("messages"), people: $("people"), count: $("people-count"),
});

let socket = null; // while connecting, open or closing
let isInside = false;

// --- what is shown

function setState(state, text) {
  $("state").dataset.state = state;
  $("state").textContent = text;
}

function showFault(text) {
  $("fault").textContent = text;
}

function showDoor(state, text) {
  isInside = false;
  $("inside").hidden = true;
  $("door").hidden = false;
  $("join").disabled = false;
  $("title").textContent = document.title = "Chat";
  setState(state, text);
  $("name").focus();
  proposeRooms();
}

function showRoom({ id, room: name, people }) {
  isInside = true;
  room.open(id, people);
  $("door").hidden = true;
  $("inside").hidden = false;
  $("title").textContent = document.title = name;
  setState("open", "In the room");
  $("text").focus();
}

async function proposeRooms() {
  try {
    const rooms = await (await fetch("rooms")).json();
    $("rooms").replaceChildren(...rooms.map(({ name, people }) => new Option(`${people} in it`, name)));
  } catch {
    // They are only proposals.
  }
}

// --- the connection

function enter(name, room) {
  const url = new URL("chat", location.href);
  url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  const created = new WebSocket(url, "hawser-chat");
  socket = created;
  showFault("");
  setState("connecting", "Connecting…");
  $("join").disabled = true;
  created.onopen = () => send({ type: "join", name, room });
  created.onmessage = (event) => onMessage(JSON.parse(event.data));
  created.onclose = onClose;
}

function send(message) {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
}

function onMessage(message) {
  switch (message.type) {
    case "welcome":
      // A page that is loaded again goes back to where it was.
      sessionStorage.setItem("seat", JSON.stringify({ name: $("name").value, room: $("room").value }));
      return showRoom(message);
    case "joined":
      return room.joined(message.id, message.name);
    case "left":
      return room.left(message.id, message.name);
    case "said":
      return room.said(message.id, message.name, message.text);
    case "error":
      showFault(message.text);
      if (!isInside) socket.close();
  }
}

function onClose(event) {
  const wasInside = isInside;
  const hadFault = $("fault").textContent !== "";
  socket = null;
  showDoor(event.wasClean ? "closed" : "failed", "Not in a room");
  // Scripts are not told more than 1006 of what failed.
  if (event.code === 1006) showFault(wasInside ? "The connection broke." : "The server cannot be reached.");
  else if (event.code === 1001) showFault("The server is going away.");
  else if (event.reason && !hadFault) showFault(event.reason);
}

// --- wiring

function onSubmit(form, action) {
  $(form).addEventListener("submit", (event) => {
    event.preventDefault();
    action();
  });
}

onSubmit("join-form", () => {
  if (!socket) enter($("name").value.trim(), $("room").value.trim());
});
onSubmit("say-form", () => {
  const text = $("text").value;
  showFault("");
  if (text.trim()) send({ type: "say", text });
  $("text").value = "";
  $("text").focus();
});
$("leave").addEventListener("click", () => {
  sessionStorage.removeItem("seat");
  socket?.close(1000);
});

const seat = JSON.parse(sessionStorage.getItem("seat"));
if (seat) {
  $("name").value = seat.name;
  $("room").value = seat.room;
  enter(seat.name, seat.room);
} else {
  showDoor("closed", "Not in a room");
}
