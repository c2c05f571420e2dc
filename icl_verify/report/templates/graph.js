// Who rests on whom: what a claim's proof uses on the left, what uses it on the right, a column for each step.
const NODE = { width: 176, height: 34, gapX: 46, gapY: 12, most: 10, steps: 3 };

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
  const picture = s('svg', { class: 'graph', width, height, role: 'group', 'aria-label': `Claims around ${claim.title || claim.id}` });
  for (const [id, [x, y]] of places) {
    for (const other of uses(id)) {
      if (!places.has(other)) continue;
      const [fx, fy] = places.get(other);
      const [x0, y0, x1, y1] = [fx + NODE.width, fy + NODE.height / 2, x, y + NODE.height / 2];
      const fallen = (claims[byId.get(other)] || {}).verdict === 'refuted';
      picture.append(s('path', { class: fallen ? 'edge fallen' : 'edge', d: `M${x0} ${y0}C${x0 + 24} ${y0} ${x1 - 24} ${y1} ${x1} ${y1}` }));
    }
  }
  for (const [id, [x, y]] of places) picture.append(node(id, x, y, id === claim.id));
  columns.forEach((column, c) => {
    if (column.length > NODE.most) picture.append(s('text', { class: 'more', x: 4 + c * (NODE.width + NODE.gapX) + 8, y: height - 10 }, `and ${column.length - NODE.most} more`));
  });
  return scrolling(h('div', { class: 'graph-box' }, picture), 'Graph of proofs');
}

function node(id, x, y, here) {
  const claim = claims[byId.get(id)];
  const verdict = claim ? claim.verdict : 'absent';
  const name = id.length > 21 ? `${id.slice(0, 20)}…` : id;
  const parts = [s('title', {}, claim ? `${claim.title || id}: ${verdict}` : `${id}: not in this run`),
    s('rect', { x, y, width: NODE.width, height: NODE.height, rx: 5 }),
    s('text', { class: 'mark', x: x + 10, y: y + 22 }, claim ? run.marks[verdict] : '·'),
    s('text', { x: x + 28, y: y + 22 }, name)];
  const props = { class: `node n-${verdict}${here ? ' here' : ''}` };
  return claim && !here ? s('a', { ...props, href: href(id), 'aria-label': `${claim.title || id}: ${verdict}` }, parts) : s('g', props, parts);
}
