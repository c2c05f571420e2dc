"""Checks by itself that one instance refutes words.more_heads_slower: The guaranteed rate decreases with the number of heads, always.

Claimed: \\eta_w\\zeta_0/(2K)\\ \\text{at }2H\\text{ heads is at most that at the first }H\\text{ of them}
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
    gamma_multiple = show("gamma_multiple", number(1))
    part_2 = sqrt(number(2))
    features_0_0 = show("features_0_0", number(0))
    part_9 = features_0_0 ** 2
    noise_level = show("noise_level", number(1))
    print("what follows from it")
    fewer_heads_label_covariance_0_0 = show("fewer_heads_label_covariance_0_0 [Zbar^2 (12)]", part_9 + noise_level)
    features_0_1 = show("features_0_1", number(0))
    part_13 = features_0_1 ** 2
    fewer_heads_label_covariance_1_1 = show("fewer_heads_label_covariance_1_1 [Zbar^2 (12)]", part_13 + noise_level)
    fewer_heads_label_covariance_1_0 = show("fewer_heads_label_covariance_1_0 [Zbar^2 (12)]", features_0_1 * features_0_0)
    part_20 = fewer_heads_label_covariance_1_0 ** 2
    part_23 = sqrt((((fewer_heads_label_covariance_0_0 - fewer_heads_label_covariance_1_1) ** 2) + (number(4) * part_20)))
    fewer_heads_squared_label_scale = show("fewer_heads_squared_label_scale [||Zbar||^2 (12)]", ((fewer_heads_label_covariance_0_0 + fewer_heads_label_covariance_1_1) + part_23) / number(2))
    part_26 = ((part_2 * number(128)) / (part_2 - number(1))) * fewer_heads_squared_label_scale
    fewer_heads_largest_column_norm = show("fewer_heads_largest_column_norm [fbar_max (12)]", sqrt(maximum(fewer_heads_label_covariance_0_0, fewer_heads_label_covariance_1_1)))
    features_0_2 = show("features_0_2", number(0))
    part_35 = features_0_0 * features_0_2
    part_37 = features_0_0 * features_0_1
    part_39 = features_0_1 * features_0_2
    part_44 = (fewer_heads_label_covariance_0_0 * fewer_heads_label_covariance_1_1) - (fewer_heads_label_covariance_1_0 * part_37)
    fewer_heads_ridge_attention_0_2 = show("fewer_heads_ridge_attention_0_2 [A (26)]", ((fewer_heads_label_covariance_1_1 * part_35) + ((-part_37) * part_39)) / part_44)
    fewer_heads_ridge_attention_1_2 = show("fewer_heads_ridge_attention_1_2 [A (26)]", (((-fewer_heads_label_covariance_1_0) * part_35) + (fewer_heads_label_covariance_0_0 * part_39)) / part_44)
    part_53 = (features_0_0 * fewer_heads_ridge_attention_0_2) + (features_0_1 * fewer_heads_ridge_attention_1_2)
    part_60 = ((number(1) + (fewer_heads_ridge_attention_0_2 ** 2)) + number(1)) + (fewer_heads_ridge_attention_1_2 ** 2)
    fewer_heads_initial_excess = show("fewer_heads_initial_excess [Delta^(0) (11)]", (((part_9 + part_13) + (part_53 * part_53)) + (noise_level * part_60)) / number(6))
    part_66 = sqrt((((part_26 * sqrt(number(108))) * fewer_heads_largest_column_norm) * fewer_heads_initial_excess))
    fewer_heads_label_covariance_root_0_0 = show("fewer_heads_label_covariance_root_0_0 [Zbar (12)]", sqrt(fewer_heads_label_covariance_0_0))
    tokens_0_0 = show("tokens_0_0", number(0))
    tokens_1_0 = show("tokens_1_0", number(1))
    part_72 = maximum(absolute(tokens_0_0), absolute(tokens_1_0))
    part_73 = tokens_0_0 / part_72
    part_75 = tokens_1_0 / part_72
    part_78 = sqrt(((part_73 ** 2) + (part_75 ** 2)))
    fewer_heads_tokens_0_0 = show("fewer_heads_tokens_0_0 [(v_1..v_K)]", part_73 / part_78)
    queries_0_0_0 = show("queries_0_0_0", number(0))
    fewer_heads_tokens_1_0 = show("fewer_heads_tokens_1_0 [(v_1..v_K)]", part_75 / part_78)
    queries_0_1_0 = show("queries_0_1_0", number(0))
    part_85 = (fewer_heads_tokens_0_0 * queries_0_0_0) + (fewer_heads_tokens_1_0 * queries_0_1_0)
    queries_0_0_1 = show("queries_0_0_1", number(0))
    queries_0_1_1 = show("queries_0_1_1", number(0))
    part_91 = (fewer_heads_tokens_0_0 * queries_0_0_1) + (fewer_heads_tokens_1_0 * queries_0_1_1)
    part_94 = exp(((part_85 * fewer_heads_tokens_0_0) + (part_91 * fewer_heads_tokens_1_0)))
    tokens_0_1 = show("tokens_0_1", number(1))
    tokens_1_1 = show("tokens_1_1", number(0))
    part_99 = maximum(absolute(tokens_0_1), absolute(tokens_1_1))
    part_100 = tokens_0_1 / part_99
    part_102 = tokens_1_1 / part_99
    part_105 = sqrt(((part_100 ** 2) + (part_102 ** 2)))
    fewer_heads_tokens_0_1 = show("fewer_heads_tokens_0_1 [(v_1..v_K)]", part_100 / part_105)
    fewer_heads_tokens_1_1 = show("fewer_heads_tokens_1_1 [(v_1..v_K)]", part_102 / part_105)
    part_110 = (fewer_heads_tokens_0_1 * queries_0_0_0) + (fewer_heads_tokens_1_1 * queries_0_1_0)
    part_114 = (fewer_heads_tokens_0_1 * queries_0_0_1) + (fewer_heads_tokens_1_1 * queries_0_1_1)
    part_117 = exp(((part_110 * fewer_heads_tokens_0_0) + (part_114 * fewer_heads_tokens_1_0)))
    part_118 = part_94 + part_117
    fewer_heads_attention_of_0_0_0 = show("fewer_heads_attention_of_0_0_0 [s (28)]", part_94 / part_118)
    fewer_heads_label_covariance_root_0_1 = show("fewer_heads_label_covariance_root_0_1 [Zbar (12)]", fewer_heads_label_covariance_1_0 / fewer_heads_label_covariance_root_0_0)
    fewer_heads_attention_of_0_1_0 = show("fewer_heads_attention_of_0_1_0 [s (28)]", part_117 / part_118)
    part_124 = (fewer_heads_label_covariance_root_0_0 * fewer_heads_attention_of_0_0_0) + (fewer_heads_label_covariance_root_0_1 * fewer_heads_attention_of_0_1_0)
    part_125 = part_124 ** 2
    queries_1_0_0 = show("queries_1_0_0", number(8))
    queries_1_1_0 = show("queries_1_1_0", number(0))
    part_130 = (fewer_heads_tokens_0_0 * queries_1_0_0) + (fewer_heads_tokens_1_0 * queries_1_1_0)
    queries_1_0_1 = show("queries_1_0_1", number(0))
    queries_1_1_1 = show("queries_1_1_1", number(6))
    part_136 = (fewer_heads_tokens_0_0 * queries_1_0_1) + (fewer_heads_tokens_1_0 * queries_1_1_1)
    part_139 = exp(((part_130 * fewer_heads_tokens_0_0) + (part_136 * fewer_heads_tokens_1_0)))
    part_142 = (fewer_heads_tokens_0_1 * queries_1_0_0) + (fewer_heads_tokens_1_1 * queries_1_1_0)
    part_146 = (fewer_heads_tokens_0_1 * queries_1_0_1) + (fewer_heads_tokens_1_1 * queries_1_1_1)
    part_149 = exp(((part_142 * fewer_heads_tokens_0_0) + (part_146 * fewer_heads_tokens_1_0)))
    part_150 = part_139 + part_149
    fewer_heads_attention_of_1_0_0 = show("fewer_heads_attention_of_1_0_0 [s (28)]", part_139 / part_150)
    fewer_heads_attention_of_1_1_0 = show("fewer_heads_attention_of_1_1_0 [s (28)]", part_149 / part_150)
    part_155 = (fewer_heads_label_covariance_root_0_0 * fewer_heads_attention_of_1_0_0) + (fewer_heads_label_covariance_root_0_1 * fewer_heads_attention_of_1_1_0)
    part_156 = part_155 ** 2
    queries_2_0_0 = show("queries_2_0_0", number(0))
    queries_2_1_0 = show("queries_2_1_0", number(0))
    part_162 = (fewer_heads_tokens_0_0 * queries_2_0_0) + (fewer_heads_tokens_1_0 * queries_2_1_0)
    queries_2_0_1 = show("queries_2_0_1", number(0))
    queries_2_1_1 = show("queries_2_1_1", number(0))
    part_168 = (fewer_heads_tokens_0_0 * queries_2_0_1) + (fewer_heads_tokens_1_0 * queries_2_1_1)
    part_171 = exp(((part_162 * fewer_heads_tokens_0_0) + (part_168 * fewer_heads_tokens_1_0)))
    part_174 = (fewer_heads_tokens_0_1 * queries_2_0_0) + (fewer_heads_tokens_1_1 * queries_2_1_0)
    part_178 = (fewer_heads_tokens_0_1 * queries_2_0_1) + (fewer_heads_tokens_1_1 * queries_2_1_1)
    part_181 = exp(((part_174 * fewer_heads_tokens_0_0) + (part_178 * fewer_heads_tokens_1_0)))
    part_182 = part_171 + part_181
    attention_of_2_0_0 = show("attention_of_2_0_0 [s (28)]", part_171 / part_182)
    attention_of_2_1_0 = show("attention_of_2_1_0 [s (28)]", part_181 / part_182)
    part_187 = (fewer_heads_label_covariance_root_0_0 * attention_of_2_0_0) + (fewer_heads_label_covariance_root_0_1 * attention_of_2_1_0)
    queries_3_0_0 = show("queries_3_0_0", number(-5))
    queries_3_1_0 = show("queries_3_1_0", number(0))
    part_194 = (fewer_heads_tokens_0_0 * queries_3_0_0) + (fewer_heads_tokens_1_0 * queries_3_1_0)
    queries_3_0_1 = show("queries_3_0_1", number(0))
    queries_3_1_1 = show("queries_3_1_1", number(-1))
    part_200 = (fewer_heads_tokens_0_0 * queries_3_0_1) + (fewer_heads_tokens_1_0 * queries_3_1_1)
    part_203 = exp(((part_194 * fewer_heads_tokens_0_0) + (part_200 * fewer_heads_tokens_1_0)))
    part_206 = (fewer_heads_tokens_0_1 * queries_3_0_0) + (fewer_heads_tokens_1_1 * queries_3_1_0)
    part_210 = (fewer_heads_tokens_0_1 * queries_3_0_1) + (fewer_heads_tokens_1_1 * queries_3_1_1)
    part_213 = exp(((part_206 * fewer_heads_tokens_0_0) + (part_210 * fewer_heads_tokens_1_0)))
    part_214 = part_203 + part_213
    attention_of_3_0_0 = show("attention_of_3_0_0 [s (28)]", part_203 / part_214)
    attention_of_3_1_0 = show("attention_of_3_1_0 [s (28)]", part_213 / part_214)
    part_219 = (fewer_heads_label_covariance_root_0_0 * attention_of_3_0_0) + (fewer_heads_label_covariance_root_0_1 * attention_of_3_1_0)
    part_221 = ((part_125 + part_156) + (part_187 ** 2)) + (part_219 ** 2)
    fewer_heads_label_covariance_root_1_1 = show("fewer_heads_label_covariance_root_1_1 [Zbar (12)]", sqrt((fewer_heads_label_covariance_1_1 - (fewer_heads_label_covariance_root_0_1 ** 2))))
    part_225 = fewer_heads_label_covariance_root_1_1 * fewer_heads_attention_of_0_1_0
    part_226 = part_225 ** 2
    part_227 = fewer_heads_label_covariance_root_1_1 * fewer_heads_attention_of_1_1_0
    part_228 = part_227 ** 2
    part_230 = fewer_heads_label_covariance_root_1_1 * attention_of_2_1_0
    part_233 = fewer_heads_label_covariance_root_1_1 * attention_of_3_1_0
    part_235 = ((part_226 + part_228) + (part_230 ** 2)) + (part_233 ** 2)
    part_246 = ((((part_225 * part_124) + (part_227 * part_155)) + (part_230 * part_187)) + (part_233 * part_219)) ** 2
    attention_eigenvalues_0_0 = show("attention_eigenvalues_0_0 [(13)]", ((part_221 + part_235) - sqrt((((part_221 - part_235) ** 2) + (number(4) * part_246)))) / number(2))
    part_255 = exp(((part_85 * fewer_heads_tokens_0_1) + (part_91 * fewer_heads_tokens_1_1)))
    part_259 = exp(((part_110 * fewer_heads_tokens_0_1) + (part_114 * fewer_heads_tokens_1_1)))
    part_260 = part_255 + part_259
    fewer_heads_attention_of_0_0_1 = show("fewer_heads_attention_of_0_0_1 [s (28)]", part_255 / part_260)
    fewer_heads_attention_of_0_1_1 = show("fewer_heads_attention_of_0_1_1 [s (28)]", part_259 / part_260)
    part_265 = (fewer_heads_label_covariance_root_0_0 * fewer_heads_attention_of_0_0_1) + (fewer_heads_label_covariance_root_0_1 * fewer_heads_attention_of_0_1_1)
    part_266 = part_265 ** 2
    part_270 = exp(((part_130 * fewer_heads_tokens_0_1) + (part_136 * fewer_heads_tokens_1_1)))
    part_274 = exp(((part_142 * fewer_heads_tokens_0_1) + (part_146 * fewer_heads_tokens_1_1)))
    part_275 = part_270 + part_274
    fewer_heads_attention_of_1_0_1 = show("fewer_heads_attention_of_1_0_1 [s (28)]", part_270 / part_275)
    fewer_heads_attention_of_1_1_1 = show("fewer_heads_attention_of_1_1_1 [s (28)]", part_274 / part_275)
    part_280 = (fewer_heads_label_covariance_root_0_0 * fewer_heads_attention_of_1_0_1) + (fewer_heads_label_covariance_root_0_1 * fewer_heads_attention_of_1_1_1)
    part_281 = part_280 ** 2
    part_286 = exp(((part_162 * fewer_heads_tokens_0_1) + (part_168 * fewer_heads_tokens_1_1)))
    part_290 = exp(((part_174 * fewer_heads_tokens_0_1) + (part_178 * fewer_heads_tokens_1_1)))
    part_291 = part_286 + part_290
    attention_of_2_0_1 = show("attention_of_2_0_1 [s (28)]", part_286 / part_291)
    attention_of_2_1_1 = show("attention_of_2_1_1 [s (28)]", part_290 / part_291)
    part_296 = (fewer_heads_label_covariance_root_0_0 * attention_of_2_0_1) + (fewer_heads_label_covariance_root_0_1 * attention_of_2_1_1)
    part_302 = exp(((part_194 * fewer_heads_tokens_0_1) + (part_200 * fewer_heads_tokens_1_1)))
    part_306 = exp(((part_206 * fewer_heads_tokens_0_1) + (part_210 * fewer_heads_tokens_1_1)))
    part_307 = part_302 + part_306
    attention_of_3_0_1 = show("attention_of_3_0_1 [s (28)]", part_302 / part_307)
    attention_of_3_1_1 = show("attention_of_3_1_1 [s (28)]", part_306 / part_307)
    part_312 = (fewer_heads_label_covariance_root_0_0 * attention_of_3_0_1) + (fewer_heads_label_covariance_root_0_1 * attention_of_3_1_1)
    part_314 = ((part_266 + part_281) + (part_296 ** 2)) + (part_312 ** 2)
    part_315 = fewer_heads_label_covariance_root_1_1 * fewer_heads_attention_of_0_1_1
    part_316 = part_315 ** 2
    part_317 = fewer_heads_label_covariance_root_1_1 * fewer_heads_attention_of_1_1_1
    part_318 = part_317 ** 2
    part_320 = fewer_heads_label_covariance_root_1_1 * attention_of_2_1_1
    part_323 = fewer_heads_label_covariance_root_1_1 * attention_of_3_1_1
    part_325 = ((part_316 + part_318) + (part_320 ** 2)) + (part_323 ** 2)
    part_336 = ((((part_315 * part_265) + (part_317 * part_280)) + (part_320 * part_296)) + (part_323 * part_312)) ** 2
    attention_eigenvalues_1_0 = show("attention_eigenvalues_1_0 [(13)]", ((part_314 + part_325) - sqrt((((part_314 - part_325) ** 2) + (number(4) * part_336)))) / number(2))
    tokens_0_2 = show("tokens_0_2", number(0))
    tokens_1_2 = show("tokens_1_2", number(-1))
    part_347 = maximum(absolute(tokens_0_2), absolute(tokens_1_2))
    part_348 = tokens_0_2 / part_347
    part_350 = tokens_1_2 / part_347
    part_353 = sqrt(((part_348 ** 2) + (part_350 ** 2)))
    fewer_heads_tokens_0_2 = show("fewer_heads_tokens_0_2 [(v_1..v_K)]", part_348 / part_353)
    fewer_heads_tokens_1_2 = show("fewer_heads_tokens_1_2 [(v_1..v_K)]", part_350 / part_353)
    part_359 = exp(((part_85 * fewer_heads_tokens_0_2) + (part_91 * fewer_heads_tokens_1_2)))
    part_363 = exp(((part_110 * fewer_heads_tokens_0_2) + (part_114 * fewer_heads_tokens_1_2)))
    part_364 = part_359 + part_363
    fewer_heads_attention_of_0_0_2 = show("fewer_heads_attention_of_0_0_2 [s (28)]", part_359 / part_364)
    fewer_heads_attention_of_0_1_2 = show("fewer_heads_attention_of_0_1_2 [s (28)]", part_363 / part_364)
    part_369 = (fewer_heads_label_covariance_root_0_0 * fewer_heads_attention_of_0_0_2) + (fewer_heads_label_covariance_root_0_1 * fewer_heads_attention_of_0_1_2)
    part_370 = part_369 ** 2
    part_374 = exp(((part_130 * fewer_heads_tokens_0_2) + (part_136 * fewer_heads_tokens_1_2)))
    part_378 = exp(((part_142 * fewer_heads_tokens_0_2) + (part_146 * fewer_heads_tokens_1_2)))
    part_379 = part_374 + part_378
    fewer_heads_attention_of_1_0_2 = show("fewer_heads_attention_of_1_0_2 [s (28)]", part_374 / part_379)
    fewer_heads_attention_of_1_1_2 = show("fewer_heads_attention_of_1_1_2 [s (28)]", part_378 / part_379)
    part_384 = (fewer_heads_label_covariance_root_0_0 * fewer_heads_attention_of_1_0_2) + (fewer_heads_label_covariance_root_0_1 * fewer_heads_attention_of_1_1_2)
    part_385 = part_384 ** 2
    part_390 = exp(((part_162 * fewer_heads_tokens_0_2) + (part_168 * fewer_heads_tokens_1_2)))
    part_394 = exp(((part_174 * fewer_heads_tokens_0_2) + (part_178 * fewer_heads_tokens_1_2)))
    part_395 = part_390 + part_394
    attention_of_2_0_2 = show("attention_of_2_0_2 [s (28)]", part_390 / part_395)
    attention_of_2_1_2 = show("attention_of_2_1_2 [s (28)]", part_394 / part_395)
    part_400 = (fewer_heads_label_covariance_root_0_0 * attention_of_2_0_2) + (fewer_heads_label_covariance_root_0_1 * attention_of_2_1_2)
    part_406 = exp(((part_194 * fewer_heads_tokens_0_2) + (part_200 * fewer_heads_tokens_1_2)))
    part_410 = exp(((part_206 * fewer_heads_tokens_0_2) + (part_210 * fewer_heads_tokens_1_2)))
    part_411 = part_406 + part_410
    attention_of_3_0_2 = show("attention_of_3_0_2 [s (28)]", part_406 / part_411)
    attention_of_3_1_2 = show("attention_of_3_1_2 [s (28)]", part_410 / part_411)
    part_416 = (fewer_heads_label_covariance_root_0_0 * attention_of_3_0_2) + (fewer_heads_label_covariance_root_0_1 * attention_of_3_1_2)
    part_418 = ((part_370 + part_385) + (part_400 ** 2)) + (part_416 ** 2)
    part_419 = fewer_heads_label_covariance_root_1_1 * fewer_heads_attention_of_0_1_2
    part_420 = part_419 ** 2
    part_421 = fewer_heads_label_covariance_root_1_1 * fewer_heads_attention_of_1_1_2
    part_422 = part_421 ** 2
    part_424 = fewer_heads_label_covariance_root_1_1 * attention_of_2_1_2
    part_427 = fewer_heads_label_covariance_root_1_1 * attention_of_3_1_2
    part_429 = ((part_420 + part_422) + (part_424 ** 2)) + (part_427 ** 2)
    part_440 = ((((part_419 * part_369) + (part_421 * part_384)) + (part_424 * part_400)) + (part_427 * part_416)) ** 2
    attention_eigenvalues_2_0 = show("attention_eigenvalues_2_0 [(13)]", ((part_418 + part_429) - sqrt((((part_418 - part_429) ** 2) + (number(4) * part_440)))) / number(2))
    smallest_attention_eigenvalue = show("smallest_attention_eigenvalue [zeta_0 (14)]", minimum(minimum(attention_eigenvalues_0_0, attention_eigenvalues_1_0), attention_eigenvalues_2_0))
    least_gamma = show("least_gamma [gamma_min (15)]", part_66 / (smallest_attention_eigenvalue * sqrt(sqrt(smallest_attention_eigenvalue))))
    gamma_of = show("gamma_of [gamma (15)]", gamma_multiple * least_gamma)
    part_452 = gamma_of ** 2
    rate_multiple = show("rate_multiple", number(1))
    part_455 = part_2 * number(8)
    part_458 = sqrt(number(3))
    part_461 = (((part_455 * number(4)) * part_458) * fewer_heads_squared_label_scale) / smallest_attention_eigenvalue
    part_462 = sqrt(fewer_heads_initial_excess)
    part_469 = ((part_9 ** 2) + (part_37 ** 2)) + (part_35 ** 2)
    part_473 = (part_20 + (part_13 ** 2)) + (part_39 ** 2)
    part_483 = number(4) * ((((fewer_heads_label_covariance_1_0 * part_9) + (part_13 * part_37)) + (part_39 * part_35)) ** 2)
    fewer_heads_cross_norm = show("fewer_heads_cross_norm [in (17)]", sqrt((((part_469 + part_473) + sqrt((((part_469 - part_473) ** 2) + part_483))) / number(2))))
    part_489 = fewer_heads_cross_norm / noise_level
    part_492 = fewer_heads_squared_label_scale ** 2
    part_502 = ((number(4096) / (gamma_of * (smallest_attention_eigenvalue ** 2))) * number(18)) * fewer_heads_initial_excess
    part_504 = (((((part_461 * part_462) + number(1)) + part_489) ** 2) * part_492) * ((number(8, 3) * part_452) + part_502)
    part_516 = ((number(16384) / (gamma_of * (smallest_attention_eigenvalue ** 4))) * number(27)) * fewer_heads_squared_label_scale
    part_517 = fewer_heads_initial_excess ** 2
    part_522 = sqrt((part_504 + ((part_492 * number(32)) * (((gamma_of ** 4) * number(1, 9)) + (part_516 * part_517)))))
    query_rate = show("query_rate [eta_Q (16)]", rate_multiple / part_522)
    weight_rate = show("weight_rate [eta_w (16)]", part_452 * query_rate)
    contraction_rate = show("contraction_rate [(18)]", (weight_rate * smallest_attention_eigenvalue) / number(6))
    part_532 = sqrt((((part_26 * sqrt(number(54))) * fewer_heads_largest_column_norm) * fewer_heads_initial_excess))
    part_533 = part_125 + part_226
    part_534 = part_156 + part_228
    part_544 = sqrt((((part_533 - part_534) ** 2) + (number(4) * (((part_155 * part_124) + (part_227 * part_225)) ** 2))))
    fewer_heads_attention_eigenvalues_0_0 = show("fewer_heads_attention_eigenvalues_0_0 [(13)]", ((part_533 + part_534) - part_544) / number(2))
    part_547 = part_266 + part_316
    part_548 = part_281 + part_318
    part_558 = sqrt((((part_547 - part_548) ** 2) + (number(4) * (((part_280 * part_265) + (part_317 * part_315)) ** 2))))
    fewer_heads_attention_eigenvalues_1_0 = show("fewer_heads_attention_eigenvalues_1_0 [(13)]", ((part_547 + part_548) - part_558) / number(2))
    part_562 = part_370 + part_420
    part_563 = part_385 + part_422
    part_573 = sqrt((((part_562 - part_563) ** 2) + (number(4) * (((part_384 * part_369) + (part_421 * part_419)) ** 2))))
    fewer_heads_attention_eigenvalues_2_0 = show("fewer_heads_attention_eigenvalues_2_0 [(13)]", ((part_562 + part_563) - part_573) / number(2))
    fewer_heads_smallest_attention_eigenvalue = show("fewer_heads_smallest_attention_eigenvalue [zeta_0 (14)]", minimum(minimum(fewer_heads_attention_eigenvalues_0_0, fewer_heads_attention_eigenvalues_1_0), fewer_heads_attention_eigenvalues_2_0))
    fewer_heads_least_gamma = show("fewer_heads_least_gamma [gamma_min (15)]", part_532 / (fewer_heads_smallest_attention_eigenvalue * sqrt(sqrt(fewer_heads_smallest_attention_eigenvalue))))
    fewer_heads_gamma_of = show("fewer_heads_gamma_of [gamma (15)]", gamma_multiple * fewer_heads_least_gamma)
    part_582 = fewer_heads_gamma_of ** 2
    part_586 = (((part_455 * number(2)) * part_458) * fewer_heads_squared_label_scale) / fewer_heads_smallest_attention_eigenvalue
    part_596 = (number(4096) / (fewer_heads_gamma_of * (fewer_heads_smallest_attention_eigenvalue ** 2))) * number(18)
    part_599 = (((((part_586 * part_462) + number(1)) + part_489) ** 2) * part_492) * ((number(8, 3) * part_582) + (part_596 * fewer_heads_initial_excess))
    part_606 = (number(16384) / (fewer_heads_gamma_of * (fewer_heads_smallest_attention_eigenvalue ** 4))) * number(27)
    part_609 = ((fewer_heads_gamma_of ** 4) * number(1, 9)) + ((part_606 * fewer_heads_squared_label_scale) * part_517)
    fewer_heads_query_rate = show("fewer_heads_query_rate [eta_Q (16)]", rate_multiple / sqrt((part_599 + ((part_492 * number(8)) * part_609))))
    fewer_heads_weight_rate = show("fewer_heads_weight_rate [eta_w (16)]", part_582 * fewer_heads_query_rate)
    fewer_heads_contraction_rate = show("fewer_heads_contraction_rate [(18)]", (fewer_heads_weight_rate * fewer_heads_smallest_attention_eigenvalue) / number(6))
    print("proved")
    exact_part_5 = Fraction(1, 1)
    exact_gamma_multiple = Fraction(1, 1)
    exact_rate_multiple = Fraction(1, 1)
    claim("refuted", contraction_rate, ">", fewer_heads_contraction_rate)
    claim("A2_0", attention_eigenvalues_0_0, ">", number(0))
    claim("A2_1", attention_eigenvalues_1_0, ">", number(0))
    claim("A2_2", attention_eigenvalues_2_0, ">", number(0))
    claim("gamma_0", exact_part_5, "<=", exact_gamma_multiple)
    claim("eta_0", exact_rate_multiple, "<=", exact_part_5)


checked(counterexample)
