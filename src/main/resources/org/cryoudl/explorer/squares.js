// Squares in pictures, corrected by hand.
import {model} from './model.js';
import {picture, post} from './api.js';

const canvas = document.getElementById('picture-canvas');
const select = document.getElementById('picture');
const HANDLE = 10;
let image = null;
let squares = [];
let active = -1;
let drag = null;
let after = () => {};

/** Calls back when squares were changed. */
export function onChange(listener) {
  after = listener;
}

export async function draw() {
  const places = [];
  model.files.forEach((file, index) => {
    if (file.picture) {
      const pages = new Set([1, ...model.averages.filter(each => each.file === index).map(each => each.page)]);
      pages.forEach(page => places.push([`${index}:${page}`, file.name + (pages.size > 1 ? `, page ${page}` : '')]));
    }
  });
  const before = select.value;
  select.replaceChildren(...places.map(([value, text]) => new Option(text, value)));
  if (places.some(([value]) => value === before)) {
    select.value = before;
  }
  await show();
}

function place() {
  const [file, page] = select.value.split(':').map(Number);
  return {file, page};
}

async function show() {
  image = null;
  active = -1;
  if (!select.value) {
    canvas.width = 0;
    return;
  }
  const {file, page} = place();
  squares = model.averages.filter(each => each.file === file && each.page === page)
    .map(({x, y, width, height, empty}) => ({x, y, width, height, empty}));
  image = await picture('picture', {file, page});
  canvas.width = image.width;
  canvas.height = image.height;
  paint();
}

function paint() {
  if (!image) {
    return;
  }
  const out = canvas.getContext('2d');
  const thick = Math.max(2, canvas.width / 500);
  out.drawImage(image, 0, 0);
  out.font = `600 ${7 * thick}px system-ui, sans-serif`;
  squares.forEach((square, index) => {
    out.lineWidth = index === active ? 1.8 * thick : thick;
    out.strokeStyle = index === active ? '#ff5a36' : square.empty ? '#9aa4ad' : '#1f9e89';
    out.strokeRect(square.x, square.y, square.width, square.height);
    out.fillStyle = out.strokeStyle;
    out.fillText(index + 1, square.x + 2 * thick, square.y + 8 * thick);
    if (index === active) {
      for (const [x, y] of corners(square)) {
        out.fillRect(x - 2 * thick, y - 2 * thick, 4 * thick, 4 * thick);
      }
    }
  });
}

function corners({x, y, width, height}) {
  return [[x, y], [x + width, y], [x, y + height], [x + width, y + height]];
}

function point(event) {
  const box = canvas.getBoundingClientRect();
  const scale = canvas.width / box.width;
  return {x: (event.clientX - box.left) * scale, y: (event.clientY - box.top) * scale, scale};
}

canvas.addEventListener('pointerdown', event => {
  if (!image) {
    return;
  }
  const {x, y, scale} = point(event);
  canvas.setPointerCapture(event.pointerId);
  const corner = active < 0 ? -1 : corners(squares[active]).findIndex(([cx, cy]) => Math.hypot(cx - x, cy - y) < HANDLE * scale);
  if (corner >= 0) {
    const opposite = corners(squares[active])[3 - corner];
    drag = {kind: 'resize', fixed: opposite};
    return;
  }
  active = squares.findIndex(each => x >= each.x && y >= each.y && x < each.x + each.width && y < each.y + each.height);
  if (active >= 0) {
    drag = {kind: 'move', x, y, from: {...squares[active]}};
  } else {
    squares.push({x: Math.round(x), y: Math.round(y), width: 1, height: 1, empty: false});
    active = squares.length - 1;
    drag = {kind: 'resize', fixed: [x, y], fresh: true};
  }
  paint();
});
canvas.addEventListener('pointermove', event => {
  if (!drag) {
    return;
  }
  const {x, y} = point(event);
  const square = squares[active];
  if (drag.kind === 'move') {
    square.x = bounded(drag.from.x + x - drag.x, canvas.width - square.width);
    square.y = bounded(drag.from.y + y - drag.y, canvas.height - square.height);
  } else {
    const [fx, fy] = drag.fixed;
    const room = Math.min(x < fx ? fx : canvas.width - fx, y < fy ? fy : canvas.height - fy);
    const side = Math.max(1, Math.round(Math.min(room, Math.max(Math.abs(x - fx), Math.abs(y - fy)))));
    square.x = bounded(x < fx ? fx - side : fx, canvas.width - side);
    square.y = bounded(y < fy ? fy - side : fy, canvas.height - side);
    square.width = side;
    square.height = side;
  }
  paint();
});
canvas.addEventListener('pointerup', () => {
  if (drag?.fresh && squares[active].width < 16) {
    squares.splice(active, 1);
    active = -1;
  }
  drag = null;
  paint();
});

function bounded(value, most) {
  return Math.round(Math.max(0, Math.min(most, value)));
}

function remove() {
  if (active >= 0) {
    squares.splice(active, 1);
    active = -1;
    paint();
  }
}

canvas.addEventListener('keydown', event => {
  const steps = {ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1]};
  if (event.key === 'Delete' || event.key === 'Backspace') {
    remove();
    event.preventDefault();
  } else if (event.key === 'n' && squares.length) {
    active = (active + 1) % squares.length;
    paint();
  } else if (steps[event.key] && active >= 0) {
    const square = squares[active];
    square.x = bounded(square.x + steps[event.key][0], canvas.width - square.width);
    square.y = bounded(square.y + steps[event.key][1], canvas.height - square.height);
    paint();
    event.preventDefault();
  }
});
document.getElementById('square-delete').addEventListener('click', remove);
document.getElementById('square-apply').addEventListener('click', async () => {
  if (image) {
    const {file, page} = place();
    const sorted = squares.map(({x, y, width, height}) => ({x, y, width, height}));
    await after(() => post('squares', {file, page, boxes: sorted}));
  }
});
document.getElementById('square-find').addEventListener('click', async () => {
  const {file, page} = place();
  const id = active < 0 ? -1 : model.averages.findIndex(each => each.file === file && each.page === page
    && each.x === squares[active].x && each.y === squares[active].y && each.width === squares[active].width);
  await after(async () => {
    if (id < 0) {
      throw new Error('click a square first; use a new one before it is looked for');
    }
    const {added} = await post('find', {id, file, page});
    if (!added) {
      throw new Error('this view is nowhere else in the picture');
    }
  });
});
select.addEventListener('change', show);
