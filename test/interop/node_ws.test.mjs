// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// example/http_server against npm's ws client, and raw handshakes against its status codes.
//
//     npm ci && HAWSER_HTTP_SERVER=build/example/http_server node --test

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import net from "node:net";
import readline from "node:readline";
import { after, before, test } from "node:test";
import WebSocket from "ws";

const deadline = { timeout: 30_000 };

async function startServer(...options) {
  const binary = process.env.HAWSER_HTTP_SERVER;
  assert.ok(binary, "HAWSER_HTTP_SERVER must name the server's binary");
  const child = spawn(binary, ["--port", "0", ...options], { stdio: ["ignore", "pipe", "inherit"] });
  const exited = once(child, "exit");
  const lines = readline.createInterface({ input: child.stdout });
  const [line] = await Promise.race([once(lines, "line"), exited.then(([code]) => [`ended with ${code}`])]);
  const match = /^Listening on http:\/\/localhost:(\d+)$/.exec(line);
  assert.ok(match, `the server said: ${line}`);
  return {
    port: Number(match[1]),
    async stop() {
      child.kill("SIGTERM");
      const killer = setTimeout(() => child.kill("SIGKILL"), 20_000);
      const [code] = await exited;
      clearTimeout(killer);
      return code;
    },
  };
}

// A ws client whose messages are collected; `next()` waits for the next one.
class Client {
  #messages = [];
  #waiting = [];

  constructor(socket) {
    this.socket = socket;
    this.closed = once(socket, "close").then(([code, reason]) => ({ code, reason: reason.toString() }));
    this.errors = [];
    socket.on("error", (error) => this.errors.push(error));
    socket.on("message", (data, isBinary) => {
      const message = isBinary ? data : data.toString();
      const waiter = this.#waiting.shift();
      if (waiter) waiter(message);
      else this.#messages.push(message);
    });
  }

  next() {
    if (this.#messages.length) return Promise.resolve(this.#messages.shift());
    const closedEarly = this.closed.then(({ code }) => assert.fail(`closed with ${code} while waiting`));
    return Promise.race([new Promise((resolve) => this.#waiting.push(resolve)), closedEarly]);
  }
}

async function connect(port, path, options = {}) {
  const socket = new WebSocket(`ws://localhost:${port}${path}`, { handshakeTimeout: 20_000, ...options });
  const client = new Client(socket);
  await once(socket, "open");
  return client;
}

// Sends bytes as they are and returns all that comes until the server closes, or until `enough` says so.
async function raw(port, pieces, enough = () => false) {
  const socket = net.connect({ port, host: "localhost", noDelay: true });
  await once(socket, "connect");
  for (const piece of pieces) await new Promise((resolve) => socket.write(piece, resolve));
  let answer = Buffer.alloc(0);
  for await (const data of socket) {
    answer = Buffer.concat([answer, data]);
    if (enough(answer)) break;
  }
  socket.destroy();
  return answer;
}

const key = "dGhlIHNhbXBsZSBub25jZQ==";
const accept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="; // RFC 6455 §1.3

function handshake(changes = {}, { method = "GET", path = "/Echo", version = "1.1" } = {}) {
  const fields = {
    Host: "localhost", Upgrade: "websocket", Connection: "Upgrade",
    "Sec-WebSocket-Key": key, "Sec-WebSocket-Version": "13", ...changes,
  };
  const present = Object.entries(fields).filter(([, value]) => value !== null);
  const lines = present.map(([name, value]) => `${name}: ${value}`);
  return `${method} ${path} HTTP/${version}\r\n${lines.join("\r\n")}\r\n\r\n`;
}

let server;
before(async () => { server = await startServer(); }, deadline);
after(async () => { assert.equal(await server?.stop(), 0); }, deadline);

test("text, also beyond ASCII and empty", deadline, async () => {
  const client = await connect(server.port, "/Echo");
  for (const text of ["hello", "", "Grüße, 世界 👋", "\u0000\u007f", "x".repeat(100_000)]) {
    client.socket.send(text);
    assert.equal(await client.next(), text);
  }
  client.socket.close();
  await client.closed;
});

test("binary at the borders of the length encodings", deadline, async () => {
  const client = await connect(server.port, "/Echo");
  for (const size of [0, 1, 7, 8, 9, 125, 126, 127, 65535, 65536, 65537, 1_000_003]) {
    const data = randomBytes(size);
    client.socket.send(data);
    const echo = await client.next();
    assert.ok(Buffer.isBuffer(echo) && echo.equals(data), `${size} bytes`);
  }
  client.socket.close();
  await client.closed;
});

test("fragments, with pings between them", deadline, async () => {
  const client = await connect(server.port, "/Echo");
  const pings = [], pongs = [];
  client.socket.on("pong", (data) => pongs.push(data.toString()));
  const bytes = Buffer.from("Grüße, 世界 👋"); // cut inside characters too
  for (let i = 0; i < bytes.length; i++) {
    client.socket.send(bytes.subarray(i, i + 1), { binary: false, fin: i === bytes.length - 1 });
    if (i % 5 === 0 && i < bytes.length - 1) {
      pings.push(`behind byte ${i}`);
      client.socket.ping(pings.at(-1));
    }
  }
  assert.equal(await client.next(), "Grüße, 世界 👋");
  assert.deepEqual(pongs, pings);
  client.socket.send("", { binary: true, fin: false });
  client.socket.send(Buffer.from([1, 2]), { fin: false });
  client.socket.send("", { fin: true });
  assert.deepEqual(await client.next(), Buffer.from([1, 2]));
  client.socket.close();
  await client.closed;
});

test("ping and pong", deadline, async () => {
  const client = await connect(server.port, "/Echo");
  for (const payload of ["", "are you there?", "p".repeat(125)]) {
    client.socket.ping(payload);
    assert.equal((await once(client.socket, "pong"))[0].toString(), payload);
  }
  client.socket.pong("unasked"); // RFC 6455 §5.5.3: allowed, and not answered
  client.socket.send("still open");
  assert.equal(await client.next(), "still open");
  client.socket.close();
  await client.closed;
});

test("10,000 messages in order", deadline, async () => {
  const client = await connect(server.port, "/Echo");
  for (let i = 0; i < 10_000; i++) client.socket.send(`message ${i}`);
  for (let i = 0; i < 10_000; i++) assert.equal(await client.next(), `message ${i}`);
  client.socket.close();
  await client.closed;
});

test("a message of 8 MB, whole and in fragments", deadline, async () => {
  const client = await connect(server.port, "/Echo");
  const data = randomBytes(8_000_000);
  client.socket.send(data);
  assert.ok((await client.next()).equals(data));
  for (let at = 0; at < data.length; at += 100_000) {
    client.socket.send(data.subarray(at, at + 100_000), { fin: at + 100_000 >= data.length });
  }
  assert.ok((await client.next()).equals(data));
  client.socket.close();
  await client.closed;
});

test("with and without an offer of compression", deadline, async () => {
  for (const perMessageDeflate of [false, true, { serverMaxWindowBits: 10, clientNoContextTakeover: true }]) {
    const client = await connect(server.port, "/Echo", { perMessageDeflate });
    if (!perMessageDeflate) assert.equal(client.socket.extensions, "");
    const text = "compressible ".repeat(10_000);
    client.socket.send(text);
    assert.equal(await client.next(), text);
    client.socket.close();
    await client.closed;
  }
});

test("close codes of the client come back", deadline, async () => {
  for (const [code, reason] of [[1000, "done"], [1001, ""], [3000, "library"], [4999, "ü".repeat(61)]]) {
    const client = await connect(server.port, "/Echo");
    client.socket.close(code, reason);
    assert.equal((await client.closed).code, code);
    assert.deepEqual(client.errors, []);
  }
  const client = await connect(server.port, "/Echo");
  client.socket.close();
  assert.equal((await client.closed).code, 1005);
});

test("messages before the client's close are all answered", deadline, async () => {
  const client = await connect(server.port, "/Echo");
  for (let i = 0; i < 100; i++) client.socket.send(`${i}`);
  client.socket.close(1000);
  for (let i = 0; i < 100; i++) assert.equal(await client.next(), `${i}`);
  assert.equal((await client.closed).code, 1000);
});

test("the server closes: 1003 from the service", deadline, async () => {
  const client = await connect(server.port, "/Chat");
  client.socket.send(Buffer.from([1, 2, 3]));
  assert.deepEqual(await client.closed, { code: 1003, reason: "this chat takes text only" });
});

test("the server closes: 1007 for text that is not UTF-8", deadline, async () => {
  for (const bytes of [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xe4, 0xb8]]) {
    const client = await connect(server.port, "/Echo");
    client.socket.send(Buffer.from(bytes), { binary: false });
    assert.equal((await client.closed).code, 1007);
  }
});

test("the server closes: 1002 for an unmasked frame", deadline, async () => {
  const client = await connect(server.port, "/Echo");
  client.socket.send("no mask", { mask: false });
  assert.equal((await client.closed).code, 1002);
});

test("the server closes: 1009 for too large a message", deadline, async () => {
  const small = await startServer("--max-message-size", "1000");
  try {
    const client = await connect(small.port, "/Echo");
    client.socket.send("x".repeat(1000));
    assert.equal((await client.next()).length, 1000);
    client.socket.send("x".repeat(1001));
    assert.equal((await client.closed).code, 1009);

    const fragmented = await connect(small.port, "/Echo");
    for (let i = 0; i < 11; i++) fragmented.socket.send("x".repeat(100), { fin: false });
    assert.equal((await fragmented.closed).code, 1009);
  } finally {
    assert.equal(await small.stop(), 0);
  }
});

test("the server closes: 1001 when it stops", deadline, async () => {
  const stopping = await startServer();
  const clients = [];
  for (const path of ["/Echo", "/Chat", "/ChatWithNyan"]) clients.push(await connect(stopping.port, path));
  const started = Date.now();
  assert.equal(await stopping.stop(), 0);
  for (const client of clients) assert.equal((await client.closed).code, 1001);
  assert.ok(Date.now() - started < 5000, "nothing was left to wait for");
});

test("a chat of 100 reaches all, and only that chat", deadline, async () => {
  const names = Array.from({ length: 100 }, (_, i) => `m${i}`);
  const members = await Promise.all(names.map((name) => connect(server.port, `/Chat?name=${name}`)));
  const nyan = await connect(server.port, "/ChatWithNyan?name=a%20b%26c");
  members[0].socket.send("hello");
  for (const member of members) assert.equal(await member.next(), "m0: hello");
  nyan.socket.send("hi");
  assert.equal(await nyan.next(), "a b&c: hi Nyan!");
  for (const client of [...members, nyan]) client.socket.close();
  for (const client of [...members, nyan]) await client.closed;
});

test("handshakes and their status codes", deadline, async () => {
  const cases = [
    [101, handshake()],
    [101, handshake({ Upgrade: "WebSocket", Connection: "keep-alive, Upgrade" })],
    [101, handshake({ "Sec-WebSocket-Extensions": "unknown; with=parameters, another" })],
    [101, handshake({ "Sec-WebSocket-Protocol": "chat, superchat" })],
    [404, handshake({}, { path: "/nothing" })],
    [404, handshake({}, { path: "/echo/" })],
    [426, handshake({ Upgrade: null, Connection: "close" })],
    [426, handshake({ "Sec-WebSocket-Version": "8" })],
    [400, handshake({ "Sec-WebSocket-Key": null })],
    [400, handshake({ "Sec-WebSocket-Key": "tooshort" })],
    [400, handshake({ "Sec-WebSocket-Key": "!".repeat(24) })],
    [400, handshake({ Host: null })],
  ];
  for (const [status, request] of cases) {
    const bytes = await raw(server.port, [request], (all) => all.includes("\r\n\r\n"));
    const answer = bytes.toString("latin1");
    assert.ok(answer.startsWith(`HTTP/1.1 ${status} `), `expected ${status}\n${request}${answer}`);
    const head = answer.split("\r\n\r\n")[0] + "\r\n";
    if (status === 101) {
      assert.match(head, /^upgrade: websocket\r$/im);
      assert.match(head, /^connection: upgrade\r$/im);
      assert.ok(head.includes(accept));
      assert.doesNotMatch(head, /^sec-websocket-(protocol|extensions):/im);
      assert.doesNotMatch(head, /^(content-length|transfer-encoding):/im);
    }
    if (status === 426) assert.match(head, /^sec-websocket-version: 13\r$/im);
  }
});

test("frames behind the handshake in one packet, and all of it byte by byte", deadline, async () => {
  const frame = Buffer.from([0x82, 0x83, 1, 2, 3, 4, 0x61 ^ 1, 0x62 ^ 2, 0x63 ^ 3]);
  const close = Buffer.from([0x88, 0x82, 0, 0, 0, 0, 0x03, 0xe8]);
  const bytes = Buffer.concat([Buffer.from(handshake()), frame, close]);
  const expected = Buffer.from([0x82, 3, 0x61, 0x62, 0x63, 0x88, 2, 0x03, 0xe8]);
  for (const pieces of [[bytes], Array.from(bytes, (byte) => Buffer.from([byte]))]) {
    const answer = await raw(server.port, pieces);
    const body = answer.subarray(answer.indexOf("\r\n\r\n") + 4);
    assert.deepEqual(body, expected);
  }
});

test("an echo survives many clients that come and go", deadline, async () => {
  for (let round = 0; round < 5; round++) {
    await Promise.all(Array.from({ length: 40 }, async (_, i) => {
      const client = await connect(server.port, "/Echo");
      const data = randomBytes(i * 997);
      client.socket.send(data);
      assert.equal(hash(await client.next()), hash(data));
      if (i % 2) client.socket.close(); else client.socket.terminate();
      await client.closed;
    }));
  }
});

function hash(data) {
  return createHash("sha256").update(data).digest("hex");
}
