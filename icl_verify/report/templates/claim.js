// A claim's own page, built when it is opened.
const FORM_NAMES = {
  printed: 'printed', corrected: 'corrected', conjecture: 'conjecture', control: 'control', mutant: 'mutant', necessity: 'necessity',
};

function claimPage(claim, place) {
  const shown = visiblePlaces();
  const at = shown.indexOf(place);
  const step = (label, index, rel) => {
    const other = at < 0 ? undefined : claims[shown[index]];
    return other ? h('a', { href: href(other.id), rel, title: other.title || other.id }, label) : h('span', { class: 'none' }, label);
  };
  return [
    h('nav', { class: 'crumbs', 'aria-label': 'Claims' }, h('a', { href: '#claims' }, '← All claims'),
      h('span', { class: 'steps' }, step('‹ Previous', at - 1, 'prev'), step('Next ›', at + 1, 'next'))),
    h('header', { class: 'claim-head' },
      h('p', { class: 'labels' }, verdictBadge(claim.verdict), h('span', { class: `form f-${claim.form}` }, FORM_NAMES[claim.form]),
        h('span', { class: claim.as_expected ? 'expected' : 'flag' }, claim.as_expected ? 'as expected' : `not expected: ${surprise(claim)}`)),
      h('h1', { tabindex: '-1' }, claim.title || claim.id),
      h('p', { class: 'byline' }, h('code', {}, claim.id), claim.source && h('span', {}, claim.source), claim.of && h('span', {}, 'variant of ', claimLink(claim.of)))),
    h('div', { class: 'statement-block' }, scrolling(statement(claim.id), 'Statement'), latexSource(claim)),
    claim.note && h('p', { class: 'note' }, claim.note),
    fallenBanner(claim), problemsBanner(claim), facts(claim), claim.verdict === 'refuted' && violation(claim), assumptions(claim), tightness(claim), curves(claim), byAxis(claim),
    claim.verdict !== 'refuted' && violation(claim),
    proofs(claim), variants(claim), history_(claim), traceback(claim),
  ];
}

// A verdict may be the expected one and still not count: a refutation wants a committed counterexample.
function surprise(claim) {
  if (claim.verdict === claim.expected) return 'see the note';
  return claim.expected === 'holds' ? 'it was to hold' : 'it was to be refuted';
}

const section = (title, ...parts) => (parts.flat(Infinity).some(Boolean) ? h('section', {}, h('h2', {}, title), parts) : null);

function latexSource(claim) {
  return claim.statement ? h('details', { class: 'numbers' }, h('summary', {}, 'LaTeX'), scrolling(h('pre', {}, claim.statement), 'LaTeX source')) : null;
}

function fallenBanner(claim) {
  if (!claim.fallen) return null;
  return h('div', { class: 'banner warn' }, h('p', {}, 'Its proof rests on claims that are refuted:'),
    h('ul', {}, claim.fallen.map((id) => {
      const repairs = (claims[byId.get(id)] || {}).repairs || [];
      return h('li', {}, claimLink(id), repairs.length ? [' repaired as ', repairs.map((other) => claimLink(other))] : null);
    })));
}

function problemsBanner(claim) {
  return claim.problems ? h('div', { class: 'banner warn', role: 'note' }, claim.problems.map((text) => h('p', {}, text))) : null;
}

function facts(claim) {
  const rows = [
    ['Instances drawn', count(claim.instances)], ['Assumptions met on', count(claim.applicable)], ['Shapes', count(claim.shapes)],
    ['Proved by balls on', count(claim.proved)], ['Suspicions, settled', `${count(claim.suspicions)}, ${count(claim.settled)}`], ['Ties', count(claim.ties)],
    ['Tightest', claim.measured], ['Judged by', claim.arithmetic], ['Population', claim.population || '—'], ['Time', claim.time],
  ];
  if (claim.replayed && claim.replayed !== 'not needed') rows.push(['Committed counterexample', claim.replayed]);
  if (claim.hunt) rows.push(['Hunt', `best ${short(claim.hunt.best)} in ${count(claim.hunt.steps)} steps`]);
  return h('dl', { class: 'facts wide' }, rows.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value))));
}

function violation(claim) {
  if (!claim.examples) return null;
  const views = claim.examples.map((example) => exampleView(claim, example));
  if (claim.verdict !== 'refuted') return section('Kept instance', views);
  const repairs = (claim.repairs || []).map((id) => h('div', { class: 'card' }, h('h3', {}, 'Corrected'), claimLink(id), scrolling(statement(id), 'Corrected statement'),
    h('p', { class: 'hint' }, `tightest ${claims[byId.get(id)].measured} on ${count(claims[byId.get(id)].applicable)} instances`)));
  const original = claim.of && byId.has(claim.of) ? [h('div', { class: 'card' }, h('h3', {}, 'It varies'), claimLink(claim.of), scrolling(statement(claim.of), 'Original statement'))] : [];
  const beside = [...repairs, ...original];
  return section('How it breaks', beside.length ? h('div', { class: 'beside' },
    h('div', { class: 'card broken' }, h('h3', {}, claim.form === 'printed' ? 'As printed' : 'As tried'), scrolling(statement(claim.id), 'Refuted statement')), beside) : null, views);
}

function assumptions(claim) {
  const list = claim.assumptions || [];
  const trials = claim.necessity || [];
  if (!list.length && !trials.length) return claim.drops ? section('Assumptions', h('p', {}, 'Tried without ', h('code', {}, claim.drops), '.')) : null;
  const names = [...new Set([...list.map((one) => one.name), ...trials.map((row) => row.assumption)])];
  const columns = [
    ['Held on', (one) => (claim.drops === one.name ? 'left out here' : one.tried === undefined ? null : `${count(one.held)} of ${count(one.tried)}`)],
    ['Margin: least / 5% / median', ({ margin }) => (margin ? `${short(margin.min)} / ${short(margin.q05)} / ${short(margin.q50)}` : null)],
    ['Is it needed?', (one) => needed(trials.find((row) => row.assumption === one.name))],
  ];
  const entries = names.map((name) => list.find((item) => item.name === name) || { name, title: '' });
  // A column in which nothing was measured is left out.
  const shown = columns.filter(([, cell]) => entries.some((one) => cell(one) !== null));
  const rows = entries.map((one) => h('tr', {}, h('th', { scope: 'row' }, one.title && one.title !== one.name ? `${one.title} ` : null, h('code', {}, one.name)),
    shown.map(([, cell]) => h('td', {}, cell(one) ?? '—'))));
  const margins = Object.entries((claim.plots || {}).margins || {}).map(([name, one]) => plot({ ...histogram(one, `Margin of ${name}`, 'margin', 200), zoom: false }));
  return section('Assumptions', scrolling(h('div', {}, h('table', { class: 'plain' },
    h('thead', {}, h('tr', {}, ['Assumption', ...shown.map(([title]) => title)].map((name) => h('th', { scope: 'col' }, name)))),
    h('tbody', {}, rows))), 'Assumptions'), h('div', { class: 'small-plots' }, margins));
}

function needed(trial) {
  return trial ? h('a', { href: href(trial.id), class: `need n-${trial.verdict}` }, `${run.marks[trial.verdict]} ${trial.words}`) : null;
}

// Edges are stored as log10: the plot's axis takes the values themselves.
function histogram(data, title, label, height) {
  const points = data.counts.map((number, i) => [10 ** data.edges[i], 10 ** data.edges[i + 1], number]);
  return { title, height, x: { label, log: true }, y: { label: 'instances', log: false, choice: true }, series: [{ name: 'instances', kind: 'bars', points }] };
}

function tightness(claim) {
  const data = (claim.plots || {}).histogram;
  if (!data) return null;
  const equality = claim.digits !== undefined;
  const spec = histogram(data, 'How close the instances come', equality ? 'difference of the sides over their scale' : 'tightness, left / right', 280);
  spec.marks = equality ? [] : [{ x: 1, label: 'equality', tone: 'one', low: true }];
  if (equality) spec.marks.push({ x: 10 ** -claim.digits, label: `worst: ${claim.measured}`, tone: 'tightest' });
  else if (claim.top > 0) spec.marks.push({ x: claim.top, label: `tightest ${claim.measured}`, tone: 'tightest' });
  return section('Tightness', h('p', { class: 'hint' }, equality ? 'The sides are to be equal: what is left is rounding, or a break.' : '1 is equality; a proved value above 1 breaks the claim.'), plot(spec));
}

function curves(claim) {
  const list = (claim.plots || {}).curves || [];
  return section('Training against the bound', list.map((curve) => plot({
    title: curve.label || 'Excess loss', height: 300, x: { label: 'step', log: false }, y: { label: 'loss', log: true, choice: true },
    series: Object.keys(curve).filter((name) => name !== 'times' && name !== 'label').map((name, i) => (
      { name: name === 'excess' ? 'excess loss' : name.replaceAll('_', ' '), kind: 'line', dash: i, points: curve.times.map((t, j) => [t, curve[name][j]]) })),
  })));
}

// Rows are [value, median, tightest]. A count is at least 1: whole values at or below 0 are the exponents of decades.
function byDecade(rows) {
  const exponents = rows.every(([value]) => Number.isInteger(value)) && rows.some(([value]) => value <= 0);
  return exponents ? rows.map(([value, ...rest]) => [10 ** value, ...rest]) : rows;
}

// Values that span more than two decades are read on a log axis.
function decades(rows) {
  const values = rows.map(([value]) => value);
  return values.every((value) => value > 0) && Math.max(...values) > 100 * Math.min(...values);
}

function byAxis(claim) {
  const axes = Object.entries((claim.plots || {}).by_axis || {}).filter(([, rows]) => rows.length);
  if (!axes.length) return null;
  const equality = claim.digits !== undefined;
  return section(equality ? 'Difference across sizes' : 'Tightness across sizes', h('div', { class: 'small-plots' }, axes.map(([name, given]) => {
    const rows = byDecade(given);
    return plot({
      title: `Against ${name}`, height: 210, zoom: false,
      x: { label: name, log: decades(rows), few: true }, y: { label: equality ? 'difference / scale' : 'tightness', log: true, choice: true },
      series: [
        { name: equality ? 'largest' : 'tightest', kind: 'both', points: rows.map(([value, , top]) => [value, top]) },
        { name: 'median', kind: 'both', points: rows.map(([value, middle]) => [value, middle]) },
      ],
    });
  })));
}

function proofs(claim) {
  const picture = graph(claim);
  const standing = claim.verdict === 'refuted' ? restingOn(claim.id) : [];
  if (!picture) return null;
  const listed = (title, ids) => (ids.length ? h('div', {}, h('h3', {}, title), h('ul', { class: 'links' }, ids.map((id) => h('li', {}, claimLink(id))))) : null);
  return section('Who rests on whom', picture,
    h('div', { class: 'columns' }, listed('Its proof uses', claim.uses || []), listed('Used by', claim.usedBy || []), listed('With it falls the proof of', standing)));
}

function variants(claim) {
  const list = claims.filter((other) => other.of === claim.id && other.id !== claim.id);
  return section('Variants of this claim', list.length ? h('ul', { class: 'links' }, list.map((other) => h('li', {}, claimLink(other.id), ' ', h('span', { class: `form f-${other.form}` }, FORM_NAMES[other.form]), ' ', h('span', { class: 'hint' }, other.measured)))) : null);
}

function history_(claim) {
  if (!claim.history) return null;
  const rows = [...claim.history.map(([name, verdict, measured, applicable]) => [name, verdict, measured, applicable]), ['this run', claim.verdict, claim.measured, claim.applicable]];
  return section('Earlier runs', scrolling(h('div', {}, h('table', { class: 'plain' },
    h('thead', {}, h('tr', {}, ['Run', 'Verdict', 'Tightest', 'Instances'].map((name) => h('th', { scope: 'col' }, name)))),
    h('tbody', {}, rows.map(([name, verdict, measured, applicable]) => h('tr', {}, h('th', { scope: 'row' }, name), h('td', {}, verdictBadge(verdict)), h('td', {}, measured), h('td', {}, count(applicable))))))), 'Earlier runs'));
}

function traceback(claim) {
  return claim.traceback ? section('What went wrong', scrolling(h('pre', { class: 'traceback' }, claim.traceback), 'Traceback')) : null;
}
