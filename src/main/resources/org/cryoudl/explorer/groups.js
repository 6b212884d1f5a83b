// Groups of the same view, with a threshold that can be moved.
import {model, on, choose, setThreshold, quality} from './model.js';
import {tile, choosing, mark} from './thumbs.js';
import {groupColour} from './colours.js';

const list = document.getElementById('group-list');
const slider = document.getElementById('threshold');
const MOST = 60;

export function draw() {
  if (!model.found) {
    list.replaceChildren();
    document.getElementById('group-count').textContent = 'compare the averages first';
    return;
  }
  const groups = model.groupMembers.filter(members => members.length > 1);
  const alone = model.groupMembers.length - groups.length;
  slider.value = model.threshold;
  document.getElementById('threshold-value').textContent = model.threshold.toFixed(3);
  document.getElementById('group-count').textContent = `${groups.length} groups of two or more; ${alone} averages alone`
    + (groups.length > MOST ? `; the first ${MOST} groups are shown` : '');
  list.replaceChildren(...groups.slice(0, MOST).map(group));
}

function group(members, index) {
  const ids = members.map(place => model.found.compared[place]);
  const element = document.createElement('section');
  element.className = 'group';
  element.style.setProperty('--group', groupColour(index + 1));
  const header = document.createElement('header');
  const title = document.createElement('input');
  const key = ids.join('-');
  title.value = model.names[key] || `Group ${index + 1}`;
  title.setAttribute('aria-label', 'name of the group');
  title.addEventListener('change', () => { model.names[key] = title.value; });
  const count = document.createElement('span');
  count.className = 'hint';
  const particles = ids.reduce((sum, id) => sum + (model.averages[id].particles || 0), 0);
  count.textContent = `${ids.length} averages${particles ? `, ${particles.toLocaleString('en')} particles` : ''}`;
  const take = document.createElement('button');
  take.textContent = 'Choose';
  take.addEventListener('click', () => choose(new Set([...model.chosen, ...ids])));
  const leave = document.createElement('button');
  leave.textContent = 'Leave out';
  leave.addEventListener('click', () => choose([...model.chosen].filter(id => !ids.includes(id))));
  header.append(title, count, take, leave);
  const row = document.createElement('div');
  row.className = 'members';
  row.append(...ids.map(id => tile(id, false)));
  element.append(header, row);
  return element;
}

choosing(list);
let waiting = 0;
slider.addEventListener('input', () => {
  document.getElementById('threshold-value').textContent = Number(slider.value).toFixed(3);
  cancelAnimationFrame(waiting);
  waiting = requestAnimationFrame(() => setThreshold(Number(slider.value)));
});
document.getElementById('threshold-reset').addEventListener('click', () => model.found && setThreshold(model.found.threshold));
document.getElementById('best-of-groups').addEventListener('click', () => {
  if (model.found) {
    choose(model.groupMembers.filter(members => members.length > 1).map(members => members.map(place => model.found.compared[place])
      .reduce((best, id) => quality(id).score > quality(best).score ? id : best)));
  }
});
on('groups', () => { if (!document.getElementById('groups').hidden) { draw(); } });
on('chosen', () => mark(list));
