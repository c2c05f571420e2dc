"""``python -m benchmarks.repair.degrees``: alarms of degree among the printed claims, and the known slips."""

from __future__ import annotations

import time
from pathlib import Path

import torch

from icl_verify import collect
from icl_verify.records.schema import SOURCE_FORMS
from icl_verify.repair.degrees import Survey

# The equations of the source whose degrees do not fit, by the function that states each of them.
SLIPS = {
    "rate_smoothness": "(17)",
    "query_changes_add_up": "(59), first inequality",
    "query_gradient_is_smooth": "(59), last side",
    "lemma_smoothness": "(61)",
    "loss_is_smooth": "(60), (61)",
    "carried_noise_has_the_printed_energy": "(77)",
}


def main() -> int:
    """Run the program."""
    torch.set_num_threads(1)
    began = time.process_time()
    survey = Survey([c for c in collect(Path("properties")) if c.form in SOURCE_FORMS])
    alarms = {claim.id: survey.alarms(claim) for claim in survey.claims}
    spent = time.process_time() - began
    seen = {alarm.function for found in alarms.values() for alarm in found}
    false = [name for name, found in alarms.items() if any(a.function not in SLIPS for a in found)]
    places = {str(alarm): alarm.function for found in alarms.values() for alarm in found}
    for said, function in sorted(places.items(), key=lambda place: place[1] not in SLIPS):
        print(f"{SLIPS.get(function, 'FALSE'):24} {said}")
    print(f"slips: {len(seen & set(SLIPS))} of {len(SLIPS)}; missed: {sorted(set(SLIPS) - seen)}")
    share = len(false) / len(alarms)
    print(f"claims with a false alarm: {len(false)} of {len(alarms)} ({share:.1%}): {false}")
    print(f"unread: {survey.unread}; {spent:.1f} s of processor time")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
