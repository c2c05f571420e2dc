// Who rests on whom: what a claim's proof uses on the left, what uses it on the right, a column for each step.
const NODE = { width: 214, height: 34, gapX: 54, gapY: 12, most: 10, steps: 3, letters: 23 };

function levels(start, next) {
  const seen = new Set([start]);
  const found = [];
  let front = [start];
  while (found.length < NODE.steps) {
    const ids = [];
    for (const id of front) for (const other of next(id)) if (!seen.has(other)) { seen.add(other); ids.push(other); }
    if (!ids.length) break;
    found.push(ids);
    front = ids;
  }
  return found;
}

const usedBy = (id) => (claims[byId.get(id)] || {}).usedBy || [];
const uses = (id) => (claims[byId.get(id)] || {}).uses || [];

function restingOn(id) {
  const seen = new Set([id]);
  const stack = [id];
  while (stack.length) for (const other of usedBy(stack.pop())) if (!seen.has(other)) { seen.add(other); stack.push(other); }
  seen.delete(id);
  return [...seen];
}

function graph(claim) {
  const before = levels(claim.id, uses), after = levels(claim.id, usedBy);
  if (!before.length && !after.length) return null;
  const columns = [...before.slice().reverse(), [claim.id], ...after];
  const places = new Map();
  const tallest = Math.max(...columns.map((column) => Math.min(column.length, NODE.most + 1)));
  const height = tallest * (NODE.height + NODE.gapY) + 8;
  columns.forEach((column, c) => {
    const shown = column.slice(0, NODE.most);
    const total = (shown.length + (column.length > NODE.most ? 1 : 0)) * (NODE.height + NODE.gapY);
    shown.forEach((id, r) => places.set(id, [4 + c * (NODE.width + NODE.gapX), (height - total) / 2 + r * (NODE.height + NODE.gapY) + NODE.gapY / 2]));
  });
  const width = columns.length * (NODE.width + NODE.gapX) - NODE.gapX + 8;
  const picture = s('svg', { class: 'graph', width, height, viewBox: `0 0 ${width} ${height}`, role: 'group', 'aria-label': `Claims around ${claim.title || claim.id}` });
  for (const [id, [x, y]] of places) {
    for (const other of uses(id)) {
      if (!places.has(other)) continue;
      const fallen = (claims[byId.get(other)] || {}).verdict === 'refuted';
      picture.append(s('path', { class: fallen ? 'edge fallen' : 'edge', d: edge(places.get(other), [x, y]) }));
    }
  }
  for (const [id, [x, y]] of places) picture.append(node(id, x, y, id === claim.id));
  columns.forEach((column, c) => {
    if (column.length > NODE.most) picture.append(moreLink(claim, column.length - NODE.most, 4 + c * (NODE.width + NODE.gapX) + 8, height - 10));
  });
  const box = scrolling(h('div', { class: 'graph-box' }, picture), 'Graph of proofs');
  // A picture wider than the page opens with its claim in the middle.
  requestAnimationFrame(() => { box.scrollLeft = places.get(claim.id)[0] - (box.clientWidth - NODE.width) / 2; });
  return box;
}

// To the lists below the picture, which hold all.
function moreLink(claim, number, x, y) {
  return s('a', { href: `${href(claim.id)}?at=who-rests-on-whom` }, s('text', { class: 'more', x, y }, `and ${number} more`));
}

// From the right side of what is used to the left side of what uses it; within a column around it, in the gap.
function edge([fx, fy], [x, y]) {
  const [y0, y1] = [fy + NODE.height / 2, y + NODE.height / 2];
  const bend = NODE.gapX / 2;
  if (fx === x) return `M${fx + NODE.width} ${y0}C${fx + NODE.width + bend} ${y0} ${x + NODE.width + bend} ${y1} ${x + NODE.width} ${y1}`;
  const [x0, x1] = fx < x ? [fx + NODE.width, x] : [fx, x + NODE.width];
  const turn = fx < x ? bend : -bend;
  return `M${x0} ${y0}C${x0 + turn} ${y0} ${x1 - turn} ${y1} ${x1} ${y1}`;
}

function node(id, x, y, here) {
  const claim = claims[byId.get(id)];
  const verdict = claim ? claim.verdict : 'absent';
  const name = id.length > NODE.letters ? `${id.slice(0, NODE.letters - 1)}…` : id;
  const parts = [s('title', {}, claim ? `${claim.title || id}: ${verdict}` : `${id}: not in this run`),
    s('rect', { x, y, width: NODE.width, height: NODE.height, rx: 5 }),
    s('text', { class: 'mark', x: x + 10, y: y + 22 }, claim ? run.marks[verdict] : '·'),
    s('text', { x: x + 28, y: y + 22 }, name)];
  const props = { class: `node n-${verdict}${here ? ' here' : ''}` };
  return claim && !here ? s('a', { ...props, href: href(id), 'aria-label': `${claim.title || id}: ${verdict}` }, parts) : s('g', props, parts);
}
