// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// What the page shows of a room: who is in it, and what happens there.

const capacity = 500; // lines; older ones go

export class Room {
  #parts;
  #people = new Map(); // id → name
  #me = "";

  // `parts`: the elements scroller, messages, people and count.
  constructor(parts) {
    this.#parts = parts;
  }

  // Begins anew with those who are there; `me` is one of them.
  open(me, people) {
    this.#me = me;
    this.#people = new Map(people.map(({ id, name }) => [id, name]));
    this.#parts.messages.replaceChildren();
    this.#showPeople();
  }

  // One may be told of someone who is in the list already, or of one who left before one came.
  joined(id, name) {
    if (this.#people.has(id)) return;
    this.#people.set(id, name);
    this.#showPeople();
    this.#notice(name, "has come");
  }

  left(id, name) {
    if (!this.#people.delete(id)) return;
    this.#showPeople();
    this.#notice(name, "has left");
  }

  said(id, name, text) {
    this.#add(id === this.#me ? "mine" : "said", bdi("who", name), " ", bdi("what", text));
  }

  #notice(name, what) {
    this.#add("notice", bdi("who", name), " ", what);
  }

  #add(kind, ...content) {
    const { scroller, messages } = this.#parts;
    // Scrolls along only for a reader who is at the end, not for one who went back to look.
    const follows = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 40;
    const line = document.createElement("li");
    line.dataset.kind = kind;
    const now = new Date();
    const time = document.createElement("time");
    time.dateTime = now.toISOString();
    time.textContent = now.toTimeString().slice(0, 5);
    const words = document.createElement("p");
    words.append(...content);
    line.append(time, words);
    messages.append(line);
    while (messages.childElementCount > capacity) messages.firstElementChild.remove();
    if (follows) scroller.scrollTop = scroller.scrollHeight;
  }

  #showPeople() {
    const byName = [...this.#people].sort(([, a], [, b]) => a.localeCompare(b));
    this.#parts.people.replaceChildren(...byName.map(([id, name]) => {
      const line = document.createElement("li");
      line.append(bdi("who", name), id === this.#me ? " (you)" : "");
      return line;
    }));
    this.#parts.count.textContent = String(this.#people.size);
  }
}

// Text of a user's: never markup, and its writing direction does not reach what stands beside it.
function bdi(className, text) {
  const element = document.createElement("bdi");
  element.className = className;
  element.textContent = text;
  return element;
}
