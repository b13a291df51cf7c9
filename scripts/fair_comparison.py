"""Is it the form of contract, or only its prices and its reviews? The same people at the same expected payment.

    python scripts/fair_comparison.py [how many futures]

See docs/comparison.md for what each figure means.
"""

import sys

import outcomesim as osim

REPLICATIONS = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000


def said(figure) -> str:
    return f"{figure.value:>12,.0f} \u00b1 {figure.error:,.0f}" if figure.value == figure.value else "-"


results = osim.simulate(osim.load("employment"), replications=REPLICATIONS)
comparison = osim.compare_fairly(results)
fair = comparison.fair

print(f"At the same expected payment as {comparison.against}")
for found in fair.found:
    print(f"  {found.contract}: prices times {found.scale.value:.3f}" + (f" ({found.reason})" if found.reason else ""))
    for measure in ("paid by payers", "provider's result", "investors' result", "public purse"):
        print(f"    {measure:<20} {said(fair.same_payment[found.contract].summary[measure])}")

for bridge in fair.bridges:
    print(f"\nFrom {bridge.start} to {bridge.end}: what the public purse expects")
    for step in bridge.steps:
        print(f"    {step.name:<32} {said(step.change('payers', 'public purse').expected)}")
    print(f"    {'in all':<32} {said(bridge.change('payers', 'public purse').expected)}")

print("\nTo break even, times what the service adds")
for switching in fair.switching:
    print(f"    {switching.contract}, {switching.kind}: {switching.reason or f'{switching.times.value:.2f}'}")
