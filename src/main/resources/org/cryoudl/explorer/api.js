// Calls to the program that serves this page.

/** JSON of a call; what fails is thrown as one sentence. */
export async function get(name, query = {}) {
  return answer(await fetch(address(name, query)));
}

export async function post(name, body, query = {}) {
  const raw = body instanceof Blob;
  return answer(await fetch(address(name, query), {method: 'POST', body: raw ? body : JSON.stringify(body)}));
}

export async function bytes(name, query = {}) {
  const response = await fetch(address(name, query));
  if (!response.ok) {
    throw new Error((await response.json()).error);
  }
  return response.arrayBuffer();
}

export function address(name, query = {}) {
  const text = new URLSearchParams(query).toString();
  return 'api/' + name + (text ? '?' + text : '');
}

export function picture(name, query) {
  return new Promise((resolve, reject) => {
    const image = new Image();
    image.onload = () => resolve(image);
    image.onerror = () => reject(new Error('the picture cannot be shown'));
    image.src = address(name, query);
  });
}

/** Offers a file that the page made. */
export function offer(name, blob) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

async function answer(response) {
  const json = await response.json();
  if (!response.ok) {
    throw new Error(json.error || 'the program did not answer');
  }
  return json;
}
