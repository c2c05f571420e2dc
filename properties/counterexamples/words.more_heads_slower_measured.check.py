"""Checks by itself that one instance refutes words.more_heads_slower_measured: Training is slower with more heads, always.

Claimed: \\log\\Delta^{(0)}/\\Delta^{(t)}\\ \\text{at }2H\\text{ heads is at most that at the first }H\\text{ of them}
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
    fewer_heads_label_covariance_0_0 = show("fewer_heads_label_covariance_0_0 [Zbar^2 (12)]", n9 + noise_level)
    features_0_1 = show("features_0_1", number(0))
    n13 = features_0_1 ** 2
    fewer_heads_label_covariance_1_1 = show("fewer_heads_label_covariance_1_1 [Zbar^2 (12)]", n13 + noise_level)
    fewer_heads_label_covariance_1_0 = show("fewer_heads_label_covariance_1_0 [Zbar^2 (12)]", features_0_1 * features_0_0)
    n20 = fewer_heads_label_covariance_1_0 ** 2
    n23 = sqrt((((fewer_heads_label_covariance_0_0 - fewer_heads_label_covariance_1_1) ** 2) + (number(4) * n20)))
    fewer_heads_squared_label_scale = show("fewer_heads_squared_label_scale [||Zbar||^2 (12)]", ((fewer_heads_label_covariance_0_0 + fewer_heads_label_covariance_1_1) + n23) / number(2))
    n26 = ((n3 * number(128)) / (n3 - number(1))) * fewer_heads_squared_label_scale
    fewer_heads_largest_column_norm = show("fewer_heads_largest_column_norm [fbar_max (12)]", sqrt(maximum(fewer_heads_label_covariance_0_0, fewer_heads_label_covariance_1_1)))
    features_0_2 = show("features_0_2", number(0))
    n35 = features_0_0 * features_0_2
    fewer_heads_label_covariance_0_1 = show("fewer_heads_label_covariance_0_1 [Zbar^2 (12)]", features_0_0 * features_0_1)
    n39 = features_0_1 * features_0_2
    n44 = (fewer_heads_label_covariance_0_0 * fewer_heads_label_covariance_1_1) - (fewer_heads_label_covariance_1_0 * fewer_heads_label_covariance_0_1)
    fewer_heads_ridge_attention_0_2 = show("fewer_heads_ridge_attention_0_2 [A (26)]", ((fewer_heads_label_covariance_1_1 * n35) + ((-fewer_heads_label_covariance_0_1) * n39)) / n44)
    fewer_heads_ridge_attention_1_2 = show("fewer_heads_ridge_attention_1_2 [A (26)]", (((-fewer_heads_label_covariance_1_0) * n35) + (fewer_heads_label_covariance_0_0 * n39)) / n44)
    n53 = (features_0_0 * fewer_heads_ridge_attention_0_2) + (features_0_1 * fewer_heads_ridge_attention_1_2)
    n60 = ((number(1) + (fewer_heads_ridge_attention_0_2 ** 2)) + number(1)) + (fewer_heads_ridge_attention_1_2 ** 2)
    fewer_heads_initial_excess = show("fewer_heads_initial_excess [Delta^(0) (11)]", (((n9 + n13) + (n53 * n53)) + (noise_level * n60)) / number(6))
    fewer_heads_label_covariance_root_0_0 = show("fewer_heads_label_covariance_root_0_0 [Zbar (12)]", sqrt(fewer_heads_label_covariance_0_0))
    tokens_0_0 = show("tokens_0_0", number(0))
    tokens_1_0 = show("tokens_1_0", number(-1))
    n72 = maximum(absolute(tokens_0_0), absolute(tokens_1_0))
    n73 = tokens_0_0 / n72
    n75 = tokens_1_0 / n72
    n78 = sqrt(((n73 ** 2) + (n75 ** 2)))
    fewer_heads_tokens_0_0 = show("fewer_heads_tokens_0_0 [v_k]", n73 / n78)
    queries_0_0_0 = show("queries_0_0_0", number(0))
    fewer_heads_tokens_1_0 = show("fewer_heads_tokens_1_0 [v_k]", n75 / n78)
    queries_0_1_0 = show("queries_0_1_0", number(0))
    n85 = (fewer_heads_tokens_0_0 * queries_0_0_0) + (fewer_heads_tokens_1_0 * queries_0_1_0)
    queries_0_0_1 = show("queries_0_0_1", number(0))
    queries_0_1_1 = show("queries_0_1_1", number(0))
    n91 = (fewer_heads_tokens_0_0 * queries_0_0_1) + (fewer_heads_tokens_1_0 * queries_0_1_1)
    n94 = exp(((n85 * fewer_heads_tokens_0_0) + (n91 * fewer_heads_tokens_1_0)))
    tokens_0_1 = show("tokens_0_1", number(0))
    tokens_1_1 = show("tokens_1_1", number(1))
    n99 = maximum(absolute(tokens_0_1), absolute(tokens_1_1))
    n100 = tokens_0_1 / n99
    n102 = tokens_1_1 / n99
    n105 = sqrt(((n100 ** 2) + (n102 ** 2)))
    fewer_heads_tokens_0_1 = show("fewer_heads_tokens_0_1 [v_k]", n100 / n105)
    fewer_heads_tokens_1_1 = show("fewer_heads_tokens_1_1 [v_k]", n102 / n105)
    n110 = (fewer_heads_tokens_0_1 * queries_0_0_0) + (fewer_heads_tokens_1_1 * queries_0_1_0)
    n114 = (fewer_heads_tokens_0_1 * queries_0_0_1) + (fewer_heads_tokens_1_1 * queries_0_1_1)
    n117 = exp(((n110 * fewer_heads_tokens_0_0) + (n114 * fewer_heads_tokens_1_0)))
    n118 = n94 + n117
    fewer_heads_attention_of_0_0_0 = show("fewer_heads_attention_of_0_0_0 [s (28)]", n94 / n118)
    fewer_heads_label_covariance_root_0_1 = show("fewer_heads_label_covariance_root_0_1 [Zbar (12)]", fewer_heads_label_covariance_1_0 / fewer_heads_label_covariance_root_0_0)
    fewer_heads_attention_of_0_1_0 = show("fewer_heads_attention_of_0_1_0 [s (28)]", n117 / n118)
    n124 = (fewer_heads_label_covariance_root_0_0 * fewer_heads_attention_of_0_0_0) + (fewer_heads_label_covariance_root_0_1 * fewer_heads_attention_of_0_1_0)
    n125 = n124 ** 2
    queries_1_0_0 = show("queries_1_0_0", number(0))
    queries_1_1_0 = show("queries_1_1_0", number(1))
    n130 = (fewer_heads_tokens_0_0 * queries_1_0_0) + (fewer_heads_tokens_1_0 * queries_1_1_0)
    queries_1_0_1 = show("queries_1_0_1", number(0))
    queries_1_1_1 = show("queries_1_1_1", number(-7))
    n136 = (fewer_heads_tokens_0_0 * queries_1_0_1) + (fewer_heads_tokens_1_0 * queries_1_1_1)
    n139 = exp(((n130 * fewer_heads_tokens_0_0) + (n136 * fewer_heads_tokens_1_0)))
    n142 = (fewer_heads_tokens_0_1 * queries_1_0_0) + (fewer_heads_tokens_1_1 * queries_1_1_0)
    n146 = (fewer_heads_tokens_0_1 * queries_1_0_1) + (fewer_heads_tokens_1_1 * queries_1_1_1)
    n149 = exp(((n142 * fewer_heads_tokens_0_0) + (n146 * fewer_heads_tokens_1_0)))
    n150 = n139 + n149
    fewer_heads_attention_of_1_0_0 = show("fewer_heads_attention_of_1_0_0 [s (28)]", n139 / n150)
    fewer_heads_attention_of_1_1_0 = show("fewer_heads_attention_of_1_1_0 [s (28)]", n149 / n150)
    n155 = (fewer_heads_label_covariance_root_0_0 * fewer_heads_attention_of_1_0_0) + (fewer_heads_label_covariance_root_0_1 * fewer_heads_attention_of_1_1_0)
    n156 = n155 ** 2
    queries_2_0_0 = show("queries_2_0_0", number(0))
    queries_2_1_0 = show("queries_2_1_0", number(0))
    n162 = (fewer_heads_tokens_0_0 * queries_2_0_0) + (fewer_heads_tokens_1_0 * queries_2_1_0)
    queries_2_0_1 = show("queries_2_0_1", number(0))
    queries_2_1_1 = show("queries_2_1_1", number(0))
    n168 = (fewer_heads_tokens_0_0 * queries_2_0_1) + (fewer_heads_tokens_1_0 * queries_2_1_1)
    n171 = exp(((n162 * fewer_heads_tokens_0_0) + (n168 * fewer_heads_tokens_1_0)))
    n174 = (fewer_heads_tokens_0_1 * queries_2_0_0) + (fewer_heads_tokens_1_1 * queries_2_1_0)
    n178 = (fewer_heads_tokens_0_1 * queries_2_0_1) + (fewer_heads_tokens_1_1 * queries_2_1_1)
    n181 = exp(((n174 * fewer_heads_tokens_0_0) + (n178 * fewer_heads_tokens_1_0)))
    n182 = n171 + n181
    attention_of_2_0_0 = show("attention_of_2_0_0 [s (28)]", n171 / n182)
    attention_of_2_1_0 = show("attention_of_2_1_0 [s (28)]", n181 / n182)
    n187 = (fewer_heads_label_covariance_root_0_0 * attention_of_2_0_0) + (fewer_heads_label_covariance_root_0_1 * attention_of_2_1_0)
    queries_3_0_0 = show("queries_3_0_0", number(0))
    queries_3_1_0 = show("queries_3_1_0", number(0))
    n194 = (fewer_heads_tokens_0_0 * queries_3_0_0) + (fewer_heads_tokens_1_0 * queries_3_1_0)
    queries_3_0_1 = show("queries_3_0_1", number(0))
    queries_3_1_1 = show("queries_3_1_1", number(0))
    n200 = (fewer_heads_tokens_0_0 * queries_3_0_1) + (fewer_heads_tokens_1_0 * queries_3_1_1)
    n203 = exp(((n194 * fewer_heads_tokens_0_0) + (n200 * fewer_heads_tokens_1_0)))
    n206 = (fewer_heads_tokens_0_1 * queries_3_0_0) + (fewer_heads_tokens_1_1 * queries_3_1_0)
    n210 = (fewer_heads_tokens_0_1 * queries_3_0_1) + (fewer_heads_tokens_1_1 * queries_3_1_1)
    n213 = exp(((n206 * fewer_heads_tokens_0_0) + (n210 * fewer_heads_tokens_1_0)))
    n214 = n203 + n213
    attention_of_3_0_0 = show("attention_of_3_0_0 [s (28)]", n203 / n214)
    attention_of_3_1_0 = show("attention_of_3_1_0 [s (28)]", n213 / n214)
    n219 = (fewer_heads_label_covariance_root_0_0 * attention_of_3_0_0) + (fewer_heads_label_covariance_root_0_1 * attention_of_3_1_0)
    n221 = ((n125 + n156) + (n187 ** 2)) + (n219 ** 2)
    fewer_heads_label_covariance_root_1_1 = show("fewer_heads_label_covariance_root_1_1 [Zbar (12)]", sqrt((fewer_heads_label_covariance_1_1 - (fewer_heads_label_covariance_root_0_1 ** 2))))
    n225 = fewer_heads_label_covariance_root_1_1 * fewer_heads_attention_of_0_1_0
    n226 = n225 ** 2
    n227 = fewer_heads_label_covariance_root_1_1 * fewer_heads_attention_of_1_1_0
    n228 = n227 ** 2
    n230 = fewer_heads_label_covariance_root_1_1 * attention_of_2_1_0
    n233 = fewer_heads_label_covariance_root_1_1 * attention_of_3_1_0
    n235 = ((n226 + n228) + (n230 ** 2)) + (n233 ** 2)
    n248 = ((n221 - n235) ** 2) + (number(4) * (((((n225 * n124) + (n227 * n155)) + (n230 * n187)) + (n233 * n219)) ** 2))
    attention_eigenvalues_0_0 = show("attention_eigenvalues_0_0 [(13)]", ((n221 + n235) - sqrt(n248)) / number(2))
    n255 = exp(((n85 * fewer_heads_tokens_0_1) + (n91 * fewer_heads_tokens_1_1)))
    n259 = exp(((n110 * fewer_heads_tokens_0_1) + (n114 * fewer_heads_tokens_1_1)))
    n260 = n255 + n259
    fewer_heads_attention_of_0_0_1 = show("fewer_heads_attention_of_0_0_1 [s (28)]", n255 / n260)
    fewer_heads_attention_of_0_1_1 = show("fewer_heads_attention_of_0_1_1 [s (28)]", n259 / n260)
    n265 = (fewer_heads_label_covariance_root_0_0 * fewer_heads_attention_of_0_0_1) + (fewer_heads_label_covariance_root_0_1 * fewer_heads_attention_of_0_1_1)
    n266 = n265 ** 2
    n270 = exp(((n130 * fewer_heads_tokens_0_1) + (n136 * fewer_heads_tokens_1_1)))
    n274 = exp(((n142 * fewer_heads_tokens_0_1) + (n146 * fewer_heads_tokens_1_1)))
    n275 = n270 + n274
    fewer_heads_attention_of_1_0_1 = show("fewer_heads_attention_of_1_0_1 [s (28)]", n270 / n275)
    fewer_heads_attention_of_1_1_1 = show("fewer_heads_attention_of_1_1_1 [s (28)]", n274 / n275)
    n280 = (fewer_heads_label_covariance_root_0_0 * fewer_heads_attention_of_1_0_1) + (fewer_heads_label_covariance_root_0_1 * fewer_heads_attention_of_1_1_1)
    n281 = n280 ** 2
    n286 = exp(((n162 * fewer_heads_tokens_0_1) + (n168 * fewer_heads_tokens_1_1)))
    n290 = exp(((n174 * fewer_heads_tokens_0_1) + (n178 * fewer_heads_tokens_1_1)))
    n291 = n286 + n290
    attention_of_2_0_1 = show("attention_of_2_0_1 [s (28)]", n286 / n291)
    attention_of_2_1_1 = show("attention_of_2_1_1 [s (28)]", n290 / n291)
    n296 = (fewer_heads_label_covariance_root_0_0 * attention_of_2_0_1) + (fewer_heads_label_covariance_root_0_1 * attention_of_2_1_1)
    n302 = exp(((n194 * fewer_heads_tokens_0_1) + (n200 * fewer_heads_tokens_1_1)))
    n306 = exp(((n206 * fewer_heads_tokens_0_1) + (n210 * fewer_heads_tokens_1_1)))
    n307 = n302 + n306
    attention_of_3_0_1 = show("attention_of_3_0_1 [s (28)]", n302 / n307)
    attention_of_3_1_1 = show("attention_of_3_1_1 [s (28)]", n306 / n307)
    n312 = (fewer_heads_label_covariance_root_0_0 * attention_of_3_0_1) + (fewer_heads_label_covariance_root_0_1 * attention_of_3_1_1)
    n314 = ((n266 + n281) + (n296 ** 2)) + (n312 ** 2)
    n315 = fewer_heads_label_covariance_root_1_1 * fewer_heads_attention_of_0_1_1
    n316 = n315 ** 2
    n317 = fewer_heads_label_covariance_root_1_1 * fewer_heads_attention_of_1_1_1
    n318 = n317 ** 2
    n320 = fewer_heads_label_covariance_root_1_1 * attention_of_2_1_1
    n323 = fewer_heads_label_covariance_root_1_1 * attention_of_3_1_1
    n325 = ((n316 + n318) + (n320 ** 2)) + (n323 ** 2)
    n338 = ((n314 - n325) ** 2) + (number(4) * (((((n315 * n265) + (n317 * n280)) + (n320 * n296)) + (n323 * n312)) ** 2))
    attention_eigenvalues_1_0 = show("attention_eigenvalues_1_0 [(13)]", ((n314 + n325) - sqrt(n338)) / number(2))
    tokens_0_2 = show("tokens_0_2", number(1))
    tokens_1_2 = show("tokens_1_2", number(0))
    n347 = maximum(absolute(tokens_0_2), absolute(tokens_1_2))
    n348 = tokens_0_2 / n347
    n350 = tokens_1_2 / n347
    n353 = sqrt(((n348 ** 2) + (n350 ** 2)))
    fewer_heads_tokens_0_2 = show("fewer_heads_tokens_0_2 [v_k]", n348 / n353)
    fewer_heads_tokens_1_2 = show("fewer_heads_tokens_1_2 [v_k]", n350 / n353)
    n359 = exp(((n85 * fewer_heads_tokens_0_2) + (n91 * fewer_heads_tokens_1_2)))
    n363 = exp(((n110 * fewer_heads_tokens_0_2) + (n114 * fewer_heads_tokens_1_2)))
    n364 = n359 + n363
    fewer_heads_attention_of_0_0_2 = show("fewer_heads_attention_of_0_0_2 [s (28)]", n359 / n364)
    fewer_heads_attention_of_0_1_2 = show("fewer_heads_attention_of_0_1_2 [s (28)]", n363 / n364)
    n369 = (fewer_heads_label_covariance_root_0_0 * fewer_heads_attention_of_0_0_2) + (fewer_heads_label_covariance_root_0_1 * fewer_heads_attention_of_0_1_2)
    n370 = n369 ** 2
    n374 = exp(((n130 * fewer_heads_tokens_0_2) + (n136 * fewer_heads_tokens_1_2)))
    n378 = exp(((n142 * fewer_heads_tokens_0_2) + (n146 * fewer_heads_tokens_1_2)))
    n379 = n374 + n378
    fewer_heads_attention_of_1_0_2 = show("fewer_heads_attention_of_1_0_2 [s (28)]", n374 / n379)
    fewer_heads_attention_of_1_1_2 = show("fewer_heads_attention_of_1_1_2 [s (28)]", n378 / n379)
    n384 = (fewer_heads_label_covariance_root_0_0 * fewer_heads_attention_of_1_0_2) + (fewer_heads_label_covariance_root_0_1 * fewer_heads_attention_of_1_1_2)
    n385 = n384 ** 2
    n390 = exp(((n162 * fewer_heads_tokens_0_2) + (n168 * fewer_heads_tokens_1_2)))
    n394 = exp(((n174 * fewer_heads_tokens_0_2) + (n178 * fewer_heads_tokens_1_2)))
    n395 = n390 + n394
    attention_of_2_0_2 = show("attention_of_2_0_2 [s (28)]", n390 / n395)
    attention_of_2_1_2 = show("attention_of_2_1_2 [s (28)]", n394 / n395)
    n400 = (fewer_heads_label_covariance_root_0_0 * attention_of_2_0_2) + (fewer_heads_label_covariance_root_0_1 * attention_of_2_1_2)
    n406 = exp(((n194 * fewer_heads_tokens_0_2) + (n200 * fewer_heads_tokens_1_2)))
    n410 = exp(((n206 * fewer_heads_tokens_0_2) + (n210 * fewer_heads_tokens_1_2)))
    n411 = n406 + n410
    attention_of_3_0_2 = show("attention_of_3_0_2 [s (28)]", n406 / n411)
    attention_of_3_1_2 = show("attention_of_3_1_2 [s (28)]", n410 / n411)
    n416 = (fewer_heads_label_covariance_root_0_0 * attention_of_3_0_2) + (fewer_heads_label_covariance_root_0_1 * attention_of_3_1_2)
    n418 = ((n370 + n385) + (n400 ** 2)) + (n416 ** 2)
    n419 = fewer_heads_label_covariance_root_1_1 * fewer_heads_attention_of_0_1_2
    n420 = n419 ** 2
    n421 = fewer_heads_label_covariance_root_1_1 * fewer_heads_attention_of_1_1_2
    n422 = n421 ** 2
    n424 = fewer_heads_label_covariance_root_1_1 * attention_of_2_1_2
    n427 = fewer_heads_label_covariance_root_1_1 * attention_of_3_1_2
    n429 = ((n420 + n422) + (n424 ** 2)) + (n427 ** 2)
    n442 = ((n418 - n429) ** 2) + (number(4) * (((((n419 * n369) + (n421 * n384)) + (n424 * n400)) + (n427 * n416)) ** 2))
    attention_eigenvalues_2_0 = show("attention_eigenvalues_2_0 [(13)]", ((n418 + n429) - sqrt(n442)) / number(2))
    smallest_attention_eigenvalue = show("smallest_attention_eigenvalue [zeta_0 (14)]", minimum(minimum(attention_eigenvalues_0_0, attention_eigenvalues_1_0), attention_eigenvalues_2_0))
    least_gamma = show("least_gamma [gamma_min (15)]", sqrt((((n26 * sqrt(number(108))) * fewer_heads_largest_column_norm) * fewer_heads_initial_excess)) / (smallest_attention_eigenvalue * sqrt(sqrt(smallest_attention_eigenvalue))))
    gamma_of = show("gamma_of [gamma (15)]", gamma_multiple * least_gamma)
    n452 = gamma_of ** 2
    rate_multiple = show("rate_multiple", number(1))
    n455 = n3 * number(8)
    n458 = sqrt(number(3))
    n462 = sqrt(fewer_heads_initial_excess)
    n463 = ((((n455 * number(4)) * n458) * fewer_heads_squared_label_scale) / smallest_attention_eigenvalue) * n462
    n469 = ((n9 ** 2) + (fewer_heads_label_covariance_0_1 ** 2)) + (n35 ** 2)
    n473 = (n20 + (n13 ** 2)) + (n39 ** 2)
    n482 = (((fewer_heads_label_covariance_1_0 * n9) + (n13 * fewer_heads_label_covariance_0_1)) + (n39 * n35)) ** 2
    fewer_heads_cross_norm = show("fewer_heads_cross_norm [in (17)]", sqrt((((n469 + n473) + sqrt((((n469 - n473) ** 2) + (number(4) * n482)))) / number(2))))
    n489 = fewer_heads_cross_norm / noise_level
    n492 = fewer_heads_squared_label_scale ** 2
    n502 = ((number(4096) / (gamma_of * (smallest_attention_eigenvalue ** 2))) * number(18)) * fewer_heads_initial_excess
    n516 = ((number(16384) / (gamma_of * (smallest_attention_eigenvalue ** 4))) * number(27)) * fewer_heads_squared_label_scale
    n517 = fewer_heads_initial_excess ** 2
    n521 = (((((n463 + number(1)) + n489) ** 2) * n492) * ((number(8, 3) * n452) + n502)) + ((n492 * number(32)) * (((gamma_of ** 4) * number(1, 9)) + (n516 * n517)))
    query_rate = show("query_rate [eta_Q (16)]", rate_multiple / sqrt(n521))
    weight_rate = show("weight_rate [eta_w (16)]", n452 * query_rate)
    n525 = fewer_heads_label_covariance_0_0 / number(3)
    n526 = -number(1)
    n527 = n525 * n526
    n529 = fewer_heads_label_covariance_1_0 / number(3)
    n530 = n529 * n526
    n532 = (fewer_heads_attention_of_0_0_0 * n527) + (fewer_heads_attention_of_0_1_0 * n530)
    n533 = weight_rate * n532
    n535 = -n533
    n536 = number(1) - number(1)
    n541 = log((((fewer_heads_attention_of_0_0_0 * n536) + (fewer_heads_attention_of_0_1_0 * n536)) + number(1)))
    n544 = exp((-n541)) - number(1)
    n545 = fewer_heads_attention_of_0_0_0 * n544
    n550 = (fewer_heads_attention_of_1_0_0 * n527) + (fewer_heads_attention_of_1_1_0 * n530)
    n551 = weight_rate * n550
    n553 = -n551
    n558 = log((((fewer_heads_attention_of_1_0_0 * n536) + (fewer_heads_attention_of_1_1_0 * n536)) + number(1)))
    n561 = exp((-n558)) - number(1)
    n562 = fewer_heads_attention_of_1_0_0 * n561
    n565 = ((n533 * fewer_heads_attention_of_0_0_0) - (n535 * n545)) + ((n551 * fewer_heads_attention_of_1_0_0) - (n553 * n562))
    n569 = weight_rate * ((attention_of_2_0_0 * n527) + (attention_of_2_1_0 * n530))
    n571 = -n569
    n579 = exp((-log((((attention_of_2_0_0 * n536) + (attention_of_2_1_0 * n536)) + number(1))))) - number(1)
    n587 = weight_rate * ((attention_of_3_0_0 * n527) + (attention_of_3_1_0 * n530))
    n589 = -n587
    n597 = exp((-log((((attention_of_3_0_0 * n536) + (attention_of_3_1_0 * n536)) + number(1))))) - number(1)
    n601 = (n565 + ((n569 * attention_of_2_0_0) - (n571 * (attention_of_2_0_0 * n579)))) + ((n587 * attention_of_3_0_0) - (n589 * (attention_of_3_0_0 * n597)))
    n604 = fewer_heads_attention_of_0_1_0 * n544
    n608 = fewer_heads_attention_of_1_1_0 * n561
    n611 = ((n533 * fewer_heads_attention_of_0_1_0) - (n535 * n604)) + ((n551 * fewer_heads_attention_of_1_1_0) - (n553 * n608))
    n621 = (n611 + ((n569 * attention_of_2_1_0) - (n571 * (attention_of_2_1_0 * n579)))) + ((n587 * attention_of_3_1_0) - (n589 * (attention_of_3_1_0 * n597)))
    n628 = ((fewer_heads_attention_of_0_0_0 * n535) + (fewer_heads_attention_of_1_0_0 * n553)) + (attention_of_2_0_0 * n571)
    n632 = n526 + ((n628 + (attention_of_3_0_0 * n589)) - number(1))
    n638 = ((fewer_heads_attention_of_0_1_0 * n535) + (fewer_heads_attention_of_1_1_0 * n553)) + (attention_of_2_1_0 * n571)
    n640 = n638 + (attention_of_3_1_0 * n589)
    n644 = fewer_heads_label_covariance_0_1 / number(3)
    n645 = n644 * n526
    n647 = fewer_heads_label_covariance_1_1 / number(3)
    n648 = n647 * n526
    n650 = (fewer_heads_attention_of_0_0_1 * n645) + (fewer_heads_attention_of_0_1_1 * n648)
    n651 = weight_rate * n650
    n653 = -n651
    n658 = log((((fewer_heads_attention_of_0_0_1 * n536) + (fewer_heads_attention_of_0_1_1 * n536)) + number(1)))
    n661 = exp((-n658)) - number(1)
    n662 = fewer_heads_attention_of_0_0_1 * n661
    n667 = (fewer_heads_attention_of_1_0_1 * n645) + (fewer_heads_attention_of_1_1_1 * n648)
    n668 = weight_rate * n667
    n670 = -n668
    n675 = log((((fewer_heads_attention_of_1_0_1 * n536) + (fewer_heads_attention_of_1_1_1 * n536)) + number(1)))
    n678 = exp((-n675)) - number(1)
    n679 = fewer_heads_attention_of_1_0_1 * n678
    n682 = ((n651 * fewer_heads_attention_of_0_0_1) - (n653 * n662)) + ((n668 * fewer_heads_attention_of_1_0_1) - (n670 * n679))
    n686 = weight_rate * ((attention_of_2_0_1 * n645) + (attention_of_2_1_1 * n648))
    n688 = -n686
    n696 = exp((-log((((attention_of_2_0_1 * n536) + (attention_of_2_1_1 * n536)) + number(1))))) - number(1)
    n704 = weight_rate * ((attention_of_3_0_1 * n645) + (attention_of_3_1_1 * n648))
    n706 = -n704
    n714 = exp((-log((((attention_of_3_0_1 * n536) + (attention_of_3_1_1 * n536)) + number(1))))) - number(1)
    n718 = (n682 + ((n686 * attention_of_2_0_1) - (n688 * (attention_of_2_0_1 * n696)))) + ((n704 * attention_of_3_0_1) - (n706 * (attention_of_3_0_1 * n714)))
    n721 = fewer_heads_attention_of_0_1_1 * n661
    n725 = fewer_heads_attention_of_1_1_1 * n678
    n728 = ((n651 * fewer_heads_attention_of_0_1_1) - (n653 * n721)) + ((n668 * fewer_heads_attention_of_1_1_1) - (n670 * n725))
    n738 = (n728 + ((n686 * attention_of_2_1_1) - (n688 * (attention_of_2_1_1 * n696)))) + ((n704 * attention_of_3_1_1) - (n706 * (attention_of_3_1_1 * n714)))
    n745 = ((fewer_heads_attention_of_0_0_1 * n653) + (fewer_heads_attention_of_1_0_1 * n670)) + (attention_of_2_0_1 * n688)
    n747 = n745 + (attention_of_3_0_1 * n706)
    n753 = ((fewer_heads_attention_of_0_1_1 * n653) + (fewer_heads_attention_of_1_1_1 * n670)) + (attention_of_2_1_1 * n688)
    n757 = n526 + ((n753 + (attention_of_3_1_1 * n706)) - number(1))
    n761 = (((features_0_0 * n601) + (features_0_1 * n621)) * ((features_0_0 * n632) + (features_0_1 * n640))) + (((features_0_0 * n718) + (features_0_1 * n738)) * ((features_0_0 * n747) + (features_0_1 * n757)))
    n762 = -fewer_heads_ridge_attention_0_2
    n764 = -fewer_heads_ridge_attention_1_2
    n766 = (n525 * n762) + (n644 * n764)
    n770 = (n529 * n762) + (n647 * n764)
    n772 = (fewer_heads_attention_of_0_0_2 * n766) + (fewer_heads_attention_of_0_1_2 * n770)
    n773 = weight_rate * n772
    n775 = -n773
    n780 = log((((fewer_heads_attention_of_0_0_2 * n536) + (fewer_heads_attention_of_0_1_2 * n536)) + number(1)))
    n783 = exp((-n780)) - number(1)
    n784 = fewer_heads_attention_of_0_0_2 * n783
    n789 = (fewer_heads_attention_of_1_0_2 * n766) + (fewer_heads_attention_of_1_1_2 * n770)
    n790 = weight_rate * n789
    n792 = -n790
    n797 = log((((fewer_heads_attention_of_1_0_2 * n536) + (fewer_heads_attention_of_1_1_2 * n536)) + number(1)))
    n800 = exp((-n797)) - number(1)
    n801 = fewer_heads_attention_of_1_0_2 * n800
    n804 = ((n773 * fewer_heads_attention_of_0_0_2) - (n775 * n784)) + ((n790 * fewer_heads_attention_of_1_0_2) - (n792 * n801))
    n808 = weight_rate * ((attention_of_2_0_2 * n766) + (attention_of_2_1_2 * n770))
    n810 = -n808
    n818 = exp((-log((((attention_of_2_0_2 * n536) + (attention_of_2_1_2 * n536)) + number(1))))) - number(1)
    n826 = weight_rate * ((attention_of_3_0_2 * n766) + (attention_of_3_1_2 * n770))
    n828 = -n826
    n836 = exp((-log((((attention_of_3_0_2 * n536) + (attention_of_3_1_2 * n536)) + number(1))))) - number(1)
    n840 = (n804 + ((n808 * attention_of_2_0_2) - (n810 * (attention_of_2_0_2 * n818)))) + ((n826 * attention_of_3_0_2) - (n828 * (attention_of_3_0_2 * n836)))
    n843 = fewer_heads_attention_of_0_1_2 * n783
    n847 = fewer_heads_attention_of_1_1_2 * n800
    n850 = ((n773 * fewer_heads_attention_of_0_1_2) - (n775 * n843)) + ((n790 * fewer_heads_attention_of_1_1_2) - (n792 * n847))
    n860 = (n850 + ((n808 * attention_of_2_1_2) - (n810 * (attention_of_2_1_2 * n818)))) + ((n826 * attention_of_3_1_2) - (n828 * (attention_of_3_1_2 * n836)))
    n867 = ((fewer_heads_attention_of_0_0_2 * n775) + (fewer_heads_attention_of_1_0_2 * n792)) + (attention_of_2_0_2 * n810)
    n871 = n762 + ((n867 + (attention_of_3_0_2 * n828)) - fewer_heads_ridge_attention_0_2)
    n877 = ((fewer_heads_attention_of_0_1_2 * n775) + (fewer_heads_attention_of_1_1_2 * n792)) + (attention_of_2_1_2 * n810)
    n881 = n764 + ((n877 + (attention_of_3_1_2 * n828)) - fewer_heads_ridge_attention_1_2)
    n885 = n761 + (((features_0_0 * n840) + (features_0_1 * n860)) * ((features_0_0 * n871) + (features_0_1 * n881)))
    n896 = (((((n601 * n632) + (n718 * n747)) + (n840 * n871)) + (n621 * n640)) + (n738 * n757)) + (n860 * n881)
    n908 = ((((n526 * n527) + (n762 * n766)) + (n526 * n648)) + (n764 * n770)) / number(2)
    n919 = n125 + n226
    n920 = n156 + n228
    fewer_heads_attention_eigenvalues_0_0 = show("fewer_heads_attention_eigenvalues_0_0 [(13)]", ((n919 + n920) - sqrt((((n919 - n920) ** 2) + (number(4) * (((n155 * n124) + (n227 * n225)) ** 2))))) / number(2))
    n933 = n266 + n316
    n934 = n281 + n318
    fewer_heads_attention_eigenvalues_1_0 = show("fewer_heads_attention_eigenvalues_1_0 [(13)]", ((n933 + n934) - sqrt((((n933 - n934) ** 2) + (number(4) * (((n280 * n265) + (n317 * n315)) ** 2))))) / number(2))
    n948 = n370 + n420
    n949 = n385 + n422
    fewer_heads_attention_eigenvalues_2_0 = show("fewer_heads_attention_eigenvalues_2_0 [(13)]", ((n948 + n949) - sqrt((((n948 - n949) ** 2) + (number(4) * (((n384 * n369) + (n421 * n419)) ** 2))))) / number(2))
    fewer_heads_smallest_attention_eigenvalue = show("fewer_heads_smallest_attention_eigenvalue [zeta_0 (14)]", minimum(minimum(fewer_heads_attention_eigenvalues_0_0, fewer_heads_attention_eigenvalues_1_0), fewer_heads_attention_eigenvalues_2_0))
    fewer_heads_least_gamma = show("fewer_heads_least_gamma [gamma_min (15)]", sqrt((((n26 * sqrt(number(54))) * fewer_heads_largest_column_norm) * fewer_heads_initial_excess)) / (fewer_heads_smallest_attention_eigenvalue * sqrt(sqrt(fewer_heads_smallest_attention_eigenvalue))))
    fewer_heads_gamma_of = show("fewer_heads_gamma_of [gamma (15)]", gamma_multiple * fewer_heads_least_gamma)
    n968 = fewer_heads_gamma_of ** 2
    n972 = (((n455 * number(2)) * n458) * fewer_heads_squared_label_scale) / fewer_heads_smallest_attention_eigenvalue
    n982 = (number(4096) / (fewer_heads_gamma_of * (fewer_heads_smallest_attention_eigenvalue ** 2))) * number(18)
    n985 = (((((n972 * n462) + number(1)) + n489) ** 2) * n492) * ((number(8, 3) * n968) + (n982 * fewer_heads_initial_excess))
    n992 = (number(16384) / (fewer_heads_gamma_of * (fewer_heads_smallest_attention_eigenvalue ** 4))) * number(27)
    n996 = (n492 * number(8)) * (((fewer_heads_gamma_of ** 4) * number(1, 9)) + ((n992 * fewer_heads_squared_label_scale) * n517))
    fewer_heads_query_rate = show("fewer_heads_query_rate [eta_Q (16)]", rate_multiple / sqrt((n985 + n996)))
    fewer_heads_weight_rate = show("fewer_heads_weight_rate [eta_w (16)]", n968 * fewer_heads_query_rate)
    n1001 = fewer_heads_weight_rate * n532
    n1003 = -n1001
    n1006 = fewer_heads_weight_rate * n550
    n1008 = -n1006
    n1011 = ((n1001 * fewer_heads_attention_of_0_0_0) - (n1003 * n545)) + ((n1006 * fewer_heads_attention_of_1_0_0) - (n1008 * n562))
    n1019 = ((n1001 * fewer_heads_attention_of_0_1_0) - (n1003 * n604)) + ((n1006 * fewer_heads_attention_of_1_1_0) - (n1008 * n608))
    n1026 = n526 + (((fewer_heads_attention_of_0_0_0 * n1003) + (fewer_heads_attention_of_1_0_0 * n1008)) - number(1))
    n1030 = (fewer_heads_attention_of_0_1_0 * n1003) + (fewer_heads_attention_of_1_1_0 * n1008)
    n1033 = ((features_0_0 * n1011) + (features_0_1 * n1019)) * ((features_0_0 * n1026) + (features_0_1 * n1030))
    n1034 = fewer_heads_weight_rate * n650
    n1036 = -n1034
    n1039 = fewer_heads_weight_rate * n667
    n1041 = -n1039
    n1044 = ((n1034 * fewer_heads_attention_of_0_0_1) - (n1036 * n662)) + ((n1039 * fewer_heads_attention_of_1_0_1) - (n1041 * n679))
    n1052 = ((n1034 * fewer_heads_attention_of_0_1_1) - (n1036 * n721)) + ((n1039 * fewer_heads_attention_of_1_1_1) - (n1041 * n725))
    n1057 = (fewer_heads_attention_of_0_0_1 * n1036) + (fewer_heads_attention_of_1_0_1 * n1041)
    n1063 = n526 + (((fewer_heads_attention_of_0_1_1 * n1036) + (fewer_heads_attention_of_1_1_1 * n1041)) - number(1))
    n1066 = ((features_0_0 * n1044) + (features_0_1 * n1052)) * ((features_0_0 * n1057) + (features_0_1 * n1063))
    n1068 = fewer_heads_weight_rate * n772
    n1070 = -n1068
    n1073 = fewer_heads_weight_rate * n789
    n1075 = -n1073
    n1078 = ((n1068 * fewer_heads_attention_of_0_0_2) - (n1070 * n784)) + ((n1073 * fewer_heads_attention_of_1_0_2) - (n1075 * n801))
    n1086 = ((n1068 * fewer_heads_attention_of_0_1_2) - (n1070 * n843)) + ((n1073 * fewer_heads_attention_of_1_1_2) - (n1075 * n847))
    n1092 = ((fewer_heads_attention_of_0_0_2 * n1070) + (fewer_heads_attention_of_1_0_2 * n1075)) - fewer_heads_ridge_attention_0_2
    n1093 = n762 + n1092
    n1098 = ((fewer_heads_attention_of_0_1_2 * n1070) + (fewer_heads_attention_of_1_1_2 * n1075)) - fewer_heads_ridge_attention_1_2
    n1099 = n764 + n1098
    n1102 = ((features_0_0 * n1078) + (features_0_1 * n1086)) * ((features_0_0 * n1093) + (features_0_1 * n1099))
    n1114 = (((((n1011 * n1026) + (n1044 * n1057)) + (n1078 * n1093)) + (n1019 * n1030)) + (n1052 * n1063)) + (n1086 * n1099)
    print("proved")
    exact_n6 = Fraction(1, 1)
    exact_gamma_multiple = Fraction(1, 1)
    exact_rate_multiple = Fraction(1, 1)
    claim("refuted", (-log((((-((n885 + (noise_level * n896)) / number(6))) / n908) + number(1)))), ">", (-log((((-((((n1033 + n1066) + n1102) + (noise_level * n1114)) / number(6))) / n908) + number(1)))))
    claim("A2_0", attention_eigenvalues_0_0, ">", number(0))
    claim("A2_1", attention_eigenvalues_1_0, ">", number(0))
    claim("A2_2", attention_eigenvalues_2_0, ">", number(0))
    claim("gamma_0", exact_n6, "<=", exact_gamma_multiple)
    claim("eta_0", exact_rate_multiple, "<=", exact_n6)


checked(counterexample)
