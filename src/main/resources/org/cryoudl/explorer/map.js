// All averages in a plane; a line drawn around some chooses them.
import {model, on, choose, groupOf} from './model.js';
import {cell, sheetImage} from './thumbs.js';
import {groupColour} from './colours.js';
import {offer} from './api.js';

const canvas = document.getElementById('map-canvas');
const MARGIN = 40;
const ranges = {};
let lasso = null;

export function draw() {
  const dense = window.devicePixelRatio || 1;
  canvas.width = canvas.clientWidth * dense;
  canvas.height = canvas.clientHeight * dense;
  const out = canvas.getContext('2d');
  out.scale(dense, dense);
  if (!model.found || !sheetImage()) {
    return;
  }
  const side = Math.max(18, Math.min(64, 480 / Math.sqrt(model.found.compared.length)));
  const chosen = getComputedStyle(document.documentElement).getPropertyValue('--chosen');
  model.found.compared.forEach((id, place) => {
    const {x, y} = at(place);
    const source = cell(id);
    out.drawImage(sheetImage(), source.x, source.y, source.side, source.side, x - side / 2, y - side / 2, side, side);
    const group = groupOf(id);
    if (model.chosen.has(id) || group) {
      out.strokeStyle = model.chosen.has(id) ? chosen : groupColour(group);
      out.lineWidth = model.chosen.has(id) ? 3.5 : 2;
      out.strokeRect(x - side / 2, y - side / 2, side, side);
    }
  });
  if (lasso) {
    out.beginPath();
    lasso.points.forEach(([x, y]) => out.lineTo(x, y));
    out.closePath();
    out.fillStyle = 'rgb(60 150 230 / 18%)';
    out.strokeStyle = '#3c96e6';
    out.lineWidth = 1.5;
    out.fill();
    out.stroke();
  }
}

function at(place) {
  const [x, y] = model.found.places[place];
  const across = spread(0);
  const down = spread(1);
  const width = canvas.clientWidth - 2 * MARGIN;
  const height = canvas.clientHeight - 2 * MARGIN;
  return {
    x: MARGIN + (x - across.least) / across.range * width,
    y: MARGIN + (y - down.least) / down.range * height,
  };
}

/** From where to where averages lie along an axis. */
function spread(axis) {
  if (ranges.found !== model.found) {
    ranges.found = model.found;
    ranges.axes = [0, 1].map(each => {
      const values = model.found.places.map(place => place[each]);
      const least = Math.min(...values);
      return {least, range: Math.max(1e-9, Math.max(...values) - least)};
    });
  }
  return ranges.axes[axis];
}

function point(event) {
  const box = canvas.getBoundingClientRect();
  return [event.clientX - box.left, event.clientY - box.top];
}

function within(x, y, points) {
  let inside = false;
  for (let i = 0, j = points.length - 1; i < points.length; j = i++) {
    const [xi, yi] = points[i];
    const [xj, yj] = points[j];
    if ((yi > y) !== (yj > y) && x < (xj - xi) * (y - yi) / (yj - yi) + xi) {
      inside = !inside;
    }
  }
  return inside;
}

canvas.addEventListener('pointerdown', event => {
  lasso = {points: [point(event)], add: event.shiftKey};
  canvas.setPointerCapture(event.pointerId);
});
canvas.addEventListener('pointermove', event => {
  if (lasso) {
    lasso.points.push(point(event));
    requestAnimationFrame(draw);
  }
});
canvas.addEventListener('pointerup', () => {
  if (lasso && model.found && lasso.points.length > 2) {
    const found = model.found.compared.filter((_, place) => {
      const {x, y} = at(place);
      return within(x, y, lasso.points);
    });
    choose(lasso.add ? new Set([...model.chosen, ...found]) : found);
  }
  lasso = null;
  draw();
});
document.getElementById('map-png').addEventListener('click', () => canvas.toBlob(blob => offer('map.png', blob)));
for (const event of ['chosen', 'groups']) {
  on(event, () => { if (!document.getElementById('map').hidden) { draw(); } });
}
