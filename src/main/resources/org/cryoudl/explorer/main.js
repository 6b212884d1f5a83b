// Brings the parts of the page together.
import {get, post, bytes, address, offer} from './api.js';
import {model, on, load, setThreshold} from './model.js';
import {loadSheet} from './thumbs.js';
import * as grid from './grid.js';
import * as heat from './heat.js';
import * as pairs from './pairs.js';
import * as groups from './groups.js';
import * as map from './map.js';
import * as squares from './squares.js';

const element = id => document.getElementById(id);
const views = {grid, heat, pairs, groups, map, squares};
let current = 'grid';

function say(text, bad = false) {
  element('status').textContent = text;
  element('status').parentElement.classList.toggle('bad', bad);
}

/** Does something that may fail, and says why if it does. */
async function attempt(work) {
  try {
    return await work();
  } catch (error) {
    say(error.message, true);
    return undefined;
  }
}

function show(name) {
  current = name;
  for (const tab of element('tabs').children) {
    tab.setAttribute('aria-selected', tab.dataset.view === name);
    tab.tabIndex = tab.dataset.view === name ? 0 : -1;
  }
  for (const key of Object.keys(views)) {
    element(key).hidden = key !== name || model.averages.length === 0;
  }
  element('empty').hidden = model.averages.length > 0;
  if (model.averages.length) {
    attempt(async () => views[name].draw());
  }
}

async function refresh() {
  await load(loadSheet);
  show(current);
}

function showFiles() {
  element('files').replaceChildren(...model.files.map((file, index) => {
    const chip = document.createElement('span');
    chip.className = 'chip';
    const name = document.createElement('b');
    name.textContent = file.name;
    chip.title = file.path;
    chip.append(name, ` ${model.averages.filter(each => each.file === index).length}`);
    return chip;
  }));
  element('compare').disabled = model.averages.filter(each => !each.empty).length < 2;
}

function showCount() {
  const all = model.averages.filter(each => !each.empty).length;
  const text = [`${model.chosen.size}`, ` of ${all} averages`];
  const known = model.averages.filter(each => each.particles !== undefined);
  if (known.length) {
    const total = known.reduce((sum, each) => sum + each.particles, 0);
    const chosen = [...model.chosen].reduce((sum, id) => sum + (model.averages[id].particles || 0), 0);
    text[1] += ` · ${chosen.toLocaleString('en')} of ${total.toLocaleString('en')} particles (${total ? (100 * chosen / total).toFixed(1) : 0} %)`;
  }
  const number = document.createElement('b');
  number.textContent = text[0];
  element('count').replaceChildren(number, text[1]);
  element('write').disabled = model.chosen.size === 0;
}

async function upload(files) {
  for (const file of files) {
    say(`opening ${file.name} …`);
    await attempt(async () => {
      const result = await post('upload', file, {name: file.name});
      say(result.averages ? `${result.name}: ${result.averages} averages` : `${result.name} shows no tiles of class averages`, !result.averages);
    });
  }
  await refresh();
}

async function compare() {
  await attempt(async () => {
    await post('analyse', {mirror: element('mirror').checked, levelled: element('levelled').checked});
    element('progress').hidden = false;
    element('cancel').hidden = false;
    element('compare').disabled = true;
    say('comparing …');
  });
}

function rest() {
  element('progress').hidden = true;
  element('cancel').hidden = true;
  element('compare').disabled = false;
}

const events = new EventSource(address('events'));
events.addEventListener('progress', event => {
  const {stage, share} = JSON.parse(event.data);
  element('progress').value = share;
  say(`${stage} ${Math.round(100 * share)} %`);
});
events.addEventListener('compared', async () => {
  rest();
  await attempt(refresh);
  const groups = model.groupMembers ? model.groupMembers.filter(each => each.length > 1).length : 0;
  say(`${model.found ? model.found.compared.length : 0} averages compared; ${groups} groups of two or more`);
});
events.addEventListener('cancelled', () => { rest(); say('cancelled'); });
events.addEventListener('failed', event => { rest(); say(JSON.parse(event.data).error, true); });
events.addEventListener('warning', event => say(JSON.parse(event.data).text, true));
events.addEventListener('monitor', event => {
  const {cores, ofCores, megabytes, load, usedGigabytes, totalGigabytes, graphics} = JSON.parse(event.data);
  const parts = [`${cores.toFixed(1)} of ${ofCores} cores`, `${Math.round(megabytes)} MB`];
  if (load !== undefined) {
    parts.push(`machine ${Math.round(100 * load)} %`);
  }
  if (totalGigabytes) {
    parts.push(`${usedGigabytes.toFixed(1)} of ${totalGigabytes.toFixed(0)} GB`);
  }
  element('monitor').textContent = parts.concat(graphics || []).join(' · ');
});
events.addEventListener('error', () => say('the program has ended; what was kept and written stays', true));

element('tabs').addEventListener('click', event => event.target.dataset.view && show(event.target.dataset.view));
element('tabs').addEventListener('keydown', event => {
  const names = Object.keys(views);
  const by = {ArrowRight: 1, ArrowLeft: -1}[event.key];
  if (by) {
    const next = names[(names.indexOf(current) + by + names.length) % names.length];
    show(next);
    document.querySelector(`[data-view="${next}"]`).focus();
  }
});
element('chooser').addEventListener('change', event => upload([...event.target.files]));
element('compare').addEventListener('click', compare);
element('cancel').addEventListener('click', () => post('cancel', {}));
element('keep').addEventListener('click', () => attempt(async () => {
  const {folder} = await post('session', {threshold: model.threshold, names: model.names, view: current, sort: element('sort').value});
  say(`kept in ${folder}; cryoudl explore -o ${folder} goes on`);
}));
element('write').addEventListener('click', () => attempt(async () => {
  const {lines} = await post('write', {name: element('write-name').value});
  element('written-text').textContent = lines.join('\n');
  element('written').showModal();
  element('write-name').value = element('write-name').value.replace(/(\d*)$/, digits => String(Number(digits || 1) + 1));
}));
element('written-close').addEventListener('click', () => element('written').close());
for (const name of ['boxes.csv', 'matrix.csv', 'matrix.npy', 'pairs.csv', 'groups.csv']) {
  const button = document.createElement('button');
  button.textContent = name;
  button.addEventListener('click', () => attempt(async () => {
    const query = model.found ? {name, threshold: model.threshold} : {name};
    offer(name, new Blob([await bytes('export', query)]));
  }));
  element('exports').append(button);
}
document.addEventListener('click', event => {
  for (const menu of document.querySelectorAll('details.menu[open]')) {
    if (!menu.contains(event.target)) {
      menu.open = false;
    }
  }
});
document.addEventListener('dragover', event => { event.preventDefault(); element('view').classList.add('over'); });
document.addEventListener('dragleave', () => element('view').classList.remove('over'));
document.addEventListener('drop', event => {
  event.preventDefault();
  element('view').classList.remove('over');
  upload([...event.dataTransfer.files]);
});
let resizing = 0;
addEventListener('resize', () => {
  cancelAnimationFrame(resizing);
  resizing = requestAnimationFrame(() => (current === 'heat' || current === 'map') && show(current));
});
squares.onChange(work => attempt(async () => {
  await work();
  say('squares changed; compare again');
  await refresh();
}));
on('averages', showFiles);
on('chosen', showCount);

await attempt(async () => {
  await refresh();
  const kept = await get('session');
  if (kept.names) {
    model.names = kept.names;
  }
  if (kept.sort) {
    element('sort').value = kept.sort;
    element('sort').dispatchEvent(new Event('change'));
  }
  if (kept.threshold) {
    setThreshold(kept.threshold);
  }
  if (kept.view in views) {
    show(kept.view);
  }
  say(model.averages.length ? `${model.averages.length} averages are open` : '');
  if (model.averages.length && model.averages.length <= 200 && !model.found) {
    await compare();
  }
});
document.documentElement.dataset.ready = 'yes';
