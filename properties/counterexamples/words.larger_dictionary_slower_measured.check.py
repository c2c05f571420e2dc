"""Checks by itself that one instance refutes words.larger_dictionary_slower_measured: Training is slower with a larger dictionary, always.

Claimed: \\log\\Delta^{(0)}/\\Delta^{(t)}\\ \\text{with all unlabelled tokens is at most that with the first half of them}
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
    gamma_multiple = show("gamma_multiple", number(1))
    part_3 = sqrt(number(2))
    part_9 = features_0_0 ** 2
    noise_level = show("noise_level", number(1))
    print("what follows from it")
    smaller_dictionary_label_covariance_0_0 = show("smaller_dictionary_label_covariance_0_0 [Zbar^2 (12)]", part_9 + noise_level)
    features_0_1 = show("features_0_1", number(1))
    part_13 = features_0_1 ** 2
    smaller_dictionary_label_covariance_1_1 = show("smaller_dictionary_label_covariance_1_1 [Zbar^2 (12)]", part_13 + noise_level)
    smaller_dictionary_label_covariance_1_0 = show("smaller_dictionary_label_covariance_1_0 [Zbar^2 (12)]", features_0_1 * features_0_0)
    part_20 = smaller_dictionary_label_covariance_1_0 ** 2
    part_22 = ((smaller_dictionary_label_covariance_0_0 - smaller_dictionary_label_covariance_1_1) ** 2) + (number(4) * part_20)
    smaller_dictionary_squared_label_scale = show("smaller_dictionary_squared_label_scale [||Zbar||^2 (12)]", ((smaller_dictionary_label_covariance_0_0 + smaller_dictionary_label_covariance_1_1) + sqrt(part_22)) / number(2))
    part_26 = ((part_3 * number(128)) / (part_3 - number(1))) * smaller_dictionary_squared_label_scale
    smaller_dictionary_largest_column_norm = show("smaller_dictionary_largest_column_norm [fbar_max (12)]", sqrt(maximum(smaller_dictionary_label_covariance_0_0, smaller_dictionary_label_covariance_1_1)))
    features_0_2 = show("features_0_2", number(0))
    part_34 = features_0_0 * features_0_2
    smaller_dictionary_label_covariance_0_1 = show("smaller_dictionary_label_covariance_0_1 [Zbar^2 (12)]", features_0_0 * features_0_1)
    part_37 = -smaller_dictionary_label_covariance_0_1
    part_38 = features_0_1 * features_0_2
    part_43 = (smaller_dictionary_label_covariance_0_0 * smaller_dictionary_label_covariance_1_1) - (smaller_dictionary_label_covariance_1_0 * smaller_dictionary_label_covariance_0_1)
    smaller_dictionary_ridge_attention_0_2 = show("smaller_dictionary_ridge_attention_0_2 [A (26)]", ((smaller_dictionary_label_covariance_1_1 * part_34) + (part_37 * part_38)) / part_43)
    part_46 = -smaller_dictionary_label_covariance_1_0
    smaller_dictionary_ridge_attention_1_2 = show("smaller_dictionary_ridge_attention_1_2 [A (26)]", ((part_46 * part_34) + (smaller_dictionary_label_covariance_0_0 * part_38)) / part_43)
    part_52 = (features_0_0 * smaller_dictionary_ridge_attention_0_2) + (features_0_1 * smaller_dictionary_ridge_attention_1_2)
    part_54 = (part_9 + part_13) + (part_52 * part_52)
    features_0_3 = show("features_0_3", number(1))
    part_56 = features_0_0 * features_0_3
    part_58 = features_0_1 * features_0_3
    ridge_attention_0_3 = show("ridge_attention_0_3 [A (26)]", ((smaller_dictionary_label_covariance_1_1 * part_56) + (part_37 * part_58)) / part_43)
    ridge_attention_1_3 = show("ridge_attention_1_3 [A (26)]", ((part_46 * part_56) + (smaller_dictionary_label_covariance_0_0 * part_58)) / part_43)
    part_68 = (features_0_0 * ridge_attention_0_3) + (features_0_1 * ridge_attention_1_3)
    part_72 = number(1) + (smaller_dictionary_ridge_attention_0_2 ** 2)
    part_76 = smaller_dictionary_ridge_attention_1_2 ** 2
    part_80 = noise_level * ((((part_72 + (ridge_attention_0_3 ** 2)) + number(1)) + part_76) + (ridge_attention_1_3 ** 2))
    initial_excess = show("initial_excess [Delta^(0) (11)]", ((part_54 + (part_68 * part_68)) + part_80) / number(8))
    smaller_dictionary_label_covariance_root_0_0 = show("smaller_dictionary_label_covariance_root_0_0 [Zbar (12)]", sqrt(smaller_dictionary_label_covariance_0_0))
    tokens_0_0 = show("tokens_0_0", number(0))
    tokens_1_0 = show("tokens_1_0", number(-1))
    part_91 = maximum(absolute(tokens_0_0), absolute(tokens_1_0))
    part_92 = tokens_0_0 / part_91
    part_94 = tokens_1_0 / part_91
    part_97 = sqrt(((part_92 ** 2) + (part_94 ** 2)))
    smaller_dictionary_tokens_0_0 = show("smaller_dictionary_tokens_0_0 [(v_1..v_K)]", part_92 / part_97)
    queries_0_0_0 = show("queries_0_0_0", number(0))
    smaller_dictionary_tokens_1_0 = show("smaller_dictionary_tokens_1_0 [(v_1..v_K)]", part_94 / part_97)
    queries_0_1_0 = show("queries_0_1_0", number(0))
    part_104 = (smaller_dictionary_tokens_0_0 * queries_0_0_0) + (smaller_dictionary_tokens_1_0 * queries_0_1_0)
    queries_0_0_1 = show("queries_0_0_1", number(0))
    queries_0_1_1 = show("queries_0_1_1", number(0))
    part_110 = (smaller_dictionary_tokens_0_0 * queries_0_0_1) + (smaller_dictionary_tokens_1_0 * queries_0_1_1)
    part_113 = exp(((part_104 * smaller_dictionary_tokens_0_0) + (part_110 * smaller_dictionary_tokens_1_0)))
    tokens_0_1 = show("tokens_0_1", number(1))
    tokens_1_1 = show("tokens_1_1", number(0))
    part_118 = maximum(absolute(tokens_0_1), absolute(tokens_1_1))
    part_119 = tokens_0_1 / part_118
    part_121 = tokens_1_1 / part_118
    part_124 = sqrt(((part_119 ** 2) + (part_121 ** 2)))
    smaller_dictionary_tokens_0_1 = show("smaller_dictionary_tokens_0_1 [(v_1..v_K)]", part_119 / part_124)
    smaller_dictionary_tokens_1_1 = show("smaller_dictionary_tokens_1_1 [(v_1..v_K)]", part_121 / part_124)
    part_129 = (smaller_dictionary_tokens_0_1 * queries_0_0_0) + (smaller_dictionary_tokens_1_1 * queries_0_1_0)
    part_133 = (smaller_dictionary_tokens_0_1 * queries_0_0_1) + (smaller_dictionary_tokens_1_1 * queries_0_1_1)
    part_136 = exp(((part_129 * smaller_dictionary_tokens_0_0) + (part_133 * smaller_dictionary_tokens_1_0)))
    part_137 = part_113 + part_136
    smaller_dictionary_attention_of_0_0_0 = show("smaller_dictionary_attention_of_0_0_0 [s (28)]", part_113 / part_137)
    smaller_dictionary_label_covariance_root_0_1 = show("smaller_dictionary_label_covariance_root_0_1 [Zbar (12)]", smaller_dictionary_label_covariance_1_0 / smaller_dictionary_label_covariance_root_0_0)
    smaller_dictionary_attention_of_0_1_0 = show("smaller_dictionary_attention_of_0_1_0 [s (28)]", part_136 / part_137)
    part_143 = (smaller_dictionary_label_covariance_root_0_0 * smaller_dictionary_attention_of_0_0_0) + (smaller_dictionary_label_covariance_root_0_1 * smaller_dictionary_attention_of_0_1_0)
    smaller_dictionary_label_covariance_root_1_1 = show("smaller_dictionary_label_covariance_root_1_1 [Zbar (12)]", sqrt((smaller_dictionary_label_covariance_1_1 - (smaller_dictionary_label_covariance_root_0_1 ** 2))))
    part_148 = smaller_dictionary_label_covariance_root_1_1 * smaller_dictionary_attention_of_0_1_0
    part_150 = (part_143 ** 2) + (part_148 ** 2)
    queries_1_0_0 = show("queries_1_0_0", number(0))
    queries_1_1_0 = show("queries_1_1_0", number(-1))
    part_155 = (smaller_dictionary_tokens_0_0 * queries_1_0_0) + (smaller_dictionary_tokens_1_0 * queries_1_1_0)
    queries_1_0_1 = show("queries_1_0_1", number(0))
    queries_1_1_1 = show("queries_1_1_1", number(1, 5))
    part_161 = (smaller_dictionary_tokens_0_0 * queries_1_0_1) + (smaller_dictionary_tokens_1_0 * queries_1_1_1)
    part_164 = exp(((part_155 * smaller_dictionary_tokens_0_0) + (part_161 * smaller_dictionary_tokens_1_0)))
    part_167 = (smaller_dictionary_tokens_0_1 * queries_1_0_0) + (smaller_dictionary_tokens_1_1 * queries_1_1_0)
    part_171 = (smaller_dictionary_tokens_0_1 * queries_1_0_1) + (smaller_dictionary_tokens_1_1 * queries_1_1_1)
    part_174 = exp(((part_167 * smaller_dictionary_tokens_0_0) + (part_171 * smaller_dictionary_tokens_1_0)))
    part_175 = part_164 + part_174
    smaller_dictionary_attention_of_1_0_0 = show("smaller_dictionary_attention_of_1_0_0 [s (28)]", part_164 / part_175)
    smaller_dictionary_attention_of_1_1_0 = show("smaller_dictionary_attention_of_1_1_0 [s (28)]", part_174 / part_175)
    part_180 = (smaller_dictionary_label_covariance_root_0_0 * smaller_dictionary_attention_of_1_0_0) + (smaller_dictionary_label_covariance_root_0_1 * smaller_dictionary_attention_of_1_1_0)
    part_182 = smaller_dictionary_label_covariance_root_1_1 * smaller_dictionary_attention_of_1_1_0
    part_184 = (part_180 ** 2) + (part_182 ** 2)
    part_194 = sqrt((((part_150 - part_184) ** 2) + (number(4) * (((part_180 * part_143) + (part_182 * part_148)) ** 2))))
    smaller_dictionary_attention_eigenvalues_0_0 = show("smaller_dictionary_attention_eigenvalues_0_0 [(13)]", ((part_150 + part_184) - part_194) / number(2))
    part_200 = exp(((part_104 * smaller_dictionary_tokens_0_1) + (part_110 * smaller_dictionary_tokens_1_1)))
    part_204 = exp(((part_129 * smaller_dictionary_tokens_0_1) + (part_133 * smaller_dictionary_tokens_1_1)))
    part_205 = part_200 + part_204
    smaller_dictionary_attention_of_0_0_1 = show("smaller_dictionary_attention_of_0_0_1 [s (28)]", part_200 / part_205)
    smaller_dictionary_attention_of_0_1_1 = show("smaller_dictionary_attention_of_0_1_1 [s (28)]", part_204 / part_205)
    part_210 = (smaller_dictionary_label_covariance_root_0_0 * smaller_dictionary_attention_of_0_0_1) + (smaller_dictionary_label_covariance_root_0_1 * smaller_dictionary_attention_of_0_1_1)
    part_212 = smaller_dictionary_label_covariance_root_1_1 * smaller_dictionary_attention_of_0_1_1
    part_214 = (part_210 ** 2) + (part_212 ** 2)
    part_218 = exp(((part_155 * smaller_dictionary_tokens_0_1) + (part_161 * smaller_dictionary_tokens_1_1)))
    part_222 = exp(((part_167 * smaller_dictionary_tokens_0_1) + (part_171 * smaller_dictionary_tokens_1_1)))
    part_223 = part_218 + part_222
    smaller_dictionary_attention_of_1_0_1 = show("smaller_dictionary_attention_of_1_0_1 [s (28)]", part_218 / part_223)
    smaller_dictionary_attention_of_1_1_1 = show("smaller_dictionary_attention_of_1_1_1 [s (28)]", part_222 / part_223)
    part_228 = (smaller_dictionary_label_covariance_root_0_0 * smaller_dictionary_attention_of_1_0_1) + (smaller_dictionary_label_covariance_root_0_1 * smaller_dictionary_attention_of_1_1_1)
    part_230 = smaller_dictionary_label_covariance_root_1_1 * smaller_dictionary_attention_of_1_1_1
    part_232 = (part_228 ** 2) + (part_230 ** 2)
    part_242 = sqrt((((part_214 - part_232) ** 2) + (number(4) * (((part_228 * part_210) + (part_230 * part_212)) ** 2))))
    smaller_dictionary_attention_eigenvalues_1_0 = show("smaller_dictionary_attention_eigenvalues_1_0 [(13)]", ((part_214 + part_232) - part_242) / number(2))
    tokens_0_2 = show("tokens_0_2", number(1))
    tokens_1_2 = show("tokens_1_2", number(1))
    part_250 = maximum(absolute(tokens_0_2), absolute(tokens_1_2))
    part_251 = tokens_0_2 / part_250
    part_253 = tokens_1_2 / part_250
    part_256 = sqrt(((part_251 ** 2) + (part_253 ** 2)))
    smaller_dictionary_tokens_0_2 = show("smaller_dictionary_tokens_0_2 [(v_1..v_K)]", part_251 / part_256)
    smaller_dictionary_tokens_1_2 = show("smaller_dictionary_tokens_1_2 [(v_1..v_K)]", part_253 / part_256)
    part_262 = exp(((part_104 * smaller_dictionary_tokens_0_2) + (part_110 * smaller_dictionary_tokens_1_2)))
    part_266 = exp(((part_129 * smaller_dictionary_tokens_0_2) + (part_133 * smaller_dictionary_tokens_1_2)))
    part_267 = part_262 + part_266
    smaller_dictionary_attention_of_0_0_2 = show("smaller_dictionary_attention_of_0_0_2 [s (28)]", part_262 / part_267)
    smaller_dictionary_attention_of_0_1_2 = show("smaller_dictionary_attention_of_0_1_2 [s (28)]", part_266 / part_267)
    part_272 = (smaller_dictionary_label_covariance_root_0_0 * smaller_dictionary_attention_of_0_0_2) + (smaller_dictionary_label_covariance_root_0_1 * smaller_dictionary_attention_of_0_1_2)
    part_274 = smaller_dictionary_label_covariance_root_1_1 * smaller_dictionary_attention_of_0_1_2
    part_276 = (part_272 ** 2) + (part_274 ** 2)
    part_280 = exp(((part_155 * smaller_dictionary_tokens_0_2) + (part_161 * smaller_dictionary_tokens_1_2)))
    part_284 = exp(((part_167 * smaller_dictionary_tokens_0_2) + (part_171 * smaller_dictionary_tokens_1_2)))
    part_285 = part_280 + part_284
    smaller_dictionary_attention_of_1_0_2 = show("smaller_dictionary_attention_of_1_0_2 [s (28)]", part_280 / part_285)
    smaller_dictionary_attention_of_1_1_2 = show("smaller_dictionary_attention_of_1_1_2 [s (28)]", part_284 / part_285)
    part_290 = (smaller_dictionary_label_covariance_root_0_0 * smaller_dictionary_attention_of_1_0_2) + (smaller_dictionary_label_covariance_root_0_1 * smaller_dictionary_attention_of_1_1_2)
    part_292 = smaller_dictionary_label_covariance_root_1_1 * smaller_dictionary_attention_of_1_1_2
    part_294 = (part_290 ** 2) + (part_292 ** 2)
    part_304 = sqrt((((part_276 - part_294) ** 2) + (number(4) * (((part_290 * part_272) + (part_292 * part_274)) ** 2))))
    smaller_dictionary_attention_eigenvalues_2_0 = show("smaller_dictionary_attention_eigenvalues_2_0 [(13)]", ((part_276 + part_294) - part_304) / number(2))
    smaller_dictionary_smallest_attention_eigenvalue = show("smaller_dictionary_smallest_attention_eigenvalue [zeta_0 (14)]", minimum(minimum(smaller_dictionary_attention_eigenvalues_0_0, smaller_dictionary_attention_eigenvalues_1_0), smaller_dictionary_attention_eigenvalues_2_0))
    tokens_0_3 = show("tokens_0_3", number(0))
    tokens_1_3 = show("tokens_1_3", number(1))
    part_312 = maximum(absolute(tokens_0_3), absolute(tokens_1_3))
    part_313 = tokens_0_3 / part_312
    part_315 = tokens_1_3 / part_312
    part_318 = sqrt(((part_313 ** 2) + (part_315 ** 2)))
    tokens_0_3_ = part_313 / part_318
    tokens_1_3_ = part_315 / part_318
    part_324 = exp(((part_104 * tokens_0_3_) + (part_110 * tokens_1_3_)))
    part_328 = exp(((part_129 * tokens_0_3_) + (part_133 * tokens_1_3_)))
    part_329 = part_324 + part_328
    attention_of_0_0_3 = show("attention_of_0_0_3 [s (28)]", part_324 / part_329)
    attention_of_0_1_3 = show("attention_of_0_1_3 [s (28)]", part_328 / part_329)
    part_334 = (smaller_dictionary_label_covariance_root_0_0 * attention_of_0_0_3) + (smaller_dictionary_label_covariance_root_0_1 * attention_of_0_1_3)
    part_336 = smaller_dictionary_label_covariance_root_1_1 * attention_of_0_1_3
    part_338 = (part_334 ** 2) + (part_336 ** 2)
    part_342 = exp(((part_155 * tokens_0_3_) + (part_161 * tokens_1_3_)))
    part_346 = exp(((part_167 * tokens_0_3_) + (part_171 * tokens_1_3_)))
    part_347 = part_342 + part_346
    attention_of_1_0_3 = show("attention_of_1_0_3 [s (28)]", part_342 / part_347)
    attention_of_1_1_3 = show("attention_of_1_1_3 [s (28)]", part_346 / part_347)
    part_352 = (smaller_dictionary_label_covariance_root_0_0 * attention_of_1_0_3) + (smaller_dictionary_label_covariance_root_0_1 * attention_of_1_1_3)
    part_354 = smaller_dictionary_label_covariance_root_1_1 * attention_of_1_1_3
    part_356 = (part_352 ** 2) + (part_354 ** 2)
    part_366 = sqrt((((part_338 - part_356) ** 2) + (number(4) * (((part_352 * part_334) + (part_354 * part_336)) ** 2))))
    attention_eigenvalues_3_0 = show("attention_eigenvalues_3_0 [(13)]", ((part_338 + part_356) - part_366) / number(2))
    smallest_attention_eigenvalue = show("smallest_attention_eigenvalue [zeta_0 (14)]", minimum(smaller_dictionary_smallest_attention_eigenvalue, attention_eigenvalues_3_0))
    least_gamma = show("least_gamma [gamma_min (15)]", sqrt((((part_26 * sqrt(number(128))) * smaller_dictionary_largest_column_norm) * initial_excess)) / (smallest_attention_eigenvalue * sqrt(sqrt(smallest_attention_eigenvalue))))
    gamma_of = show("gamma_of [gamma (15)]", gamma_multiple * least_gamma)
    part_375 = gamma_of ** 2
    rate_multiple = show("rate_multiple", number(1))
    part_378 = (part_3 * number(8)) * number(2)
    part_382 = ((part_378 * sqrt(number(4))) * smaller_dictionary_squared_label_scale) / smallest_attention_eigenvalue
    part_390 = ((part_9 ** 2) + (smaller_dictionary_label_covariance_0_1 ** 2)) + (part_34 ** 2)
    part_392 = part_390 + (part_56 ** 2)
    part_396 = (part_20 + (part_13 ** 2)) + (part_38 ** 2)
    part_398 = part_396 + (part_58 ** 2)
    part_404 = (smaller_dictionary_label_covariance_1_0 * part_9) + (part_13 * smaller_dictionary_label_covariance_0_1)
    part_406 = part_404 + (part_38 * part_34)
    part_413 = (part_392 + part_398) + sqrt((((part_392 - part_398) ** 2) + (number(4) * ((part_406 + (part_58 * part_56)) ** 2))))
    cross_norm = show("cross_norm [in (17)]", sqrt((part_413 / number(2))))
    part_419 = smaller_dictionary_squared_label_scale ** 2
    part_429 = (number(2) * part_375) + (((number(4096) / (gamma_of * (smallest_attention_eigenvalue ** 2))) * number(32)) * initial_excess)
    part_430 = (((((part_382 * sqrt(initial_excess)) + number(1)) + (cross_norm / noise_level)) ** 2) * part_419) * part_429
    part_431 = part_419 * number(8)
    part_441 = ((number(16384) / (gamma_of * (smallest_attention_eigenvalue ** 4))) * number(64)) * smaller_dictionary_squared_label_scale
    part_447 = sqrt((part_430 + (part_431 * (((gamma_of ** 4) * number(1, 16)) + (part_441 * (initial_excess ** 2))))))
    query_rate = show("query_rate [eta_Q (16)]", rate_multiple / part_447)
    weight_rate = show("weight_rate [eta_w (16)]", part_375 * query_rate)
    part_450 = smaller_dictionary_label_covariance_0_0 / number(4)
    part_451 = -number(1)
    part_452 = part_450 * part_451
    part_454 = smaller_dictionary_label_covariance_1_0 / number(4)
    part_455 = part_454 * part_451
    part_457 = (smaller_dictionary_attention_of_0_0_0 * part_452) + (smaller_dictionary_attention_of_0_1_0 * part_455)
    part_458 = weight_rate * part_457
    part_460 = -part_458
    part_461 = number(1) - number(1)
    part_464 = (smaller_dictionary_attention_of_0_0_0 * part_461) + (smaller_dictionary_attention_of_0_1_0 * part_461)
    part_469 = exp((-log((part_464 + number(1))))) - number(1)
    part_470 = smaller_dictionary_attention_of_0_0_0 * part_469
    part_475 = (smaller_dictionary_attention_of_1_0_0 * part_452) + (smaller_dictionary_attention_of_1_1_0 * part_455)
    part_476 = weight_rate * part_475
    part_478 = -part_476
    part_481 = (smaller_dictionary_attention_of_1_0_0 * part_461) + (smaller_dictionary_attention_of_1_1_0 * part_461)
    part_486 = exp((-log((part_481 + number(1))))) - number(1)
    part_487 = smaller_dictionary_attention_of_1_0_0 * part_486
    part_490 = ((part_458 * smaller_dictionary_attention_of_0_0_0) - (part_460 * part_470)) + ((part_476 * smaller_dictionary_attention_of_1_0_0) - (part_478 * part_487))
    part_493 = smaller_dictionary_attention_of_0_1_0 * part_469
    part_497 = smaller_dictionary_attention_of_1_1_0 * part_486
    part_500 = ((part_458 * smaller_dictionary_attention_of_0_1_0) - (part_460 * part_493)) + ((part_476 * smaller_dictionary_attention_of_1_1_0) - (part_478 * part_497))
    part_505 = (smaller_dictionary_attention_of_0_0_0 * part_460) + (smaller_dictionary_attention_of_1_0_0 * part_478)
    part_507 = part_451 + (part_505 - number(1))
    part_511 = (smaller_dictionary_attention_of_0_1_0 * part_460) + (smaller_dictionary_attention_of_1_1_0 * part_478)
    part_514 = ((features_0_0 * part_490) + (features_0_1 * part_500)) * ((features_0_0 * part_507) + (features_0_1 * part_511))
    part_515 = smaller_dictionary_label_covariance_0_1 / number(4)
    part_516 = part_515 * part_451
    part_518 = smaller_dictionary_label_covariance_1_1 / number(4)
    part_519 = part_518 * part_451
    part_521 = (smaller_dictionary_attention_of_0_0_1 * part_516) + (smaller_dictionary_attention_of_0_1_1 * part_519)
    part_522 = weight_rate * part_521
    part_524 = -part_522
    part_527 = (smaller_dictionary_attention_of_0_0_1 * part_461) + (smaller_dictionary_attention_of_0_1_1 * part_461)
    part_532 = exp((-log((part_527 + number(1))))) - number(1)
    part_533 = smaller_dictionary_attention_of_0_0_1 * part_532
    part_538 = (smaller_dictionary_attention_of_1_0_1 * part_516) + (smaller_dictionary_attention_of_1_1_1 * part_519)
    part_539 = weight_rate * part_538
    part_541 = -part_539
    part_544 = (smaller_dictionary_attention_of_1_0_1 * part_461) + (smaller_dictionary_attention_of_1_1_1 * part_461)
    part_549 = exp((-log((part_544 + number(1))))) - number(1)
    part_550 = smaller_dictionary_attention_of_1_0_1 * part_549
    part_553 = ((part_522 * smaller_dictionary_attention_of_0_0_1) - (part_524 * part_533)) + ((part_539 * smaller_dictionary_attention_of_1_0_1) - (part_541 * part_550))
    part_556 = smaller_dictionary_attention_of_0_1_1 * part_532
    part_560 = smaller_dictionary_attention_of_1_1_1 * part_549
    part_563 = ((part_522 * smaller_dictionary_attention_of_0_1_1) - (part_524 * part_556)) + ((part_539 * smaller_dictionary_attention_of_1_1_1) - (part_541 * part_560))
    part_568 = (smaller_dictionary_attention_of_0_0_1 * part_524) + (smaller_dictionary_attention_of_1_0_1 * part_541)
    part_572 = (smaller_dictionary_attention_of_0_1_1 * part_524) + (smaller_dictionary_attention_of_1_1_1 * part_541)
    part_574 = part_451 + (part_572 - number(1))
    part_577 = ((features_0_0 * part_553) + (features_0_1 * part_563)) * ((features_0_0 * part_568) + (features_0_1 * part_574))
    part_579 = -smaller_dictionary_ridge_attention_0_2
    part_581 = -smaller_dictionary_ridge_attention_1_2
    part_583 = (part_450 * part_579) + (part_515 * part_581)
    part_587 = (part_454 * part_579) + (part_518 * part_581)
    part_589 = (smaller_dictionary_attention_of_0_0_2 * part_583) + (smaller_dictionary_attention_of_0_1_2 * part_587)
    part_590 = weight_rate * part_589
    part_592 = -part_590
    part_595 = (smaller_dictionary_attention_of_0_0_2 * part_461) + (smaller_dictionary_attention_of_0_1_2 * part_461)
    part_600 = exp((-log((part_595 + number(1))))) - number(1)
    part_601 = smaller_dictionary_attention_of_0_0_2 * part_600
    part_606 = (smaller_dictionary_attention_of_1_0_2 * part_583) + (smaller_dictionary_attention_of_1_1_2 * part_587)
    part_607 = weight_rate * part_606
    part_609 = -part_607
    part_612 = (smaller_dictionary_attention_of_1_0_2 * part_461) + (smaller_dictionary_attention_of_1_1_2 * part_461)
    part_617 = exp((-log((part_612 + number(1))))) - number(1)
    part_618 = smaller_dictionary_attention_of_1_0_2 * part_617
    part_621 = ((part_590 * smaller_dictionary_attention_of_0_0_2) - (part_592 * part_601)) + ((part_607 * smaller_dictionary_attention_of_1_0_2) - (part_609 * part_618))
    part_624 = smaller_dictionary_attention_of_0_1_2 * part_600
    part_628 = smaller_dictionary_attention_of_1_1_2 * part_617
    part_631 = ((part_590 * smaller_dictionary_attention_of_0_1_2) - (part_592 * part_624)) + ((part_607 * smaller_dictionary_attention_of_1_1_2) - (part_609 * part_628))
    part_636 = (smaller_dictionary_attention_of_0_0_2 * part_592) + (smaller_dictionary_attention_of_1_0_2 * part_609)
    part_638 = part_579 + (part_636 - smaller_dictionary_ridge_attention_0_2)
    part_642 = (smaller_dictionary_attention_of_0_1_2 * part_592) + (smaller_dictionary_attention_of_1_1_2 * part_609)
    part_644 = part_581 + (part_642 - smaller_dictionary_ridge_attention_1_2)
    part_647 = ((features_0_0 * part_621) + (features_0_1 * part_631)) * ((features_0_0 * part_638) + (features_0_1 * part_644))
    part_649 = -ridge_attention_0_3
    part_651 = -ridge_attention_1_3
    part_653 = (part_450 * part_649) + (part_515 * part_651)
    part_657 = (part_454 * part_649) + (part_518 * part_651)
    part_660 = weight_rate * ((attention_of_0_0_3 * part_653) + (attention_of_0_1_3 * part_657))
    part_662 = -part_660
    part_670 = exp((-log((((attention_of_0_0_3 * part_461) + (attention_of_0_1_3 * part_461)) + number(1))))) - number(1)
    part_677 = weight_rate * ((attention_of_1_0_3 * part_653) + (attention_of_1_1_3 * part_657))
    part_679 = -part_677
    part_687 = exp((-log((((attention_of_1_0_3 * part_461) + (attention_of_1_1_3 * part_461)) + number(1))))) - number(1)
    part_691 = ((part_660 * attention_of_0_0_3) - (part_662 * (attention_of_0_0_3 * part_670))) + ((part_677 * attention_of_1_0_3) - (part_679 * (attention_of_1_0_3 * part_687)))
    part_701 = ((part_660 * attention_of_0_1_3) - (part_662 * (attention_of_0_1_3 * part_670))) + ((part_677 * attention_of_1_1_3) - (part_679 * (attention_of_1_1_3 * part_687)))
    part_708 = part_649 + (((attention_of_0_0_3 * part_662) + (attention_of_1_0_3 * part_679)) - ridge_attention_0_3)
    part_714 = part_651 + (((attention_of_0_1_3 * part_662) + (attention_of_1_1_3 * part_679)) - ridge_attention_1_3)
    part_717 = ((features_0_0 * part_691) + (features_0_1 * part_701)) * ((features_0_0 * part_708) + (features_0_1 * part_714))
    part_727 = ((((part_490 * part_507) + (part_553 * part_568)) + (part_621 * part_638)) + (part_691 * part_708)) + (part_500 * part_511)
    part_735 = (((part_514 + part_577) + part_647) + part_717) + (noise_level * (((part_727 + (part_563 * part_574)) + (part_631 * part_644)) + (part_701 * part_714)))
    part_746 = ((((part_451 * part_452) + (part_579 * part_583)) + (part_649 * part_653)) + (part_451 * part_519)) + (part_581 * part_587)
    smaller_dictionary_initial_excess = show("smaller_dictionary_initial_excess [Delta^(0) (11)]", (part_54 + (noise_level * ((part_72 + number(1)) + part_76))) / number(6))
    part_764 = ((part_26 * sqrt(number(54))) * smaller_dictionary_largest_column_norm) * smaller_dictionary_initial_excess
    part_768 = smaller_dictionary_smallest_attention_eigenvalue * sqrt(sqrt(smaller_dictionary_smallest_attention_eigenvalue))
    smaller_dictionary_least_gamma = show("smaller_dictionary_least_gamma [gamma_min (15)]", sqrt(part_764) / part_768)
    smaller_dictionary_gamma_of = show("smaller_dictionary_gamma_of [gamma (15)]", gamma_multiple * smaller_dictionary_least_gamma)
    part_771 = smaller_dictionary_gamma_of ** 2
    part_776 = ((part_378 * sqrt(number(3))) * smaller_dictionary_squared_label_scale) / smaller_dictionary_smallest_attention_eigenvalue
    part_788 = ((part_390 + part_396) + sqrt((((part_390 - part_396) ** 2) + (number(4) * (part_406 ** 2))))) / number(2)
    smaller_dictionary_cross_norm = show("smaller_dictionary_cross_norm [in (17)]", sqrt(part_788))
    part_791 = ((part_776 * sqrt(smaller_dictionary_initial_excess)) + number(1)) + (smaller_dictionary_cross_norm / noise_level)
    part_798 = number(4096) / (smaller_dictionary_gamma_of * (smaller_dictionary_smallest_attention_eigenvalue ** 2))
    part_803 = ((part_791 ** 2) * part_419) * ((number(8, 3) * part_771) + ((part_798 * number(18)) * smaller_dictionary_initial_excess))
    part_809 = number(16384) / (smaller_dictionary_gamma_of * (smaller_dictionary_smallest_attention_eigenvalue ** 4))
    part_814 = ((part_809 * number(27)) * smaller_dictionary_squared_label_scale) * (smaller_dictionary_initial_excess ** 2)
    smaller_dictionary_query_rate = show("smaller_dictionary_query_rate [eta_Q (16)]", rate_multiple / sqrt((part_803 + (part_431 * (((smaller_dictionary_gamma_of ** 4) * number(1, 9)) + part_814)))))
    smaller_dictionary_weight_rate = show("smaller_dictionary_weight_rate [eta_w (16)]", part_771 * smaller_dictionary_query_rate)
    part_821 = smaller_dictionary_label_covariance_0_0 / number(3)
    part_822 = part_821 * part_451
    part_824 = smaller_dictionary_label_covariance_1_0 / number(3)
    part_825 = part_824 * part_451
    part_827 = (smaller_dictionary_attention_of_0_0_0 * part_822) + (smaller_dictionary_attention_of_0_1_0 * part_825)
    part_828 = smaller_dictionary_weight_rate * part_827
    part_830 = -part_828
    part_835 = (smaller_dictionary_attention_of_1_0_0 * part_822) + (smaller_dictionary_attention_of_1_1_0 * part_825)
    part_836 = smaller_dictionary_weight_rate * part_835
    part_838 = -part_836
    part_841 = ((part_828 * smaller_dictionary_attention_of_0_0_0) - (part_830 * part_470)) + ((part_836 * smaller_dictionary_attention_of_1_0_0) - (part_838 * part_487))
    part_849 = ((part_828 * smaller_dictionary_attention_of_0_1_0) - (part_830 * part_493)) + ((part_836 * smaller_dictionary_attention_of_1_1_0) - (part_838 * part_497))
    part_854 = (smaller_dictionary_attention_of_0_0_0 * part_830) + (smaller_dictionary_attention_of_1_0_0 * part_838)
    part_856 = part_451 + (part_854 - number(1))
    part_860 = (smaller_dictionary_attention_of_0_1_0 * part_830) + (smaller_dictionary_attention_of_1_1_0 * part_838)
    part_863 = ((features_0_0 * part_841) + (features_0_1 * part_849)) * ((features_0_0 * part_856) + (features_0_1 * part_860))
    part_864 = smaller_dictionary_label_covariance_0_1 / number(3)
    part_865 = part_864 * part_451
    part_867 = smaller_dictionary_label_covariance_1_1 / number(3)
    part_868 = part_867 * part_451
    part_870 = (smaller_dictionary_attention_of_0_0_1 * part_865) + (smaller_dictionary_attention_of_0_1_1 * part_868)
    part_871 = smaller_dictionary_weight_rate * part_870
    part_873 = -part_871
    part_878 = (smaller_dictionary_attention_of_1_0_1 * part_865) + (smaller_dictionary_attention_of_1_1_1 * part_868)
    part_879 = smaller_dictionary_weight_rate * part_878
    part_881 = -part_879
    part_884 = ((part_871 * smaller_dictionary_attention_of_0_0_1) - (part_873 * part_533)) + ((part_879 * smaller_dictionary_attention_of_1_0_1) - (part_881 * part_550))
    part_892 = ((part_871 * smaller_dictionary_attention_of_0_1_1) - (part_873 * part_556)) + ((part_879 * smaller_dictionary_attention_of_1_1_1) - (part_881 * part_560))
    part_897 = (smaller_dictionary_attention_of_0_0_1 * part_873) + (smaller_dictionary_attention_of_1_0_1 * part_881)
    part_901 = (smaller_dictionary_attention_of_0_1_1 * part_873) + (smaller_dictionary_attention_of_1_1_1 * part_881)
    part_903 = part_451 + (part_901 - number(1))
    part_906 = ((features_0_0 * part_884) + (features_0_1 * part_892)) * ((features_0_0 * part_897) + (features_0_1 * part_903))
    part_910 = (part_821 * part_579) + (part_864 * part_581)
    part_914 = (part_824 * part_579) + (part_867 * part_581)
    part_916 = (smaller_dictionary_attention_of_0_0_2 * part_910) + (smaller_dictionary_attention_of_0_1_2 * part_914)
    part_917 = smaller_dictionary_weight_rate * part_916
    part_919 = -part_917
    part_924 = (smaller_dictionary_attention_of_1_0_2 * part_910) + (smaller_dictionary_attention_of_1_1_2 * part_914)
    part_925 = smaller_dictionary_weight_rate * part_924
    part_927 = -part_925
    part_930 = ((part_917 * smaller_dictionary_attention_of_0_0_2) - (part_919 * part_601)) + ((part_925 * smaller_dictionary_attention_of_1_0_2) - (part_927 * part_618))
    part_938 = ((part_917 * smaller_dictionary_attention_of_0_1_2) - (part_919 * part_624)) + ((part_925 * smaller_dictionary_attention_of_1_1_2) - (part_927 * part_628))
    part_943 = (smaller_dictionary_attention_of_0_0_2 * part_919) + (smaller_dictionary_attention_of_1_0_2 * part_927)
    part_945 = part_579 + (part_943 - smaller_dictionary_ridge_attention_0_2)
    part_949 = (smaller_dictionary_attention_of_0_1_2 * part_919) + (smaller_dictionary_attention_of_1_1_2 * part_927)
    part_951 = part_581 + (part_949 - smaller_dictionary_ridge_attention_1_2)
    part_954 = ((features_0_0 * part_930) + (features_0_1 * part_938)) * ((features_0_0 * part_945) + (features_0_1 * part_951))
    part_964 = ((((part_841 * part_856) + (part_884 * part_897)) + (part_930 * part_945)) + (part_849 * part_860)) + (part_892 * part_903)
    part_969 = (((part_863 + part_906) + part_954) + (noise_level * (part_964 + (part_938 * part_951)))) / number(6)
    part_978 = ((((part_451 * part_822) + (part_579 * part_910)) + (part_451 * part_868)) + (part_581 * part_914)) / number(2)
    print("proved")
    exact_part_6 = Fraction(1, 1)
    exact_gamma_multiple = Fraction(1, 1)
    exact_rate_multiple = Fraction(1, 1)
    claim("refuted", (-log((((-(part_735 / number(8))) / ((part_746 + (part_651 * part_657)) / number(2))) + number(1)))), ">", (-log((((-part_969) / part_978) + number(1)))))
    claim("A2_0", smaller_dictionary_attention_eigenvalues_0_0, ">", number(0))
    claim("A2_1", smaller_dictionary_attention_eigenvalues_1_0, ">", number(0))
    claim("A2_2", smaller_dictionary_attention_eigenvalues_2_0, ">", number(0))
    claim("A2_3", attention_eigenvalues_3_0, ">", number(0))
    claim("gamma_0", exact_part_6, "<=", exact_gamma_multiple)
    claim("eta_0", exact_rate_multiple, "<=", exact_part_6)


checked(counterexample)
