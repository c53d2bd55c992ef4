// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// The list of what happened: time, direction, text and size, newest last.

const capacity = 500; // entries; older ones go
const previewLength = 2000; // characters of a long text message that are shown
const previewBytes = 16;

const kinds = {
  open: "● Open",
  close: "○ Closed",
  sent: "↑ Sent",
  received: "↓ Received",
  ping: "⇄ Round trip",
  error: "⚠ Error",
};

export function sizeText(bytes) {
  return `${bytes.toLocaleString("en")} ${bytes === 1 ? "byte" : "bytes"}`;
}

// What a message looks like in the log: the text, or the first bytes in hex.
export function preview(data) {
  if (typeof data === "string") {
    return data.length > previewLength ? `${data.slice(0, previewLength)}…` : data;
  }
  const head = new Uint8Array(data, 0, Math.min(data.byteLength, previewBytes));
  const hex = Array.from(head, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
  return `binary ${hex}${data.byteLength > previewBytes ? " …" : ""}`;
}

export class EventLog {
  #scroller;
  #list;
  #count;

  constructor(scroller, list, count) {
    this.#scroller = scroller;
    this.#list = list;
    this.#count = count;
  }

  // Appends one entry. `what` may come from a peer: it only ever becomes text, never markup.
  add(kind, what, bytes) {
    const follows = this.#atEnd();
    const entry = document.createElement("li");
    entry.dataset.kind = kind;
    const now = new Date();
    const time = document.createElement("time");
    time.dateTime = now.toISOString();
    time.textContent = `${now.toTimeString().slice(0, 8)}.${String(now.getMilliseconds()).padStart(3, "0")}`;
    entry.append(
      time, " ", span("kind", kinds[kind]), " ", span("what", what), " ",
      span("size", bytes === undefined ? "" : sizeText(bytes)),
    );
    this.#list.append(entry);
    while (this.#list.childElementCount > capacity) this.#list.firstElementChild.remove();
    this.#showCount();
    if (follows) this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }

  clear() {
    this.#list.replaceChildren();
    this.#showCount();
  }

  // Scrolls along only for a reader who is at the end, not for one who went back to look.
  #atEnd() {
    const box = this.#scroller;
    return box.scrollHeight - box.scrollTop - box.clientHeight < 40;
  }

  #showCount() {
    const entries = this.#list.childElementCount;
    this.#count.textContent = `${entries} ${entries === 1 ? "entry" : "entries"}` +
      (entries === capacity ? " (the newest)" : "");
  }
}

function span(name, text) {
  const element = document.createElement("span");
  element.className = name;
  element.textContent = text;
  return element;
}
