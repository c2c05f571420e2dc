"""Gradient descent (10): the reference, and the compiled kernel that trains a whole batch."""
