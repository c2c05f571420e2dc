"""Falsification benchmark: how soon is a false statement refuted, with proof?"""
