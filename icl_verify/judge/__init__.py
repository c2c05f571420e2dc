"""What one instance shows: float64 suspects, balls settle."""
