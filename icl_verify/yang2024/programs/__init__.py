"""Certified convex programs: optima as points and dual points that balls check."""
