"""Capital in sentences: every tranche, rate, rank, guarantee, floor, hurdle, break, and the order of the waterfall.

Takes a contract's terms, gives plain sentences. It works nothing out.
"""

from __future__ import annotations

from collections.abc import Iterator

from outcomesim.contracts.base import Contract
from outcomesim.contracts.wording.common import every, expected, listed, money, months, percent, when_exhausted
from outcomesim.contracts.wording.measures import condition_in_words
from outcomesim.contracts.wording.terms import line_in_words
from outcomesim.scenario.capital import (
    Action,
    Break,
    CapitalGuarantee,
    CapitalTerms,
    OnMeasure,
    ProviderFinance,
    Tranche,
)
from outcomesim.scenario.pay import Schedule


def capital_sentences(contract: Contract) -> tuple[str, ...]:
    """What investors put in, when, and what comes back to whom in which order."""
    capital = contract.capital
    if capital is None:
        return ()
    currency = contract.setting.currency
    return (
        _draws(contract, capital),
        *(_tranche(tranche, capital, currency) for tranche in capital.tranches if _has_own_terms(tranche, capital)),
        *_dates(contract, capital),
        *(_guarantee(guarantee, currency) for guarantee in capital.guarantees),
        f"When all capital is drawn and the cash is gone, {when_exhausted(contract)}; either way, what is owed is "
        "paid first from later income.",
        *(_break(option, currency) for option in capital.breaks),
    )


def funding_sentences(contract: Contract) -> tuple[str, ...]:
    """The capital beneath a contract, and what the vehicle pays the provider; nothing where there is none."""
    return () if contract.capital is None else (*capital_sentences(contract), _agreement(contract))


def _agreement(contract: Contract) -> str:
    setting, agreement, currency = contract.setting, contract.agreement, contract.setting.currency
    if agreement is None or agreement.basis == "cost":
        paid = f"its cost as incurred and a margin of {percent(setting.margin)}"
    elif agreement.basis == "pay lines":
        lines = listed([line_in_words(line, contract) for line in agreement.lines])
        paid = f"by an agreement of their own, whatever the outcomes contract pays: {lines}"
    else:
        price = f"{money(setting.planned_cost * (1 + setting.margin), currency)} (expected cost and margin)"
        if agreement.price is not None:
            price = money(agreement.price, currency)
        paid = f"a block price of {price} in equal monthly parts while the service runs"
    fee = contract.fee_per_month
    managed = "" if fee is None else f", and {contract.intermediary} {expected(fee, currency)} a month while it runs"
    return f"Each month {contract.holder} pays {setting.provider} {paid}{managed}."


def provider_sentences(contract: Contract) -> tuple[str, ...]:
    """What follows when a provider's own money is gone, where anything does."""
    finite = (finance for finance in contract.terms.finances if finance.when_exhausted != "carries on")
    return tuple(_own_money(finance, contract) for finance in finite)


def _own_money(finance: ProviderFinance, contract: Contract) -> str:
    holder, currency, after = contract.setting.provider.name, contract.setting.currency, months(finance.notice_months)
    whose = finance.names or (holder,)
    overdraft = f" and an overdraft of {money(finance.overdraft, currency)}" if finance.overdraft else ""
    has, waits = ("has", "it waits") if len(whose) == 1 else ("each have", "they wait")
    follows = f"intake shuts and the service stops after {after}"
    if holder not in whose:
        one = "it" if len(whose) == 1 else "the one that is short"
        follows = f"{one} takes nobody on any more and stops after {after}; the referrals to come go to the others"
    reserves = f"reserves of {money(finance.reserves, currency)}{overdraft}"
    return (
        f"{listed(whose)} {has} {reserves} to live on while {waits} for money; at the end of a month in which they do "
        f"not suffice, {follows}."
    )


def _draws(contract: Contract, capital: CapitalTerms) -> str:
    tranches = listed([f"{money(t.commitment, contract.setting.currency)} from {t.name}" for t in capital.tranches])
    reserve = f"{months(capital.reserve_months)} of planned outgoings in hand while the service runs"
    if capital.draw_whole_at_start:
        unspent = "what of it is not spent until the service ends or it matures, and"
        drawn = f"is drawn on the first day; {contract.holder} keeps {unspent} {reserve}"
    else:
        drawn = f"is drawn when {contract.holder} needs it, to keep {reserve}"
    ranks = len({tranche.rank for tranche in capital.tranches}) > 1
    junior = ", of the last rank first" if ranks and not capital.draw_whole_at_start else ""
    notice = f", and is asked for {months(capital.draw_notice_months)} ahead" if capital.draw_notice_months else ""
    income = "outcome payments are used before more is drawn"
    if capital.draw_whole_at_start:
        income = "of outcome payments, what planned outgoings still need is kept too"
        if not capital.recycle:
            income = "outcome payments are for investors"
    elif not capital.recycle:
        income = "outcome payments are kept for investors until all of it is drawn"
    return f"Capital of {tranches} {drawn}{junior}{notice}; {income}."


def _has_own_terms(tranche: Tranche, capital: CapitalTerms) -> bool:
    return tranche != Tranche(tranche.name, tranche.commitment) or len({t.rank for t in capital.tranches}) > 1


def _tranche(tranche: Tranche, capital: CapitalTerms, currency: str) -> str:
    ranked = len({t.rank for t in capital.tranches}) > 1
    parts = [f"has rank {tranche.rank}"] if ranked else []
    parts += list(_return_of(tranche))
    if tranche.principal != 1.0:
        parts.append(f"gets back {_value(tranche.principal)} of its principal")
    parts += [
        f"gets back at least {percent(floor.share)} of its principal from month {floor.month:g} on"
        for floor in tranche.floors
    ]
    if tranche.hurdle:
        parts.append(f"is to have earned {percent(tranche.hurdle)} a year before others share in profit")
    if tranche.profit_share is not None:
        parts.append(f"has {percent(tranche.profit_share)} of the profit")
    if tranche.most_return_per_year is not None:
        parts.append(f"earns at the most {percent(tranche.most_return_per_year)} a year")
    if tranche.revolving:
        parts.append("may be drawn again once repaid")
    return f"{tranche.name} {listed(parts)}."


def _return_of(tranche: Tranche) -> Iterator[str]:
    if not tranche.earns_interest:
        return
    each = {"quarterly": "quarter", "half-yearly": "half year", "yearly": "contract year"}.get(tranche.interest_paid)
    paid = "with its principal" if each is None else f"at the end of each {each}"
    lapses = "" if tranche.cumulative else "; what cannot be paid then lapses"
    later = [f"from month {each.since} on {_value(each.rate)}" for each in tranche.later]
    yield f"earns {listed([_value(tranche.rate), *later])} a year, {tranche.interest} interest, paid {paid}{lapses}"


def _value(number: float | OnMeasure) -> str:
    """A share or a rate: as a percentage, or by the measure it follows."""
    if not isinstance(number, OnMeasure):
        return percent(number)
    each = {"year": " for each contract year"}.get(number.for_each or "", f" for each {number.for_each}")
    deemed = "" if number.deemed is None else f"; {percent(number.deemed)} where it is never reported"
    return f"what {number.measure} brings{each if number.for_each else ''} ({_schedule(number.schedule)}{deemed})"


def _schedule(schedule: Schedule) -> str:
    points = [f"{percent(value)} from {at:g}" for at, value in schedule.points]
    words = {
        "steps": ", ".join(points),
        "linear": f"in a straight line between {listed([f'{percent(v)} at {at:g}' for at, v in schedule.points])}",
        "bands": f"for each point {', '.join(points)}",
    }[schedule.kind]
    if schedule.kind == "steps":
        words += f", nothing below {schedule.points[0][0]:g}"
    if schedule.nothing_below is not None:
        words += f", nothing below {schedule.nothing_below:g}"
    return words


def _dates(contract: Contract, capital: CapitalTerms) -> Iterator[str]:
    matures = "" if capital.maturity is None else "at maturity "
    when = (
        f"{every(capital.distribute_every)}, not before month {capital.distribute_from:g}, and {matures}"
        f"{'and ' if matures else ''}with the last payment"
    )
    if capital.waterfall:
        order = "; ".join(_action(action, contract) for action in capital.waterfall)
        yield (
            f"Debts are paid every month and the rest is distributed {when}, in this order: {order}. Debts that are "
            "not named come first."
        )
    else:
        yield f"What is above that reserve is distributed {when}: first {_usual(contract, capital)}."
    if capital.maturity is not None:
        yield f"Principal is due in month {capital.maturity:g}; until then money that is not due to anybody is kept."
    if capital.early_redemption is not None:
        early = capital.early_redemption
        premium = f", with {percent(early.premium)} on top" if early.premium else ""
        yield f"From month {early.since:g} on principal is repaid early, as money comes in{premium}."


def _usual(contract: Contract, capital: CapitalTerms) -> str:
    """Capital back first, then profit, with whatever stands between."""
    share, tranches = capital.provider_share_of_surplus, capital.tranches
    by = "commitment" if all(t.profit_share is None for t in tranches) else "their shares"
    profit = f"profit by {by}"
    if share > 0:
        profit = f"{percent(share)} of the profit to {contract.setting.provider} and the rest to investors by {by}"
    steps = ["interest that is due"] if any(t.earns_interest for t in tranches) else []
    steps.append("capital back")
    steps += ["what hurdles still ask for"] if any(t.hurdle for t in tranches) else []
    ranked = ", by rank" if len({t.rank for t in tranches}) > 1 else ""
    words = f"{', then '.join(steps)}{ranked}, then {profit}"
    if any(t.most_return_per_year is not None for t in tranches):
        words += "; what no investor may take goes back to the payers"
    return words


def _action(action: Action, contract: Contract) -> str:
    part = "what is left" if action.share == 1 else f"{percent(action.share)} of what is left"
    words = {
        "fees": f"fees of {contract.intermediary}",
        "provider": f"what {contract.setting.provider} is owed",
        "costs": f"costs of {contract.holder}",
        "reserve": "the reserve is kept",
        "interest": "interest that is due",
        "principal": "principal that is due",
        "floor": "what floors by date ask for",
        "hurdle": "what hurdles ask for",
        "bonus": part,
        "profit": f"{part}, as profit",
        "payers": f"{part} goes back to the payers",
    }[action.pay]
    if action.pay == "bonus":
        words += f" to {action.to or contract.setting.provider}"
    elif action.to:
        words += f" to {action.to}"
    most = "" if action.most is None else f", at the most {money(action.most, contract.setting.currency)} in all"
    return words + most


def _guarantee(guarantee: CapitalGuarantee, currency: str) -> str:
    covers = "first losses" if guarantee.covers == "first losses" else f"{percent(guarantee.share)} of each loss"
    if guarantee.limits:
        steps = [f"{money(limit.amount, currency)} from month {limit.since:g}" for limit in guarantee.limits]
        limit = f", up to {listed(steps)}"
    else:
        limit = "" if guarantee.limit is None else f", up to {money(guarantee.limit, currency)}"
    until = "" if guarantee.until is None else f", for losses that show by month {guarantee.until:g}"
    return f"{guarantee.by} makes good {covers} of the principal of {guarantee.tranche}{limit}{until}."


def _break(option: Break, currency: str) -> str:
    at = listed([f"month {month:g}" for month in option.at])
    who = "Investors" if option.by == "investors" else option.by
    condition = condition_in_words(option.when, currency)
    return f"{who} may end the service at {at} if {condition}, with {months(option.notice_months)} of notice."
