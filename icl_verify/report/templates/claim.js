// A claim's own page, built when it is opened.
const FORM_NAMES = {
  printed: 'printed', reading: 'reading', corrected: 'corrected', conjecture: 'conjecture', control: 'control', mutant: 'mutant', necessity: 'necessity',
};

function claimPage(claim, place) {
  const shown = visiblePlaces();
  const at = shown.indexOf(place);
  const step = (label, index, rel) => {
    const other = at < 0 ? undefined : claims[shown[index]];
    return other ? h('a', { href: href(other.id), rel, title: other.title || other.id }, label) : h('span', { class: 'none' }, label);
  };
  // What it is about, why it fails, how one sees it; what was done to find out comes after.
  const broken = claim.verdict === 'refuted';
  const parts = [broken && violation(claim), proposed(claim), claim.verdict === 'error' && traceback(claim), tried(claim), checkedBy(claim), assumptions(claim),
    tightness(claim), remarks(claim), curves(claim), byAxis(claim), !broken && violation(claim), degrees(claim), proofs(claim), variants(claim), history_(claim),
    claim.verdict !== 'error' && traceback(claim)].filter(Boolean);
  return [
    h('nav', { class: 'crumbs', 'aria-label': 'Claims' }, h('a', { href: listAddress() }, '← All claims'),
      h('span', { class: 'steps' }, step('‹ Previous', at - 1, 'prev'), step('Next ›', at + 1, 'next'))),
    h('header', { class: 'claim-head' },
      h('p', { class: 'labels' }, verdictBadge(claim.verdict), h('span', { class: `form f-${claim.form}` }, FORM_NAMES[claim.form]),
        h('span', { class: claim.as_expected ? 'expected' : 'flag' }, claim.as_expected ? 'as expected' : `not expected: ${surprise(claim)}`)),
      h('h1', { tabindex: '-1' }, claim.title || claim.id),
      h('p', { class: 'byline' }, h('code', {}, claim.id), claim.source && h('span', {}, claim.source), claim.of && h('span', {}, 'variant of ', claimLink(claim.of)))),
    h('div', { class: 'statement-block' }, scrolling(statement(claim.id), 'Statement'), glossary(claim), latexSource(claim)),
    claim.note && h('p', { class: 'note' }, claim.note),
    fallenBanner(claim), problemsBanner(claim), copies(claim), contents(claim, parts), ...parts,
  ];
}

// The sections of a long page, each with an address of its own.
function contents(claim, parts) {
  for (const part of parts) part.id = `s-${slug(part.querySelector('h2').textContent)}`;
  if (parts.length < 4) return null;
  return h('nav', { class: 'contents', 'aria-label': 'On this page' }, parts.map((part) => (
    h('a', { href: `${href(claim.id)}?at=${part.id.slice(2)}` }, part.querySelector('h2').textContent))));
}

const slug = (title) => title.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');

// The claim for a mail, an issue, a paper.
function copies(claim) {
  const here = () => location.href.split('?at=')[0];
  const first = (claim.examples || []).find((one) => one.kept && one.kept.lhs);
  const sidesOf = (one) => {
    const relation = relationOf(claim, one);
    const both = [one.kept.lhs, relation.right ? one.kept.rhs : '0'];
    const [left, right] = (relation.swapped ? both.reverse() : both).map(ballText);
    return `${left} ${claim.verdict === 'refuted' ? relation.denied : relation.sign} ${right}`;
  };
  const lines = [claim.title || claim.id, `${claim.verdict}: ${claim.id}${claim.source ? `, ${claim.source}` : ''}`];
  const markdown = () => [`**${lines[0]}**`, lines[1], `$$${claim.statement}$$`, claim.note, first && `On the simplest instance kept: ${sidesOf(first)}`, here()].filter(Boolean).join('\n\n');
  const latex = () => [`% ${lines[1]}`, `\\[${claim.statement}\\]`, first && `% ${sidesOf(first)}`, `% ${here()}`].filter(Boolean).join('\n');
  return h('p', { class: 'copies' }, copyButton(here, 'Copy link'), copyButton(markdown, 'Copy as Markdown'), claim.statement ? copyButton(latex, 'Copy as LaTeX') : null);
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
  return h('div', { class: 'banner warn' }, h('p', {}, 'Its printed proof uses what is refuted. ', claim.verdict === 'holds' ? 'The statement itself survived every trial. ' : null, 'Used are, directly or through others:'),
    h('ul', {}, claim.fallen.map((id) => {
      const repairs = (claims[byId.get(id)] || {}).repairs || [];
      const slip = (claims[byId.get(id)] || {}).because;
      return h('li', {}, claimLink(id), slip ? [' (', slipLink(slip), ')'] : null, repairs.length ? [' repaired as ', repairs.map((other, i) => [i ? ', ' : '', claimLink(other)])] : null);
    })));
}

// The card of a finding, by its heading.
function slipLink(id) {
  const card = document.getElementById(`finding-${id}`);
  return h('a', { href: `#finding-${id}` }, card ? card.querySelector('h3').firstChild.textContent.trim() || 'its finding' : id);
}

// The statements that survived and whose printed proofs use a refuted claim, or another that fell by the same slip: those of the card.
function provedBy(claim) {
  const fell = new Set(claims.filter((one) => one.id === claim.id || (claim.because && one.because === claim.because && one.verdict === 'refuted')).map((one) => one.id));
  return claims.filter((one) => ['printed', 'reading'].includes(one.form) && one.verdict === 'holds' && (one.fallen || []).some((id) => fell.has(id))).map((one) => one.id);
}

function problemsBanner(claim) {
  return claim.problems ? h('div', { class: 'banner warn', role: 'note' }, claim.problems.map((text) => h('p', {}, text))) : null;
}

function tried(claim) {
  const rows = [
    ['Instances drawn', count(claim.instances)], ['Assumptions met on', count(claim.applicable)], ['Shapes', count(claim.shapes)],
    ['Suspected in float64', count(claim.suspicions)],
    [EXTREMES[(claim.relation || {}).reads] || 'Tightest', claim.measured], ['Judged by', JUDGES[claim.arithmetic] || claim.arithmetic], ['Population', claim.population || '—'], ['Time', claim.time],
  ];
  if (claim.arithmetic === 'ball') rows.splice(4, 0, ['Judged in balls', plural(claim.settled, 'instance')], ['Ties in balls', count(claim.ties)]);
  rows.splice(4, 0, ...(claim.proved_for_all || []).map((theorem) => ['Beyond instances', forAllReals(theorem)]));
  // A refuted claim is broken in balls: that it holds somewhere else says nothing.
  if (claim.arithmetic === 'ball' && claim.verdict !== 'refuted') rows.splice(4, 0, ['Proved in balls on', plural(claim.proved, 'instance')]);
  if (claim.weighed) rows.splice(5, 0, ['Weighed in balls', claim.weighed]);
  if (claim.replayed && claim.replayed !== 'not needed') rows.push(['Committed counterexample', REPLAYED[claim.replayed] || `no longer breaks it: ${claim.replayed}`]);
  if (claim.decided_in) rows.push(['Decided in', claim.decided_in]);
  if (claim.hunt && claim.hunt.steps) rows.push(['Hunt', `best ${short(claim.hunt.best)} in ${count(claim.hunt.steps)} steps`]);
  return section('What was tried', h('dl', { class: 'facts wide' }, rows.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value)))));
}

// Stronger than a proof on instances and than digits that agree, at one shape.
function forAllReals({ sizes, by, version, file, sha256 }) {
  const shape = Object.entries(sizes).map(([name, size]) => `${name} = ${size}`).join(', ');
  return [`proved for all reals at ${shape} by ${by} ${version} · `,
    fromPage(h('a', { href: `theorems/${encodeURIComponent(file)}`, download: true, title: `SHA-256 ${sha256}` }, 'theorem'))];
}

const agreement = (claim) => (`${{ digits: 'sides agree to', least: '' }[(claim.relation || {}).reads] ?? 'tightest'} ${claim.measured}`);
const EXTREMES = { least: 'Least value', digits: 'Sides agree to' };
const JUDGES = { ball: 'float64, then balls', statistical: 'counting events' };
const REPLAYED = { broken: 'still breaks it', missing: 'there is none' };
const plural = (number, noun) => `${count(number)} ${noun}${number === 1 ? '' : 's'}`;

function violation(claim) {
  if (!claim.examples) return claim.verdict === 'refuted' ? section('How it breaks', countedBreak(claim)) : null;
  const views = claim.examples.map((example) => exampleView(claim, example));
  if (claim.verdict !== 'refuted') return section('Kept instance', views);
  const repairs = (claim.repairs || []).map((id) => h('div', { class: 'card' }, h('h3', {}, 'Corrected'), claimLink(id), scrolling(statement(id), 'Corrected statement'),
    h('p', { class: 'hint' }, `${agreement(claims[byId.get(id)])} on ${count(claims[byId.get(id)].applicable)} instances`)));
  const original = claim.of && byId.has(claim.of) ? [h('div', { class: 'card' }, h('h3', {}, 'It varies'), claimLink(claim.of), scrolling(statement(claim.of), 'Original statement'))] : [];
  const beside = [...repairs, ...original];
  return section('How it breaks', beside.length ? h('div', { class: 'beside' },
    h('div', { class: 'card broken' }, h('h3', {}, claim.form === 'printed' ? 'As printed' : 'As tried'), scrolling(statement(claim.id), 'Refuted statement')), beside) : null, views);
}

// What survived a trial in place of a refuted claim: never a verdict.
function proposed(claim) {
  const card = (proposal) => h('div', { class: 'card' }, h('h3', {}, 'Proposed'), placed(proposal.change, (words) => h('p', {}, h('ins', {}, words))),
    h('p', { class: 'hint' }, proposal.evidence),
    proposal.code ? h('details', {}, h('summary', {}, 'In Python'), scrolling(h('pre', {}, h('code', {}, proposal.code)), 'Code of the proposal')) : null);
  const [first, ...others] = claim.proposals || [];
  if (!first) return null;
  return section('What may be true instead', h('div', { class: 'beside' },
    h('div', { class: 'card broken' }, h('h3', {}, 'As printed'), scrolling(statement(claim.id), 'Refuted statement')), card(first)),
  others.length ? h('details', {}, h('summary', {}, `${plural(others.length, 'other survivor')}`), others.map(card)) : null);
}

// Words with a place in the code after them, in brackets: the place is folded.
function placed(line, show) {
  const [, words, place] = /^(.*) \[([^\]]*)\]$/.exec(line) || [null, line, null];
  return [show(words), place && h('details', {}, h('summary', {}, 'Where'), h('span', {}, place))];
}

// Where the formulas mix degrees, for whoever looks for a slip in them.
function degrees(claim) {
  if (!claim.degrees) return null;
  return section('Degrees', h('p', { class: 'hint' }, 'Where the formulas add up or compare terms that grow unlike as an instance is scaled, with the degree of each: what a lost square or factor leaves behind, and never a verdict.'),
    h('ul', {}, claim.degrees.map((line) => h('li', {}, placed(line, (words) => words)))));
}

// Programs that share no line with this one, and what each said of the smallest counterexample.
const CHECKS = {
  proved: (check) => `${check.by.startsWith('Coq') ? 'machine-checked by' : 're-checked by script,'} ${check.by}, in ${short(check.seconds)} s`,
  refused: (check) => `not proved by ${check.by}: ${check.why}`,
  contradicted: (check) => `CONTRADICTED by ${check.by}: ${check.why}`,
  'not checked': (check) => `not checked by ${check.by}: ${check.why}`,
};

function checkedBy(claim) {
  if (!claim.checked) return null;
  const lines = claim.checked.map((check) => {
    const place = check.file && check.file.split('/').map(encodeURIComponent).join('/');
    return h('li', { class: check.outcome === 'contradicted' ? 'flag' : undefined, title: check.sha256 && `SHA-256 ${check.sha256}` },
      CHECKS[check.outcome](check), place && [' · ', fromPage(h('a', { href: place, download: true }, check.file.split('/').pop()))]);
  });
  return section('Checked by other programs', h('ul', { class: 'links' }, lines),
    h('p', { class: 'hint' }, (claim.files || []).length ? 'Files that the page holds are taken from it; the others lie in the folder of the run.' : 'The files lie in the folder of the run.'),
    packedFiles(claim), h('p', { class: 'hint' }, 'What remains trusted: that the formulas are the statement (evaluated in balls they give its own two sides), the closed forms of small matrices, and the axioms that Coq prints (classical reals, primitive integers).'));
}

// A program of its own, which needs Python and nothing else, and a file for Coq.
function packedFiles(claim) {
  return (claim.files || []).map((file) => {
    const name = file[0], script = name.endsWith('.py');
    const proved = claim.checked.some((check) => check.outcome === 'proved' && (check.file || '').endsWith(`/${name}`));
    return h('div', { class: 'ways' },
      h('p', { class: 'download' }, packedButton(file), script || !run.library ? null : [' ', packedButton(['Certificate.v', run.library])],
        h('span', { class: 'hint' }, script ? ' proves the break by itself, from fractions and intervals; it shares no line with this program'
          : proved ? ' prove it in Coq, which needs its library Interval' : ' are for Coq with its library Interval, which this run did not ask')),
      script ? code('Run it, with Python alone', `python3 -I -S ${quoted(name)}`)
        : code('Check it, with Coq, where both files are', `coqc -Q . Certificate Certificate.v && coqtop -Q . Certificate -batch -l ${quoted(name)}`));
  });
}

// Without balls there is no instance to show: what was counted speaks.
function countedBreak(claim) {
  const { successes, samples, at_least: chance, share, low, high, log10_e_value: against, refuted_from: decisive } = claim.events || {};
  return [h('p', {}, samples === undefined ? 'Too few events for the chance that is claimed; the numbers are in the note above.'
    : `${count(successes)} of ${count(samples)} events held, a share of ${short(share)} (${short(low)} to ${short(high)} with confidence 95%); at least ${short(chance)} is claimed.`),
  samples === undefined ? null : h('p', { class: 'hint' }, `The evidence against the claim, an e-value, is ${against === null ? 'infinite: an event failed that is to be certain' : `10^${short(against)}`}; ${short(decisive)} refutes it.`)];
}

function proofs(claim) {
  // What tries the tool or an assumption has no proof of its own.
  if (!STATEMENTS.has(claim.form)) return null;
  const picture = graph(claim);
  if (!picture) return null;
  const standing = claim.verdict === 'refuted' ? provedBy(claim) : [];
  const listed = (title, ids) => (ids.length ? h('div', {}, h('h3', {}, title), h('ul', { class: 'links' }, ids.map((id) => h('li', {}, claimLink(id))))) : null);
  return section('Who rests on whom', picture,
    h('div', { class: 'columns' }, listed('Its proof uses', claim.uses || []), listed('Used by', claim.usedBy || []),
      listed(`Proofs that use ${claim.because ? 'this slip' : 'it'} (${standing.length}); the statements themselves survived every trial`, standing)));
}

function variants(claim) {
  const list = claims.filter((other) => other.of === claim.id && other.id !== claim.id);
  return section('Variants of this claim', list.length ? h('ul', { class: 'links' }, list.map((other) => h('li', {}, claimLink(other.id), ' ', h('span', { class: `form f-${other.form}` }, FORM_NAMES[other.form]), ' ', h('span', { class: 'hint' }, other.measured)))) : null);
}

function history_(claim) {
  if (!claim.history) return null;
  const rows = [...claim.history, ['this run', claim.verdict, claim.measured, claim.applicable, claim.now]];
  return section('Earlier runs', historyLine(rows), scrolling(h('div', {}, h('table', { class: 'plain' },
    h('thead', {}, h('tr', {}, ['Run', 'Verdict', 'Tightest', 'Instances'].map((name) => h('th', { scope: 'col' }, name)))),
    h('tbody', {}, rows.map(([name, verdict, measured, applicable]) => h('tr', {}, h('th', { scope: 'row' }, name), h('td', {}, verdictBadge(verdict)), h('td', {}, measured), h('td', {}, count(applicable))))))), 'Earlier runs'));
}

// The runs as a line, oldest first: where it stands is what was measured, its marks are the verdicts.
function historyLine(rows) {
  const values = rows.map(([, , , , value]) => value);
  const known = values.filter((value) => typeof value === 'number');
  if (!known.length || rows.length < 2) return null;
  const [low, high] = [Math.min(...known), Math.max(...known)], width = 28 * (rows.length - 1) + 16;
  const place = (value) => (high > low ? 30 - (22 * (value - low)) / (high - low) : 19);
  const at = values.map((value, i) => [8 + 28 * i, typeof value === 'number' ? place(value) : null]);
  const words = rows.map(([name, verdict, measured]) => `${name}: ${verdict}, ${measured}`).join('; ');
  return s('svg', { class: 'history-line', width, height: 40, viewBox: `0 0 ${width} 40`, role: 'img', 'aria-label': words },
    s('polyline', { points: at.filter(([, y]) => y !== null).map((point) => point.join()).join(' ') }),
    at.map(([x, y], i) => s('text', { class: `mark v-${rows[i][1]}`, x, y: (y ?? 19) + 4, 'text-anchor': 'middle' }, run.marks[rows[i][1]])));
}

function traceback(claim) {
  return claim.traceback ? section('What went wrong', scrolling(h('pre', { class: 'traceback' }, claim.traceback), 'Traceback')) : null;
}
