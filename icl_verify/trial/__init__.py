"""How a statement is tried, whatever it says.

The public names are those of ``icl_verify`` itself. They are not repeated here, where modules bear the names
of what they define: ``trial.claim`` is the module, ``icl_verify.claim`` the decorator.
"""
