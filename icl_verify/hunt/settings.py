"""The numbers that tune a hunt, each with its unit and the reason for it.

Tightness is measured as its natural logarithm: 0 is equality, 0.01 a percent beyond it. Coordinates are
decades (a logarithm to base 10) or entries of a direction of root mean square 1 (``space``), so that one step
size fits both. The numbers are set by hand, and the tests hold the hunt to inequalities whose supremum is
known in closed form. Nothing is believed because of them: balls have the last word.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class AscentSettings:
    """How a population of instances ascends.

    Attributes:
        members: instances that ascend together. A batch of 32 small ones costs float64 hardly more than one,
            and is enough for crossover to have something to mix.
        horizon: steps to which trajectories are cut while they ascend. Most breaks show early, and the time
            of an evaluation grows with the steps; the full length is looked at once, at the end.
        sharpness: of the soft maximum over entries whose gradient is followed, per unit of log tightness. At
            12 an entry 0.2 below the largest has a tenth of its say: the gradient does not jump where the
            largest entry changes, and is not drowned by the many small ones.
        first_step, largest_step, smallest_step: root mean square of a step, in coordinates. 0.15 is half an
            octave; above 0.6 a step is a jump, and below 1e-5 nothing moves that nine digits would show.
        growth, shrinkage: factors of the step size after a gain and after none (as in Rprop and the 1/5 rule
            of evolution strategies). 1.4 * 0.6 < 1: a member that gains half of the time settles down.
        plain_below, scaled_below, single_below, jump_below, jump_best_below: upper ends of the shares in
            which a member's move is a gradient step as it is (0.25), one scaled by the second moment (0.25),
            one of a single field (0.2), a jump (0.12), a jump of the best member (0.08), else a crossover
            (0.1). Gradients do most of the work; the rest leaves what they cannot leave, local maxima and
            flat regions.
        momentum_weights: of the old momentum and of the new gradient; they sum to 1. An average over about
            three steps: enough to cross a zigzag, short enough to turn with the ridge.
        second_moment_weights: of the old second moment and of the new squared gradient; they sum to 1. About
            ten steps, as a scale must be steadier than a direction.
        noise, noise_halved_after: standard deviation of the noise on a gradient step, as a share of the step,
            and the steps after which it is half of that. Members that started alike would else stay alike.
        temperature, temperature_halved_after: of the annealing, in log tightness, and the steps after which
            it is half of that. 0.02: at first a loss of 2% is accepted about one time in three.
        largest_loss: the largest loss of log tightness that annealing accepts at all, so that no member is
            lost in one unlucky move.
        progress: gain of log tightness that counts as one: 1e-4 would be seen in the fourth digit.
        stalled_after, restart_every: steps without progress after which a member begins anew, looked at every
            so many steps, so that restarts are evaluated as a batch.
        restart_near: share of the restarts that begin near one of the best quarter of the members; the rest
            begin near an instance as it was drawn.
        restart_jumps: at most so many jumps away from where it restarts.
        shake: relative change of coordinates under which a tightness must be steady: far above rounding
            (2e-16), far below anything that moves the sides.
        steady: by how much log tightness may change then. An honest tightness moves by about ``shake`` times
            a derivative; one made of rounding changes altogether.
        narrow_every, narrowed_to: after every so many rejections the boxes of scales are drawn in to that
            share: what rounds at the extremes of the range is honest nearer to its middle.
    """

    members: int = 32
    horizon: int = 16
    sharpness: float = 12.0
    first_step: float = 0.15
    largest_step: float = 0.6
    smallest_step: float = 1e-5
    growth: float = 1.4
    shrinkage: float = 0.6
    plain_below: float = 0.25
    scaled_below: float = 0.5
    single_below: float = 0.7
    jump_below: float = 0.82
    jump_best_below: float = 0.9
    momentum_weights: tuple[float, float] = (0.7, 0.3)
    second_moment_weights: tuple[float, float] = (0.9, 0.1)
    noise: float = 0.3
    noise_halved_after: int = 20
    temperature: float = 0.02
    temperature_halved_after: int = 10
    largest_loss: float = 0.2
    progress: float = 1e-4
    stalled_after: int = 25
    restart_every: int = 5
    restart_near: float = 0.6
    restart_jumps: int = 3
    shake: float = 1e-12
    steady: float = 1e-4
    narrow_every: int = 3
    narrowed_to: float = 0.6


@dataclass(frozen=True)
class HuntSettings:
    """How ascents share out the steps of a hunt, and when balls are asked.

    Attributes:
        agree: difference of log tightness up to which balls confirm float64: a tenth of a percent, far below
            what separates one leader from the next, far above rounding on instances that are worth anything.
        suspected: log tightness from which an instance looks broken: nine digits, as in every other
        judgement.
        most_rejections: so many denials by balls and an ascent is believed no more: each costs a settlement.
        suspects: draws that look broken and are certified before anything ascends.
        equality: log tightness, and its change, within which an ascent has attained equality as
            far as seven digits show: what is left to climb would change no verdict and no printed multiple.
        rest_at_equality: steps at equality after which an ascent ends: nothing has passed it for a while.
        patient: hunts of at least so many steps spend what ascents at equality save on new draws, and have
            the best of every shape certified; for shorter ones that would cost more than the hunt.
        least_epoch, doublings: steps of the first epoch, and how often the next ones may double.
        epoch_draws: draws of the first epoch as they come; twice as many in the second.
        aimed_from: epochs from which draws are aimed by Hypothesis: blind draws fell what falls at once, and
            aiming costs a few hundred evaluations.
        aimed_draws: tightest aimed draws that an epoch starts from.
        survivors: ascents of one epoch that go on into the next.
        lengthened: leaders whose trajectories are looked at in full length after a race.
        corpus_starts: ascents that start from a corpus; the first few hold what the others hold.
        steps_a_start, fewest_starts, most_starts: one start for every so many steps, within limits: fewer
            starts see too few shapes, more leave too few steps each.
    """

    agree: float = 1e-3
    suspected: float = 1e-9
    most_rejections: int = 9
    suspects: int = 3
    equality: float = 1e-7
    rest_at_equality: int = 12
    patient: int = 100
    least_epoch: int = 40
    doublings: int = 6
    epoch_draws: int = 4
    aimed_from: int = 2
    aimed_draws: int = 12
    survivors: int = 4
    lengthened: int = 2
    corpus_starts: int = 2
    steps_a_start: int = 10
    fewest_starts: int = 2
    most_starts: int = 24


ASCENT = AscentSettings()
HUNT = HuntSettings()
