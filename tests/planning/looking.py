"""Dates are looked at before they count: what the page then says of them."""


def shown_seal(page: str) -> str:
    """What the button that plans, or asks, says of the dates that were looked at."""
    return page.partition('name="sure" value="')[2].partition('"')[0]
