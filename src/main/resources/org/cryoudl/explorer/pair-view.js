// Two averages in detail: side by side, blinking, their difference, one over the other, and how the
// parts of one have moved in the other.
import {get, picture, offer} from './api.js';
import {model, name, toggle} from './model.js';
import {heat} from './colours.js';

const element = id => document.getElementById(id);
const dialog = element('pair');
const stage = element('pair-stage');
const first = element('pair-a');
const second = element('pair-b');
const PIXELS = 560;
const view = {zoom: 1, x: 0, y: 0};
let pair = null;
let images = [];
let mode = 'beside';
let blinking = 0;
let field = null;
let others = [];
let at = 0;

/** Shows a pair; with a list of pairs the arrows go through it. */
export async function openPair(a, b, list = [[a, b]], index = 0) {
  others = list;
  at = index;
  if (!dialog.open) {
    dialog.showModal();
  }
  view.zoom = 1;
  view.x = 0;
  view.y = 0;
  await show(a, b);
}

async function show(a, b) {
  pair = {a, b};
  field = null;
  element('pair-title').textContent = `${name(a)} and ${name(b)}`;
  element('pair-a-name').textContent = name(a);
  element('pair-b-name').textContent = name(b);
  element('pair-before').disabled = at === 0;
  element('pair-after').disabled = at >= others.length - 1;
  const raw = element('pair-aligned').checked && model.found ? {} : {raw: 1};
  try {
    const [one, two, facts] = await Promise.all([
      picture('average', {id: a, r: model.revision}),
      picture('moved', {a, b, r: model.revision, ...raw}),
      model.found ? get('pair', {a, b}) : null,
    ]);
    if (pair.a !== a || pair.b !== b) {
      return;
    }
    images = [one, two];
    tell(facts);
    if (mode === 'field') {
      await measure();
    }
    draw();
  } catch (error) {
    element('pair-title').textContent = error.message;
  }
}

/** A number with one digit after the point, never -0.0. */
function tenths(value) {
  return (Math.round(10 * value) / 10 || 0).toFixed(1);
}

function tell(facts) {
  const rows = facts ? [
    ['score', facts.score.toFixed(3)], ['weighted by quality', facts.weighted.toFixed(3)],
    ['cross-correlation', facts.ncc.toFixed(3)], ['structural similarity', facts.ssim.toFixed(3)],
    ['mutual information', facts.mutualInformation.toFixed(3)],
    ['rotation', tenths(facts.rotation) + '°'], ['mirrored', facts.mirrored ? 'yes' : 'no'],
    ['shift', `${tenths(facts.shiftX)}, ${tenths(facts.shiftY)} px`],
  ] : [];
  element('pair-facts').replaceChildren(...rows.flatMap(([key, value]) => {
    const term = document.createElement('dt');
    term.textContent = key;
    const text = document.createElement('dd');
    text.textContent = value;
    return [term, text];
  }));
}

function setMode(next) {
  mode = next;
  for (const button of element('modes').children) {
    button.setAttribute('aria-pressed', button.dataset.mode === next);
  }
  stage.classList.toggle('one', next !== 'beside' && next !== 'field');
  second.parentElement.hidden = next !== 'beside' && next !== 'field';
  element('field-tools').hidden = next !== 'field';
  clearInterval(blinking);
  blinking = next === 'blink' ? setInterval(draw, 500) : 0;
  if (next === 'field' && !field) {
    measure().then(draw).catch(error => { element('field-words').textContent = error.message; });
  }
  draw();
}

function place(canvas) {
  const out = canvas.getContext('2d');
  if (canvas.width !== PIXELS) {
    canvas.width = PIXELS;
    canvas.height = PIXELS;
  }
  out.setTransform(1, 0, 0, 1, 0, 0);
  out.globalAlpha = 1;
  out.globalCompositeOperation = 'source-over';
  out.filter = 'none';
  out.fillStyle = '#222';
  out.fillRect(0, 0, PIXELS, PIXELS);
  out.setTransform(view.zoom, 0, 0, view.zoom, view.x, view.y);
  out.imageSmoothingEnabled = view.zoom < 3;
  return out;
}

function draw() {
  if (images.length < 2) {
    return;
  }
  const out = place(first);
  const blink = mode === 'blink' && Math.floor(performance.now() / 500) % 2;
  out.drawImage(images[blink ? 1 : 0], 0, 0, PIXELS, PIXELS);
  if (mode === 'difference') {
    out.globalCompositeOperation = 'difference';
    out.drawImage(images[1], 0, 0, PIXELS, PIXELS);
  } else if (mode === 'overlay') {
    // The first in magenta, the second in green: where both agree it is grey.
    out.globalCompositeOperation = 'multiply';
    out.fillStyle = '#ff00ff';
    out.fillRect(0, 0, PIXELS, PIXELS);
    out.globalCompositeOperation = 'lighter';
    out.drawImage(tinted(images[1], '#00ff00'), 0, 0, PIXELS, PIXELS);
  } else if (mode === 'field' && field) {
    arrows(out);
  }
  const other = place(second);
  if (mode === 'field') {
    magnitudes(other);
  } else {
    other.drawImage(images[1], 0, 0, PIXELS, PIXELS);
  }
  element('pair-b-name').textContent = mode === 'field' ? 'how far each part moved' : name(pair.b);
}

function tinted(image, colour) {
  const canvas = document.createElement('canvas');
  canvas.width = PIXELS;
  canvas.height = PIXELS;
  const out = canvas.getContext('2d');
  out.drawImage(image, 0, 0, PIXELS, PIXELS);
  out.globalCompositeOperation = 'multiply';
  out.fillStyle = colour;
  out.fillRect(0, 0, PIXELS, PIXELS);
  return canvas;
}

async function measure() {
  const {a, b} = pair;
  const raw = element('pair-aligned').checked && model.found ? {} : {raw: 1};
  const value = id => element(id).value;
  field = await get('displacement', {
    a, b, block: value('field-block'), step: value('field-step'), search: value('field-search'), least: value('field-least'), ...raw,
  });
  const masked = field.vectors.filter(each => each.masked).length;
  const outliers = field.vectors.filter(each => !each.masked && each.outlier).length;
  element('field-words').textContent = `${field.trusted} of ${field.vectors.length} vectors are trusted; ${masked} are masked (low coefficient, nothing to see, or a turn could not be told from a shift), `
    + `${outliers} differ from their neighbours. Neighbours differ by ${field.roughness.toFixed(2)} px.`;
}

function arrows(out) {
  const unit = PIXELS / model.averages[pair.a].side;
  for (const each of field.vectors) {
    if (each.masked) {
      continue;
    }
    const x = (each.x + 0.5) * unit;
    const y = (each.y + 0.5) * unit;
    const toX = x + each.dx * unit;
    const toY = y + each.dy * unit;
    out.strokeStyle = each.outlier ? '#ff5a36' : '#ffd23f';
    out.fillStyle = out.strokeStyle;
    out.lineWidth = 1.6;
    out.beginPath();
    out.moveTo(x, y);
    out.lineTo(toX, toY);
    out.stroke();
    out.beginPath();
    out.arc(toX, toY, 2.2, 0, 7);
    out.fill();
  }
}

function magnitudes(out) {
  if (!field) {
    return;
  }
  const side = model.averages[pair.a].side;
  const unit = PIXELS / side;
  const step = Number(element('field-step').value);
  const lengths = field.vectors.filter(each => !each.masked && !each.outlier).map(each => Math.hypot(each.dx, each.dy));
  const most = Math.max(0.01, ...lengths);
  for (const each of field.vectors) {
    if (!each.masked) {
      out.fillStyle = `rgb(${heat(Math.hypot(each.dx, each.dy) / most).join(' ')})`;
      out.fillRect((each.x - step / 2 + 0.5) * unit, (each.y - step / 2 + 0.5) * unit, step * unit + 0.5, step * unit + 0.5);
    }
  }
  out.setTransform(1, 0, 0, 1, 0, 0);
  out.fillStyle = '#fff';
  out.font = '16px system-ui, sans-serif';
  out.fillText(`bright: ${most.toFixed(2)} px`, 14, PIXELS - 16);
}

for (const canvas of [first, second]) {
  let drag = null;
  canvas.addEventListener('wheel', event => {
    const box = canvas.getBoundingClientRect();
    const scale = PIXELS / box.width;
    const x = (event.clientX - box.left) * scale;
    const y = (event.clientY - box.top) * scale;
    const zoom = Math.max(1, Math.min(16, view.zoom * (event.deltaY < 0 ? 1.2 : 1 / 1.2)));
    view.x = x - (x - view.x) * zoom / view.zoom;
    view.y = y - (y - view.y) * zoom / view.zoom;
    view.zoom = zoom;
    bound();
    draw();
    event.preventDefault();
  }, {passive: false});
  canvas.addEventListener('pointerdown', event => {
    drag = {x: event.clientX, y: event.clientY, fromX: view.x, fromY: view.y};
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener('pointermove', event => {
    if (drag) {
      const scale = PIXELS / canvas.getBoundingClientRect().width;
      view.x = drag.fromX + (event.clientX - drag.x) * scale;
      view.y = drag.fromY + (event.clientY - drag.y) * scale;
      bound();
      draw();
    }
  });
  canvas.addEventListener('pointerup', () => { drag = null; });
}

function bound() {
  const least = PIXELS * (1 - view.zoom);
  view.x = Math.max(least, Math.min(0, view.x));
  view.y = Math.max(least, Math.min(0, view.y));
}

function go(by) {
  const next = at + by;
  if (next >= 0 && next < others.length) {
    at = next;
    show(...others[next]);
  }
}

element('modes').addEventListener('click', event => {
  if (event.target.dataset.mode) {
    setMode(event.target.dataset.mode);
  }
});
element('pair-aligned').addEventListener('change', () => show(pair.a, pair.b));
element('pair-close').addEventListener('click', () => dialog.close());
dialog.addEventListener('close', () => { clearInterval(blinking); if (mode === 'blink') { setMode('beside'); } });
element('pair-before').addEventListener('click', () => go(-1));
element('pair-after').addEventListener('click', () => go(1));
element('pair-choose-a').addEventListener('click', () => toggle(pair.a));
element('pair-choose-b').addEventListener('click', () => toggle(pair.b));
element('pair-png').addEventListener('click', () => first.toBlob(blob => offer('pair.png', blob)));
for (const id of ['field-block', 'field-step', 'field-search', 'field-least']) {
  element(id).addEventListener('change', () => measure().then(draw).catch(error => { element('field-words').textContent = error.message; }));
}
element('field-csv').addEventListener('click', () => {
  const rows = field.vectors.map(each =>
    [each.x, each.y, each.dx.toFixed(4), each.dy.toFixed(4), each.coefficient.toFixed(4), each.masked ? 1 : 0, each.outlier ? 1 : 0].join(','));
  offer('displacement.csv', new Blob(['x,y,dx,dy,coefficient,masked,outlier\n' + rows.join('\n') + '\n'], {type: 'text/csv'}));
});
