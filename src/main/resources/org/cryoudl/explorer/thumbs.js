// Small pictures of averages, all from one sheet.
import {address} from './api.js';
import {model, quality, groupOf, toggle} from './model.js';
import {groupColour} from './colours.js';

const COLUMNS = 32;
let sheet = null;

/** The sheet as an image, for canvases. */
export function sheetImage() {
  return sheet;
}

export function loadSheet() {
  return new Promise(resolve => {
    const image = new Image();
    image.onload = () => { sheet = image; resolve(); };
    image.onerror = () => resolve();
    image.src = address('sheet', {r: model.revision});
  });
}

/** The side of a thumbnail in the sheet, and where one is. */
export function cell(id) {
  const columns = Math.min(COLUMNS, model.averages.length);
  const side = sheet ? sheet.width / columns : 1;
  return {side, x: (id % columns) * side, y: Math.floor(id / columns) * side};
}

export function thumb(id) {
  const box = document.createElement('span');
  box.className = 'thumb';
  const columns = Math.min(COLUMNS, model.averages.length);
  const rows = Math.ceil(model.averages.length / columns);
  box.style.backgroundImage = sheet ? `url("${sheet.src}")` : 'none';
  box.style.backgroundSize = `${columns * 100}% ${rows * 100}%`;
  const share = (index, count) => count > 1 ? index / (count - 1) * 100 : 0;
  box.style.backgroundPosition = `${share(id % columns, columns)}% ${share(Math.floor(id / columns), rows)}%`;
  return box;
}

/** A tile that can be chosen. */
export function tile(id, captioned = true) {
  const average = model.averages[id];
  const element = document.createElement('div');
  element.className = 'tile' + (average.empty ? ' empty-tile' : '');
  element.dataset.id = id;
  element.setAttribute('role', 'option');
  element.setAttribute('aria-selected', model.chosen.has(id));
  element.append(thumb(id));
  if (captioned) {
    element.append(...captions(id));
  }
  element.title = words(id);
  element.setAttribute('aria-label', words(id));
  return element;
}

function captions(id) {
  const average = model.averages[id];
  const first = document.createElement('span');
  first.className = 'caption';
  const number = document.createElement('b');
  const group = groupOf(id);
  if (group) {
    const dot = document.createElement('i');
    dot.className = 'dot';
    dot.style.background = groupColour(group);
    number.append(dot);
  }
  number.append(average.number);
  first.append(number, average.share !== undefined ? `${(100 * average.share).toFixed(1)} %` : average.empty ? 'empty' : '');
  const second = document.createElement('span');
  second.className = 'caption';
  const left = average.resolution !== undefined ? `${average.resolution.toFixed(1)} Å` : '';
  const right = average.score !== undefined ? average.score.toFixed(2) : quality(id) ? `q ${quality(id).score.toFixed(2)}` : '';
  second.append(left, ' ', right);
  return left || right ? [first, second] : [first];
}

function words(id) {
  const average = model.averages[id];
  const parts = [`average ${average.number} of ${model.files[average.file].name}`];
  if (average.particles !== undefined) {
    parts.push(`${average.particles} particles`);
  }
  if (average.resolution !== undefined) {
    parts.push(`${average.resolution.toFixed(1)} Å`);
  }
  if (average.score !== undefined) {
    parts.push(`class score ${average.score.toFixed(2)}`);
  }
  const measured = quality(id);
  if (measured) {
    parts.push(`quality ${measured.score.toFixed(2)}: texture ${measured.texture.toFixed(2)} (how much neighbouring pixels agree), `
      + `contrast ${measured.contrast.toFixed(2)} (share of the variance in the middle)`
      + (measured.detail ? `, detail ${measured.detail.toFixed(1)} px (finest above the spectrum's floor)` : ''));
  }
  return parts.join('; ');
}

/** Clicks on tiles within an element choose. */
export function choosing(element) {
  element.addEventListener('click', event => {
    const found = event.target.closest('.tile');
    if (found) {
      toggle(Number(found.dataset.id));
    }
  });
}

/** Shows in all tiles of an element which are chosen. */
export function mark(element) {
  for (const each of element.querySelectorAll('.tile')) {
    each.setAttribute('aria-selected', model.chosen.has(Number(each.dataset.id)));
  }
}
