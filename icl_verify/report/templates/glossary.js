// The symbols and assumptions that a claim's statement uses, copied from the glossary: null where it uses none.
function glossary(claim) {
  const entries = (claim.symbols || []).map((place) => document.getElementById(`symbol-${place}`)).filter(Boolean);
  if (!entries.length) return null;
  const copies = entries.map((entry) => { const copy = entry.cloneNode(true); copy.removeAttribute('id'); return copy; });
  return h('details', { class: 'numbers symbols' }, h('summary', {}, `Symbols (${copies.length})`), h('dl', { class: 'glossary' }, copies));
}
