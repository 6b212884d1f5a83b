// The matrix of scores in the order of the tree, on a canvas.
import {model, on, score, name} from './model.js';
import {heat} from './colours.js';
import {thumb} from './thumbs.js';
import {openPair} from './pair-view.js';
import {offer} from './api.js';

const canvas = document.getElementById('heat-canvas');
const tree = document.getElementById('tree-canvas');
const tip = document.getElementById('heat-tip');
const aside = document.getElementById('heat-side');
const TREE = 130;
const SHADES = 500;
let pixels = null;
let lines = [];
let side = 600;
const shown = {left: 0, top: 0, size: 1};
let cursor = null;
let drag = null;

function count() {
  return model.found ? model.found.compared.length : 0;
}

/** Scores become colours once; zoom and pan only copy them. */
function prepare() {
  pixels = null;
  const n = count();
  shown.left = 0;
  shown.top = 0;
  shown.size = n;
  cursor = null;
  delete aside.dataset.pair;
  if (n < 2) {
    return;
  }
  pixels = document.createElement('canvas');
  pixels.width = n;
  pixels.height = n;
  const image = new ImageData(n, n);
  const order = model.found.order;
  const colours = Array.from({length: SHADES + 1}, (_, k) => heat(k / SHADES));
  for (let r = 0, p = 0; r < n; r++) {
    for (let c = 0; c < n; c++, p += 4) {
      const colour = colours[Math.round(SHADES * Math.max(0, Math.min(1, score(order[r], order[c]))))];
      image.data[p] = colour[0];
      image.data[p + 1] = colour[1];
      image.data[p + 2] = colour[2];
      image.data[p + 3] = 255;
    }
  }
  pixels.getContext('2d').putImageData(image, 0, 0);
  lines = treeLines();
}

export function draw() {
  if (!pixels) {
    canvas.hidden = true;
    tree.hidden = true;
    return;
  }
  canvas.hidden = false;
  const frame = canvas.closest('section').clientWidth;
  const withTree = frame > 560;
  tree.hidden = !withTree;
  side = Math.max(240, Math.min(frame - (withTree ? TREE + 4 : 0), window.innerHeight - 260));
  const dense = window.devicePixelRatio || 1;
  const wide = frame - side - TREE > 280;
  aside.hidden = !wide;
  if (wide && !aside.dataset.pair) {
    showAside(...model.found.order.length > 1 ? bestPair() : []);
  }
  size(canvas, side, side, dense);
  const out = canvas.getContext('2d');
  out.imageSmoothingEnabled = false;
  out.drawImage(pixels, shown.left, shown.top, shown.size, shown.size, 0, 0, side * dense, side * dense);
  if (cursor) {
    const unit = side * dense / shown.size;
    out.strokeStyle = '#ff5a36';
    out.lineWidth = 2 * dense;
    out.strokeRect((cursor.column - shown.left) * unit, (cursor.row - shown.top) * unit, unit, unit);
  }
  if (withTree) {
    drawTree(dense);
  }
}

function size(target, width, height, dense) {
  target.width = Math.round(width * dense);
  target.height = Math.round(height * dense);
  target.style.width = width + 'px';
  target.style.height = height + 'px';
}

function treeLines() {
  const n = count();
  const x = new Array(n);
  const y = new Array(n);
  model.found.order.forEach((place, k) => { x[place] = 0; y[place] = k + 0.5; });
  const least = Math.min(0.999, model.found.joints[model.found.joints.length - 1][2]);
  return model.found.joints.map(([left, right, similarity]) => {
    const at = (1 - similarity) / (1 - least);
    const line = {x1: x[left], y1: y[left], at, x2: x[right], y2: y[right], similarity};
    x.push(at);
    y.push((y[left] + y[right]) / 2);
    return line;
  });
}

function drawTree(dense) {
  size(tree, TREE, side, dense);
  const out = tree.getContext('2d');
  const style = getComputedStyle(document.documentElement);
  const wide = (TREE - 8) * dense;
  const unit = side * dense / shown.size;
  out.lineWidth = dense;
  // All joints of a colour are one path: a thousand of them are drawn in each frame.
  for (const joined of [false, true]) {
    out.strokeStyle = style.getPropertyValue(joined ? '--accent' : '--muted');
    out.beginPath();
    for (const line of lines) {
      const y1 = (line.y1 - shown.top) * unit;
      const y2 = (line.y2 - shown.top) * unit;
      if (line.similarity >= model.threshold !== joined || Math.max(y1, y2) < 0 || Math.min(y1, y2) > tree.height) {
        continue;
      }
      out.moveTo(3 + line.x1 * wide, y1);
      out.lineTo(3 + line.at * wide, y1);
      out.lineTo(3 + line.at * wide, y2);
      out.lineTo(3 + line.x2 * wide, y2);
    }
    out.stroke();
  }
}

function cellAt(event) {
  const box = canvas.getBoundingClientRect();
  const unit = side / shown.size;
  const column = Math.floor(shown.left + (event.clientX - box.left) / unit);
  const row = Math.floor(shown.top + (event.clientY - box.top) / unit);
  const n = count();
  return row >= 0 && column >= 0 && row < n && column < n ? {row, column} : null;
}

function ids(cell) {
  return [cell.row, cell.column].map(at => model.found.compared[model.found.order[at]]);
}

function open(cell) {
  const [a, b] = ids(cell);
  if (a !== b) {
    openPair(a, b);
  }
}

function zoom(factor, x, y) {
  const n = count();
  const size = Math.max(Math.min(8, n), Math.min(n, shown.size / factor));
  shown.left = clamp(shown.left + (shown.size - size) * x, size);
  shown.top = clamp(shown.top + (shown.size - size) * y, size);
  shown.size = size;
  draw();
}

function clamp(at, size) {
  return Math.max(0, Math.min(count() - size, at));
}

canvas.addEventListener('wheel', event => {
  const box = canvas.getBoundingClientRect();
  zoom(event.deltaY < 0 ? 1.25 : 0.8, (event.clientX - box.left) / side, (event.clientY - box.top) / side);
  event.preventDefault();
}, {passive: false});
canvas.addEventListener('pointerdown', event => {
  drag = {x: event.clientX, y: event.clientY, left: shown.left, top: shown.top, moved: false};
  canvas.setPointerCapture(event.pointerId);
});
canvas.addEventListener('pointermove', event => {
  if (drag) {
    const unit = side / shown.size;
    drag.moved ||= Math.hypot(event.clientX - drag.x, event.clientY - drag.y) > 4;
    shown.left = clamp(drag.left - (event.clientX - drag.x) / unit, shown.size);
    shown.top = clamp(drag.top - (event.clientY - drag.y) / unit, shown.size);
    if (drag.moved) {
      requestAnimationFrame(draw);
    }
    return;
  }
  const cell = cellAt(event);
  tip.hidden = !cell;
  if (cell) {
    showTip(cell, event);
  }
});
canvas.addEventListener('pointerup', event => {
  const clicked = drag && !drag.moved ? cellAt(event) : null;
  drag = null;
  if (clicked) {
    tip.hidden = true;
    open(clicked);
  }
});
canvas.addEventListener('pointerleave', () => { tip.hidden = true; });
canvas.addEventListener('keydown', event => {
  const steps = {ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0]};
  const n = count();
  if (steps[event.key] && n) {
    const [down, across] = steps[event.key];
    const at = cursor || {row: Math.floor(shown.top), column: Math.floor(shown.left)};
    cursor = {row: Math.max(0, Math.min(n - 1, at.row + down)), column: Math.max(0, Math.min(n - 1, at.column + across))};
    draw();
    if (!aside.hidden) {
      showAside(...ids(cursor));
    }
    event.preventDefault();
  } else if (event.key === 'Enter' && cursor) {
    open(cursor);
  } else if (event.key === '+' || event.key === '-') {
    zoom(event.key === '+' ? 1.25 : 0.8, 0.5, 0.5);
  }
});

/** The pair that is most alike, to begin with. */
function bestPair() {
  const n = count();
  let best = [0, 1];
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      if (score(i, j) > score(...best)) {
        best = [i, j];
      }
    }
  }
  return best.map(place => model.found.compared[place]);
}

function words(a, b) {
  return score(model.place.get(a), model.place.get(b)).toFixed(3);
}

function showAside(a, b) {
  aside.dataset.pair = `${a}-${b}`;
  const text = document.createElement('p');
  const value = document.createElement('b');
  value.textContent = a === b ? '' : words(a, b);
  text.append(value, a === b ? name(a) : ` ${name(a)} and ${name(b)}`);
  document.getElementById('heat-pair').replaceChildren(thumb(a), thumb(b), text);
}

function showTip(cell, event) {
  const [a, b] = ids(cell);
  if (!aside.hidden) {
    tip.hidden = true;
    showAside(a, b);
    return;
  }
  const text = document.createElement('p');
  text.textContent = `${name(a)} and ${name(b)}: ${words(a, b)}`;
  tip.replaceChildren(thumb(a), thumb(b), text);
  const left = event.clientX + 230 > window.innerWidth ? event.clientX - 220 : event.clientX + 18;
  const top = event.clientY + 150 > window.innerHeight ? event.clientY - 150 : event.clientY + 14;
  tip.style.left = left + 'px';
  tip.style.top = top + 'px';
}

document.getElementById('heat-reset').addEventListener('click', () => {
  shown.left = 0;
  shown.top = 0;
  shown.size = count();
  draw();
});
document.getElementById('heat-png').addEventListener('click', () => canvas.toBlob(blob => offer('similarity.png', blob)));
document.getElementById('heat-svg').addEventListener('click', () => {
  const n = count();
  const paths = lines.map(line =>
    `<path d="M${n + 0.02 * n + line.x1 * 0.2 * n} ${line.y1}H${n + 0.02 * n + line.at * 0.2 * n}V${line.y2}H${n + 0.02 * n + line.x2 * 0.2 * n}"/>`);
  const text = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${1.24 * n} ${n}" width="1240" height="1000">`
    + `<image width="${n}" height="${n}" href="${pixels.toDataURL()}" style="image-rendering:pixelated"/>`
    + `<g fill="none" stroke="#456" stroke-width="${n / 700}">${paths.join('')}</g></svg>`;
  offer('similarity.svg', new Blob([text], {type: 'image/svg+xml'}));
});

const legend = document.getElementById('heat-legend').getContext('2d');
for (let x = 0; x < 200; x++) {
  legend.fillStyle = `rgb(${heat(x / 199).join(' ')})`;
  legend.fillRect(x, 0, 1, 10);
}
on('found', prepare);
