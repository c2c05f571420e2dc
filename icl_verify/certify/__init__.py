"""What a refutation is turned into, so that programs which share no line with this one can check it.

``trace`` has the claim write down its formulas; ``script`` and ``coq_file`` make a standalone Python script
and a file for Coq of them; ``check`` hands these to Python and to Coq; ``worked`` lists the numbers on the
way; ``equality`` states an equality for all reals at a shape. A verdict never depends on any of it.
"""

from icl_verify.certify.certificates import Certificate, certificate, certify_break, differing, work_out
from icl_verify.certify.trace import NoCertificateError

__all__ = ["Certificate", "NoCertificateError", "certificate", "certify_break", "differing", "work_out"]
