"""What the claims are tried on."""
