"""Checks by itself that one instance refutes lemma10.smoothness: The gradient of the loss is Lipschitz with the printed constant.

Claimed: \\|\\nabla_\\xi\\ell(\\xi)-\\nabla_\\xi\\ell(\\xi')\\|\\le L\\|\\xi-\\xi'\\|,\\quad L^2=2\\Big(\\tfrac1K\\big(2\\gamma\\|\\bar Z\\|_2^2(2\\gamma H\\alpha+\\|A\\|_2)\\big)^2+\\tfrac{\\gamma^4}{K^2}H^2\\|\\bar Z\\|_2^4\\Big)+8\\gamma\\bar f_{\\max}\\|\\bar Z\\|_2\\max\\{1,(2\\sqrt K\\alpha)^2\\}\\big[(\\alpha\\gamma H)^2+4N(\\alpha\\gamma H+\\|A\\|_2)^2\\big]
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
    tokens_0_0 = show("tokens_0_0", number(0))
    tokens_1_0 = show("tokens_1_0", number(-1))
    n4 = maximum(absolute(tokens_0_0), absolute(tokens_1_0))
    n5 = tokens_0_0 / n4
    n7 = tokens_1_0 / n4
    n10 = sqrt(((n5 ** 2) + (n7 ** 2)))
    print("what follows from it")
    first_tokens_0_0 = show("first_tokens_0_0 [v_k]", n5 / n10)
    gamma = show("gamma", number(200000))
    values_0_0 = show("values_0_0", number(-278772))
    n14 = gamma * values_0_0
    queries_0_0_0 = show("queries_0_0_0", number(0))
    first_tokens_1_0 = show("first_tokens_1_0 [v_k]", n7 / n10)
    queries_0_1_0 = show("queries_0_1_0", number(0))
    n20 = (first_tokens_0_0 * queries_0_0_0) + (first_tokens_1_0 * queries_0_1_0)
    queries_0_0_1 = show("queries_0_0_1", number(0))
    queries_0_1_1 = show("queries_0_1_1", number(0))
    n26 = (first_tokens_0_0 * queries_0_0_1) + (first_tokens_1_0 * queries_0_1_1)
    n29 = exp(((n20 * first_tokens_0_0) + (n26 * first_tokens_1_0)))
    tokens_0_1 = show("tokens_0_1", number(1))
    tokens_1_1 = show("tokens_1_1", number(0))
    n34 = maximum(absolute(tokens_0_1), absolute(tokens_1_1))
    n35 = tokens_0_1 / n34
    n37 = tokens_1_1 / n34
    n40 = sqrt(((n35 ** 2) + (n37 ** 2)))
    first_tokens_0_1 = show("first_tokens_0_1 [v_k]", n35 / n40)
    first_tokens_1_1 = show("first_tokens_1_1 [v_k]", n37 / n40)
    n45 = (first_tokens_0_1 * queries_0_0_0) + (first_tokens_1_1 * queries_0_1_0)
    n49 = (first_tokens_0_1 * queries_0_0_1) + (first_tokens_1_1 * queries_0_1_1)
    n52 = exp(((n45 * first_tokens_0_0) + (n49 * first_tokens_1_0)))
    n53 = n29 + n52
    first_attention_of_0_0_0 = show("first_attention_of_0_0_0 [s (28)]", n29 / n53)
    features_0_0 = show("features_0_0", number(0))
    noise_level = show("noise_level", number(50))
    first_label_covariance_0_0 = show("first_label_covariance_0_0 [Zbar^2 (12)]", (features_0_0 ** 2) + noise_level)
    first_effective_attention_of_0_0 = show("first_effective_attention_of_0_0 [Ahat (35)]", first_attention_of_0_0_0 * n14)
    features_0_1 = show("features_0_1", number(0))
    first_label_covariance_0_1 = show("first_label_covariance_0_1 [Zbar^2 (12)]", features_0_0 * features_0_1)
    first_attention_of_0_1_0 = show("first_attention_of_0_1_0 [s (28)]", n52 / n53)
    first_effective_attention_of_1_0 = show("first_effective_attention_of_1_0 [Ahat (35)]", first_attention_of_0_1_0 * n14)
    n67 = (first_label_covariance_0_0 * first_effective_attention_of_0_0) + (first_label_covariance_0_1 * first_effective_attention_of_1_0)
    n70 = (n67 - first_label_covariance_0_0) / number(3)
    first_label_covariance_1_0 = show("first_label_covariance_1_0 [Zbar^2 (12)]", features_0_1 * features_0_0)
    first_label_covariance_1_1 = show("first_label_covariance_1_1 [Zbar^2 (12)]", (features_0_1 ** 2) + noise_level)
    n77 = (first_label_covariance_1_0 * first_effective_attention_of_0_0) + (first_label_covariance_1_1 * first_effective_attention_of_1_0)
    n79 = (n77 - first_label_covariance_1_0) / number(3)
    n81 = (first_attention_of_0_0_0 * n70) + (first_attention_of_0_1_0 * n79)
    n83 = (n14 * first_attention_of_0_0_0) * (n70 - n81)
    n87 = (n14 * first_attention_of_0_1_0) * (n79 - n81)
    n89 = (first_tokens_0_0 * n83) + (first_tokens_0_1 * n87)
    values_0_1 = show("values_0_1", number(115290))
    n92 = gamma * values_0_1
    n96 = exp(((n20 * first_tokens_0_1) + (n26 * first_tokens_1_1)))
    n100 = exp(((n45 * first_tokens_0_1) + (n49 * first_tokens_1_1)))
    n101 = n96 + n100
    first_attention_of_0_0_1 = show("first_attention_of_0_0_1 [s (28)]", n96 / n101)
    first_effective_attention_of_0_1 = show("first_effective_attention_of_0_1 [Ahat (35)]", first_attention_of_0_0_1 * n92)
    first_attention_of_0_1_1 = show("first_attention_of_0_1_1 [s (28)]", n100 / n101)
    first_effective_attention_of_1_1 = show("first_effective_attention_of_1_1 [Ahat (35)]", first_attention_of_0_1_1 * n92)
    n109 = (first_label_covariance_0_0 * first_effective_attention_of_0_1) + (first_label_covariance_0_1 * first_effective_attention_of_1_1)
    n111 = (n109 - first_label_covariance_0_1) / number(3)
    n115 = (first_label_covariance_1_0 * first_effective_attention_of_0_1) + (first_label_covariance_1_1 * first_effective_attention_of_1_1)
    n117 = (n115 - first_label_covariance_1_1) / number(3)
    n119 = (first_attention_of_0_0_1 * n111) + (first_attention_of_0_1_1 * n117)
    n121 = (n92 * first_attention_of_0_0_1) * (n111 - n119)
    n125 = (n92 * first_attention_of_0_1_1) * (n117 - n119)
    n127 = (first_tokens_0_0 * n121) + (first_tokens_0_1 * n125)
    values_0_2 = show("values_0_2", number(-317393))
    n131 = gamma * values_0_2
    tokens_0_2 = show("tokens_0_2", number(0))
    tokens_1_2 = show("tokens_1_2", number(1))
    n136 = maximum(absolute(tokens_0_2), absolute(tokens_1_2))
    n137 = tokens_0_2 / n136
    n139 = tokens_1_2 / n136
    n142 = sqrt(((n137 ** 2) + (n139 ** 2)))
    first_tokens_0_2 = show("first_tokens_0_2 [v_k]", n137 / n142)
    first_tokens_1_2 = show("first_tokens_1_2 [v_k]", n139 / n142)
    n148 = exp(((n20 * first_tokens_0_2) + (n26 * first_tokens_1_2)))
    n152 = exp(((n45 * first_tokens_0_2) + (n49 * first_tokens_1_2)))
    n153 = n148 + n152
    first_attention_of_0_0_2 = show("first_attention_of_0_0_2 [s (28)]", n148 / n153)
    first_effective_attention_of_0_2 = show("first_effective_attention_of_0_2 [Ahat (35)]", first_attention_of_0_0_2 * n131)
    first_attention_of_0_1_2 = show("first_attention_of_0_1_2 [s (28)]", n152 / n153)
    first_effective_attention_of_1_2 = show("first_effective_attention_of_1_2 [Ahat (35)]", first_attention_of_0_1_2 * n131)
    n161 = (first_label_covariance_0_0 * first_effective_attention_of_0_2) + (first_label_covariance_0_1 * first_effective_attention_of_1_2)
    features_0_2 = show("features_0_2", number(0))
    first_label_cross_covariance_0_2 = show("first_label_cross_covariance_0_2 [in (26)]", features_0_0 * features_0_2)
    n165 = (n161 - first_label_cross_covariance_0_2) / number(3)
    n169 = (first_label_covariance_1_0 * first_effective_attention_of_0_2) + (first_label_covariance_1_1 * first_effective_attention_of_1_2)
    first_label_cross_covariance_1_2 = show("first_label_cross_covariance_1_2 [in (26)]", features_0_1 * features_0_2)
    n172 = (n169 - first_label_cross_covariance_1_2) / number(3)
    n174 = (first_attention_of_0_0_2 * n165) + (first_attention_of_0_1_2 * n172)
    n176 = (n131 * first_attention_of_0_0_2) * (n165 - n174)
    n180 = (n131 * first_attention_of_0_1_2) * (n172 - n174)
    n182 = (first_tokens_0_0 * n176) + (first_tokens_0_1 * n180)
    first_chain_gradients_0_0_0_0 = show("first_chain_gradients_0_0_0_0 [(9), chain rule]", ((n89 * first_tokens_0_0) + (n127 * first_tokens_0_1)) + (n182 * first_tokens_0_2))
    other_values_0_0 = show("other_values_0_0", number(-278772))
    n186 = gamma * other_values_0_0
    other_queries_0_0_0 = show("other_queries_0_0_0", number(0))
    other_queries_0_1_0 = show("other_queries_0_1_0", number(0))
    n191 = (first_tokens_0_0 * other_queries_0_0_0) + (first_tokens_1_0 * other_queries_0_1_0)
    other_queries_0_0_1 = show("other_queries_0_0_1", number(0))
    other_queries_0_1_1 = show("other_queries_0_1_1", number(1))
    n197 = (first_tokens_0_0 * other_queries_0_0_1) + (first_tokens_1_0 * other_queries_0_1_1)
    n200 = exp(((n191 * first_tokens_0_0) + (n197 * first_tokens_1_0)))
    n203 = (first_tokens_0_1 * other_queries_0_0_0) + (first_tokens_1_1 * other_queries_0_1_0)
    n207 = (first_tokens_0_1 * other_queries_0_0_1) + (first_tokens_1_1 * other_queries_0_1_1)
    n210 = exp(((n203 * first_tokens_0_0) + (n207 * first_tokens_1_0)))
    n211 = n200 + n210
    other_attention_of_0_0_0 = show("other_attention_of_0_0_0 [s (28)]", n200 / n211)
    other_effective_attention_of_0_0 = show("other_effective_attention_of_0_0 [Ahat (35)]", other_attention_of_0_0_0 * n186)
    other_attention_of_0_1_0 = show("other_attention_of_0_1_0 [s (28)]", n210 / n211)
    other_effective_attention_of_1_0 = show("other_effective_attention_of_1_0 [Ahat (35)]", other_attention_of_0_1_0 * n186)
    n219 = (first_label_covariance_0_0 * other_effective_attention_of_0_0) + (first_label_covariance_0_1 * other_effective_attention_of_1_0)
    n221 = (n219 - first_label_covariance_0_0) / number(3)
    n225 = (first_label_covariance_1_0 * other_effective_attention_of_0_0) + (first_label_covariance_1_1 * other_effective_attention_of_1_0)
    n227 = (n225 - first_label_covariance_1_0) / number(3)
    n229 = (other_attention_of_0_0_0 * n221) + (other_attention_of_0_1_0 * n227)
    n231 = (n186 * other_attention_of_0_0_0) * (n221 - n229)
    n235 = (n186 * other_attention_of_0_1_0) * (n227 - n229)
    n237 = (first_tokens_0_0 * n231) + (first_tokens_0_1 * n235)
    other_values_0_1 = show("other_values_0_1", number(115290))
    n240 = gamma * other_values_0_1
    n244 = exp(((n191 * first_tokens_0_1) + (n197 * first_tokens_1_1)))
    n248 = exp(((n203 * first_tokens_0_1) + (n207 * first_tokens_1_1)))
    n249 = n244 + n248
    other_attention_of_0_0_1 = show("other_attention_of_0_0_1 [s (28)]", n244 / n249)
    other_effective_attention_of_0_1 = show("other_effective_attention_of_0_1 [Ahat (35)]", other_attention_of_0_0_1 * n240)
    other_attention_of_0_1_1 = show("other_attention_of_0_1_1 [s (28)]", n248 / n249)
    other_effective_attention_of_1_1 = show("other_effective_attention_of_1_1 [Ahat (35)]", other_attention_of_0_1_1 * n240)
    n257 = (first_label_covariance_0_0 * other_effective_attention_of_0_1) + (first_label_covariance_0_1 * other_effective_attention_of_1_1)
    n259 = (n257 - first_label_covariance_0_1) / number(3)
    n263 = (first_label_covariance_1_0 * other_effective_attention_of_0_1) + (first_label_covariance_1_1 * other_effective_attention_of_1_1)
    n265 = (n263 - first_label_covariance_1_1) / number(3)
    n267 = (other_attention_of_0_0_1 * n259) + (other_attention_of_0_1_1 * n265)
    n269 = (n240 * other_attention_of_0_0_1) * (n259 - n267)
    n273 = (n240 * other_attention_of_0_1_1) * (n265 - n267)
    n275 = (first_tokens_0_0 * n269) + (first_tokens_0_1 * n273)
    other_values_0_2 = show("other_values_0_2", number(-317393))
    n279 = gamma * other_values_0_2
    n283 = exp(((n191 * first_tokens_0_2) + (n197 * first_tokens_1_2)))
    n287 = exp(((n203 * first_tokens_0_2) + (n207 * first_tokens_1_2)))
    n288 = n283 + n287
    other_attention_of_0_0_2 = show("other_attention_of_0_0_2 [s (28)]", n283 / n288)
    other_effective_attention_of_0_2 = show("other_effective_attention_of_0_2 [Ahat (35)]", other_attention_of_0_0_2 * n279)
    other_attention_of_0_1_2 = show("other_attention_of_0_1_2 [s (28)]", n287 / n288)
    other_effective_attention_of_1_2 = show("other_effective_attention_of_1_2 [Ahat (35)]", other_attention_of_0_1_2 * n279)
    n296 = (first_label_covariance_0_0 * other_effective_attention_of_0_2) + (first_label_covariance_0_1 * other_effective_attention_of_1_2)
    n298 = (n296 - first_label_cross_covariance_0_2) / number(3)
    n302 = (first_label_covariance_1_0 * other_effective_attention_of_0_2) + (first_label_covariance_1_1 * other_effective_attention_of_1_2)
    n304 = (n302 - first_label_cross_covariance_1_2) / number(3)
    n306 = (other_attention_of_0_0_2 * n298) + (other_attention_of_0_1_2 * n304)
    n308 = (n279 * other_attention_of_0_0_2) * (n298 - n306)
    n312 = (n279 * other_attention_of_0_1_2) * (n304 - n306)
    n314 = (first_tokens_0_0 * n308) + (first_tokens_0_1 * n312)
    other_chain_gradients_0_0_0_0 = show("other_chain_gradients_0_0_0_0 [(9), chain rule]", ((n237 * first_tokens_0_0) + (n275 * first_tokens_0_1)) + (n314 * first_tokens_0_2))
    first_chain_gradients_0_0_0_1 = show("first_chain_gradients_0_0_0_1 [(9), chain rule]", ((n89 * first_tokens_1_0) + (n127 * first_tokens_1_1)) + (n182 * first_tokens_1_2))
    other_chain_gradients_0_0_0_1 = show("other_chain_gradients_0_0_0_1 [(9), chain rule]", ((n237 * first_tokens_1_0) + (n275 * first_tokens_1_1)) + (n314 * first_tokens_1_2))
    n331 = ((first_chain_gradients_0_0_0_0 - other_chain_gradients_0_0_0_0) ** 2) + ((first_chain_gradients_0_0_0_1 - other_chain_gradients_0_0_0_1) ** 2)
    n334 = (first_tokens_1_0 * n83) + (first_tokens_1_1 * n87)
    n338 = (first_tokens_1_0 * n121) + (first_tokens_1_1 * n125)
    n343 = (first_tokens_1_0 * n176) + (first_tokens_1_1 * n180)
    first_chain_gradients_0_0_1_0 = show("first_chain_gradients_0_0_1_0 [(9), chain rule]", ((n334 * first_tokens_0_0) + (n338 * first_tokens_0_1)) + (n343 * first_tokens_0_2))
    n348 = (first_tokens_1_0 * n231) + (first_tokens_1_1 * n235)
    n352 = (first_tokens_1_0 * n269) + (first_tokens_1_1 * n273)
    n357 = (first_tokens_1_0 * n308) + (first_tokens_1_1 * n312)
    other_chain_gradients_0_0_1_0 = show("other_chain_gradients_0_0_1_0 [(9), chain rule]", ((n348 * first_tokens_0_0) + (n352 * first_tokens_0_1)) + (n357 * first_tokens_0_2))
    first_chain_gradients_0_0_1_1 = show("first_chain_gradients_0_0_1_1 [(9), chain rule]", ((n334 * first_tokens_1_0) + (n338 * first_tokens_1_1)) + (n343 * first_tokens_1_2))
    other_chain_gradients_0_0_1_1 = show("other_chain_gradients_0_0_1_1 [(9), chain rule]", ((n348 * first_tokens_1_0) + (n352 * first_tokens_1_1)) + (n357 * first_tokens_1_2))
    n375 = (n331 + ((first_chain_gradients_0_0_1_0 - other_chain_gradients_0_0_1_0) ** 2)) + ((first_chain_gradients_0_0_1_1 - other_chain_gradients_0_0_1_1) ** 2)
    query_gradient_changes_0 = show("query_gradient_changes_0", sqrt(n375))
    first_chain_gradients_1_0_0 = show("first_chain_gradients_1_0_0 [(9), chain rule]", gamma * n81)
    other_chain_gradients_1_0_0 = show("other_chain_gradients_1_0_0 [(9), chain rule]", gamma * n229)
    value_gradient_changes_0 = show("value_gradient_changes_0", sqrt(((first_chain_gradients_1_0_0 - other_chain_gradients_1_0_0) ** 2)))
    first_chain_gradients_1_0_1 = show("first_chain_gradients_1_0_1 [(9), chain rule]", gamma * n119)
    other_chain_gradients_1_0_1 = show("other_chain_gradients_1_0_1 [(9), chain rule]", gamma * n267)
    value_gradient_changes_1 = show("value_gradient_changes_1", sqrt(((first_chain_gradients_1_0_1 - other_chain_gradients_1_0_1) ** 2)))
    n391 = ((query_gradient_changes_0 ** 2) + (value_gradient_changes_0 ** 2)) + (value_gradient_changes_1 ** 2)
    first_chain_gradients_1_0_2 = show("first_chain_gradients_1_0_2 [(9), chain rule]", gamma * n174)
    other_chain_gradients_1_0_2 = show("other_chain_gradients_1_0_2 [(9), chain rule]", gamma * n306)
    value_gradient_changes_2 = show("value_gradient_changes_2", sqrt(((first_chain_gradients_1_0_2 - other_chain_gradients_1_0_2) ** 2)))
    n401 = gamma * number(2)
    n408 = ((first_label_covariance_0_0 - first_label_covariance_1_1) ** 2) + (number(4) * (first_label_covariance_1_0 ** 2))
    squared_label_scale = show("squared_label_scale [||Zbar||^2 (12)]", ((first_label_covariance_0_0 + first_label_covariance_1_1) + sqrt(n408)) / number(2))
    largest_value = show("largest_value [Lemma 7]", maximum(maximum(maximum(absolute(values_0_0), absolute(values_0_1)), absolute(values_0_2)), maximum(maximum(absolute(other_values_0_0), absolute(other_values_0_1)), absolute(other_values_0_2))))
    n429 = (first_label_covariance_1_1 * first_label_cross_covariance_0_2) + ((-first_label_covariance_0_1) * first_label_cross_covariance_1_2)
    n432 = (first_label_covariance_0_0 * first_label_covariance_1_1) - (first_label_covariance_1_0 * first_label_covariance_0_1)
    ridge_attention_0_2 = show("ridge_attention_0_2 [A (26)]", n429 / n432)
    n435 = number(1) + (ridge_attention_0_2 ** 2)
    n439 = ((-first_label_covariance_1_0) * first_label_cross_covariance_0_2) + (first_label_covariance_0_0 * first_label_cross_covariance_1_2)
    ridge_attention_1_2 = show("ridge_attention_1_2 [A (26)]", n439 / n432)
    n442 = number(1) + (ridge_attention_1_2 ** 2)
    n451 = (n435 + n442) + sqrt((((n435 - n442) ** 2) + (number(4) * ((ridge_attention_1_2 * ridge_attention_0_2) ** 2))))
    attention_target_norm = show("attention_target_norm [||A|| (26)]", sqrt((n451 / number(2))))
    n463 = ((((n401 * squared_label_scale) * ((n401 * largest_value) + attention_target_norm)) ** 2) / number(3)) + (((gamma ** 4) / number(9)) * (squared_label_scale ** 2))
    largest_column_norm = show("largest_column_norm [fbar_max (12)]", sqrt(maximum(first_label_covariance_0_0, first_label_covariance_1_1)))
    label_scale = show("label_scale [||Zbar|| (12)]", sqrt(squared_label_scale))
    n476 = (((gamma * largest_column_norm) * label_scale) * number(8)) * maximum(number(1), ((largest_value ** 2) * number(12)))
    n477 = largest_value * gamma
    n492 = (((queries_0_0_0 - other_queries_0_0_0) ** 2) + ((queries_0_0_1 - other_queries_0_0_1) ** 2)) + ((queries_0_1_0 - other_queries_0_1_0) ** 2)
    query_distance = show("query_distance", sqrt((n492 + ((queries_0_1_1 - other_queries_0_1_1) ** 2))))
    n505 = (((values_0_0 - other_values_0_0) ** 2) + ((values_0_1 - other_values_0_1) ** 2)) + ((values_0_2 - other_values_0_2) ** 2)
    value_distance = show("value_distance", sqrt(n505))
    squared_distance = show("squared_distance", (query_distance ** 2) + (value_distance ** 2))
    n509 = ((n463 * number(2)) + (n476 * ((n477 ** 2) + (((n477 + attention_target_norm) ** 2) * number(8))))) * squared_distance
    print("proved")
    claim("refuted", sqrt((n391 + (value_gradient_changes_2 ** 2))), ">", sqrt(n509))


checked(counterexample)
