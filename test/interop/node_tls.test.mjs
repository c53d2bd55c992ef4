// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// example/http_server with a certificate of its own against npm's ws client, and Node's https.
//
//     npm ci && HAWSER_HTTP_SERVER=build/example/http_server node --test

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { X509Certificate, randomBytes } from "node:crypto";
import { once } from "node:events";
import https from "node:https";
import readline from "node:readline";
import { after, before, test } from "node:test";
import tls from "node:tls";
import WebSocket from "ws";

const deadline = { timeout: 30_000 };
const versions = ["TLSv1.2", "TLSv1.3"];

async function startServer() {
  const binary = process.env.HAWSER_HTTP_SERVER;
  assert.ok(binary, "HAWSER_HTTP_SERVER must name the server's binary");
  const child = spawn(binary, ["--port", "0", "--tls-self-signed"], { stdio: ["ignore", "pipe", "inherit"] });
  const exited = once(child, "exit");
  const said = [];
  let port = 0;
  for await (const line of readline.createInterface({ input: child.stdout })) {
    const match = /^Listening on https:\/\/localhost:(\d+)$/.exec(line);
    said.push(line);
    if (match) {
      port = Number(match[1]);
      break;
    }
  }
  assert.ok(port, `the server said: ${said.join("\n")}`);
  return {
    port,
    fingerprint: /^Certificate's SHA-256 fingerprint: ([0-9A-F:]{95})$/.exec(said[0])?.[1],
    async stop() {
      child.kill("SIGTERM");
      const killer = setTimeout(() => child.kill("SIGKILL"), 20_000);
      const [code] = await exited;
      clearTimeout(killer);
      return code;
    },
  };
}

// The certificate as the server shows it, without believing it.
async function fetchCertificate(port) {
  const socket = tls.connect({ port, host: "localhost", servername: "localhost", rejectUnauthorized: false });
  await once(socket, "secureConnect");
  const { raw } = socket.getPeerCertificate();
  socket.destroy();
  return new X509Certificate(raw);
}

function connect(options = {}, path = "/Echo") {
  return new WebSocket(`wss://localhost:${server.port}${path}`,
                       { handshakeTimeout: 20_000, ca: certificate.toString(), ...options });
}

async function open(options, path) {
  const socket = connect(options, path);
  await once(socket, "open");
  return socket;
}

async function echo(socket, data) {
  const answer = once(socket, "message");
  socket.send(data);
  const [message, isBinary] = await answer;
  return isBinary ? message : message.toString();
}

async function close(socket) {
  const closed = once(socket, "close");
  socket.close();
  await closed;
}

let server, certificate;
before(async () => {
  server = await startServer();
  certificate = await fetchCertificate(server.port);
}, deadline);
after(async () => { assert.equal(await server?.stop(), 0); }, deadline);

test("the certificate is the one that was announced", deadline, () => {
  assert.equal(certificate.fingerprint256, server.fingerprint);
  assert.equal(certificate.checkHost("localhost"), "localhost");
  assert.equal(certificate.checkIP("127.0.0.1"), "127.0.0.1");
  assert.equal(certificate.checkIP("::1"), "::1");
  assert.ok(certificate.verify(certificate.publicKey));
  assert.ok(Date.parse(certificate.validTo) > Date.now() + 80 * 24 * 3600 * 1000);
});

test("it is refused by those who do not know it", deadline, async () => {
  const [error] = await once(connect({ ca: undefined }), "error");
  assert.equal(error.code, "DEPTH_ZERO_SELF_SIGNED_CERT");
});

test("text and binary, with both versions", deadline, async () => {
  for (const version of versions) {
    const socket = await open({ minVersion: version, maxVersion: version });
    for (const text of ["hello", "", "Grüße, 世界 👋", "x".repeat(100_000)]) {
      assert.equal(await echo(socket, text), text);
    }
    for (const size of [0, 1, 125, 126, 127, 16_384, 65_535, 65_536, 65_537, 1_000_003]) {
      const data = randomBytes(size);
      assert.ok((await echo(socket, data)).equals(data), `${size} bytes`);
    }
    await close(socket);
  }
});

test("10,000 messages in order, sent in one go", deadline, async () => {
  const socket = await open();
  const messages = [];
  socket.on("message", (data) => messages.push(data.toString()));
  for (let i = 0; i < 10_000; i++) socket.send(`message ${i}`);
  while (messages.length < 10_000) await once(socket, "message");
  messages.forEach((message, i) => assert.equal(message, `message ${i}`));
  await close(socket);
});

test("a message of 8 MB, whole and in fragments", deadline, async () => {
  const socket = await open();
  const data = randomBytes(8_000_000);
  assert.ok((await echo(socket, data)).equals(data));
  const answer = once(socket, "message");
  for (let at = 0; at < data.length; at += 100_000) {
    socket.send(data.subarray(at, at + 100_000), { fin: at + 100_000 >= data.length });
  }
  assert.ok((await answer)[0].equals(data));
  await close(socket);
});

test("sessions come back with a ticket", deadline, async () => {
  for (const version of versions) {
    const agent = new https.Agent({ ca: certificate.toString(), minVersion: version, maxVersion: version });
    const reused = [];
    for (let i = 0; i < 3; i++) {
      const request = https.get(`https://localhost:${server.port}/hello`, { agent });
      const [response] = await once(request, "response");
      reused.push(response.socket.isSessionReused());
      assert.equal((await response.toArray()).join(""), "Hello, World!");
    }
    assert.deepEqual(reused, [false, true, true], version);
    agent.destroy();
  }
});

test("many clients at once", deadline, async () => {
  const sockets = await Promise.all(Array.from({ length: 100 }, () => open()));
  await Promise.all(sockets.map(async (socket, i) => assert.equal(await echo(socket, `${i}`), `${i}`)));
  await Promise.all(sockets.map(close));
});

test("close codes of the client come back", deadline, async () => {
  for (const [code, reason] of [[1000, "done"], [3000, "library"], [4999, "ü".repeat(61)]]) {
    const socket = await open();
    const closed = once(socket, "close");
    socket.close(code, reason);
    assert.equal((await closed)[0], code);
  }
});

test("a client that drops the connection without a word", deadline, async () => {
  const socket = await open();
  socket.terminate();
  await once(socket, "close");
  const other = await open();
  assert.equal(await echo(other, "still here"), "still here");
  await close(other);
});

test("a stop is seen as 1001", deadline, async () => {
  const other = await startServer();
  const socket = new WebSocket(`wss://localhost:${other.port}/Echo`, { rejectUnauthorized: false });
  await once(socket, "open");
  const closed = once(socket, "close");
  assert.equal(await other.stop(), 0);
  assert.equal((await closed)[0], 1001);
});
