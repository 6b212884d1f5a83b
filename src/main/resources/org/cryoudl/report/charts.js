"use strict";
// Draws the report's charts with plotly.js, in the page's colours.

const Charts = (() => {
  /** Where a chart is printed, in CSS pixels: half the width of a sheet, as in the style. */
  function printed(element) {
    return { width: 322, height: element.classList.contains("tall") ? 294 : 216, autosize: false };
  }

  const drawn = new Map(); // element -> chart

  /** The bytes of a packed script element: base64, then gzip. */
  async function unpack(id) {
    const text = atob(document.getElementById(id).textContent);
    const bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }

  let loading = null;

  /** Unpacks the drawing library the first time it is needed. */
  function library() {
    loading ??= unpack("plotly").then((bytes) => {
      const script = document.createElement("script");
      script.textContent = new TextDecoder().decode(bytes);
      document.head.append(script);
      script.remove();
      return window.Plotly;
    });
    return loading;
  }

  function colours() {
    const style = getComputedStyle(document.documentElement);
    const value = (name) => style.getPropertyValue("--" + name).trim();
    return {
      paper: value("paper"),
      ink: value("ink"),
      muted: value("muted"),
      grid: value("grid"),
      rule: value("rule"),
      series: [1, 2, 3, 4, 5, 6].map((n) => value("series-" + n)),
    };
  }

  /** Whiskers as plotly.js wants them: lengths from the value. */
  function whiskers(series, colour) {
    if (!series.interval) return {};
    const { along, low, high } = series.interval;
    const bar = {
      type: "data",
      symmetric: false,
      array: high.map((end, i) => (end === null ? null : end - series[along][i])),
      arrayminus: low.map((end, i) => (end === null ? null : series[along][i] - end)),
      color: colour,
      thickness: 1.3,
      width: 3,
    };
    return along === "x" ? { error_x: bar } : { error_y: bar };
  }

  function trace(series, index, chart, theme) {
    const count = theme.series.length;
    const colour = theme.series[index % count];
    const common = {
      x: series.x,
      y: series.y,
      name: escapeMarkup(series.name),
      showlegend: chart.series.length > 1,
      ...whiskers(series, colour),
    };
    if (series.kind === "bars") {
      const overlaid = chart.series.length > 1;
      return { ...common, type: "bar", marker: { color: colour, opacity: overlaid ? 0.65 : 0.9 } };
    }
    if (series.kind === "points") {
      // Few points are figures, many are a cloud.
      const marker = series.interval ? { color: colour, size: 8 } : { color: colour, size: 4, opacity: 0.6 };
      return { ...common, type: "scatter", mode: "markers", marker };
    }
    const line = { color: colour, width: 2 };
    // When colours run out they come again, dotted.
    if (index >= count) line.dash = "dot";
    if (series.kind === "dashed") line.dash = "dash";
    if (series.kind === "steps") line.shape = "hv";
    const marked = series.kind === "marked" || series.interval;
    return { ...common, type: "scatter", mode: marked ? "lines+markers" : "lines", line, marker: { color: colour, size: 6 } };
  }

  /** Least and greatest exponent of ten on a logarithmic axis. */
  function exponents(spec, key, chart) {
    const given = spec.from !== undefined && spec.to !== undefined;
    const ends = (series) => (series.interval?.along === key ? [...series.interval.low, ...series.interval.high] : []);
    const values = given
      ? [spec.from, spec.to]
      : chart.series.flatMap((series) => [...series[key], ...ends(series)]);
    const logs = values.filter((value) => value > 0).map(Math.log10);
    return logs.reduce(([least, most], log) => [Math.min(least, log), Math.max(most, log)], [Infinity, -Infinity]);
  }

  /** A few marks between two exponents of ten that are too close for powers of ten alone. */
  function between(least, most) {
    const marks = [];
    if (most - least > 0.6) {
      for (let k = Math.floor(least); k <= most; k++) marks.push(10 ** k, 2 * 10 ** k, 5 * 10 ** k);
    } else {
      const rough = (10 ** most - 10 ** least) / 3;
      const unit = 10 ** Math.floor(Math.log10(rough || 1));
      const step = unit * [1, 2, 5, 10].find((s) => s * unit >= rough);
      for (let n = Math.floor(10 ** least / step); n * step <= 10 ** most * 1.1; n++) {
        marks.push(Number((n * step).toPrecision(6)));
      }
    }
    return marks.filter((mark) => mark > 0);
  }

  function axis(key, theme, anchor, chart) {
    const spec = chart[key];
    const logarithmic = spec.scale === "logarithmic";
    const scaled = (value) => (logarithmic ? Math.log10(value) : value);
    const result = {
      title: { text: escapeMarkup(spec.label), standoff: 8 },
      type: logarithmic ? "log" : "linear",
      gridcolor: theme.grid,
      linecolor: theme.muted,
      tickcolor: theme.muted,
      zeroline: false,
      showline: true,
      ticks: "outside",
      ticklen: 4,
      exponentformat: "power",
      automargin: true,
    };
    if (logarithmic) {
      const [least, most] = exponents(spec, key, chart);
      if (most - least > 1.5) result.dtick = 1;
      else result.tickvals = between(least, most);
      if (least >= -4 && most <= 5) result.exponentformat = "none";
    }
    if (spec.from !== undefined || spec.to !== undefined) {
      result.range = [scaled(spec.from), scaled(spec.to)];
    }
    if (spec.ticks.length > 0) {
      result.tickvals = spec.ticks.map((tick) => tick.value);
      result.ticktext = spec.ticks.map((tick) => escapeMarkup(tick.label));
    }
    if (spec.same_unit) result.scaleanchor = anchor;
    const bars = chart.series.filter((series) => series.kind === "bars");
    // Halves of particles do not exist.
    if (key === "y" && bars.length > 0 && Math.max(...bars.flatMap((series) => series.y)) < 5) result.dtick = 1;
    result.constrain = "domain";
    return result;
  }

  /** Plotly reads a little HTML in its texts; ours is plain. */
  function escapeMarkup(text) {
    return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  }

  function layout(chart, theme) {
    const lines = [];
    const labels = [];
    let upright = 0;
    for (const level of chart.levels) {
      const flat = level.direction === "horizontal";
      const at = level.value;
      // On a logarithmic axis plotly.js wants a label's place as a logarithm, a line's as it is.
      const scale = (flat ? chart.y : chart.x).scale;
      const place = scale === "logarithmic" ? Math.log10(at) : at;
      lines.push({
        type: "line",
        xref: flat ? "paper" : "x",
        yref: flat ? "y" : "paper",
        x0: flat ? 0 : at,
        x1: flat ? 1 : at,
        y0: flat ? at : 0,
        y1: flat ? at : 1,
        line: { color: theme.muted, width: 1, dash: "dot" },
      });
      labels.push({
        xref: flat ? "paper" : "x",
        yref: flat ? "y" : "paper",
        x: flat ? 1 : place,
        y: flat ? place : 1,
        xanchor: flat ? "right" : "left",
        yanchor: flat ? "bottom" : "top",
        text: escapeMarkup(level.label),
        showarrow: false,
        // Upright lines may be close to each other: their labels stand below each other.
        yshift: flat ? 0 : -13 * upright++,
        font: { size: 11, color: theme.muted },
      });
    }
    return {
      paper_bgcolor: theme.paper,
      plot_bgcolor: theme.paper,
      font: { family: getComputedStyle(document.body).fontFamily, size: 12, color: theme.ink },
      margin: { l: 52, r: 18, t: 10, b: 44 },
      bargap: 0.06,
      barmode: "overlay",
      // A report is scrolled through; fingers must not get stuck in a chart.
      dragmode: false,
      hovermode: "closest",
      hoverlabel: { bgcolor: theme.paper, bordercolor: theme.rule, font: { color: theme.ink } },
      legend: { orientation: "h", x: 0, y: 1.02, yanchor: "bottom", font: { size: 11 } },
      xaxis: axis("x", theme, "y", chart),
      yaxis: axis("y", theme, "x", chart),
      shapes: lines,
      annotations: labels,
    };
  }

  function summary(chart) {
    const points = chart.series.map((series) => `${series.name}: ${series.x.length} values`);
    return `${chart.title}. ${chart.y.label} against ${chart.x.label}. ${points.join(", ")}.`;
  }

  /** Draws a chart into an element, or draws it anew. */
  async function draw(element, chart) {
    drawn.set(element, chart);
    element.setAttribute("role", "img");
    element.setAttribute("aria-label", summary(chart));
    try {
      const plotly = await library();
      if (drawn.get(element) !== chart) return;
      const theme = colours();
      const traces = chart.series.map((series, index) => trace(series, index, chart, theme));
      const options = {
        responsive: true,
        displaylogo: false,
        modeBarButtons: [["zoom2d", "pan2d", "resetScale2d", "toImage"]],
        toImageButtonOptions: { format: "svg", filename: chart.id },
      };
      await plotly.react(element, traces, layout(chart, theme), options);
    } catch (error) {
      element.textContent = "";
      const note = document.createElement("p");
      note.className = "missing";
      note.textContent = `This browser cannot draw the chart (${error.message}); its numbers are in report.json and report-figures.csv.`;
      element.append(note);
    }
  }

  /** Draws everything again, after colours or sizes have changed. */
  function redraw() {
    for (const [element, chart] of drawn) {
      if (element.isConnected) draw(element, chart);
      else drawn.delete(element);
    }
  }

  /**
   * The same for paper, at once: the browser prints as soon as this returns. It has not laid the
   * page out for paper yet, so nothing can be measured.
   */
  function redrawForPrint() {
    if (!window.Plotly) return;
    const theme = colours();
    for (const [element, chart] of drawn) {
      if (!element.isConnected || !element.data) continue;
      const traces = chart.series.map((series, index) => trace(series, index, chart, theme));
      window.Plotly.react(element, traces, { ...layout(chart, theme), ...printed(element) });
    }
  }

  return { draw, redraw, redrawForPrint, unpack };
})();
