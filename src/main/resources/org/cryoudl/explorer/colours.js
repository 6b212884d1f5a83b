// Colours of scores and of groups.

const STOPS = [0x440154, 0x482878, 0x3e4989, 0x31688e, 0x26828e, 0x1f9e89, 0x35b779, 0x6ece58, 0xb5de2b, 0xfde725];

/** Red, green and blue of a score; 0 and below is dark, 1 bright. */
export function heat(score) {
  const at = Math.max(0, Math.min(1, score)) * (STOPS.length - 1);
  const low = Math.min(STOPS.length - 2, Math.floor(at));
  const share = at - low;
  return [16, 8, 0].map(shift => {
    const from = STOPS[low] >> shift & 0xff;
    const to = STOPS[low + 1] >> shift & 0xff;
    return Math.round(from + share * (to - from));
  });
}

/** The colour of a group of two or more, by its number from 1: neighbours differ strongly. */
export function groupColour(number) {
  return `hsl(${(number * 137.5) % 360} 62% 52%)`;
}
