"""Checks by itself that one instance refutes conj.equal_rates: With equal learning rates the loss shrinks at the rate of (18).

Claimed: \\Delta^{(t)}\\le\\Big(1-\\frac{\\eta\\zeta_0}{2K}\\Big)^t\\Delta^{(0)},\\quad\\eta_Q=\\eta_w=\\eta=\\frac{K}{2H\\|\\bar Z\\|_2^2}
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
    part_17 = number(4) / (squared_label_scale * number(6))
    label_covariance_root_0_0 = show("label_covariance_root_0_0 [Zbar (12)]", sqrt(label_covariance_0_0))
    tokens_0_0 = show("tokens_0_0", number(-1))
    tokens_1_0 = show("tokens_1_0", number(1))
    part_23 = maximum(absolute(tokens_0_0), absolute(tokens_1_0))
    part_24 = tokens_0_0 / part_23
    part_26 = tokens_1_0 / part_23
    part_29 = sqrt(((part_24 ** 2) + (part_26 ** 2)))
    tokens_0_0_ = part_24 / part_29
    queries_0_0_0 = show("queries_0_0_0", number(0))
    tokens_1_0_ = part_26 / part_29
    queries_0_1_0 = show("queries_0_1_0", number(20))
    part_36 = (tokens_0_0_ * queries_0_0_0) + (tokens_1_0_ * queries_0_1_0)
    queries_0_0_1 = show("queries_0_0_1", number(0))
    queries_0_1_1 = show("queries_0_1_1", number(10))
    part_42 = (tokens_0_0_ * queries_0_0_1) + (tokens_1_0_ * queries_0_1_1)
    part_45 = exp(((part_36 * tokens_0_0_) + (part_42 * tokens_1_0_)))
    tokens_0_1 = show("tokens_0_1", number(-1))
    tokens_1_1 = show("tokens_1_1", number(0))
    part_50 = maximum(absolute(tokens_0_1), absolute(tokens_1_1))
    part_51 = tokens_0_1 / part_50
    part_53 = tokens_1_1 / part_50
    part_56 = sqrt(((part_51 ** 2) + (part_53 ** 2)))
    tokens_0_1_ = part_51 / part_56
    tokens_1_1_ = part_53 / part_56
    part_61 = (tokens_0_1_ * queries_0_0_0) + (tokens_1_1_ * queries_0_1_0)
    part_65 = (tokens_0_1_ * queries_0_0_1) + (tokens_1_1_ * queries_0_1_1)
    part_68 = exp(((part_61 * tokens_0_0_) + (part_65 * tokens_1_0_)))
    tokens_0_2 = show("tokens_0_2", number(0))
    tokens_1_2 = show("tokens_1_2", number(1))
    part_74 = maximum(absolute(tokens_0_2), absolute(tokens_1_2))
    part_75 = tokens_0_2 / part_74
    part_77 = tokens_1_2 / part_74
    part_80 = sqrt(((part_75 ** 2) + (part_77 ** 2)))
    tokens_0_2_ = part_75 / part_80
    tokens_1_2_ = part_77 / part_80
    part_85 = (tokens_0_2_ * queries_0_0_0) + (tokens_1_2_ * queries_0_1_0)
    part_89 = (tokens_0_2_ * queries_0_0_1) + (tokens_1_2_ * queries_0_1_1)
    part_92 = exp(((part_85 * tokens_0_0_) + (part_89 * tokens_1_0_)))
    part_93 = (part_45 + part_68) + part_92
    attention_of_0_0_0 = show("attention_of_0_0_0 [s (28)]", part_45 / part_93)
    label_covariance_root_0_1 = show("label_covariance_root_0_1 [Zbar (12)]", label_covariance_1_0 / label_covariance_root_0_0)
    attention_of_0_1_0 = show("attention_of_0_1_0 [s (28)]", part_68 / part_93)
    label_covariance_root_0_2 = show("label_covariance_root_0_2 [Zbar (12)]", label_covariance_2_0 / label_covariance_root_0_0)
    attention_of_0_2_0 = show("attention_of_0_2_0 [s (28)]", part_92 / part_93)
    part_103 = ((label_covariance_root_0_0 * attention_of_0_0_0) + (label_covariance_root_0_1 * attention_of_0_1_0)) + (label_covariance_root_0_2 * attention_of_0_2_0)
    label_covariance_root_1_1 = show("label_covariance_root_1_1 [Zbar (12)]", sqrt((label_covariance_1_1 - (label_covariance_root_0_1 ** 2))))
    label_covariance_root_1_2 = show("label_covariance_root_1_2 [Zbar (12)]", (label_covariance_2_1 - (label_covariance_root_0_2 * label_covariance_root_0_1)) / label_covariance_root_1_1)
    part_113 = (label_covariance_root_1_1 * attention_of_0_1_0) + (label_covariance_root_1_2 * attention_of_0_2_0)
    label_covariance_root_2_2 = show("label_covariance_root_2_2 [Zbar (12)]", sqrt(((label_covariance_2_2 - (label_covariance_root_0_2 ** 2)) - (label_covariance_root_1_2 ** 2))))
    part_121 = label_covariance_root_2_2 * attention_of_0_2_0
    queries_1_0_0 = show("queries_1_0_0", number(0))
    queries_1_1_0 = show("queries_1_1_0", number(0))
    part_128 = (tokens_0_0_ * queries_1_0_0) + (tokens_1_0_ * queries_1_1_0)
    queries_1_0_1 = show("queries_1_0_1", number(0))
    queries_1_1_1 = show("queries_1_1_1", number(1))
    part_134 = (tokens_0_0_ * queries_1_0_1) + (tokens_1_0_ * queries_1_1_1)
    part_137 = exp(((part_128 * tokens_0_0_) + (part_134 * tokens_1_0_)))
    part_140 = (tokens_0_1_ * queries_1_0_0) + (tokens_1_1_ * queries_1_1_0)
    part_144 = (tokens_0_1_ * queries_1_0_1) + (tokens_1_1_ * queries_1_1_1)
    part_147 = exp(((part_140 * tokens_0_0_) + (part_144 * tokens_1_0_)))
    part_151 = (tokens_0_2_ * queries_1_0_0) + (tokens_1_2_ * queries_1_1_0)
    part_155 = (tokens_0_2_ * queries_1_0_1) + (tokens_1_2_ * queries_1_1_1)
    part_158 = exp(((part_151 * tokens_0_0_) + (part_155 * tokens_1_0_)))
    part_159 = (part_137 + part_147) + part_158
    attention_of_1_0_0 = show("attention_of_1_0_0 [s (28)]", part_137 / part_159)
    attention_of_1_1_0 = show("attention_of_1_1_0 [s (28)]", part_147 / part_159)
    attention_of_1_2_0 = show("attention_of_1_2_0 [s (28)]", part_158 / part_159)
    part_167 = ((label_covariance_root_0_0 * attention_of_1_0_0) + (label_covariance_root_0_1 * attention_of_1_1_0)) + (label_covariance_root_0_2 * attention_of_1_2_0)
    part_171 = (label_covariance_root_1_1 * attention_of_1_1_0) + (label_covariance_root_1_2 * attention_of_1_2_0)
    part_174 = label_covariance_root_2_2 * attention_of_1_2_0
    queries_2_0_0 = show("queries_2_0_0", number(0))
    queries_2_1_0 = show("queries_2_1_0", number(1))
    part_186 = (tokens_0_0_ * queries_2_0_0) + (tokens_1_0_ * queries_2_1_0)
    queries_2_0_1 = show("queries_2_0_1", number(0))
    queries_2_1_1 = show("queries_2_1_1", number(-10))
    part_192 = (tokens_0_0_ * queries_2_0_1) + (tokens_1_0_ * queries_2_1_1)
    part_195 = exp(((part_186 * tokens_0_0_) + (part_192 * tokens_1_0_)))
    part_198 = (tokens_0_1_ * queries_2_0_0) + (tokens_1_1_ * queries_2_1_0)
    part_202 = (tokens_0_1_ * queries_2_0_1) + (tokens_1_1_ * queries_2_1_1)
    part_205 = exp(((part_198 * tokens_0_0_) + (part_202 * tokens_1_0_)))
    part_209 = (tokens_0_2_ * queries_2_0_0) + (tokens_1_2_ * queries_2_1_0)
    part_213 = (tokens_0_2_ * queries_2_0_1) + (tokens_1_2_ * queries_2_1_1)
    part_216 = exp(((part_209 * tokens_0_0_) + (part_213 * tokens_1_0_)))
    part_217 = (part_195 + part_205) + part_216
    attention_of_2_0_0 = show("attention_of_2_0_0 [s (28)]", part_195 / part_217)
    attention_of_2_1_0 = show("attention_of_2_1_0 [s (28)]", part_205 / part_217)
    attention_of_2_2_0 = show("attention_of_2_2_0 [s (28)]", part_216 / part_217)
    part_225 = ((label_covariance_root_0_0 * attention_of_2_0_0) + (label_covariance_root_0_1 * attention_of_2_1_0)) + (label_covariance_root_0_2 * attention_of_2_2_0)
    part_229 = (label_covariance_root_1_1 * attention_of_2_1_0) + (label_covariance_root_1_2 * attention_of_2_2_0)
    part_232 = label_covariance_root_2_2 * attention_of_2_2_0
    attention_eigenvalues_0_0 = show("attention_eigenvalues_0_0 [(13)]", eigenvalue(0, Interval(68693411609344003573011467175949725383103007325320556375404094898977053629954, 68693411609344003573011467175949725383103007325320556375404094898977053629954, -274), Interval(68693411609344003573011467175949725383103007325320556375404094898977053629957, 68693411609344003573011467175949725383103007325320556375404094898977053629957, -274), ((((part_103 ** 2) + (part_113 ** 2)) + (part_121 ** 2)), (((part_167 * part_103) + (part_171 * part_113)) + (part_174 * part_121)), (((part_167 ** 2) + (part_171 ** 2)) + (part_174 ** 2)), (((part_225 * part_103) + (part_229 * part_113)) + (part_232 * part_121)), (((part_225 * part_167) + (part_229 * part_171)) + (part_232 * part_174)), (((part_225 ** 2) + (part_229 ** 2)) + (part_232 ** 2)))))
    part_249 = exp(((part_36 * tokens_0_1_) + (part_42 * tokens_1_1_)))
    part_253 = exp(((part_61 * tokens_0_1_) + (part_65 * tokens_1_1_)))
    part_258 = exp(((part_85 * tokens_0_1_) + (part_89 * tokens_1_1_)))
    part_259 = (part_249 + part_253) + part_258
    attention_of_0_0_1 = show("attention_of_0_0_1 [s (28)]", part_249 / part_259)
    attention_of_0_1_1 = show("attention_of_0_1_1 [s (28)]", part_253 / part_259)
    attention_of_0_2_1 = show("attention_of_0_2_1 [s (28)]", part_258 / part_259)
    part_267 = ((label_covariance_root_0_0 * attention_of_0_0_1) + (label_covariance_root_0_1 * attention_of_0_1_1)) + (label_covariance_root_0_2 * attention_of_0_2_1)
    part_271 = (label_covariance_root_1_1 * attention_of_0_1_1) + (label_covariance_root_1_2 * attention_of_0_2_1)
    part_274 = label_covariance_root_2_2 * attention_of_0_2_1
    part_280 = exp(((part_128 * tokens_0_1_) + (part_134 * tokens_1_1_)))
    part_284 = exp(((part_140 * tokens_0_1_) + (part_144 * tokens_1_1_)))
    part_289 = exp(((part_151 * tokens_0_1_) + (part_155 * tokens_1_1_)))
    part_290 = (part_280 + part_284) + part_289
    attention_of_1_0_1 = show("attention_of_1_0_1 [s (28)]", part_280 / part_290)
    attention_of_1_1_1 = show("attention_of_1_1_1 [s (28)]", part_284 / part_290)
    attention_of_1_2_1 = show("attention_of_1_2_1 [s (28)]", part_289 / part_290)
    part_298 = ((label_covariance_root_0_0 * attention_of_1_0_1) + (label_covariance_root_0_1 * attention_of_1_1_1)) + (label_covariance_root_0_2 * attention_of_1_2_1)
    part_302 = (label_covariance_root_1_1 * attention_of_1_1_1) + (label_covariance_root_1_2 * attention_of_1_2_1)
    part_305 = label_covariance_root_2_2 * attention_of_1_2_1
    part_316 = exp(((part_186 * tokens_0_1_) + (part_192 * tokens_1_1_)))
    part_320 = exp(((part_198 * tokens_0_1_) + (part_202 * tokens_1_1_)))
    part_325 = exp(((part_209 * tokens_0_1_) + (part_213 * tokens_1_1_)))
    part_326 = (part_316 + part_320) + part_325
    attention_of_2_0_1 = show("attention_of_2_0_1 [s (28)]", part_316 / part_326)
    attention_of_2_1_1 = show("attention_of_2_1_1 [s (28)]", part_320 / part_326)
    attention_of_2_2_1 = show("attention_of_2_2_1 [s (28)]", part_325 / part_326)
    part_334 = ((label_covariance_root_0_0 * attention_of_2_0_1) + (label_covariance_root_0_1 * attention_of_2_1_1)) + (label_covariance_root_0_2 * attention_of_2_2_1)
    part_338 = (label_covariance_root_1_1 * attention_of_2_1_1) + (label_covariance_root_1_2 * attention_of_2_2_1)
    part_341 = label_covariance_root_2_2 * attention_of_2_2_1
    attention_eigenvalues_1_0 = show("attention_eigenvalues_1_0 [(13)]", eigenvalue(0, Interval(110497383326538380940155614094042213068826094417184271030877871526313112047803, 110497383326538380940155614094042213068826094417184271030877871526313112047803, -265), Interval(110497383326538380940155614094042213068826094417184271030877871526313112047806, 110497383326538380940155614094042213068826094417184271030877871526313112047806, -265), ((((part_267 ** 2) + (part_271 ** 2)) + (part_274 ** 2)), (((part_298 * part_267) + (part_302 * part_271)) + (part_305 * part_274)), (((part_298 ** 2) + (part_302 ** 2)) + (part_305 ** 2)), (((part_334 * part_267) + (part_338 * part_271)) + (part_341 * part_274)), (((part_334 * part_298) + (part_338 * part_302)) + (part_341 * part_305)), (((part_334 ** 2) + (part_338 ** 2)) + (part_341 ** 2)))))
    part_359 = exp(((part_36 * tokens_0_2_) + (part_42 * tokens_1_2_)))
    part_363 = exp(((part_61 * tokens_0_2_) + (part_65 * tokens_1_2_)))
    part_368 = exp(((part_85 * tokens_0_2_) + (part_89 * tokens_1_2_)))
    part_369 = (part_359 + part_363) + part_368
    attention_of_0_0_2 = show("attention_of_0_0_2 [s (28)]", part_359 / part_369)
    attention_of_0_1_2 = show("attention_of_0_1_2 [s (28)]", part_363 / part_369)
    attention_of_0_2_2 = show("attention_of_0_2_2 [s (28)]", part_368 / part_369)
    part_377 = ((label_covariance_root_0_0 * attention_of_0_0_2) + (label_covariance_root_0_1 * attention_of_0_1_2)) + (label_covariance_root_0_2 * attention_of_0_2_2)
    part_381 = (label_covariance_root_1_1 * attention_of_0_1_2) + (label_covariance_root_1_2 * attention_of_0_2_2)
    part_384 = label_covariance_root_2_2 * attention_of_0_2_2
    part_390 = exp(((part_128 * tokens_0_2_) + (part_134 * tokens_1_2_)))
    part_394 = exp(((part_140 * tokens_0_2_) + (part_144 * tokens_1_2_)))
    part_399 = exp(((part_151 * tokens_0_2_) + (part_155 * tokens_1_2_)))
    part_400 = (part_390 + part_394) + part_399
    attention_of_1_0_2 = show("attention_of_1_0_2 [s (28)]", part_390 / part_400)
    attention_of_1_1_2 = show("attention_of_1_1_2 [s (28)]", part_394 / part_400)
    attention_of_1_2_2 = show("attention_of_1_2_2 [s (28)]", part_399 / part_400)
    part_408 = ((label_covariance_root_0_0 * attention_of_1_0_2) + (label_covariance_root_0_1 * attention_of_1_1_2)) + (label_covariance_root_0_2 * attention_of_1_2_2)
    part_412 = (label_covariance_root_1_1 * attention_of_1_1_2) + (label_covariance_root_1_2 * attention_of_1_2_2)
    part_415 = label_covariance_root_2_2 * attention_of_1_2_2
    part_426 = exp(((part_186 * tokens_0_2_) + (part_192 * tokens_1_2_)))
    part_430 = exp(((part_198 * tokens_0_2_) + (part_202 * tokens_1_2_)))
    part_435 = exp(((part_209 * tokens_0_2_) + (part_213 * tokens_1_2_)))
    part_436 = (part_426 + part_430) + part_435
    attention_of_2_0_2 = show("attention_of_2_0_2 [s (28)]", part_426 / part_436)
    attention_of_2_1_2 = show("attention_of_2_1_2 [s (28)]", part_430 / part_436)
    attention_of_2_2_2 = show("attention_of_2_2_2 [s (28)]", part_435 / part_436)
    part_444 = ((label_covariance_root_0_0 * attention_of_2_0_2) + (label_covariance_root_0_1 * attention_of_2_1_2)) + (label_covariance_root_0_2 * attention_of_2_2_2)
    part_448 = (label_covariance_root_1_1 * attention_of_2_1_2) + (label_covariance_root_1_2 * attention_of_2_2_2)
    part_451 = label_covariance_root_2_2 * attention_of_2_2_2
    attention_eigenvalues_2_0 = show("attention_eigenvalues_2_0 [(13)]", eigenvalue(0, Interval(71529405983259994260012488243181432190963805995361004110636224024450650506459, 71529405983259994260012488243181432190963805995361004110636224024450650506459, -258), Interval(71529405983259994260012488243181432190963805995361004110636224024450650506462, 71529405983259994260012488243181432190963805995361004110636224024450650506462, -258), ((((part_377 ** 2) + (part_381 ** 2)) + (part_384 ** 2)), (((part_408 * part_377) + (part_412 * part_381)) + (part_415 * part_384)), (((part_408 ** 2) + (part_412 ** 2)) + (part_415 ** 2)), (((part_444 * part_377) + (part_448 * part_381)) + (part_451 * part_384)), (((part_444 * part_408) + (part_448 * part_412)) + (part_451 * part_415)), (((part_444 ** 2) + (part_448 ** 2)) + (part_451 ** 2)))))
    tokens_0_3 = show("tokens_0_3", number(0))
    tokens_1_3 = show("tokens_1_3", number(-1))
    part_470 = maximum(absolute(tokens_0_3), absolute(tokens_1_3))
    part_471 = tokens_0_3 / part_470
    part_473 = tokens_1_3 / part_470
    part_476 = sqrt(((part_471 ** 2) + (part_473 ** 2)))
    tokens_0_3_ = part_471 / part_476
    tokens_1_3_ = part_473 / part_476
    part_482 = exp(((part_36 * tokens_0_3_) + (part_42 * tokens_1_3_)))
    part_486 = exp(((part_61 * tokens_0_3_) + (part_65 * tokens_1_3_)))
    part_491 = exp(((part_85 * tokens_0_3_) + (part_89 * tokens_1_3_)))
    part_492 = (part_482 + part_486) + part_491
    attention_of_0_0_3 = show("attention_of_0_0_3 [s (28)]", part_482 / part_492)
    attention_of_0_1_3 = show("attention_of_0_1_3 [s (28)]", part_486 / part_492)
    attention_of_0_2_3 = show("attention_of_0_2_3 [s (28)]", part_491 / part_492)
    part_500 = ((label_covariance_root_0_0 * attention_of_0_0_3) + (label_covariance_root_0_1 * attention_of_0_1_3)) + (label_covariance_root_0_2 * attention_of_0_2_3)
    part_504 = (label_covariance_root_1_1 * attention_of_0_1_3) + (label_covariance_root_1_2 * attention_of_0_2_3)
    part_507 = label_covariance_root_2_2 * attention_of_0_2_3
    part_513 = exp(((part_128 * tokens_0_3_) + (part_134 * tokens_1_3_)))
    part_517 = exp(((part_140 * tokens_0_3_) + (part_144 * tokens_1_3_)))
    part_522 = exp(((part_151 * tokens_0_3_) + (part_155 * tokens_1_3_)))
    part_523 = (part_513 + part_517) + part_522
    attention_of_1_0_3 = show("attention_of_1_0_3 [s (28)]", part_513 / part_523)
    attention_of_1_1_3 = show("attention_of_1_1_3 [s (28)]", part_517 / part_523)
    attention_of_1_2_3 = show("attention_of_1_2_3 [s (28)]", part_522 / part_523)
    part_531 = ((label_covariance_root_0_0 * attention_of_1_0_3) + (label_covariance_root_0_1 * attention_of_1_1_3)) + (label_covariance_root_0_2 * attention_of_1_2_3)
    part_535 = (label_covariance_root_1_1 * attention_of_1_1_3) + (label_covariance_root_1_2 * attention_of_1_2_3)
    part_538 = label_covariance_root_2_2 * attention_of_1_2_3
    part_549 = exp(((part_186 * tokens_0_3_) + (part_192 * tokens_1_3_)))
    part_553 = exp(((part_198 * tokens_0_3_) + (part_202 * tokens_1_3_)))
    part_558 = exp(((part_209 * tokens_0_3_) + (part_213 * tokens_1_3_)))
    part_559 = (part_549 + part_553) + part_558
    attention_of_2_0_3 = show("attention_of_2_0_3 [s (28)]", part_549 / part_559)
    attention_of_2_1_3 = show("attention_of_2_1_3 [s (28)]", part_553 / part_559)
    attention_of_2_2_3 = show("attention_of_2_2_3 [s (28)]", part_558 / part_559)
    part_567 = ((label_covariance_root_0_0 * attention_of_2_0_3) + (label_covariance_root_0_1 * attention_of_2_1_3)) + (label_covariance_root_0_2 * attention_of_2_2_3)
    part_571 = (label_covariance_root_1_1 * attention_of_2_1_3) + (label_covariance_root_1_2 * attention_of_2_2_3)
    part_574 = label_covariance_root_2_2 * attention_of_2_2_3
    attention_eigenvalues_3_0 = show("attention_eigenvalues_3_0 [(13)]", eigenvalue(0, Interval(85963345049148722199435137092896767508242405363400764002488793736700827858856, 85963345049148722199435137092896767508242405363400764002488793736700827858856, -259), Interval(85963345049148722199435137092896767508242405363400764002488793736700827858859, 85963345049148722199435137092896767508242405363400764002488793736700827858859, -259), ((((part_500 ** 2) + (part_504 ** 2)) + (part_507 ** 2)), (((part_531 * part_500) + (part_535 * part_504)) + (part_538 * part_507)), (((part_531 ** 2) + (part_535 ** 2)) + (part_538 ** 2)), (((part_567 * part_500) + (part_571 * part_504)) + (part_574 * part_507)), (((part_567 * part_531) + (part_571 * part_535)) + (part_574 * part_538)), (((part_567 ** 2) + (part_571 ** 2)) + (part_574 ** 2)))))
    smallest_attention_eigenvalue = show("smallest_attention_eigenvalue [zeta_0 (14)]", minimum(minimum(minimum(attention_eigenvalues_0_0, attention_eigenvalues_1_0), attention_eigenvalues_2_0), attention_eigenvalues_3_0))
    equal_rate_path_without_small_1 = show("equal_rate_path_without_small_1 [(18) at equal rates]", (part_17 * smallest_attention_eigenvalue) / number(8))
    part_600 = label_covariance_0_0 / number(4)
    part_601 = -number(1)
    part_602 = part_600 * part_601
    part_604 = label_covariance_1_0 / number(4)
    part_605 = part_604 * part_601
    part_608 = label_covariance_2_0 / number(4)
    part_609 = part_608 * part_601
    part_611 = ((attention_of_0_0_0 * part_602) + (attention_of_0_1_0 * part_605)) + (attention_of_0_2_0 * part_609)
    part_612 = part_17 * part_611
    part_614 = -part_612
    part_615 = number(1) - number(1)
    part_620 = ((attention_of_0_0_0 * part_615) + (attention_of_0_1_0 * part_615)) + (attention_of_0_2_0 * part_615)
    part_625 = exp((-log((part_620 + number(1))))) - number(1)
    part_633 = ((attention_of_1_0_0 * part_602) + (attention_of_1_1_0 * part_605)) + (attention_of_1_2_0 * part_609)
    part_634 = part_17 * part_633
    part_636 = -part_634
    part_641 = ((attention_of_1_0_0 * part_615) + (attention_of_1_1_0 * part_615)) + (attention_of_1_2_0 * part_615)
    part_646 = exp((-log((part_641 + number(1))))) - number(1)
    part_650 = ((part_612 * attention_of_0_0_0) - (part_614 * (attention_of_0_0_0 * part_625))) + ((part_634 * attention_of_1_0_0) - (part_636 * (attention_of_1_0_0 * part_646)))
    part_655 = ((attention_of_2_0_0 * part_602) + (attention_of_2_1_0 * part_605)) + (attention_of_2_2_0 * part_609)
    part_656 = part_17 * part_655
    part_658 = -part_656
    part_663 = ((attention_of_2_0_0 * part_615) + (attention_of_2_1_0 * part_615)) + (attention_of_2_2_0 * part_615)
    part_668 = exp((-log((part_663 + number(1))))) - number(1)
    part_672 = part_650 + ((part_656 * attention_of_2_0_0) - (part_658 * (attention_of_2_0_0 * part_668)))
    part_682 = ((part_612 * attention_of_0_1_0) - (part_614 * (attention_of_0_1_0 * part_625))) + ((part_634 * attention_of_1_1_0) - (part_636 * (attention_of_1_1_0 * part_646)))
    part_687 = part_682 + ((part_656 * attention_of_2_1_0) - (part_658 * (attention_of_2_1_0 * part_668)))
    part_698 = ((part_612 * attention_of_0_2_0) - (part_614 * (attention_of_0_2_0 * part_625))) + ((part_634 * attention_of_1_2_0) - (part_636 * (attention_of_1_2_0 * part_646)))
    part_703 = part_698 + ((part_656 * attention_of_2_2_0) - (part_658 * (attention_of_2_2_0 * part_668)))
    part_710 = ((attention_of_0_0_0 * part_614) + (attention_of_1_0_0 * part_636)) + (attention_of_2_0_0 * part_658)
    part_711 = part_710 - number(1)
    part_712 = part_601 + part_711
    part_718 = ((attention_of_0_1_0 * part_614) + (attention_of_1_1_0 * part_636)) + (attention_of_2_1_0 * part_658)
    part_725 = ((attention_of_0_2_0 * part_614) + (attention_of_1_2_0 * part_636)) + (attention_of_2_2_0 * part_658)
    part_728 = (((features_0_0 * part_672) + (features_0_1 * part_687)) + (features_0_2 * part_703)) * (((features_0_0 * part_712) + (features_0_1 * part_718)) + (features_0_2 * part_725))
    label_covariance_0_1 = show("label_covariance_0_1 [Zbar^2 (12)]", features_0_0 * features_0_1)
    part_730 = label_covariance_0_1 / number(4)
    part_731 = part_730 * part_601
    part_733 = label_covariance_1_1 / number(4)
    part_734 = part_733 * part_601
    part_737 = label_covariance_2_1 / number(4)
    part_738 = part_737 * part_601
    part_740 = ((attention_of_0_0_1 * part_731) + (attention_of_0_1_1 * part_734)) + (attention_of_0_2_1 * part_738)
    part_741 = part_17 * part_740
    part_743 = -part_741
    part_748 = ((attention_of_0_0_1 * part_615) + (attention_of_0_1_1 * part_615)) + (attention_of_0_2_1 * part_615)
    part_753 = exp((-log((part_748 + number(1))))) - number(1)
    part_761 = ((attention_of_1_0_1 * part_731) + (attention_of_1_1_1 * part_734)) + (attention_of_1_2_1 * part_738)
    part_762 = part_17 * part_761
    part_764 = -part_762
    part_769 = ((attention_of_1_0_1 * part_615) + (attention_of_1_1_1 * part_615)) + (attention_of_1_2_1 * part_615)
    part_774 = exp((-log((part_769 + number(1))))) - number(1)
    part_778 = ((part_741 * attention_of_0_0_1) - (part_743 * (attention_of_0_0_1 * part_753))) + ((part_762 * attention_of_1_0_1) - (part_764 * (attention_of_1_0_1 * part_774)))
    part_783 = ((attention_of_2_0_1 * part_731) + (attention_of_2_1_1 * part_734)) + (attention_of_2_2_1 * part_738)
    part_784 = part_17 * part_783
    part_786 = -part_784
    part_791 = ((attention_of_2_0_1 * part_615) + (attention_of_2_1_1 * part_615)) + (attention_of_2_2_1 * part_615)
    part_796 = exp((-log((part_791 + number(1))))) - number(1)
    part_800 = part_778 + ((part_784 * attention_of_2_0_1) - (part_786 * (attention_of_2_0_1 * part_796)))
    part_810 = ((part_741 * attention_of_0_1_1) - (part_743 * (attention_of_0_1_1 * part_753))) + ((part_762 * attention_of_1_1_1) - (part_764 * (attention_of_1_1_1 * part_774)))
    part_815 = part_810 + ((part_784 * attention_of_2_1_1) - (part_786 * (attention_of_2_1_1 * part_796)))
    part_826 = ((part_741 * attention_of_0_2_1) - (part_743 * (attention_of_0_2_1 * part_753))) + ((part_762 * attention_of_1_2_1) - (part_764 * (attention_of_1_2_1 * part_774)))
    part_831 = part_826 + ((part_784 * attention_of_2_2_1) - (part_786 * (attention_of_2_2_1 * part_796)))
    part_838 = ((attention_of_0_0_1 * part_743) + (attention_of_1_0_1 * part_764)) + (attention_of_2_0_1 * part_786)
    part_844 = ((attention_of_0_1_1 * part_743) + (attention_of_1_1_1 * part_764)) + (attention_of_2_1_1 * part_786)
    part_845 = part_844 - number(1)
    part_846 = part_601 + part_845
    part_853 = ((attention_of_0_2_1 * part_743) + (attention_of_1_2_1 * part_764)) + (attention_of_2_2_1 * part_786)
    part_856 = (((features_0_0 * part_800) + (features_0_1 * part_815)) + (features_0_2 * part_831)) * (((features_0_0 * part_838) + (features_0_1 * part_846)) + (features_0_2 * part_853))
    label_covariance_0_2 = show("label_covariance_0_2 [Zbar^2 (12)]", features_0_0 * features_0_2)
    part_859 = label_covariance_0_2 / number(4)
    part_860 = part_859 * part_601
    label_covariance_1_2 = show("label_covariance_1_2 [Zbar^2 (12)]", features_0_1 * features_0_2)
    part_863 = label_covariance_1_2 / number(4)
    part_864 = part_863 * part_601
    part_867 = label_covariance_2_2 / number(4)
    part_868 = part_867 * part_601
    part_870 = ((attention_of_0_0_2 * part_860) + (attention_of_0_1_2 * part_864)) + (attention_of_0_2_2 * part_868)
    part_871 = part_17 * part_870
    part_873 = -part_871
    part_878 = ((attention_of_0_0_2 * part_615) + (attention_of_0_1_2 * part_615)) + (attention_of_0_2_2 * part_615)
    part_883 = exp((-log((part_878 + number(1))))) - number(1)
    part_891 = ((attention_of_1_0_2 * part_860) + (attention_of_1_1_2 * part_864)) + (attention_of_1_2_2 * part_868)
    part_892 = part_17 * part_891
    part_894 = -part_892
    part_899 = ((attention_of_1_0_2 * part_615) + (attention_of_1_1_2 * part_615)) + (attention_of_1_2_2 * part_615)
    part_904 = exp((-log((part_899 + number(1))))) - number(1)
    part_908 = ((part_871 * attention_of_0_0_2) - (part_873 * (attention_of_0_0_2 * part_883))) + ((part_892 * attention_of_1_0_2) - (part_894 * (attention_of_1_0_2 * part_904)))
    part_913 = ((attention_of_2_0_2 * part_860) + (attention_of_2_1_2 * part_864)) + (attention_of_2_2_2 * part_868)
    part_914 = part_17 * part_913
    part_916 = -part_914
    part_921 = ((attention_of_2_0_2 * part_615) + (attention_of_2_1_2 * part_615)) + (attention_of_2_2_2 * part_615)
    part_926 = exp((-log((part_921 + number(1))))) - number(1)
    part_930 = part_908 + ((part_914 * attention_of_2_0_2) - (part_916 * (attention_of_2_0_2 * part_926)))
    part_940 = ((part_871 * attention_of_0_1_2) - (part_873 * (attention_of_0_1_2 * part_883))) + ((part_892 * attention_of_1_1_2) - (part_894 * (attention_of_1_1_2 * part_904)))
    part_945 = part_940 + ((part_914 * attention_of_2_1_2) - (part_916 * (attention_of_2_1_2 * part_926)))
    part_956 = ((part_871 * attention_of_0_2_2) - (part_873 * (attention_of_0_2_2 * part_883))) + ((part_892 * attention_of_1_2_2) - (part_894 * (attention_of_1_2_2 * part_904)))
    part_961 = part_956 + ((part_914 * attention_of_2_2_2) - (part_916 * (attention_of_2_2_2 * part_926)))
    part_968 = ((attention_of_0_0_2 * part_873) + (attention_of_1_0_2 * part_894)) + (attention_of_2_0_2 * part_916)
    part_974 = ((attention_of_0_1_2 * part_873) + (attention_of_1_1_2 * part_894)) + (attention_of_2_1_2 * part_916)
    part_981 = ((attention_of_0_2_2 * part_873) + (attention_of_1_2_2 * part_894)) + (attention_of_2_2_2 * part_916)
    part_982 = part_981 - number(1)
    part_983 = part_601 + part_982
    part_986 = (((features_0_0 * part_930) + (features_0_1 * part_945)) + (features_0_2 * part_961)) * (((features_0_0 * part_968) + (features_0_1 * part_974)) + (features_0_2 * part_983))
    part_990 = (label_covariance_1_1 * label_covariance_2_2) - (label_covariance_2_1 * label_covariance_1_2)
    features_0_3 = show("features_0_3", number(7000))
    part_992 = features_0_0 * features_0_3
    part_996 = (label_covariance_0_1 * label_covariance_2_2) - (label_covariance_2_1 * label_covariance_0_2)
    part_998 = features_0_1 * features_0_3
    part_1003 = (label_covariance_0_1 * label_covariance_1_2) - (label_covariance_1_1 * label_covariance_0_2)
    part_1004 = features_0_2 * features_0_3
    part_1011 = ((label_covariance_0_0 * part_990) - (label_covariance_1_0 * part_996)) + (label_covariance_2_0 * part_1003)
    ridge_attention_0_3 = show("ridge_attention_0_3 [A (26)]", (((part_990 * part_992) + ((-part_996) * part_998)) + (part_1003 * part_1004)) / part_1011)
    part_1013 = -ridge_attention_0_3
    part_1019 = (-((label_covariance_1_0 * label_covariance_2_2) - (label_covariance_2_0 * label_covariance_1_2))) * part_992
    part_1023 = ((label_covariance_0_0 * label_covariance_2_2) - (label_covariance_2_0 * label_covariance_0_2)) * part_998
    part_1029 = (-((label_covariance_0_0 * label_covariance_1_2) - (label_covariance_1_0 * label_covariance_0_2))) * part_1004
    ridge_attention_1_3 = show("ridge_attention_1_3 [A (26)]", ((part_1019 + part_1023) + part_1029) / part_1011)
    part_1032 = -ridge_attention_1_3
    part_1038 = ((label_covariance_1_0 * label_covariance_2_1) - (label_covariance_2_0 * label_covariance_1_1)) * part_992
    part_1043 = (-((label_covariance_0_0 * label_covariance_2_1) - (label_covariance_2_0 * label_covariance_0_1))) * part_998
    part_1048 = ((label_covariance_0_0 * label_covariance_1_1) - (label_covariance_1_0 * label_covariance_0_1)) * part_1004
    ridge_attention_2_3 = show("ridge_attention_2_3 [A (26)]", ((part_1038 + part_1043) + part_1048) / part_1011)
    part_1051 = -ridge_attention_2_3
    part_1053 = ((part_600 * part_1013) + (part_730 * part_1032)) + (part_859 * part_1051)
    part_1059 = ((part_604 * part_1013) + (part_733 * part_1032)) + (part_863 * part_1051)
    part_1066 = ((part_608 * part_1013) + (part_737 * part_1032)) + (part_867 * part_1051)
    part_1068 = ((attention_of_0_0_3 * part_1053) + (attention_of_0_1_3 * part_1059)) + (attention_of_0_2_3 * part_1066)
    part_1069 = part_17 * part_1068
    part_1071 = -part_1069
    part_1076 = ((attention_of_0_0_3 * part_615) + (attention_of_0_1_3 * part_615)) + (attention_of_0_2_3 * part_615)
    part_1081 = exp((-log((part_1076 + number(1))))) - number(1)
    part_1089 = ((attention_of_1_0_3 * part_1053) + (attention_of_1_1_3 * part_1059)) + (attention_of_1_2_3 * part_1066)
    part_1090 = part_17 * part_1089
    part_1092 = -part_1090
    part_1097 = ((attention_of_1_0_3 * part_615) + (attention_of_1_1_3 * part_615)) + (attention_of_1_2_3 * part_615)
    part_1102 = exp((-log((part_1097 + number(1))))) - number(1)
    part_1106 = ((part_1069 * attention_of_0_0_3) - (part_1071 * (attention_of_0_0_3 * part_1081))) + ((part_1090 * attention_of_1_0_3) - (part_1092 * (attention_of_1_0_3 * part_1102)))
    part_1111 = ((attention_of_2_0_3 * part_1053) + (attention_of_2_1_3 * part_1059)) + (attention_of_2_2_3 * part_1066)
    part_1112 = part_17 * part_1111
    part_1114 = -part_1112
    part_1119 = ((attention_of_2_0_3 * part_615) + (attention_of_2_1_3 * part_615)) + (attention_of_2_2_3 * part_615)
    part_1124 = exp((-log((part_1119 + number(1))))) - number(1)
    part_1128 = part_1106 + ((part_1112 * attention_of_2_0_3) - (part_1114 * (attention_of_2_0_3 * part_1124)))
    part_1138 = ((part_1069 * attention_of_0_1_3) - (part_1071 * (attention_of_0_1_3 * part_1081))) + ((part_1090 * attention_of_1_1_3) - (part_1092 * (attention_of_1_1_3 * part_1102)))
    part_1143 = part_1138 + ((part_1112 * attention_of_2_1_3) - (part_1114 * (attention_of_2_1_3 * part_1124)))
    part_1154 = ((part_1069 * attention_of_0_2_3) - (part_1071 * (attention_of_0_2_3 * part_1081))) + ((part_1090 * attention_of_1_2_3) - (part_1092 * (attention_of_1_2_3 * part_1102)))
    part_1159 = part_1154 + ((part_1112 * attention_of_2_2_3) - (part_1114 * (attention_of_2_2_3 * part_1124)))
    part_1166 = ((attention_of_0_0_3 * part_1071) + (attention_of_1_0_3 * part_1092)) + (attention_of_2_0_3 * part_1114)
    part_1167 = part_1166 - ridge_attention_0_3
    part_1168 = part_1013 + part_1167
    part_1174 = ((attention_of_0_1_3 * part_1071) + (attention_of_1_1_3 * part_1092)) + (attention_of_2_1_3 * part_1114)
    part_1175 = part_1174 - ridge_attention_1_3
    part_1176 = part_1032 + part_1175
    part_1183 = ((attention_of_0_2_3 * part_1071) + (attention_of_1_2_3 * part_1092)) + (attention_of_2_2_3 * part_1114)
    part_1184 = part_1183 - ridge_attention_2_3
    part_1185 = part_1051 + part_1184
    part_1188 = (((features_0_0 * part_1128) + (features_0_1 * part_1143)) + (features_0_2 * part_1159)) * (((features_0_0 * part_1168) + (features_0_1 * part_1176)) + (features_0_2 * part_1185))
    part_1198 = ((((part_672 * part_712) + (part_800 * part_838)) + (part_930 * part_968)) + (part_1128 * part_1168)) + (part_687 * part_718)
    part_1206 = (((part_1198 + (part_815 * part_846)) + (part_945 * part_974)) + (part_1143 * part_1176)) + (part_703 * part_725)
    part_1213 = noise_level * (((part_1206 + (part_831 * part_853)) + (part_961 * part_983)) + (part_1159 * part_1185))
    part_1223 = (((part_601 * part_602) + (part_1013 * part_1053)) + (part_601 * part_734)) + (part_1032 * part_1059)
    part_1229 = (-(((((part_728 + part_856) + part_986) + part_1188) + part_1213) / number(8))) / (((part_1223 + (part_601 * part_868)) + (part_1051 * part_1066)) / number(2))
    part_1237 = ((part_600 * part_711) + (part_730 * part_718)) + (part_859 * part_725)
    part_1243 = ((part_604 * part_711) + (part_733 * part_718)) + (part_863 * part_725)
    part_1250 = ((part_608 * part_711) + (part_737 * part_718)) + (part_867 * part_725)
    part_1252 = ((attention_of_0_0_0 * part_1237) + (attention_of_0_1_0 * part_1243)) + (attention_of_0_2_0 * part_1250)
    part_1253 = part_17 * part_1252
    part_1255 = part_614 - part_1253
    part_1258 = (part_614 * attention_of_0_0_0) * (part_1237 - part_1252)
    part_1262 = (part_614 * attention_of_0_1_0) * (part_1243 - part_1252)
    part_1267 = (part_614 * attention_of_0_2_0) * (part_1250 - part_1252)
    part_1269 = ((tokens_0_0_ * part_1258) + (tokens_0_1_ * part_1262)) + (tokens_0_2_ * part_1267)
    part_1276 = ((part_600 * part_838) + (part_730 * part_845)) + (part_859 * part_853)
    part_1282 = ((part_604 * part_838) + (part_733 * part_845)) + (part_863 * part_853)
    part_1289 = ((part_608 * part_838) + (part_737 * part_845)) + (part_867 * part_853)
    part_1291 = ((attention_of_0_0_1 * part_1276) + (attention_of_0_1_1 * part_1282)) + (attention_of_0_2_1 * part_1289)
    part_1293 = (part_743 * attention_of_0_0_1) * (part_1276 - part_1291)
    part_1297 = (part_743 * attention_of_0_1_1) * (part_1282 - part_1291)
    part_1302 = (part_743 * attention_of_0_2_1) * (part_1289 - part_1291)
    part_1304 = ((tokens_0_0_ * part_1293) + (tokens_0_1_ * part_1297)) + (tokens_0_2_ * part_1302)
    part_1312 = ((part_600 * part_968) + (part_730 * part_974)) + (part_859 * part_982)
    part_1318 = ((part_604 * part_968) + (part_733 * part_974)) + (part_863 * part_982)
    part_1325 = ((part_608 * part_968) + (part_737 * part_974)) + (part_867 * part_982)
    part_1327 = ((attention_of_0_0_2 * part_1312) + (attention_of_0_1_2 * part_1318)) + (attention_of_0_2_2 * part_1325)
    part_1329 = (part_873 * attention_of_0_0_2) * (part_1312 - part_1327)
    part_1333 = (part_873 * attention_of_0_1_2) * (part_1318 - part_1327)
    part_1338 = (part_873 * attention_of_0_2_2) * (part_1325 - part_1327)
    part_1340 = ((tokens_0_0_ * part_1329) + (tokens_0_1_ * part_1333)) + (tokens_0_2_ * part_1338)
    part_1348 = ((part_600 * part_1167) + (part_730 * part_1175)) + (part_859 * part_1184)
    part_1354 = ((part_604 * part_1167) + (part_733 * part_1175)) + (part_863 * part_1184)
    part_1361 = ((part_608 * part_1167) + (part_737 * part_1175)) + (part_867 * part_1184)
    part_1363 = ((attention_of_0_0_3 * part_1348) + (attention_of_0_1_3 * part_1354)) + (attention_of_0_2_3 * part_1361)
    part_1365 = (part_1071 * attention_of_0_0_3) * (part_1348 - part_1363)
    part_1369 = (part_1071 * attention_of_0_1_3) * (part_1354 - part_1363)
    part_1374 = (part_1071 * attention_of_0_2_3) * (part_1361 - part_1363)
    part_1376 = ((tokens_0_0_ * part_1365) + (tokens_0_1_ * part_1369)) + (tokens_0_2_ * part_1374)
    part_1378 = (((part_1269 * tokens_0_0_) + (part_1304 * tokens_0_1_)) + (part_1340 * tokens_0_2_)) + (part_1376 * tokens_0_3_)
    part_1379 = part_17 * part_1378
    part_1385 = ((tokens_1_0_ * part_1258) + (tokens_1_1_ * part_1262)) + (tokens_1_2_ * part_1267)
    part_1391 = ((tokens_1_0_ * part_1293) + (tokens_1_1_ * part_1297)) + (tokens_1_2_ * part_1302)
    part_1398 = ((tokens_1_0_ * part_1329) + (tokens_1_1_ * part_1333)) + (tokens_1_2_ * part_1338)
    part_1405 = ((tokens_1_0_ * part_1365) + (tokens_1_1_ * part_1369)) + (tokens_1_2_ * part_1374)
    part_1407 = (((part_1385 * tokens_0_0_) + (part_1391 * tokens_0_1_)) + (part_1398 * tokens_0_2_)) + (part_1405 * tokens_0_3_)
    part_1408 = part_17 * part_1407
    part_1410 = (tokens_0_0_ * part_1379) + (tokens_1_0_ * part_1408)
    part_1418 = (((part_1269 * tokens_1_0_) + (part_1304 * tokens_1_1_)) + (part_1340 * tokens_1_2_)) + (part_1376 * tokens_1_3_)
    part_1419 = part_17 * part_1418
    part_1427 = (((part_1385 * tokens_1_0_) + (part_1391 * tokens_1_1_)) + (part_1398 * tokens_1_2_)) + (part_1405 * tokens_1_3_)
    part_1428 = part_17 * part_1427
    part_1430 = (tokens_0_0_ * part_1419) + (tokens_1_0_ * part_1428)
    part_1433 = -((part_1410 * tokens_0_0_) + (part_1430 * tokens_1_0_))
    part_1439 = (tokens_0_1_ * part_1379) + (tokens_1_1_ * part_1408)
    part_1443 = (tokens_0_1_ * part_1419) + (tokens_1_1_ * part_1428)
    part_1446 = -((part_1439 * tokens_0_0_) + (part_1443 * tokens_1_0_))
    part_1450 = (attention_of_0_0_0 * (exp(part_1433) - number(1))) + (attention_of_0_1_0 * (exp(part_1446) - number(1)))
    part_1453 = (tokens_0_2_ * part_1379) + (tokens_1_2_ * part_1408)
    part_1457 = (tokens_0_2_ * part_1419) + (tokens_1_2_ * part_1428)
    part_1460 = -((part_1453 * tokens_0_0_) + (part_1457 * tokens_1_0_))
    part_1466 = log(((part_1450 + (attention_of_0_2_0 * (exp(part_1460) - number(1)))) + number(1)))
    part_1472 = (part_1253 * attention_of_0_0_0) - (part_1255 * (attention_of_0_0_0 * (exp((part_1433 - part_1466)) - number(1))))
    part_1477 = ((attention_of_1_0_0 * part_1237) + (attention_of_1_1_0 * part_1243)) + (attention_of_1_2_0 * part_1250)
    part_1478 = part_17 * part_1477
    part_1480 = part_636 - part_1478
    part_1483 = (part_636 * attention_of_1_0_0) * (part_1237 - part_1477)
    part_1487 = (part_636 * attention_of_1_1_0) * (part_1243 - part_1477)
    part_1492 = (part_636 * attention_of_1_2_0) * (part_1250 - part_1477)
    part_1494 = ((tokens_0_0_ * part_1483) + (tokens_0_1_ * part_1487)) + (tokens_0_2_ * part_1492)
    part_1501 = ((attention_of_1_0_1 * part_1276) + (attention_of_1_1_1 * part_1282)) + (attention_of_1_2_1 * part_1289)
    part_1503 = (part_764 * attention_of_1_0_1) * (part_1276 - part_1501)
    part_1507 = (part_764 * attention_of_1_1_1) * (part_1282 - part_1501)
    part_1512 = (part_764 * attention_of_1_2_1) * (part_1289 - part_1501)
    part_1514 = ((tokens_0_0_ * part_1503) + (tokens_0_1_ * part_1507)) + (tokens_0_2_ * part_1512)
    part_1522 = ((attention_of_1_0_2 * part_1312) + (attention_of_1_1_2 * part_1318)) + (attention_of_1_2_2 * part_1325)
    part_1524 = (part_894 * attention_of_1_0_2) * (part_1312 - part_1522)
    part_1528 = (part_894 * attention_of_1_1_2) * (part_1318 - part_1522)
    part_1533 = (part_894 * attention_of_1_2_2) * (part_1325 - part_1522)
    part_1535 = ((tokens_0_0_ * part_1524) + (tokens_0_1_ * part_1528)) + (tokens_0_2_ * part_1533)
    part_1543 = ((attention_of_1_0_3 * part_1348) + (attention_of_1_1_3 * part_1354)) + (attention_of_1_2_3 * part_1361)
    part_1545 = (part_1092 * attention_of_1_0_3) * (part_1348 - part_1543)
    part_1549 = (part_1092 * attention_of_1_1_3) * (part_1354 - part_1543)
    part_1554 = (part_1092 * attention_of_1_2_3) * (part_1361 - part_1543)
    part_1556 = ((tokens_0_0_ * part_1545) + (tokens_0_1_ * part_1549)) + (tokens_0_2_ * part_1554)
    part_1558 = (((part_1494 * tokens_0_0_) + (part_1514 * tokens_0_1_)) + (part_1535 * tokens_0_2_)) + (part_1556 * tokens_0_3_)
    part_1559 = part_17 * part_1558
    part_1565 = ((tokens_1_0_ * part_1483) + (tokens_1_1_ * part_1487)) + (tokens_1_2_ * part_1492)
    part_1571 = ((tokens_1_0_ * part_1503) + (tokens_1_1_ * part_1507)) + (tokens_1_2_ * part_1512)
    part_1578 = ((tokens_1_0_ * part_1524) + (tokens_1_1_ * part_1528)) + (tokens_1_2_ * part_1533)
    part_1585 = ((tokens_1_0_ * part_1545) + (tokens_1_1_ * part_1549)) + (tokens_1_2_ * part_1554)
    part_1587 = (((part_1565 * tokens_0_0_) + (part_1571 * tokens_0_1_)) + (part_1578 * tokens_0_2_)) + (part_1585 * tokens_0_3_)
    part_1588 = part_17 * part_1587
    part_1590 = (tokens_0_0_ * part_1559) + (tokens_1_0_ * part_1588)
    part_1598 = (((part_1494 * tokens_1_0_) + (part_1514 * tokens_1_1_)) + (part_1535 * tokens_1_2_)) + (part_1556 * tokens_1_3_)
    part_1599 = part_17 * part_1598
    part_1607 = (((part_1565 * tokens_1_0_) + (part_1571 * tokens_1_1_)) + (part_1578 * tokens_1_2_)) + (part_1585 * tokens_1_3_)
    part_1608 = part_17 * part_1607
    part_1610 = (tokens_0_0_ * part_1599) + (tokens_1_0_ * part_1608)
    part_1613 = -((part_1590 * tokens_0_0_) + (part_1610 * tokens_1_0_))
    part_1619 = (tokens_0_1_ * part_1559) + (tokens_1_1_ * part_1588)
    part_1623 = (tokens_0_1_ * part_1599) + (tokens_1_1_ * part_1608)
    part_1626 = -((part_1619 * tokens_0_0_) + (part_1623 * tokens_1_0_))
    part_1630 = (attention_of_1_0_0 * (exp(part_1613) - number(1))) + (attention_of_1_1_0 * (exp(part_1626) - number(1)))
    part_1633 = (tokens_0_2_ * part_1559) + (tokens_1_2_ * part_1588)
    part_1637 = (tokens_0_2_ * part_1599) + (tokens_1_2_ * part_1608)
    part_1640 = -((part_1633 * tokens_0_0_) + (part_1637 * tokens_1_0_))
    part_1646 = log(((part_1630 + (attention_of_1_2_0 * (exp(part_1640) - number(1)))) + number(1)))
    part_1652 = (part_1478 * attention_of_1_0_0) - (part_1480 * (attention_of_1_0_0 * (exp((part_1613 - part_1646)) - number(1))))
    part_1658 = ((attention_of_2_0_0 * part_1237) + (attention_of_2_1_0 * part_1243)) + (attention_of_2_2_0 * part_1250)
    part_1659 = part_17 * part_1658
    part_1661 = part_658 - part_1659
    part_1664 = (part_658 * attention_of_2_0_0) * (part_1237 - part_1658)
    part_1668 = (part_658 * attention_of_2_1_0) * (part_1243 - part_1658)
    part_1673 = (part_658 * attention_of_2_2_0) * (part_1250 - part_1658)
    part_1675 = ((tokens_0_0_ * part_1664) + (tokens_0_1_ * part_1668)) + (tokens_0_2_ * part_1673)
    part_1682 = ((attention_of_2_0_1 * part_1276) + (attention_of_2_1_1 * part_1282)) + (attention_of_2_2_1 * part_1289)
    part_1684 = (part_786 * attention_of_2_0_1) * (part_1276 - part_1682)
    part_1688 = (part_786 * attention_of_2_1_1) * (part_1282 - part_1682)
    part_1693 = (part_786 * attention_of_2_2_1) * (part_1289 - part_1682)
    part_1695 = ((tokens_0_0_ * part_1684) + (tokens_0_1_ * part_1688)) + (tokens_0_2_ * part_1693)
    part_1703 = ((attention_of_2_0_2 * part_1312) + (attention_of_2_1_2 * part_1318)) + (attention_of_2_2_2 * part_1325)
    part_1705 = (part_916 * attention_of_2_0_2) * (part_1312 - part_1703)
    part_1709 = (part_916 * attention_of_2_1_2) * (part_1318 - part_1703)
    part_1714 = (part_916 * attention_of_2_2_2) * (part_1325 - part_1703)
    part_1716 = ((tokens_0_0_ * part_1705) + (tokens_0_1_ * part_1709)) + (tokens_0_2_ * part_1714)
    part_1724 = ((attention_of_2_0_3 * part_1348) + (attention_of_2_1_3 * part_1354)) + (attention_of_2_2_3 * part_1361)
    part_1726 = (part_1114 * attention_of_2_0_3) * (part_1348 - part_1724)
    part_1730 = (part_1114 * attention_of_2_1_3) * (part_1354 - part_1724)
    part_1735 = (part_1114 * attention_of_2_2_3) * (part_1361 - part_1724)
    part_1737 = ((tokens_0_0_ * part_1726) + (tokens_0_1_ * part_1730)) + (tokens_0_2_ * part_1735)
    part_1739 = (((part_1675 * tokens_0_0_) + (part_1695 * tokens_0_1_)) + (part_1716 * tokens_0_2_)) + (part_1737 * tokens_0_3_)
    part_1740 = part_17 * part_1739
    part_1746 = ((tokens_1_0_ * part_1664) + (tokens_1_1_ * part_1668)) + (tokens_1_2_ * part_1673)
    part_1752 = ((tokens_1_0_ * part_1684) + (tokens_1_1_ * part_1688)) + (tokens_1_2_ * part_1693)
    part_1759 = ((tokens_1_0_ * part_1705) + (tokens_1_1_ * part_1709)) + (tokens_1_2_ * part_1714)
    part_1766 = ((tokens_1_0_ * part_1726) + (tokens_1_1_ * part_1730)) + (tokens_1_2_ * part_1735)
    part_1768 = (((part_1746 * tokens_0_0_) + (part_1752 * tokens_0_1_)) + (part_1759 * tokens_0_2_)) + (part_1766 * tokens_0_3_)
    part_1769 = part_17 * part_1768
    part_1771 = (tokens_0_0_ * part_1740) + (tokens_1_0_ * part_1769)
    part_1779 = (((part_1675 * tokens_1_0_) + (part_1695 * tokens_1_1_)) + (part_1716 * tokens_1_2_)) + (part_1737 * tokens_1_3_)
    part_1780 = part_17 * part_1779
    part_1788 = (((part_1746 * tokens_1_0_) + (part_1752 * tokens_1_1_)) + (part_1759 * tokens_1_2_)) + (part_1766 * tokens_1_3_)
    part_1789 = part_17 * part_1788
    part_1791 = (tokens_0_0_ * part_1780) + (tokens_1_0_ * part_1789)
    part_1794 = -((part_1771 * tokens_0_0_) + (part_1791 * tokens_1_0_))
    part_1800 = (tokens_0_1_ * part_1740) + (tokens_1_1_ * part_1769)
    part_1804 = (tokens_0_1_ * part_1780) + (tokens_1_1_ * part_1789)
    part_1807 = -((part_1800 * tokens_0_0_) + (part_1804 * tokens_1_0_))
    part_1811 = (attention_of_2_0_0 * (exp(part_1794) - number(1))) + (attention_of_2_1_0 * (exp(part_1807) - number(1)))
    part_1814 = (tokens_0_2_ * part_1740) + (tokens_1_2_ * part_1769)
    part_1818 = (tokens_0_2_ * part_1780) + (tokens_1_2_ * part_1789)
    part_1821 = -((part_1814 * tokens_0_0_) + (part_1818 * tokens_1_0_))
    part_1827 = log(((part_1811 + (attention_of_2_2_0 * (exp(part_1821) - number(1)))) + number(1)))
    part_1833 = (part_1659 * attention_of_2_0_0) - (part_1661 * (attention_of_2_0_0 * (exp((part_1794 - part_1827)) - number(1))))
    part_1834 = (part_1472 + part_1652) + part_1833
    part_1842 = (part_1253 * attention_of_0_1_0) - (part_1255 * (attention_of_0_1_0 * (exp((part_1446 - part_1466)) - number(1))))
    part_1849 = (part_1478 * attention_of_1_1_0) - (part_1480 * (attention_of_1_1_0 * (exp((part_1626 - part_1646)) - number(1))))
    part_1857 = (part_1659 * attention_of_2_1_0) - (part_1661 * (attention_of_2_1_0 * (exp((part_1807 - part_1827)) - number(1))))
    part_1858 = (part_1842 + part_1849) + part_1857
    part_1867 = (part_1253 * attention_of_0_2_0) - (part_1255 * (attention_of_0_2_0 * (exp((part_1460 - part_1466)) - number(1))))
    part_1874 = (part_1478 * attention_of_1_2_0) - (part_1480 * (attention_of_1_2_0 * (exp((part_1640 - part_1646)) - number(1))))
    part_1882 = (part_1659 * attention_of_2_2_0) - (part_1661 * (attention_of_2_2_0 * (exp((part_1821 - part_1827)) - number(1))))
    part_1883 = (part_1867 + part_1874) + part_1882
    part_1886 = queries_0_0_0 - part_1379
    part_1888 = queries_0_1_0 - part_1408
    part_1890 = (tokens_0_0_ * part_1886) + (tokens_1_0_ * part_1888)
    part_1892 = queries_0_0_1 - part_1419
    part_1894 = queries_0_1_1 - part_1428
    part_1896 = (tokens_0_0_ * part_1892) + (tokens_1_0_ * part_1894)
    part_1899 = exp(((part_1890 * tokens_0_0_) + (part_1896 * tokens_1_0_)))
    part_1902 = (tokens_0_1_ * part_1886) + (tokens_1_1_ * part_1888)
    part_1906 = (tokens_0_1_ * part_1892) + (tokens_1_1_ * part_1894)
    part_1909 = exp(((part_1902 * tokens_0_0_) + (part_1906 * tokens_1_0_)))
    part_1913 = (tokens_0_2_ * part_1886) + (tokens_1_2_ * part_1888)
    part_1917 = (tokens_0_2_ * part_1892) + (tokens_1_2_ * part_1894)
    part_1920 = exp(((part_1913 * tokens_0_0_) + (part_1917 * tokens_1_0_)))
    part_1921 = (part_1899 + part_1909) + part_1920
    part_1924 = queries_1_0_0 - part_1559
    part_1926 = queries_1_1_0 - part_1588
    part_1928 = (tokens_0_0_ * part_1924) + (tokens_1_0_ * part_1926)
    part_1930 = queries_1_0_1 - part_1599
    part_1932 = queries_1_1_1 - part_1608
    part_1934 = (tokens_0_0_ * part_1930) + (tokens_1_0_ * part_1932)
    part_1937 = exp(((part_1928 * tokens_0_0_) + (part_1934 * tokens_1_0_)))
    part_1940 = (tokens_0_1_ * part_1924) + (tokens_1_1_ * part_1926)
    part_1944 = (tokens_0_1_ * part_1930) + (tokens_1_1_ * part_1932)
    part_1947 = exp(((part_1940 * tokens_0_0_) + (part_1944 * tokens_1_0_)))
    part_1951 = (tokens_0_2_ * part_1924) + (tokens_1_2_ * part_1926)
    part_1955 = (tokens_0_2_ * part_1930) + (tokens_1_2_ * part_1932)
    part_1958 = exp(((part_1951 * tokens_0_0_) + (part_1955 * tokens_1_0_)))
    part_1959 = (part_1937 + part_1947) + part_1958
    part_1963 = queries_2_0_0 - part_1740
    part_1965 = queries_2_1_0 - part_1769
    part_1967 = (tokens_0_0_ * part_1963) + (tokens_1_0_ * part_1965)
    part_1969 = queries_2_0_1 - part_1780
    part_1971 = queries_2_1_1 - part_1789
    part_1973 = (tokens_0_0_ * part_1969) + (tokens_1_0_ * part_1971)
    part_1976 = exp(((part_1967 * tokens_0_0_) + (part_1973 * tokens_1_0_)))
    part_1979 = (tokens_0_1_ * part_1963) + (tokens_1_1_ * part_1965)
    part_1983 = (tokens_0_1_ * part_1969) + (tokens_1_1_ * part_1971)
    part_1986 = exp(((part_1979 * tokens_0_0_) + (part_1983 * tokens_1_0_)))
    part_1990 = (tokens_0_2_ * part_1963) + (tokens_1_2_ * part_1965)
    part_1994 = (tokens_0_2_ * part_1969) + (tokens_1_2_ * part_1971)
    part_1997 = exp(((part_1990 * tokens_0_0_) + (part_1994 * tokens_1_0_)))
    part_1998 = (part_1976 + part_1986) + part_1997
    part_2001 = (((part_1899 / part_1921) * part_1255) + ((part_1937 / part_1959) * part_1480)) + ((part_1976 / part_1998) * part_1661)
    part_2003 = part_711 + (part_2001 - number(1))
    part_2012 = (((part_1909 / part_1921) * part_1255) + ((part_1947 / part_1959) * part_1480)) + ((part_1986 / part_1998) * part_1661)
    part_2013 = part_718 + part_2012
    part_2023 = (((part_1920 / part_1921) * part_1255) + ((part_1958 / part_1959) * part_1480)) + ((part_1997 / part_1998) * part_1661)
    part_2024 = part_725 + part_2023
    part_2027 = (((features_0_0 * part_1834) + (features_0_1 * part_1858)) + (features_0_2 * part_1883)) * (((features_0_0 * part_2003) + (features_0_1 * part_2013)) + (features_0_2 * part_2024))
    part_2028 = part_17 * part_1291
    part_2030 = part_743 - part_2028
    part_2034 = -((part_1410 * tokens_0_1_) + (part_1430 * tokens_1_1_))
    part_2041 = -((part_1439 * tokens_0_1_) + (part_1443 * tokens_1_1_))
    part_2045 = (attention_of_0_0_1 * (exp(part_2034) - number(1))) + (attention_of_0_1_1 * (exp(part_2041) - number(1)))
    part_2049 = -((part_1453 * tokens_0_1_) + (part_1457 * tokens_1_1_))
    part_2055 = log(((part_2045 + (attention_of_0_2_1 * (exp(part_2049) - number(1)))) + number(1)))
    part_2061 = (part_2028 * attention_of_0_0_1) - (part_2030 * (attention_of_0_0_1 * (exp((part_2034 - part_2055)) - number(1))))
    part_2062 = part_17 * part_1501
    part_2064 = part_764 - part_2062
    part_2068 = -((part_1590 * tokens_0_1_) + (part_1610 * tokens_1_1_))
    part_2075 = -((part_1619 * tokens_0_1_) + (part_1623 * tokens_1_1_))
    part_2079 = (attention_of_1_0_1 * (exp(part_2068) - number(1))) + (attention_of_1_1_1 * (exp(part_2075) - number(1)))
    part_2083 = -((part_1633 * tokens_0_1_) + (part_1637 * tokens_1_1_))
    part_2089 = log(((part_2079 + (attention_of_1_2_1 * (exp(part_2083) - number(1)))) + number(1)))
    part_2095 = (part_2062 * attention_of_1_0_1) - (part_2064 * (attention_of_1_0_1 * (exp((part_2068 - part_2089)) - number(1))))
    part_2097 = part_17 * part_1682
    part_2099 = part_786 - part_2097
    part_2103 = -((part_1771 * tokens_0_1_) + (part_1791 * tokens_1_1_))
    part_2110 = -((part_1800 * tokens_0_1_) + (part_1804 * tokens_1_1_))
    part_2114 = (attention_of_2_0_1 * (exp(part_2103) - number(1))) + (attention_of_2_1_1 * (exp(part_2110) - number(1)))
    part_2118 = -((part_1814 * tokens_0_1_) + (part_1818 * tokens_1_1_))
    part_2124 = log(((part_2114 + (attention_of_2_2_1 * (exp(part_2118) - number(1)))) + number(1)))
    part_2130 = (part_2097 * attention_of_2_0_1) - (part_2099 * (attention_of_2_0_1 * (exp((part_2103 - part_2124)) - number(1))))
    part_2131 = (part_2061 + part_2095) + part_2130
    part_2139 = (part_2028 * attention_of_0_1_1) - (part_2030 * (attention_of_0_1_1 * (exp((part_2041 - part_2055)) - number(1))))
    part_2146 = (part_2062 * attention_of_1_1_1) - (part_2064 * (attention_of_1_1_1 * (exp((part_2075 - part_2089)) - number(1))))
    part_2154 = (part_2097 * attention_of_2_1_1) - (part_2099 * (attention_of_2_1_1 * (exp((part_2110 - part_2124)) - number(1))))
    part_2155 = (part_2139 + part_2146) + part_2154
    part_2164 = (part_2028 * attention_of_0_2_1) - (part_2030 * (attention_of_0_2_1 * (exp((part_2049 - part_2055)) - number(1))))
    part_2171 = (part_2062 * attention_of_1_2_1) - (part_2064 * (attention_of_1_2_1 * (exp((part_2083 - part_2089)) - number(1))))
    part_2179 = (part_2097 * attention_of_2_2_1) - (part_2099 * (attention_of_2_2_1 * (exp((part_2118 - part_2124)) - number(1))))
    part_2180 = (part_2164 + part_2171) + part_2179
    part_2186 = exp(((part_1890 * tokens_0_1_) + (part_1896 * tokens_1_1_)))
    part_2190 = exp(((part_1902 * tokens_0_1_) + (part_1906 * tokens_1_1_)))
    part_2195 = exp(((part_1913 * tokens_0_1_) + (part_1917 * tokens_1_1_)))
    part_2196 = (part_2186 + part_2190) + part_2195
    part_2202 = exp(((part_1928 * tokens_0_1_) + (part_1934 * tokens_1_1_)))
    part_2206 = exp(((part_1940 * tokens_0_1_) + (part_1944 * tokens_1_1_)))
    part_2211 = exp(((part_1951 * tokens_0_1_) + (part_1955 * tokens_1_1_)))
    part_2212 = (part_2202 + part_2206) + part_2211
    part_2219 = exp(((part_1967 * tokens_0_1_) + (part_1973 * tokens_1_1_)))
    part_2223 = exp(((part_1979 * tokens_0_1_) + (part_1983 * tokens_1_1_)))
    part_2228 = exp(((part_1990 * tokens_0_1_) + (part_1994 * tokens_1_1_)))
    part_2229 = (part_2219 + part_2223) + part_2228
    part_2232 = (((part_2186 / part_2196) * part_2030) + ((part_2202 / part_2212) * part_2064)) + ((part_2219 / part_2229) * part_2099)
    part_2233 = part_838 + part_2232
    part_2242 = (((part_2190 / part_2196) * part_2030) + ((part_2206 / part_2212) * part_2064)) + ((part_2223 / part_2229) * part_2099)
    part_2244 = part_845 + (part_2242 - number(1))
    part_2254 = (((part_2195 / part_2196) * part_2030) + ((part_2211 / part_2212) * part_2064)) + ((part_2228 / part_2229) * part_2099)
    part_2255 = part_853 + part_2254
    part_2258 = (((features_0_0 * part_2131) + (features_0_1 * part_2155)) + (features_0_2 * part_2180)) * (((features_0_0 * part_2233) + (features_0_1 * part_2244)) + (features_0_2 * part_2255))
    part_2260 = part_17 * part_1327
    part_2262 = part_873 - part_2260
    part_2266 = -((part_1410 * tokens_0_2_) + (part_1430 * tokens_1_2_))
    part_2273 = -((part_1439 * tokens_0_2_) + (part_1443 * tokens_1_2_))
    part_2277 = (attention_of_0_0_2 * (exp(part_2266) - number(1))) + (attention_of_0_1_2 * (exp(part_2273) - number(1)))
    part_2281 = -((part_1453 * tokens_0_2_) + (part_1457 * tokens_1_2_))
    part_2287 = log(((part_2277 + (attention_of_0_2_2 * (exp(part_2281) - number(1)))) + number(1)))
    part_2293 = (part_2260 * attention_of_0_0_2) - (part_2262 * (attention_of_0_0_2 * (exp((part_2266 - part_2287)) - number(1))))
    part_2294 = part_17 * part_1522
    part_2296 = part_894 - part_2294
    part_2300 = -((part_1590 * tokens_0_2_) + (part_1610 * tokens_1_2_))
    part_2307 = -((part_1619 * tokens_0_2_) + (part_1623 * tokens_1_2_))
    part_2311 = (attention_of_1_0_2 * (exp(part_2300) - number(1))) + (attention_of_1_1_2 * (exp(part_2307) - number(1)))
    part_2315 = -((part_1633 * tokens_0_2_) + (part_1637 * tokens_1_2_))
    part_2321 = log(((part_2311 + (attention_of_1_2_2 * (exp(part_2315) - number(1)))) + number(1)))
    part_2327 = (part_2294 * attention_of_1_0_2) - (part_2296 * (attention_of_1_0_2 * (exp((part_2300 - part_2321)) - number(1))))
    part_2329 = part_17 * part_1703
    part_2331 = part_916 - part_2329
    part_2335 = -((part_1771 * tokens_0_2_) + (part_1791 * tokens_1_2_))
    part_2342 = -((part_1800 * tokens_0_2_) + (part_1804 * tokens_1_2_))
    part_2346 = (attention_of_2_0_2 * (exp(part_2335) - number(1))) + (attention_of_2_1_2 * (exp(part_2342) - number(1)))
    part_2350 = -((part_1814 * tokens_0_2_) + (part_1818 * tokens_1_2_))
    part_2356 = log(((part_2346 + (attention_of_2_2_2 * (exp(part_2350) - number(1)))) + number(1)))
    part_2362 = (part_2329 * attention_of_2_0_2) - (part_2331 * (attention_of_2_0_2 * (exp((part_2335 - part_2356)) - number(1))))
    part_2363 = (part_2293 + part_2327) + part_2362
    part_2371 = (part_2260 * attention_of_0_1_2) - (part_2262 * (attention_of_0_1_2 * (exp((part_2273 - part_2287)) - number(1))))
    part_2378 = (part_2294 * attention_of_1_1_2) - (part_2296 * (attention_of_1_1_2 * (exp((part_2307 - part_2321)) - number(1))))
    part_2386 = (part_2329 * attention_of_2_1_2) - (part_2331 * (attention_of_2_1_2 * (exp((part_2342 - part_2356)) - number(1))))
    part_2387 = (part_2371 + part_2378) + part_2386
    part_2396 = (part_2260 * attention_of_0_2_2) - (part_2262 * (attention_of_0_2_2 * (exp((part_2281 - part_2287)) - number(1))))
    part_2403 = (part_2294 * attention_of_1_2_2) - (part_2296 * (attention_of_1_2_2 * (exp((part_2315 - part_2321)) - number(1))))
    part_2411 = (part_2329 * attention_of_2_2_2) - (part_2331 * (attention_of_2_2_2 * (exp((part_2350 - part_2356)) - number(1))))
    part_2412 = (part_2396 + part_2403) + part_2411
    part_2418 = exp(((part_1890 * tokens_0_2_) + (part_1896 * tokens_1_2_)))
    part_2422 = exp(((part_1902 * tokens_0_2_) + (part_1906 * tokens_1_2_)))
    part_2427 = exp(((part_1913 * tokens_0_2_) + (part_1917 * tokens_1_2_)))
    part_2428 = (part_2418 + part_2422) + part_2427
    part_2434 = exp(((part_1928 * tokens_0_2_) + (part_1934 * tokens_1_2_)))
    part_2438 = exp(((part_1940 * tokens_0_2_) + (part_1944 * tokens_1_2_)))
    part_2443 = exp(((part_1951 * tokens_0_2_) + (part_1955 * tokens_1_2_)))
    part_2444 = (part_2434 + part_2438) + part_2443
    part_2451 = exp(((part_1967 * tokens_0_2_) + (part_1973 * tokens_1_2_)))
    part_2455 = exp(((part_1979 * tokens_0_2_) + (part_1983 * tokens_1_2_)))
    part_2460 = exp(((part_1990 * tokens_0_2_) + (part_1994 * tokens_1_2_)))
    part_2461 = (part_2451 + part_2455) + part_2460
    part_2464 = (((part_2418 / part_2428) * part_2262) + ((part_2434 / part_2444) * part_2296)) + ((part_2451 / part_2461) * part_2331)
    part_2465 = part_968 + part_2464
    part_2474 = (((part_2422 / part_2428) * part_2262) + ((part_2438 / part_2444) * part_2296)) + ((part_2455 / part_2461) * part_2331)
    part_2475 = part_974 + part_2474
    part_2485 = (((part_2427 / part_2428) * part_2262) + ((part_2443 / part_2444) * part_2296)) + ((part_2460 / part_2461) * part_2331)
    part_2487 = part_982 + (part_2485 - number(1))
    part_2490 = (((features_0_0 * part_2363) + (features_0_1 * part_2387)) + (features_0_2 * part_2412)) * (((features_0_0 * part_2465) + (features_0_1 * part_2475)) + (features_0_2 * part_2487))
    part_2492 = part_17 * part_1363
    part_2494 = part_1071 - part_2492
    part_2498 = -((part_1410 * tokens_0_3_) + (part_1430 * tokens_1_3_))
    part_2505 = -((part_1439 * tokens_0_3_) + (part_1443 * tokens_1_3_))
    part_2509 = (attention_of_0_0_3 * (exp(part_2498) - number(1))) + (attention_of_0_1_3 * (exp(part_2505) - number(1)))
    part_2513 = -((part_1453 * tokens_0_3_) + (part_1457 * tokens_1_3_))
    part_2519 = log(((part_2509 + (attention_of_0_2_3 * (exp(part_2513) - number(1)))) + number(1)))
    part_2525 = (part_2492 * attention_of_0_0_3) - (part_2494 * (attention_of_0_0_3 * (exp((part_2498 - part_2519)) - number(1))))
    part_2526 = part_17 * part_1543
    part_2528 = part_1092 - part_2526
    part_2532 = -((part_1590 * tokens_0_3_) + (part_1610 * tokens_1_3_))
    part_2539 = -((part_1619 * tokens_0_3_) + (part_1623 * tokens_1_3_))
    part_2543 = (attention_of_1_0_3 * (exp(part_2532) - number(1))) + (attention_of_1_1_3 * (exp(part_2539) - number(1)))
    part_2547 = -((part_1633 * tokens_0_3_) + (part_1637 * tokens_1_3_))
    part_2553 = log(((part_2543 + (attention_of_1_2_3 * (exp(part_2547) - number(1)))) + number(1)))
    part_2559 = (part_2526 * attention_of_1_0_3) - (part_2528 * (attention_of_1_0_3 * (exp((part_2532 - part_2553)) - number(1))))
    part_2561 = part_17 * part_1724
    part_2563 = part_1114 - part_2561
    part_2567 = -((part_1771 * tokens_0_3_) + (part_1791 * tokens_1_3_))
    part_2574 = -((part_1800 * tokens_0_3_) + (part_1804 * tokens_1_3_))
    part_2578 = (attention_of_2_0_3 * (exp(part_2567) - number(1))) + (attention_of_2_1_3 * (exp(part_2574) - number(1)))
    part_2582 = -((part_1814 * tokens_0_3_) + (part_1818 * tokens_1_3_))
    part_2588 = log(((part_2578 + (attention_of_2_2_3 * (exp(part_2582) - number(1)))) + number(1)))
    part_2594 = (part_2561 * attention_of_2_0_3) - (part_2563 * (attention_of_2_0_3 * (exp((part_2567 - part_2588)) - number(1))))
    part_2595 = (part_2525 + part_2559) + part_2594
    part_2603 = (part_2492 * attention_of_0_1_3) - (part_2494 * (attention_of_0_1_3 * (exp((part_2505 - part_2519)) - number(1))))
    part_2610 = (part_2526 * attention_of_1_1_3) - (part_2528 * (attention_of_1_1_3 * (exp((part_2539 - part_2553)) - number(1))))
    part_2618 = (part_2561 * attention_of_2_1_3) - (part_2563 * (attention_of_2_1_3 * (exp((part_2574 - part_2588)) - number(1))))
    part_2619 = (part_2603 + part_2610) + part_2618
    part_2628 = (part_2492 * attention_of_0_2_3) - (part_2494 * (attention_of_0_2_3 * (exp((part_2513 - part_2519)) - number(1))))
    part_2635 = (part_2526 * attention_of_1_2_3) - (part_2528 * (attention_of_1_2_3 * (exp((part_2547 - part_2553)) - number(1))))
    part_2643 = (part_2561 * attention_of_2_2_3) - (part_2563 * (attention_of_2_2_3 * (exp((part_2582 - part_2588)) - number(1))))
    part_2644 = (part_2628 + part_2635) + part_2643
    part_2650 = exp(((part_1890 * tokens_0_3_) + (part_1896 * tokens_1_3_)))
    part_2654 = exp(((part_1902 * tokens_0_3_) + (part_1906 * tokens_1_3_)))
    part_2659 = exp(((part_1913 * tokens_0_3_) + (part_1917 * tokens_1_3_)))
    part_2660 = (part_2650 + part_2654) + part_2659
    part_2666 = exp(((part_1928 * tokens_0_3_) + (part_1934 * tokens_1_3_)))
    part_2670 = exp(((part_1940 * tokens_0_3_) + (part_1944 * tokens_1_3_)))
    part_2675 = exp(((part_1951 * tokens_0_3_) + (part_1955 * tokens_1_3_)))
    part_2676 = (part_2666 + part_2670) + part_2675
    part_2683 = exp(((part_1967 * tokens_0_3_) + (part_1973 * tokens_1_3_)))
    part_2687 = exp(((part_1979 * tokens_0_3_) + (part_1983 * tokens_1_3_)))
    part_2692 = exp(((part_1990 * tokens_0_3_) + (part_1994 * tokens_1_3_)))
    part_2693 = (part_2683 + part_2687) + part_2692
    part_2696 = (((part_2650 / part_2660) * part_2494) + ((part_2666 / part_2676) * part_2528)) + ((part_2683 / part_2693) * part_2563)
    part_2698 = part_1167 + (part_2696 - ridge_attention_0_3)
    part_2707 = (((part_2654 / part_2660) * part_2494) + ((part_2670 / part_2676) * part_2528)) + ((part_2687 / part_2693) * part_2563)
    part_2709 = part_1175 + (part_2707 - ridge_attention_1_3)
    part_2719 = (((part_2659 / part_2660) * part_2494) + ((part_2675 / part_2676) * part_2528)) + ((part_2692 / part_2693) * part_2563)
    part_2721 = part_1184 + (part_2719 - ridge_attention_2_3)
    part_2724 = (((features_0_0 * part_2595) + (features_0_1 * part_2619)) + (features_0_2 * part_2644)) * (((features_0_0 * part_2698) + (features_0_1 * part_2709)) + (features_0_2 * part_2721))
    part_2732 = (((part_1834 * part_2003) + (part_2131 * part_2233)) + (part_2363 * part_2465)) + (part_2595 * part_2698)
    part_2740 = (((part_2732 + (part_1858 * part_2013)) + (part_2155 * part_2244)) + (part_2387 * part_2475)) + (part_2619 * part_2709)
    part_2748 = (((part_2740 + (part_1883 * part_2024)) + (part_2180 * part_2255)) + (part_2412 * part_2487)) + (part_2644 * part_2721)
    part_2759 = (((part_711 * part_1237) + (part_838 * part_1276)) + (part_968 * part_1312)) + (part_1167 * part_1348)
    part_2767 = (((part_2759 + (part_718 * part_1243)) + (part_845 * part_1282)) + (part_974 * part_1318)) + (part_1175 * part_1354)
    part_2775 = (((part_2767 + (part_725 * part_1250)) + (part_853 * part_1289)) + (part_982 * part_1325)) + (part_1184 * part_1361)
    part_2777 = (-(((((part_2027 + part_2258) + part_2490) + part_2724) + (noise_level * part_2748)) / number(8))) / (part_2775 / number(2))
    print("proved")
    exact_part_2782 = Fraction(3, 1)
    claim("refuted", ((-log(((equal_rate_path_without_small_1 * number(-1)) + number(1)))) * number(2)), ">", ((-log((part_1229 + number(1)))) + (-log((part_2777 + number(1))))))
    claim("enough_heads_0", exact_part_2782, "<=", exact_part_2782)
    claim("A2_0", attention_eigenvalues_0_0, ">", number(0))
    claim("A2_1", attention_eigenvalues_1_0, ">", number(0))
    claim("A2_2", attention_eigenvalues_2_0, ">", number(0))
    claim("A2_3", attention_eigenvalues_3_0, ">", number(0))


checked(counterexample)
