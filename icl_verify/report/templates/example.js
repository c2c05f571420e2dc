// A kept instance: both sides as balls, the numbers as matrices, and what it takes to have it again elsewhere.
const KIND_WORDS = {
  committed: 'kept with the claims',
  smallest: 'made small by this run',
  worst: 'the worst of this run',
  hunted: 'The tightest instance that the hunt found',
  tightest: 'The tightest instance that was drawn',
};
const BREAKS = ['committed', 'smallest', 'worst'];

// The first is the simplest; a lone one needs no such word.
function exampleTitle(claim, example) {
  const found = BREAKS.includes(example.kinds[0]);
  if (!found) return KIND_WORDS[example.kinds[0]];
  if (claim.verdict !== 'refuted') return 'A kept instance';
  const breaks = claim.examples.filter((one) => BREAKS.includes(one.kinds[0]));
  const roles = example.kinds.map((kind) => KIND_WORDS[kind]).join(' and ');
  const first = breaks[0] === example;
  if (!first) return `Another counterexample: ${roles}`;
  return [breaks.length > 1 ? 'The simplest counterexample known' : 'The counterexample', h('span', { class: 'hint' }, `, ${roles}`)];
}

// A ball as middle and radius, without the zeros that its digits end in: they say no more than the radius does.
function ballText(text) {
  return text.replace(/^\[|\]$/g, '').replace(/(\.\d*?)0+(?=$|[ e])/, '$1').replace(/\.(?=$|[ e])/, '').replace('+/-', '±').replaceAll('-', '−').trim();
}

// A side as the worked check has it, where that is exact: it needs no radius.
function sideText(text, part) {
  return part && typeof part[1] === 'string' && !part[1].startsWith('≈') && part[1].length < 40 ? part[1] : ballText(text);
}

function exampleView(claim, example) {
  const broken = claim.verdict === 'refuted' && BREAKS.includes(example.kinds[0]);
  const title = exampleTitle(claim, example);
  if (!example.kept) return h('section', { class: 'example' }, h('h3', {}, title), absent(example), ways(claim, example, null));
  const kept = wholeFile(claim, example);
  const relation = relationOf(claim, example);
  // The first entry of the sides is the only one of most claims: it needs no mention.
  const place = (kept.entry || []).map((i) => i + 1).join(', ');
  const entry = place && place !== '1' ? `, entry ${place}` : '';
  const meaning = (run.titles || [])[claim.titles] || {};
  const sizes = Object.entries(kept.instance.sizes).map(([name, value]) => h('span', { class: 'size' }, h('i', {}, name), ` = ${value}`, meaning[name] ? h('span', { class: 'meaning' }, meaning[name]) : null));
  const views = Object.entries(kept.instance.fields).map(([name, field]) => fieldViews(name, field, meaning[name] === name ? null : meaning[name]));
  return h('section', { class: 'example' },
    h('h3', {}, title),
    relation ? sides(relation, kept, broken, entry, example.worked && example.worked.traced ? example.worked : {}) : null,
    h('p', { class: 'sizes' }, sizes),
    h('div', { class: 'matrices' }, views),
    kept.pictures && kept.pictures.length ? [h('h4', {}, 'Pictures'), h('div', { class: 'matrices' }, kept.pictures.map((one) => matrix(one.rows, one.title)))] : null,
    workedCheck(example.worked, relation),
    assumptionsProved(kept),
    kept.outside && kept.outside.length ? h('p', { class: 'hint' }, `Outside the population, which ensures: ${kept.outside.join('; ')}. The statement does not ask for it.`) : null,
    ways(claim, example, kept));
}

// The record's words of a relation have the names that the claim gives its sides; an older file's may have not.
function relationOf(claim, example) {
  if (!example.kept || example.kept.lhs === undefined) return null;
  const kept = example.relation || example.kept.relation || claim.relation;
  return kept && claim.relation && claim.relation.kind === kept.kind ? claim.relation : kept;
}

function absent(example) {
  if (example.problem) return h('p', { class: 'banner warn' }, `This file cannot be shown: ${example.problem}`);
  return h('p', { class: 'banner' }, 'Kept beside this page, which has room for some of the instances, those of statements first: ',
    h('code', {}, example.path), ` in the run’s folder, ${count(example.left_out)} bytes.`);
}

// The file as it was kept: what the page holds once for many files is put back.
function wholeFile(claim, example) {
  const head = {};
  for (const key of example.same || []) head[key] = key === 'claim' ? claim.id : claim[key];
  if (example.version !== undefined) head.versions = run.versions[example.version];
  return { ...head, ...example.kept };
}

function sides(relation, kept, broken, entry, worked) {
  const { sign, denied, sentence, left: lhsName, right: rhsName } = relation;
  // A relation that reads from right to left is kept as it is judged.
  const [lhs, rhs] = relation.swapped ? [kept.rhs, kept.lhs] : [kept.lhs, rhsName ? kept.rhs : '0'];
  const [left, right] = rounded(lhs, rhs);
  return h('div', { class: broken ? 'sides broken' : 'sides' },
    h('p', { class: 'hint' }, sentence),
    h('p', { class: 'put-in' }, h('span', {}, `${lhsName} = `, h('b', {}, left)), ' ', h('span', { class: 'relation', 'aria-label': broken ? `is not ${sign}` : `is ${sign}` }, broken ? denied : sign), ' ',
      h('span', {}, h('b', {}, right), rhsName ? ` = ${rhsName}` : null)),
    ratio(relation.measure, kept, broken),
    h('div', { class: 'equation' },
      h('span', { class: 'ball', 'data-side': 'lhs' }, h('span', { class: 'side-name' }, `${lhsName}${entry}`), h('code', {}, sideText(lhs, worked.left))),
      h('span', { class: 'ball', 'data-side': 'rhs' }, h('span', { class: 'side-name' }, rhsName), h('code', {}, sideText(rhs, worked.right)))),
    kept.precision ? h('p', { class: 'hint' }, `Ball arithmetic with ${kept.precision} bits: the true value lies within ± of what is shown; a side without ± is exact.`) : null);
}

// Both sides with as many digits as it takes to tell them apart; what no double tells apart, as the balls say it.
function rounded(lhs, rhs) {
  const [a, b] = [lhs, rhs].map((text) => Number((/^\[?\s*([-+0-9.eE]+)/.exec(text.replace(/^\[\+\/-.*/, '0')) || [])[1]));
  if (!Number.isFinite(a) || !Number.isFinite(b) || (a === b && lhs !== rhs)) return [lhs, rhs].map(ballText);
  for (let digits = 4; digits < 17; digits += 1) {
    const found = [a, b].map((value) => short(Number(value.toPrecision(digits)), digits));
    if (found[0] !== found[1]) return found;
  }
  return [short(a), short(b)];
}

function ratio(name, kept, broken) {
  const value = kept.tightness ?? (broken ? '∞' : null);
  // Against a negative right side the ratio says nothing.
  return name && value !== null && !(value < 0) ? h('p', { class: 'ratio' }, `${name} = `, h('b', {}, typeof value === 'number' ? distinct(value) : value)) : null;
}

// Five digits, more where they would read as equality.
function distinct(value) {
  for (let digits = 5; digits < 17; digits += 1) if (Number(value.toPrecision(digits)) !== 1) return short(value, digits);
  return String(value);
}

function assumptionsProved(kept) {
  const list = kept.assumptions || [];
  if (!list.length) return null;
  return h('p', { class: 'hint' }, 'Assumptions on this instance: ',
    list.map((one, i) => [i ? ', ' : '', h('span', { class: 'assumed' }, `${one.name} ${one.proved ? '✓ proved' : one.outcome === 'tie' ? '✗ only equal as far as balls see' : '✗ not proved'}`)]), '.');
}

function ways(claim, example, kept) {
  const parts = [];
  const name = example.kept && !example.path ? `${claim.id}.${example.kinds[0]}.json` : example.path.split('/').at(-1);
  if (kept) {
    const text = JSON.stringify(kept, null, 1);
    parts.push(h('p', { class: 'download' }, h('button', { type: 'button', class: 'primary', onclick: () => download(text, name) }, `Download ${name}`),
      h('span', { class: 'hint' }, ` ${count(new Blob([text]).size)} bytes of JSON, every number exact`)));
  }
  if (example.kinds[0] !== 'tightest') parts.push(code(kept ? `Judge the downloaded file again, in both arithmetics: with the package icl_verify and its folder of claims, ${run.source}` : `Judge it again, in both arithmetics: with the package icl_verify and its folder of claims, ${run.source}`,
    ['replay', ...(claim.checked && BREAKS.includes(example.kinds[0]) ? ['certify --check'] : [])].map((command) => (
      `icl-verify ${command} ${quoted(kept ? name : `${run.replay.folder}/${example.path}`)}${run.replay.options}`)).join('\n')));
  if (kept) parts.push(code(TYPE_NAME.test(kept.instance.type) ? 'Rebuild it in Python' : `Rebuild it in Python, beside the folder of claims (${run.source})`, snippet(kept.instance, name)));
  return h('div', { class: 'ways' }, parts);
}

const quoted = (text) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'"'"'`)}'`);

function code(label, text) {
  return h('div', { class: 'code' }, h('div', { class: 'code-head' }, h('span', {}, label), copyButton(text, 'Copy')), scrolling(h('pre', {}, text), label));
}

// Files stand packed in the page; what several scripts share stands there once, between the two parts of each.
async function unpacked([, own, place]) {
  const inflated = (text) => new Response(new Blob([Uint8Array.from(atob(text), (one) => one.charCodeAt(0))]).stream().pipeThrough(new DecompressionStream('deflate'))).text();
  const text = await inflated(own);
  if (place === undefined) return text;
  const shared = await inflated(run.shared[place]);
  return text.split('\0').join(shared);
}

const UNPACKS = 'DecompressionStream' in window;
const packedFile = new Map(claims.flatMap((claim) => (claim.files || []).map((file) => [file[0], file])));
const packedButton = (file) => (UNPACKS ? h('button', { type: 'button', class: 'primary', onclick: async () => download(await unpacked(file), file[0], 'text/plain') }, `Download ${file[0]}`)
  : h('span', {}, `${file[0]} (this browser cannot take it out of the page; it lies in the folder of the run)`));

// A link to a file beside the page, which the page holds as well: whoever has the page alone gets it too.
function fromPage(link) {
  const file = packedFile.get(decodeURIComponent(link.getAttribute('href')).split('/').pop());
  // Beside a page that was sent by itself there is no such file.
  if (!file) return h('span', { class: 'hint' }, h('code', {}, decodeURIComponent(link.getAttribute('href'))), ' in the folder of the run');
  if (UNPACKS) link.addEventListener('click', async (event) => { event.preventDefault(); download(await unpacked(file), file[0], 'text/plain'); });
  return link;
}

function download(text, name, type = 'application/json') {
  const url = URL.createObjectURL(new Blob([text], { type }));
  h('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}
