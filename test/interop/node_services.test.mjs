// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// services_server against npm's ws client: compression with all that the client can offer, fragments,
// broadcasts to compressed and plain sessions at once, subprotocols, close codes.
//
//     npm ci && HAWSER_SERVICES_SERVER=build/dev/bin/services_server node --test node_services.test.mjs

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import readline from "node:readline";
import { after, before, test } from "node:test";
import WebSocket from "ws";

const deadline = { timeout: 60_000 };

let server, port, exited;

before(async () => {
  const binary = process.env.HAWSER_SERVICES_SERVER;
  assert.ok(binary, "HAWSER_SERVICES_SERVER must name the server's binary");
  server = spawn(binary, ["--port", "0"], { stdio: ["ignore", "pipe", "inherit"] });
  exited = once(server, "exit");
  const [line] = await once(readline.createInterface({ input: server.stdout }), "line");
  port = Number(/:(\d+)$/.exec(line)[1]);
}, deadline);

after(async () => {
  server.kill("SIGTERM");
  assert.deepEqual(await exited, [0, null]);
}, deadline);

// A ws client whose messages are collected; `next()` waits for the next one.
class Client {
  #messages = [];
  #waiting = [];

  constructor(path, perMessageDeflate, protocols = []) {
    this.socket = new WebSocket(`ws://localhost:${port}${path}`, protocols,
      { handshakeTimeout: 20_000, perMessageDeflate });
    this.socket.on("upgrade", ({ headers }) => { this.agreed = headers["sec-websocket-extensions"]; });
    this.socket.on("error", (error) => { this.error = error; });
    this.closed = once(this.socket, "close").then(([code, reason]) => ({ code, reason: reason.toString() }));
    this.socket.on("message", (data, isBinary) => {
      const message = isBinary ? data : data.toString();
      const waiter = this.#waiting.shift();
      if (waiter) waiter(message);
      else this.#messages.push(message);
    });
  }

  next() {
    if (this.#messages.length) return Promise.resolve(this.#messages.shift());
    const closedEarly = this.closed.then(({ code }) => assert.fail(`closed with ${code}: ${this.error}`));
    return Promise.race([new Promise((resolve) => this.#waiting.push(resolve)), closedEarly]);
  }

  async echoes(message, how) {
    const echo = await this.next();
    const isText = typeof message === "string";
    const isSame = isText ? echo === message : Buffer.isBuffer(echo) && echo.equals(message);
    assert.ok(isSame, `${how}: ${typeof message} of ${message.length} bytes`);
  }

  async close() {
    this.socket.close(1000);
    assert.equal((await this.closed).code, 1000);
    assert.equal(this.error, undefined);
  }
}

async function connect(path, perMessageDeflate, protocols) {
  const client = new Client(path, perMessageDeflate, protocols);
  await once(client.socket, "open");
  return client;
}

const jsonText = (number) => JSON.stringify({
  id: number, name: `member ${number}`, tags: ["alpha", "beta", "gamma"],
  position: { x: number * 3, y: number * 7 }, text: "the quick brown fox",
});

// Messages of all kinds: empty, short, alike, long, random, text and binary, alternating.
const samples = (largest) => [
  "", Buffer.alloc(0), "a", jsonText(1), jsonText(2), "Grüße, 世界 👋", randomBytes(3_000),
  jsonText(3).repeat(20), Buffer.alloc(largest), "compressible ".repeat(largest / 13), randomBytes(largest),
  jsonText(4),
];

// For ws, false means that it refuses an answer with that parameter, where it may.
function* offers() {
  for (const serverNoContextTakeover of [undefined, true])
    for (const clientNoContextTakeover of [undefined, true])
      for (const serverMaxWindowBits of [undefined, 9, 12, 15])
        for (const clientMaxWindowBits of [undefined, false, 9, 15])
          yield { serverNoContextTakeover, clientNoContextTakeover, serverMaxWindowBits, clientMaxWindowBits,
            threshold: 0 };
}

for (const path of ["/deflate", "/deflate-takeover", "/deflate-9"]) {
  test(`${path}: every offer`, deadline, async () => {
    for (const offer of offers()) {
      const client = await connect(path, offer);
      const how = `${path} ${JSON.stringify(offer)} answered ${client.agreed}`;
      assert.match(client.agreed, /^permessage-deflate/, how);
      const noTakeover = path === "/deflate";
      assert.equal(/server_no_context_takeover/.test(client.agreed),
        offer.serverNoContextTakeover === true || noTakeover, how);
      if (offer.clientNoContextTakeover || noTakeover)
        assert.match(client.agreed, /client_no_context_takeover/, how);
      for (const message of samples(5_000)) {
        client.socket.send(message);
        await client.echoes(message, how);
      }
      await client.close();
    }
  });
}

test("large messages, whole and in fragments, with pings between them", deadline, async () => {
  const offers = [false, { threshold: 0 }, { threshold: 0, clientNoContextTakeover: true }];
  for (const path of ["/deflate", "/deflate-takeover", "/deflate-9", "/fragmented", "/pool", "/fragments"]) {
    for (const offer of offers) {
      const client = await connect(path, offer);
      const how = `${path} ${JSON.stringify(offer)}`;
      const pings = [], pongs = [];
      client.socket.on("pong", (data) => pongs.push(data.toString()));
      for (const message of samples(200_000)) {
        client.socket.send(message);
        const bytes = Buffer.from(message);
        const binary = Buffer.isBuffer(message);
        for (let at = 0; at <= bytes.length; at += 30_001) {
          client.socket.send(bytes.subarray(at, at + 30_001), { binary, fin: at + 30_001 > bytes.length });
          pings.push(`${pings.length}`);
          client.socket.ping(pings.at(-1));
        }
        await client.echoes(message, how);
        await client.echoes(message, `${how} in fragments`);
      }
      client.socket.send("the end");
      await client.echoes("the end", how);
      await client.close();
      assert.deepEqual(pongs, pings);
    }
  }
});

test("many compressed messages under way", deadline, async () => {
  for (const path of ["/deflate", "/deflate-takeover", "/pool"]) {
    const client = await connect(path, { threshold: 0 });
    for (let i = 0; i < 3_000; i++) client.socket.send(jsonText(i), { compress: i % 3 !== 0 });
    for (let i = 0; i < 3_000; i++) await client.echoes(jsonText(i), path);
    await client.close();
  }
});

test("not negotiated", deadline, async () => {
  for (const [path, offer] of [["/echo", true], ["/no-extensions", true], ["/deflate-takeover", false]]) {
    const client = await connect(path, offer);
    assert.equal(client.socket.extensions, "");
    for (const message of samples(5_000)) {
      client.socket.send(message);
      await client.echoes(message, path);
    }
    await client.close();
  }
});

test("broadcasts to compressed and plain sessions, between messages of their own", deadline, async () => {
  const offers = [true, { serverNoContextTakeover: true }, { serverMaxWindowBits: 9 },
    { serverMaxWindowBits: 12 }, false];
  for (const path of ["/room", "/room-takeover"]) {
    const members = [];
    for (const offer of offers) members.push(await connect(path, offer));
    for (let i = 0; i < 200; i++) {
      const text = i % 10 ? jsonText(i) : jsonText(i).repeat(40);
      const sender = (i * 7) % members.length;
      const verb = ["me", "me", "all", "others"][(i * 13 >> 2) % 4];
      members[sender].socket.send(`${verb} ${text}`);
      for (const [index, member] of members.entries())
        if (verb === "all" || (index === sender) === (verb === "me"))
          await member.echoes(text, `${path} ${i}`);
    }
    for (const member of members) await member.close();
  }
});

test("groups", deadline, async () => {
  const [a, b] = [await connect("/room-takeover", true), await connect("/room-takeover", false)];
  for (const member of [a, b]) {
    member.socket.send("join red");
    member.socket.send("me ready");
    assert.equal(await member.next(), "ready");
  }
  a.socket.send("group red hello");
  for (const member of [a, b]) assert.equal(await member.next(), "hello");
  a.socket.send("leave red");
  a.socket.send("group red without me");
  a.socket.send("all the end");
  assert.equal(await a.next(), "the end");
  assert.deepEqual([await b.next(), await b.next()], ["without me", "the end"]);
  for (const member of [a, b]) await member.close();
});

test("a streamed message", deadline, async () => {
  const client = await connect("/stream", true);
  for (const size of [0, 1, 65_536, 3_000_000]) {
    client.socket.send(`${size}`);
    const text = await client.next();
    assert.equal(text.length, size);
    assert.ok(text.startsWith("0 1 2 3 ".slice(0, size)));
  }
  await client.close();
});

test("subprotocols", deadline, async () => {
  for (const [offered, chosen] of [[["chat.v1"], "chat.v1"], [["chat.v1", "chat.v2"], "chat.v2"], [[], ""]]) {
    const client = await connect("/subprotocol", false, offered);
    assert.equal(client.socket.protocol, chosen);
    assert.equal(await client.next(), chosen);
    await client.close();
  }
  const refused = new Client("/subprotocol", false, ["superchat"]); // ws insists on one of its own
  await assert.rejects(refused.closed, /Server sent no subprotocol/);
});

test("close codes of the server", deadline, async () => {
  const codes = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1011, 1012, 1013, 1014, 3000, 4999];
  for (const code of codes) {
    const client = await connect("/close", true);
    client.socket.send(`${code} because of ü`);
    assert.deepEqual(await client.closed, { code, reason: "because of ü" });
  }
  const client = await connect("/close", true);
  client.socket.send("1005");
  assert.deepEqual(await client.closed, { code: 1005, reason: "" });
});

test("a Ping of the server is answered by the client", deadline, async () => {
  const client = await connect("/ping", true);
  for (const payload of ["", "are you there?", "p".repeat(125)]) {
    client.socket.send(payload);
    assert.equal(await client.next(), "pong");
  }
  await client.close();
});
