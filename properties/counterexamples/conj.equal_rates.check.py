"""Checks by itself that one instance refutes conj.equal_rates: With equal learning rates the loss shrinks at the rate of (18).

Claimed: \\Delta^{(t)}\\le\\Big(1-\\frac{\\eta\\zeta_0}{2K}\\Big)^t\\Delta^{(0)},\\quad\\eta_Q=\\eta_w=\\eta=\\frac{K}{2H\\|\\bar Z\\|_2^2}
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
    features_0_0 = show("features_0_0", number(1))
    noise_level = show("noise_level", number(1))
    print("what follows from it")
    label_covariance_0_0 = show("label_covariance_0_0 [Zbar^2 (12)]", (features_0_0 ** 2) + noise_level)
    features_0_1 = show("features_0_1", number(0))
    label_covariance_1_0 = show("label_covariance_1_0 [Zbar^2 (12)]", features_0_1 * features_0_0)
    label_covariance_1_1 = show("label_covariance_1_1 [Zbar^2 (12)]", (features_0_1 ** 2) + noise_level)
    features_0_2 = show("features_0_2", number(0))
    label_covariance_2_0 = show("label_covariance_2_0 [Zbar^2 (12)]", features_0_2 * features_0_0)
    label_covariance_2_1 = show("label_covariance_2_1 [Zbar^2 (12)]", features_0_2 * features_0_1)
    label_covariance_2_2 = show("label_covariance_2_2 [Zbar^2 (12)]", (features_0_2 ** 2) + noise_level)
    squared_label_scale = show("squared_label_scale [||Zbar||^2 (12)]", eigenvalue(2, Interval(57896044618658097711785492504343953926634992332820282019728792003956564819967, 57896044618658097711785492504343953926634992332820282019728792003956564819967, -254), Interval(57896044618658097711785492504343953926634992332820282019728792003956564819970, 57896044618658097711785492504343953926634992332820282019728792003956564819970, -254), (label_covariance_0_0, label_covariance_1_0, label_covariance_1_1, label_covariance_2_0, label_covariance_2_1, label_covariance_2_2)))
    n17 = number(4) / (squared_label_scale * number(6))
    label_covariance_root_0_0 = show("label_covariance_root_0_0 [Zbar (12)]", sqrt(label_covariance_0_0))
    tokens_0_0 = show("tokens_0_0", number(-1))
    tokens_1_0 = show("tokens_1_0", number(1))
    n23 = maximum(absolute(tokens_0_0), absolute(tokens_1_0))
    n24 = tokens_0_0 / n23
    n26 = tokens_1_0 / n23
    n29 = sqrt(((n24 ** 2) + (n26 ** 2)))
    tokens_0_0_ = n24 / n29
    queries_0_0_0 = show("queries_0_0_0", number(0))
    tokens_1_0_ = n26 / n29
    queries_0_1_0 = show("queries_0_1_0", number(20))
    n36 = (tokens_0_0_ * queries_0_0_0) + (tokens_1_0_ * queries_0_1_0)
    queries_0_0_1 = show("queries_0_0_1", number(0))
    queries_0_1_1 = show("queries_0_1_1", number(10))
    n42 = (tokens_0_0_ * queries_0_0_1) + (tokens_1_0_ * queries_0_1_1)
    n45 = exp(((n36 * tokens_0_0_) + (n42 * tokens_1_0_)))
    tokens_0_1 = show("tokens_0_1", number(-1))
    tokens_1_1 = show("tokens_1_1", number(0))
    n50 = maximum(absolute(tokens_0_1), absolute(tokens_1_1))
    n51 = tokens_0_1 / n50
    n53 = tokens_1_1 / n50
    n56 = sqrt(((n51 ** 2) + (n53 ** 2)))
    tokens_0_1_ = n51 / n56
    tokens_1_1_ = n53 / n56
    n61 = (tokens_0_1_ * queries_0_0_0) + (tokens_1_1_ * queries_0_1_0)
    n65 = (tokens_0_1_ * queries_0_0_1) + (tokens_1_1_ * queries_0_1_1)
    n68 = exp(((n61 * tokens_0_0_) + (n65 * tokens_1_0_)))
    tokens_0_2 = show("tokens_0_2", number(0))
    tokens_1_2 = show("tokens_1_2", number(1))
    n74 = maximum(absolute(tokens_0_2), absolute(tokens_1_2))
    n75 = tokens_0_2 / n74
    n77 = tokens_1_2 / n74
    n80 = sqrt(((n75 ** 2) + (n77 ** 2)))
    tokens_0_2_ = n75 / n80
    tokens_1_2_ = n77 / n80
    n85 = (tokens_0_2_ * queries_0_0_0) + (tokens_1_2_ * queries_0_1_0)
    n89 = (tokens_0_2_ * queries_0_0_1) + (tokens_1_2_ * queries_0_1_1)
    n92 = exp(((n85 * tokens_0_0_) + (n89 * tokens_1_0_)))
    n93 = (n45 + n68) + n92
    attention_of_0_0_0 = show("attention_of_0_0_0 [s (28)]", n45 / n93)
    label_covariance_root_0_1 = show("label_covariance_root_0_1 [Zbar (12)]", label_covariance_1_0 / label_covariance_root_0_0)
    attention_of_0_1_0 = show("attention_of_0_1_0 [s (28)]", n68 / n93)
    label_covariance_root_0_2 = show("label_covariance_root_0_2 [Zbar (12)]", label_covariance_2_0 / label_covariance_root_0_0)
    attention_of_0_2_0 = show("attention_of_0_2_0 [s (28)]", n92 / n93)
    n103 = ((label_covariance_root_0_0 * attention_of_0_0_0) + (label_covariance_root_0_1 * attention_of_0_1_0)) + (label_covariance_root_0_2 * attention_of_0_2_0)
    label_covariance_root_1_1 = show("label_covariance_root_1_1 [Zbar (12)]", sqrt((label_covariance_1_1 - (label_covariance_root_0_1 ** 2))))
    label_covariance_root_1_2 = show("label_covariance_root_1_2 [Zbar (12)]", (label_covariance_2_1 - (label_covariance_root_0_2 * label_covariance_root_0_1)) / label_covariance_root_1_1)
    n113 = (label_covariance_root_1_1 * attention_of_0_1_0) + (label_covariance_root_1_2 * attention_of_0_2_0)
    label_covariance_root_2_2 = show("label_covariance_root_2_2 [Zbar (12)]", sqrt(((label_covariance_2_2 - (label_covariance_root_0_2 ** 2)) - (label_covariance_root_1_2 ** 2))))
    n121 = label_covariance_root_2_2 * attention_of_0_2_0
    queries_1_0_0 = show("queries_1_0_0", number(0))
    queries_1_1_0 = show("queries_1_1_0", number(0))
    n128 = (tokens_0_0_ * queries_1_0_0) + (tokens_1_0_ * queries_1_1_0)
    queries_1_0_1 = show("queries_1_0_1", number(0))
    queries_1_1_1 = show("queries_1_1_1", number(1))
    n134 = (tokens_0_0_ * queries_1_0_1) + (tokens_1_0_ * queries_1_1_1)
    n137 = exp(((n128 * tokens_0_0_) + (n134 * tokens_1_0_)))
    n140 = (tokens_0_1_ * queries_1_0_0) + (tokens_1_1_ * queries_1_1_0)
    n144 = (tokens_0_1_ * queries_1_0_1) + (tokens_1_1_ * queries_1_1_1)
    n147 = exp(((n140 * tokens_0_0_) + (n144 * tokens_1_0_)))
    n151 = (tokens_0_2_ * queries_1_0_0) + (tokens_1_2_ * queries_1_1_0)
    n155 = (tokens_0_2_ * queries_1_0_1) + (tokens_1_2_ * queries_1_1_1)
    n158 = exp(((n151 * tokens_0_0_) + (n155 * tokens_1_0_)))
    n159 = (n137 + n147) + n158
    attention_of_1_0_0 = show("attention_of_1_0_0 [s (28)]", n137 / n159)
    attention_of_1_1_0 = show("attention_of_1_1_0 [s (28)]", n147 / n159)
    attention_of_1_2_0 = show("attention_of_1_2_0 [s (28)]", n158 / n159)
    n167 = ((label_covariance_root_0_0 * attention_of_1_0_0) + (label_covariance_root_0_1 * attention_of_1_1_0)) + (label_covariance_root_0_2 * attention_of_1_2_0)
    n171 = (label_covariance_root_1_1 * attention_of_1_1_0) + (label_covariance_root_1_2 * attention_of_1_2_0)
    n174 = label_covariance_root_2_2 * attention_of_1_2_0
    queries_2_0_0 = show("queries_2_0_0", number(0))
    queries_2_1_0 = show("queries_2_1_0", number(1))
    n186 = (tokens_0_0_ * queries_2_0_0) + (tokens_1_0_ * queries_2_1_0)
    queries_2_0_1 = show("queries_2_0_1", number(0))
    queries_2_1_1 = show("queries_2_1_1", number(-10))
    n192 = (tokens_0_0_ * queries_2_0_1) + (tokens_1_0_ * queries_2_1_1)
    n195 = exp(((n186 * tokens_0_0_) + (n192 * tokens_1_0_)))
    n198 = (tokens_0_1_ * queries_2_0_0) + (tokens_1_1_ * queries_2_1_0)
    n202 = (tokens_0_1_ * queries_2_0_1) + (tokens_1_1_ * queries_2_1_1)
    n205 = exp(((n198 * tokens_0_0_) + (n202 * tokens_1_0_)))
    n209 = (tokens_0_2_ * queries_2_0_0) + (tokens_1_2_ * queries_2_1_0)
    n213 = (tokens_0_2_ * queries_2_0_1) + (tokens_1_2_ * queries_2_1_1)
    n216 = exp(((n209 * tokens_0_0_) + (n213 * tokens_1_0_)))
    n217 = (n195 + n205) + n216
    attention_of_2_0_0 = show("attention_of_2_0_0 [s (28)]", n195 / n217)
    attention_of_2_1_0 = show("attention_of_2_1_0 [s (28)]", n205 / n217)
    attention_of_2_2_0 = show("attention_of_2_2_0 [s (28)]", n216 / n217)
    n225 = ((label_covariance_root_0_0 * attention_of_2_0_0) + (label_covariance_root_0_1 * attention_of_2_1_0)) + (label_covariance_root_0_2 * attention_of_2_2_0)
    n229 = (label_covariance_root_1_1 * attention_of_2_1_0) + (label_covariance_root_1_2 * attention_of_2_2_0)
    n232 = label_covariance_root_2_2 * attention_of_2_2_0
    attention_eigenvalues_0_0 = show("attention_eigenvalues_0_0 [(13)]", eigenvalue(0, Interval(68693411609344003573011467175949725383103007325320556375404094898977053629954, 68693411609344003573011467175949725383103007325320556375404094898977053629954, -274), Interval(68693411609344003573011467175949725383103007325320556375404094898977053629957, 68693411609344003573011467175949725383103007325320556375404094898977053629957, -274), ((((n103 ** 2) + (n113 ** 2)) + (n121 ** 2)), (((n167 * n103) + (n171 * n113)) + (n174 * n121)), (((n167 ** 2) + (n171 ** 2)) + (n174 ** 2)), (((n225 * n103) + (n229 * n113)) + (n232 * n121)), (((n225 * n167) + (n229 * n171)) + (n232 * n174)), (((n225 ** 2) + (n229 ** 2)) + (n232 ** 2)))))
    n249 = exp(((n36 * tokens_0_1_) + (n42 * tokens_1_1_)))
    n253 = exp(((n61 * tokens_0_1_) + (n65 * tokens_1_1_)))
    n258 = exp(((n85 * tokens_0_1_) + (n89 * tokens_1_1_)))
    n259 = (n249 + n253) + n258
    attention_of_0_0_1 = show("attention_of_0_0_1 [s (28)]", n249 / n259)
    attention_of_0_1_1 = show("attention_of_0_1_1 [s (28)]", n253 / n259)
    attention_of_0_2_1 = show("attention_of_0_2_1 [s (28)]", n258 / n259)
    n267 = ((label_covariance_root_0_0 * attention_of_0_0_1) + (label_covariance_root_0_1 * attention_of_0_1_1)) + (label_covariance_root_0_2 * attention_of_0_2_1)
    n271 = (label_covariance_root_1_1 * attention_of_0_1_1) + (label_covariance_root_1_2 * attention_of_0_2_1)
    n274 = label_covariance_root_2_2 * attention_of_0_2_1
    n280 = exp(((n128 * tokens_0_1_) + (n134 * tokens_1_1_)))
    n284 = exp(((n140 * tokens_0_1_) + (n144 * tokens_1_1_)))
    n289 = exp(((n151 * tokens_0_1_) + (n155 * tokens_1_1_)))
    n290 = (n280 + n284) + n289
    attention_of_1_0_1 = show("attention_of_1_0_1 [s (28)]", n280 / n290)
    attention_of_1_1_1 = show("attention_of_1_1_1 [s (28)]", n284 / n290)
    attention_of_1_2_1 = show("attention_of_1_2_1 [s (28)]", n289 / n290)
    n298 = ((label_covariance_root_0_0 * attention_of_1_0_1) + (label_covariance_root_0_1 * attention_of_1_1_1)) + (label_covariance_root_0_2 * attention_of_1_2_1)
    n302 = (label_covariance_root_1_1 * attention_of_1_1_1) + (label_covariance_root_1_2 * attention_of_1_2_1)
    n305 = label_covariance_root_2_2 * attention_of_1_2_1
    n316 = exp(((n186 * tokens_0_1_) + (n192 * tokens_1_1_)))
    n320 = exp(((n198 * tokens_0_1_) + (n202 * tokens_1_1_)))
    n325 = exp(((n209 * tokens_0_1_) + (n213 * tokens_1_1_)))
    n326 = (n316 + n320) + n325
    attention_of_2_0_1 = show("attention_of_2_0_1 [s (28)]", n316 / n326)
    attention_of_2_1_1 = show("attention_of_2_1_1 [s (28)]", n320 / n326)
    attention_of_2_2_1 = show("attention_of_2_2_1 [s (28)]", n325 / n326)
    n334 = ((label_covariance_root_0_0 * attention_of_2_0_1) + (label_covariance_root_0_1 * attention_of_2_1_1)) + (label_covariance_root_0_2 * attention_of_2_2_1)
    n338 = (label_covariance_root_1_1 * attention_of_2_1_1) + (label_covariance_root_1_2 * attention_of_2_2_1)
    n341 = label_covariance_root_2_2 * attention_of_2_2_1
    attention_eigenvalues_1_0 = show("attention_eigenvalues_1_0 [(13)]", eigenvalue(0, Interval(110497383326538380940155614094042213068826094417184271030877871526313112047803, 110497383326538380940155614094042213068826094417184271030877871526313112047803, -265), Interval(110497383326538380940155614094042213068826094417184271030877871526313112047806, 110497383326538380940155614094042213068826094417184271030877871526313112047806, -265), ((((n267 ** 2) + (n271 ** 2)) + (n274 ** 2)), (((n298 * n267) + (n302 * n271)) + (n305 * n274)), (((n298 ** 2) + (n302 ** 2)) + (n305 ** 2)), (((n334 * n267) + (n338 * n271)) + (n341 * n274)), (((n334 * n298) + (n338 * n302)) + (n341 * n305)), (((n334 ** 2) + (n338 ** 2)) + (n341 ** 2)))))
    n359 = exp(((n36 * tokens_0_2_) + (n42 * tokens_1_2_)))
    n363 = exp(((n61 * tokens_0_2_) + (n65 * tokens_1_2_)))
    n368 = exp(((n85 * tokens_0_2_) + (n89 * tokens_1_2_)))
    n369 = (n359 + n363) + n368
    attention_of_0_0_2 = show("attention_of_0_0_2 [s (28)]", n359 / n369)
    attention_of_0_1_2 = show("attention_of_0_1_2 [s (28)]", n363 / n369)
    attention_of_0_2_2 = show("attention_of_0_2_2 [s (28)]", n368 / n369)
    n377 = ((label_covariance_root_0_0 * attention_of_0_0_2) + (label_covariance_root_0_1 * attention_of_0_1_2)) + (label_covariance_root_0_2 * attention_of_0_2_2)
    n381 = (label_covariance_root_1_1 * attention_of_0_1_2) + (label_covariance_root_1_2 * attention_of_0_2_2)
    n384 = label_covariance_root_2_2 * attention_of_0_2_2
    n390 = exp(((n128 * tokens_0_2_) + (n134 * tokens_1_2_)))
    n394 = exp(((n140 * tokens_0_2_) + (n144 * tokens_1_2_)))
    n399 = exp(((n151 * tokens_0_2_) + (n155 * tokens_1_2_)))
    n400 = (n390 + n394) + n399
    attention_of_1_0_2 = show("attention_of_1_0_2 [s (28)]", n390 / n400)
    attention_of_1_1_2 = show("attention_of_1_1_2 [s (28)]", n394 / n400)
    attention_of_1_2_2 = show("attention_of_1_2_2 [s (28)]", n399 / n400)
    n408 = ((label_covariance_root_0_0 * attention_of_1_0_2) + (label_covariance_root_0_1 * attention_of_1_1_2)) + (label_covariance_root_0_2 * attention_of_1_2_2)
    n412 = (label_covariance_root_1_1 * attention_of_1_1_2) + (label_covariance_root_1_2 * attention_of_1_2_2)
    n415 = label_covariance_root_2_2 * attention_of_1_2_2
    n426 = exp(((n186 * tokens_0_2_) + (n192 * tokens_1_2_)))
    n430 = exp(((n198 * tokens_0_2_) + (n202 * tokens_1_2_)))
    n435 = exp(((n209 * tokens_0_2_) + (n213 * tokens_1_2_)))
    n436 = (n426 + n430) + n435
    attention_of_2_0_2 = show("attention_of_2_0_2 [s (28)]", n426 / n436)
    attention_of_2_1_2 = show("attention_of_2_1_2 [s (28)]", n430 / n436)
    attention_of_2_2_2 = show("attention_of_2_2_2 [s (28)]", n435 / n436)
    n444 = ((label_covariance_root_0_0 * attention_of_2_0_2) + (label_covariance_root_0_1 * attention_of_2_1_2)) + (label_covariance_root_0_2 * attention_of_2_2_2)
    n448 = (label_covariance_root_1_1 * attention_of_2_1_2) + (label_covariance_root_1_2 * attention_of_2_2_2)
    n451 = label_covariance_root_2_2 * attention_of_2_2_2
    attention_eigenvalues_2_0 = show("attention_eigenvalues_2_0 [(13)]", eigenvalue(0, Interval(71529405983259994260012488243181432190963805995361004110636224024450650506459, 71529405983259994260012488243181432190963805995361004110636224024450650506459, -258), Interval(71529405983259994260012488243181432190963805995361004110636224024450650506462, 71529405983259994260012488243181432190963805995361004110636224024450650506462, -258), ((((n377 ** 2) + (n381 ** 2)) + (n384 ** 2)), (((n408 * n377) + (n412 * n381)) + (n415 * n384)), (((n408 ** 2) + (n412 ** 2)) + (n415 ** 2)), (((n444 * n377) + (n448 * n381)) + (n451 * n384)), (((n444 * n408) + (n448 * n412)) + (n451 * n415)), (((n444 ** 2) + (n448 ** 2)) + (n451 ** 2)))))
    tokens_0_3 = show("tokens_0_3", number(0))
    tokens_1_3 = show("tokens_1_3", number(-1))
    n470 = maximum(absolute(tokens_0_3), absolute(tokens_1_3))
    n471 = tokens_0_3 / n470
    n473 = tokens_1_3 / n470
    n476 = sqrt(((n471 ** 2) + (n473 ** 2)))
    tokens_0_3_ = n471 / n476
    tokens_1_3_ = n473 / n476
    n482 = exp(((n36 * tokens_0_3_) + (n42 * tokens_1_3_)))
    n486 = exp(((n61 * tokens_0_3_) + (n65 * tokens_1_3_)))
    n491 = exp(((n85 * tokens_0_3_) + (n89 * tokens_1_3_)))
    n492 = (n482 + n486) + n491
    attention_of_0_0_3 = show("attention_of_0_0_3 [s (28)]", n482 / n492)
    attention_of_0_1_3 = show("attention_of_0_1_3 [s (28)]", n486 / n492)
    attention_of_0_2_3 = show("attention_of_0_2_3 [s (28)]", n491 / n492)
    n500 = ((label_covariance_root_0_0 * attention_of_0_0_3) + (label_covariance_root_0_1 * attention_of_0_1_3)) + (label_covariance_root_0_2 * attention_of_0_2_3)
    n504 = (label_covariance_root_1_1 * attention_of_0_1_3) + (label_covariance_root_1_2 * attention_of_0_2_3)
    n507 = label_covariance_root_2_2 * attention_of_0_2_3
    n513 = exp(((n128 * tokens_0_3_) + (n134 * tokens_1_3_)))
    n517 = exp(((n140 * tokens_0_3_) + (n144 * tokens_1_3_)))
    n522 = exp(((n151 * tokens_0_3_) + (n155 * tokens_1_3_)))
    n523 = (n513 + n517) + n522
    attention_of_1_0_3 = show("attention_of_1_0_3 [s (28)]", n513 / n523)
    attention_of_1_1_3 = show("attention_of_1_1_3 [s (28)]", n517 / n523)
    attention_of_1_2_3 = show("attention_of_1_2_3 [s (28)]", n522 / n523)
    n531 = ((label_covariance_root_0_0 * attention_of_1_0_3) + (label_covariance_root_0_1 * attention_of_1_1_3)) + (label_covariance_root_0_2 * attention_of_1_2_3)
    n535 = (label_covariance_root_1_1 * attention_of_1_1_3) + (label_covariance_root_1_2 * attention_of_1_2_3)
    n538 = label_covariance_root_2_2 * attention_of_1_2_3
    n549 = exp(((n186 * tokens_0_3_) + (n192 * tokens_1_3_)))
    n553 = exp(((n198 * tokens_0_3_) + (n202 * tokens_1_3_)))
    n558 = exp(((n209 * tokens_0_3_) + (n213 * tokens_1_3_)))
    n559 = (n549 + n553) + n558
    attention_of_2_0_3 = show("attention_of_2_0_3 [s (28)]", n549 / n559)
    attention_of_2_1_3 = show("attention_of_2_1_3 [s (28)]", n553 / n559)
    attention_of_2_2_3 = show("attention_of_2_2_3 [s (28)]", n558 / n559)
    n567 = ((label_covariance_root_0_0 * attention_of_2_0_3) + (label_covariance_root_0_1 * attention_of_2_1_3)) + (label_covariance_root_0_2 * attention_of_2_2_3)
    n571 = (label_covariance_root_1_1 * attention_of_2_1_3) + (label_covariance_root_1_2 * attention_of_2_2_3)
    n574 = label_covariance_root_2_2 * attention_of_2_2_3
    attention_eigenvalues_3_0 = show("attention_eigenvalues_3_0 [(13)]", eigenvalue(0, Interval(85963345049148722199435137092896767508242405363400764002488793736700827858856, 85963345049148722199435137092896767508242405363400764002488793736700827858856, -259), Interval(85963345049148722199435137092896767508242405363400764002488793736700827858859, 85963345049148722199435137092896767508242405363400764002488793736700827858859, -259), ((((n500 ** 2) + (n504 ** 2)) + (n507 ** 2)), (((n531 * n500) + (n535 * n504)) + (n538 * n507)), (((n531 ** 2) + (n535 ** 2)) + (n538 ** 2)), (((n567 * n500) + (n571 * n504)) + (n574 * n507)), (((n567 * n531) + (n571 * n535)) + (n574 * n538)), (((n567 ** 2) + (n571 ** 2)) + (n574 ** 2)))))
    smallest_attention_eigenvalue = show("smallest_attention_eigenvalue [zeta_0 (14)]", minimum(minimum(minimum(attention_eigenvalues_0_0, attention_eigenvalues_1_0), attention_eigenvalues_2_0), attention_eigenvalues_3_0))
    equal_rate_path_False_1 = show("equal_rate_path_False_1 [(18) at equal rates]", (n17 * smallest_attention_eigenvalue) / number(8))
    n600 = label_covariance_0_0 / number(4)
    n601 = -number(1)
    n602 = n600 * n601
    n604 = label_covariance_1_0 / number(4)
    n605 = n604 * n601
    n608 = label_covariance_2_0 / number(4)
    n609 = n608 * n601
    n612 = n17 * (((attention_of_0_0_0 * n602) + (attention_of_0_1_0 * n605)) + (attention_of_0_2_0 * n609))
    n614 = -n612
    n615 = number(1) - number(1)
    n621 = (((attention_of_0_0_0 * n615) + (attention_of_0_1_0 * n615)) + (attention_of_0_2_0 * n615)) + number(1)
    n625 = exp((-log(n621))) - number(1)
    n634 = n17 * (((attention_of_1_0_0 * n602) + (attention_of_1_1_0 * n605)) + (attention_of_1_2_0 * n609))
    n636 = -n634
    n642 = (((attention_of_1_0_0 * n615) + (attention_of_1_1_0 * n615)) + (attention_of_1_2_0 * n615)) + number(1)
    n646 = exp((-log(n642))) - number(1)
    n650 = ((n612 * attention_of_0_0_0) - (n614 * (attention_of_0_0_0 * n625))) + ((n634 * attention_of_1_0_0) - (n636 * (attention_of_1_0_0 * n646)))
    n656 = n17 * (((attention_of_2_0_0 * n602) + (attention_of_2_1_0 * n605)) + (attention_of_2_2_0 * n609))
    n658 = -n656
    n664 = (((attention_of_2_0_0 * n615) + (attention_of_2_1_0 * n615)) + (attention_of_2_2_0 * n615)) + number(1)
    n668 = exp((-log(n664))) - number(1)
    n672 = n650 + ((n656 * attention_of_2_0_0) - (n658 * (attention_of_2_0_0 * n668)))
    n682 = ((n612 * attention_of_0_1_0) - (n614 * (attention_of_0_1_0 * n625))) + ((n634 * attention_of_1_1_0) - (n636 * (attention_of_1_1_0 * n646)))
    n687 = n682 + ((n656 * attention_of_2_1_0) - (n658 * (attention_of_2_1_0 * n668)))
    n698 = ((n612 * attention_of_0_2_0) - (n614 * (attention_of_0_2_0 * n625))) + ((n634 * attention_of_1_2_0) - (n636 * (attention_of_1_2_0 * n646)))
    n703 = n698 + ((n656 * attention_of_2_2_0) - (n658 * (attention_of_2_2_0 * n668)))
    n711 = (((attention_of_0_0_0 * n614) + (attention_of_1_0_0 * n636)) + (attention_of_2_0_0 * n658)) - number(1)
    n712 = n601 + n711
    n718 = ((attention_of_0_1_0 * n614) + (attention_of_1_1_0 * n636)) + (attention_of_2_1_0 * n658)
    n725 = ((attention_of_0_2_0 * n614) + (attention_of_1_2_0 * n636)) + (attention_of_2_2_0 * n658)
    n728 = (((features_0_0 * n672) + (features_0_1 * n687)) + (features_0_2 * n703)) * (((features_0_0 * n712) + (features_0_1 * n718)) + (features_0_2 * n725))
    label_covariance_0_1 = show("label_covariance_0_1 [Zbar^2 (12)]", features_0_0 * features_0_1)
    n730 = label_covariance_0_1 / number(4)
    n731 = n730 * n601
    n733 = label_covariance_1_1 / number(4)
    n734 = n733 * n601
    n737 = label_covariance_2_1 / number(4)
    n738 = n737 * n601
    n741 = n17 * (((attention_of_0_0_1 * n731) + (attention_of_0_1_1 * n734)) + (attention_of_0_2_1 * n738))
    n743 = -n741
    n749 = (((attention_of_0_0_1 * n615) + (attention_of_0_1_1 * n615)) + (attention_of_0_2_1 * n615)) + number(1)
    n753 = exp((-log(n749))) - number(1)
    n762 = n17 * (((attention_of_1_0_1 * n731) + (attention_of_1_1_1 * n734)) + (attention_of_1_2_1 * n738))
    n764 = -n762
    n770 = (((attention_of_1_0_1 * n615) + (attention_of_1_1_1 * n615)) + (attention_of_1_2_1 * n615)) + number(1)
    n774 = exp((-log(n770))) - number(1)
    n778 = ((n741 * attention_of_0_0_1) - (n743 * (attention_of_0_0_1 * n753))) + ((n762 * attention_of_1_0_1) - (n764 * (attention_of_1_0_1 * n774)))
    n784 = n17 * (((attention_of_2_0_1 * n731) + (attention_of_2_1_1 * n734)) + (attention_of_2_2_1 * n738))
    n786 = -n784
    n792 = (((attention_of_2_0_1 * n615) + (attention_of_2_1_1 * n615)) + (attention_of_2_2_1 * n615)) + number(1)
    n796 = exp((-log(n792))) - number(1)
    n800 = n778 + ((n784 * attention_of_2_0_1) - (n786 * (attention_of_2_0_1 * n796)))
    n810 = ((n741 * attention_of_0_1_1) - (n743 * (attention_of_0_1_1 * n753))) + ((n762 * attention_of_1_1_1) - (n764 * (attention_of_1_1_1 * n774)))
    n815 = n810 + ((n784 * attention_of_2_1_1) - (n786 * (attention_of_2_1_1 * n796)))
    n826 = ((n741 * attention_of_0_2_1) - (n743 * (attention_of_0_2_1 * n753))) + ((n762 * attention_of_1_2_1) - (n764 * (attention_of_1_2_1 * n774)))
    n831 = n826 + ((n784 * attention_of_2_2_1) - (n786 * (attention_of_2_2_1 * n796)))
    n838 = ((attention_of_0_0_1 * n743) + (attention_of_1_0_1 * n764)) + (attention_of_2_0_1 * n786)
    n845 = (((attention_of_0_1_1 * n743) + (attention_of_1_1_1 * n764)) + (attention_of_2_1_1 * n786)) - number(1)
    n846 = n601 + n845
    n853 = ((attention_of_0_2_1 * n743) + (attention_of_1_2_1 * n764)) + (attention_of_2_2_1 * n786)
    n856 = (((features_0_0 * n800) + (features_0_1 * n815)) + (features_0_2 * n831)) * (((features_0_0 * n838) + (features_0_1 * n846)) + (features_0_2 * n853))
    label_covariance_0_2 = show("label_covariance_0_2 [Zbar^2 (12)]", features_0_0 * features_0_2)
    n859 = label_covariance_0_2 / number(4)
    n860 = n859 * n601
    label_covariance_1_2 = show("label_covariance_1_2 [Zbar^2 (12)]", features_0_1 * features_0_2)
    n863 = label_covariance_1_2 / number(4)
    n864 = n863 * n601
    n867 = label_covariance_2_2 / number(4)
    n868 = n867 * n601
    n871 = n17 * (((attention_of_0_0_2 * n860) + (attention_of_0_1_2 * n864)) + (attention_of_0_2_2 * n868))
    n873 = -n871
    n879 = (((attention_of_0_0_2 * n615) + (attention_of_0_1_2 * n615)) + (attention_of_0_2_2 * n615)) + number(1)
    n883 = exp((-log(n879))) - number(1)
    n892 = n17 * (((attention_of_1_0_2 * n860) + (attention_of_1_1_2 * n864)) + (attention_of_1_2_2 * n868))
    n894 = -n892
    n900 = (((attention_of_1_0_2 * n615) + (attention_of_1_1_2 * n615)) + (attention_of_1_2_2 * n615)) + number(1)
    n904 = exp((-log(n900))) - number(1)
    n908 = ((n871 * attention_of_0_0_2) - (n873 * (attention_of_0_0_2 * n883))) + ((n892 * attention_of_1_0_2) - (n894 * (attention_of_1_0_2 * n904)))
    n914 = n17 * (((attention_of_2_0_2 * n860) + (attention_of_2_1_2 * n864)) + (attention_of_2_2_2 * n868))
    n916 = -n914
    n922 = (((attention_of_2_0_2 * n615) + (attention_of_2_1_2 * n615)) + (attention_of_2_2_2 * n615)) + number(1)
    n926 = exp((-log(n922))) - number(1)
    n930 = n908 + ((n914 * attention_of_2_0_2) - (n916 * (attention_of_2_0_2 * n926)))
    n940 = ((n871 * attention_of_0_1_2) - (n873 * (attention_of_0_1_2 * n883))) + ((n892 * attention_of_1_1_2) - (n894 * (attention_of_1_1_2 * n904)))
    n945 = n940 + ((n914 * attention_of_2_1_2) - (n916 * (attention_of_2_1_2 * n926)))
    n956 = ((n871 * attention_of_0_2_2) - (n873 * (attention_of_0_2_2 * n883))) + ((n892 * attention_of_1_2_2) - (n894 * (attention_of_1_2_2 * n904)))
    n961 = n956 + ((n914 * attention_of_2_2_2) - (n916 * (attention_of_2_2_2 * n926)))
    n968 = ((attention_of_0_0_2 * n873) + (attention_of_1_0_2 * n894)) + (attention_of_2_0_2 * n916)
    n974 = ((attention_of_0_1_2 * n873) + (attention_of_1_1_2 * n894)) + (attention_of_2_1_2 * n916)
    n982 = (((attention_of_0_2_2 * n873) + (attention_of_1_2_2 * n894)) + (attention_of_2_2_2 * n916)) - number(1)
    n983 = n601 + n982
    n986 = (((features_0_0 * n930) + (features_0_1 * n945)) + (features_0_2 * n961)) * (((features_0_0 * n968) + (features_0_1 * n974)) + (features_0_2 * n983))
    n990 = (label_covariance_1_1 * label_covariance_2_2) - (label_covariance_2_1 * label_covariance_1_2)
    features_0_3 = show("features_0_3", number(7000))
    n992 = features_0_0 * features_0_3
    n996 = (label_covariance_0_1 * label_covariance_2_2) - (label_covariance_2_1 * label_covariance_0_2)
    n998 = features_0_1 * features_0_3
    n1003 = (label_covariance_0_1 * label_covariance_1_2) - (label_covariance_1_1 * label_covariance_0_2)
    n1004 = features_0_2 * features_0_3
    n1011 = ((label_covariance_0_0 * n990) - (label_covariance_1_0 * n996)) + (label_covariance_2_0 * n1003)
    ridge_attention_0_3 = show("ridge_attention_0_3 [A (26)]", (((n990 * n992) + ((-n996) * n998)) + (n1003 * n1004)) / n1011)
    n1013 = -ridge_attention_0_3
    n1019 = (-((label_covariance_1_0 * label_covariance_2_2) - (label_covariance_2_0 * label_covariance_1_2))) * n992
    n1023 = ((label_covariance_0_0 * label_covariance_2_2) - (label_covariance_2_0 * label_covariance_0_2)) * n998
    n1029 = (-((label_covariance_0_0 * label_covariance_1_2) - (label_covariance_1_0 * label_covariance_0_2))) * n1004
    ridge_attention_1_3 = show("ridge_attention_1_3 [A (26)]", ((n1019 + n1023) + n1029) / n1011)
    n1032 = -ridge_attention_1_3
    n1038 = ((label_covariance_1_0 * label_covariance_2_1) - (label_covariance_2_0 * label_covariance_1_1)) * n992
    n1043 = (-((label_covariance_0_0 * label_covariance_2_1) - (label_covariance_2_0 * label_covariance_0_1))) * n998
    n1048 = ((label_covariance_0_0 * label_covariance_1_1) - (label_covariance_1_0 * label_covariance_0_1)) * n1004
    ridge_attention_2_3 = show("ridge_attention_2_3 [A (26)]", ((n1038 + n1043) + n1048) / n1011)
    n1051 = -ridge_attention_2_3
    n1053 = ((n600 * n1013) + (n730 * n1032)) + (n859 * n1051)
    n1059 = ((n604 * n1013) + (n733 * n1032)) + (n863 * n1051)
    n1066 = ((n608 * n1013) + (n737 * n1032)) + (n867 * n1051)
    n1069 = n17 * (((attention_of_0_0_3 * n1053) + (attention_of_0_1_3 * n1059)) + (attention_of_0_2_3 * n1066))
    n1071 = -n1069
    n1077 = (((attention_of_0_0_3 * n615) + (attention_of_0_1_3 * n615)) + (attention_of_0_2_3 * n615)) + number(1)
    n1081 = exp((-log(n1077))) - number(1)
    n1090 = n17 * (((attention_of_1_0_3 * n1053) + (attention_of_1_1_3 * n1059)) + (attention_of_1_2_3 * n1066))
    n1092 = -n1090
    n1098 = (((attention_of_1_0_3 * n615) + (attention_of_1_1_3 * n615)) + (attention_of_1_2_3 * n615)) + number(1)
    n1102 = exp((-log(n1098))) - number(1)
    n1106 = ((n1069 * attention_of_0_0_3) - (n1071 * (attention_of_0_0_3 * n1081))) + ((n1090 * attention_of_1_0_3) - (n1092 * (attention_of_1_0_3 * n1102)))
    n1112 = n17 * (((attention_of_2_0_3 * n1053) + (attention_of_2_1_3 * n1059)) + (attention_of_2_2_3 * n1066))
    n1114 = -n1112
    n1120 = (((attention_of_2_0_3 * n615) + (attention_of_2_1_3 * n615)) + (attention_of_2_2_3 * n615)) + number(1)
    n1124 = exp((-log(n1120))) - number(1)
    n1128 = n1106 + ((n1112 * attention_of_2_0_3) - (n1114 * (attention_of_2_0_3 * n1124)))
    n1138 = ((n1069 * attention_of_0_1_3) - (n1071 * (attention_of_0_1_3 * n1081))) + ((n1090 * attention_of_1_1_3) - (n1092 * (attention_of_1_1_3 * n1102)))
    n1143 = n1138 + ((n1112 * attention_of_2_1_3) - (n1114 * (attention_of_2_1_3 * n1124)))
    n1154 = ((n1069 * attention_of_0_2_3) - (n1071 * (attention_of_0_2_3 * n1081))) + ((n1090 * attention_of_1_2_3) - (n1092 * (attention_of_1_2_3 * n1102)))
    n1159 = n1154 + ((n1112 * attention_of_2_2_3) - (n1114 * (attention_of_2_2_3 * n1124)))
    n1167 = (((attention_of_0_0_3 * n1071) + (attention_of_1_0_3 * n1092)) + (attention_of_2_0_3 * n1114)) - ridge_attention_0_3
    n1168 = n1013 + n1167
    n1175 = (((attention_of_0_1_3 * n1071) + (attention_of_1_1_3 * n1092)) + (attention_of_2_1_3 * n1114)) - ridge_attention_1_3
    n1176 = n1032 + n1175
    n1184 = (((attention_of_0_2_3 * n1071) + (attention_of_1_2_3 * n1092)) + (attention_of_2_2_3 * n1114)) - ridge_attention_2_3
    n1185 = n1051 + n1184
    n1188 = (((features_0_0 * n1128) + (features_0_1 * n1143)) + (features_0_2 * n1159)) * (((features_0_0 * n1168) + (features_0_1 * n1176)) + (features_0_2 * n1185))
    n1200 = (((((n672 * n712) + (n800 * n838)) + (n930 * n968)) + (n1128 * n1168)) + (n687 * n718)) + (n815 * n846)
    n1212 = (((((n1200 + (n945 * n974)) + (n1143 * n1176)) + (n703 * n725)) + (n831 * n853)) + (n961 * n983)) + (n1159 * n1185)
    n1227 = (((((n601 * n602) + (n1013 * n1053)) + (n601 * n734)) + (n1032 * n1059)) + (n601 * n868)) + (n1051 * n1066)
    n1230 = ((-(((((n728 + n856) + n986) + n1188) + (noise_level * n1212)) / number(8))) / (n1227 / number(2))) + number(1)
    n1237 = ((n600 * n711) + (n730 * n718)) + (n859 * n725)
    n1243 = ((n604 * n711) + (n733 * n718)) + (n863 * n725)
    n1250 = ((n608 * n711) + (n737 * n718)) + (n867 * n725)
    n1252 = ((attention_of_0_0_0 * n1237) + (attention_of_0_1_0 * n1243)) + (attention_of_0_2_0 * n1250)
    n1253 = n17 * n1252
    n1255 = n614 - n1253
    n1258 = (n614 * attention_of_0_0_0) * (n1237 - n1252)
    n1262 = (n614 * attention_of_0_1_0) * (n1243 - n1252)
    n1267 = (n614 * attention_of_0_2_0) * (n1250 - n1252)
    n1269 = ((tokens_0_0_ * n1258) + (tokens_0_1_ * n1262)) + (tokens_0_2_ * n1267)
    n1276 = ((n600 * n838) + (n730 * n845)) + (n859 * n853)
    n1282 = ((n604 * n838) + (n733 * n845)) + (n863 * n853)
    n1289 = ((n608 * n838) + (n737 * n845)) + (n867 * n853)
    n1291 = ((attention_of_0_0_1 * n1276) + (attention_of_0_1_1 * n1282)) + (attention_of_0_2_1 * n1289)
    n1293 = (n743 * attention_of_0_0_1) * (n1276 - n1291)
    n1297 = (n743 * attention_of_0_1_1) * (n1282 - n1291)
    n1302 = (n743 * attention_of_0_2_1) * (n1289 - n1291)
    n1304 = ((tokens_0_0_ * n1293) + (tokens_0_1_ * n1297)) + (tokens_0_2_ * n1302)
    n1312 = ((n600 * n968) + (n730 * n974)) + (n859 * n982)
    n1318 = ((n604 * n968) + (n733 * n974)) + (n863 * n982)
    n1325 = ((n608 * n968) + (n737 * n974)) + (n867 * n982)
    n1327 = ((attention_of_0_0_2 * n1312) + (attention_of_0_1_2 * n1318)) + (attention_of_0_2_2 * n1325)
    n1329 = (n873 * attention_of_0_0_2) * (n1312 - n1327)
    n1333 = (n873 * attention_of_0_1_2) * (n1318 - n1327)
    n1338 = (n873 * attention_of_0_2_2) * (n1325 - n1327)
    n1340 = ((tokens_0_0_ * n1329) + (tokens_0_1_ * n1333)) + (tokens_0_2_ * n1338)
    n1348 = ((n600 * n1167) + (n730 * n1175)) + (n859 * n1184)
    n1354 = ((n604 * n1167) + (n733 * n1175)) + (n863 * n1184)
    n1361 = ((n608 * n1167) + (n737 * n1175)) + (n867 * n1184)
    n1363 = ((attention_of_0_0_3 * n1348) + (attention_of_0_1_3 * n1354)) + (attention_of_0_2_3 * n1361)
    n1365 = (n1071 * attention_of_0_0_3) * (n1348 - n1363)
    n1369 = (n1071 * attention_of_0_1_3) * (n1354 - n1363)
    n1374 = (n1071 * attention_of_0_2_3) * (n1361 - n1363)
    n1376 = ((tokens_0_0_ * n1365) + (tokens_0_1_ * n1369)) + (tokens_0_2_ * n1374)
    n1379 = n17 * ((((n1269 * tokens_0_0_) + (n1304 * tokens_0_1_)) + (n1340 * tokens_0_2_)) + (n1376 * tokens_0_3_))
    n1385 = ((tokens_1_0_ * n1258) + (tokens_1_1_ * n1262)) + (tokens_1_2_ * n1267)
    n1391 = ((tokens_1_0_ * n1293) + (tokens_1_1_ * n1297)) + (tokens_1_2_ * n1302)
    n1398 = ((tokens_1_0_ * n1329) + (tokens_1_1_ * n1333)) + (tokens_1_2_ * n1338)
    n1405 = ((tokens_1_0_ * n1365) + (tokens_1_1_ * n1369)) + (tokens_1_2_ * n1374)
    n1408 = n17 * ((((n1385 * tokens_0_0_) + (n1391 * tokens_0_1_)) + (n1398 * tokens_0_2_)) + (n1405 * tokens_0_3_))
    n1410 = (tokens_0_0_ * n1379) + (tokens_1_0_ * n1408)
    n1419 = n17 * ((((n1269 * tokens_1_0_) + (n1304 * tokens_1_1_)) + (n1340 * tokens_1_2_)) + (n1376 * tokens_1_3_))
    n1428 = n17 * ((((n1385 * tokens_1_0_) + (n1391 * tokens_1_1_)) + (n1398 * tokens_1_2_)) + (n1405 * tokens_1_3_))
    n1430 = (tokens_0_0_ * n1419) + (tokens_1_0_ * n1428)
    n1433 = -((n1410 * tokens_0_0_) + (n1430 * tokens_1_0_))
    n1439 = (tokens_0_1_ * n1379) + (tokens_1_1_ * n1408)
    n1443 = (tokens_0_1_ * n1419) + (tokens_1_1_ * n1428)
    n1446 = -((n1439 * tokens_0_0_) + (n1443 * tokens_1_0_))
    n1453 = (tokens_0_2_ * n1379) + (tokens_1_2_ * n1408)
    n1457 = (tokens_0_2_ * n1419) + (tokens_1_2_ * n1428)
    n1460 = -((n1453 * tokens_0_0_) + (n1457 * tokens_1_0_))
    n1464 = ((attention_of_0_0_0 * (exp(n1433) - number(1))) + (attention_of_0_1_0 * (exp(n1446) - number(1)))) + (attention_of_0_2_0 * (exp(n1460) - number(1)))
    n1466 = log((n1464 + number(1)))
    n1477 = ((attention_of_1_0_0 * n1237) + (attention_of_1_1_0 * n1243)) + (attention_of_1_2_0 * n1250)
    n1478 = n17 * n1477
    n1480 = n636 - n1478
    n1483 = (n636 * attention_of_1_0_0) * (n1237 - n1477)
    n1487 = (n636 * attention_of_1_1_0) * (n1243 - n1477)
    n1492 = (n636 * attention_of_1_2_0) * (n1250 - n1477)
    n1494 = ((tokens_0_0_ * n1483) + (tokens_0_1_ * n1487)) + (tokens_0_2_ * n1492)
    n1501 = ((attention_of_1_0_1 * n1276) + (attention_of_1_1_1 * n1282)) + (attention_of_1_2_1 * n1289)
    n1503 = (n764 * attention_of_1_0_1) * (n1276 - n1501)
    n1507 = (n764 * attention_of_1_1_1) * (n1282 - n1501)
    n1512 = (n764 * attention_of_1_2_1) * (n1289 - n1501)
    n1514 = ((tokens_0_0_ * n1503) + (tokens_0_1_ * n1507)) + (tokens_0_2_ * n1512)
    n1522 = ((attention_of_1_0_2 * n1312) + (attention_of_1_1_2 * n1318)) + (attention_of_1_2_2 * n1325)
    n1524 = (n894 * attention_of_1_0_2) * (n1312 - n1522)
    n1528 = (n894 * attention_of_1_1_2) * (n1318 - n1522)
    n1533 = (n894 * attention_of_1_2_2) * (n1325 - n1522)
    n1535 = ((tokens_0_0_ * n1524) + (tokens_0_1_ * n1528)) + (tokens_0_2_ * n1533)
    n1543 = ((attention_of_1_0_3 * n1348) + (attention_of_1_1_3 * n1354)) + (attention_of_1_2_3 * n1361)
    n1545 = (n1092 * attention_of_1_0_3) * (n1348 - n1543)
    n1549 = (n1092 * attention_of_1_1_3) * (n1354 - n1543)
    n1554 = (n1092 * attention_of_1_2_3) * (n1361 - n1543)
    n1556 = ((tokens_0_0_ * n1545) + (tokens_0_1_ * n1549)) + (tokens_0_2_ * n1554)
    n1559 = n17 * ((((n1494 * tokens_0_0_) + (n1514 * tokens_0_1_)) + (n1535 * tokens_0_2_)) + (n1556 * tokens_0_3_))
    n1565 = ((tokens_1_0_ * n1483) + (tokens_1_1_ * n1487)) + (tokens_1_2_ * n1492)
    n1571 = ((tokens_1_0_ * n1503) + (tokens_1_1_ * n1507)) + (tokens_1_2_ * n1512)
    n1578 = ((tokens_1_0_ * n1524) + (tokens_1_1_ * n1528)) + (tokens_1_2_ * n1533)
    n1585 = ((tokens_1_0_ * n1545) + (tokens_1_1_ * n1549)) + (tokens_1_2_ * n1554)
    n1588 = n17 * ((((n1565 * tokens_0_0_) + (n1571 * tokens_0_1_)) + (n1578 * tokens_0_2_)) + (n1585 * tokens_0_3_))
    n1590 = (tokens_0_0_ * n1559) + (tokens_1_0_ * n1588)
    n1599 = n17 * ((((n1494 * tokens_1_0_) + (n1514 * tokens_1_1_)) + (n1535 * tokens_1_2_)) + (n1556 * tokens_1_3_))
    n1608 = n17 * ((((n1565 * tokens_1_0_) + (n1571 * tokens_1_1_)) + (n1578 * tokens_1_2_)) + (n1585 * tokens_1_3_))
    n1610 = (tokens_0_0_ * n1599) + (tokens_1_0_ * n1608)
    n1613 = -((n1590 * tokens_0_0_) + (n1610 * tokens_1_0_))
    n1619 = (tokens_0_1_ * n1559) + (tokens_1_1_ * n1588)
    n1623 = (tokens_0_1_ * n1599) + (tokens_1_1_ * n1608)
    n1626 = -((n1619 * tokens_0_0_) + (n1623 * tokens_1_0_))
    n1633 = (tokens_0_2_ * n1559) + (tokens_1_2_ * n1588)
    n1637 = (tokens_0_2_ * n1599) + (tokens_1_2_ * n1608)
    n1640 = -((n1633 * tokens_0_0_) + (n1637 * tokens_1_0_))
    n1644 = ((attention_of_1_0_0 * (exp(n1613) - number(1))) + (attention_of_1_1_0 * (exp(n1626) - number(1)))) + (attention_of_1_2_0 * (exp(n1640) - number(1)))
    n1646 = log((n1644 + number(1)))
    n1653 = ((n1253 * attention_of_0_0_0) - (n1255 * (attention_of_0_0_0 * (exp((n1433 - n1466)) - number(1))))) + ((n1478 * attention_of_1_0_0) - (n1480 * (attention_of_1_0_0 * (exp((n1613 - n1646)) - number(1)))))
    n1658 = ((attention_of_2_0_0 * n1237) + (attention_of_2_1_0 * n1243)) + (attention_of_2_2_0 * n1250)
    n1659 = n17 * n1658
    n1661 = n658 - n1659
    n1664 = (n658 * attention_of_2_0_0) * (n1237 - n1658)
    n1668 = (n658 * attention_of_2_1_0) * (n1243 - n1658)
    n1673 = (n658 * attention_of_2_2_0) * (n1250 - n1658)
    n1675 = ((tokens_0_0_ * n1664) + (tokens_0_1_ * n1668)) + (tokens_0_2_ * n1673)
    n1682 = ((attention_of_2_0_1 * n1276) + (attention_of_2_1_1 * n1282)) + (attention_of_2_2_1 * n1289)
    n1684 = (n786 * attention_of_2_0_1) * (n1276 - n1682)
    n1688 = (n786 * attention_of_2_1_1) * (n1282 - n1682)
    n1693 = (n786 * attention_of_2_2_1) * (n1289 - n1682)
    n1695 = ((tokens_0_0_ * n1684) + (tokens_0_1_ * n1688)) + (tokens_0_2_ * n1693)
    n1703 = ((attention_of_2_0_2 * n1312) + (attention_of_2_1_2 * n1318)) + (attention_of_2_2_2 * n1325)
    n1705 = (n916 * attention_of_2_0_2) * (n1312 - n1703)
    n1709 = (n916 * attention_of_2_1_2) * (n1318 - n1703)
    n1714 = (n916 * attention_of_2_2_2) * (n1325 - n1703)
    n1716 = ((tokens_0_0_ * n1705) + (tokens_0_1_ * n1709)) + (tokens_0_2_ * n1714)
    n1724 = ((attention_of_2_0_3 * n1348) + (attention_of_2_1_3 * n1354)) + (attention_of_2_2_3 * n1361)
    n1726 = (n1114 * attention_of_2_0_3) * (n1348 - n1724)
    n1730 = (n1114 * attention_of_2_1_3) * (n1354 - n1724)
    n1735 = (n1114 * attention_of_2_2_3) * (n1361 - n1724)
    n1737 = ((tokens_0_0_ * n1726) + (tokens_0_1_ * n1730)) + (tokens_0_2_ * n1735)
    n1740 = n17 * ((((n1675 * tokens_0_0_) + (n1695 * tokens_0_1_)) + (n1716 * tokens_0_2_)) + (n1737 * tokens_0_3_))
    n1746 = ((tokens_1_0_ * n1664) + (tokens_1_1_ * n1668)) + (tokens_1_2_ * n1673)
    n1752 = ((tokens_1_0_ * n1684) + (tokens_1_1_ * n1688)) + (tokens_1_2_ * n1693)
    n1759 = ((tokens_1_0_ * n1705) + (tokens_1_1_ * n1709)) + (tokens_1_2_ * n1714)
    n1766 = ((tokens_1_0_ * n1726) + (tokens_1_1_ * n1730)) + (tokens_1_2_ * n1735)
    n1769 = n17 * ((((n1746 * tokens_0_0_) + (n1752 * tokens_0_1_)) + (n1759 * tokens_0_2_)) + (n1766 * tokens_0_3_))
    n1771 = (tokens_0_0_ * n1740) + (tokens_1_0_ * n1769)
    n1780 = n17 * ((((n1675 * tokens_1_0_) + (n1695 * tokens_1_1_)) + (n1716 * tokens_1_2_)) + (n1737 * tokens_1_3_))
    n1789 = n17 * ((((n1746 * tokens_1_0_) + (n1752 * tokens_1_1_)) + (n1759 * tokens_1_2_)) + (n1766 * tokens_1_3_))
    n1791 = (tokens_0_0_ * n1780) + (tokens_1_0_ * n1789)
    n1794 = -((n1771 * tokens_0_0_) + (n1791 * tokens_1_0_))
    n1800 = (tokens_0_1_ * n1740) + (tokens_1_1_ * n1769)
    n1804 = (tokens_0_1_ * n1780) + (tokens_1_1_ * n1789)
    n1807 = -((n1800 * tokens_0_0_) + (n1804 * tokens_1_0_))
    n1814 = (tokens_0_2_ * n1740) + (tokens_1_2_ * n1769)
    n1818 = (tokens_0_2_ * n1780) + (tokens_1_2_ * n1789)
    n1821 = -((n1814 * tokens_0_0_) + (n1818 * tokens_1_0_))
    n1825 = ((attention_of_2_0_0 * (exp(n1794) - number(1))) + (attention_of_2_1_0 * (exp(n1807) - number(1)))) + (attention_of_2_2_0 * (exp(n1821) - number(1)))
    n1827 = log((n1825 + number(1)))
    n1834 = n1653 + ((n1659 * attention_of_2_0_0) - (n1661 * (attention_of_2_0_0 * (exp((n1794 - n1827)) - number(1)))))
    n1850 = ((n1253 * attention_of_0_1_0) - (n1255 * (attention_of_0_1_0 * (exp((n1446 - n1466)) - number(1))))) + ((n1478 * attention_of_1_1_0) - (n1480 * (attention_of_1_1_0 * (exp((n1626 - n1646)) - number(1)))))
    n1858 = n1850 + ((n1659 * attention_of_2_1_0) - (n1661 * (attention_of_2_1_0 * (exp((n1807 - n1827)) - number(1)))))
    n1875 = ((n1253 * attention_of_0_2_0) - (n1255 * (attention_of_0_2_0 * (exp((n1460 - n1466)) - number(1))))) + ((n1478 * attention_of_1_2_0) - (n1480 * (attention_of_1_2_0 * (exp((n1640 - n1646)) - number(1)))))
    n1883 = n1875 + ((n1659 * attention_of_2_2_0) - (n1661 * (attention_of_2_2_0 * (exp((n1821 - n1827)) - number(1)))))
    n1886 = queries_0_0_0 - n1379
    n1888 = queries_0_1_0 - n1408
    n1890 = (tokens_0_0_ * n1886) + (tokens_1_0_ * n1888)
    n1892 = queries_0_0_1 - n1419
    n1894 = queries_0_1_1 - n1428
    n1896 = (tokens_0_0_ * n1892) + (tokens_1_0_ * n1894)
    n1899 = exp(((n1890 * tokens_0_0_) + (n1896 * tokens_1_0_)))
    n1902 = (tokens_0_1_ * n1886) + (tokens_1_1_ * n1888)
    n1906 = (tokens_0_1_ * n1892) + (tokens_1_1_ * n1894)
    n1909 = exp(((n1902 * tokens_0_0_) + (n1906 * tokens_1_0_)))
    n1913 = (tokens_0_2_ * n1886) + (tokens_1_2_ * n1888)
    n1917 = (tokens_0_2_ * n1892) + (tokens_1_2_ * n1894)
    n1920 = exp(((n1913 * tokens_0_0_) + (n1917 * tokens_1_0_)))
    n1921 = (n1899 + n1909) + n1920
    n1924 = queries_1_0_0 - n1559
    n1926 = queries_1_1_0 - n1588
    n1928 = (tokens_0_0_ * n1924) + (tokens_1_0_ * n1926)
    n1930 = queries_1_0_1 - n1599
    n1932 = queries_1_1_1 - n1608
    n1934 = (tokens_0_0_ * n1930) + (tokens_1_0_ * n1932)
    n1937 = exp(((n1928 * tokens_0_0_) + (n1934 * tokens_1_0_)))
    n1940 = (tokens_0_1_ * n1924) + (tokens_1_1_ * n1926)
    n1944 = (tokens_0_1_ * n1930) + (tokens_1_1_ * n1932)
    n1947 = exp(((n1940 * tokens_0_0_) + (n1944 * tokens_1_0_)))
    n1951 = (tokens_0_2_ * n1924) + (tokens_1_2_ * n1926)
    n1955 = (tokens_0_2_ * n1930) + (tokens_1_2_ * n1932)
    n1958 = exp(((n1951 * tokens_0_0_) + (n1955 * tokens_1_0_)))
    n1959 = (n1937 + n1947) + n1958
    n1963 = queries_2_0_0 - n1740
    n1965 = queries_2_1_0 - n1769
    n1967 = (tokens_0_0_ * n1963) + (tokens_1_0_ * n1965)
    n1969 = queries_2_0_1 - n1780
    n1971 = queries_2_1_1 - n1789
    n1973 = (tokens_0_0_ * n1969) + (tokens_1_0_ * n1971)
    n1976 = exp(((n1967 * tokens_0_0_) + (n1973 * tokens_1_0_)))
    n1979 = (tokens_0_1_ * n1963) + (tokens_1_1_ * n1965)
    n1983 = (tokens_0_1_ * n1969) + (tokens_1_1_ * n1971)
    n1986 = exp(((n1979 * tokens_0_0_) + (n1983 * tokens_1_0_)))
    n1990 = (tokens_0_2_ * n1963) + (tokens_1_2_ * n1965)
    n1994 = (tokens_0_2_ * n1969) + (tokens_1_2_ * n1971)
    n1997 = exp(((n1990 * tokens_0_0_) + (n1994 * tokens_1_0_)))
    n1998 = (n1976 + n1986) + n1997
    n2003 = n711 + (((((n1899 / n1921) * n1255) + ((n1937 / n1959) * n1480)) + ((n1976 / n1998) * n1661)) - number(1))
    n2013 = n718 + ((((n1909 / n1921) * n1255) + ((n1947 / n1959) * n1480)) + ((n1986 / n1998) * n1661))
    n2024 = n725 + ((((n1920 / n1921) * n1255) + ((n1958 / n1959) * n1480)) + ((n1997 / n1998) * n1661))
    n2027 = (((features_0_0 * n1834) + (features_0_1 * n1858)) + (features_0_2 * n1883)) * (((features_0_0 * n2003) + (features_0_1 * n2013)) + (features_0_2 * n2024))
    n2028 = n17 * n1291
    n2030 = n743 - n2028
    n2034 = -((n1410 * tokens_0_1_) + (n1430 * tokens_1_1_))
    n2041 = -((n1439 * tokens_0_1_) + (n1443 * tokens_1_1_))
    n2049 = -((n1453 * tokens_0_1_) + (n1457 * tokens_1_1_))
    n2053 = ((attention_of_0_0_1 * (exp(n2034) - number(1))) + (attention_of_0_1_1 * (exp(n2041) - number(1)))) + (attention_of_0_2_1 * (exp(n2049) - number(1)))
    n2055 = log((n2053 + number(1)))
    n2062 = n17 * n1501
    n2064 = n764 - n2062
    n2068 = -((n1590 * tokens_0_1_) + (n1610 * tokens_1_1_))
    n2075 = -((n1619 * tokens_0_1_) + (n1623 * tokens_1_1_))
    n2083 = -((n1633 * tokens_0_1_) + (n1637 * tokens_1_1_))
    n2087 = ((attention_of_1_0_1 * (exp(n2068) - number(1))) + (attention_of_1_1_1 * (exp(n2075) - number(1)))) + (attention_of_1_2_1 * (exp(n2083) - number(1)))
    n2089 = log((n2087 + number(1)))
    n2096 = ((n2028 * attention_of_0_0_1) - (n2030 * (attention_of_0_0_1 * (exp((n2034 - n2055)) - number(1))))) + ((n2062 * attention_of_1_0_1) - (n2064 * (attention_of_1_0_1 * (exp((n2068 - n2089)) - number(1)))))
    n2097 = n17 * n1682
    n2099 = n786 - n2097
    n2103 = -((n1771 * tokens_0_1_) + (n1791 * tokens_1_1_))
    n2110 = -((n1800 * tokens_0_1_) + (n1804 * tokens_1_1_))
    n2118 = -((n1814 * tokens_0_1_) + (n1818 * tokens_1_1_))
    n2122 = ((attention_of_2_0_1 * (exp(n2103) - number(1))) + (attention_of_2_1_1 * (exp(n2110) - number(1)))) + (attention_of_2_2_1 * (exp(n2118) - number(1)))
    n2124 = log((n2122 + number(1)))
    n2131 = n2096 + ((n2097 * attention_of_2_0_1) - (n2099 * (attention_of_2_0_1 * (exp((n2103 - n2124)) - number(1)))))
    n2147 = ((n2028 * attention_of_0_1_1) - (n2030 * (attention_of_0_1_1 * (exp((n2041 - n2055)) - number(1))))) + ((n2062 * attention_of_1_1_1) - (n2064 * (attention_of_1_1_1 * (exp((n2075 - n2089)) - number(1)))))
    n2155 = n2147 + ((n2097 * attention_of_2_1_1) - (n2099 * (attention_of_2_1_1 * (exp((n2110 - n2124)) - number(1)))))
    n2172 = ((n2028 * attention_of_0_2_1) - (n2030 * (attention_of_0_2_1 * (exp((n2049 - n2055)) - number(1))))) + ((n2062 * attention_of_1_2_1) - (n2064 * (attention_of_1_2_1 * (exp((n2083 - n2089)) - number(1)))))
    n2180 = n2172 + ((n2097 * attention_of_2_2_1) - (n2099 * (attention_of_2_2_1 * (exp((n2118 - n2124)) - number(1)))))
    n2186 = exp(((n1890 * tokens_0_1_) + (n1896 * tokens_1_1_)))
    n2190 = exp(((n1902 * tokens_0_1_) + (n1906 * tokens_1_1_)))
    n2195 = exp(((n1913 * tokens_0_1_) + (n1917 * tokens_1_1_)))
    n2196 = (n2186 + n2190) + n2195
    n2202 = exp(((n1928 * tokens_0_1_) + (n1934 * tokens_1_1_)))
    n2206 = exp(((n1940 * tokens_0_1_) + (n1944 * tokens_1_1_)))
    n2211 = exp(((n1951 * tokens_0_1_) + (n1955 * tokens_1_1_)))
    n2212 = (n2202 + n2206) + n2211
    n2219 = exp(((n1967 * tokens_0_1_) + (n1973 * tokens_1_1_)))
    n2223 = exp(((n1979 * tokens_0_1_) + (n1983 * tokens_1_1_)))
    n2228 = exp(((n1990 * tokens_0_1_) + (n1994 * tokens_1_1_)))
    n2229 = (n2219 + n2223) + n2228
    n2233 = n838 + ((((n2186 / n2196) * n2030) + ((n2202 / n2212) * n2064)) + ((n2219 / n2229) * n2099))
    n2244 = n845 + (((((n2190 / n2196) * n2030) + ((n2206 / n2212) * n2064)) + ((n2223 / n2229) * n2099)) - number(1))
    n2255 = n853 + ((((n2195 / n2196) * n2030) + ((n2211 / n2212) * n2064)) + ((n2228 / n2229) * n2099))
    n2258 = (((features_0_0 * n2131) + (features_0_1 * n2155)) + (features_0_2 * n2180)) * (((features_0_0 * n2233) + (features_0_1 * n2244)) + (features_0_2 * n2255))
    n2260 = n17 * n1327
    n2262 = n873 - n2260
    n2266 = -((n1410 * tokens_0_2_) + (n1430 * tokens_1_2_))
    n2273 = -((n1439 * tokens_0_2_) + (n1443 * tokens_1_2_))
    n2281 = -((n1453 * tokens_0_2_) + (n1457 * tokens_1_2_))
    n2285 = ((attention_of_0_0_2 * (exp(n2266) - number(1))) + (attention_of_0_1_2 * (exp(n2273) - number(1)))) + (attention_of_0_2_2 * (exp(n2281) - number(1)))
    n2287 = log((n2285 + number(1)))
    n2294 = n17 * n1522
    n2296 = n894 - n2294
    n2300 = -((n1590 * tokens_0_2_) + (n1610 * tokens_1_2_))
    n2307 = -((n1619 * tokens_0_2_) + (n1623 * tokens_1_2_))
    n2315 = -((n1633 * tokens_0_2_) + (n1637 * tokens_1_2_))
    n2319 = ((attention_of_1_0_2 * (exp(n2300) - number(1))) + (attention_of_1_1_2 * (exp(n2307) - number(1)))) + (attention_of_1_2_2 * (exp(n2315) - number(1)))
    n2321 = log((n2319 + number(1)))
    n2328 = ((n2260 * attention_of_0_0_2) - (n2262 * (attention_of_0_0_2 * (exp((n2266 - n2287)) - number(1))))) + ((n2294 * attention_of_1_0_2) - (n2296 * (attention_of_1_0_2 * (exp((n2300 - n2321)) - number(1)))))
    n2329 = n17 * n1703
    n2331 = n916 - n2329
    n2335 = -((n1771 * tokens_0_2_) + (n1791 * tokens_1_2_))
    n2342 = -((n1800 * tokens_0_2_) + (n1804 * tokens_1_2_))
    n2350 = -((n1814 * tokens_0_2_) + (n1818 * tokens_1_2_))
    n2354 = ((attention_of_2_0_2 * (exp(n2335) - number(1))) + (attention_of_2_1_2 * (exp(n2342) - number(1)))) + (attention_of_2_2_2 * (exp(n2350) - number(1)))
    n2356 = log((n2354 + number(1)))
    n2363 = n2328 + ((n2329 * attention_of_2_0_2) - (n2331 * (attention_of_2_0_2 * (exp((n2335 - n2356)) - number(1)))))
    n2379 = ((n2260 * attention_of_0_1_2) - (n2262 * (attention_of_0_1_2 * (exp((n2273 - n2287)) - number(1))))) + ((n2294 * attention_of_1_1_2) - (n2296 * (attention_of_1_1_2 * (exp((n2307 - n2321)) - number(1)))))
    n2387 = n2379 + ((n2329 * attention_of_2_1_2) - (n2331 * (attention_of_2_1_2 * (exp((n2342 - n2356)) - number(1)))))
    n2404 = ((n2260 * attention_of_0_2_2) - (n2262 * (attention_of_0_2_2 * (exp((n2281 - n2287)) - number(1))))) + ((n2294 * attention_of_1_2_2) - (n2296 * (attention_of_1_2_2 * (exp((n2315 - n2321)) - number(1)))))
    n2412 = n2404 + ((n2329 * attention_of_2_2_2) - (n2331 * (attention_of_2_2_2 * (exp((n2350 - n2356)) - number(1)))))
    n2418 = exp(((n1890 * tokens_0_2_) + (n1896 * tokens_1_2_)))
    n2422 = exp(((n1902 * tokens_0_2_) + (n1906 * tokens_1_2_)))
    n2427 = exp(((n1913 * tokens_0_2_) + (n1917 * tokens_1_2_)))
    n2428 = (n2418 + n2422) + n2427
    n2434 = exp(((n1928 * tokens_0_2_) + (n1934 * tokens_1_2_)))
    n2438 = exp(((n1940 * tokens_0_2_) + (n1944 * tokens_1_2_)))
    n2443 = exp(((n1951 * tokens_0_2_) + (n1955 * tokens_1_2_)))
    n2444 = (n2434 + n2438) + n2443
    n2451 = exp(((n1967 * tokens_0_2_) + (n1973 * tokens_1_2_)))
    n2455 = exp(((n1979 * tokens_0_2_) + (n1983 * tokens_1_2_)))
    n2460 = exp(((n1990 * tokens_0_2_) + (n1994 * tokens_1_2_)))
    n2461 = (n2451 + n2455) + n2460
    n2465 = n968 + ((((n2418 / n2428) * n2262) + ((n2434 / n2444) * n2296)) + ((n2451 / n2461) * n2331))
    n2475 = n974 + ((((n2422 / n2428) * n2262) + ((n2438 / n2444) * n2296)) + ((n2455 / n2461) * n2331))
    n2487 = n982 + (((((n2427 / n2428) * n2262) + ((n2443 / n2444) * n2296)) + ((n2460 / n2461) * n2331)) - number(1))
    n2490 = (((features_0_0 * n2363) + (features_0_1 * n2387)) + (features_0_2 * n2412)) * (((features_0_0 * n2465) + (features_0_1 * n2475)) + (features_0_2 * n2487))
    n2492 = n17 * n1363
    n2494 = n1071 - n2492
    n2498 = -((n1410 * tokens_0_3_) + (n1430 * tokens_1_3_))
    n2505 = -((n1439 * tokens_0_3_) + (n1443 * tokens_1_3_))
    n2513 = -((n1453 * tokens_0_3_) + (n1457 * tokens_1_3_))
    n2517 = ((attention_of_0_0_3 * (exp(n2498) - number(1))) + (attention_of_0_1_3 * (exp(n2505) - number(1)))) + (attention_of_0_2_3 * (exp(n2513) - number(1)))
    n2519 = log((n2517 + number(1)))
    n2526 = n17 * n1543
    n2528 = n1092 - n2526
    n2532 = -((n1590 * tokens_0_3_) + (n1610 * tokens_1_3_))
    n2539 = -((n1619 * tokens_0_3_) + (n1623 * tokens_1_3_))
    n2547 = -((n1633 * tokens_0_3_) + (n1637 * tokens_1_3_))
    n2551 = ((attention_of_1_0_3 * (exp(n2532) - number(1))) + (attention_of_1_1_3 * (exp(n2539) - number(1)))) + (attention_of_1_2_3 * (exp(n2547) - number(1)))
    n2553 = log((n2551 + number(1)))
    n2560 = ((n2492 * attention_of_0_0_3) - (n2494 * (attention_of_0_0_3 * (exp((n2498 - n2519)) - number(1))))) + ((n2526 * attention_of_1_0_3) - (n2528 * (attention_of_1_0_3 * (exp((n2532 - n2553)) - number(1)))))
    n2561 = n17 * n1724
    n2563 = n1114 - n2561
    n2567 = -((n1771 * tokens_0_3_) + (n1791 * tokens_1_3_))
    n2574 = -((n1800 * tokens_0_3_) + (n1804 * tokens_1_3_))
    n2582 = -((n1814 * tokens_0_3_) + (n1818 * tokens_1_3_))
    n2586 = ((attention_of_2_0_3 * (exp(n2567) - number(1))) + (attention_of_2_1_3 * (exp(n2574) - number(1)))) + (attention_of_2_2_3 * (exp(n2582) - number(1)))
    n2588 = log((n2586 + number(1)))
    n2595 = n2560 + ((n2561 * attention_of_2_0_3) - (n2563 * (attention_of_2_0_3 * (exp((n2567 - n2588)) - number(1)))))
    n2611 = ((n2492 * attention_of_0_1_3) - (n2494 * (attention_of_0_1_3 * (exp((n2505 - n2519)) - number(1))))) + ((n2526 * attention_of_1_1_3) - (n2528 * (attention_of_1_1_3 * (exp((n2539 - n2553)) - number(1)))))
    n2619 = n2611 + ((n2561 * attention_of_2_1_3) - (n2563 * (attention_of_2_1_3 * (exp((n2574 - n2588)) - number(1)))))
    n2636 = ((n2492 * attention_of_0_2_3) - (n2494 * (attention_of_0_2_3 * (exp((n2513 - n2519)) - number(1))))) + ((n2526 * attention_of_1_2_3) - (n2528 * (attention_of_1_2_3 * (exp((n2547 - n2553)) - number(1)))))
    n2644 = n2636 + ((n2561 * attention_of_2_2_3) - (n2563 * (attention_of_2_2_3 * (exp((n2582 - n2588)) - number(1)))))
    n2650 = exp(((n1890 * tokens_0_3_) + (n1896 * tokens_1_3_)))
    n2654 = exp(((n1902 * tokens_0_3_) + (n1906 * tokens_1_3_)))
    n2659 = exp(((n1913 * tokens_0_3_) + (n1917 * tokens_1_3_)))
    n2660 = (n2650 + n2654) + n2659
    n2666 = exp(((n1928 * tokens_0_3_) + (n1934 * tokens_1_3_)))
    n2670 = exp(((n1940 * tokens_0_3_) + (n1944 * tokens_1_3_)))
    n2675 = exp(((n1951 * tokens_0_3_) + (n1955 * tokens_1_3_)))
    n2676 = (n2666 + n2670) + n2675
    n2683 = exp(((n1967 * tokens_0_3_) + (n1973 * tokens_1_3_)))
    n2687 = exp(((n1979 * tokens_0_3_) + (n1983 * tokens_1_3_)))
    n2692 = exp(((n1990 * tokens_0_3_) + (n1994 * tokens_1_3_)))
    n2693 = (n2683 + n2687) + n2692
    n2697 = ((((n2650 / n2660) * n2494) + ((n2666 / n2676) * n2528)) + ((n2683 / n2693) * n2563)) - ridge_attention_0_3
    n2698 = n1167 + n2697
    n2708 = ((((n2654 / n2660) * n2494) + ((n2670 / n2676) * n2528)) + ((n2687 / n2693) * n2563)) - ridge_attention_1_3
    n2709 = n1175 + n2708
    n2720 = ((((n2659 / n2660) * n2494) + ((n2675 / n2676) * n2528)) + ((n2692 / n2693) * n2563)) - ridge_attention_2_3
    n2721 = n1184 + n2720
    n2724 = (((features_0_0 * n2595) + (features_0_1 * n2619)) + (features_0_2 * n2644)) * (((features_0_0 * n2698) + (features_0_1 * n2709)) + (features_0_2 * n2721))
    n2736 = (((((n1834 * n2003) + (n2131 * n2233)) + (n2363 * n2465)) + (n2595 * n2698)) + (n1858 * n2013)) + (n2155 * n2244)
    n2746 = ((((n2736 + (n2387 * n2475)) + (n2619 * n2709)) + (n1883 * n2024)) + (n2180 * n2255)) + (n2412 * n2487)
    n2763 = (((((n711 * n1237) + (n838 * n1276)) + (n968 * n1312)) + (n1167 * n1348)) + (n718 * n1243)) + (n845 * n1282)
    n2775 = (((((n2763 + (n974 * n1318)) + (n1175 * n1354)) + (n725 * n1250)) + (n853 * n1289)) + (n982 * n1325)) + (n1184 * n1361)
    n2777 = (-(((((n2027 + n2258) + n2490) + n2724) + (noise_level * (n2746 + (n2644 * n2721)))) / number(8))) / (n2775 / number(2))
    print("proved")
    exact_n2782 = Fraction(3, 1)
    claim("refuted", ((-log(((equal_rate_path_False_1 * number(-1)) + number(1)))) * number(2)), ">", ((-log(n1230)) + (-log((n2777 + number(1))))))
    claim("enough_heads_0", exact_n2782, "<=", exact_n2782)
    claim("A2_0", attention_eigenvalues_0_0, ">", number(0))
    claim("A2_1", attention_eigenvalues_1_0, ">", number(0))
    claim("A2_2", attention_eigenvalues_2_0, ">", number(0))
    claim("A2_3", attention_eigenvalues_3_0, ">", number(0))


checked(counterexample)
