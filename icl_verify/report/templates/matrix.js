// Matrices to read: numbers over a shade when small, squares whose area is the size (filled positive, open negative) when large.
const READABLE = { rows: 16, columns: 12 };
const DRAWN_LIMIT = 128;

function numeric(entry) {
  if (typeof entry === 'number') return entry;
  const [top, bottom] = String(entry).split('/').map(Number);
  return bottom === undefined ? top : top / bottom;
}

function entryText(entry) {
  if (typeof entry !== 'number') return entry.length <= 12 ? entry : short(numeric(entry));
  return String(entry).length <= 7 ? String(entry).replace('-', '−') : short(entry);
}

function matrix(rows, title, axes, meaning) {
  const flat = rows.flat().map(numeric).filter(Number.isFinite);
  const largest = Math.max(...flat.map(Math.abs), 0);
  const columns = Math.max(...rows.map((row) => row.length), 0);
  const shape = `${rows.length} × ${columns}`;
  const small = rows.length <= READABLE.rows && columns <= READABLE.columns;
  const drawn = rows.length <= DRAWN_LIMIT && columns <= DRAWN_LIMIT;
  const caption = h('figcaption', {}, h('b', {}, title), ' ', h('span', { class: 'shape' }, axes && axes.length ? `${axes.join(' × ')}, ${shape}` : shape), meaning ? h('span', { class: 'meaning' }, meaning) : null);
  if (!rows.length || !columns) return h('figure', { class: 'matrix' }, caption, h('p', { class: 'none' }, 'empty'));
  if (small) return h('figure', { class: 'matrix' }, caption, scrolling(numbersTable(rows, largest, title), `${title}, numbers`));
  const parts = [caption];
  if (drawn) parts.push(scrolling(h('div', {}, squares(rows, largest, `${title}: ${shape}, entries up to ${short(largest)} in size`)), `${title}, picture`));
  const body = h('div', {});
  const details = h('details', { class: 'numbers', ontoggle: () => {
    if (details.open && !body.firstChild) body.append(scrolling(numbersTable(rows.slice(0, 400), largest, title), `${title}, numbers`));
  } }, h('summary', {}, 'Numbers'), body);
  parts.push(h('p', { class: 'hint' }, `Area is size, open squares are negative, the largest is ${short(largest)}.`), details);
  return h('figure', { class: 'matrix' }, parts);
}

function numbersTable(rows, largest, title) {
  return h('div', {}, h('table', { class: 'brackets', 'aria-label': title }, h('tbody', {}, rows.map((row) => h('tr', {}, row.map((entry) => {
    const value = numeric(entry);
    const part = largest ? Math.round((Math.abs(value) / largest) * 34) : 0;
    const cell = h('td', { title: String(entry), class: value < 0 ? 'negative' : 'positive' }, entryText(entry));
    cell.style.setProperty('--part', `${part}%`);
    return cell;
  }))))));
}

function squares(rows, largest, label) {
  const columns = Math.max(...rows.map((row) => row.length));
  const cell = Math.max(5, Math.min(16, Math.floor(560 / columns)));
  const picture = s('svg', { class: 'squares', role: 'img', 'aria-label': label, width: columns * cell + 2, height: rows.length * cell + 2 });
  rows.forEach((row, i) => row.forEach((entry, j) => {
    const value = numeric(entry);
    const side = largest ? Math.sqrt(Math.abs(value) / largest) * (cell - 1.5) : 0;
    if (side < 0.3) return;
    picture.append(s('rect', { class: value < 0 ? 'negative' : 'positive', x: 1 + j * cell + (cell - side) / 2, y: 1 + i * cell + (cell - side) / 2, width: side, height: side },
      s('title', {}, `row ${i + 1}, column ${j + 1}: ${entry}`)));
  }));
  return picture;
}

// One field of an instance: a number, a row, a matrix, or one matrix for each index of its leading axes.
function fieldViews(name, entry, meaning) {
  const { axes, values } = entry;
  if (axes.length === 0) return [h('p', { class: 'scalar' }, h('b', {}, name), ' = ', h('code', {}, String(values)), meaning ? h('span', { class: 'meaning' }, meaning) : null)];
  if (axes.length === 1) return [matrix([values], name, axes, meaning)];
  const views = [];
  const walk = (part, left, label) => {
    if (left.length === 2) views.push(matrix(part, label, left, meaning));
    else part.forEach((inner, i) => walk(inner, left.slice(1), `${label}, ${left[0]} ${i + 1}`));
  };
  walk(values, axes, name);
  return views;
}
