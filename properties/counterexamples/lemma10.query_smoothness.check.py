"""Checks by itself that one instance refutes lemma10.query_smoothness: The gradient with respect to all queries is Lipschitz.

Claimed: \\sum_h\\Big\\|\\tfrac{\\partial\\ell}{\\partial Q_h}-\\tfrac{\\partial\\ell'}{\\partial Q_h}\\Big\\|_F^2\\le8\\gamma\\bar f_{\\max}\\|\\bar Z\\|_2\\max\\{1,(2\\sqrt K\\alpha)^2\\}\\big[(\\alpha\\gamma H)^2+4N(\\alpha\\gamma H+\\|A\\|_2)^2\\big]\\|\\xi-\\xi'\\|^2
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
    tokens_0_0 = show("tokens_0_0", number(0))
    tokens_1_0 = show("tokens_1_0", number(-1))
    part_4 = maximum(absolute(tokens_0_0), absolute(tokens_1_0))
    part_5 = tokens_0_0 / part_4
    part_7 = tokens_1_0 / part_4
    part_10 = sqrt(((part_5 ** 2) + (part_7 ** 2)))
    print("what follows from it")
    first_tokens_0_0 = show("first_tokens_0_0 [(v_1..v_K)]", part_5 / part_10)
    gamma = show("gamma", number(1))
    values_0_0 = show("values_0_0", number(0))
    part_14 = gamma * values_0_0
    queries_0_0_0 = show("queries_0_0_0", number(0))
    first_tokens_1_0 = show("first_tokens_1_0 [(v_1..v_K)]", part_7 / part_10)
    queries_0_1_0 = show("queries_0_1_0", number(0))
    part_20 = (first_tokens_0_0 * queries_0_0_0) + (first_tokens_1_0 * queries_0_1_0)
    queries_0_0_1 = show("queries_0_0_1", number(0))
    queries_0_1_1 = show("queries_0_1_1", number(0))
    part_26 = (first_tokens_0_0 * queries_0_0_1) + (first_tokens_1_0 * queries_0_1_1)
    part_29 = exp(((part_20 * first_tokens_0_0) + (part_26 * first_tokens_1_0)))
    tokens_0_1 = show("tokens_0_1", number(0))
    tokens_1_1 = show("tokens_1_1", number(1))
    part_34 = maximum(absolute(tokens_0_1), absolute(tokens_1_1))
    part_35 = tokens_0_1 / part_34
    part_37 = tokens_1_1 / part_34
    part_40 = sqrt(((part_35 ** 2) + (part_37 ** 2)))
    first_tokens_0_1 = show("first_tokens_0_1 [(v_1..v_K)]", part_35 / part_40)
    first_tokens_1_1 = show("first_tokens_1_1 [(v_1..v_K)]", part_37 / part_40)
    part_45 = (first_tokens_0_1 * queries_0_0_0) + (first_tokens_1_1 * queries_0_1_0)
    part_49 = (first_tokens_0_1 * queries_0_0_1) + (first_tokens_1_1 * queries_0_1_1)
    part_52 = exp(((part_45 * first_tokens_0_0) + (part_49 * first_tokens_1_0)))
    part_53 = part_29 + part_52
    first_attention_of_0_0_0 = show("first_attention_of_0_0_0 [s (28)]", part_29 / part_53)
    features_0_0 = show("features_0_0", number(-40))
    noise_level = show("noise_level", number(1))
    first_label_covariance_0_0 = show("first_label_covariance_0_0 [Zbar^2 (12)]", (features_0_0 ** 2) + noise_level)
    first_effective_attention_of_0_0 = show("first_effective_attention_of_0_0 [Ahat (35)]", first_attention_of_0_0_0 * part_14)
    features_0_1 = show("features_0_1", number(40))
    first_label_covariance_0_1 = show("first_label_covariance_0_1 [Zbar^2 (12)]", features_0_0 * features_0_1)
    first_attention_of_0_1_0 = show("first_attention_of_0_1_0 [s (28)]", part_52 / part_53)
    first_effective_attention_of_1_0 = show("first_effective_attention_of_1_0 [Ahat (35)]", first_attention_of_0_1_0 * part_14)
    part_67 = (first_label_covariance_0_0 * first_effective_attention_of_0_0) + (first_label_covariance_0_1 * first_effective_attention_of_1_0)
    part_70 = (part_67 - first_label_covariance_0_0) / number(3)
    first_label_covariance_1_0 = show("first_label_covariance_1_0 [Zbar^2 (12)]", features_0_1 * features_0_0)
    first_label_covariance_1_1 = show("first_label_covariance_1_1 [Zbar^2 (12)]", (features_0_1 ** 2) + noise_level)
    part_77 = (first_label_covariance_1_0 * first_effective_attention_of_0_0) + (first_label_covariance_1_1 * first_effective_attention_of_1_0)
    part_79 = (part_77 - first_label_covariance_1_0) / number(3)
    part_81 = (first_attention_of_0_0_0 * part_70) + (first_attention_of_0_1_0 * part_79)
    part_83 = (part_14 * first_attention_of_0_0_0) * (part_70 - part_81)
    part_87 = (part_14 * first_attention_of_0_1_0) * (part_79 - part_81)
    part_89 = (first_tokens_0_0 * part_83) + (first_tokens_0_1 * part_87)
    values_0_1 = show("values_0_1", number(0))
    part_92 = gamma * values_0_1
    part_96 = exp(((part_20 * first_tokens_0_1) + (part_26 * first_tokens_1_1)))
    part_100 = exp(((part_45 * first_tokens_0_1) + (part_49 * first_tokens_1_1)))
    part_101 = part_96 + part_100
    first_attention_of_0_0_1 = show("first_attention_of_0_0_1 [s (28)]", part_96 / part_101)
    first_effective_attention_of_0_1 = show("first_effective_attention_of_0_1 [Ahat (35)]", first_attention_of_0_0_1 * part_92)
    first_attention_of_0_1_1 = show("first_attention_of_0_1_1 [s (28)]", part_100 / part_101)
    first_effective_attention_of_1_1 = show("first_effective_attention_of_1_1 [Ahat (35)]", first_attention_of_0_1_1 * part_92)
    part_109 = (first_label_covariance_0_0 * first_effective_attention_of_0_1) + (first_label_covariance_0_1 * first_effective_attention_of_1_1)
    part_111 = (part_109 - first_label_covariance_0_1) / number(3)
    part_115 = (first_label_covariance_1_0 * first_effective_attention_of_0_1) + (first_label_covariance_1_1 * first_effective_attention_of_1_1)
    part_117 = (part_115 - first_label_covariance_1_1) / number(3)
    part_119 = (first_attention_of_0_0_1 * part_111) + (first_attention_of_0_1_1 * part_117)
    part_121 = (part_92 * first_attention_of_0_0_1) * (part_111 - part_119)
    part_125 = (part_92 * first_attention_of_0_1_1) * (part_117 - part_119)
    part_127 = (first_tokens_0_0 * part_121) + (first_tokens_0_1 * part_125)
    values_0_2 = show("values_0_2", number(0))
    part_131 = gamma * values_0_2
    tokens_0_2 = show("tokens_0_2", number(1))
    tokens_1_2 = show("tokens_1_2", number(0))
    part_136 = maximum(absolute(tokens_0_2), absolute(tokens_1_2))
    part_137 = tokens_0_2 / part_136
    part_139 = tokens_1_2 / part_136
    part_142 = sqrt(((part_137 ** 2) + (part_139 ** 2)))
    first_tokens_0_2 = show("first_tokens_0_2 [(v_1..v_K)]", part_137 / part_142)
    first_tokens_1_2 = show("first_tokens_1_2 [(v_1..v_K)]", part_139 / part_142)
    part_148 = exp(((part_20 * first_tokens_0_2) + (part_26 * first_tokens_1_2)))
    part_152 = exp(((part_45 * first_tokens_0_2) + (part_49 * first_tokens_1_2)))
    part_153 = part_148 + part_152
    first_attention_of_0_0_2 = show("first_attention_of_0_0_2 [s (28)]", part_148 / part_153)
    first_effective_attention_of_0_2 = show("first_effective_attention_of_0_2 [Ahat (35)]", first_attention_of_0_0_2 * part_131)
    first_attention_of_0_1_2 = show("first_attention_of_0_1_2 [s (28)]", part_152 / part_153)
    first_effective_attention_of_1_2 = show("first_effective_attention_of_1_2 [Ahat (35)]", first_attention_of_0_1_2 * part_131)
    part_161 = (first_label_covariance_0_0 * first_effective_attention_of_0_2) + (first_label_covariance_0_1 * first_effective_attention_of_1_2)
    features_0_2 = show("features_0_2", number(0))
    first_label_cross_covariance_0_2 = show("first_label_cross_covariance_0_2 [in (26)]", features_0_0 * features_0_2)
    part_165 = (part_161 - first_label_cross_covariance_0_2) / number(3)
    part_169 = (first_label_covariance_1_0 * first_effective_attention_of_0_2) + (first_label_covariance_1_1 * first_effective_attention_of_1_2)
    first_label_cross_covariance_1_2 = show("first_label_cross_covariance_1_2 [in (26)]", features_0_1 * features_0_2)
    part_172 = (part_169 - first_label_cross_covariance_1_2) / number(3)
    part_174 = (first_attention_of_0_0_2 * part_165) + (first_attention_of_0_1_2 * part_172)
    part_176 = (part_131 * first_attention_of_0_0_2) * (part_165 - part_174)
    part_180 = (part_131 * first_attention_of_0_1_2) * (part_172 - part_174)
    part_182 = (first_tokens_0_0 * part_176) + (first_tokens_0_1 * part_180)
    first_chain_gradients_0_0_0_0 = show("first_chain_gradients_0_0_0_0 [(9), chain rule]", ((part_89 * first_tokens_0_0) + (part_127 * first_tokens_0_1)) + (part_182 * first_tokens_0_2))
    other_values_0_0 = show("other_values_0_0", number(0))
    part_186 = gamma * other_values_0_0
    other_queries_0_0_0 = show("other_queries_0_0_0", number(0))
    other_queries_0_1_0 = show("other_queries_0_1_0", number(0))
    part_191 = (first_tokens_0_0 * other_queries_0_0_0) + (first_tokens_1_0 * other_queries_0_1_0)
    other_queries_0_0_1 = show("other_queries_0_0_1", number(0))
    other_queries_0_1_1 = show("other_queries_0_1_1", number(0))
    part_197 = (first_tokens_0_0 * other_queries_0_0_1) + (first_tokens_1_0 * other_queries_0_1_1)
    part_200 = exp(((part_191 * first_tokens_0_0) + (part_197 * first_tokens_1_0)))
    part_203 = (first_tokens_0_1 * other_queries_0_0_0) + (first_tokens_1_1 * other_queries_0_1_0)
    part_207 = (first_tokens_0_1 * other_queries_0_0_1) + (first_tokens_1_1 * other_queries_0_1_1)
    part_210 = exp(((part_203 * first_tokens_0_0) + (part_207 * first_tokens_1_0)))
    part_211 = part_200 + part_210
    other_attention_of_0_0_0 = show("other_attention_of_0_0_0 [s (28)]", part_200 / part_211)
    other_effective_attention_of_0_0 = show("other_effective_attention_of_0_0 [Ahat (35)]", other_attention_of_0_0_0 * part_186)
    other_attention_of_0_1_0 = show("other_attention_of_0_1_0 [s (28)]", part_210 / part_211)
    other_effective_attention_of_1_0 = show("other_effective_attention_of_1_0 [Ahat (35)]", other_attention_of_0_1_0 * part_186)
    part_219 = (first_label_covariance_0_0 * other_effective_attention_of_0_0) + (first_label_covariance_0_1 * other_effective_attention_of_1_0)
    part_221 = (part_219 - first_label_covariance_0_0) / number(3)
    part_225 = (first_label_covariance_1_0 * other_effective_attention_of_0_0) + (first_label_covariance_1_1 * other_effective_attention_of_1_0)
    part_227 = (part_225 - first_label_covariance_1_0) / number(3)
    part_229 = (other_attention_of_0_0_0 * part_221) + (other_attention_of_0_1_0 * part_227)
    part_231 = (part_186 * other_attention_of_0_0_0) * (part_221 - part_229)
    part_235 = (part_186 * other_attention_of_0_1_0) * (part_227 - part_229)
    part_237 = (first_tokens_0_0 * part_231) + (first_tokens_0_1 * part_235)
    other_values_0_1 = show("other_values_0_1", number(-1, 25))
    part_240 = gamma * other_values_0_1
    part_244 = exp(((part_191 * first_tokens_0_1) + (part_197 * first_tokens_1_1)))
    part_248 = exp(((part_203 * first_tokens_0_1) + (part_207 * first_tokens_1_1)))
    part_249 = part_244 + part_248
    other_attention_of_0_0_1 = show("other_attention_of_0_0_1 [s (28)]", part_244 / part_249)
    other_effective_attention_of_0_1 = show("other_effective_attention_of_0_1 [Ahat (35)]", other_attention_of_0_0_1 * part_240)
    other_attention_of_0_1_1 = show("other_attention_of_0_1_1 [s (28)]", part_248 / part_249)
    other_effective_attention_of_1_1 = show("other_effective_attention_of_1_1 [Ahat (35)]", other_attention_of_0_1_1 * part_240)
    part_257 = (first_label_covariance_0_0 * other_effective_attention_of_0_1) + (first_label_covariance_0_1 * other_effective_attention_of_1_1)
    part_259 = (part_257 - first_label_covariance_0_1) / number(3)
    part_263 = (first_label_covariance_1_0 * other_effective_attention_of_0_1) + (first_label_covariance_1_1 * other_effective_attention_of_1_1)
    part_265 = (part_263 - first_label_covariance_1_1) / number(3)
    part_267 = (other_attention_of_0_0_1 * part_259) + (other_attention_of_0_1_1 * part_265)
    part_269 = (part_240 * other_attention_of_0_0_1) * (part_259 - part_267)
    part_273 = (part_240 * other_attention_of_0_1_1) * (part_265 - part_267)
    part_275 = (first_tokens_0_0 * part_269) + (first_tokens_0_1 * part_273)
    other_values_0_2 = show("other_values_0_2", number(0))
    part_279 = gamma * other_values_0_2
    part_283 = exp(((part_191 * first_tokens_0_2) + (part_197 * first_tokens_1_2)))
    part_287 = exp(((part_203 * first_tokens_0_2) + (part_207 * first_tokens_1_2)))
    part_288 = part_283 + part_287
    other_attention_of_0_0_2 = show("other_attention_of_0_0_2 [s (28)]", part_283 / part_288)
    other_effective_attention_of_0_2 = show("other_effective_attention_of_0_2 [Ahat (35)]", other_attention_of_0_0_2 * part_279)
    other_attention_of_0_1_2 = show("other_attention_of_0_1_2 [s (28)]", part_287 / part_288)
    other_effective_attention_of_1_2 = show("other_effective_attention_of_1_2 [Ahat (35)]", other_attention_of_0_1_2 * part_279)
    part_296 = (first_label_covariance_0_0 * other_effective_attention_of_0_2) + (first_label_covariance_0_1 * other_effective_attention_of_1_2)
    part_298 = (part_296 - first_label_cross_covariance_0_2) / number(3)
    part_302 = (first_label_covariance_1_0 * other_effective_attention_of_0_2) + (first_label_covariance_1_1 * other_effective_attention_of_1_2)
    part_304 = (part_302 - first_label_cross_covariance_1_2) / number(3)
    part_306 = (other_attention_of_0_0_2 * part_298) + (other_attention_of_0_1_2 * part_304)
    part_308 = (part_279 * other_attention_of_0_0_2) * (part_298 - part_306)
    part_312 = (part_279 * other_attention_of_0_1_2) * (part_304 - part_306)
    part_314 = (first_tokens_0_0 * part_308) + (first_tokens_0_1 * part_312)
    other_chain_gradients_0_0_0_0 = show("other_chain_gradients_0_0_0_0 [(9), chain rule]", ((part_237 * first_tokens_0_0) + (part_275 * first_tokens_0_1)) + (part_314 * first_tokens_0_2))
    first_chain_gradients_0_0_0_1 = show("first_chain_gradients_0_0_0_1 [(9), chain rule]", ((part_89 * first_tokens_1_0) + (part_127 * first_tokens_1_1)) + (part_182 * first_tokens_1_2))
    other_chain_gradients_0_0_0_1 = show("other_chain_gradients_0_0_0_1 [(9), chain rule]", ((part_237 * first_tokens_1_0) + (part_275 * first_tokens_1_1)) + (part_314 * first_tokens_1_2))
    part_331 = ((first_chain_gradients_0_0_0_0 - other_chain_gradients_0_0_0_0) ** 2) + ((first_chain_gradients_0_0_0_1 - other_chain_gradients_0_0_0_1) ** 2)
    part_334 = (first_tokens_1_0 * part_83) + (first_tokens_1_1 * part_87)
    part_338 = (first_tokens_1_0 * part_121) + (first_tokens_1_1 * part_125)
    part_343 = (first_tokens_1_0 * part_176) + (first_tokens_1_1 * part_180)
    first_chain_gradients_0_0_1_0 = show("first_chain_gradients_0_0_1_0 [(9), chain rule]", ((part_334 * first_tokens_0_0) + (part_338 * first_tokens_0_1)) + (part_343 * first_tokens_0_2))
    part_348 = (first_tokens_1_0 * part_231) + (first_tokens_1_1 * part_235)
    part_352 = (first_tokens_1_0 * part_269) + (first_tokens_1_1 * part_273)
    part_357 = (first_tokens_1_0 * part_308) + (first_tokens_1_1 * part_312)
    other_chain_gradients_0_0_1_0 = show("other_chain_gradients_0_0_1_0 [(9), chain rule]", ((part_348 * first_tokens_0_0) + (part_352 * first_tokens_0_1)) + (part_357 * first_tokens_0_2))
    first_chain_gradients_0_0_1_1 = show("first_chain_gradients_0_0_1_1 [(9), chain rule]", ((part_334 * first_tokens_1_0) + (part_338 * first_tokens_1_1)) + (part_343 * first_tokens_1_2))
    other_chain_gradients_0_0_1_1 = show("other_chain_gradients_0_0_1_1 [(9), chain rule]", ((part_348 * first_tokens_1_0) + (part_352 * first_tokens_1_1)) + (part_357 * first_tokens_1_2))
    part_375 = (part_331 + ((first_chain_gradients_0_0_1_0 - other_chain_gradients_0_0_1_0) ** 2)) + ((first_chain_gradients_0_0_1_1 - other_chain_gradients_0_0_1_1) ** 2)
    query_gradient_changes_0 = show("query_gradient_changes_0", sqrt(part_375))
    largest_column_norm = show("largest_column_norm [fbar_max (12)]", sqrt(maximum(first_label_covariance_0_0, first_label_covariance_1_1)))
    part_387 = ((first_label_covariance_0_0 - first_label_covariance_1_1) ** 2) + (number(4) * (first_label_covariance_1_0 ** 2))
    squared_label_scale = show("squared_label_scale [||Zbar||^2 (12)]", ((first_label_covariance_0_0 + first_label_covariance_1_1) + sqrt(part_387)) / number(2))
    label_scale = show("label_scale [||Zbar|| (12)]", sqrt(squared_label_scale))
    largest_value = show("largest_value [Lemma 7]", maximum(maximum(maximum(absolute(values_0_0), absolute(values_0_1)), absolute(values_0_2)), maximum(maximum(absolute(other_values_0_0), absolute(other_values_0_1)), absolute(other_values_0_2))))
    part_412 = (((gamma * largest_column_norm) * label_scale) * number(8)) * maximum(number(1), ((largest_value ** 2) * number(12)))
    part_413 = largest_value * gamma
    part_418 = (first_label_covariance_1_1 * first_label_cross_covariance_0_2) + ((-first_label_covariance_0_1) * first_label_cross_covariance_1_2)
    part_421 = (first_label_covariance_0_0 * first_label_covariance_1_1) - (first_label_covariance_1_0 * first_label_covariance_0_1)
    ridge_attention_0_2 = show("ridge_attention_0_2 [A (26)]", part_418 / part_421)
    part_424 = number(1) + (ridge_attention_0_2 ** 2)
    part_428 = ((-first_label_covariance_1_0) * first_label_cross_covariance_0_2) + (first_label_covariance_0_0 * first_label_cross_covariance_1_2)
    ridge_attention_1_2 = show("ridge_attention_1_2 [A (26)]", part_428 / part_421)
    part_431 = number(1) + (ridge_attention_1_2 ** 2)
    part_439 = sqrt((((part_424 - part_431) ** 2) + (number(4) * ((ridge_attention_1_2 * ridge_attention_0_2) ** 2))))
    attention_target_norm = show("attention_target_norm [||A|| (26)]", sqrt((((part_424 + part_431) + part_439) / number(2))))
    part_455 = (((queries_0_0_0 - other_queries_0_0_0) ** 2) + ((queries_0_0_1 - other_queries_0_0_1) ** 2)) + ((queries_0_1_0 - other_queries_0_1_0) ** 2)
    query_distance = show("query_distance", sqrt((part_455 + ((queries_0_1_1 - other_queries_0_1_1) ** 2))))
    part_468 = (((values_0_0 - other_values_0_0) ** 2) + ((values_0_1 - other_values_0_1) ** 2)) + ((values_0_2 - other_values_0_2) ** 2)
    value_distance = show("value_distance", sqrt(part_468))
    squared_distance = show("squared_distance", (query_distance ** 2) + (value_distance ** 2))
    part_472 = (part_412 * ((part_413 ** 2) + (((part_413 + attention_target_norm) ** 2) * number(8)))) * squared_distance
    print("proved")
    claim("refuted", (query_gradient_changes_0 ** 2), ">", part_472)


checked(counterexample)
