"""What a claim is: instance types and their fields, relations, claims, and the populations they are tried on.

The public names are those of ``icl_verify`` itself. They are not repeated here, where modules bear the names
of what they define: ``statement.claim`` is the module, ``icl_verify.claim`` the decorator.
"""
