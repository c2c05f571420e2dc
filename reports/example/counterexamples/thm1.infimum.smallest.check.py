"""Checks by itself that one instance refutes thm1.infimum: The printed constant of Lemma 5 is the infimum of the loss, reached over the initial attention.

Claimed: \\inf_\\theta\\mathcal L=\\mathcal L^*
Run: python3 -I -S THIS_FILE. Exit status 0 means proved.

It shares no code with the program that found the instance and checks its arithmetic. The formulas
are what that program traced: whether they are the statement is for its reader to see. A part_N
is a value on the way to a quantity that has a name.
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
        return Interval(base.lo**n, base.hi**n, n * base.e)


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
    tokens_0_0 = show("tokens_0_0", number(-1))
    part_3 = tokens_0_0 / absolute(tokens_0_0)
    tokens_0_0_ = part_3 / sqrt((part_3 ** 2))
    queries_0_0_0 = show("queries_0_0_0", number(0))
    part_8 = tokens_0_0_ * queries_0_0_0
    part_10 = exp((part_8 * tokens_0_0_))
    print("what follows from it")
    attention_of_0_0_0 = show("attention_of_0_0_0 [s (28)]", part_10 / part_10)
    part_12 = features_0_0 ** 2
    noise_level = show("noise_level", number(1))
    label_covariance_0_0 = show("label_covariance_0_0 [Zbar^2 (12)]", part_12 + noise_level)
    label_covariance_root_0_0 = show("label_covariance_root_0_0 [Zbar (12)]", sqrt(label_covariance_0_0))
    part_16 = label_covariance_root_0_0 * attention_of_0_0_0
    attention_eigenvalues_0_0 = show("attention_eigenvalues_0_0 [(13)]", part_16 ** 2)
    part_20 = attention_of_0_0_0 * (part_16 * (label_covariance_root_0_0 / attention_eigenvalues_0_0))
    tokens_0_1 = show("tokens_0_1", number(1))
    part_26 = tokens_0_1 / absolute(tokens_0_1)
    part_31 = exp((part_8 * (part_26 / sqrt((part_26 ** 2)))))
    attention_of_0_0_1 = show("attention_of_0_0_1 [s (28)]", part_31 / part_31)
    part_33 = label_covariance_root_0_0 * attention_of_0_0_1
    features_0_1 = show("features_0_1", number(0))
    label_cross_covariance_0_1 = show("label_cross_covariance_0_1 [in (26)]", features_0_0 * features_0_1)
    ridge_attention_0_1 = show("ridge_attention_0_1 [A (26)]", label_cross_covariance_0_1 / label_covariance_0_0)
    attention_eigenvalues_1_0 = show("attention_eigenvalues_1_0 [(13)]", part_33 ** 2)
    part_41 = attention_of_0_0_1 * (part_33 * ((label_covariance_root_0_0 * ridge_attention_0_1) / attention_eigenvalues_1_0))
    part_53 = ((((features_0_0 * part_20) - features_0_0) ** 2) + (((features_0_0 * part_41) - features_0_1) ** 2)) + (noise_level * ((((part_20 - number(1)) ** 2) + (part_41 ** 2)) + number(1)))
    part_62 = (label_covariance_0_0 * (label_covariance_0_0 / label_covariance_0_0)) + (label_cross_covariance_0_1 * ridge_attention_0_1)
    print("proved")
    claim("refuted", (part_53 / number(4)), "!=", ((((part_12 + (features_0_1 ** 2)) + noise_level) - part_62) / number(4)))
    claim("A2_0", attention_eigenvalues_0_0, ">", number(0))
    claim("A2_1", attention_eigenvalues_1_0, ">", number(0))


checked(counterexample)
