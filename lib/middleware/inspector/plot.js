R"hawser(
// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 240;
const HEIGHT = 60;

/** Makes an element with text, which is never taken for markup. */
export function element(name, text = "", className = "") {
  const made = document.createElement(name);
  made.textContent = text;
  made.className = className;
  return made;
}

/** One or two lines over the last `length` values. */
export class Plot {
  /** `lines`: their names, `format`: makes a value readable. */
  constructor(parent, title, lines, format, length) {
    this.format = format;
    this.length = length;
    this.title = title;
    const figure = element("figure");
    const caption = element("figcaption", title);
    this.drawing = document.createElementNS(SVG, "svg");
    this.drawing.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
    this.drawing.setAttribute("preserveAspectRatio", "none");
    this.drawing.setAttribute("role", "img");
    this.top = element("span", "", "top");
    this.lines = lines.map((name, index) => {
      const className = index === 0 ? "first" : "second";
      const label = element("span", "", className);
      caption.append(label);
      const path = document.createElementNS(SVG, "path");
      path.setAttribute("class", className);
      this.drawing.append(path);
      return { name, label, path, values: [] };
    });
    caption.append(this.top);
    figure.append(caption, this.drawing);
    parent.append(figure);
  }

  /** One value for each line; null: none known. */
  add(...values) {
    this.lines.forEach((line, index) => {
      line.values.push(values[index]);
      if (line.values.length > this.length) {
        line.values.shift();
      }
    });
    this.draw();
  }

  draw() {
    const top = Math.max(1e-9, ...this.lines.flatMap((line) => line.values));
    for (const line of this.lines) {
      const last = line.values.at(-1);
      const shown = last === null || last === undefined ? "–" : this.format(last);
      line.label.textContent = line.name ? `${line.name} ${shown}` : shown;
      line.path.setAttribute("d", this.path(line.values, top));
    }
    this.top.textContent = top > 1e-9 ? `top ${this.format(top)}` : "";
    this.drawing.setAttribute("aria-label",
      `${this.title}: ${this.lines.map((line) => line.label.textContent).join(", ")}`);
  }

  // The newest value is at the right edge; a gap where none is known.
  path(values, top) {
    let text = "";
    let isDown = false;
    values.forEach((value, index) => {
      if (value === null) {
        isDown = false;
        return;
      }
      const x = WIDTH - (values.length - 1 - index) * (WIDTH / (this.length - 1));
      const y = HEIGHT - 2 - (value / top) * (HEIGHT - 6);
      text += `${isDown ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`;
      isDown = true;
    });
    return text;
  }
}
)hawser"
