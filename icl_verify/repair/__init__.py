"""What would be true instead: degrees that do not fit, and proposals that are put on trial like any claim.

A verdict never depends on it.
"""
