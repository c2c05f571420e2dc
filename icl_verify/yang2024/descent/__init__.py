"""Gradient descent (10): the reference, and the compiled kernel that trains a whole batch.

``descend`` is the door. Behind it stand three engines that take the same steps: a loop over the namespace,
which runs in every arithmetic and is what the others are tested against; ``fused``, for a single instance in
balls; and the kernel, for float64. From top to bottom
the kernel is ``kernel`` (what to run, and on which threads), ``compiled`` (one training from start to end),
``heads`` and ``columns`` (one step), ``products`` (matrix products), ``lanes`` (vectors), with ``plan``
(where every array lies), ``team`` (the barrier) and ``cache`` (compiled code on disk) beside them.
"""
