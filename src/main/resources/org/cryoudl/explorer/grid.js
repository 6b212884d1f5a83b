// The grid of all averages: sort, thresholds, keyboard.
import {model, on, choose, toggle, undo, quality, groupOf, partner} from './model.js';
import {tile, mark} from './thumbs.js';
import {openPair} from './pair-view.js';

const tiles = document.getElementById('tiles');
const sort = document.getElementById('sort');
let order = [];
let cursor = 0;
let dirty = true;

const KEYS = {
  file: id => id,
  particles: id => -(model.averages[id].particles ?? 0),
  score: id => -(model.averages[id].score ?? -1),
  resolution: id => model.averages[id].resolution ?? 1e6,
  quality: id => -(quality(id)?.score ?? 0),
  similarity: id => model.found ? model.leafPlace.get(id) ?? 1e6 : id,
  group: id => groupOf(id) || 1e6,
};

export function draw() {
  if (!dirty) {
    return;
  }
  dirty = false;
  if (model.found) {
    model.leafPlace = new Map(model.found.order.map((place, k) => [model.found.compared[place], k]));
  }
  const key = KEYS[sort.value];
  const keys = model.averages.map((_, id) => key(id));
  order = model.averages.map((_, id) => id).sort((a, b) => keys[a] - keys[b] || a - b);
  tiles.replaceChildren(...order.map(id => tile(id)));
  cursor = Math.min(cursor, Math.max(0, order.length - 1));
  showCursor(false);
}

function redraw() {
  dirty = true;
  if (!document.getElementById('grid').hidden) {
    draw();
  }
}

function showCursor(scroll = true) {
  tiles.querySelector('.cursor')?.classList.remove('cursor');
  const element = tiles.children[cursor];
  if (element && document.activeElement === tiles) {
    element.classList.add('cursor');
    element.id = 'cursor-tile';
    tiles.setAttribute('aria-activedescendant', 'cursor-tile');
    if (scroll) {
      element.scrollIntoView({block: 'nearest'});
    }
  }
  for (const each of tiles.querySelectorAll('#cursor-tile')) {
    if (each !== element) {
      each.removeAttribute('id');
    }
  }
}

function perRow() {
  return getComputedStyle(tiles).gridTemplateColumns.split(' ').length;
}

function move(by) {
  cursor = Math.max(0, Math.min(order.length - 1, cursor + by));
  showCursor();
}

const all = () => choose(model.averages.map((_, id) => id).filter(id => !model.averages[id].empty));
const none = () => choose([]);
const invert = () => choose(model.averages.map((_, id) => id).filter(id => !model.averages[id].empty && !model.chosen.has(id)));

const ACTIONS = {
  ArrowRight: () => move(1), ArrowLeft: () => move(-1), ArrowDown: () => move(perRow()), ArrowUp: () => move(-perRow()),
  Home: () => move(-order.length), End: () => move(order.length),
  ' ': () => order.length && toggle(order[cursor]),
  Enter: () => { const other = partner(order[cursor]); if (other >= 0) { openPair(order[cursor], other); } },
  a: all, n: none, i: invert, u: undo,
};

tiles.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey) {
    if ((event.ctrlKey || event.metaKey) && event.key === 'z') {
      undo();
      event.preventDefault();
    }
    return;
  }
  const action = ACTIONS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (action) {
    action();
    event.preventDefault();
  }
});
tiles.addEventListener('focus', () => showCursor(false));
tiles.addEventListener('blur', () => tiles.querySelector('.cursor')?.classList.remove('cursor'));
tiles.addEventListener('click', event => {
  const element = event.target.closest('.tile');
  if (element) {
    cursor = [...tiles.children].indexOf(element);
    toggle(Number(element.dataset.id));
  }
});
tiles.addEventListener('dblclick', event => {
  const element = event.target.closest('.tile');
  const other = element ? partner(Number(element.dataset.id)) : -1;
  if (other >= 0) {
    openPair(Number(element.dataset.id), other);
  }
});
sort.addEventListener('change', redraw);
document.getElementById('side').addEventListener('input', event => tiles.style.setProperty('--side', event.target.value + 'px'));
document.getElementById('all').addEventListener('click', all);
document.getElementById('none').addEventListener('click', none);
document.getElementById('invert').addEventListener('click', invert);
document.getElementById('undo').addEventListener('click', undo);
document.getElementById('choose-passing').addEventListener('click', () => {
  const value = name => { const text = document.getElementById(name).value; return text === '' ? null : Number(text); };
  const particles = value('min-particles');
  const score = value('min-score');
  const resolution = value('max-resolution');
  const least = value('min-quality');
  choose(model.averages.map((_, id) => id).filter(id => {
    const one = model.averages[id];
    return !one.empty
      && (particles === null || (one.particles ?? 0) >= particles)
      && (score === null || (one.score ?? -1) >= score)
      && (resolution === null || (one.resolution ?? Infinity) <= resolution)
      && (least === null || (quality(id)?.score ?? -1) >= least);
  }));
});
on('averages', redraw);
on('groups', redraw);
on('chosen', () => mark(tiles));
