"""How far settling goes; alone here, since profiles are loaded with pytest and must not bring in torch."""

LAST_BITS = 32_768  # what is undecided here is given up
