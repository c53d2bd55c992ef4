#!/usr/bin/env node
// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// A server of npm's ws for client_node_test.py, which says in the URL what it wants from it:
//
//     ws://localhost:PORT/NAME?OPTION=VALUE&…
//
// NAME is one of `behaviours`. Options are those of permessage-deflate (`deflate`, and those that ws has),
// `protocol` for the subprotocol that is chosen, `user` for who is let in with Basic, `status` for a refusal,
// and others that the behaviours have; `id` is there to tell the reports apart.
//
// Prints `Listening on ws://localhost:PORT`, and a line of JSON for each session, and each handshake refused,
// that has ended.

import { createHash, randomBytes } from "node:crypto";
import http from "node:http";
import { once } from "node:events";
import { WebSocketServer } from "ws";

const limit = 20_000; // ms, for each step
const sizes = [0, 1, 125, 126, 127, 1000, 65535, 65536, 65537, 1 << 20];

// What each kind of session does; what it returns is in its report.
const behaviours = {
  // Sends messages of all sizes and expects them back, all at once and one by one.
  async echoes(session) {
    const messages = sizes.flatMap((size) =>
      [randomBytes(size), "x".repeat(size), "déjà vu ".repeat(size / 10)]);
    for (const message of messages) await session.expect(message);
    for (const message of messages) session.socket.send(message);
    for (const message of messages) await session.expectBack(message);
    session.socket.close(1000, "all are back");
  },

  // Similar messages, which compress well only with those before in mind.
  async similar(session) {
    const words = Array.from({ length: 200 }, () => randomBytes(6).toString("hex")).join(" ");
    for (let i = 0; i < 20; i++) await session.expect(`${words} ${i}`);
    session.socket.close(1000);
  },

  async fragments(session) {
    const bytes = Buffer.from("Grüße, 世界 👋"); // cut inside characters too
    for (const options of [{ binary: false }, { binary: true }]) {
      for (let i = 0; i < bytes.length; i++) {
        session.socket.send(bytes.subarray(i, i + 1), { ...options, fin: i === bytes.length - 1 });
        if (i % 5 === 0) session.socket.ping(`behind byte ${i}`);
      }
      await session.expectBack(options.binary ? bytes : bytes.toString());
    }
    session.socket.send("", { binary: true, fin: false });
    session.socket.send(Buffer.from([1, 2]), { fin: false });
    session.socket.send("", { fin: true });
    await session.expectBack(Buffer.from([1, 2]));
    const large = randomBytes(1 << 20);
    for (let at = 0; at < large.length; at += 10_000) {
      session.socket.send(large.subarray(at, at + 10_000), { fin: at + 10_000 >= large.length });
    }
    await session.expectBack(large);
    session.socket.close(1000);
  },

  async pings(session) {
    const pongs = [];
    for (const payload of ["", "are you there?", "p".repeat(125)]) {
      session.socket.ping(payload);
      pongs.push((await bounded(once(session.socket, "pong"), "a pong"))[0].toString().length);
    }
    session.socket.pong("unasked"); // RFC 6455 §5.5.3: allowed, and not answered
    await session.expect("still open");
    session.socket.close(1000);
    return pongs;
  },

  // Waits for the client's, and answers them, as ws does by itself.
  async answers(session) {
    for (let i = 0; i < session.number("pings"); i++) await bounded(once(session.socket, "ping"), "a ping");
    session.socket.close(1000);
  },

  // Collects what comes until the client closes.
  async collect(session) {
    if (session.query.get("welcome")) session.socket.send(session.query.get("welcome"));
    const messages = [];
    session.socket.on("message", (data, isBinary) => messages.push(isBinary ? hash(data) : data.toString()));
    await bounded(session.closed, "the client's end");
    return messages;
  },

  // Answers what comes, and says last of all that it is the last.
  async answer(session) {
    session.socket.on("message", (data, isBinary) => session.socket.send(data, { binary: isBinary }));
    await bounded(session.closed, "the client's end");
  },

  // Many messages at once, and the end right behind them.
  async flood(session) {
    for (let i = 0; i < session.number("count"); i++) session.socket.send(`message ${i}`);
    session.socket.close(1000);
  },

  async close(session) {
    const code = session.query.get("code");
    if (code) session.socket.close(Number(code), session.query.get("reason") ?? "");
    else session.socket.close();
  },

  async terminate(session) {
    session.socket.send("before the end");
    session.socket.terminate();
  },

  // Bytes as they are, which ws would not send: in hexadecimal.
  async raw(session) {
    session.socket._socket.write(Buffer.from(session.query.get("bytes"), "hex"));
    if (session.query.get("end")) session.socket._socket.end();
    await bounded(session.closed, "the client's end");
  },

  // Reads nothing more, Close frames included, until the client must have given up.
  async deaf(session) {
    session.socket.pause();
    await new Promise((resolve) => { setTimeout(resolve, session.number("ms")); });
    session.socket.terminate();
  },
};

class Session {
  #messages = [];
  #waiting = null;

  constructor(socket, url) {
    this.socket = socket;
    this.query = url.searchParams;
    this.closed = once(socket, "close").then(([code, reason]) => ({ code, reason: reason.toString() }));
    socket.on("error", () => {}); // `closed` tells
    if (["/collect", "/answer"].includes(url.pathname)) return;
    socket.on("message", (data, isBinary) => {
      this.#messages.push(isBinary ? data : data.toString());
      this.#waiting?.();
    });
  }

  number(name) {
    return Number(this.query.get(name));
  }

  async expect(message) {
    this.socket.send(message);
    await this.expectBack(message);
  }

  async expectBack(message) {
    if (!this.#messages.length) {
      const arrival = new Promise((resolve) => { this.#waiting = resolve; });
      const early = this.closed.then(({ code }) => { throw new Error(`closed with ${code} while waiting`); });
      await bounded(Promise.race([arrival, early]), "a message");
    }
    const echo = this.#messages.shift();
    if (typeof echo !== typeof message || hash(echo) !== hash(message)) {
      throw new Error(`${message.length} of ${typeof message} came back as ${echo.length} of ${typeof echo}`);
    }
  }
}

function hash(data) {
  return createHash("sha256").update(data).digest("hex");
}

async function bounded(promise, what) {
  let timer;
  const timeout = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no sign of ${what} after ${limit} ms`)), limit);
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

function value(text) {
  return text === "true" || text === "false" ? text === "true" : Number(text);
}

function deflateOptions(query) {
  if (!query.has("deflate")) return false;
  const names = ["serverNoContextTakeover", "clientNoContextTakeover", "serverMaxWindowBits",
    "clientMaxWindowBits", "threshold"];
  const given = names.filter((name) => query.has(name));
  return Object.fromEntries(given.map((name) => [name, value(query.get(name))]));
}

function report(line) {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

function refuse(socket, request, status, fields) {
  const body = `refused with ${status}\n`;
  const head = [`HTTP/1.1 ${status} ${http.STATUS_CODES[status]}`, "Connection: close",
    `Content-Length: ${body.length}`, ...fields];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
  report({ path: request.url, headers: request.headers, status });
}

function isKnown(request, user) {
  return request.headers.authorization === `Basic ${Buffer.from(user).toString("base64")}`;
}

async function serve(socket, request, url, extensions) {
  const session = new Session(socket, url);
  const line = { path: request.url, headers: request.headers, extensions, protocol: socket.protocol };
  const stream = socket._socket;
  try {
    line.result = await behaviours[url.pathname.slice(1)](session);
    line.closed = await bounded(session.closed, "the end");
  } catch (error) {
    line.error = error.message;
    socket.terminate();
  }
  report({ ...line, read: stream.bytesRead, written: stream.bytesWritten });
}

const server = http.createServer((request, response) => response.writeHead(426).end());
server.on("upgrade", (request, socket, head) => {
  socket.on("error", () => {});
  const url = new URL(request.url, "ws://localhost");
  const { searchParams: query, pathname } = url;
  const user = query.get("user");
  if (user && !isKnown(request, user)) {
    return refuse(socket, request, 401, ['WWW-Authenticate: Basic realm="ws"']);
  }
  if (query.has("status")) return refuse(socket, request, query.get("status"), []);
  if (!behaviours[pathname.slice(1)]) return refuse(socket, request, 404, []);
  const options = { noServer: true, perMessageDeflate: deflateOptions(query) };
  if (query.has("protocol")) options.handleProtocols = () => query.get("protocol") || false;
  const upgrading = new WebSocketServer(options);
  upgrading.on("wsClientError", (error, refused) => {
    refuse(refused, request, 400, [`X-Error: ${error.message}`]);
  });
  let extensions = "";
  upgrading.on("headers", (lines) => {
    extensions = lines.find((line) => line.startsWith("Sec-WebSocket-Extensions:")) ?? "";
  });
  upgrading.handleUpgrade(request, socket, head, (accepted) => serve(accepted, request, url, extensions));
});
// A test that is killed leaves no server behind.
const parent = process.ppid;
setInterval(() => { if (process.ppid !== parent) process.exit(1); }, 1000).unref();

server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`Listening on ws://localhost:${server.address().port}\n`);
});
