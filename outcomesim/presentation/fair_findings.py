"""What the fair comparison says, in sentences: the same payment, the bridge, switching values, what pay follows.

Takes a :class:`~outcomesim.analysis.comparison.Comparison` with its :class:`~outcomesim.analysis.fairness.Fair`, gives
sentences built from its figures. Must not know where the sentences are put.
"""

from __future__ import annotations

from outcomesim.analysis.bridge import Bridge, Shift
from outcomesim.analysis.comparison import Compared, Comparison
from outcomesim.analysis.fairness import Fair
from outcomesim.analysis.following import Following
from outcomesim.analysis.positions import Kind
from outcomesim.analysis.precision import Figure
from outcomesim.analysis.same_payment import SamePayment
from outcomesim.analysis.switching import Switching
from outcomesim.contracts.wording.common import listed
from outcomesim.presentation.words import capital, money, share

SMALL = 0.02
"""A step below this share of the largest of its bridge is not named in a sentence."""
FOLLOWS_LITTLE, FOLLOWS_MUCH = 0.1, 0.5
"""Shares of the spread of payment that the effect explains, below which pay hardly follows and above which it does."""

MOVED_BY_REVIEWS = (("paid by payers", "what the payers pay"), ("public purse", "what the public purse expects"))

IN_POSITION: dict[tuple[str, Kind], str] = {
    ("payers", "cash"): "what the payers expect to pay",
    ("payers", "public purse"): "what the public purse expects",
    ("provider", "cash"): "what the provider expects",
    ("investors", "cash"): "what the investors expect",
    ("everyone", "social value"): "social value",
}


def fair_of(comparison: Comparison) -> Fair:
    """The fair part of a comparison that has one."""
    assert comparison.fair is not None
    return comparison.fair


def times(figure: Figure) -> str:
    """So many times, in words: ``1.2 times``.

    Examples
    --------
    >>> times(Figure(1.197, 0.002)), times(Figure(0.609, 0.002))
    ('1.20 times', '0.61 times')
    """
    return f"{figure.value:.2f} times"


def paid_the_same(comparison: Comparison) -> tuple[str, ...]:
    """For every other contract: at what prices its payers expect to pay the same, and what becomes of others then."""
    fair = fair_of(comparison)
    return tuple(_paid_the_same(comparison, found, fair.same_payment[found.contract]) for found in fair.found)


def _paid_the_same(comparison: Comparison, found: SamePayment, contract: Compared) -> str:
    wanted, provider = _money(comparison, found.wanted.value), contract.summary["provider's result"]
    left = f"the provider {_expects(comparison, provider)}"
    investors = contract.summary["investors' result"]
    if investors.defined:
        left += f", the investors {_expects(comparison, investors, many=True)}"
    off = _off(comparison, contract.differences["public purse"])
    left += f", and the public purse is {off} than under {found.against}"
    if found.reached:
        return (
            f"{found.contract} costs the payers what {found.against} does ({wanted}) with its prices multiplied by"
            f" {found.scale.value:.3g}. Then {left}."
        )
    nearest = f"as near as it comes is {_money(comparison, found.paid.value)}"
    if found.scale.value != 1:
        nearest += f", with its prices multiplied by {found.scale.value:.3g}"
    return (
        f"{found.contract} cannot be made to cost the payers what {found.against} does ({wanted}): {found.reason}."
        f" {capital(nearest)}. Then {left}."
    )


def _expects(comparison: Comparison, figure: Figure, *, many: bool = False) -> str:
    verb = "expect" if many else "expects"
    if not figure.clear:
        return f"{verb} to break even"
    return f"{verb} {'to lose ' if figure.value < 0 else ''}{_money(comparison, abs(figure.value))}"


def _off(comparison: Comparison, figure: Figure) -> str:
    if not figure.clear:
        return "neither measurably better nor worse off"
    return f"{_money(comparison, abs(figure.value))} {'better' if figure.value > 0 else 'worse'} off"


def with_the_same_reviews(comparison: Comparison) -> tuple[str, ...]:
    """What reviews alone do to the contract compared against."""
    return tuple(_reviewed(comparison, contract) for contract in fair_of(comparison).same_reviews)


def _reviewed(comparison: Comparison, contract: Compared) -> str:
    stopped = contract.summary["service stopped early"].value
    parts = [
        f"{words} {_moves(comparison, contract.differences[measure])}"
        for measure, words in MOVED_BY_REVIEWS
        if contract.differences[measure].clear
    ]
    if stopped > 0:
        parts.append(f"the service ends early in {share(stopped)} of futures")
    return f"{contract.name}: by the reviews alone {listed(parts) or 'nothing changes that can be measured'}."


def bridge_sentence(comparison: Comparison, bridge: Bridge, holder: str, kind: Kind) -> str:
    """What the whole comes to for one holder, and which steps make it, largest first."""
    sign = -1 if (holder, kind) == ("payers", "cash") else 1  # what they pay, not what they keep
    whole = _turned(bridge.change(holder, kind).expected, sign)
    steps = [(step.name, _turned(step.change(holder, kind).expected, sign)) for step in bridge.steps]
    most = max(abs(figure.value) for _, figure in steps)
    named = [(name, f) for name, f in steps if f.clear and abs(f.value) > SMALL * most]
    named.sort(key=lambda pair: -abs(pair[1].value))
    head = f"From {bridge.start} to {bridge.end} {IN_POSITION[holder, kind]}"
    if not named:
        return f"{head} does not change by anything that can be measured."
    up = whole.value > 0
    parts = [
        (figure.value > 0, f"{_money(comparison, abs(figure.value))} {_more(figure.value > 0)} by {name}")
        for name, figure in named
    ]
    sides = ([words for rises, words in parts if (rises is up) is same] for same in (True, False))
    return f"{head} {_moves(comparison, whole)}: {', but '.join(listed(some) for some in sides if some)}."


def _turned(figure: Figure, sign: int) -> Figure:
    return Figure(sign * figure.value, figure.error)


def _more(rises: bool) -> str:
    return "more" if rises else "less"


def _moves(comparison: Comparison, figure: Figure) -> str:
    if not figure.clear:
        return "comes to much the same"
    return f"{'rises' if figure.value > 0 else 'falls'} by {_money(comparison, abs(figure.value))}"


def bridge_title(comparison: Comparison, bridge: Bridge) -> str:
    """The finding of the bridge: what the public purse gains or loses, and the step that does most."""
    whole = bridge.change("payers", "public purse").expected
    verb = "gains" if whole.value > 0 else "loses"
    amount = _money(comparison, abs(whole.value))

    def size(shift: Shift) -> float:
        return shift.expected.value * (1 if whole.value > 0 else -1)

    most = max(bridge.steps, key=lambda step: size(step.change("payers", "public purse")))
    part = _money(comparison, abs(most.change("payers", "public purse").expected.value))
    if not whole.clear:
        return f"From {bridge.start} to {bridge.end} the public purse neither gains nor loses measurably"
    return f"From {bridge.start} to {bridge.end} the public purse {verb} {amount}; most comes of {most.name} ({part})"


def switching_sentence(switching: Switching, how: str) -> str:
    """How much better, or how much less well, the service would have to work for two contracts to come to the same."""
    side = f"in {'the ' if switching.kind == 'public purse' else ''}{switching.kind}"
    under, other = f"Under {switching.contract} {how}", switching.against
    if switching.reason:
        return f"{under} there is no break-even with {other} {side}: {switching.reason}."
    more = switching.times.value - 1
    if abs(more) <= 2 * switching.times.error:
        return f"{under} the service breaks even with {other} {side} as it is, as near as can be told."
    much = f"{times(switching.times)} as much ({share(abs(more))} {'more' if more > 0 else 'less'})"
    if more > 0:
        return f"{under} the service would have to add {much} to break even with {other} {side}."
    return f"{under} the service could add {much} and still break even with {other} {side}."


def follows_sentence(follows: Following) -> str:
    """Whether pay follows what the service adds, or volume and chance."""
    if follows.reason:
        return f"{follows.contract}: {follows.reason}, so that pay cannot follow what the service adds."
    effect, volume, shared, rest = (
        share(f.value) for f in (follows.effect, follows.volume, follows.shared, follows.rest)
    )
    alone = follows.effect.value
    far = "follows in part what the service adds"
    if alone + max(follows.shared.value, 0.0) < FOLLOWS_LITTLE:
        far = "hardly follows what the service adds"
    elif alone > FOLLOWS_MUCH:
        far = "mostly follows what the service adds"
    elif follows.shared.value > max(alone, FOLLOWS_LITTLE):
        far = "moves with what the service adds mainly as far as that moves with how many people are taken on"
    return (
        f"{follows.contract}: pay {far}. For each 1 more that is added, at the contract's prices,"
        f" {follows.passed_on.value:.2f} more is paid. Of the spread of payment between"
        f" futures, {effect} goes with what the service adds alone, {volume} with how many people are taken on alone,"
        f" {shared} with either, and {rest} with neither (what would have happened anyway, evidence, caps)."
    )


def _money(comparison: Comparison, amount: float) -> str:
    return money(amount, comparison.scenario.currency)
