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
const texts = claims.map((claim) => [claim.id, claim.title, claim.source, claim.group].map((part) => tokens(part || '')));

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
  let shown = 0;
  claims.forEach((claim, place) => {
    const keep = verdicts.has(claim.verdict) && forms.has(claim.form) && (!surprises.checked || !claim.as_expected) && words.every((phrase) => holdsPhrase(texts[place], phrase));
    rows[place].hidden = !keep;
    if (keep) shown += 1;
  });
  if (sorting === 'order') for (const group of groups) group.hidden = !group.querySelector('tr.claim:not([hidden])');
  const forms_ = chips.form.length - forms.size, verdicts_ = chips.verdict.length - verdicts.size;
  status.textContent = `${count(shown)} of ${count(claims.length)} claims shown${forms_ || verdicts_ ? '; some are filtered out' : ''}`;
  document.getElementById('all').hidden = shown === claims.length;
  document.getElementById('nothing').hidden = shown > 0;
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
function route() {
  const match = /^#claim\/(.+)$/.exec(location.hash);
  let id = null;
  try {
    id = match && decodeURIComponent(match[1]);
  } catch {
    id = null;
  }
  const place = id === null ? undefined : byId.get(id);
  if (place === undefined) {
    const returning = overview.hidden;
    overview.hidden = false;
    claimView.hidden = true;
    claimView.replaceChildren();
    document.title = document.body.dataset.title;
    if (!returning) return;
    window.scrollTo(0, leftAt);
    // Who goes by keyboard goes on where the claim was opened.
    const link = document.querySelector(`#row-${leftFor} .title`);
    if (link) link.focus({ preventScroll: true });
    return;
  }
  if (!overview.hidden) leftAt = window.scrollY;
  const parts = claimPage(claims[place], place).filter(Boolean);
  overview.hidden = true;
  claimView.hidden = false;
  claimView.replaceChildren(...parts);
  leftFor = place;
  document.title = `${claims[place].title || claims[place].id} · ${document.body.dataset.title}`;
  window.scrollTo(0, 0);
  claimView.querySelector('h1').focus({ preventScroll: true });
}

listen();
for (const region of document.querySelectorAll('.watched')) scrollWatch.observe(region);
// A reader comes for the statements. What tries the tool itself is a click away, and shown at once where there is nothing else.
if (claims.some((claim) => STATEMENTS.has(claim.form))) setChips('form', [...STATEMENTS]);
filter();
document.documentElement.classList.add('scripted');
window.addEventListener('hashchange', route);
route();
