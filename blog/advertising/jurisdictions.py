"""Whose rules apply to the firm: where its offices are and where its people are admitted."""

from firm.models import BarAdmission, Office

STATES = dict(
    pair.split(":")
    for pair in [
        "alabama:AL",
        "alaska:AK",
        "arizona:AZ",
        "arkansas:AR",
        "california:CA",
        "colorado:CO",
        "connecticut:CT",
        "delaware:DE",
        "district of columbia:DC",
        "washington, d.c.:DC",
        "florida:FL",
        "georgia:GA",
        "hawaii:HI",
        "idaho:ID",
        "illinois:IL",
        "indiana:IN",
        "iowa:IA",
        "kansas:KS",
        "kentucky:KY",
        "louisiana:LA",
        "maine:ME",
        "maryland:MD",
        "massachusetts:MA",
        "michigan:MI",
        "minnesota:MN",
        "mississippi:MS",
        "missouri:MO",
        "montana:MT",
        "nebraska:NE",
        "nevada:NV",
        "new hampshire:NH",
        "new jersey:NJ",
        "new mexico:NM",
        "new york:NY",
        "north carolina:NC",
        "north dakota:ND",
        "ohio:OH",
        "oklahoma:OK",
        "oregon:OR",
        "pennsylvania:PA",
        "puerto rico:PR",
        "rhode island:RI",
        "south carolina:SC",
        "south dakota:SD",
        "tennessee:TN",
        "texas:TX",
        "utah:UT",
        "vermont:VT",
        "virginia:VA",
        "washington:WA",
        "west virginia:WV",
        "wisconsin:WI",
        "wyoming:WY",
    ]
)


def code_of(name: str) -> str:
    """ "Maryland" and "MD" are one; what is no state keeps its name."""
    return STATES.get(name.strip().lower(), name.strip().upper())


def of_the_firm() -> set[str]:
    """Codes of states, and "US", which always applies."""
    named = [
        *Office.objects.values_list("region", flat=True),
        *BarAdmission.objects.values_list("jurisdiction", flat=True),
    ]
    return {"US", *(code_of(name) for name in named if name)}
