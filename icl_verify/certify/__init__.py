"""What a refutation is turned into so that programs which share no line with this one can check it."""
