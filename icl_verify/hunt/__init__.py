"""The hunt: guided search for the instance on which a statement is weakest. It touches no files."""
