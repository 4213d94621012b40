// Where outputs stand while they are ranked. There are as many places as outputs; several outputs in one place are tied, and a place may
// stay empty. A standing maps an output's id to its place, from 1; what it does not name is not ranked yet.

export const inPlace = (standing, ids, place) => ids.filter((id) => standing[id] === place);

export const unranked = (standing, ids) => ids.filter((id) => !standing[id]);

// Best first, tied ids together, empty places left out: what is handed in.
export function ranking(standing, ids) {
  return ids.map((_, index) => inPlace(standing, ids, index + 1)).filter((group) => group.length);
}

export function put(standing, id, place) {
  return { ...standing, [id]: place };
}

export function takeBack(standing, id) {
  const { [id]: gone, ...rest } = standing;
  return rest;
}

// Makes a new place behind place `gap` (0: before all); an empty place elsewhere makes room for it.
export function insert(standing, ids, id, gap) {
  const others = takeBack(standing, id);
  const moved = {};
  for (const [other, place] of Object.entries(others)) {
    moved[other] = place <= gap ? place : place + 1;
  }
  moved[id] = gap + 1;
  const taken = new Set(Object.values(moved));
  const all = Array.from({ length: ids.length + 1 }, (_, index) => index + 1);
  const empty = all.filter((place) => !taken.has(place));
  const spare = empty.find((place) => place > gap + 1) ?? empty.at(-1);
  return Object.fromEntries(Object.entries(moved).map(([each, place]) => [each, place > spare ? place - 1 : place]));
}

// Where a card can go, from best to worst: into a place, or between two places that are both taken.
export function targets(standing, ids, id) {
  const others = takeBack(standing, id);
  const taken = (place) => Object.values(others).includes(place);
  const found = [];
  for (let place = 1; place <= ids.length; place++) {
    if (taken(place) && (place === 1 || taken(place - 1))) {
      found.push({ gap: place - 1 });
    }
    found.push({ place });
  }
  if (taken(ids.length) && Object.keys(others).length) {
    found.push({ gap: ids.length });
  }
  return found;
}

export function go(standing, ids, id, target) {
  return target.place ? put(standing, id, target.place) : insert(standing, ids, id, target.gap);
}

// Pairs of ids [higher, lower] whose ratings say the opposite of their places.
export function contradictions(standing, ids, overall) {
  return ids.flatMap((a) => ids
    .filter((b) => standing[a] && standing[b] && standing[a] < standing[b] && overall(a) < overall(b))
    .map((b) => [a, b]));
}
