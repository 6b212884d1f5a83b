"use strict";
// One particle: before and after, its posterior over the angle, its figures.

class ParticleView {
  constructor(particles, onMove, onClose) {
    this.particles = particles;
    this.views = particles.views;
    this.position = new Map(this.views.rows.map((row, index) => [row, index]));
    this.chunks = new Map();
    this.element = document.createElement("aside");
    this.element.className = "particle";
    this.element.hidden = true;
    this.element.setAttribute("aria-live", "polite");
    this.element.setAttribute("aria-label", "Particle");
    this.title = document.createElement("h3");
    this.previous = this.button("\u2190", "Previous particle", () => onMove(-1));
    this.next = this.button("\u2192", "Next particle", () => onMove(1));
    const close = this.button("\u00d7", "Close particle", onClose);
    const buttons = document.createElement("div");
    buttons.append(this.previous, " ", this.next, " ", close);
    const bar = document.createElement("div");
    bar.className = "bar";
    bar.append(this.title, buttons);
    this.note = document.createElement("p");
    this.note.className = "shown";
    this.pair = document.createElement("div");
    this.pair.className = "pair";
    this.before = this.canvas(this.views.before_title);
    this.after = this.canvas(this.views.after_title);
    this.plot = document.createElement("div");
    this.plot.className = "plot";
    this.values = document.createElement("dl");
    this.values.className = "values";
    this.element.append(bar, this.note, this.pair, this.plot, this.values);
  }

  button(text, label, action) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = text;
    button.setAttribute("aria-label", label);
    button.addEventListener("click", action);
    return button;
  }

  canvas(label) {
    const figure = document.createElement("figure");
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = Math.max(1, this.views.side);
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", "Particle, " + label);
    const caption = document.createElement("figcaption");
    caption.textContent = label;
    figure.append(canvas, caption);
    this.pair.append(figure);
    return canvas;
  }

  has(row) {
    return this.position.has(row);
  }

  /** Shows a particle; first and last decide which buttons lead nowhere. */
  async show(row, first, last) {
    this.row = row;
    this.element.hidden = false;
    this.title.textContent = `Particle ${row + 1}`;
    this.previous.disabled = first;
    this.next.disabled = last;
    // On narrow screens the particle is above the table, perhaps out of sight.
    if (matchMedia("(max-width: 60rem)").matches) this.element.scrollIntoView({ block: "nearest" });
    this.fill(row);
    const index = this.position.get(row);
    const known = index !== undefined;
    this.note.textContent = known
      ? this.particles.names[row]
      : `${this.particles.names[row]}: its pictures are not in this file, which holds those of ${this.views.rows.length} particles spread evenly.`;
    this.pair.hidden = !known;
    this.plot.hidden = !known || this.views.turns === 0;
    if (!known) return;
    const bytes = await this.chunk(Math.floor(index / this.views.chunk));
    if (this.row !== row) return;
    const { side, turns, chunk } = this.views;
    const start = (index % chunk) * (4 + 2 * side * side + turns);
    this.paint(this.before, bytes, start + 4);
    this.paint(this.after, bytes, start + 4 + side * side);
    this.pair.dataset.particle = row + 1;
    if (turns > 0) this.curve(row, bytes, start, start + 4 + 2 * side * side);
  }

  chunk(number) {
    if (!this.chunks.has(number)) this.chunks.set(number, Charts.unpack("views-" + number));
    return this.chunks.get(number);
  }

  paint(canvas, bytes, from) {
    const side = this.views.side;
    const context = canvas.getContext("2d");
    const image = context.createImageData(side, side);
    for (let i = 0; i < side * side; i++) {
      const level = bytes[from + i];
      image.data.set([level, level, level, 255], 4 * i);
    }
    context.putImageData(image, 0, 0);
  }

  curve(row, bytes, depthAt, from) {
    const depth = new DataView(bytes.buffer).getFloat32(depthAt, true);
    const turns = this.views.turns;
    const x = [];
    const y = [];
    // From -180 to 180 degrees, as psi is everywhere.
    for (let t = 0; t <= turns; t++) {
      const turn = (t + (turns >> 1)) % turns;
      x.push((360 * t) / turns - (360 * (turns - (turns >> 1))) / turns);
      y.push((-depth * bytes[from + turn]) / 255);
    }
    const psi = this.particles.columns.find((column) => column.key === "psi_degrees");
    const ticks = [-180, -90, 0, 90, 180].map((value) => ({ value, label: `${value}\u00b0` }));
    Charts.draw(this.plot, {
      id: `posterior-${row + 1}`,
      title: this.views.curve_title,
      x: { label: "angle psi", scale: "linear", from: -180, to: 180, ticks },
      y: { label: "log posterior", scale: "linear", ticks: [] },
      series: [{ name: "posterior", kind: "line", x, y }],
      levels: psi
        ? [{ direction: "vertical", value: psi.values[row], label: "pose" }]
        : [],
    });
  }

  fill(row) {
    this.values.textContent = "";
    for (const column of this.particles.columns) {
      const name = document.createElement("dt");
      name.textContent = column.label;
      name.title = column.explanation;
      const value = document.createElement("dd");
      value.textContent = formatted(column, row);
      const pair = document.createElement("div");
      pair.append(name, value);
      this.values.append(pair);
    }
  }

  hide() {
    this.row = undefined;
    this.element.hidden = true;
  }
}

/** A figure as it is written everywhere. */
function formatted(column, row) {
  const value = column.values[row];
  return value === null ? "\u2013" : value.toFixed(column.decimals);
}
