"""A graph that may not grow ends in its own error, wherever it grows."""

import pytest

from icl_verify.numerics.symbolic import GraphTooLargeError, Node, Symbolic, at_most_nodes, atoms


@pytest.mark.parametrize(
    "shapes", [((30, 30), (30, 30)), ((5, 30), (30,)), ((30,), (30, 5)), ((4, 2, 30), (30, 9))]
)
def test_a_product_of_matrices_stops_at_the_limit(shapes) -> None:
    left, right = (atoms(name, shape) for name, shape in zip("ab", shapes, strict=True))
    with at_most_nodes(20), pytest.raises(GraphTooLargeError, match="at most 20 nodes"):
        Symbolic().matmul(left, right)


def test_a_graph_that_shares_its_nodes_prints_in_a_line() -> None:
    node = Node("atom", data=("x", None))
    for _ in range(18):
        node = node + node
    assert repr(node) == "+(+(+(...), +(...)), +(+(...), +(...)))"
