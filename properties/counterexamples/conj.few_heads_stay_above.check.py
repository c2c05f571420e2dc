"""Checks by itself that one instance refutes conj.few_heads_stay_above: A model with fewer heads than labelled examples stays above the infimum.

Claimed: H<N\\ \\Rightarrow\\ \\mathcal L(\\theta)-\\mathcal L^\\star\\ge10^{-9}\\Delta^{(0)}\\text{ for every }\\theta
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
    features_0_0 = show("features_0_0", number(-3628470657982219, 18014398509481984))
    n1 = features_0_0 ** 2
    features_0_1 = show("features_0_1", number(177609803566323, 562949953421312))
    n3 = features_0_1 ** 2
    features_0_2 = show("features_0_2", number(-783, 1000))
    n6 = features_0_2 ** 2
    noise_level = show("noise_level", number(2848660424153343, 72057594037927936))
    n9 = n3 + noise_level
    n10 = n6 + noise_level
    n12 = features_0_2 * features_0_1
    n13 = features_0_1 * features_0_2
    n15 = (n9 * n10) - (n12 * n13)
    features_0_3 = show("features_0_3", number(-2852068552043843, 1125899906842624))
    n17 = features_0_0 * features_0_3
    n19 = features_0_0 * features_0_1
    n21 = features_0_0 * features_0_2
    n23 = (n19 * n10) - (n12 * n21)
    n25 = features_0_1 * features_0_3
    n30 = (n19 * n13) - (n9 * n21)
    n31 = features_0_2 * features_0_3
    n34 = n1 + noise_level
    n36 = features_0_1 * features_0_0
    n39 = features_0_2 * features_0_0
    n41 = ((n34 * n15) - (n36 * n23)) + (n39 * n30)
    print("what follows from it")
    ridge_attention_0_3 = show("ridge_attention_0_3 [A (26)]", (((n15 * n17) + ((-n23) * n25)) + (n30 * n31)) / n41)
    n59 = (((-((n36 * n10) - (n39 * n13))) * n17) + (((n34 * n10) - (n39 * n21)) * n25)) + ((-((n34 * n13) - (n36 * n21))) * n31)
    ridge_attention_1_3 = show("ridge_attention_1_3 [A (26)]", n59 / n41)
    n77 = ((((n36 * n12) - (n39 * n9)) * n17) + ((-((n34 * n12) - (n39 * n19))) * n25)) + (((n34 * n9) - (n36 * n19)) * n31)
    ridge_attention_2_3 = show("ridge_attention_2_3 [A (26)]", n77 / n41)
    n80 = ((features_0_0 * ridge_attention_0_3) + (features_0_1 * ridge_attention_1_3)) + (features_0_2 * ridge_attention_2_3)
    n91 = ((((number(1) + (ridge_attention_0_3 ** 2)) + number(1)) + (ridge_attention_1_3 ** 2)) + number(1)) + (ridge_attention_2_3 ** 2)
    initial_excess = show("initial_excess [Delta^(0) (11)]", ((((n1 + n3) + n6) + (n80 * n80)) + (noise_level * n91)) / number(8))
    tokens_0_0 = show("tokens_0_0", number(-4784923152967909, 9007199254740992))
    tokens_1_0 = show("tokens_1_0", number(2491494633914199, 2251799813685248))
    tokens_2_0 = show("tokens_2_0", number(2510574513437381, 2251799813685248))
    tokens_3_0 = show("tokens_3_0", number(3597192457746665, 9007199254740992))
    n108 = maximum(maximum(maximum(absolute(tokens_0_0), absolute(tokens_1_0)), absolute(tokens_2_0)), absolute(tokens_3_0))
    n109 = tokens_0_0 / n108
    n111 = tokens_1_0 / n108
    n114 = tokens_2_0 / n108
    n117 = tokens_3_0 / n108
    n120 = sqrt(((((n109 ** 2) + (n111 ** 2)) + (n114 ** 2)) + (n117 ** 2)))
    tokens_0_0_ = n109 / n120
    queries_0_0_0 = show("queries_0_0_0", number(7732252782672209, 2251799813685248))
    tokens_1_0_ = n111 / n120
    queries_0_1_0 = show("queries_0_1_0", number(3328682379324121, 1125899906842624))
    tokens_2_0_ = n114 / n120
    queries_0_2_0 = show("queries_0_2_0", number(-21603918242227, 35184372088832))
    tokens_3_0_ = n117 / n120
    queries_0_3_0 = show("queries_0_3_0", number(4598077583120567, 2251799813685248))
    n135 = (((tokens_0_0_ * queries_0_0_0) + (tokens_1_0_ * queries_0_1_0)) + (tokens_2_0_ * queries_0_2_0)) + (tokens_3_0_ * queries_0_3_0)
    queries_0_0_1 = show("queries_0_0_1", number(821129020014441, 1125899906842624))
    queries_0_1_1 = show("queries_0_1_1", number(2429506611894539, 2251799813685248))
    queries_0_2_1 = show("queries_0_2_1", number(-810980573996319, 2251799813685248))
    queries_0_3_1 = show("queries_0_3_1", number(858283651653287, 4503599627370496))
    n147 = (((tokens_0_0_ * queries_0_0_1) + (tokens_1_0_ * queries_0_1_1)) + (tokens_2_0_ * queries_0_2_1)) + (tokens_3_0_ * queries_0_3_1)
    queries_0_0_2 = show("queries_0_0_2", number(5515652140387723, 4503599627370496))
    queries_0_1_2 = show("queries_0_1_2", number(3829722774669177, 2251799813685248))
    queries_0_2_2 = show("queries_0_2_2", number(7620896098834571, 9007199254740992))
    queries_0_3_2 = show("queries_0_3_2", number(7097595169880805, 4503599627370496))
    n160 = (((tokens_0_0_ * queries_0_0_2) + (tokens_1_0_ * queries_0_1_2)) + (tokens_2_0_ * queries_0_2_2)) + (tokens_3_0_ * queries_0_3_2)
    queries_0_0_3 = show("queries_0_0_3", number(-4030252588060669, 2251799813685248))
    queries_0_1_3 = show("queries_0_1_3", number(-4516412890720987, 2251799813685248))
    queries_0_2_3 = show("queries_0_2_3", number(-176164481959257, 1125899906842624))
    queries_0_3_3 = show("queries_0_3_3", number(-6420527639111119, 4503599627370496))
    n173 = (((tokens_0_0_ * queries_0_0_3) + (tokens_1_0_ * queries_0_1_3)) + (tokens_2_0_ * queries_0_2_3)) + (tokens_3_0_ * queries_0_3_3)
    n176 = exp(((((n135 * tokens_0_0_) + (n147 * tokens_1_0_)) + (n160 * tokens_2_0_)) + (n173 * tokens_3_0_)))
    tokens_0_1 = show("tokens_0_1", number(-67, 500))
    tokens_1_1 = show("tokens_1_1", number(7680758376270839, 9007199254740992))
    tokens_2_1 = show("tokens_2_1", number(-139, 250))
    tokens_3_1 = show("tokens_3_1", number(-6089654341375809, 9007199254740992))
    n187 = maximum(maximum(maximum(absolute(tokens_0_1), absolute(tokens_1_1)), absolute(tokens_2_1)), absolute(tokens_3_1))
    n188 = tokens_0_1 / n187
    n190 = tokens_1_1 / n187
    n193 = tokens_2_1 / n187
    n196 = tokens_3_1 / n187
    n199 = sqrt(((((n188 ** 2) + (n190 ** 2)) + (n193 ** 2)) + (n196 ** 2)))
    tokens_0_1_ = n188 / n199
    tokens_1_1_ = n190 / n199
    tokens_2_1_ = n193 / n199
    tokens_3_1_ = n196 / n199
    n210 = (((tokens_0_1_ * queries_0_0_0) + (tokens_1_1_ * queries_0_1_0)) + (tokens_2_1_ * queries_0_2_0)) + (tokens_3_1_ * queries_0_3_0)
    n218 = (((tokens_0_1_ * queries_0_0_1) + (tokens_1_1_ * queries_0_1_1)) + (tokens_2_1_ * queries_0_2_1)) + (tokens_3_1_ * queries_0_3_1)
    n227 = (((tokens_0_1_ * queries_0_0_2) + (tokens_1_1_ * queries_0_1_2)) + (tokens_2_1_ * queries_0_2_2)) + (tokens_3_1_ * queries_0_3_2)
    n236 = (((tokens_0_1_ * queries_0_0_3) + (tokens_1_1_ * queries_0_1_3)) + (tokens_2_1_ * queries_0_2_3)) + (tokens_3_1_ * queries_0_3_3)
    n239 = exp(((((n210 * tokens_0_0_) + (n218 * tokens_1_0_)) + (n227 * tokens_2_0_)) + (n236 * tokens_3_0_)))
    tokens_0_2 = show("tokens_0_2", number(6144136908366577, 4503599627370496))
    tokens_1_2 = show("tokens_1_2", number(-5676084726427601, 9007199254740992))
    tokens_2_2 = show("tokens_2_2", number(4802356796106971, 9007199254740992))
    tokens_3_2 = show("tokens_3_2", number(935717794355377, 562949953421312))
    n251 = maximum(maximum(maximum(absolute(tokens_0_2), absolute(tokens_1_2)), absolute(tokens_2_2)), absolute(tokens_3_2))
    n252 = tokens_0_2 / n251
    n254 = tokens_1_2 / n251
    n257 = tokens_2_2 / n251
    n260 = tokens_3_2 / n251
    n263 = sqrt(((((n252 ** 2) + (n254 ** 2)) + (n257 ** 2)) + (n260 ** 2)))
    tokens_0_2_ = n252 / n263
    tokens_1_2_ = n254 / n263
    tokens_2_2_ = n257 / n263
    tokens_3_2_ = n260 / n263
    n274 = (((tokens_0_2_ * queries_0_0_0) + (tokens_1_2_ * queries_0_1_0)) + (tokens_2_2_ * queries_0_2_0)) + (tokens_3_2_ * queries_0_3_0)
    n282 = (((tokens_0_2_ * queries_0_0_1) + (tokens_1_2_ * queries_0_1_1)) + (tokens_2_2_ * queries_0_2_1)) + (tokens_3_2_ * queries_0_3_1)
    n291 = (((tokens_0_2_ * queries_0_0_2) + (tokens_1_2_ * queries_0_1_2)) + (tokens_2_2_ * queries_0_2_2)) + (tokens_3_2_ * queries_0_3_2)
    n300 = (((tokens_0_2_ * queries_0_0_3) + (tokens_1_2_ * queries_0_1_3)) + (tokens_2_2_ * queries_0_2_3)) + (tokens_3_2_ * queries_0_3_3)
    n303 = exp(((((n274 * tokens_0_0_) + (n282 * tokens_1_0_)) + (n291 * tokens_2_0_)) + (n300 * tokens_3_0_)))
    n304 = (n176 + n239) + n303
    attention_of_0_0_0 = show("attention_of_0_0_0 [s (28)]", n176 / n304)
    gamma = show("gamma", number(1))
    values_0_0 = show("values_0_0", number(4))
    n308 = gamma * values_0_0
    queries_1_0_0 = show("queries_1_0_0", number(1375749623508839, 2251799813685248))
    queries_1_1_0 = show("queries_1_1_0", number(1860688336809095, 2251799813685248))
    queries_1_2_0 = show("queries_1_2_0", number(-1174156195188621, 2251799813685248))
    queries_1_3_0 = show("queries_1_3_0", number(-94238675423887, 4503599627370496))
    n320 = (((tokens_0_0_ * queries_1_0_0) + (tokens_1_0_ * queries_1_1_0)) + (tokens_2_0_ * queries_1_2_0)) + (tokens_3_0_ * queries_1_3_0)
    queries_1_0_1 = show("queries_1_0_1", number(-1344082407699887, 18014398509481984))
    queries_1_1_1 = show("queries_1_1_1", number(-3635717454661399, 36028797018963968))
    queries_1_2_1 = show("queries_1_2_1", number(143391160978457, 2251799813685248))
    queries_1_3_1 = show("queries_1_3_1", number(184138950282435, 72057594037927936))
    n332 = (((tokens_0_0_ * queries_1_0_1) + (tokens_1_0_ * queries_1_1_1)) + (tokens_2_0_ * queries_1_2_1)) + (tokens_3_0_ * queries_1_3_1)
    queries_1_0_2 = show("queries_1_0_2", number(2823504679605885, 4503599627370496))
    queries_1_1_2 = show("queries_1_1_2", number(7637526678537835, 9007199254740992))
    queries_1_2_2 = show("queries_1_2_2", number(-4819533227634589, 9007199254740992))
    queries_1_3_2 = show("queries_1_3_2", number(-96704856942123, 4503599627370496))
    n345 = (((tokens_0_0_ * queries_1_0_2) + (tokens_1_0_ * queries_1_1_2)) + (tokens_2_0_ * queries_1_2_2)) + (tokens_3_0_ * queries_1_3_2)
    queries_1_0_3 = show("queries_1_0_3", number(-3291452745184565, 4503599627370496))
    queries_1_1_3 = show("queries_1_1_3", number(-4451658666279003, 4503599627370496))
    queries_1_2_3 = show("queries_1_2_3", number(702286151107971, 1125899906842624))
    queries_1_3_3 = show("queries_1_3_3", number(112732048632291, 4503599627370496))
    n358 = (((tokens_0_0_ * queries_1_0_3) + (tokens_1_0_ * queries_1_1_3)) + (tokens_2_0_ * queries_1_2_3)) + (tokens_3_0_ * queries_1_3_3)
    n361 = exp(((((n320 * tokens_0_0_) + (n332 * tokens_1_0_)) + (n345 * tokens_2_0_)) + (n358 * tokens_3_0_)))
    n368 = (((tokens_0_1_ * queries_1_0_0) + (tokens_1_1_ * queries_1_1_0)) + (tokens_2_1_ * queries_1_2_0)) + (tokens_3_1_ * queries_1_3_0)
    n376 = (((tokens_0_1_ * queries_1_0_1) + (tokens_1_1_ * queries_1_1_1)) + (tokens_2_1_ * queries_1_2_1)) + (tokens_3_1_ * queries_1_3_1)
    n385 = (((tokens_0_1_ * queries_1_0_2) + (tokens_1_1_ * queries_1_1_2)) + (tokens_2_1_ * queries_1_2_2)) + (tokens_3_1_ * queries_1_3_2)
    n394 = (((tokens_0_1_ * queries_1_0_3) + (tokens_1_1_ * queries_1_1_3)) + (tokens_2_1_ * queries_1_2_3)) + (tokens_3_1_ * queries_1_3_3)
    n397 = exp(((((n368 * tokens_0_0_) + (n376 * tokens_1_0_)) + (n385 * tokens_2_0_)) + (n394 * tokens_3_0_)))
    n405 = (((tokens_0_2_ * queries_1_0_0) + (tokens_1_2_ * queries_1_1_0)) + (tokens_2_2_ * queries_1_2_0)) + (tokens_3_2_ * queries_1_3_0)
    n413 = (((tokens_0_2_ * queries_1_0_1) + (tokens_1_2_ * queries_1_1_1)) + (tokens_2_2_ * queries_1_2_1)) + (tokens_3_2_ * queries_1_3_1)
    n422 = (((tokens_0_2_ * queries_1_0_2) + (tokens_1_2_ * queries_1_1_2)) + (tokens_2_2_ * queries_1_2_2)) + (tokens_3_2_ * queries_1_3_2)
    n431 = (((tokens_0_2_ * queries_1_0_3) + (tokens_1_2_ * queries_1_1_3)) + (tokens_2_2_ * queries_1_2_3)) + (tokens_3_2_ * queries_1_3_3)
    n434 = exp(((((n405 * tokens_0_0_) + (n413 * tokens_1_0_)) + (n422 * tokens_2_0_)) + (n431 * tokens_3_0_)))
    n435 = (n361 + n397) + n434
    attention_of_1_0_0 = show("attention_of_1_0_0 [s (28)]", n361 / n435)
    values_1_0 = show("values_1_0", number(-3))
    n438 = gamma * values_1_0
    effective_attention_of_0_0 = show("effective_attention_of_0_0 [Ahat (35)]", (attention_of_0_0_0 * n308) + (attention_of_1_0_0 * n438))
    residual_of_0_0 = show("residual_of_0_0 [delta_k (33)]", effective_attention_of_0_0 - number(1))
    attention_of_0_1_0 = show("attention_of_0_1_0 [s (28)]", n239 / n304)
    attention_of_1_1_0 = show("attention_of_1_1_0 [s (28)]", n397 / n435)
    effective_attention_of_1_0 = show("effective_attention_of_1_0 [Ahat (35)]", (attention_of_0_1_0 * n308) + (attention_of_1_1_0 * n438))
    attention_of_0_2_0 = show("attention_of_0_2_0 [s (28)]", n303 / n304)
    attention_of_1_2_0 = show("attention_of_1_2_0 [s (28)]", n434 / n435)
    effective_attention_of_2_0 = show("effective_attention_of_2_0 [Ahat (35)]", (attention_of_0_2_0 * n308) + (attention_of_1_2_0 * n438))
    n456 = ((features_0_0 * residual_of_0_0) + (features_0_1 * effective_attention_of_1_0)) + (features_0_2 * effective_attention_of_2_0)
    n465 = exp(((((n135 * tokens_0_1_) + (n147 * tokens_1_1_)) + (n160 * tokens_2_1_)) + (n173 * tokens_3_1_)))
    n473 = exp(((((n210 * tokens_0_1_) + (n218 * tokens_1_1_)) + (n227 * tokens_2_1_)) + (n236 * tokens_3_1_)))
    n482 = exp(((((n274 * tokens_0_1_) + (n282 * tokens_1_1_)) + (n291 * tokens_2_1_)) + (n300 * tokens_3_1_)))
    n483 = (n465 + n473) + n482
    attention_of_0_0_1 = show("attention_of_0_0_1 [s (28)]", n465 / n483)
    values_0_1 = show("values_0_1", number(4))
    n486 = gamma * values_0_1
    n495 = exp(((((n320 * tokens_0_1_) + (n332 * tokens_1_1_)) + (n345 * tokens_2_1_)) + (n358 * tokens_3_1_)))
    n503 = exp(((((n368 * tokens_0_1_) + (n376 * tokens_1_1_)) + (n385 * tokens_2_1_)) + (n394 * tokens_3_1_)))
    n512 = exp(((((n405 * tokens_0_1_) + (n413 * tokens_1_1_)) + (n422 * tokens_2_1_)) + (n431 * tokens_3_1_)))
    n513 = (n495 + n503) + n512
    attention_of_1_0_1 = show("attention_of_1_0_1 [s (28)]", n495 / n513)
    values_1_1 = show("values_1_1", number(-3))
    n516 = gamma * values_1_1
    effective_attention_of_0_1 = show("effective_attention_of_0_1 [Ahat (35)]", (attention_of_0_0_1 * n486) + (attention_of_1_0_1 * n516))
    attention_of_0_1_1 = show("attention_of_0_1_1 [s (28)]", n473 / n483)
    attention_of_1_1_1 = show("attention_of_1_1_1 [s (28)]", n503 / n513)
    effective_attention_of_1_1 = show("effective_attention_of_1_1 [Ahat (35)]", (attention_of_0_1_1 * n486) + (attention_of_1_1_1 * n516))
    residual_of_1_1 = show("residual_of_1_1 [delta_k (33)]", effective_attention_of_1_1 - number(1))
    attention_of_0_2_1 = show("attention_of_0_2_1 [s (28)]", n482 / n483)
    attention_of_1_2_1 = show("attention_of_1_2_1 [s (28)]", n512 / n513)
    effective_attention_of_2_1 = show("effective_attention_of_2_1 [Ahat (35)]", (attention_of_0_2_1 * n486) + (attention_of_1_2_1 * n516))
    n534 = ((features_0_0 * effective_attention_of_0_1) + (features_0_1 * residual_of_1_1)) + (features_0_2 * effective_attention_of_2_1)
    n544 = exp(((((n135 * tokens_0_2_) + (n147 * tokens_1_2_)) + (n160 * tokens_2_2_)) + (n173 * tokens_3_2_)))
    n552 = exp(((((n210 * tokens_0_2_) + (n218 * tokens_1_2_)) + (n227 * tokens_2_2_)) + (n236 * tokens_3_2_)))
    n561 = exp(((((n274 * tokens_0_2_) + (n282 * tokens_1_2_)) + (n291 * tokens_2_2_)) + (n300 * tokens_3_2_)))
    n562 = (n544 + n552) + n561
    attention_of_0_0_2 = show("attention_of_0_0_2 [s (28)]", n544 / n562)
    values_0_2 = show("values_0_2", number(4))
    n565 = gamma * values_0_2
    n574 = exp(((((n320 * tokens_0_2_) + (n332 * tokens_1_2_)) + (n345 * tokens_2_2_)) + (n358 * tokens_3_2_)))
    n582 = exp(((((n368 * tokens_0_2_) + (n376 * tokens_1_2_)) + (n385 * tokens_2_2_)) + (n394 * tokens_3_2_)))
    n591 = exp(((((n405 * tokens_0_2_) + (n413 * tokens_1_2_)) + (n422 * tokens_2_2_)) + (n431 * tokens_3_2_)))
    n592 = (n574 + n582) + n591
    attention_of_1_0_2 = show("attention_of_1_0_2 [s (28)]", n574 / n592)
    values_1_2 = show("values_1_2", number(-3))
    n595 = gamma * values_1_2
    effective_attention_of_0_2 = show("effective_attention_of_0_2 [Ahat (35)]", (attention_of_0_0_2 * n565) + (attention_of_1_0_2 * n595))
    attention_of_0_1_2 = show("attention_of_0_1_2 [s (28)]", n552 / n562)
    attention_of_1_1_2 = show("attention_of_1_1_2 [s (28)]", n582 / n592)
    effective_attention_of_1_2 = show("effective_attention_of_1_2 [Ahat (35)]", (attention_of_0_1_2 * n565) + (attention_of_1_1_2 * n595))
    attention_of_0_2_2 = show("attention_of_0_2_2 [s (28)]", n561 / n562)
    attention_of_1_2_2 = show("attention_of_1_2_2 [s (28)]", n591 / n592)
    effective_attention_of_2_2 = show("effective_attention_of_2_2 [Ahat (35)]", (attention_of_0_2_2 * n565) + (attention_of_1_2_2 * n595))
    residual_of_2_2 = show("residual_of_2_2 [delta_k (33)]", effective_attention_of_2_2 - number(1))
    n613 = ((features_0_0 * effective_attention_of_0_2) + (features_0_1 * effective_attention_of_1_2)) + (features_0_2 * residual_of_2_2)
    tokens_0_3 = show("tokens_0_3", number(8386442363793483, 36028797018963968))
    tokens_1_3 = show("tokens_1_3", number(-301, 500))
    tokens_2_3 = show("tokens_2_3", number(-6768901214089997, 36028797018963968))
    tokens_3_3 = show("tokens_3_3", number(-2655030033807, 4398046511104))
    n626 = maximum(maximum(maximum(absolute(tokens_0_3), absolute(tokens_1_3)), absolute(tokens_2_3)), absolute(tokens_3_3))
    n627 = tokens_0_3 / n626
    n629 = tokens_1_3 / n626
    n632 = tokens_2_3 / n626
    n635 = tokens_3_3 / n626
    n638 = sqrt(((((n627 ** 2) + (n629 ** 2)) + (n632 ** 2)) + (n635 ** 2)))
    tokens_0_3_ = n627 / n638
    tokens_1_3_ = n629 / n638
    tokens_2_3_ = n632 / n638
    tokens_3_3_ = n635 / n638
    n650 = exp(((((n135 * tokens_0_3_) + (n147 * tokens_1_3_)) + (n160 * tokens_2_3_)) + (n173 * tokens_3_3_)))
    n658 = exp(((((n210 * tokens_0_3_) + (n218 * tokens_1_3_)) + (n227 * tokens_2_3_)) + (n236 * tokens_3_3_)))
    n667 = exp(((((n274 * tokens_0_3_) + (n282 * tokens_1_3_)) + (n291 * tokens_2_3_)) + (n300 * tokens_3_3_)))
    n668 = (n650 + n658) + n667
    attention_of_0_0_3 = show("attention_of_0_0_3 [s (28)]", n650 / n668)
    values_0_3 = show("values_0_3", number(3459743673289725, 562949953421312))
    n671 = gamma * values_0_3
    n680 = exp(((((n320 * tokens_0_3_) + (n332 * tokens_1_3_)) + (n345 * tokens_2_3_)) + (n358 * tokens_3_3_)))
    n688 = exp(((((n368 * tokens_0_3_) + (n376 * tokens_1_3_)) + (n385 * tokens_2_3_)) + (n394 * tokens_3_3_)))
    n697 = exp(((((n405 * tokens_0_3_) + (n413 * tokens_1_3_)) + (n422 * tokens_2_3_)) + (n431 * tokens_3_3_)))
    n698 = (n680 + n688) + n697
    attention_of_1_0_3 = show("attention_of_1_0_3 [s (28)]", n680 / n698)
    values_1_3 = show("values_1_3", number(-2256417318914287, 562949953421312))
    n701 = gamma * values_1_3
    effective_attention_of_0_3 = show("effective_attention_of_0_3 [Ahat (35)]", (attention_of_0_0_3 * n671) + (attention_of_1_0_3 * n701))
    residual_of_0_3 = show("residual_of_0_3 [delta_k (33)]", effective_attention_of_0_3 - ridge_attention_0_3)
    attention_of_0_1_3 = show("attention_of_0_1_3 [s (28)]", n658 / n668)
    attention_of_1_1_3 = show("attention_of_1_1_3 [s (28)]", n688 / n698)
    effective_attention_of_1_3 = show("effective_attention_of_1_3 [Ahat (35)]", (attention_of_0_1_3 * n671) + (attention_of_1_1_3 * n701))
    residual_of_1_3 = show("residual_of_1_3 [delta_k (33)]", effective_attention_of_1_3 - ridge_attention_1_3)
    attention_of_0_2_3 = show("attention_of_0_2_3 [s (28)]", n667 / n668)
    attention_of_1_2_3 = show("attention_of_1_2_3 [s (28)]", n697 / n698)
    effective_attention_of_2_3 = show("effective_attention_of_2_3 [Ahat (35)]", (attention_of_0_2_3 * n671) + (attention_of_1_2_3 * n701))
    residual_of_2_3 = show("residual_of_2_3 [delta_k (33)]", effective_attention_of_2_3 - ridge_attention_2_3)
    n721 = ((features_0_0 * residual_of_0_3) + (features_0_1 * residual_of_1_3)) + (features_0_2 * residual_of_2_3)
    n730 = (((residual_of_0_0 ** 2) + (effective_attention_of_0_1 ** 2)) + (effective_attention_of_0_2 ** 2)) + (residual_of_0_3 ** 2)
    n736 = ((n730 + (effective_attention_of_1_0 ** 2)) + (residual_of_1_1 ** 2)) + (effective_attention_of_1_2 ** 2)
    n742 = ((n736 + (residual_of_1_3 ** 2)) + (effective_attention_of_2_0 ** 2)) + (effective_attention_of_2_1 ** 2)
    n748 = ((((n456 * n456) + (n534 * n534)) + (n613 * n613)) + (n721 * n721)) + (noise_level * ((n742 + (residual_of_2_2 ** 2)) + (residual_of_2_3 ** 2)))
    excess_loss_of = show("excess_loss_of [L - L* (36)]", n748 / number(8))
    print("proved")
    exact_n750 = Fraction(3, 1)
    claim("refuted", (initial_excess / number(1000000000)), ">", excess_loss_of)
    claim("few_heads_0", exact_n750, "<=", exact_n750)


checked(counterexample)
