R"hawser(
// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

import { element, Plot } from "./plot.js";

const KEPT = 120; // snapshots
const RETRY = [1000, 2000, 5000, 10000]; // ms
const CODES = {
  0: "other", 1000: "normal", 1001: "going away", 1002: "protocol error", 1003: "unsupported data",
  1005: "no code", 1006: "connection lost", 1007: "invalid data", 1008: "policy", 1009: "too big",
  1010: "extension missing", 1011: "internal error", 1012: "restart", 1013: "try again later",
};

const byId = (id) => document.getElementById(id);

// --- words for numbers

const plain = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });

const count = (value) => plain.format(value);
const rate = (value) => (value < 100 ? short : plain).format(value);

function bytes(value) {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let unit = 0;
  for (; value >= 1000 && unit < units.length - 1; ++unit) {
    value /= 1000;
  }
  return `${rate(value)} ${units[unit]}`;
}

function roundTrip(microseconds) {
  if (microseconds === null) {
    return "–";
  }
  return microseconds < 1000 ? `${count(microseconds)} µs` : `${rate(microseconds / 1000)} ms`;
}

function duration(seconds) {
  const parts = [[86400, "d"], [3600, "h"], [60, "min"], [1, "s"]];
  const at = Math.max(0, parts.findIndex(([length]) => seconds >= length));
  const first = seconds >= 1 ? at : parts.length - 1;
  return parts.slice(first, first + 2).map(([length, unit]) => {
    const whole = Math.floor(seconds / length);
    seconds -= whole * length;
    return `${whole} ${unit}`;
  }).join(" ");
}

// --- the page's parts

const plots = (() => {
  const make = (title, lines, format) => new Plot(byId("plots"), title, lines, format, KEPT);
  return {
    requests: make("Requests per second", [""], rate),
    messages: make("Messages per second", ["in", "out"], rate),
    traffic: make("Bytes per second", ["in", "out"], bytes),
    sessions: make("Sessions", [""], count),
    queued: make("Queued bytes", ["all", "longest"], bytes),
    roundTrip: make("Last round trips, mean and longest", ["mean", "longest"], roundTrip),
  };
})();

const figures = new Map();

function figure(id, title, text) {
  if (!figures.has(id)) {
    const value = element("dd");
    value.id = id;
    const group = element("div");
    group.append(element("dt", title), value);
    byId("figures").append(group);
    figures.set(id, value);
  }
  figures.get(id).textContent = text;
}

/** Each row is a list of cells: a string, or [string, class], or an element. */
function fill(body, rows) {
  body.replaceChildren(...rows.map((cells) => {
    const row = element("tr");
    for (const cell of cells) {
      const [content, className] = Array.isArray(cell) ? cell : [cell, ""];
      const made = element("td", "", className);
      made.append(content); // a string becomes a text node
      row.append(made);
    }
    return row;
  }));
}

function bars(body, rows) {
  const most = Math.max(1, ...rows.map(([, value]) => value));
  fill(body, rows.map(([name, value]) => {
    const bar = element("progress");
    bar.max = most;
    bar.value = value;
    bar.setAttribute("aria-label", name);
    return [name, [count(value), "number"], bar];
  }));
}

// --- snapshots

const sum = (services, key) => services.reduce((total, service) => total + service[key], 0);

let previous = null;

function show(now) {
  const seconds = previous ? (now.time - previous.time) / 1000 : 0;
  const perSecond = (value, before) => (seconds > 0 && value >= before ? (value - before) / seconds : 0);
  const old = previous ?? now;
  const oldServices = new Map(old.services.map((service) => [service.path, service]));
  const rateOf = (service, key) => perSecond(service[key], oldServices.get(service.path)?.[key] ?? 0);
  const total = (key) => now.services.reduce((all, service) => all + rateOf(service, key), 0);

  const rates = {
    requests: perSecond(now.requests, old.requests),
    in: total("in"),
    out: total("out"),
    bytesIn: perSecond(now.bytes_in, old.bytes_in),
    bytesOut: perSecond(now.bytes_out, old.bytes_out),
  };
  const sessions = sum(now.services, "sessions");
  const queued = sum(now.services, "queued");
  const longest = Math.max(0, ...now.services.map((service) => service.max_queued));

  byId("uptime").textContent = `up for ${duration(now.uptime)}`;
  figure("connections", "Connections", count(now.connections));
  figure("session-count", "Sessions", count(sessions));
  figure("in-flight", "Requests in flight", count(now.in_flight));
  figure("requests", "Requests", count(now.requests));
  figure("messages-in", "Messages in", count(sum(now.services, "in")));
  figure("messages-out", "Messages out", count(sum(now.services, "out")));
  figure("bytes-in", "Received", bytes(now.bytes_in));
  figure("bytes-out", "Sent", bytes(now.bytes_out));
  figure("refused-requests", "Requests refused", count(now.refused_requests));
  figure("rate-limited", "Rate-limited", count(now.rate_limited));
  figure("accepted", "Connections accepted", count(now.accepted));
  figure("refused", "Connections refused", count(now.refused_connections));
  figure("limit-reached", "Connection limit reached", count(now.limit_reached));

  if (seconds > 0) {
    const trips = now.sessions.map((session) => session.round_trip).filter((trip) => trip !== null);
    const mean = trips.length > 0 ? trips.reduce((a, b) => a + b) / trips.length : null;
    plots.requests.add(rates.requests);
    plots.messages.add(rates.in, rates.out);
    plots.traffic.add(rates.bytesIn, rates.bytesOut);
    plots.roundTrip.add(mean, trips.length > 0 ? Math.max(...trips) : null);
  }
  plots.sessions.add(sessions);
  plots.queued.add(queued, longest);

  fill(byId("services"), now.services.map((service) => [
    service.path,
    ...[count(service.sessions), count(service.opened), rate(rateOf(service, "in")),
      rate(rateOf(service, "out")), count(service.dropped), count(service.errors), bytes(service.queued),
      bytes(service.max_queued), roundTrip(service.round_trip), roundTrip(service.mean_round_trip)]
      .map((text) => [text, "number"]),
  ]));

  fill(byId("sessions"), now.sessions.map((session) => [
    [session.id.slice(0, 8), "id"], session.service, session.peer, session.protocol,
    ...[duration(session.uptime), bytes(session.queued), roundTrip(session.round_trip)]
      .map((text) => [text, "number"]),
  ]));
  byId("sessions-note").textContent = sessions > now.sessions.length
    ? `${count(now.sessions.length)} of ${count(sessions)}, those with the longest queues` : "";

  const codes = new Map();
  for (const service of now.services) {
    for (const [code, times] of Object.entries(service.codes)) {
      codes.set(code, (codes.get(code) ?? 0) + times);
    }
  }
  byId("no-codes").hidden = codes.size > 0;
  bars(byId("codes"), [...codes].sort(([a], [b]) => a - b).map(([code, times]) =>
    [code in CODES ? `${code === "0" ? "" : code} ${CODES[code]}`.trim() : code, times]));
  bars(byId("responses"), now.responses.map((times, index) => [`${index}xx`, times]).slice(1));

  previous = now;
}

// --- the connection

let isPaused = false;
let failures = 0;

function state(name, text) {
  byId("state").dataset.state = name;
  byId("state").textContent = text;
}

function connect() {
  const url = new URL("live", location.href);
  url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  url.search = url.hash = url.username = url.password = "";
  const socket = new WebSocket(url);
  socket.addEventListener("open", () => {
    failures = 0;
    previous = null;
    state("open", "Live");
  });
  socket.addEventListener("message", ({ data }) => {
    if (!isPaused) {
      show(JSON.parse(data));
    }
  });
  socket.addEventListener("close", () => {
    state("lost", "Not connected; trying again");
    setTimeout(connect, RETRY[Math.min(failures++, RETRY.length - 1)]);
  });
}

byId("pause").addEventListener("click", () => {
  isPaused = !isPaused;
  previous = null;
  byId("pause").setAttribute("aria-pressed", String(isPaused));
  byId("pause").textContent = isPaused ? "Go on" : "Pause";
});

connect();
)hawser"
