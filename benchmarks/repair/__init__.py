"""How often a refuted statement is led back to what is known to be true."""
