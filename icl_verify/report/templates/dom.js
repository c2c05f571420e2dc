// Small helpers. Text reaches the page through text nodes alone: nothing that a record says is read as markup.
const SVG = 'http://www.w3.org/2000/svg';
const run = JSON.parse(document.getElementById('run').textContent);
const claims = run.claims;
// The words of a relation are the same for many claims.
for (const claim of claims) if (claim.relation !== undefined) claim.relation = run.relations[claim.relation];
// What the list says is not said twice.
claims.forEach((claim, place) => {
  const row = document.getElementById(`row-${place}`);
  const text = (selector) => (row.querySelector(selector) || { textContent: '' }).textContent;
  Object.assign(claim, { title: text('.title'), source: text('.source'), note: text('.unscripted .note') });
});
const STATEMENTS = new Set(document.body.dataset.statementForms.split(' '));
const byId = new Map(claims.map((claim, place) => [claim.id, place]));

function fill(node, props, children) {
  for (const [name, value] of Object.entries(props || {})) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? '' : value);
  }
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child instanceof Node ? child : String(child));
  }
  return node;
}

const h = (tag, props, ...children) => fill(document.createElement(tag), props, children);
const s = (tag, props, ...children) => fill(document.createElementNS(SVG, tag), props, children);

const superscripts = { '-': '⁻', 0: '⁰', 1: '¹', 2: '²', 3: '³', 4: '⁴', 5: '⁵', 6: '⁶', 7: '⁷', 8: '⁸', 9: '⁹' };
const power = (exponent) => '10' + String(exponent).replace(/./g, (digit) => superscripts[digit] || digit);

function short(value, digits = 4) {
  if (typeof value !== 'number') return '—';
  if (value === 0 || Number.isInteger(value) && Math.abs(value) < 1e6) return String(value).replace('-', '−');
  const size = Math.abs(value);
  const text = size >= 1e-3 && size < 1e5 ? String(Number(value.toPrecision(digits))) : value.toExponential(digits - 2);
  return text.replace('-', '−').replace('e+', 'e').replace('e-', 'e−');
}

const count = (value) => String(value ?? 0).replace(/\B(?=(\d{3})+$)/g, '\u202f');
const href = (id) => '#claim/' + encodeURIComponent(id);

function verdictBadge(verdict) {
  return h('span', { class: `verdict v-${verdict}` }, h('span', { class: 'mark', 'aria-hidden': 'true' }, run.marks[verdict]), verdict);
}

// A claim's typeset statement, copied from its row of the list.
function statement(id) {
  const row = document.getElementById(`row-${byId.get(id)}`);
  const source = row && row.querySelector('.statement');
  return h('div', { class: 'statement', role: 'group', 'aria-label': 'Statement' }, source ? [...source.cloneNode(true).childNodes] : null);
}

function claimLink(id) {
  const claim = claims[byId.get(id)];
  if (!claim) return h('code', {}, id);
  return h('span', { class: 'claim-link' }, verdictBadge(claim.verdict), ' ', h('a', { href: href(id) }, claim.title || id));
}

function copyButton(text, label) {
  const button = h('button', { type: 'button', class: 'quiet', onclick: () => copy(typeof text === 'function' ? text() : text, button, label) }, label);
  return button;
}

async function copy(text, button, label) {
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = 'Copied';
  } catch {
    button.textContent = 'Select the text and copy it';
  }
  setTimeout(() => { button.textContent = label; }, 2000);
}

// A region that scrolls sideways must be reachable by the keyboard, and only then.
const scrollWatch = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
    else target.removeAttribute('tabindex');
    fade(target);
  }
});
// What goes on beyond an edge fades there.
function fade(region) {
  region.classList.toggle('came-from', region.scrollLeft > 1);
  region.classList.toggle('goes-on', region.scrollLeft + region.clientWidth < region.scrollWidth - 1);
}
function scrolling(node, label) {
  node.classList.add('scrolls');
  node.setAttribute('role', 'group');
  node.setAttribute('aria-label', label);
  scrollWatch.observe(node);
  node.addEventListener('scroll', () => fade(node), { passive: true });
  return node;
}
