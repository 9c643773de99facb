"""What a chart refuses of the keys of [[indicator]], in the words of the project file and in the reader's language."""

from __future__ import annotations

import re

from kvalspc.job.remedies import remedy_among
from kvalspc.job.wording import Wording, got

_SAID = re.compile(r'(?P<key>[\w, ]+?)(?: for chart "(?P<of>\w+)")?: got (?P<given>.+?), need (?P<need>.+)', re.DOTALL)
_WITH = re.compile(r'(?P<given>.+) for chart "(?P<of>\w+)"')

# key, what a chart needs of it, and the text that says so; what is named fills the text's places
_NEEDS = (
    ("rules", r"one of (?P<listed>.+) \(or with its year: (?P<example>.+)\)", "rules"),
    ("profile", r'(?P<listed>".+")', "one_of"),
    ("centre|lower|upper", r"a possible level of chart .*: a share from 0 to 1 .*", "proportion"),
    ("centre|lower|upper", r"a possible level of chart .*: (?P<bound>0) or more", "greater_than_equal"),
    ("centre", r"at least lower \((?P<bound>.+)\)", "from_lower"),
    ("centre", r"at most upper \((?P<bound>.+)\)", "to_upper"),
    ("lower", r"below upper \((?P<bound>.+)\)", "below_upper"),
    ("centre", r'"mean" \(.*\)', "number_for_centre"),
    ("centre", r"either: it does not tell shape and scale", "centre_or_weibull"),
    ("centre", r"sigma: its centre line follows from sigma and the size", "sigma_for_centre"),
    ("sigma|width", r"a number above (?P<bound>0)", "greater_than"),
    ("limits", r"another: they are those of times \(t\)", "other_limits"),
    ("limits", r"either", "limits_or_given"),
    ("limits", r'"sigma" or "auto": .*', "sigma_or_auto"),
    ("sigma, lower, upper", r"none: it has no limits", "no_limits"),
    ("spread", r"its own: only moving ranges have a median .*", "own_spread"),
    ("spread", r'"median" \(moving ranges\) or None', "median_spread"),
)  # fmt: skip


def option_error(error: ValueError) -> tuple[str | None, Wording]:
    """Return which key a chart refuses (None: nobody knows), and what it says of it.

    What is said of no key that is known here is quoted, in English.
    """
    said = str(error)
    parts = _SAID.fullmatch(said)
    if parts is None:
        return None, Wording("problem.detail.chart_said", {"said": said})
    inside = _WITH.fullmatch(parts["given"])
    value, chart = (inside["given"], inside["of"]) if inside else (parts["given"], parts["of"])
    remedy = remedy_among(_NEEDS, parts["key"], parts["need"], chart=chart)
    if remedy is None:
        return None, Wording("problem.detail.chart_said", {"said": said})
    value = value.partition(" beside ")[0]
    if value == "one":  # one of several keys is given: that its value is wrong is not said
        return parts["key"], Wording("problem.needed", {"need": remedy})
    given = value if chart is None else Wording("problem.detail.with_chart", {"given": value, "chart": chart})
    return parts["key"], got(given, remedy)
