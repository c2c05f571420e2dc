"""C6: with gamma = 1 (equal learning rates) and H >= N the loss still converges linearly."""

from icl_verify import at_least, claim
from icl_verify.yang2024.populations.interpretation import equal_rates
from icl_verify.yang2024.theory.assumptions import enough_heads, full_row_rank
from icl_verify.yang2024.theory.speed import equal_rate_path
from icl_verify.yang2024.theory.training import nats_gained, resolved_steps

RATE = r"\Delta^{(t)}\le\Big(1-\frac{\eta\zeta_0}{2K}\Big)^t\Delta^{(0)},\quad\eta_Q=\eta_w=\eta="


@claim(
    "conj.equal_rates",
    population=equal_rates,
    sides=("fall of the excess loss's logarithm", "fall that (18) promises"),
    statement=RATE + r"\frac{K}{2H\|\bar Z\|_2^2}",
    source="(18) without (15)",
    group="Conjectures",
    form="conjecture",
    expected="refuted",
    assumes=(enough_heads, full_row_rank),
    note="Stable for w, yet too large for Q where some A_k is large: attention leaves the region where "
    "zeta_0 bounds the rate. Judged in logarithms: on the left log Delta(0) - log Delta(t), on the right "
    "-t log(1 - eta zeta_0/(2K)).",
)
def equal_rates_converge(training, *, small=False, factor=1):
    """With equal learning rates the loss shrinks at the rate of (18)"""
    xp, times = training.xp, range(1, training.T + 1)
    path, rate = equal_rate_path(training, small=small)
    claimed = -xp.log1p(-factor * rate)[:, None] * xp.array(list(times))
    gained = xp.cumsum(nats_gained(training, path), axis=1)
    return at_least(gained, claimed, times=times, resolved=resolved_steps(path))


equal_rates_converge.variant(
    "conjecture", "small_steps", clause="and faster for small steps", expected="holds", small=True,
    statement=RATE + r"\frac{K}{2H\|\bar Z\|_2^2(1+\max_k\|A_k\|^2)}",
    note="No break found: (15) can be traded for a step that knows the size of A.",
)  # fmt: skip
equal_rates_converge.mutant(
    "faster", r"\text{the same at six times the rate}", clause="at six times the rate", small=True, factor=6
)
