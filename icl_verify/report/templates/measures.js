// What was measured on the instances: histograms, numbers by name, training curves, dependence on sizes.
const CLIPPED = 20; // decades: a histogram counts what lies beyond in its end bars

// Edges are stored as log10, at equal steps only their ends: the plot's axis takes the values themselves.
function histogram(data, title, label, height) {
  const bars = data.counts.length;
  const edge = (i) => 10 ** (data.edges.length === 2 ? data.edges[0] + ((data.edges[1] - data.edges[0]) * i) / bars : data.edges[i]);
  const points = data.counts.map((number, i) => [edge(i), edge(i + 1), number]);
  return { title, height, x: { label, log: true }, y: { label: 'instances', log: false, choice: true }, series: [{ name: 'instances', kind: 'bars', points }] };
}

// A log axis has no place for 0: how many are left out, and whether the end bars hold more than their range.
function undrawn(data, total, what) {
  const left = (total || 0) - data.counts.reduce((sum, number) => sum + number, 0);
  const beyond = data.edges[0] <= -CLIPPED || data.edges.at(-1) >= CLIPPED;
  return [left > 0 && `${plural(left, 'instance')} ${what}: a log axis has no place for them`, beyond && `what lies beyond 1e±${CLIPPED} is counted in the end bars`].filter(Boolean).join('; ');
}

function tightness(claim) {
  const data = (claim.plots || {}).histogram;
  if (!data) return null;
  const equality = claim.digits !== undefined;
  const relation = claim.relation || {};
  if (relation.reads === 'least') return leastValue(claim, data);
  const spec = histogram(data, 'How close the instances come', ['tightness', relation.measure].filter(Boolean).join(', '), 300);
  spec.note = undrawn(data, claim.applicable, equality ? 'agree exactly' : 'have a left side of 0');
  const broken = claim.verdict === 'refuted';
  spec.marks = equality ? [] : [{ x: 1, label: 'equality', tone: 'one', row: 1 }];
  if (equality) spec.marks.push({ x: 10 ** -claim.digits, label: `worst: ${claim.measured}`, tone: 'tightest', broken });
  else if (claim.top > 0) spec.marks.push({ x: claim.top, label: `tightest ${claim.measured}`, tone: 'tightest', broken: broken && claim.top > 1 });
  return section('Tightness', h('p', { class: 'hint' }, equality ? broken ? 'A break shows where it is larger than the rounding of float64; where the sides agree to its last digits, it is smaller than that, and the statement no truer.' : 'The sides must be equal: what is left is rounding.' : '1 is equality; a proved value above 1 breaks the claim.'), plot(spec));
}

// What is to be positive: its least value, and how near to 0 the instances come against their own scale.
function leastValue(claim, data) {
  const spec = histogram(data, 'How near to 0 the instances come', '1 − value / scale, 1 is 0', 300);
  spec.note = undrawn(data, claim.applicable, 'stand as far from 0 as can be');
  spec.marks = [{ x: 1, label: '0', tone: 'one', row: 1 }];
  const broken = claim.verdict === 'refuted';
  return section('Least value', h('p', {}, broken ? 'The quantity is not positive on every instance: ' : 'The quantity is positive on every instance: ', h('b', {}, claim.measured), '.'),
    h('p', { class: 'hint' }, 'What float64 sees is shown below; what lies close to 0 was judged in balls.'), plot(spec));
}

// Numbers that the claim names besides its two sides.
function remarks(claim) {
  const rows = Object.entries(claim.remarks || {}).filter(([, one]) => one && typeof one === 'object');
  if (!rows.length) return null;
  const columns = [['Least', 'min'], ['Median', 'q50'], ['95% below', 'q95'], ['Largest', 'max']];
  return section('Also measured', scrolling(h('div', {}, h('table', { class: 'plain' },
    h('thead', {}, h('tr', {}, ['Quantity', ...columns.map(([title]) => title)].map((name) => h('th', { scope: 'col' }, name)))),
    h('tbody', {}, rows.map(([name, one]) => h('tr', {}, h('th', { scope: 'row' }, name), columns.map(([, key]) => h('td', {}, short(one[key])))))))), 'Also measured'));
}

function curves(claim) {
  const list = (claim.plots || {}).curves || [];
  return section('Training against the bound', list.map((curve) => plot({
    title: curve.label || 'The tightest instance', height: 300, x: { label: 'step', log: false }, y: { label: 'loss', log: true, choice: true },
    series: Object.keys(curve).filter((name) => name !== 'times' && name !== 'label').map((name, i) => (
      { name: name === 'excess' ? 'excess loss' : name.replaceAll('_', ' '), kind: 'line', dash: i, points: curve.times.map((t, j) => [t, curve[name][j]]) })),
  })));
}

// Rows are [value, median, tightest]. A count is at least 1: whole values at or below 0 are the exponents of decades.
function byDecade(rows) {
  const exponents = rows.every(([value]) => Number.isInteger(value)) && rows.some(([value]) => value <= 0);
  return exponents ? rows.map(([value, ...rest]) => [10 ** value, ...rest]) : rows;
}

// Values that span two decades are read on a log axis.
function decades(rows) {
  const values = rows.map(([value]) => value);
  return values.every((value) => value > 0) && Math.max(...values) >= 99.9 * Math.min(...values);
}

// A field by its meaning, a size by its letter.
function called(claim, name) {
  const meaning = ((run.titles || [])[claim.titles] || {})[name];
  return meaning && name.length > 1 ? meaning.replace(/ \(.*|,.*/, '') : name;
}

function byAxis(claim) {
  const axes = Object.entries((claim.plots || {}).by_axis || {}).filter(([, rows]) => rows.length > 1);
  if (!axes.length) return null;
  const equality = claim.digits !== undefined;
  return section(equality ? 'Difference across sizes' : 'Tightness across sizes', h('div', { class: 'small-plots' }, axes.map(([name, given]) => {
    const rows = byDecade(given);
    return plot({
      title: `Against ${called(claim, name)}`, height: 210, zoom: false,
      x: { label: called(claim, name), log: decades(rows), few: true }, y: { label: (claim.relation || {}).measure || 'tightness', log: true, choice: true },
      series: [
        { name: (claim.relation || {}).worst || 'tightest', kind: 'both', points: rows.map(([value, , top]) => [value, top]) },
        { name: 'median', kind: 'both', points: rows.map(([value, middle]) => [value, middle]) },
      ],
    });
  })));
}
