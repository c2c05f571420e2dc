// A kept instance: both sides as balls, the numbers as matrices, and what it takes to have it again elsewhere.
const RELATIONS = {
  at_most: ['≤', '≰', 'The left side is to be at most the right side.'],
  equal: ['=', '≠', 'The sides are to be equal.'],
  positive: ['>', '≯', 'The left side is to be positive.'],
  probability: ['≥', '≱', 'The chance of the event is to be at least the right side.'],
};
const KIND_WORDS = {
  smallest: 'The smallest counterexample',
  worst: 'The worst counterexample',
  hunted: 'The tightest instance that the hunt found',
  tightest: 'The tightest instance that was drawn',
};

function ballText(text) {
  return text.replace(/^\[|\]$/g, '').replace('+/-', '±').replaceAll('-', '−').trim();
}

function exampleView(claim, example) {
  const found = example.kind === 'smallest' || example.kind === 'worst';
  const broken = claim.verdict === 'refuted' && found;
  const title = broken || !found ? KIND_WORDS[example.kind] : 'A kept instance';
  if (example.problem) {
    return h('section', { class: 'example' }, h('h3', {}, title),
      h('p', { class: 'banner warn' }, `Not shown: ${example.problem}`), ways(example, null));
  }
  const kept = JSON.parse(example.text);
  // The first entry of the sides is the only one of most claims: it needs no mention.
  const place = (kept.entry || []).map((i) => i + 1).join(', ');
  const entry = place && place !== '1' ? `, entry ${place}` : '';
  const sizes = Object.entries(kept.instance.sizes).map(([name, value]) => h('span', { class: 'size' }, h('i', {}, name), ` = ${value}`));
  const views = Object.entries(kept.instance.fields).map(([name, field]) => fieldViews(name, field));
  return h('section', { class: 'example' },
    h('h3', {}, title),
    kept.relation === undefined ? null : sides(claim, kept, broken, entry),
    h('p', { class: 'sizes' }, sizes),
    h('div', { class: 'matrices' }, views),
    kept.pictures && kept.pictures.length ? [h('h4', {}, 'Pictures'), h('div', { class: 'matrices' }, kept.pictures.map((one) => matrix(one.rows, one.title)))] : null,
    assumptionsProved(kept),
    ways(example, kept));
}

function sides(claim, kept, broken, entry) {
  const [sign, denied, words] = RELATIONS[kept.relation] || [kept.relation, `not ${kept.relation}`, ''];
  const rhs = kept.relation === 'positive' ? '0' : kept.rhs;
  return h('div', { class: broken ? 'sides broken' : 'sides' },
    h('p', { class: 'hint' }, words),
    h('div', { class: 'equation' },
      h('span', { class: 'ball', 'data-side': 'lhs' }, h('span', { class: 'side-name' }, `left side${entry}`), h('code', {}, ballText(kept.lhs))),
      h('span', { class: 'relation', 'aria-label': broken ? `is not ${sign}` : `is ${sign}` }, broken ? denied : sign),
      h('span', { class: 'ball', 'data-side': 'rhs' }, h('span', { class: 'side-name' }, 'right side'), h('code', {}, ballText(rhs)))),
    ratio(kept, broken),
    kept.precision ? h('p', { class: 'hint' }, `Ball arithmetic with ${kept.precision} bits: the true value lies within ± of what is shown.`) : null);
}

function ratio(kept, broken) {
  const names = { at_most: 'left / right', equal: 'difference / scale' };
  const name = names[kept.relation];
  const value = kept.tightness ?? (broken ? '∞' : null);
  return name && value !== null ? h('p', { class: 'ratio' }, `${name} = `, h('b', {}, String(value))) : null;
}

function assumptionsProved(kept) {
  const list = kept.assumptions || [];
  if (!list.length) return null;
  return h('p', { class: 'hint' }, 'Assumptions on this instance: ',
    list.map((one, i) => [i ? ', ' : '', h('span', { class: 'assumed' }, `${one.name} ${one.proved ? '✓ proved' : '✗ not proved'}`)]), '.');
}

function ways(example, kept) {
  const parts = [];
  if (kept) {
    parts.push(h('p', {}, h('button', { type: 'button', class: 'primary', onclick: () => download(example) }, `Download ${example.name}`),
      h('span', { class: 'hint' }, ` ${count(new Blob([example.text]).size)} bytes of JSON, every number exact`)));
  }
  if (example.replay) parts.push(code('Judge it again, in both arithmetics, from the run’s folder', example.replay));
  if (kept) parts.push(code('Rebuild it in Python', example.snippet));
  return h('div', { class: 'ways' }, parts);
}

function code(label, text) {
  return h('div', { class: 'code' }, h('div', { class: 'code-head' }, h('span', {}, label), copyButton(text, 'Copy')), scrolling(h('pre', {}, text), label));
}

function download(example) {
  const url = URL.createObjectURL(new Blob([example.text], { type: 'application/json' }));
  h('a', { href: url, download: example.name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}
