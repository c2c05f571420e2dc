"""True and false statements of every kind that a trial may get wrong, and what it says of them."""
