// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// The page's controls, and the one WebSocket behind them.

import { EventLog, preview, sizeText } from "./event_log.js";
import { RoundTrips, timeText } from "./round_trips.js";

const $ = (id) => document.getElementById(id);
const encoder = new TextEncoder();

const log = new EventLog($("log"), $("entries"), $("log-count"));
const roundTrips = new RoundTrips({
  svg: $("plot"), text: $("plot-text"), last: $("rtt-last"), min: $("rtt-min"),
  median: $("rtt-median"), count: $("rtt-count"),
});

// RFC 6455 §7.4.1 and the IANA registry.
const closeCodes = {
  1000: "normal closure", 1001: "going away", 1002: "protocol error", 1003: "unsupported data",
  1005: "no status", 1006: "abnormal closure", 1007: "invalid payload", 1008: "policy violation",
  1009: "message too big", 1010: "mandatory extension", 1011: "internal error", 1012: "service restart",
  1013: "try again later", 1014: "bad gateway", 1015: "TLS handshake failed",
};

const pingDeadline = 5000; // milliseconds

let socket = null; // while connecting, open or closing
let connectedAt = 0; // when the user pressed Connect
let pings = new Map(); // text of a round-trip message → { sentAt, timer, quiet }
let files = []; // sent and not yet back, oldest first: { bytes, sentAt }
let pingNumber = 0;
let focusIsLost = false;

// --- where to connect

const services = [...$("service").options].map((option) => option.value).filter(Boolean);

function proposeUrl() {
  const path = $("service").value;
  if (!path) return; // the URL is up to the user
  const url = new URL(path, location.href);
  url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  const name = $("name").value.trim();
  if (name && path !== "/Echo") url.searchParams.set("name", name);
  $("url").value = url.href;
  showState();
}

function pathOf(url) {
  try {
    return new URL(url).pathname;
  } catch {
    return "";
  }
}

const echoes = () => !pathOf($("url").value).startsWith("/Chat");

// --- what is shown

const stateTexts = { connecting: "Connecting…", open: "Open", closing: "Closing…" };

function showState() {
  const names = ["connecting", "open", "closing", "closed"];
  const state = names[socket ? socket.readyState : WebSocket.CLOSED];
  const open = state === "open";
  const focused = document.activeElement;
  for (const control of ["service", "url", "connect"]) $(control).disabled = socket !== null;
  $("name").disabled = socket !== null || echoes();
  $("disconnect").disabled = state !== "open" && state !== "connecting";
  $("send-text").disabled = !open;
  $("send-file").disabled = !open;
  $("ping").disabled = !open || !echoes();
  $("ping-auto").disabled = !echoes();
  if (focused?.matches(":disabled")) focusIsLost = true;
  if (focusIsLost) passFocusOn(open ? $("text") : $("connect"));
  if (state !== "closed") setState(state, stateTexts[state]);
}

// A control that becomes disabled drops the focus: hand it to the control that is of use next, unless the
// user has gone elsewhere meanwhile.
function passFocusOn(target) {
  if (target.disabled) return; // while connecting or closing neither is of use
  const focused = document.activeElement;
  if (!focused || focused === document.body || focused.matches(":disabled")) target.focus();
  focusIsLost = false;
}

function setState(state, text) {
  $("state").dataset.state = state;
  $("state").textContent = text;
}

function showFileResult(text, result = "") {
  $("file-result").textContent = text;
  $("file-result").dataset.result = result;
}

// --- the connection

function connect() {
  let created;
  try {
    created = new WebSocket($("url").value);
  } catch (error) {
    setState("failed", "Bad URL");
    return log.add("error", error.message);
  }
  socket = created;
  socket.binaryType = "arraybuffer";
  connectedAt = performance.now();
  socket.onopen = onOpen;
  socket.onmessage = (event) => onMessage(event.data);
  socket.onclose = onClose;
  showState();
}

function onOpen() {
  const took = timeText(performance.now() - connectedAt);
  const extensions = socket.extensions ? `, extensions: ${socket.extensions}` : "";
  log.add("open", `${socket.url} in ${took}${extensions}`);
  showState();
}

function onMessage(data) {
  if (typeof data === "string") {
    if (!takePing(data)) log.add("received", preview(data), encoder.encode(data).length);
  } else {
    log.add("received", preview(data), data.byteLength);
    if (files.length) checkFile(files.shift(), data);
  }
}

function onClose(event) {
  const name = closeCodes[event.code] ?? "application's code";
  const reason = event.reason ? `, “${event.reason}”` : "";
  // Scripts are not told more than 1006, whatever failed.
  const hint = event.code === 1006 ? ": no server, no such service, or the connection broke" : "";
  log.add(event.wasClean ? "close" : "error", `${event.code} ${name}${reason}${hint}`);
  for (const ping of pings.values()) clearTimeout(ping.timer);
  pings.clear();
  if (files.length) showFileResult("The connection ended before the file came back.", "different");
  files = [];
  socket = null;
  showState();
  setState(event.wasClean ? "closed" : "failed", `Closed ${event.code}`);
}

function disconnect() {
  const code = Number($("close-code").value);
  try {
    socket.close(code, $("close-reason").value);
    showState();
  } catch (error) {
    log.add("error", error.message); // a code or reason that browsers do not let scripts use
  }
}

// --- sending

function sendText() {
  if (socket?.readyState !== WebSocket.OPEN) return;
  const text = $("text").value;
  socket.send(text);
  log.add("sent", preview(text), encoder.encode(text).length);
  $("text").value = "";
  $("text").focus();
}

async function sendFile() {
  const file = $("file").files[0];
  if (!file) return showFileResult("Choose a file first.");
  let bytes;
  try {
    bytes = await file.arrayBuffer();
  } catch (error) {
    return showFileResult(`Cannot read ${file.name}: ${error.message}`, "different");
  }
  if (socket?.readyState !== WebSocket.OPEN) return;
  socket.send(bytes);
  log.add("sent", preview(bytes), bytes.byteLength);
  if (!echoes()) return showFileResult(`Sent ${sizeText(bytes.byteLength)}.`);
  files.push({ bytes, sentAt: performance.now() });
  showFileResult(`Sent ${sizeText(bytes.byteLength)}, waiting for the echo…`);
}

function checkFile({ bytes, sentAt }, echo) {
  const took = timeText(performance.now() - sentAt);
  const sent = new Uint8Array(bytes), received = new Uint8Array(echo);
  const same = sent.length === received.length && sent.every((byte, i) => byte === received[i]);
  showFileResult(same
    ? `The echo is identical: ${sizeText(sent.length)} in ${took}.`
    : `The echo differs: sent ${sizeText(sent.length)}, received ${sizeText(received.length)}.`,
  same ? "same" : "different");
}

// --- round trips

// A quiet one shows in the plot only: a log line each second would drown the rest.
function ping(quiet) {
  if (socket?.readyState !== WebSocket.OPEN || !echoes()) return;
  pingNumber += 1;
  const text = `round trip ${pingNumber}`;
  const timer = setTimeout(() => {
    pings.delete(text);
    log.add("error", `“${text}” did not come back within ${pingDeadline / 1000} s`);
  }, pingDeadline);
  pings.set(text, { sentAt: performance.now(), timer, quiet });
  socket.send(text);
}

function takePing(text) {
  const ping = pings.get(text);
  if (!ping) return false;
  const took = performance.now() - ping.sentAt;
  clearTimeout(ping.timer);
  pings.delete(text);
  roundTrips.add(took);
  if (!ping.quiet) log.add("ping", timeText(took), text.length);
  return true;
}

// --- wiring

function onSubmit(form, action) {
  $(form).addEventListener("submit", (event) => {
    event.preventDefault();
    action();
  });
}

onSubmit("connect-form", connect);
onSubmit("disconnect-form", disconnect);
onSubmit("text-form", sendText);
onSubmit("file-form", sendFile);
$("service").addEventListener("change", proposeUrl);
$("name").addEventListener("input", proposeUrl);
$("url").addEventListener("input", () => {
  const path = pathOf($("url").value);
  $("service").value = services.includes(path) ? path : "";
  showState();
});
$("text").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  $("text-form").requestSubmit();
});
$("file").addEventListener("change", () => {
  const file = $("file").files[0];
  if (file) showFileResult(`${file.name}: ${sizeText(file.size)}`);
});
$("ping").addEventListener("click", () => ping(false));
setInterval(() => $("ping-auto").checked && ping(true), 1000);
$("clear").addEventListener("click", () => log.clear());

proposeUrl();
showState();
