"""What only a CUDA card can show: the same verdicts and trajectories there, tensors on it, and its speed."""
