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

  for (const element of document.querySelectorAll("[data-chart]")) {
    Charts.draw(element, data.charts[element.dataset.chart]);
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
