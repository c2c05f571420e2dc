"""How many bits balls are asked for; alone here, since profiles are loaded with pytest, without torch."""

FIRST_BITS = 128  # beyond the 100 bits of a tie, which no fewer could show
LAST_BITS = 32_768  # what is undecided here is given up
TIE_BITS = 512  # at which the tie of an inequality is looked at once more
UNDEFINED_BITS = 256  # from here on, entries that more bits leave undefined are given up
