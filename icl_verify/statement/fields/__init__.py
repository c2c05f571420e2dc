"""What an instance is made of: sizes and arrays, each declared once.

An instance type is a class whose body lists its axes and fields::

    class LeastSquares(Instance):
        rows = Axis(low=1)
        columns = Axis(low=1)
        design = Field("rows", "columns")
        step = Field(kind="positive")

Strategies, JSON, the simplifier and the hunt read that declaration and nothing else. Instances come in
batches (leading axis) and hold raw numbers, either torch float64 or balls; what a raw number stands for (a
column scaled to unit norm, say) is computed in the arithmetic of the instance when the attribute is read.
"""

from icl_verify.statement.fields.declaration import Axis, Field
from icl_verify.statement.fields.exact import Exact
from icl_verify.statement.fields.instance import Instance, name_fields, note_instance
from icl_verify.statement.fields.quantity import Quantity, define, derived, quantity_of

__all__ = [
    "Axis",
    "Exact",
    "Field",
    "Instance",
    "Quantity",
    "define",
    "derived",
    "name_fields",
    "note_instance",
    "quantity_of",
]
