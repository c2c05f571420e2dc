"""Checks by itself that one instance refutes words.larger_dictionary_slower_measured: Training is slower with a larger dictionary, always.

Claimed: \\log\\Delta^{(0)}/\\Delta^{(t)}\\ \\text{with all unlabelled tokens is at most that with the first half of them}
It shares no line with the program that found the instance; its formulas are what that program
traced. Run: python3 -I -S THIS_FILE. Exit status 0 means proved.
"""

import math
import sys
from fractions import Fraction

BITS = 128  # of a bound; a script sets its own


class Refused(Exception):
    """What is to be shown does not follow from the intervals."""


class Contradicted(Exception):
    """The opposite of what is to be shown is certain."""


class Interval:
    """The real numbers from lo * 2**e to hi * 2**e."""

    __slots__ = ("e", "hi", "lo")

    def __init__(self, lo, hi, e=0):
        excess = max(abs(lo), abs(hi)).bit_length() - BITS
        if excess > 0:
            lo, hi, e = lo >> excess, -(-hi >> excess), e + excess
        self.lo, self.hi, self.e = lo, hi, e

    def at(self, e):
        """Both ends as multiples of 2**e, rounded outwards."""
        shift = self.e - e
        if shift >= 0:
            return self.lo << shift, self.hi << shift
        return self.lo >> -shift, -(-self.hi >> -shift)

    def __add__(self, other):
        e = common(self, other)
        (a, b), (c, d) = self.at(e), other.at(e)
        return Interval(a + c, b + d, e)

    def __neg__(self):
        return Interval(-self.hi, -self.lo, self.e)

    def __sub__(self, other):
        return self + -other

    def __mul__(self, other):
        ends = (self.lo * other.lo, self.lo * other.hi, self.hi * other.lo, self.hi * other.hi)
        return Interval(min(ends), max(ends), self.e + other.e)

    def __truediv__(self, other):
        if other.lo <= 0 <= other.hi:
            raise Refused("a denominator may be 0")
        widest = max(abs(other.lo), abs(other.hi)).bit_length()
        k = max(0, BITS + 2 + widest - max(1, min(abs(self.lo), abs(self.hi)).bit_length()))
        pairs = [(n << k, d) for n in (self.lo, self.hi) for d in (other.lo, other.hi)]
        low = min(n // d for n, d in pairs)
        high = max(-(-n // d) for n, d in pairs)
        return Interval(low, high, self.e - other.e - k)

    def __pow__(self, n):
        base = absolute(self) if n % 2 == 0 else self
        return Interval(base.lo**n, base.hi**n, n * self.e)


def common(x, y):
    """An exponent at which both lose nothing that counts: 2 BITS below the other's last place is nothing."""
    return max(min(x.e, y.e), max(x.e, y.e) - 2 * BITS)


def absolute(x):
    """|x|."""
    if x.lo >= 0:
        return x
    return -x if x.hi <= 0 else Interval(0, max(-x.lo, x.hi), x.e)


def maximum(x, y):
    """The greater of two numbers."""
    e = common(x, y)
    (a, b), (c, d) = x.at(e), y.at(e)
    return Interval(max(a, c), max(b, d), e)


def minimum(x, y):
    """The smaller of two numbers."""
    return -maximum(-x, -y)


def number(p, q=1):
    """The exact number p/q."""
    return Interval(p, p) if q == 1 else Interval(p, p) / Interval(q, q)


def sqrt(x):
    """The root of a number that is certainly >= 0."""
    if x.lo < 0:
        raise Refused("the argument of a root may be negative")
    k = max(0, 2 * BITS + 2 - x.hi.bit_length())
    k += (x.e - k) % 2
    low, high = x.lo << k, x.hi << k
    root = math.isqrt(high)
    return Interval(math.isqrt(low), root + (root * root < high), (x.e - k) // 2)


def at_ends(function, x, more):
    """A growing function of both ends of an interval, worked out with so many more bits."""
    global BITS
    before = BITS
    BITS = before + more + 48
    try:
        low = function(Interval(x.lo, x.lo, x.e))
        high = low if x.lo == x.hi else function(Interval(x.hi, x.hi, x.e))
        e = min(low.e, high.e)
        ends = low.at(e)[0], high.at(e)[1]
    finally:
        BITS = before
    return Interval(*ends, e)


def magnitude(x):
    """The least k with |x| < 2**k throughout."""
    return max(abs(x.lo), abs(x.hi)).bit_length() + x.e


def exp(x):
    """e to the x."""
    return at_ends(exp_of_point, x, 2 * max(0, magnitude(x)))


def exp_of_point(x):
    """(e to the x / 2**k) squared k times, |x| / 2**k <= 2**-8; the tail is below the last term."""
    k = max(0, magnitude(x) + 8)
    small = Interval(x.lo, x.hi, x.e - k)
    total = term = number(1)
    n = 0
    while n < 1 or magnitude(term) > -BITS:
        n += 1
        term = term * small / number(n)
        total = total + term
    tail = absolute(term)
    total = total + Interval(-tail.hi, tail.hi, tail.e)
    for _ in range(k):
        total = total * total
    return total


def log(x):
    """The natural logarithm of a number that is certainly > 0."""
    if x.lo <= 0:
        raise Refused("the argument of a logarithm may be 0 or negative")
    from_one = x - number(1)
    near = -magnitude(from_one) if from_one.lo or from_one.hi else 0
    return at_ends(log_of_point, x, max(0, near) + 2 * abs(magnitude(x)).bit_length())


def log_of_point(x):
    """y + log(1 + d) for x e**-y = 1 + d, y near log x; the tail of the series is below its last term."""
    mantissa, denominator = (math.log(x.lo) + x.e * math.log(2)).as_integer_ratio()
    y = Interval(mantissa, mantissa, 1 - denominator.bit_length())
    d = x * exp_of_point(-y) - number(1)
    if magnitude(d) > -1:
        raise Refused("a logarithm was not found")
    total, power, n = number(0), number(1), 0
    while n < 1 or magnitude(power) > -BITS:
        n += 1
        power = power * d
        total = total + (power if n % 2 else -power) / number(n)
    tail = absolute(power)
    return y + total + Interval(-tail.hi, tail.hi, tail.e)


def eigenvalue(index, low, high, triangle):
    """The eigenvalue of that index, ascending from 0, of the symmetric matrix with that lower triangle.

    It lies in [low, high] where fewer than index + 1 eigenvalues are below low, and more than index below
    high: as many as there are negative pivots of the matrix less that multiple of the identity (Sylvester).
    """
    if negative_pivots(triangle, low) > index or negative_pivots(triangle, high) <= index:
        raise Refused("an eigenvalue is not where it was said to be")
    e = min(low.e, high.e)
    return Interval(low.at(e)[0], high.at(e)[1], e)


def negative_pivots(triangle, shift):
    """How many pivots of the matrix less shift times the identity are negative; none may be near 0."""
    n = math.isqrt(2 * len(triangle))
    rows = [list(triangle[i * (i + 1) // 2 : (i + 1) * (i + 2) // 2]) for i in range(n)]
    negative = 0
    for k in range(n):
        pivot = rows[k][k] - shift
        if pivot.lo <= 0 <= pivot.hi:
            raise Refused("a pivot may be 0")
        negative += pivot.hi < 0
        column = [rows[i][k] for i in range(k + 1, n)]
        for i in range(k + 1, n):
            factor = column[i - k - 1] / pivot
            for j in range(k + 1, i + 1):
                rows[i][j] = rows[i][j] - factor * column[j - k - 1]
    return negative


def text(x):
    """The interval in decimals, rounded for reading; a fraction as it is."""
    if isinstance(x, Fraction):
        return str(x)
    low, high = (decimal(end, x.e) for end in (x.lo, x.hi))
    return low if low == high else f"{low} .. {high}"


def decimal(mantissa, e):
    """mantissa * 2**e, rounded for reading; as a power of 2 where no float holds it."""
    length = abs(mantissa).bit_length()
    if mantissa and not -1000 < length + e < 1000:
        return f"{mantissa / (1 << length):.6g} * 2**{length + e}"
    return f"{float(Fraction(mantissa) * Fraction(2) ** e):.15g}" if mantissa else "0"


def show(name, x):
    """Print a number under its name, and hand it on."""
    print(f"  {name} = {text(x)}")
    return x


def claim(name, x, sign, y):
    """Print a comparison, of intervals or of fractions; refuse unless it is certain."""
    difference = x - y
    low, high = (difference,) * 2 if isinstance(x, Fraction) else (difference.lo, difference.hi)
    above, below, same = low > 0, high < 0, low == high == 0
    certain, opposite = {
        "<=": (high <= 0, above),
        ">": (above, high <= 0),
        "!=": (above or below, same),
        "=": (same, above or below),
    }[sign]
    stated = f"{name}: {text(x)} {sign} {text(y)}"
    if opposite:
        raise Contradicted(stated)
    if not certain:
        raise Refused(f"it is not certain that {stated}")
    print(f"  {stated}")


def checked(body):
    """Run the formulas of a script: exit 0 where all is proved, 3 where the opposite is, else 1; say why."""
    try:
        body()
    except Contradicted as stated:
        print(f"the opposite is certain of {stated}", file=sys.stderr)
        sys.exit(3)
    except (Refused, ZeroDivisionError, OverflowError, ValueError) as reason:
        sys.exit(f"not proved: {reason}")

BITS = 512


def counterexample():
    print("the instance")
    features_0_0 = show("features_0_0", number(0))
    gamma_multiple = show("gamma_multiple", number(1))
    n3 = sqrt(number(2))
    n9 = features_0_0 ** 2
    noise_level = show("noise_level", number(1))
    print("what follows from it")
    smaller_dictionary_label_covariance_0_0 = show("smaller_dictionary_label_covariance_0_0 [Zbar^2 (12)]", n9 + noise_level)
    features_0_1 = show("features_0_1", number(1))
    n13 = features_0_1 ** 2
    smaller_dictionary_label_covariance_1_1 = show("smaller_dictionary_label_covariance_1_1 [Zbar^2 (12)]", n13 + noise_level)
    smaller_dictionary_label_covariance_1_0 = show("smaller_dictionary_label_covariance_1_0 [Zbar^2 (12)]", features_0_1 * features_0_0)
    n20 = smaller_dictionary_label_covariance_1_0 ** 2
    n22 = ((smaller_dictionary_label_covariance_0_0 - smaller_dictionary_label_covariance_1_1) ** 2) + (number(4) * n20)
    smaller_dictionary_squared_label_scale = show("smaller_dictionary_squared_label_scale [||Zbar||^2 (12)]", ((smaller_dictionary_label_covariance_0_0 + smaller_dictionary_label_covariance_1_1) + sqrt(n22)) / number(2))
    n26 = ((n3 * number(128)) / (n3 - number(1))) * smaller_dictionary_squared_label_scale
    smaller_dictionary_largest_column_norm = show("smaller_dictionary_largest_column_norm [fbar_max (12)]", sqrt(maximum(smaller_dictionary_label_covariance_0_0, smaller_dictionary_label_covariance_1_1)))
    features_0_2 = show("features_0_2", number(0))
    n34 = features_0_0 * features_0_2
    smaller_dictionary_label_covariance_0_1 = show("smaller_dictionary_label_covariance_0_1 [Zbar^2 (12)]", features_0_0 * features_0_1)
    n37 = -smaller_dictionary_label_covariance_0_1
    n38 = features_0_1 * features_0_2
    n43 = (smaller_dictionary_label_covariance_0_0 * smaller_dictionary_label_covariance_1_1) - (smaller_dictionary_label_covariance_1_0 * smaller_dictionary_label_covariance_0_1)
    smaller_dictionary_ridge_attention_0_2 = show("smaller_dictionary_ridge_attention_0_2 [A (26)]", ((smaller_dictionary_label_covariance_1_1 * n34) + (n37 * n38)) / n43)
    n46 = -smaller_dictionary_label_covariance_1_0
    smaller_dictionary_ridge_attention_1_2 = show("smaller_dictionary_ridge_attention_1_2 [A (26)]", ((n46 * n34) + (smaller_dictionary_label_covariance_0_0 * n38)) / n43)
    n52 = (features_0_0 * smaller_dictionary_ridge_attention_0_2) + (features_0_1 * smaller_dictionary_ridge_attention_1_2)
    n54 = (n9 + n13) + (n52 * n52)
    features_0_3 = show("features_0_3", number(1))
    n56 = features_0_0 * features_0_3
    n58 = features_0_1 * features_0_3
    ridge_attention_0_3 = show("ridge_attention_0_3 [A (26)]", ((smaller_dictionary_label_covariance_1_1 * n56) + (n37 * n58)) / n43)
    ridge_attention_1_3 = show("ridge_attention_1_3 [A (26)]", ((n46 * n56) + (smaller_dictionary_label_covariance_0_0 * n58)) / n43)
    n68 = (features_0_0 * ridge_attention_0_3) + (features_0_1 * ridge_attention_1_3)
    n72 = number(1) + (smaller_dictionary_ridge_attention_0_2 ** 2)
    n76 = smaller_dictionary_ridge_attention_1_2 ** 2
    n80 = noise_level * ((((n72 + (ridge_attention_0_3 ** 2)) + number(1)) + n76) + (ridge_attention_1_3 ** 2))
    initial_excess = show("initial_excess [Delta^(0) (11)]", ((n54 + (n68 * n68)) + n80) / number(8))
    smaller_dictionary_label_covariance_root_0_0 = show("smaller_dictionary_label_covariance_root_0_0 [Zbar (12)]", sqrt(smaller_dictionary_label_covariance_0_0))
    tokens_0_0 = show("tokens_0_0", number(0))
    tokens_1_0 = show("tokens_1_0", number(-1))
    n91 = maximum(absolute(tokens_0_0), absolute(tokens_1_0))
    n92 = tokens_0_0 / n91
    n94 = tokens_1_0 / n91
    n97 = sqrt(((n92 ** 2) + (n94 ** 2)))
    smaller_dictionary_tokens_0_0 = show("smaller_dictionary_tokens_0_0 [v_k]", n92 / n97)
    queries_0_0_0 = show("queries_0_0_0", number(0))
    smaller_dictionary_tokens_1_0 = show("smaller_dictionary_tokens_1_0 [v_k]", n94 / n97)
    queries_0_1_0 = show("queries_0_1_0", number(0))
    n104 = (smaller_dictionary_tokens_0_0 * queries_0_0_0) + (smaller_dictionary_tokens_1_0 * queries_0_1_0)
    queries_0_0_1 = show("queries_0_0_1", number(0))
    queries_0_1_1 = show("queries_0_1_1", number(0))
    n110 = (smaller_dictionary_tokens_0_0 * queries_0_0_1) + (smaller_dictionary_tokens_1_0 * queries_0_1_1)
    n113 = exp(((n104 * smaller_dictionary_tokens_0_0) + (n110 * smaller_dictionary_tokens_1_0)))
    tokens_0_1 = show("tokens_0_1", number(1))
    tokens_1_1 = show("tokens_1_1", number(0))
    n118 = maximum(absolute(tokens_0_1), absolute(tokens_1_1))
    n119 = tokens_0_1 / n118
    n121 = tokens_1_1 / n118
    n124 = sqrt(((n119 ** 2) + (n121 ** 2)))
    smaller_dictionary_tokens_0_1 = show("smaller_dictionary_tokens_0_1 [v_k]", n119 / n124)
    smaller_dictionary_tokens_1_1 = show("smaller_dictionary_tokens_1_1 [v_k]", n121 / n124)
    n129 = (smaller_dictionary_tokens_0_1 * queries_0_0_0) + (smaller_dictionary_tokens_1_1 * queries_0_1_0)
    n133 = (smaller_dictionary_tokens_0_1 * queries_0_0_1) + (smaller_dictionary_tokens_1_1 * queries_0_1_1)
    n136 = exp(((n129 * smaller_dictionary_tokens_0_0) + (n133 * smaller_dictionary_tokens_1_0)))
    n137 = n113 + n136
    smaller_dictionary_attention_of_0_0_0 = show("smaller_dictionary_attention_of_0_0_0 [s (28)]", n113 / n137)
    smaller_dictionary_label_covariance_root_0_1 = show("smaller_dictionary_label_covariance_root_0_1 [Zbar (12)]", smaller_dictionary_label_covariance_1_0 / smaller_dictionary_label_covariance_root_0_0)
    smaller_dictionary_attention_of_0_1_0 = show("smaller_dictionary_attention_of_0_1_0 [s (28)]", n136 / n137)
    n143 = (smaller_dictionary_label_covariance_root_0_0 * smaller_dictionary_attention_of_0_0_0) + (smaller_dictionary_label_covariance_root_0_1 * smaller_dictionary_attention_of_0_1_0)
    smaller_dictionary_label_covariance_root_1_1 = show("smaller_dictionary_label_covariance_root_1_1 [Zbar (12)]", sqrt((smaller_dictionary_label_covariance_1_1 - (smaller_dictionary_label_covariance_root_0_1 ** 2))))
    n148 = smaller_dictionary_label_covariance_root_1_1 * smaller_dictionary_attention_of_0_1_0
    n150 = (n143 ** 2) + (n148 ** 2)
    queries_1_0_0 = show("queries_1_0_0", number(0))
    queries_1_1_0 = show("queries_1_1_0", number(-1))
    n155 = (smaller_dictionary_tokens_0_0 * queries_1_0_0) + (smaller_dictionary_tokens_1_0 * queries_1_1_0)
    queries_1_0_1 = show("queries_1_0_1", number(0))
    queries_1_1_1 = show("queries_1_1_1", number(1, 5))
    n161 = (smaller_dictionary_tokens_0_0 * queries_1_0_1) + (smaller_dictionary_tokens_1_0 * queries_1_1_1)
    n164 = exp(((n155 * smaller_dictionary_tokens_0_0) + (n161 * smaller_dictionary_tokens_1_0)))
    n167 = (smaller_dictionary_tokens_0_1 * queries_1_0_0) + (smaller_dictionary_tokens_1_1 * queries_1_1_0)
    n171 = (smaller_dictionary_tokens_0_1 * queries_1_0_1) + (smaller_dictionary_tokens_1_1 * queries_1_1_1)
    n174 = exp(((n167 * smaller_dictionary_tokens_0_0) + (n171 * smaller_dictionary_tokens_1_0)))
    n175 = n164 + n174
    smaller_dictionary_attention_of_1_0_0 = show("smaller_dictionary_attention_of_1_0_0 [s (28)]", n164 / n175)
    smaller_dictionary_attention_of_1_1_0 = show("smaller_dictionary_attention_of_1_1_0 [s (28)]", n174 / n175)
    n180 = (smaller_dictionary_label_covariance_root_0_0 * smaller_dictionary_attention_of_1_0_0) + (smaller_dictionary_label_covariance_root_0_1 * smaller_dictionary_attention_of_1_1_0)
    n182 = smaller_dictionary_label_covariance_root_1_1 * smaller_dictionary_attention_of_1_1_0
    n184 = (n180 ** 2) + (n182 ** 2)
    smaller_dictionary_attention_eigenvalues_0_0 = show("smaller_dictionary_attention_eigenvalues_0_0 [(13)]", ((n150 + n184) - sqrt((((n150 - n184) ** 2) + (number(4) * (((n180 * n143) + (n182 * n148)) ** 2))))) / number(2))
    n200 = exp(((n104 * smaller_dictionary_tokens_0_1) + (n110 * smaller_dictionary_tokens_1_1)))
    n204 = exp(((n129 * smaller_dictionary_tokens_0_1) + (n133 * smaller_dictionary_tokens_1_1)))
    n205 = n200 + n204
    smaller_dictionary_attention_of_0_0_1 = show("smaller_dictionary_attention_of_0_0_1 [s (28)]", n200 / n205)
    smaller_dictionary_attention_of_0_1_1 = show("smaller_dictionary_attention_of_0_1_1 [s (28)]", n204 / n205)
    n210 = (smaller_dictionary_label_covariance_root_0_0 * smaller_dictionary_attention_of_0_0_1) + (smaller_dictionary_label_covariance_root_0_1 * smaller_dictionary_attention_of_0_1_1)
    n212 = smaller_dictionary_label_covariance_root_1_1 * smaller_dictionary_attention_of_0_1_1
    n214 = (n210 ** 2) + (n212 ** 2)
    n218 = exp(((n155 * smaller_dictionary_tokens_0_1) + (n161 * smaller_dictionary_tokens_1_1)))
    n222 = exp(((n167 * smaller_dictionary_tokens_0_1) + (n171 * smaller_dictionary_tokens_1_1)))
    n223 = n218 + n222
    smaller_dictionary_attention_of_1_0_1 = show("smaller_dictionary_attention_of_1_0_1 [s (28)]", n218 / n223)
    smaller_dictionary_attention_of_1_1_1 = show("smaller_dictionary_attention_of_1_1_1 [s (28)]", n222 / n223)
    n228 = (smaller_dictionary_label_covariance_root_0_0 * smaller_dictionary_attention_of_1_0_1) + (smaller_dictionary_label_covariance_root_0_1 * smaller_dictionary_attention_of_1_1_1)
    n230 = smaller_dictionary_label_covariance_root_1_1 * smaller_dictionary_attention_of_1_1_1
    n232 = (n228 ** 2) + (n230 ** 2)
    smaller_dictionary_attention_eigenvalues_1_0 = show("smaller_dictionary_attention_eigenvalues_1_0 [(13)]", ((n214 + n232) - sqrt((((n214 - n232) ** 2) + (number(4) * (((n228 * n210) + (n230 * n212)) ** 2))))) / number(2))
    tokens_0_2 = show("tokens_0_2", number(1))
    tokens_1_2 = show("tokens_1_2", number(1))
    n250 = maximum(absolute(tokens_0_2), absolute(tokens_1_2))
    n251 = tokens_0_2 / n250
    n253 = tokens_1_2 / n250
    n256 = sqrt(((n251 ** 2) + (n253 ** 2)))
    smaller_dictionary_tokens_0_2 = show("smaller_dictionary_tokens_0_2 [v_k]", n251 / n256)
    smaller_dictionary_tokens_1_2 = show("smaller_dictionary_tokens_1_2 [v_k]", n253 / n256)
    n262 = exp(((n104 * smaller_dictionary_tokens_0_2) + (n110 * smaller_dictionary_tokens_1_2)))
    n266 = exp(((n129 * smaller_dictionary_tokens_0_2) + (n133 * smaller_dictionary_tokens_1_2)))
    n267 = n262 + n266
    smaller_dictionary_attention_of_0_0_2 = show("smaller_dictionary_attention_of_0_0_2 [s (28)]", n262 / n267)
    smaller_dictionary_attention_of_0_1_2 = show("smaller_dictionary_attention_of_0_1_2 [s (28)]", n266 / n267)
    n272 = (smaller_dictionary_label_covariance_root_0_0 * smaller_dictionary_attention_of_0_0_2) + (smaller_dictionary_label_covariance_root_0_1 * smaller_dictionary_attention_of_0_1_2)
    n274 = smaller_dictionary_label_covariance_root_1_1 * smaller_dictionary_attention_of_0_1_2
    n276 = (n272 ** 2) + (n274 ** 2)
    n280 = exp(((n155 * smaller_dictionary_tokens_0_2) + (n161 * smaller_dictionary_tokens_1_2)))
    n284 = exp(((n167 * smaller_dictionary_tokens_0_2) + (n171 * smaller_dictionary_tokens_1_2)))
    n285 = n280 + n284
    smaller_dictionary_attention_of_1_0_2 = show("smaller_dictionary_attention_of_1_0_2 [s (28)]", n280 / n285)
    smaller_dictionary_attention_of_1_1_2 = show("smaller_dictionary_attention_of_1_1_2 [s (28)]", n284 / n285)
    n290 = (smaller_dictionary_label_covariance_root_0_0 * smaller_dictionary_attention_of_1_0_2) + (smaller_dictionary_label_covariance_root_0_1 * smaller_dictionary_attention_of_1_1_2)
    n292 = smaller_dictionary_label_covariance_root_1_1 * smaller_dictionary_attention_of_1_1_2
    n294 = (n290 ** 2) + (n292 ** 2)
    smaller_dictionary_attention_eigenvalues_2_0 = show("smaller_dictionary_attention_eigenvalues_2_0 [(13)]", ((n276 + n294) - sqrt((((n276 - n294) ** 2) + (number(4) * (((n290 * n272) + (n292 * n274)) ** 2))))) / number(2))
    smaller_dictionary_smallest_attention_eigenvalue = show("smaller_dictionary_smallest_attention_eigenvalue [zeta_0 (14)]", minimum(minimum(smaller_dictionary_attention_eigenvalues_0_0, smaller_dictionary_attention_eigenvalues_1_0), smaller_dictionary_attention_eigenvalues_2_0))
    tokens_0_3 = show("tokens_0_3", number(0))
    tokens_1_3 = show("tokens_1_3", number(1))
    n312 = maximum(absolute(tokens_0_3), absolute(tokens_1_3))
    n313 = tokens_0_3 / n312
    n315 = tokens_1_3 / n312
    n318 = sqrt(((n313 ** 2) + (n315 ** 2)))
    tokens_0_3_ = n313 / n318
    tokens_1_3_ = n315 / n318
    n324 = exp(((n104 * tokens_0_3_) + (n110 * tokens_1_3_)))
    n328 = exp(((n129 * tokens_0_3_) + (n133 * tokens_1_3_)))
    n329 = n324 + n328
    attention_of_0_0_3 = show("attention_of_0_0_3 [s (28)]", n324 / n329)
    attention_of_0_1_3 = show("attention_of_0_1_3 [s (28)]", n328 / n329)
    n334 = (smaller_dictionary_label_covariance_root_0_0 * attention_of_0_0_3) + (smaller_dictionary_label_covariance_root_0_1 * attention_of_0_1_3)
    n336 = smaller_dictionary_label_covariance_root_1_1 * attention_of_0_1_3
    n338 = (n334 ** 2) + (n336 ** 2)
    n342 = exp(((n155 * tokens_0_3_) + (n161 * tokens_1_3_)))
    n346 = exp(((n167 * tokens_0_3_) + (n171 * tokens_1_3_)))
    n347 = n342 + n346
    attention_of_1_0_3 = show("attention_of_1_0_3 [s (28)]", n342 / n347)
    attention_of_1_1_3 = show("attention_of_1_1_3 [s (28)]", n346 / n347)
    n352 = (smaller_dictionary_label_covariance_root_0_0 * attention_of_1_0_3) + (smaller_dictionary_label_covariance_root_0_1 * attention_of_1_1_3)
    n354 = smaller_dictionary_label_covariance_root_1_1 * attention_of_1_1_3
    n356 = (n352 ** 2) + (n354 ** 2)
    attention_eigenvalues_3_0 = show("attention_eigenvalues_3_0 [(13)]", ((n338 + n356) - sqrt((((n338 - n356) ** 2) + (number(4) * (((n352 * n334) + (n354 * n336)) ** 2))))) / number(2))
    smallest_attention_eigenvalue = show("smallest_attention_eigenvalue [zeta_0 (14)]", minimum(smaller_dictionary_smallest_attention_eigenvalue, attention_eigenvalues_3_0))
    least_gamma = show("least_gamma [gamma_min (15)]", sqrt((((n26 * sqrt(number(128))) * smaller_dictionary_largest_column_norm) * initial_excess)) / (smallest_attention_eigenvalue * sqrt(sqrt(smallest_attention_eigenvalue))))
    gamma_of = show("gamma_of [gamma (15)]", gamma_multiple * least_gamma)
    n375 = gamma_of ** 2
    rate_multiple = show("rate_multiple", number(1))
    n378 = (n3 * number(8)) * number(2)
    n384 = (((n378 * sqrt(number(4))) * smaller_dictionary_squared_label_scale) / smallest_attention_eigenvalue) * sqrt(initial_excess)
    n390 = ((n9 ** 2) + (smaller_dictionary_label_covariance_0_1 ** 2)) + (n34 ** 2)
    n392 = n390 + (n56 ** 2)
    n396 = (n20 + (n13 ** 2)) + (n38 ** 2)
    n398 = n396 + (n58 ** 2)
    n406 = ((smaller_dictionary_label_covariance_1_0 * n9) + (n13 * smaller_dictionary_label_covariance_0_1)) + (n38 * n34)
    n414 = ((n392 + n398) + sqrt((((n392 - n398) ** 2) + (number(4) * ((n406 + (n58 * n56)) ** 2))))) / number(2)
    cross_norm = show("cross_norm [in (17)]", sqrt(n414))
    n419 = smaller_dictionary_squared_label_scale ** 2
    n429 = (number(2) * n375) + (((number(4096) / (gamma_of * (smallest_attention_eigenvalue ** 2))) * number(32)) * initial_excess)
    n431 = n419 * number(8)
    n441 = ((number(16384) / (gamma_of * (smallest_attention_eigenvalue ** 4))) * number(64)) * smaller_dictionary_squared_label_scale
    n446 = (((((n384 + number(1)) + (cross_norm / noise_level)) ** 2) * n419) * n429) + (n431 * (((gamma_of ** 4) * number(1, 16)) + (n441 * (initial_excess ** 2))))
    query_rate = show("query_rate [eta_Q (16)]", rate_multiple / sqrt(n446))
    weight_rate = show("weight_rate [eta_w (16)]", n375 * query_rate)
    n450 = smaller_dictionary_label_covariance_0_0 / number(4)
    n451 = -number(1)
    n452 = n450 * n451
    n454 = smaller_dictionary_label_covariance_1_0 / number(4)
    n455 = n454 * n451
    n458 = weight_rate * ((smaller_dictionary_attention_of_0_0_0 * n452) + (smaller_dictionary_attention_of_0_1_0 * n455))
    n460 = -n458
    n461 = number(1) - number(1)
    n465 = ((smaller_dictionary_attention_of_0_0_0 * n461) + (smaller_dictionary_attention_of_0_1_0 * n461)) + number(1)
    n469 = exp((-log(n465))) - number(1)
    n470 = smaller_dictionary_attention_of_0_0_0 * n469
    n476 = weight_rate * ((smaller_dictionary_attention_of_1_0_0 * n452) + (smaller_dictionary_attention_of_1_1_0 * n455))
    n478 = -n476
    n482 = ((smaller_dictionary_attention_of_1_0_0 * n461) + (smaller_dictionary_attention_of_1_1_0 * n461)) + number(1)
    n486 = exp((-log(n482))) - number(1)
    n487 = smaller_dictionary_attention_of_1_0_0 * n486
    n490 = ((n458 * smaller_dictionary_attention_of_0_0_0) - (n460 * n470)) + ((n476 * smaller_dictionary_attention_of_1_0_0) - (n478 * n487))
    n493 = smaller_dictionary_attention_of_0_1_0 * n469
    n497 = smaller_dictionary_attention_of_1_1_0 * n486
    n500 = ((n458 * smaller_dictionary_attention_of_0_1_0) - (n460 * n493)) + ((n476 * smaller_dictionary_attention_of_1_1_0) - (n478 * n497))
    n506 = ((smaller_dictionary_attention_of_0_0_0 * n460) + (smaller_dictionary_attention_of_1_0_0 * n478)) - number(1)
    n507 = n451 + n506
    n511 = (smaller_dictionary_attention_of_0_1_0 * n460) + (smaller_dictionary_attention_of_1_1_0 * n478)
    n515 = smaller_dictionary_label_covariance_0_1 / number(4)
    n516 = n515 * n451
    n518 = smaller_dictionary_label_covariance_1_1 / number(4)
    n519 = n518 * n451
    n522 = weight_rate * ((smaller_dictionary_attention_of_0_0_1 * n516) + (smaller_dictionary_attention_of_0_1_1 * n519))
    n524 = -n522
    n528 = ((smaller_dictionary_attention_of_0_0_1 * n461) + (smaller_dictionary_attention_of_0_1_1 * n461)) + number(1)
    n532 = exp((-log(n528))) - number(1)
    n533 = smaller_dictionary_attention_of_0_0_1 * n532
    n539 = weight_rate * ((smaller_dictionary_attention_of_1_0_1 * n516) + (smaller_dictionary_attention_of_1_1_1 * n519))
    n541 = -n539
    n545 = ((smaller_dictionary_attention_of_1_0_1 * n461) + (smaller_dictionary_attention_of_1_1_1 * n461)) + number(1)
    n549 = exp((-log(n545))) - number(1)
    n550 = smaller_dictionary_attention_of_1_0_1 * n549
    n553 = ((n522 * smaller_dictionary_attention_of_0_0_1) - (n524 * n533)) + ((n539 * smaller_dictionary_attention_of_1_0_1) - (n541 * n550))
    n556 = smaller_dictionary_attention_of_0_1_1 * n532
    n560 = smaller_dictionary_attention_of_1_1_1 * n549
    n563 = ((n522 * smaller_dictionary_attention_of_0_1_1) - (n524 * n556)) + ((n539 * smaller_dictionary_attention_of_1_1_1) - (n541 * n560))
    n568 = (smaller_dictionary_attention_of_0_0_1 * n524) + (smaller_dictionary_attention_of_1_0_1 * n541)
    n573 = ((smaller_dictionary_attention_of_0_1_1 * n524) + (smaller_dictionary_attention_of_1_1_1 * n541)) - number(1)
    n574 = n451 + n573
    n578 = (((features_0_0 * n490) + (features_0_1 * n500)) * ((features_0_0 * n507) + (features_0_1 * n511))) + (((features_0_0 * n553) + (features_0_1 * n563)) * ((features_0_0 * n568) + (features_0_1 * n574)))
    n579 = -smaller_dictionary_ridge_attention_0_2
    n581 = -smaller_dictionary_ridge_attention_1_2
    n583 = (n450 * n579) + (n515 * n581)
    n587 = (n454 * n579) + (n518 * n581)
    n590 = weight_rate * ((smaller_dictionary_attention_of_0_0_2 * n583) + (smaller_dictionary_attention_of_0_1_2 * n587))
    n592 = -n590
    n596 = ((smaller_dictionary_attention_of_0_0_2 * n461) + (smaller_dictionary_attention_of_0_1_2 * n461)) + number(1)
    n600 = exp((-log(n596))) - number(1)
    n601 = smaller_dictionary_attention_of_0_0_2 * n600
    n607 = weight_rate * ((smaller_dictionary_attention_of_1_0_2 * n583) + (smaller_dictionary_attention_of_1_1_2 * n587))
    n609 = -n607
    n613 = ((smaller_dictionary_attention_of_1_0_2 * n461) + (smaller_dictionary_attention_of_1_1_2 * n461)) + number(1)
    n617 = exp((-log(n613))) - number(1)
    n618 = smaller_dictionary_attention_of_1_0_2 * n617
    n621 = ((n590 * smaller_dictionary_attention_of_0_0_2) - (n592 * n601)) + ((n607 * smaller_dictionary_attention_of_1_0_2) - (n609 * n618))
    n624 = smaller_dictionary_attention_of_0_1_2 * n600
    n628 = smaller_dictionary_attention_of_1_1_2 * n617
    n631 = ((n590 * smaller_dictionary_attention_of_0_1_2) - (n592 * n624)) + ((n607 * smaller_dictionary_attention_of_1_1_2) - (n609 * n628))
    n637 = ((smaller_dictionary_attention_of_0_0_2 * n592) + (smaller_dictionary_attention_of_1_0_2 * n609)) - smaller_dictionary_ridge_attention_0_2
    n638 = n579 + n637
    n643 = ((smaller_dictionary_attention_of_0_1_2 * n592) + (smaller_dictionary_attention_of_1_1_2 * n609)) - smaller_dictionary_ridge_attention_1_2
    n644 = n581 + n643
    n648 = n578 + (((features_0_0 * n621) + (features_0_1 * n631)) * ((features_0_0 * n638) + (features_0_1 * n644)))
    n649 = -ridge_attention_0_3
    n651 = -ridge_attention_1_3
    n653 = (n450 * n649) + (n515 * n651)
    n657 = (n454 * n649) + (n518 * n651)
    n660 = weight_rate * ((attention_of_0_0_3 * n653) + (attention_of_0_1_3 * n657))
    n662 = -n660
    n670 = exp((-log((((attention_of_0_0_3 * n461) + (attention_of_0_1_3 * n461)) + number(1))))) - number(1)
    n677 = weight_rate * ((attention_of_1_0_3 * n653) + (attention_of_1_1_3 * n657))
    n679 = -n677
    n687 = exp((-log((((attention_of_1_0_3 * n461) + (attention_of_1_1_3 * n461)) + number(1))))) - number(1)
    n691 = ((n660 * attention_of_0_0_3) - (n662 * (attention_of_0_0_3 * n670))) + ((n677 * attention_of_1_0_3) - (n679 * (attention_of_1_0_3 * n687)))
    n701 = ((n660 * attention_of_0_1_3) - (n662 * (attention_of_0_1_3 * n670))) + ((n677 * attention_of_1_1_3) - (n679 * (attention_of_1_1_3 * n687)))
    n708 = n649 + (((attention_of_0_0_3 * n662) + (attention_of_1_0_3 * n679)) - ridge_attention_0_3)
    n714 = n651 + (((attention_of_0_1_3 * n662) + (attention_of_1_1_3 * n679)) - ridge_attention_1_3)
    n718 = n648 + (((features_0_0 * n691) + (features_0_1 * n701)) * ((features_0_0 * n708) + (features_0_1 * n714)))
    n729 = (((((n490 * n507) + (n553 * n568)) + (n621 * n638)) + (n691 * n708)) + (n500 * n511)) + (n563 * n574)
    n748 = (((((n451 * n452) + (n579 * n583)) + (n649 * n653)) + (n451 * n519)) + (n581 * n587)) + (n651 * n657)
    n750 = (-((n718 + (noise_level * ((n729 + (n631 * n644)) + (n701 * n714)))) / number(8))) / (n748 / number(2))
    smaller_dictionary_initial_excess = show("smaller_dictionary_initial_excess [Delta^(0) (11)]", (n54 + (noise_level * ((n72 + number(1)) + n76))) / number(6))
    n764 = ((n26 * sqrt(number(54))) * smaller_dictionary_largest_column_norm) * smaller_dictionary_initial_excess
    n768 = smaller_dictionary_smallest_attention_eigenvalue * sqrt(sqrt(smaller_dictionary_smallest_attention_eigenvalue))
    smaller_dictionary_least_gamma = show("smaller_dictionary_least_gamma [gamma_min (15)]", sqrt(n764) / n768)
    smaller_dictionary_gamma_of = show("smaller_dictionary_gamma_of [gamma (15)]", gamma_multiple * smaller_dictionary_least_gamma)
    n771 = smaller_dictionary_gamma_of ** 2
    n776 = ((n378 * sqrt(number(3))) * smaller_dictionary_squared_label_scale) / smaller_dictionary_smallest_attention_eigenvalue
    smaller_dictionary_cross_norm = show("smaller_dictionary_cross_norm [in (17)]", sqrt((((n390 + n396) + sqrt((((n390 - n396) ** 2) + (number(4) * (n406 ** 2))))) / number(2))))
    n791 = ((n776 * sqrt(smaller_dictionary_initial_excess)) + number(1)) + (smaller_dictionary_cross_norm / noise_level)
    n798 = number(4096) / (smaller_dictionary_gamma_of * (smaller_dictionary_smallest_attention_eigenvalue ** 2))
    n803 = ((n791 ** 2) * n419) * ((number(8, 3) * n771) + ((n798 * number(18)) * smaller_dictionary_initial_excess))
    n809 = number(16384) / (smaller_dictionary_gamma_of * (smaller_dictionary_smallest_attention_eigenvalue ** 4))
    n814 = ((n809 * number(27)) * smaller_dictionary_squared_label_scale) * (smaller_dictionary_initial_excess ** 2)
    smaller_dictionary_query_rate = show("smaller_dictionary_query_rate [eta_Q (16)]", rate_multiple / sqrt((n803 + (n431 * (((smaller_dictionary_gamma_of ** 4) * number(1, 9)) + n814)))))
    smaller_dictionary_weight_rate = show("smaller_dictionary_weight_rate [eta_w (16)]", n771 * smaller_dictionary_query_rate)
    n821 = smaller_dictionary_label_covariance_0_0 / number(3)
    n822 = n821 * n451
    n824 = smaller_dictionary_label_covariance_1_0 / number(3)
    n825 = n824 * n451
    n828 = smaller_dictionary_weight_rate * ((smaller_dictionary_attention_of_0_0_0 * n822) + (smaller_dictionary_attention_of_0_1_0 * n825))
    n830 = -n828
    n836 = smaller_dictionary_weight_rate * ((smaller_dictionary_attention_of_1_0_0 * n822) + (smaller_dictionary_attention_of_1_1_0 * n825))
    n838 = -n836
    n841 = ((n828 * smaller_dictionary_attention_of_0_0_0) - (n830 * n470)) + ((n836 * smaller_dictionary_attention_of_1_0_0) - (n838 * n487))
    n849 = ((n828 * smaller_dictionary_attention_of_0_1_0) - (n830 * n493)) + ((n836 * smaller_dictionary_attention_of_1_1_0) - (n838 * n497))
    n855 = ((smaller_dictionary_attention_of_0_0_0 * n830) + (smaller_dictionary_attention_of_1_0_0 * n838)) - number(1)
    n856 = n451 + n855
    n860 = (smaller_dictionary_attention_of_0_1_0 * n830) + (smaller_dictionary_attention_of_1_1_0 * n838)
    n864 = smaller_dictionary_label_covariance_0_1 / number(3)
    n865 = n864 * n451
    n867 = smaller_dictionary_label_covariance_1_1 / number(3)
    n868 = n867 * n451
    n871 = smaller_dictionary_weight_rate * ((smaller_dictionary_attention_of_0_0_1 * n865) + (smaller_dictionary_attention_of_0_1_1 * n868))
    n873 = -n871
    n879 = smaller_dictionary_weight_rate * ((smaller_dictionary_attention_of_1_0_1 * n865) + (smaller_dictionary_attention_of_1_1_1 * n868))
    n881 = -n879
    n884 = ((n871 * smaller_dictionary_attention_of_0_0_1) - (n873 * n533)) + ((n879 * smaller_dictionary_attention_of_1_0_1) - (n881 * n550))
    n892 = ((n871 * smaller_dictionary_attention_of_0_1_1) - (n873 * n556)) + ((n879 * smaller_dictionary_attention_of_1_1_1) - (n881 * n560))
    n897 = (smaller_dictionary_attention_of_0_0_1 * n873) + (smaller_dictionary_attention_of_1_0_1 * n881)
    n902 = ((smaller_dictionary_attention_of_0_1_1 * n873) + (smaller_dictionary_attention_of_1_1_1 * n881)) - number(1)
    n903 = n451 + n902
    n907 = (((features_0_0 * n841) + (features_0_1 * n849)) * ((features_0_0 * n856) + (features_0_1 * n860))) + (((features_0_0 * n884) + (features_0_1 * n892)) * ((features_0_0 * n897) + (features_0_1 * n903)))
    n910 = (n821 * n579) + (n864 * n581)
    n914 = (n824 * n579) + (n867 * n581)
    n917 = smaller_dictionary_weight_rate * ((smaller_dictionary_attention_of_0_0_2 * n910) + (smaller_dictionary_attention_of_0_1_2 * n914))
    n919 = -n917
    n925 = smaller_dictionary_weight_rate * ((smaller_dictionary_attention_of_1_0_2 * n910) + (smaller_dictionary_attention_of_1_1_2 * n914))
    n927 = -n925
    n930 = ((n917 * smaller_dictionary_attention_of_0_0_2) - (n919 * n601)) + ((n925 * smaller_dictionary_attention_of_1_0_2) - (n927 * n618))
    n938 = ((n917 * smaller_dictionary_attention_of_0_1_2) - (n919 * n624)) + ((n925 * smaller_dictionary_attention_of_1_1_2) - (n927 * n628))
    n944 = ((smaller_dictionary_attention_of_0_0_2 * n919) + (smaller_dictionary_attention_of_1_0_2 * n927)) - smaller_dictionary_ridge_attention_0_2
    n945 = n579 + n944
    n950 = ((smaller_dictionary_attention_of_0_1_2 * n919) + (smaller_dictionary_attention_of_1_1_2 * n927)) - smaller_dictionary_ridge_attention_1_2
    n951 = n581 + n950
    n955 = n907 + (((features_0_0 * n930) + (features_0_1 * n938)) * ((features_0_0 * n945) + (features_0_1 * n951)))
    n966 = (((((n841 * n856) + (n884 * n897)) + (n930 * n945)) + (n849 * n860)) + (n892 * n903)) + (n938 * n951)
    n979 = (-((n955 + (noise_level * n966)) / number(6))) / (((((n451 * n822) + (n579 * n910)) + (n451 * n868)) + (n581 * n914)) / number(2))
    print("proved")
    exact_n6 = Fraction(1, 1)
    exact_gamma_multiple = Fraction(1, 1)
    exact_rate_multiple = Fraction(1, 1)
    claim("refuted", (-log((n750 + number(1)))), ">", (-log((n979 + number(1)))))
    claim("A2_0", smaller_dictionary_attention_eigenvalues_0_0, ">", number(0))
    claim("A2_1", smaller_dictionary_attention_eigenvalues_1_0, ">", number(0))
    claim("A2_2", smaller_dictionary_attention_eigenvalues_2_0, ">", number(0))
    claim("A2_3", attention_eigenvalues_3_0, ">", number(0))
    claim("gamma_0", exact_n6, "<=", exact_gamma_multiple)
    claim("eta_0", exact_rate_multiple, "<=", exact_n6)


checked(counterexample)
