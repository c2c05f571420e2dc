"""How a statement is tried, whatever it says: draw, suspect, settle, hunt, prove, make small, keep."""
