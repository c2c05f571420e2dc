"""A standard four-layer transformer encoder on the same prompts, trained on sampled prompts."""

from __future__ import annotations

from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor, nn

from icl_verify.yang2024.experiments.draws import Problem, draw_labels
from icl_verify.yang2024.experiments.options import Options, Reading
from icl_verify.yang2024.experiments.training import TrainingJob, copied, epoch_batch

LAYERS = 4


class FourLayerTransformer(nn.Module):
    """torch's encoder between a linear embedding of (v_k; y_k) (4) and one linear readout for every token.

    Labels of tokens after the prompt are not an argument: they cannot leak. No dropout, and no positions: the
    tokens differ.

    Arguments:
        tokens: the dictionary, shape (d, K).
        heads, width, hidden: nhead, d_model and d_ff; heads divides width.
    """

    rows: Tensor

    def __init__(self, tokens: Float[Tensor, "d K"], heads: int, width: int, hidden: int) -> None:
        super().__init__()
        self.register_buffer("rows", tokens.T.contiguous(), persistent=False)
        layer = nn.TransformerEncoderLayer(width, heads, hidden, dropout=0.0, batch_first=True)
        self.embedding = nn.Linear(tokens.shape[0] + 1, width)
        self.encoder = nn.TransformerEncoder(layer, LAYERS, enable_nested_tensor=False)
        self.readout = nn.Linear(width, 1)

    def forward(self, labels: Float[Tensor, "prompts N"]) -> Float[Tensor, "prompts K"]:
        """yhat for all K tokens from the labels of the first N."""
        size, token_size = self.rows.shape
        count, length = labels.shape
        if length >= size:
            raise ValueError(f"labels must be fewer than the K = {size} tokens, got {length}")
        column = torch.cat([labels, labels.new_zeros(count, size - length)], dim=1)
        embedded = torch.cat([self.rows.expand(count, size, token_size), column[..., None]], dim=2)
        return self.readout(self.encoder(self.embedding(embedded)))[..., 0]


class FourLayer(TrainingJob):
    """One seed of the four-layer model under Adam, float32.

    Attributes:
        references: the training loss of ``copying`` (the labels given, 0 elsewhere) and of ``yhat*``.
    """

    def __init__(
        self,
        options: Options,
        reading: Reading,
        series: str,
        problem: Problem,
        heads: int,
        *,
        device: torch.device | None = None,
        points: int = 10,
    ) -> None:
        super().__init__(reading.name, series, problem.seeds, options.layer_steps, points)
        if len(problem.seeds) != 1:
            raise ValueError(f"problem must hold one seed, got {len(problem.seeds)}")
        self.device, self.limit = device or torch.device("cpu"), options.seconds
        self.options, self.length = options, problem.prompt_length
        self.cost = options.batch * problem.tokens.shape[2] * (heads * 2.5e-3 + options.width**2 * 1.2e-5)
        self.model = self._model(problem, heads)
        self.optimiser = torch.optim.Adam(self.model.parameters(), lr=options.layer_rate, fused=True)
        self.pool = self._cast(draw_labels(problem, options.pool, "training")[0])
        self.ridge = self._cast(problem.ridge[0])
        self.references = self._references()
        self.tests = {
            "inference loss, in domain": self._cast(draw_labels(problem, options.test, "in domain")[0]),
            "inference loss, out of domain": self._cast(
                draw_labels(problem, options.test, "out of domain")[0]
            ),
        }

    def _references(self) -> dict[str, float]:
        # On the prompts that the training loss is evaluated on, so that their draw cancels.
        labels = self.pool[: self.options.test].double()
        prompt, rest = labels[:, : self.length], labels[:, self.length :]
        apart = prompt @ self.ridge.double() - labels
        return {
            "copying": float(rest.square().sum() / (2 * labels.numel())),
            "yhat*": float(apart.square().mean() / 2),
        }

    def _model(self, problem: Problem, heads: int) -> FourLayerTransformer:
        # torch's layers draw from the global generator: it is set for this alone and put back.
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(problem.seeds[0])
            tokens = problem.tokens[0].float()
            model = FourLayerTransformer(tokens, heads, self.options.width, self.options.hidden)
        return model.to(self.device)

    def _cast(self, value: Tensor) -> Tensor:
        return value.to(device=self.device, dtype=torch.float32)

    def step(self) -> None:
        """One Adam step on a batch of sampled prompts."""
        indices = epoch_batch(self.done, self.options.batch, self.options.pool, self.seeds[0])
        labels = self.pool[indices.to(self.device)]
        loss = (self.model(labels[:, : self.length]) - labels).square().mean() / 2
        self.optimiser.zero_grad()
        loss.backward()
        self.optimiser.step()

    @torch.no_grad()
    def evaluate(self) -> dict[str, Tensor]:
        """Training loss on the first ``test`` training prompts; 1/K ||yhat - yhat*||^2 on the test sets."""
        fixed = self.pool[: self.options.test]
        losses = {"training loss": self._mean_square(fixed, fixed) / 2}
        losses["L*"] = torch.as_tensor(self.references["yhat*"], dtype=torch.float64)
        losses["excess loss"] = losses["training loss"].cpu() - losses["L*"]
        for name, labels in self.tests.items():
            losses[name] = self._mean_square(labels, labels[:, : self.length] @ self.ridge)
        return {
            name: torch.nan_to_num(value, nan=torch.inf, posinf=torch.inf)[None]
            for name, value in losses.items()
        }

    def _mean_square(self, labels: Tensor, target: Tensor) -> Tensor:
        parts = zip(labels.split(self.options.batch), target.split(self.options.batch), strict=True)
        total = sum((self.model(y[:, : self.length]) - t).double().square().sum() for y, t in parts)
        return torch.as_tensor(total) / target.numel()

    def tensors(self) -> dict[str, Any]:
        """Weights and Adam's moments."""
        return copied({"model": self.model.state_dict(), "optimiser": self.optimiser.state_dict()})

    def restore(self, tensors: dict[str, Any]) -> None:
        """Put a state of ``tensors`` back."""
        self.model.load_state_dict(tensors["model"])
        self.optimiser.load_state_dict(tensors["optimiser"])
