"""What the paper is about, in words: its source, what was found wrong with it, its symbols, its passages."""
