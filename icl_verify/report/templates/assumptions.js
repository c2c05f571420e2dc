// What a claim assumes: how often it held, how far it was from failing, and whether the claim needs it.
function assumptions(claim) {
  const list = (claim.assumptions || []).map((one) => ({ title: run.assumed[one.name], ...one }));
  const trials = claim.necessity || [];
  const ensured = (claim.ensured || []).length ? h('p', { class: 'hint' }, `Every instance tried also has: ${claim.ensured.join('; ')}. That is how instances are drawn, and no assumption of the statement.`) : null;
  if (ensured && !list.length && !trials.length) return section('Assumptions', ensured);
  if (!list.length && !trials.length) return claim.drops ? section('Assumptions', h('p', {}, 'Tried without ', h('code', {}, claim.drops), '.')) : null;
  const names = [...new Set([...list.map((one) => one.name), ...trials.map((row) => row.assumption)])];
  const columns = [
    ['Held on', (one) => (claim.drops === one.name ? 'left out here' : one.tried === undefined ? null : `${count(one.held)} of ${count(one.tried)}`)],
    ['Margin: least / 5% / median', ({ margin }) => (margin ? `${short(margin.min)} / ${short(margin.q05)} / ${short(margin.q50)}` : null)],
    ['On the edge', ({ margin }) => (margin && typeof margin['below_1e-12'] === 'number' ? share(margin['below_1e-12']) : null)],
    ['Is it needed?', (one) => needed(trials.find((row) => row.assumption === one.name))],
  ];
  const entries = names.map((name) => list.find((item) => item.name === name) || { name, title: run.assumed[name] });
  // A column in which nothing was measured is left out.
  const shown = columns.filter(([, cell]) => entries.some((one) => cell(one) !== null));
  const rows = entries.map((one) => h('tr', {}, h('th', { scope: 'row' }, one.title && one.title !== one.name ? `${one.title} ` : null, h('code', {}, one.name)),
    shown.map(([, cell]) => h('td', {}, cell(one) ?? '—'))));
  const margins = Object.entries((claim.plots || {}).margins || {}).map(([name, one]) => plot({ ...histogram(one, `Margin of ${name}`, 'margin', 200), zoom: false,
    note: undrawn(one, (list.find((item) => item.name === name) || {}).tried, 'have a margin of 0 or less') }));
  return section('Assumptions', scrolling(h('div', {}, h('table', { class: 'plain' },
    h('thead', {}, h('tr', {}, ['Assumption', ...shown.map(([title]) => title)].map((name) => h('th', { scope: 'col' }, name)))),
    h('tbody', {}, rows))), 'Assumptions'), ensured,
    list.some((one) => one.margin) && h('p', { class: 'hint' }, 'The margin is how far an assumption is from failing, of its scale; on the edge it is below 1e−12.'), h('div', { class: 'small-plots' }, margins));
}

const share = (part) => (part > 0 && part < 0.001 ? 'below 0.1%' : `${short(100 * part, 3)}%`);

function needed(trial) {
  return trial ? h('a', { href: href(trial.id), class: `need n-${trial.verdict}` }, `${run.marks[trial.verdict]} ${trial.words}`) : null;
}

