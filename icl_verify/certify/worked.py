"""The worked check: one line for each named quantity on the way to the broken entry, then the two sides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from flint import arb

from icl_verify.certify.put_in import Values, put_in
from icl_verify.certify.surds import exact_values, shown
from icl_verify.certify.trace import Named, Trace, in_symbols, named_quantities
from icl_verify.judge.settle import settle
from icl_verify.numerics import balls
from icl_verify.numerics.balls import BallArray
from icl_verify.numerics.namespace import namespace
from icl_verify.numerics.symbolic import Node, in_balls, merged, ordered
from icl_verify.records.worked import Column, Line, Steps, WorkedCheck
from icl_verify.statement.claim import Claim
from icl_verify.statement.fields import Exact
from icl_verify.statement.relation import Relation

DIGITS = 30
WRITTEN_OUT = 8  # entries of a quantity whose formulas are written out
MOST_FROM_BALLS = 60  # lines of a check whose claim leaves no formulas
LEFT, RIGHT, SCALE = "left side", "right side", "scale"


@dataclass(frozen=True)
class _Row:
    """A quantity over the merged graph: its words, nodes and shape."""

    named: Named
    nodes: Sequence[Node]
    given: bool


@dataclass
class _Sheet:
    """What the lines are written from.

    Attributes:
        rows: by name, in order of dependence, each with entries of its own.
        owner: by a node's id the row that it is an entry of.
    """

    values: Values
    rows: dict[str, _Row] = field(default_factory=dict)
    owner: dict[int, str] = field(default_factory=dict)

    def inputs(self, nodes: Sequence[Node], own: str = "") -> list[str]:
        """Names of the rows that nodes are made of without another between."""
        found: dict[str, None] = {}
        seen: set[int] = set()
        waiting = list(reversed(nodes))
        while waiting:
            node = waiting.pop()
            if id(node) in seen:
                continue
            seen.add(id(node))
            name = self.owner.get(id(node), own)
            if name != own:
                found[name] = None
            else:
                waiting.extend(reversed(node.args))
        return list(found)

    def value(self, nodes: Sequence[Node], shape: tuple[int, ...]) -> dict[str, Any]:
        """Exact values and balls, nested along the shape."""
        exact = [shown(self.values.exact[id(node)]) for node in nodes]
        enclosed = _texts([self.values.ball[id(node)] for node in nodes])
        return {"exact": _nested(exact, shape), "ball": _nested(enclosed, shape)}

    def formulas(self, nodes: Sequence[Node], shape: tuple[int, ...], own: str = "") -> Any:
        """The formulas with their numbers put in, nested along the shape; None where there are too many."""
        if len(nodes) > WRITTEN_OUT:
            return None
        leaf: Callable[[Node], bool] = lambda node: self.owner.get(id(node), own) != own  # noqa: E731
        return _nested([put_in(node, self.values, leaf) for node in nodes], shape)

    def line(self, name: str) -> Line:
        """The line of a row."""
        row = self.rows[name]
        words, shape = row.named.quantity, row.named.array.shape
        return Line(
            name=name, symbol=words.symbol, tex=words.tex, equation=words.equation,
            definition=words.definition, title=words.title, given=row.given,
            inputs=() if row.given else tuple(self.inputs(row.nodes, name)),
            put_in=None if row.given else self.formulas(row.nodes, shape, name),
            **self.value(row.nodes, shape),
        )  # fmt: skip

    def side(self, name: str, node: Node) -> Line:
        """The line of a side, or of the scale."""
        return Line(
            name=name, title=name, inputs=tuple(self.inputs([node])), put_in=self.formulas([node], ()),
            **self.value([node], ()),
        )  # fmt: skip

    def keep(self, chain: Sequence[str], more: Sequence[str]) -> None:
        """Leave the rows of the chain, and of ``more`` those that are given; others are written out."""
        kept = {name for name in more if self.rows[name].given} | set(chain)
        self.rows = {name: row for name, row in self.rows.items() if name in kept}
        self.owner = {node: name for node, name in self.owner.items() if name in kept}

    def chain(self, ends: Sequence[Node]) -> list[str]:
        """The rows that the ends are made of, inner ones first."""
        needed: set[str] = set()
        waiting = self.inputs(ends)
        while waiting:
            name = waiting.pop()
            if name not in needed:
                needed.add(name)
                waiting += self.inputs(self.rows[name].nodes, name)
        return [name for name in self.rows if name in needed]


def worked(trace: Trace) -> WorkedCheck:
    """The check of a break whose formulas are known."""
    broken, relation = trace.broken, trace.relation
    ends = [broken.left, broken.right]
    scale = getattr(relation, "scale", None) if relation.compares == "=" else None
    if scale is not None:
        ends.append(_flat(scale, relation)[trace.entry])
    steps = _step_nodes(trace)
    extra = [node for _, nodes in steps for node in nodes]
    with balls.precision(trace.bits):
        roots = [*ends, *extra]
        sheet = _sheet(trace, roots)
        left, right = (1, 0) if relation.words.swapped else (0, 1)
        sheet.keep(sheet.chain(roots[:2] + extra), sheet.chain(roots))
        lines = [sheet.line(name) for name in sheet.rows]
        lines.append(sheet.side(LEFT, ends[left]))
        if relation.words.right:
            lines.append(sheet.side(RIGHT, ends[right]))
        if scale is not None:
            lines.append(sheet.side(SCALE, ends[2]))
        table = _table(trace, sheet, steps)
    return WorkedCheck(
        claim=trace.claim.id, statement=trace.claim.statement, sign=relation.words.denied,
        sizes=dict(trace.exact.sizes), lines=tuple(lines), steps=table,
    )  # fmt: skip


def _sheet(trace: Trace, roots: Sequence[Node]) -> _Sheet:
    """The rows of all named quantities, over the nodes of ``roots`` and of the quantities.

    A quantity whose entries are all those of an earlier one is left out, and so is one of a derived instance
    that is the same formula again: its entries belong to the first.
    """
    entries = [node for named in trace.named for node in named.array.nodes]
    alike = dict(zip(map(id, entries), map(id, merged(entries)), strict=True))
    nodes = ordered([*roots, *entries])
    sheet = _Sheet(Values(exact_values(nodes), dict(zip(map(id, nodes), in_balls(nodes), strict=True))))
    fields, first = set(trace.exact.kind.fields), dict[Any, str]()
    # The numbers of the instance itself are named before those of instances that were derived from it.
    for named in sorted(trace.named, key=lambda named: named.label not in fields):
        own = named.array.nodes
        fresh = [node for node in own if node.op != "number" and id(node) not in sheet.owner]
        if not fresh and any(node.op != "number" for node in own):
            continue
        key = (named.quantity.name, *(alike[id(node)] for node in own))
        name = first.setdefault(key, named.label + "_" * (named.label in sheet.rows))
        if name not in sheet.rows:
            sheet.rows[name] = _Row(named, own, named.quantity.name in fields and not named.options)
        sheet.owner.update((id(node), name) for node in fresh)
    return sheet


def _flat(array: Any, relation: Relation) -> list[Node]:
    """The entries of an array broadcast to the sides."""
    shape = relation.formula_sides()[0].shape
    return list(namespace(array).broadcast_to(array, shape).nodes)


def _step_nodes(trace: Trace) -> list[tuple[tuple[str, str], list[Node]]]:
    """Of a claim about a trajectory, up to the broken step: title, LaTeX and nodes of each column."""
    times = trace.relation.times
    if not times:
        return []
    left, right = (list(in_symbols(side).nodes) for side in trace.relation.formula_sides())
    if len(left) % len(times):
        return []
    first, count = trace.entry - trace.entry % len(times), trace.entry % len(times) + 1
    sides = [side[first : first + count] for side in (left, right)]
    if trace.relation.words.swapped:
        sides.reverse()
    columns = [((LEFT, ""), sides[0]), ((RIGHT, ""), sides[1])]
    for path in trace.paths:
        shape = path.array.shape
        if len(shape) == 1 and shape[0] > times[count - 1]:
            at = [path.array.nodes[t] for t in times[:count]]
            columns.insert(0, ((path.quantity.title, path.quantity.tex), at))
    return columns


def _table(trace: Trace, sheet: _Sheet, steps: Sequence[tuple[tuple[str, str], list[Node]]]) -> Steps | None:
    if not steps:
        return None
    times = trace.relation.times
    assert times is not None
    count = len(steps[0][1])
    columns = [Column(tex=tex, title=title, **sheet.value(own, (count,))) for (title, tex), own in steps]
    return Steps(times=tuple(times[:count]), columns=tuple(columns))


def worked_in_balls(claim: Claim, exact: Exact) -> WorkedCheck | None:
    """The same of a claim that leaves no formulas, from the numbers that its balls met; None if unbroken."""
    settlement = settle(claim, exact)
    if settlement.outcome != "broken" or settlement.judgement is None:
        return None
    with balls.precision(settlement.bits):
        instance = exact.balls()
        relation = claim(instance)
        fields = set(exact.kind.fields)
        lines: list[Line] = []
        for named in named_quantities(instance):
            words = named.quantity
            given = words.name in fields and not named.options
            if (words.tex or given) and len(lines) < MOST_FROM_BALLS:
                lines.append(_line_of_balls(named, given))
    judged = settlement.judgement
    sides = [judged.lhs, judged.rhs]
    if relation.words.swapped:
        sides.reverse()
    names = (LEFT, RIGHT) if relation.words.right else (LEFT,)
    lines += [Line(name=name, title=name, ball=side) for name, side in zip(names, sides, strict=False)]
    return WorkedCheck(
        claim=claim.id, statement=claim.statement, sign=relation.words.denied, sizes=dict(exact.sizes),
        lines=tuple(lines), traced=False,
    )  # fmt: skip


def _line_of_balls(named: Named, given: bool) -> Line:
    words, array = named.quantity, named.array
    flat = balls.text(array, digits=DIGITS)
    return Line(
        name=named.label, symbol=words.symbol, tex=words.tex, equation=words.equation,
        definition=words.definition, title=words.title, given=given, ball=_nested(flat, tuple(array.shape)),
    )  # fmt: skip


def _texts(numbers: Sequence[arb]) -> list[str]:
    return list(balls.text(BallArray.gather(list(numbers), (len(numbers),)), digits=DIGITS))


def _nested(entries: Sequence[Any], shape: tuple[int, ...]) -> Any:
    if not shape:
        return entries[0]
    found = np.empty(len(entries), dtype=object)
    found[:] = list(entries)
    return found.reshape(shape).tolist()
