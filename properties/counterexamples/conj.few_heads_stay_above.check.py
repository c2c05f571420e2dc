"""Checks by itself that one instance refutes conj.few_heads_stay_above: A model with fewer heads than labelled examples stays above the infimum.

Claimed: H<N\\ \\Rightarrow\\ \\mathcal L(\\theta)-\\mathcal L^\\star\\ge10^{-9}\\Delta^{(0)}\\text{ for every }\\theta
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
    features_0_0 = show("features_0_0", number(-3628470657982219, 18014398509481984))
    part_1 = features_0_0 ** 2
    features_0_1 = show("features_0_1", number(177609803566323, 562949953421312))
    part_3 = features_0_1 ** 2
    features_0_2 = show("features_0_2", number(-783, 1000))
    part_6 = features_0_2 ** 2
    noise_level = show("noise_level", number(2848660424153343, 72057594037927936))
    part_9 = part_3 + noise_level
    part_10 = part_6 + noise_level
    part_12 = features_0_2 * features_0_1
    part_13 = features_0_1 * features_0_2
    part_15 = (part_9 * part_10) - (part_12 * part_13)
    features_0_3 = show("features_0_3", number(-2852068552043843, 1125899906842624))
    part_17 = features_0_0 * features_0_3
    part_19 = features_0_0 * features_0_1
    part_21 = features_0_0 * features_0_2
    part_23 = (part_19 * part_10) - (part_12 * part_21)
    part_25 = features_0_1 * features_0_3
    part_30 = (part_19 * part_13) - (part_9 * part_21)
    part_31 = features_0_2 * features_0_3
    part_34 = part_1 + noise_level
    part_36 = features_0_1 * features_0_0
    part_39 = features_0_2 * features_0_0
    part_41 = ((part_34 * part_15) - (part_36 * part_23)) + (part_39 * part_30)
    print("what follows from it")
    ridge_attention_0_3 = show("ridge_attention_0_3 [A (26)]", (((part_15 * part_17) + ((-part_23) * part_25)) + (part_30 * part_31)) / part_41)
    part_53 = ((-((part_36 * part_10) - (part_39 * part_13))) * part_17) + (((part_34 * part_10) - (part_39 * part_21)) * part_25)
    ridge_attention_1_3 = show("ridge_attention_1_3 [A (26)]", (part_53 + ((-((part_34 * part_13) - (part_36 * part_21))) * part_31)) / part_41)
    part_72 = (((part_36 * part_12) - (part_39 * part_9)) * part_17) + ((-((part_34 * part_12) - (part_39 * part_19))) * part_25)
    ridge_attention_2_3 = show("ridge_attention_2_3 [A (26)]", (part_72 + (((part_34 * part_9) - (part_36 * part_19)) * part_31)) / part_41)
    part_80 = ((features_0_0 * ridge_attention_0_3) + (features_0_1 * ridge_attention_1_3)) + (features_0_2 * ridge_attention_2_3)
    part_91 = ((((number(1) + (ridge_attention_0_3 ** 2)) + number(1)) + (ridge_attention_1_3 ** 2)) + number(1)) + (ridge_attention_2_3 ** 2)
    initial_excess = show("initial_excess [Delta^(0) (11)]", ((((part_1 + part_3) + part_6) + (part_80 * part_80)) + (noise_level * part_91)) / number(8))
    tokens_0_0 = show("tokens_0_0", number(-4784923152967909, 9007199254740992))
    tokens_1_0 = show("tokens_1_0", number(2491494633914199, 2251799813685248))
    tokens_2_0 = show("tokens_2_0", number(2510574513437381, 2251799813685248))
    tokens_3_0 = show("tokens_3_0", number(3597192457746665, 9007199254740992))
    part_108 = maximum(maximum(maximum(absolute(tokens_0_0), absolute(tokens_1_0)), absolute(tokens_2_0)), absolute(tokens_3_0))
    part_109 = tokens_0_0 / part_108
    part_111 = tokens_1_0 / part_108
    part_114 = tokens_2_0 / part_108
    part_117 = tokens_3_0 / part_108
    part_120 = sqrt(((((part_109 ** 2) + (part_111 ** 2)) + (part_114 ** 2)) + (part_117 ** 2)))
    tokens_0_0_ = part_109 / part_120
    queries_0_0_0 = show("queries_0_0_0", number(7732252782672209, 2251799813685248))
    tokens_1_0_ = part_111 / part_120
    queries_0_1_0 = show("queries_0_1_0", number(3328682379324121, 1125899906842624))
    tokens_2_0_ = part_114 / part_120
    queries_0_2_0 = show("queries_0_2_0", number(-21603918242227, 35184372088832))
    tokens_3_0_ = part_117 / part_120
    queries_0_3_0 = show("queries_0_3_0", number(4598077583120567, 2251799813685248))
    part_135 = (((tokens_0_0_ * queries_0_0_0) + (tokens_1_0_ * queries_0_1_0)) + (tokens_2_0_ * queries_0_2_0)) + (tokens_3_0_ * queries_0_3_0)
    queries_0_0_1 = show("queries_0_0_1", number(821129020014441, 1125899906842624))
    queries_0_1_1 = show("queries_0_1_1", number(2429506611894539, 2251799813685248))
    queries_0_2_1 = show("queries_0_2_1", number(-810980573996319, 2251799813685248))
    queries_0_3_1 = show("queries_0_3_1", number(858283651653287, 4503599627370496))
    part_147 = (((tokens_0_0_ * queries_0_0_1) + (tokens_1_0_ * queries_0_1_1)) + (tokens_2_0_ * queries_0_2_1)) + (tokens_3_0_ * queries_0_3_1)
    queries_0_0_2 = show("queries_0_0_2", number(5515652140387723, 4503599627370496))
    queries_0_1_2 = show("queries_0_1_2", number(3829722774669177, 2251799813685248))
    queries_0_2_2 = show("queries_0_2_2", number(7620896098834571, 9007199254740992))
    queries_0_3_2 = show("queries_0_3_2", number(7097595169880805, 4503599627370496))
    part_160 = (((tokens_0_0_ * queries_0_0_2) + (tokens_1_0_ * queries_0_1_2)) + (tokens_2_0_ * queries_0_2_2)) + (tokens_3_0_ * queries_0_3_2)
    queries_0_0_3 = show("queries_0_0_3", number(-4030252588060669, 2251799813685248))
    queries_0_1_3 = show("queries_0_1_3", number(-4516412890720987, 2251799813685248))
    queries_0_2_3 = show("queries_0_2_3", number(-176164481959257, 1125899906842624))
    queries_0_3_3 = show("queries_0_3_3", number(-6420527639111119, 4503599627370496))
    part_173 = (((tokens_0_0_ * queries_0_0_3) + (tokens_1_0_ * queries_0_1_3)) + (tokens_2_0_ * queries_0_2_3)) + (tokens_3_0_ * queries_0_3_3)
    part_175 = (((part_135 * tokens_0_0_) + (part_147 * tokens_1_0_)) + (part_160 * tokens_2_0_)) + (part_173 * tokens_3_0_)
    part_176 = exp(part_175)
    tokens_0_1 = show("tokens_0_1", number(-67, 500))
    tokens_1_1 = show("tokens_1_1", number(7680758376270839, 9007199254740992))
    tokens_2_1 = show("tokens_2_1", number(-139, 250))
    tokens_3_1 = show("tokens_3_1", number(-6089654341375809, 9007199254740992))
    part_187 = maximum(maximum(maximum(absolute(tokens_0_1), absolute(tokens_1_1)), absolute(tokens_2_1)), absolute(tokens_3_1))
    part_188 = tokens_0_1 / part_187
    part_190 = tokens_1_1 / part_187
    part_193 = tokens_2_1 / part_187
    part_196 = tokens_3_1 / part_187
    part_199 = sqrt(((((part_188 ** 2) + (part_190 ** 2)) + (part_193 ** 2)) + (part_196 ** 2)))
    tokens_0_1_ = part_188 / part_199
    tokens_1_1_ = part_190 / part_199
    tokens_2_1_ = part_193 / part_199
    tokens_3_1_ = part_196 / part_199
    part_210 = (((tokens_0_1_ * queries_0_0_0) + (tokens_1_1_ * queries_0_1_0)) + (tokens_2_1_ * queries_0_2_0)) + (tokens_3_1_ * queries_0_3_0)
    part_218 = (((tokens_0_1_ * queries_0_0_1) + (tokens_1_1_ * queries_0_1_1)) + (tokens_2_1_ * queries_0_2_1)) + (tokens_3_1_ * queries_0_3_1)
    part_227 = (((tokens_0_1_ * queries_0_0_2) + (tokens_1_1_ * queries_0_1_2)) + (tokens_2_1_ * queries_0_2_2)) + (tokens_3_1_ * queries_0_3_2)
    part_236 = (((tokens_0_1_ * queries_0_0_3) + (tokens_1_1_ * queries_0_1_3)) + (tokens_2_1_ * queries_0_2_3)) + (tokens_3_1_ * queries_0_3_3)
    part_238 = (((part_210 * tokens_0_0_) + (part_218 * tokens_1_0_)) + (part_227 * tokens_2_0_)) + (part_236 * tokens_3_0_)
    part_239 = exp(part_238)
    tokens_0_2 = show("tokens_0_2", number(6144136908366577, 4503599627370496))
    tokens_1_2 = show("tokens_1_2", number(-5676084726427601, 9007199254740992))
    tokens_2_2 = show("tokens_2_2", number(4802356796106971, 9007199254740992))
    tokens_3_2 = show("tokens_3_2", number(935717794355377, 562949953421312))
    part_251 = maximum(maximum(maximum(absolute(tokens_0_2), absolute(tokens_1_2)), absolute(tokens_2_2)), absolute(tokens_3_2))
    part_252 = tokens_0_2 / part_251
    part_254 = tokens_1_2 / part_251
    part_257 = tokens_2_2 / part_251
    part_260 = tokens_3_2 / part_251
    part_263 = sqrt(((((part_252 ** 2) + (part_254 ** 2)) + (part_257 ** 2)) + (part_260 ** 2)))
    tokens_0_2_ = part_252 / part_263
    tokens_1_2_ = part_254 / part_263
    tokens_2_2_ = part_257 / part_263
    tokens_3_2_ = part_260 / part_263
    part_274 = (((tokens_0_2_ * queries_0_0_0) + (tokens_1_2_ * queries_0_1_0)) + (tokens_2_2_ * queries_0_2_0)) + (tokens_3_2_ * queries_0_3_0)
    part_282 = (((tokens_0_2_ * queries_0_0_1) + (tokens_1_2_ * queries_0_1_1)) + (tokens_2_2_ * queries_0_2_1)) + (tokens_3_2_ * queries_0_3_1)
    part_291 = (((tokens_0_2_ * queries_0_0_2) + (tokens_1_2_ * queries_0_1_2)) + (tokens_2_2_ * queries_0_2_2)) + (tokens_3_2_ * queries_0_3_2)
    part_300 = (((tokens_0_2_ * queries_0_0_3) + (tokens_1_2_ * queries_0_1_3)) + (tokens_2_2_ * queries_0_2_3)) + (tokens_3_2_ * queries_0_3_3)
    part_302 = (((part_274 * tokens_0_0_) + (part_282 * tokens_1_0_)) + (part_291 * tokens_2_0_)) + (part_300 * tokens_3_0_)
    part_303 = exp(part_302)
    part_304 = (part_176 + part_239) + part_303
    attention_of_0_0_0 = show("attention_of_0_0_0 [s (28)]", part_176 / part_304)
    gamma = show("gamma", number(1))
    values_0_0 = show("values_0_0", number(4))
    part_308 = gamma * values_0_0
    queries_1_0_0 = show("queries_1_0_0", number(1375749623508839, 2251799813685248))
    queries_1_1_0 = show("queries_1_1_0", number(1860688336809095, 2251799813685248))
    queries_1_2_0 = show("queries_1_2_0", number(-1174156195188621, 2251799813685248))
    queries_1_3_0 = show("queries_1_3_0", number(-94238675423887, 4503599627370496))
    part_320 = (((tokens_0_0_ * queries_1_0_0) + (tokens_1_0_ * queries_1_1_0)) + (tokens_2_0_ * queries_1_2_0)) + (tokens_3_0_ * queries_1_3_0)
    queries_1_0_1 = show("queries_1_0_1", number(-1344082407699887, 18014398509481984))
    queries_1_1_1 = show("queries_1_1_1", number(-3635717454661399, 36028797018963968))
    queries_1_2_1 = show("queries_1_2_1", number(143391160978457, 2251799813685248))
    queries_1_3_1 = show("queries_1_3_1", number(184138950282435, 72057594037927936))
    part_332 = (((tokens_0_0_ * queries_1_0_1) + (tokens_1_0_ * queries_1_1_1)) + (tokens_2_0_ * queries_1_2_1)) + (tokens_3_0_ * queries_1_3_1)
    queries_1_0_2 = show("queries_1_0_2", number(2823504679605885, 4503599627370496))
    queries_1_1_2 = show("queries_1_1_2", number(7637526678537835, 9007199254740992))
    queries_1_2_2 = show("queries_1_2_2", number(-4819533227634589, 9007199254740992))
    queries_1_3_2 = show("queries_1_3_2", number(-96704856942123, 4503599627370496))
    part_345 = (((tokens_0_0_ * queries_1_0_2) + (tokens_1_0_ * queries_1_1_2)) + (tokens_2_0_ * queries_1_2_2)) + (tokens_3_0_ * queries_1_3_2)
    queries_1_0_3 = show("queries_1_0_3", number(-3291452745184565, 4503599627370496))
    queries_1_1_3 = show("queries_1_1_3", number(-4451658666279003, 4503599627370496))
    queries_1_2_3 = show("queries_1_2_3", number(702286151107971, 1125899906842624))
    queries_1_3_3 = show("queries_1_3_3", number(112732048632291, 4503599627370496))
    part_358 = (((tokens_0_0_ * queries_1_0_3) + (tokens_1_0_ * queries_1_1_3)) + (tokens_2_0_ * queries_1_2_3)) + (tokens_3_0_ * queries_1_3_3)
    part_360 = (((part_320 * tokens_0_0_) + (part_332 * tokens_1_0_)) + (part_345 * tokens_2_0_)) + (part_358 * tokens_3_0_)
    part_361 = exp(part_360)
    part_368 = (((tokens_0_1_ * queries_1_0_0) + (tokens_1_1_ * queries_1_1_0)) + (tokens_2_1_ * queries_1_2_0)) + (tokens_3_1_ * queries_1_3_0)
    part_376 = (((tokens_0_1_ * queries_1_0_1) + (tokens_1_1_ * queries_1_1_1)) + (tokens_2_1_ * queries_1_2_1)) + (tokens_3_1_ * queries_1_3_1)
    part_385 = (((tokens_0_1_ * queries_1_0_2) + (tokens_1_1_ * queries_1_1_2)) + (tokens_2_1_ * queries_1_2_2)) + (tokens_3_1_ * queries_1_3_2)
    part_394 = (((tokens_0_1_ * queries_1_0_3) + (tokens_1_1_ * queries_1_1_3)) + (tokens_2_1_ * queries_1_2_3)) + (tokens_3_1_ * queries_1_3_3)
    part_396 = (((part_368 * tokens_0_0_) + (part_376 * tokens_1_0_)) + (part_385 * tokens_2_0_)) + (part_394 * tokens_3_0_)
    part_397 = exp(part_396)
    part_405 = (((tokens_0_2_ * queries_1_0_0) + (tokens_1_2_ * queries_1_1_0)) + (tokens_2_2_ * queries_1_2_0)) + (tokens_3_2_ * queries_1_3_0)
    part_413 = (((tokens_0_2_ * queries_1_0_1) + (tokens_1_2_ * queries_1_1_1)) + (tokens_2_2_ * queries_1_2_1)) + (tokens_3_2_ * queries_1_3_1)
    part_422 = (((tokens_0_2_ * queries_1_0_2) + (tokens_1_2_ * queries_1_1_2)) + (tokens_2_2_ * queries_1_2_2)) + (tokens_3_2_ * queries_1_3_2)
    part_431 = (((tokens_0_2_ * queries_1_0_3) + (tokens_1_2_ * queries_1_1_3)) + (tokens_2_2_ * queries_1_2_3)) + (tokens_3_2_ * queries_1_3_3)
    part_433 = (((part_405 * tokens_0_0_) + (part_413 * tokens_1_0_)) + (part_422 * tokens_2_0_)) + (part_431 * tokens_3_0_)
    part_434 = exp(part_433)
    part_435 = (part_361 + part_397) + part_434
    attention_of_1_0_0 = show("attention_of_1_0_0 [s (28)]", part_361 / part_435)
    values_1_0 = show("values_1_0", number(-3))
    part_438 = gamma * values_1_0
    effective_attention_of_0_0 = show("effective_attention_of_0_0 [Ahat (35)]", (attention_of_0_0_0 * part_308) + (attention_of_1_0_0 * part_438))
    residual_of_0_0 = show("residual_of_0_0 [delta_k (33)]", effective_attention_of_0_0 - number(1))
    attention_of_0_1_0 = show("attention_of_0_1_0 [s (28)]", part_239 / part_304)
    attention_of_1_1_0 = show("attention_of_1_1_0 [s (28)]", part_397 / part_435)
    effective_attention_of_1_0 = show("effective_attention_of_1_0 [Ahat (35)]", (attention_of_0_1_0 * part_308) + (attention_of_1_1_0 * part_438))
    attention_of_0_2_0 = show("attention_of_0_2_0 [s (28)]", part_303 / part_304)
    attention_of_1_2_0 = show("attention_of_1_2_0 [s (28)]", part_434 / part_435)
    effective_attention_of_2_0 = show("effective_attention_of_2_0 [Ahat (35)]", (attention_of_0_2_0 * part_308) + (attention_of_1_2_0 * part_438))
    part_456 = ((features_0_0 * residual_of_0_0) + (features_0_1 * effective_attention_of_1_0)) + (features_0_2 * effective_attention_of_2_0)
    part_464 = (((part_135 * tokens_0_1_) + (part_147 * tokens_1_1_)) + (part_160 * tokens_2_1_)) + (part_173 * tokens_3_1_)
    part_465 = exp(part_464)
    part_472 = (((part_210 * tokens_0_1_) + (part_218 * tokens_1_1_)) + (part_227 * tokens_2_1_)) + (part_236 * tokens_3_1_)
    part_473 = exp(part_472)
    part_481 = (((part_274 * tokens_0_1_) + (part_282 * tokens_1_1_)) + (part_291 * tokens_2_1_)) + (part_300 * tokens_3_1_)
    part_482 = exp(part_481)
    part_483 = (part_465 + part_473) + part_482
    attention_of_0_0_1 = show("attention_of_0_0_1 [s (28)]", part_465 / part_483)
    values_0_1 = show("values_0_1", number(4))
    part_486 = gamma * values_0_1
    part_494 = (((part_320 * tokens_0_1_) + (part_332 * tokens_1_1_)) + (part_345 * tokens_2_1_)) + (part_358 * tokens_3_1_)
    part_495 = exp(part_494)
    part_502 = (((part_368 * tokens_0_1_) + (part_376 * tokens_1_1_)) + (part_385 * tokens_2_1_)) + (part_394 * tokens_3_1_)
    part_503 = exp(part_502)
    part_511 = (((part_405 * tokens_0_1_) + (part_413 * tokens_1_1_)) + (part_422 * tokens_2_1_)) + (part_431 * tokens_3_1_)
    part_512 = exp(part_511)
    part_513 = (part_495 + part_503) + part_512
    attention_of_1_0_1 = show("attention_of_1_0_1 [s (28)]", part_495 / part_513)
    values_1_1 = show("values_1_1", number(-3))
    part_516 = gamma * values_1_1
    effective_attention_of_0_1 = show("effective_attention_of_0_1 [Ahat (35)]", (attention_of_0_0_1 * part_486) + (attention_of_1_0_1 * part_516))
    attention_of_0_1_1 = show("attention_of_0_1_1 [s (28)]", part_473 / part_483)
    attention_of_1_1_1 = show("attention_of_1_1_1 [s (28)]", part_503 / part_513)
    effective_attention_of_1_1 = show("effective_attention_of_1_1 [Ahat (35)]", (attention_of_0_1_1 * part_486) + (attention_of_1_1_1 * part_516))
    residual_of_1_1 = show("residual_of_1_1 [delta_k (33)]", effective_attention_of_1_1 - number(1))
    attention_of_0_2_1 = show("attention_of_0_2_1 [s (28)]", part_482 / part_483)
    attention_of_1_2_1 = show("attention_of_1_2_1 [s (28)]", part_512 / part_513)
    effective_attention_of_2_1 = show("effective_attention_of_2_1 [Ahat (35)]", (attention_of_0_2_1 * part_486) + (attention_of_1_2_1 * part_516))
    part_534 = ((features_0_0 * effective_attention_of_0_1) + (features_0_1 * residual_of_1_1)) + (features_0_2 * effective_attention_of_2_1)
    part_543 = (((part_135 * tokens_0_2_) + (part_147 * tokens_1_2_)) + (part_160 * tokens_2_2_)) + (part_173 * tokens_3_2_)
    part_544 = exp(part_543)
    part_551 = (((part_210 * tokens_0_2_) + (part_218 * tokens_1_2_)) + (part_227 * tokens_2_2_)) + (part_236 * tokens_3_2_)
    part_552 = exp(part_551)
    part_560 = (((part_274 * tokens_0_2_) + (part_282 * tokens_1_2_)) + (part_291 * tokens_2_2_)) + (part_300 * tokens_3_2_)
    part_561 = exp(part_560)
    part_562 = (part_544 + part_552) + part_561
    attention_of_0_0_2 = show("attention_of_0_0_2 [s (28)]", part_544 / part_562)
    values_0_2 = show("values_0_2", number(4))
    part_565 = gamma * values_0_2
    part_573 = (((part_320 * tokens_0_2_) + (part_332 * tokens_1_2_)) + (part_345 * tokens_2_2_)) + (part_358 * tokens_3_2_)
    part_574 = exp(part_573)
    part_581 = (((part_368 * tokens_0_2_) + (part_376 * tokens_1_2_)) + (part_385 * tokens_2_2_)) + (part_394 * tokens_3_2_)
    part_582 = exp(part_581)
    part_590 = (((part_405 * tokens_0_2_) + (part_413 * tokens_1_2_)) + (part_422 * tokens_2_2_)) + (part_431 * tokens_3_2_)
    part_591 = exp(part_590)
    part_592 = (part_574 + part_582) + part_591
    attention_of_1_0_2 = show("attention_of_1_0_2 [s (28)]", part_574 / part_592)
    values_1_2 = show("values_1_2", number(-3))
    part_595 = gamma * values_1_2
    effective_attention_of_0_2 = show("effective_attention_of_0_2 [Ahat (35)]", (attention_of_0_0_2 * part_565) + (attention_of_1_0_2 * part_595))
    attention_of_0_1_2 = show("attention_of_0_1_2 [s (28)]", part_552 / part_562)
    attention_of_1_1_2 = show("attention_of_1_1_2 [s (28)]", part_582 / part_592)
    effective_attention_of_1_2 = show("effective_attention_of_1_2 [Ahat (35)]", (attention_of_0_1_2 * part_565) + (attention_of_1_1_2 * part_595))
    attention_of_0_2_2 = show("attention_of_0_2_2 [s (28)]", part_561 / part_562)
    attention_of_1_2_2 = show("attention_of_1_2_2 [s (28)]", part_591 / part_592)
    effective_attention_of_2_2 = show("effective_attention_of_2_2 [Ahat (35)]", (attention_of_0_2_2 * part_565) + (attention_of_1_2_2 * part_595))
    residual_of_2_2 = show("residual_of_2_2 [delta_k (33)]", effective_attention_of_2_2 - number(1))
    part_613 = ((features_0_0 * effective_attention_of_0_2) + (features_0_1 * effective_attention_of_1_2)) + (features_0_2 * residual_of_2_2)
    tokens_0_3 = show("tokens_0_3", number(8386442363793483, 36028797018963968))
    tokens_1_3 = show("tokens_1_3", number(-301, 500))
    tokens_2_3 = show("tokens_2_3", number(-6768901214089997, 36028797018963968))
    tokens_3_3 = show("tokens_3_3", number(-2655030033807, 4398046511104))
    part_626 = maximum(maximum(maximum(absolute(tokens_0_3), absolute(tokens_1_3)), absolute(tokens_2_3)), absolute(tokens_3_3))
    part_627 = tokens_0_3 / part_626
    part_629 = tokens_1_3 / part_626
    part_632 = tokens_2_3 / part_626
    part_635 = tokens_3_3 / part_626
    part_638 = sqrt(((((part_627 ** 2) + (part_629 ** 2)) + (part_632 ** 2)) + (part_635 ** 2)))
    tokens_0_3_ = part_627 / part_638
    tokens_1_3_ = part_629 / part_638
    tokens_2_3_ = part_632 / part_638
    tokens_3_3_ = part_635 / part_638
    part_649 = (((part_135 * tokens_0_3_) + (part_147 * tokens_1_3_)) + (part_160 * tokens_2_3_)) + (part_173 * tokens_3_3_)
    part_650 = exp(part_649)
    part_657 = (((part_210 * tokens_0_3_) + (part_218 * tokens_1_3_)) + (part_227 * tokens_2_3_)) + (part_236 * tokens_3_3_)
    part_658 = exp(part_657)
    part_666 = (((part_274 * tokens_0_3_) + (part_282 * tokens_1_3_)) + (part_291 * tokens_2_3_)) + (part_300 * tokens_3_3_)
    part_667 = exp(part_666)
    part_668 = (part_650 + part_658) + part_667
    attention_of_0_0_3 = show("attention_of_0_0_3 [s (28)]", part_650 / part_668)
    values_0_3 = show("values_0_3", number(3459743673289725, 562949953421312))
    part_671 = gamma * values_0_3
    part_679 = (((part_320 * tokens_0_3_) + (part_332 * tokens_1_3_)) + (part_345 * tokens_2_3_)) + (part_358 * tokens_3_3_)
    part_680 = exp(part_679)
    part_687 = (((part_368 * tokens_0_3_) + (part_376 * tokens_1_3_)) + (part_385 * tokens_2_3_)) + (part_394 * tokens_3_3_)
    part_688 = exp(part_687)
    part_696 = (((part_405 * tokens_0_3_) + (part_413 * tokens_1_3_)) + (part_422 * tokens_2_3_)) + (part_431 * tokens_3_3_)
    part_697 = exp(part_696)
    part_698 = (part_680 + part_688) + part_697
    attention_of_1_0_3 = show("attention_of_1_0_3 [s (28)]", part_680 / part_698)
    values_1_3 = show("values_1_3", number(-2256417318914287, 562949953421312))
    part_701 = gamma * values_1_3
    effective_attention_of_0_3 = show("effective_attention_of_0_3 [Ahat (35)]", (attention_of_0_0_3 * part_671) + (attention_of_1_0_3 * part_701))
    residual_of_0_3 = show("residual_of_0_3 [delta_k (33)]", effective_attention_of_0_3 - ridge_attention_0_3)
    attention_of_0_1_3 = show("attention_of_0_1_3 [s (28)]", part_658 / part_668)
    attention_of_1_1_3 = show("attention_of_1_1_3 [s (28)]", part_688 / part_698)
    effective_attention_of_1_3 = show("effective_attention_of_1_3 [Ahat (35)]", (attention_of_0_1_3 * part_671) + (attention_of_1_1_3 * part_701))
    residual_of_1_3 = show("residual_of_1_3 [delta_k (33)]", effective_attention_of_1_3 - ridge_attention_1_3)
    attention_of_0_2_3 = show("attention_of_0_2_3 [s (28)]", part_667 / part_668)
    attention_of_1_2_3 = show("attention_of_1_2_3 [s (28)]", part_697 / part_698)
    effective_attention_of_2_3 = show("effective_attention_of_2_3 [Ahat (35)]", (attention_of_0_2_3 * part_671) + (attention_of_1_2_3 * part_701))
    residual_of_2_3 = show("residual_of_2_3 [delta_k (33)]", effective_attention_of_2_3 - ridge_attention_2_3)
    part_721 = ((features_0_0 * residual_of_0_3) + (features_0_1 * residual_of_1_3)) + (features_0_2 * residual_of_2_3)
    part_730 = (((residual_of_0_0 ** 2) + (effective_attention_of_0_1 ** 2)) + (effective_attention_of_0_2 ** 2)) + (residual_of_0_3 ** 2)
    part_736 = ((part_730 + (effective_attention_of_1_0 ** 2)) + (residual_of_1_1 ** 2)) + (effective_attention_of_1_2 ** 2)
    part_742 = ((part_736 + (residual_of_1_3 ** 2)) + (effective_attention_of_2_0 ** 2)) + (effective_attention_of_2_1 ** 2)
    part_748 = ((((part_456 * part_456) + (part_534 * part_534)) + (part_613 * part_613)) + (part_721 * part_721)) + (noise_level * ((part_742 + (residual_of_2_2 ** 2)) + (residual_of_2_3 ** 2)))
    excess_loss_of = show("excess_loss_of [L - L* (36)]", part_748 / number(8))
    print("proved")
    exact_part_750 = Fraction(3, 1)
    claim("refuted", (initial_excess / number(1000000000)), ">", excess_loss_of)
    claim("few_heads_0", exact_part_750, "<=", exact_part_750)


checked(counterexample)
