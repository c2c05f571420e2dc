// Python that rebuilds a kept instance: from literals when it is small, else from the downloaded file.
const INLINE_LIMIT = 1500;
const LINE_LIMIT = 88;
const TYPE_NAME = /^([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*):[A-Za-z_]\w*$/;

function snippet(instance, name) {
  const module = TYPE_NAME.exec(instance.type);
  const imports = module ? ['from icl_verify import Exact', `import ${module[1]}  # declares the instance type`]
    : ['from icl_verify import Exact, collect', '', `collect(${JSON.stringify(run.replay.properties)})  # the claims declare ${JSON.stringify(instance.type)}`];
  const literal = pythonLiteral(instance, '');
  if (literal.length <= INLINE_LIMIT) return [...imports, '', `instance = Exact.from_json(${literal})`].join('\n');
  return ['import json', '', ...imports, '', `with open(${JSON.stringify(name)}) as file:`,
    '    instance = Exact.from_json(json.load(file)["instance"])'].join('\n');
}

// Strings and finite numbers of JSON are Python's; a value takes one line where it fits, numbers fill theirs.
function pythonLiteral(value, indent) {
  if (value === null || typeof value !== 'object') return { null: 'None', true: 'True', false: 'False' }[value] || JSON.stringify(value);
  const inner = `${indent}    `;
  const parts = Array.isArray(value) ? value.map((item) => pythonLiteral(item, inner))
    : Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${pythonLiteral(item, inner)}`);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const line = open + parts.join(', ') + close;
  if (line.length + indent.length <= LINE_LIMIT && !line.includes('\n')) return line;
  const flat = Array.isArray(value) && value.every((item) => item === null || typeof item !== 'object');
  const rows = flat ? filled(parts, LINE_LIMIT - inner.length) : parts.map((part) => `${part},`);
  return `${open}\n${rows.map((row) => `${inner}${row}\n`).join('')}${indent}${close}`;
}

function filled(parts, limit) {
  const rows = [];
  for (const part of parts) {
    const last = rows.at(-1);
    if (last !== undefined && last.length + part.length + 2 <= limit) rows[rows.length - 1] = `${last} ${part},`;
    else rows.push(`${part},`);
  }
  return rows;
}
