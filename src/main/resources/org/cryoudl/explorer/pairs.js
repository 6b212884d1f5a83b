// A gallery of the pairs that are most alike.
import {model, score, quality, name} from './model.js';
import {thumb} from './thumbs.js';
import {openPair} from './pair-view.js';
import {address} from './api.js';

const MOST = 240;
const list = document.getElementById('pair-list');
const element = id => document.getElementById(id);
let pairs = [];

/** All pairs that pass the filters, the best first. */
function sorted() {
  if (!model.found) {
    return [];
  }
  const least = Number(element('pair-least').value);
  const across = element('pair-across').checked;
  const chosen = element('pair-chosen').checked;
  const how = element('pair-sort').value;
  const compared = model.found.compared;
  const good = compared.map(id => quality(id).score);
  const passing = [];
  for (let i = 0; i < compared.length; i++) {
    for (let j = i + 1; j < compared.length; j++) {
      const value = score(i, j);
      if (value < least
        || across && model.averages[compared[i]].file === model.averages[compared[j]].file
        || chosen && !(model.chosen.has(compared[i]) && model.chosen.has(compared[j]))) {
        continue;
      }
      const both = Math.sqrt(good[i] * good[j]);
      const key = how === 'score' ? value : how === 'quality' ? both : value * both;
      passing.push({a: compared[i], b: compared[j], value, key});
    }
  }
  return passing.sort((x, y) => y.key - x.key);
}

export function draw() {
  pairs = sorted();
  element('pair-count').textContent = model.found
    ? `${pairs.length.toLocaleString('en')} pairs${pairs.length > MOST ? `, the first ${MOST} are shown` : ''}` : 'compare the averages first';
  list.replaceChildren(...pairs.slice(0, MOST).map((pair, k) => card(pair, k)));
}

function card(pair, index) {
  const button = document.createElement('button');
  button.className = 'card';
  const second = document.createElement('img');
  second.loading = 'lazy';
  second.alt = 'the second as it lies on the first';
  second.src = address('moved', {a: pair.a, b: pair.b, r: model.revision});
  const text = document.createElement('p');
  const value = document.createElement('b');
  value.textContent = pair.value.toFixed(3);
  text.append(value, ` ${name(pair.a)} and ${name(pair.b)}`);
  button.append(thumb(pair.a), second, text);
  button.addEventListener('click', () => openPair(pair.a, pair.b, pairs.map(each => [each.a, each.b]), index));
  return button;
}

for (const id of ['pair-sort', 'pair-least', 'pair-across', 'pair-chosen']) {
  element(id).addEventListener('change', draw);
}
