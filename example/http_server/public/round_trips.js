// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// Measured round trips: a few figures, a line plot, and the same in words for those who cannot see it.

const shown = 60; // the newest samples that the plot holds
const left = 44, right = 312, top = 10, bottom = 76; // the plot's area within its viewBox

export function timeText(milliseconds) {
  return `${milliseconds < 10 ? milliseconds.toFixed(2) : milliseconds.toFixed(0)} ms`;
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

// The next number of the form 1, 2 or 5 times a power of ten.
function roundUp(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * [1, 2, 5, 10].find((factor) => factor * power >= value);
}

export class RoundTrips {
  #samples = [];
  #count = 0;
  #parts;

  // `parts`: the elements svg, text, last, min, median and count.
  constructor(parts) {
    this.#parts = parts;
    this.#draw();
  }

  // The figures tell about the samples of the plot; only the count goes on for ever.
  add(milliseconds) {
    this.#samples.push(milliseconds);
    this.#count += 1;
    if (this.#samples.length > shown) this.#samples.shift();
    const figures = {
      last: timeText(milliseconds),
      min: timeText(Math.min(...this.#samples)),
      median: timeText(median(this.#samples)),
      count: String(this.#count),
    };
    for (const [name, text] of Object.entries(figures)) this.#parts[name].textContent = text;
    this.#parts.text.textContent =
      `Line plot of the newest ${this.#samples.length} round trips: last ${figures.last}, ` +
      `minimum ${figures.min}, median ${figures.median}.`;
    this.#draw();
  }

  #draw() {
    const samples = this.#samples;
    // Clock resolution of browsers is down to 5 µs: a smaller scale would plot noise.
    const scale = samples.length ? roundUp(Math.max(...samples, 0.01)) : 1;
    const x = (i) => left + (right - left) * (samples.length > 1 ? i / (samples.length - 1) : 0.5);
    const y = (value) => bottom - (bottom - top) * (value / scale);
    const elements = [];
    for (const part of [0, 0.5, 1]) {
      const level = y(scale * part);
      elements.push(shape("line", { class: "grid", x1: left, x2: right, y1: level, y2: level }));
      const label = shape("text", { x: left - 5, y: level + 3, "text-anchor": "end" });
      label.textContent = samples.length ? `${+(scale * part).toPrecision(2)} ms` : "";
      elements.push(label);
    }
    const points = samples.map((value, i) => `${x(i).toFixed(1)},${y(value).toFixed(1)}`);
    elements.push(shape("polyline", { class: "curve", points: points.join(" ") }));
    if (samples.length) {
      const end = samples.length - 1;
      elements.push(shape("circle", { class: "dot", cx: x(end), cy: y(samples[end]), r: 3 }));
    }
    const caption = shape("text", { x: right, y: 89, "text-anchor": "end" });
    caption.textContent = samples.length ? `the newest ${samples.length}` : "no round trip measured yet";
    this.#parts.svg.replaceChildren(...elements, caption);
  }
}

function shape(name, attributes) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
