"""The version, apart from the front door, so that modules behind it can say it."""

__version__ = "0.1.0"
