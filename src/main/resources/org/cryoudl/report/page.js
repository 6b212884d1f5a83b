"use strict";
// Brings the page to life: charts, particle table, colours, print.

(() => {
  const data = JSON.parse(document.getElementById("report-data").textContent);
  const root = document.documentElement;

  if (data.particles) {
    const table = new ParticleTable(document.getElementById("particle-table"), data.particles);
    window.addEventListener("beforeprint", () => table.render(true));
    window.addEventListener("afterprint", () => table.render());
    window.addEventListener("resize", () => table.render());
  }

  /** Draws what is in sight first, and lets the page answer between one chart and the next. */
  async function drawAll() {
    const charts = [...document.querySelectorAll("[data-chart]")].filter(
      (element) => !element.closest("details:not([open])"),
    );
    const distance = (element) => {
      const { top, bottom } = element.getBoundingClientRect();
      return Math.max(top - innerHeight, -bottom, 0);
    };
    const places = new Map(charts.map((element) => [element, distance(element)]));
    charts.sort((a, b) => places.get(a) - places.get(b));
    for (const element of charts) {
      await Charts.draw(element, data.charts[element.dataset.chart]);
      await new Promise((resolve) => setTimeout(resolve));
    }
  }
  drawAll();

  // What is folded is drawn when it is opened, for it has no width before.
  for (const folded of document.querySelectorAll("details.folded")) {
    let drawn = folded.open;
    folded.addEventListener("toggle", async () => {
      if (drawn || !folded.open) return;
      drawn = true;
      for (const element of folded.querySelectorAll("[data-chart]")) {
        await Charts.draw(element, data.charts[element.dataset.chart]);
      }
    });
  }

  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => Charts.redraw());

  // Paper is white, whatever the screen is.
  window.addEventListener("beforeprint", () => {
    root.classList.add("printing");
    Charts.redrawForPrint();
  });
  window.addEventListener("afterprint", () => {
    root.classList.remove("printing");
    Charts.redraw();
  });
})();
