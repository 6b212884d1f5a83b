// What the page knows, and who is told when it changes.
import {get, post, bytes} from './api.js';

export const model = {
  revision: -1, files: [], averages: [], chosen: new Set(), found: null, matrix: null,
  threshold: 0, groups: [], names: {}, history: [],
};

const listeners = new Map();

/** Calls back on 'averages', 'chosen', 'found' and 'groups'. */
export function on(event, listener) {
  listeners.set(event, [...(listeners.get(event) || []), listener]);
}

function tell(event) {
  (listeners.get(event) || []).forEach(listener => listener());
}

/**
 * Loads the state of the program.
 *
 * @param pictures loads the pictures of the averages, if there are other ones
 */
export async function load(pictures) {
  const state = await get('state');
  const changed = state.revision !== model.revision;
  model.revision = state.revision;
  model.files = state.files;
  model.averages = state.averages;
  model.chosen = new Set(state.chosen);
  model.found = state.found || null;
  if (changed) {
    model.history = [];
    await pictures();
  }
  model.matrix = model.found ? new Float32Array(await bytes('matrix')) : null;
  if (model.found) {
    model.place = new Map(model.found.compared.map((id, place) => [id, place]));
    if (changed || !model.threshold) {
      model.threshold = model.found.threshold;
    }
    group();
  } else {
    model.groups = [];
    model.threshold = 0;
  }
  tell('averages');
  tell('found');
  tell('groups');
  tell('chosen');
}

/** The score of two averages by their places among those compared. */
export function score(i, j) {
  return model.matrix[i * model.found.compared.length + j];
}

export function quality(id) {
  return model.found ? model.found.quality[id] : null;
}

export function name(id) {
  const average = model.averages[id];
  return model.files.length > 1 ? `${model.files[average.file].name} #${average.number}` : `#${average.number}`;
}

/** Chooses exactly these; the state before can be brought back. */
export function choose(ids, remember = true) {
  if (remember) {
    model.history.push(new Set(model.chosen));
  }
  model.chosen = new Set(ids);
  tell('chosen');
  post('choose', {chosen: [...model.chosen]}).catch(() => {});
}

export function toggle(id) {
  const next = new Set(model.chosen);
  if (!next.delete(id) && !model.averages[id].empty) {
    next.add(id);
  }
  choose(next);
}

export function undo() {
  if (model.history.length) {
    choose(model.history.pop(), false);
  }
}

/** Sets the threshold of the groups; before a comparison, that of the groups it will find. */
export function setThreshold(value) {
  model.threshold = value;
  if (model.found) {
    group();
  }
  tell('groups');
}

/** Groups whose joints are at least as similar as the threshold; the number of each by place. */
function group() {
  const count = model.found.compared.length;
  const parent = Array.from({length: count}, (_, i) => i);
  const member = [...parent];
  const root = at => {
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]];
      at = parent[at];
    }
    return at;
  };
  for (const [left, right, similarity] of model.found.joints) {
    member.push(member[left]);
    if (similarity >= model.threshold) {
      parent[root(member[right])] = root(member[left]);
    }
  }
  const members = new Map();
  for (let i = 0; i < count; i++) {
    const key = root(i);
    members.set(key, [...(members.get(key) || []), i]);
  }
  const sorted = [...members.values()].sort((a, b) => b.length - a.length || a[0] - b[0]);
  model.groupMembers = sorted;
  model.groups = new Array(count);
  sorted.forEach((places, g) => places.forEach(place => { model.groups[place] = g + 1; }));
}

/** The number of an average's group if it has two members or more, else 0. */
export function groupOf(id) {
  const place = model.place?.get(id);
  const number = model.found && place !== undefined ? model.groups[place] : 0;
  return number && model.groupMembers[number - 1].length > 1 ? number : 0;
}

/** The average that is most alike, or -1. */
export function partner(id) {
  const i = model.place?.get(id);
  if (!model.found || i === undefined) {
    return -1;
  }
  let best = -1;
  for (let j = 0; j < model.found.compared.length; j++) {
    if (j !== i && (best < 0 || score(i, j) > score(i, best))) {
      best = j;
    }
  }
  return best < 0 ? -1 : model.found.compared[best];
}
