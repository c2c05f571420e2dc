"""The one-layer model, trained on the population loss (9) in closed form, with the gradient written out."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from icl_verify.yang2024.experiments.draws import Problem, draw_labels, draw_queries
from icl_verify.yang2024.experiments.options import Options, Reading
from icl_verify.yang2024.experiments.training import TrainingJob, copied, epoch_batch


@dataclass(frozen=True)
class Tokens:
    """The dictionary as the step reads it: V^T, V, vhat and vhat^T, each contiguous."""

    prompt_rows: Float[Tensor, "seeds N d"]
    prompt: Float[Tensor, "seeds d N"]
    dictionary: Float[Tensor, "seeds d K"]
    dictionary_rows: Float[Tensor, "seeds K d"]


def prepare_tokens(tokens: Float[Tensor, "seeds d K"], prompt_length: int) -> Tokens:
    """The four layouts of one dictionary."""
    prompt = tokens[..., :prompt_length].contiguous()
    return Tokens(prompt.mT.contiguous(), prompt, tokens.contiguous(), tokens.mT.contiguous())


def attention_scores(tokens: Tokens, queries: Float[Tensor, "seeds d H d"]) -> Float[Tensor, "seeds N H K"]:
    """s^h_{jk} (28). Queries are stored as (a, h, b): all heads then share two large products."""
    batch, size, heads, _ = queries.shape
    length = tokens.prompt_rows.shape[1]
    through = (tokens.prompt_rows @ queries.reshape(batch, size, heads * size)).view(
        batch, length * heads, size
    )
    logits = through @ tokens.dictionary
    return torch.softmax(logits.view(batch, length, heads, -1), dim=1)


def chain_rule(
    tokens: Tokens,
    scores: Float[Tensor, "seeds N H K"],
    weights: Float[Tensor, "seeds H K"],
    slope: Float[Tensor, "seeds N K"],
) -> tuple[Float[Tensor, "seeds d H d"], Float[Tensor, "seeds H K"]]:
    """dL/dQ (stored as ``attention_scores`` has it) and dL/dw from dL/dAhat. Overwrites ``scores``."""
    batch, length, heads, size = scores.shape
    in_weights = (scores * slope[:, :, None]).sum(dim=1)
    in_logits = scores.mul_(slope[:, :, None] - in_weights[:, None]).mul_(weights[:, None])
    through = in_logits.view(batch, length * heads, size) @ tokens.dictionary_rows
    in_queries = tokens.prompt @ through.view(batch, length, -1)
    return in_queries.view(batch, tokens.prompt.shape[1], heads, -1), in_weights


def weight_smoothness(scores: Float[Tensor, "seeds N H K"], covariance: Float[Tensor, "seeds N N"]) -> Tensor:
    """max_k of the largest eigenvalue of C_k^T Zbar^2 C_k / K, shape (seeds,): the loss's curvature in w."""
    root = torch.linalg.cholesky(covariance)
    gram = torch.einsum("snhk,smhk->sknm", scores, scores)
    curvature = root.mT[:, None] @ gram @ root[:, None]
    return torch.linalg.eigvalsh(curvature).amax(dim=(-2, -1)) / scores.shape[-1]


@dataclass
class Rise:
    """The largest value over the least before it, watched at every step; each of shape (seeds,).

    Attributes:
        first: the first value; the least counts as no less than a millionth of it, for rounding moves it.
        least, most: the least value, and the largest rise, so far.
    """

    first: Tensor
    least: Tensor
    most: Tensor

    @classmethod
    def from_start(cls, like: Tensor) -> Rise:
        """Nothing seen yet."""
        return cls(torch.full_like(like, -1), torch.full_like(like, torch.inf), torch.ones_like(like))

    def watch(self, value: Tensor) -> None:
        """Take in one more step; a value that is no number counts as infinite."""
        value = torch.nan_to_num(value, nan=torch.inf, posinf=torch.inf)
        self.first.copy_(torch.where(self.first < 0, value, self.first))
        ratio = torch.nan_to_num(
            value / torch.maximum(self.least, 1e-6 * self.first), nan=torch.inf, posinf=torch.inf
        )
        self.most.copy_(torch.maximum(self.most, ratio))
        self.least.copy_(torch.minimum(self.least, value))


class OneLayer(TrainingJob):
    """The model (8) over all seeds at once, from standard Gaussian queries and w = 0.

    Adam, or plain gradient descent (10) with one rate for queries and weights. The training loss is the
    population loss (9), or, on sampled prompts, the loss on the first ``test`` training prompts.

    Arguments:
        problem: one dictionary a seed.
        rule: ``adam`` or ``descent``.
        rate: Adam's learning rate, or None for the reading's; for descent one a seed, shape (seeds,).
    """

    def __init__(
        self,
        options: Options,
        reading: Reading,
        series: str,
        problem: Problem,
        heads: int,
        *,
        rule: str = "adam",
        rate: float | Tensor | None = None,
        device: torch.device | None = None,
    ) -> None:
        super().__init__(reading.name, series, problem.seeds, options.steps, 60)
        self.device = device or torch.device("cpu")
        self.dtype = torch.float32 if options.precision == "float32" else torch.float64
        self.options, self.problem, self.sampled = options, problem, reading.prompts == "sampled"
        self.cost = 0.2 + len(problem.seeds) * heads * problem.tokens.shape[1] ** 2 * 1e-5
        self.tokens = prepare_tokens(self._cast(problem.tokens), problem.prompt_length)
        self.covariance, self.target = self._cast(problem.covariance), self._cast(problem.ridge)
        self.floor = self._cast(problem.floor)
        queries = draw_queries(problem.seeds, heads, problem.tokens.shape[1]).movedim(1, 2)
        self.queries = self._cast(queries).contiguous()
        self.weights = torch.zeros_like(self.target[:, :1]).repeat(1, heads, 1)
        self.loss_rise, self.excess_rise = Rise.from_start(self.floor), Rise.from_start(self.floor)
        self.optimiser: torch.optim.Adam | None = None
        if rule == "adam":
            fused = self.device.type in ("cpu", "cuda")
            step_size = reading.rate if rate is None else float(rate)
            self.optimiser = torch.optim.Adam([self.queries, self.weights], lr=step_size, fused=fused)
        else:
            self.rate = self._cast(torch.as_tensor(rate))
        self.tests = {p: self._second_moment(draw_labels(problem, options.test, p)) for p in _TESTS.values()}
        if self.sampled:
            self.pool = self._cast(draw_labels(problem, options.pool, "training"))
            self.batch_indices = functools.partial(epoch_batch, seed=problem.seeds[0])

    def _cast(self, value: Tensor) -> Tensor:
        return value.to(device=self.device, dtype=self.dtype)

    def _second_moment(self, labels: Tensor) -> Tensor:
        # The test error is quadratic in the prompt's labels: it reads them through their second moment alone.
        prompt = labels[..., : self.problem.prompt_length]
        return self._cast(prompt.mT @ prompt / labels.shape[1])

    @torch.no_grad()
    def step(self) -> None:
        """One step on the population loss, or on one batch of sampled prompts."""
        scores = attention_scores(self.tokens, self.queries)
        effective = (scores * self.weights[:, None]).sum(dim=2)
        delta = effective - self.target
        slope = self.covariance @ delta / delta.shape[-1]
        # Every step is looked at: spikes are narrower than the distance between evaluations.
        excess = (delta * slope).sum(dim=(1, 2)) / 2
        self.loss_rise.watch(excess + self.floor)
        self.excess_rise.watch(excess)
        if self.sampled:
            slope = self._batch_slope(effective)
        in_queries, in_weights = chain_rule(self.tokens, scores, self.weights, slope)
        if self.optimiser is not None:
            self.queries.grad, self.weights.grad = in_queries, in_weights
            self.optimiser.step()
        else:
            self.queries -= self.rate[:, None, None, None] * in_queries
            self.weights -= self.rate[:, None, None] * in_weights

    def _batch_slope(self, effective: Tensor) -> Tensor:
        indices = self.batch_indices(self.done, self.options.batch, self.options.pool).to(self.device)
        labels = self.pool[:, indices]
        prompt = labels[..., : self.problem.prompt_length]
        error = prompt @ effective - labels
        return prompt.mT @ error / (labels.shape[1] * labels.shape[2])

    def _pool_loss(self, effective: Tensor) -> Tensor:
        # On the training prompts that four layers are evaluated on too, so that both losses mean the same.
        labels = self.pool[:, : self.options.test]
        error = labels[..., : self.problem.prompt_length] @ effective - labels
        return error.square().mean(dim=(1, 2)) / 2

    @torch.no_grad()
    def evaluate(self) -> dict[str, Tensor]:
        """Training and excess loss, both inference losses 1/K ||yhat - yhat*||^2, the largest rise so far."""
        scores = attention_scores(self.tokens, self.queries)
        delta = (scores * self.weights[:, None]).sum(dim=2) - self.target
        size = delta.shape[-1]
        excess = (delta * (self.covariance @ delta)).sum(dim=(1, 2)) / (2 * size)
        effective, population = delta + self.target, excess + self.floor
        training = self._pool_loss(effective) if self.sampled else population
        losses = {"training loss": training, "population loss": population, "excess loss": excess}
        losses["L*"] = self.floor
        for name, purpose in _TESTS.items():
            losses[name] = (delta * (self.tests[purpose] @ delta)).sum(dim=(1, 2)) / size
        losses["largest rise"], losses["largest rise of the excess"] = (
            self.loss_rise.most,
            self.excess_rise.most,
        )
        return {
            name: torch.nan_to_num(value, nan=torch.inf, posinf=torch.inf) for name, value in losses.items()
        }

    def tensors(self) -> dict[str, Any]:
        """Parameters, Adam's moments, and what was watched."""
        state: dict[str, Any] = {"queries": self.queries, "weights": self.weights}
        state |= {"loss rise": vars(self.loss_rise), "excess rise": vars(self.excess_rise)}
        if self.optimiser is not None:
            state["optimiser"] = self.optimiser.state_dict()
        return copied(state)

    def restore(self, tensors: dict[str, Any]) -> None:
        """Put a state of ``tensors`` back."""
        self.queries.copy_(tensors["queries"])
        self.weights.copy_(tensors["weights"])
        for name, rise in (("loss rise", self.loss_rise), ("excess rise", self.excess_rise)):
            for part, value in vars(rise).items():
                value.copy_(tensors[name][part])
        if self.optimiser is not None:
            self.optimiser.load_state_dict(tensors["optimiser"])


_TESTS = {"inference loss, in domain": "in domain", "inference loss, out of domain": "out of domain"}
