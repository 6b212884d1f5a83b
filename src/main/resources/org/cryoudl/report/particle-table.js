"use strict";
// The table of all particles: sorted, filtered, and only the rows in sight exist.

class ParticleTable {
  static ROW_HEIGHT = 32;
  static MARGIN = 12;
  static PRINTED = 40;

  constructor(element, particles) {
    this.particles = particles;
    this.order = particles.names.map((_, row) => row);
    this.sorted = { column: -1, direction: 1 };
    this.active = 0;
    this.opened = null;
    this.view = new ParticleView(
      particles,
      (step) => this.open(this.active + step),
      () => this.close(),
    );
    this.columns = document.createElement("div");
    this.columns.className = "particle-columns";
    this.columns.append(this.makeWindow(), this.view.element);
    element.append(this.makeFilters(), this.makeCount(), this.columns);
    this.render();
  }

  makeFilters() {
    const filters = document.createElement("div");
    filters.className = "filters";
    filters.setAttribute("role", "search");
    this.nameFilter = this.field(filters, "Image name contains", "search");
    this.bounds = [];
    this.allBounds = document.createElement("div");
    this.allBounds.className = "all-bounds";
    this.addBounds();
    filters.append(this.allBounds);
    filters.append(this.textButton("Add a filter", () => this.addBounds()));
    if (this.particles.views.rows.length < this.particles.size && this.particles.views.rows.length > 0) {
      this.pictured = document.createElement("input");
      this.pictured.type = "checkbox";
      const label = document.createElement("label");
      label.className = "check";
      label.append(this.pictured, "with pictures");
      this.pictured.addEventListener("change", () => this.filter());
      filters.append(label);
    }
    const reset = this.textButton("Reset", () => this.reset());
    const save = this.textButton("Save rows as CSV", () => this.save());
    filters.append(reset, save);
    return filters;
  }

  /** One more figure whose values are to lie between bounds; all bounds must hold. */
  addBounds() {
    const group = document.createElement("div");
    group.className = "bounds";
    const figure = document.createElement("select");
    this.particles.columns.forEach((column, index) => figure.append(new Option(column.label, index)));
    figure.selectedIndex = Math.min(this.bounds.length, figure.options.length - 1);
    this.labelled(group, "Figure", figure);
    const bound = { group, figure };
    bound.least = this.field(group, "at least", "number");
    bound.greatest = this.field(group, "at most", "number");
    // Bounds of another figure would mean nothing.
    figure.addEventListener("change", () => {
      bound.least.value = bound.greatest.value = "";
      this.filter();
    });
    if (this.bounds.length > 0) {
      const remove = this.textButton("\u00d7", () => this.removeBounds(bound));
      remove.setAttribute("aria-label", "Remove this filter");
      group.append(remove);
    }
    this.bounds.push(bound);
    this.allBounds.append(group);
  }

  removeBounds(bound) {
    bound.group.remove();
    this.bounds = this.bounds.filter((other) => other !== bound);
    this.filter();
  }

  field(parent, text, type) {
    const input = document.createElement("input");
    input.type = type;
    if (type === "number") input.step = "any";
    input.addEventListener("input", () => this.filter());
    this.labelled(parent, text, input);
    return input;
  }

  labelled(parent, text, control) {
    const label = document.createElement("label");
    label.append(text, control);
    parent.append(label);
  }

  textButton(text, action) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = text;
    button.addEventListener("click", action);
    return button;
  }

  makeCount() {
    this.shown = document.createElement("p");
    this.shown.className = "shown";
    this.shown.setAttribute("role", "status");
    return this.shown;
  }

  makeWindow() {
    this.window = document.createElement("div");
    this.window.className = "window";
    const table = document.createElement("table");
    table.setAttribute("role", "grid");
    table.setAttribute("aria-label", "Particles");
    table.setAttribute("aria-colcount", this.particles.columns.length + 1);
    this.table = table;
    const widths = document.createElement("colgroup");
    const head = document.createElement("tr");
    head.setAttribute("aria-rowindex", 1);
    const headings = [{ label: "Image", explanation: "where the image is" }, ...this.particles.columns];
    let total = 0;
    this.headings = headings.map((column, index) => {
      const width = index === 0 ? (innerWidth < 544 ? 96 : 210) : Math.max(84, 26 + 8.2 * column.label.length);
      total += width;
      const col = document.createElement("col");
      col.style.width = width + "px";
      widths.append(col);
      const heading = document.createElement("th");
      heading.scope = "col";
      heading.setAttribute("aria-sort", "none");
      const button = this.textButton(column.label, () => this.sort(index - 1));
      button.title = column.explanation;
      heading.append(button);
      head.append(heading);
      return heading;
    });
    table.style.width = total + "px";
    const top = document.createElement("thead");
    top.append(head);
    this.body = document.createElement("tbody");
    this.rows = new Map(); // place in the order -> row of the table
    this.above = this.space();
    this.below = this.space();
    table.append(widths, top, this.body);
    this.window.append(table);
    this.window.addEventListener("scroll", () => this.render());
    this.body.addEventListener("click", (event) => {
      const row = event.target.closest("tr[data-place]");
      if (row) this.open(Number(row.dataset.place));
    });
    this.body.addEventListener("keydown", (event) => this.key(event));
    return this.window;
  }

  /**
   * Makes the rows in sight and a few around them; spacers stand for the others. Rows that stay in
   * sight stay in the document, so that neither a click nor the focus is lost.
   */
  render(printing = false) {
    const height = ParticleTable.ROW_HEIGHT;
    const count = this.order.length;
    const inSight = Math.ceil(this.window.clientHeight / height);
    const scrolled = Math.floor(this.window.scrollTop / height) - ParticleTable.MARGIN;
    const from = printing ? 0 : Math.max(0, Math.min(scrolled, count - inSight));
    const to = Math.min(count, printing ? ParticleTable.PRINTED : from + inSight + 2 * ParticleTable.MARGIN);
    for (const [place, row] of this.rows) {
      if (place < from || place >= to) {
        row.remove();
        this.rows.delete(place);
      }
    }
    for (let place = from, before = this.above; place < to; place++) {
      let row = this.rows.get(place);
      if (row === undefined) {
        row = this.makeRow(place);
        this.rows.set(place, row);
        before.after(row);
      }
      row.setAttribute("aria-selected", this.order[place] === this.opened);
      row.tabIndex = place === this.active ? 0 : -1;
      before = row;
    }
    this.above.firstChild.style.height = (printing ? 0 : from * height) + "px";
    this.below.firstChild.style.height = (printing ? 0 : (count - to) * height) + "px";
    this.table.setAttribute("aria-rowcount", count + 1);
    this.count(printing && to < count ? to : 0);
  }

  /** Makes all rows anew, after the order has changed. */
  restart() {
    for (const row of this.rows.values()) row.remove();
    this.rows.clear();
    this.active = 0;
    this.window.scrollTop = 0;
    this.render();
  }

  space() {
    const row = document.createElement("tr");
    row.className = "space";
    row.setAttribute("aria-hidden", "true");
    const cell = document.createElement("td");
    cell.colSpan = this.headings.length;
    row.append(cell);
    this.body.append(row);
    return row;
  }

  makeRow(place) {
    const row = document.createElement("tr");
    const index = this.order[place];
    row.dataset.place = place;
    row.setAttribute("aria-rowindex", place + 2);
    const name = document.createElement("td");
    // Of a long path the file's name matters most.
    name.textContent = this.particles.names[index].replace(/@.*[/\\]/, "@\u2026/");
    name.title = this.particles.names[index];
    row.append(name);
    for (const column of this.particles.columns) {
      const cell = document.createElement("td");
      cell.textContent = formatted(column, index);
      row.append(cell);
    }
    return row;
  }

  key(event) {
    const page = Math.max(1, Math.floor(this.window.clientHeight / ParticleTable.ROW_HEIGHT) - 2);
    const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    if (event.key in moves) {
      event.preventDefault();
      this.move(this.active + moves[event.key]);
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.open(this.active);
    } else if (event.key === "Escape") {
      this.close();
    }
  }

  /** Makes a row the active one, brings it into sight and focuses it. */
  move(place) {
    this.activate(place);
    this.focus();
  }

  activate(place) {
    const last = this.order.length - 1;
    if (last < 0) return;
    this.active = Math.max(0, Math.min(last, place));
    const height = ParticleTable.ROW_HEIGHT;
    const header = this.headings[0].offsetHeight;
    const top = this.active * height;
    const sight = this.window.clientHeight - header;
    if (top < this.window.scrollTop) this.window.scrollTop = top;
    else if (top + height > this.window.scrollTop + sight) this.window.scrollTop = top + height - sight;
    this.render();
  }

  focus() {
    const row = this.body.querySelector(`tr[data-place="${this.active}"]`);
    if (row) row.focus({ preventScroll: true });
  }

  open(place) {
    if (place < 0 || place >= this.order.length) return;
    const focused = this.body.contains(document.activeElement);
    this.opened = this.order[place];
    const shows = this.particles.views.rows.length > 0;
    this.columns.classList.toggle("open", shows);
    this.activate(place);
    if (focused) this.focus();
    if (shows) this.view.show(this.opened, place === 0, place === this.order.length - 1);
  }

  close() {
    if (this.opened === null) return;
    this.opened = null;
    this.view.hide();
    this.columns.classList.remove("open");
    this.render();
    this.focus();
  }

  sort(column) {
    const same = this.sorted.column === column;
    this.sorted = { column, direction: same ? -this.sorted.direction : 1 };
    this.headings.forEach((heading, index) => {
      const direction = this.sorted.direction > 0 ? "ascending" : "descending";
      heading.setAttribute("aria-sort", index - 1 === column ? direction : "none");
    });
    this.arrange();
  }

  /** Sorts the order; what has no value comes last either way. */
  arrange() {
    const { column, direction } = this.sorted;
    if (this.headings[column + 1].getAttribute("aria-sort") === "none") {
      this.order.sort((a, b) => a - b);
    } else if (column < 0) {
      const names = this.particles.names;
      this.order.sort((a, b) => direction * (names[a] < names[b] ? -1 : names[a] > names[b] ? 1 : 0) || a - b);
    } else {
      const values = this.particles.columns[column].values;
      this.order.sort((a, b) => {
        if (values[a] === null || values[b] === null) {
          return (values[a] === null) - (values[b] === null) || a - b;
        }
        return direction * (values[a] - values[b]) || a - b;
      });
    }
    this.restart();
  }

  filter() {
    const text = this.nameFilter.value.toLowerCase();
    const bounds = this.bounds
      .filter(({ least, greatest }) => least.value !== "" || greatest.value !== "")
      .map(({ figure, least, greatest }) => ({
        values: this.particles.columns[Number(figure.value)].values,
        least: least.value === "" ? -Infinity : Number(least.value),
        greatest: greatest.value === "" ? Infinity : Number(greatest.value),
      }));
    this.order = [];
    for (let row = 0; row < this.particles.size; row++) {
      const fits = bounds.every(({ values, least, greatest }) => {
        const value = values[row];
        return value !== null && value >= least && value <= greatest;
      });
      const named = text === "" || this.particles.names[row].toLowerCase().includes(text);
      if (fits && named && (!this.pictured?.checked || this.view.has(row))) this.order.push(row);
    }
    this.arrange();
  }

  reset() {
    this.nameFilter.value = "";
    for (const bound of this.bounds.slice(1)) bound.group.remove();
    this.bounds.length = 1;
    this.bounds[0].figure.selectedIndex = 0;
    this.bounds[0].least.value = this.bounds[0].greatest.value = "";
    if (this.pictured) this.pictured.checked = false;
    this.sorted = { column: -1, direction: 1 };
    this.headings.forEach((heading) => heading.setAttribute("aria-sort", "none"));
    this.filter();
  }

  /** Says how many there are; printed is how many fit on paper, 0 if all or not printing. */
  count(printed) {
    const all = this.particles.size.toLocaleString("en");
    const some = this.order.length.toLocaleString("en");
    const whole = this.order.length === this.particles.size;
    const text = whole ? `${all} ${this.particles.noun}.` : `${some} of ${all} ${this.particles.noun}.`;
    const more = printed > 0 ? ` The first ${printed} are printed; all are in the CSV.` : "";
    if (this.shown.textContent !== text + more) this.shown.textContent = text + more;
  }

  save() {
    // As the program writes CSV: no name runs as a formula in a spreadsheet.
    const number = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;
    const guarded = (text) => (/^'*[=+\-@\t\r]/.test(text) && !number.test(text) ? `'${text}` : text);
    const inQuotes = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
    const quoted = (text) => inQuotes(guarded(text));
    const columns = this.particles.columns;
    const lines = [["image", ...columns.map((column) => column.key)].map(quoted).join(",")];
    for (const row of this.order) {
      lines.push([quoted(this.particles.names[row]), ...columns.map((column) => column.values[row] ?? "")].join(","));
    }
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([lines.join("\n") + "\n"], { type: "text/csv" }));
    link.download = "particles.csv";
    link.click();
    URL.revokeObjectURL(link.href);
  }
}
