// The list: search, filters, sorting, and the way between the list and a claim's page.
const overview = document.getElementById('overview');
const claimView = document.getElementById('claim-view');
const listing = document.getElementById('listing');
const rows = claims.map((_, place) => document.getElementById(`row-${place}`));
const homes = rows.map((row) => row.parentNode);
const groups = [...document.querySelectorAll('tbody.group')];
const sorted = document.getElementById('sorted');
const status = document.getElementById('shown');
const search = document.getElementById('search');
const surprises = document.getElementById('surprises');
// Letters and digits are words of their own: thm1 is read as thm 1, (36) as 36.
const tokens = (text) => text.toLowerCase().match(/\p{L}+|\p{N}+/gu) || [];
// What is searched: names, the note, and of the statement its symbols, not how they are set.
const SETTING = /\\(math\w+|[td]?frac|text\w*|[bB]ig+[lr]?|left|right|q?quad|operatorname)\b/g;
const texts = claims.map((claim) => [claim.id, claim.title, claim.source, claim.group, (claim.statement || '').replace(SETTING, ' '), claim.note].map((part) => tokens(part || '')));

// A query's words, each with the number that follows it: lemma 5 is not lemma 10 with a 5 elsewhere.
function phrases(query) {
  const found = [];
  for (const token of tokens(query)) {
    if (/^\p{N}/u.test(token) && found.length && found.at(-1).length === 1 && !/^\p{N}/u.test(found.at(-1)[0])) found.at(-1).push(token);
    else found.push([token]);
  }
  return found;
}

const begins = (token, word) => token !== undefined && (/^\p{N}/u.test(word) ? token === word : token.startsWith(word));
const holdsPhrase = (parts, phrase) => parts.some((part) => part.some((_, i) => phrase.every((word, j) => begins(part[i + j], word))));
const chips = { verdict: [...document.querySelectorAll('button[data-verdict]')], form: [...document.querySelectorAll('button[data-form]')] };
const pressed = (kind) => new Set(chips[kind].filter((chip) => chip.getAttribute('aria-pressed') === 'true').map((chip) => chip.dataset[kind]));
const press = (chip, on) => chip.setAttribute('aria-pressed', String(on));

const SORTS = {
  order: null,
  verdict: (claim) => ['refuted', 'error', 'inconclusive', 'vacuous', 'holds'].indexOf(claim.verdict),
  claim: (claim) => (claim.title || claim.id).toLowerCase(),
  form: (claim) => Object.keys(FORM_NAMES).indexOf(claim.form),
  tightness: (claim) => -closeness(claim),
  instances: (claim) => -claim.applicable,
  time: (claim) => -claim.seconds,
};
let sorting = 'order';

// Broken claims are ahead of the rest: equalities by how far their sides are apart.
function closeness(claim) {
  const top = claim.top ?? null;
  if (claim.verdict !== 'refuted') return top ?? -Infinity;
  if (claim.digits !== undefined) return 1 + 10 ** -claim.digits;
  return Math.max(top ?? Infinity, 1);
}

function visiblePlaces() {
  return [...listing.querySelectorAll('tr.claim:not([hidden])')].map((row) => Number(row.dataset.place));
}

function filter() {
  const words = phrases(search.value);
  const verdicts = pressed('verdict'), forms = pressed('form');
  let shown = 0, hidden = 0;
  claims.forEach((claim, place) => {
    const fits = words.every((phrase) => holdsPhrase(texts[place], phrase)) && (!surprises.checked || !claim.as_expected);
    const keep = fits && verdicts.has(claim.verdict) && forms.has(claim.form);
    rows[place].hidden = !keep;
    if (keep) shown += 1;
    else if (fits) hidden += 1;
  });
  if (sorting === 'order') for (const group of groups) group.hidden = !group.querySelector('tr.claim:not([hidden])');
  const forms_ = chips.form.length - forms.size, verdicts_ = chips.verdict.length - verdicts.size;
  status.textContent = `${count(shown)} of ${count(claims.length)} claims shown${forms_ || verdicts_ ? '; some are filtered out' : ''}`;
  document.getElementById('all').hidden = shown === claims.length;
  document.getElementById('nothing').hidden = shown > 0;
  // A search looks past the filters: what it finds there is a click away.
  const elsewhere = document.getElementById('elsewhere');
  elsewhere.hidden = !(words.length && hidden);
  elsewhere.textContent = `${hidden === 1 ? '1 more matches' : `${count(hidden)} more match`} among hidden forms and verdicts: show`;
  remember();
}

// The list as it stands, as an address; the plain list has none of its own.
const STANDARD = claims.some((claim) => STATEMENTS.has(claim.form)) ? [...STATEMENTS] : null;
function listAddress() {
  const state = [];
  const chosen = (kind, usual) => {
    const all = chips[kind].map((chip) => chip.dataset[kind]), on = all.filter((name) => pressed(kind).has(name));
    const expected = usual ? all.filter((name) => usual.includes(name)) : all;
    if (on.join() !== expected.join()) state.push(`${kind}=${on.length === all.length ? 'all' : on.map(encodeURIComponent).join(',')}`);
  };
  chosen('form', STANDARD);
  chosen('verdict', null);
  if (search.value.trim()) state.push(`q=${encodeURIComponent(search.value.trim())}`);
  if (surprises.checked) state.push('only=unexpected');
  if (sorting !== 'order') state.push(`sort=${sorting}`);
  return `#list${state.length ? `?${state.join('&')}` : ''}`;
}

let opened = false; // what the address of a fresh page says is read before it is written
function remember() {
  if (!opened) return;
  const address = listAddress();
  if (overview.hidden || (address === '#list' && !/^#list/.test(location.hash))) return;
  if (location.hash !== address) history.replaceState(null, '', address);
}

// Back to what an address says; what it does not name stands as it does on a fresh page.
function recall(query) {
  const state = new Map(query.split('&').filter(Boolean).map((part) => {
    const [name, ...rest] = part.split('=');
    let value = rest.join('=');
    try { value = name === 'q' ? decodeURIComponent(value) : value; } catch { value = ''; }
    return [name, value];
  }));
  for (const [kind, usual] of [['form', STANDARD], ['verdict', null]]) {
    const named = (state.get(kind) ?? '').split(',');
    setChips(kind, !state.has(kind) ? usual : state.get(kind) === 'all' ? null : named);
  }
  search.value = state.get('q') ?? '';
  surprises.checked = state.get('only') === 'unexpected';
  const wanted = state.get('sort');
  sort(wanted in SORTS ? wanted : 'order');
}

function sort(name) {
  sorting = name;
  const key = SORTS[name];
  if (!key) {
    rows.forEach((row, place) => homes[place].append(row));
  } else {
    const order = claims.map((claim, place) => [key(claim), place]);
    order.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : a[1] - b[1]));
    sorted.append(...order.map(([, place]) => rows[place]));
    for (const group of groups) group.hidden = true;
  }
  sorted.hidden = !key;
  listing.classList.toggle('flat', Boolean(key));
  document.getElementById('sort').value = name;
  for (const head of document.querySelectorAll('th[data-sort]')) {
    head.setAttribute('aria-sort', head.dataset.sort !== name ? 'none' : ['tightness', 'instances', 'time'].includes(name) ? 'descending' : 'ascending');
  }
  filter();
}

function setChips(kind, values) {
  for (const chip of chips[kind]) press(chip, values === null || values.includes(chip.dataset[kind]));
}

function showAll() {
  search.value = '';
  surprises.checked = false;
  setChips('verdict', null);
  setChips('form', null);
  filter();
}

function listen() {
  document.getElementById('elsewhere').addEventListener('click', () => { setChips('verdict', null); setChips('form', null); filter(); status.focus(); });
  for (const chip of [...chips.verdict, ...chips.form]) {
    chip.addEventListener('click', () => { press(chip, chip.getAttribute('aria-pressed') !== 'true'); filter(); });
  }
  search.addEventListener('input', filter);
  surprises.addEventListener('change', filter);
  document.getElementById('all').addEventListener('click', showAll);
  document.getElementById('sort').addEventListener('change', (event) => sort(event.target.value));
  for (const button of document.querySelectorAll('th[data-sort] button')) {
    button.addEventListener('click', () => sort(sorting === button.parentNode.dataset.sort ? 'order' : button.parentNode.dataset.sort));
  }
  for (const cell of document.querySelectorAll('button[data-cell]')) {
    cell.addEventListener('click', () => {
      const [form, verdict] = cell.dataset.cell.split(' ');
      search.value = '';
      surprises.checked = false;
      setChips('form', form === '*' ? null : [form]);
      setChips('verdict', verdict === '*' ? null : [verdict]);
      filter();
      document.getElementById('claims').scrollIntoView();
      status.focus();
    });
  }
}

let leftAt = 0;
let leftFor = -1;
const unknown = document.getElementById('unknown');
function route() {
  const match = /^#claim\/([^?]+)(?:\?at=(.*))?$/.exec(location.hash);
  let id = null;
  try {
    id = match && decodeURIComponent(match[1]);
  } catch {
    id = match[1];
  }
  const place = id === null ? undefined : byId.get(id);
  unknown.hidden = id === null || place !== undefined;
  if (place === undefined) {
    const list = /^#list(?:\?(.*))?$/.exec(location.hash);
    if (list && location.hash !== listAddress()) recall(list[1] || '');
    if (!unknown.hidden) tellUnknown(id);
    const returning = overview.hidden;
    overview.hidden = false;
    claimView.hidden = true;
    claimView.replaceChildren();
    document.title = document.body.dataset.title;
    overview.dataset.at = list ? 'list' : '';
    if (list && !returning) document.getElementById('claims').scrollIntoView();
    if (!returning || !unknown.hidden) return;
    window.scrollTo(0, leftAt);
    // Who goes by keyboard goes on where the claim was opened.
    const link = document.querySelector(`#row-${leftFor} .title`);
    if (link) link.focus({ preventScroll: true });
    return;
  }
  if (leftFor === place && !claimView.hidden) return scrollTo_(match[2]);
  if (!overview.hidden) leftAt = window.scrollY;
  const parts = claimPage(claims[place], place).filter(Boolean);
  overview.hidden = true;
  claimView.hidden = false;
  claimView.replaceChildren(...parts);
  leftFor = place;
  document.title = `${claims[place].title || claims[place].id} · ${document.body.dataset.title}`;
  window.scrollTo(0, 0);
  claimView.querySelector('h1').focus({ preventScroll: true });
  // Plots take their height once they are laid out: only then does a section stand where it stays.
  if (match[2]) requestAnimationFrame(() => requestAnimationFrame(() => scrollTo_(match[2])));
}

// To a section of the claim that is open.
function scrollTo_(name) {
  const part = name && document.getElementById(`s-${name}`);
  if (part) part.scrollIntoView();
  else if (!name) window.scrollTo(0, 0);
}

// A link into another run, or a claim that has another name by now.
function tellUnknown(id) {
  const group = id.split('.')[0].toLowerCase();
  const near = claims.filter((claim) => claim.id.toLowerCase().startsWith(group)).slice(0, 6);
  unknown.replaceChildren(h('p', {}, 'There is no claim ', h('code', {}, id.slice(0, 200)), ' in this run. ',
    near.length ? ['Those of the same group: ', near.map((claim, i) => [i ? ', ' : '', h('a', { href: href(claim.id) }, claim.id)])] : null));
  window.scrollTo(0, 0);
}

listen();
document.querySelectorAll('.finding a[download]').forEach((link) => link.replaceWith(fromPage(link)));
for (const region of document.querySelectorAll('.watched')) scrollWatch.observe(region);
// On a phone a statement that has no place to break scrolls by itself.
if (matchMedia('(max-width: 44rem)').matches) for (const row of rows) scrolling(row.querySelector('.statement'), 'Statement');
// A reader comes for the statements. What tries the tool itself is a click away, and shown at once where there is nothing else.
setChips('form', STANDARD);
filter();
document.documentElement.classList.add('scripted');
window.addEventListener('hashchange', route);
route();
opened = true;
