"""What happens after a repair under a contract, in one line for whoever checks the packs."""

from datetime import timedelta

from desk.contract import Contract


def after_repair(contract: Contract) -> str:
    """Reminders, call-back with its hours, repeated repair, low scores: the pack's own figures."""
    goals, closing = contract.satisfaction, contract.closing
    reminders = ", ".join(_span(after) for after in closing.remind_after) or "never"
    hours = ", ".join(f"{window.opens:%H:%M}-{window.closes:%H:%M}" for window in contract.terms.windows)
    low = (
        f"scores up to {goals.low} followed up within {_span(goals.follow_up_within)}"
        if goals.low
        else "no score followed up"
    )
    return (
        f"{contract.id}: reminders after {reminders}, call-back after {_span(closing.callback_after)}"
        f"{f' ({hours})' if hours else ''}; repeated within {_span(contract.regrading.repeat_within)}; "
        f"{low}; asked once in {_span(goals.ask_apart)}"
    )


def _span(span: timedelta) -> str:
    """As the packs write it: 30min, 24h, 7d; a day is 24h."""
    minutes = int(span.total_seconds() // 60)
    if minutes % 1440 == 0 and minutes > 1440:
        return f"{minutes // 1440}d"
    return f"{minutes // 60}h" if minutes % 60 == 0 else f"{minutes}min"
