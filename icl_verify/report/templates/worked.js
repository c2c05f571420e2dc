// The worked check: from the numbers of an instance to both sides, a line a quantity, as one does it with a pencil.
const wordsOf = (place) => {
  const [name, definition] = document.getElementById('words').children[place].children;
  const [equation, title] = run.words[place];
  const copy = (node) => (node.textContent ? [...node.cloneNode(true).childNodes] : null);
  return { name: copy(name) || title, definition: copy(definition), equation, title };
};

function workedCheck(check, relation) {
  if (!check) return null;
  const given = check.lines.filter((line) => line[1]), derived = check.lines.filter((line) => !line[1]);
  const head = (names) => h('thead', {}, h('tr', {}, names.map((name) => h('th', { scope: 'col' }, name))));
  const table = h('table', { class: 'plain worked' },
    head(['Quantity', 'Is equal to', 'Numbers put in', 'Value']),
    h('tbody', {}, given.map((line) => workedLine(line))), h('tbody', {}, derived.map((line) => workedLine(line))));
  return h('div', { class: 'worked-check' }, h('h4', { id: document.getElementById('s-worked-check') ? null : 's-worked-check' }, 'Worked check'),
    h('p', { class: 'hint' }, check.traced ? 'Each line follows from the lines above it. A value behind ≈ is rounded, any other is exact.'
      : 'Not written out formula by formula: these are the numbers that ball arithmetic met on the way, rounded.'),
    scrolling(h('div', {}, table), 'Worked check'), stepTable(check.steps), workedEnd(check, relation));
}

function workedLine([place, isGiven, formulas, value]) {
  const { name, definition, equation, title } = wordsOf(place);
  return h('tr', { class: isGiven ? 'given' : null },
    h('th', { scope: 'row', title }, name, equation ? h('span', { class: 'equation-number' }, ' ', equation) : null),
    h('td', {}, isGiven ? h('span', { class: 'hint' }, title) : definition || h('span', { class: 'hint' }, title)),
    h('td', { class: 'put' }, formulas.map((text) => h('div', {}, text))), h('td', { class: 'value' }, shownValue(value)));
}

// A number, the rows of a matrix, or several matrices.
function shownValue(value) {
  if (!Array.isArray(value)) return value;
  if (!Array.isArray(value[0][0])) {
    return h('table', { class: 'brackets small' }, h('tbody', {}, value.map((row) => h('tr', {}, row.map((cell) => h('td', {}, cell))))));
  }
  return h('div', { class: 'several' }, value.map(shownValue));
}

function stepTable(steps) {
  if (!steps) return null;
  return [h('h4', {}, 'Step by step'), scrolling(h('div', {}, h('table', { class: 'plain worked steps' },
    h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, 't'), steps.words.map((place) => h('th', { scope: 'col' }, wordsOf(place).name)))),
    h('tbody', {}, steps.rows.map(([t, ...values]) => h('tr', {}, h('th', { scope: 'row' }, t), values.map((value) => h('td', { class: 'value' }, shownValue(value)))))))), 'Step by step')];
}

// Both sides as the statement has them, and of an equality what its difference is measured against.
function workedEnd(check, relation) {
  const side = (name, part) => part && h('p', {}, h('span', { class: 'side-name' }, name), ' ', part[0].length ? `${part[0][0]} = ` : null, h('b', {}, shownValue(part[1])));
  const plain = (part) => (part && typeof part[1] === 'string' ? part[1].replace('≈ ', '') : null);
  const [left, right] = [plain(check.left), plain(check.right) ?? '0'];
  return h('div', { class: 'worked-end' }, side((relation || {}).left || 'left side', check.left), side((relation || {}).right || 'right side', check.right),
    left === null ? null : h('p', { class: 'put-in' }, h('b', {}, left), ' ', h('span', { class: 'relation' }, check.sign), ' ', h('b', {}, right)),
    check.difference ? h('p', { class: 'hint' }, `The sides differ by ${check.difference[0]}, which refutes the equality. Against the scale, the sizes of the terms of both sides added up, `,
      check.scale[0].length ? `${check.scale[0][0]} = ` : null, `${plain(check.scale)}, it is ${check.difference[2]}: that tells a break from rounding in float64, and no proof needs it.`) : null);
}
