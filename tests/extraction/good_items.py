"""An article of one sentence for each kind of record, and a whole and right answer about it."""

from __future__ import annotations

from conflict_extract.schema import Article
from tests.extraction.builders import Fields, article, item

CHANGE = article(
    "Forces of the Free Yarran Movement captured the towns of Tolme, Sarvik and Duna in northern Yarra on Monday after"
    " heavy clashes with government troops, the Northern Monitor said."
)
LEAVING = article(
    "The 4th Mountain Brigade of the Orlian army withdrew from Besk and Harn on Friday and regrouped in Velka,"
    " an officer said."
)
CROSSING = article(
    "About 60 gendarmes of the Coastal Regiment defected from the government to the Free Yarran Movement in Port Sael,"
    " a priest said on 9 May."
)
DENIAL = article("The interior minister of Orlia denied on Tuesday that rebels had entered Tolme, calling it baseless.")

GOOD: dict[str, tuple[Article, Fields]] = {
    "control_change": (
        CHANGE,
        item(
            "control_change",
            trigger="captured",
            places=["Tolme", "Sarvik", "Duna"],
            gained_by="Free Yarran Movement",
            lost_by="government troops",
            extent="full",
            means="fighting",
            date="Monday",
            source="the Northern Monitor",
        ),
    ),
    "withdrawal": (
        LEAVING,
        item(
            "withdrawal",
            trigger="withdrew from",
            places=["Besk", "Harn"],
            force="Orlian army",
            unit="4th Mountain Brigade",
            to_place="Velka",
            stage="completed",
            date="Friday",
            source="an officer",
        ),
    ),
    "defection": (
        CROSSING,
        item(
            "defection",
            trigger="defected",
            places=["Port Sael"],
            who="gendarmes of the Coastal Regiment",
            unit="Coastal Regiment",
            size="About 60",
            from_side="the government",
            to_side="the Free Yarran Movement",
            date="9 May",
            source="a priest",
        ),
    ),
    "official_denial": (
        DENIAL,
        item(
            "official_denial",
            trigger="denied",
            places=["Tolme"],
            speaker="The interior minister",
            denies="control_change",
            claim="rebels had entered Tolme",
            subject="rebels",
            date="Tuesday",
        ),
    ),
}
