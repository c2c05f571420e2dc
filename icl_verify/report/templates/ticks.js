// Where an axis has its ticks, and what they say.
// 1, 2 and 5 times a power of ten, for a log axis that spans few of them.
function between(low, high, room) {
  const found = [];
  for (const lead of room > 3 ? [1, 2, 5] : [1, 3]) {
    for (let k = Math.floor(low); k <= high; k += 1) {
      const at = k + Math.log10(lead);
      if (at >= low - 1e-9 && at <= high + 1e-9) found.push([at, decimal(lead, k)]);
    }
  }
  return found;
}

function decimal(lead, exponent) {
  if (exponent >= -3 && exponent <= 3) return String(Number(`${lead}e${exponent}`));
  return lead === 1 ? power(exponent) : `${lead}·${power(exponent)}`;
}

// A value as a tick says it: a power of ten as one.
function tickText(value) {
  const exponent = Math.round(Math.log10(value));
  return value > 0 && Math.abs(value / 10 ** exponent - 1) < 1e-3 ? decimal(1, exponent) : short(value);
}

// The ticks with room for their text; the others stay without.
function spaced(found, px) {
  let end = -Infinity;
  return found.map(([at, text]) => {
    const half = (text.length * 6.6) / 2;
    if (px(at) - half < end + 7) return [at, ''];
    end = px(at) + half;
    return [at, text];
  });
}

function ticks(low, high, log, room) {
  if (log) {
    const first = Math.ceil(low - 1e-9), last = Math.floor(high + 1e-9);
    const step = Math.max(1, Math.ceil((last - first + 1) / room));
    const found = [];
    for (let k = Math.ceil(first / step) * step; k <= last; k += step) found.push([k, decimal(1, k)]);
    if (high - low >= 2 && found.length >= 2) return found;
    const finer = between(low, high, room);
    if (finer.length >= 2) return finer;
    // Within a few steps of one decade: the ticks of a plain axis, at their places on the log one.
    return ticks(10 ** low, 10 ** high, false, 4).filter(([value]) => value > 0).map(([value, text]) => [Math.log10(value), text]);
  }
  const raw = (high - low) / Math.max(room, 1);
  const base = 10 ** Math.floor(Math.log10(raw || 1));
  const step = [1, 2, 5, 10].map((m) => m * base).find((size) => size >= raw) || base * 10;
  const found = [];
  for (let v = Math.ceil(low / step) * step; v <= high + step * 1e-9; v += step) {
    const value = Number(v.toPrecision(10));
    found.push([value, short(value)]);
  }
  return found;
}
