"""The JSON Schema of a contract pack, for editors: completion, and a red line under a wrong key while it is typed.

It knows shapes and codes only. What must fit together (grades, clauses, order of times) is checked by the loader, which
also takes what YAML calls a number or a truth as the word it is written as; here those have their usual types.
"""

import json
from typing import Any

from desk.contract import Milestone, RegradeCounts, Reopening, StageName
from desk.grading import fact_values
from desk.holds import HoldReason
from desk.people import Tier
from desk.reading import DeviceClass
from desk.terms import (
    Counting,
    DecidedBy,
    DueRule,
    DutyKind,
    Every,
    ExclusionCause,
    Topic,
    WarrantyStart,
    WarrantyState,
)
from desk.topics import CLOCKS

Schema = dict[str, Any]

WORDS: Schema = {"type": "string", "minLength": 1}
TRUTH: Schema = {"type": "boolean"}
NAME: Schema = {"type": ["string", "integer"]}
COUNT: Schema = {"type": "integer", "minimum": 0}
DURATION: Schema = {
    "type": "string",
    "pattern": r"^(?=\d)(\d{1,4}d)?(\d{1,4}h)?(\d{1,5}min)?(\d{1,6}s)?$",
    "description": "5min, 2h, 1h30min, 3d",
}
DAY: Schema = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
CLOCK: Schema = {"type": "string", "pattern": r"^\d{2}:\d{2}$"}
TEXT: Schema = {"$ref": "#/$defs/text"}
CLAUSE: Schema = {"$ref": "#/$defs/clause"}
DUE: Schema = {"$ref": "#/$defs/due"}


def schema_text() -> str:
    """What `contracts/schema.json` holds."""
    return json.dumps(pack_schema(), ensure_ascii=False, indent=2) + "\n"


def pack_schema() -> Schema:
    """The schema of one file of `contracts/`."""
    must = {"id": WORDS, "version": {"type": "integer", "minimum": 1}, "name": TEXT, "source": WORDS}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Chalkline contract pack (docs/contracts.md)",
        **_entry(must | _clocks(), _optional() | _terms()),
        "$defs": {
            "text": _entry({"zh": WORDS, "en": WORDS}) | {"description": "what people read, Chinese first"},
            "clause": {
                "type": "string",
                "pattern": r"^\S+ \S",
                "description": "document, a blank, paragraph",
            },
            "due": _entry({"rule": _one_of(DueRule)}, {"number": COUNT, "internal": TRUTH}),
        },
    }


def _clocks() -> dict[str, Schema]:
    """Grades, rules and what runs the clocks."""
    rung = _entry({"tiers": _words(_one_of(Tier))}, {"everyone": TRUTH})
    return {
        "clauses": {"type": "object", "additionalProperties": TEXT},
        "met_by": _entry({}, {name.value: _words(_one_of(Milestone)) for name in StageName}),
        "grades": _listed(_grade()),
        "rules": _listed(_rule()),
        "ladder": _entry(
            {"rungs": _listed(rung), "climb_every": DURATION, "repeat_every": DURATION, "clause": CLAUSE}
        ),
        "closing": _entry(
            {
                "needs_confirmation": TRUTH,
                "remind_after": _words(DURATION),
                "callback_after": DURATION,
                "clause": CLAUSE,
            }
        ),
        "self_help": _entry(
            dict.fromkeys(("question_patience", "step_patience", "in_lesson", "total"), DURATION)
        ),
        "texts_needed": _words(_one_of(Milestone)),
    }


def _grade() -> Schema:
    near = {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1}
    stage = _entry(
        {"within": DURATION, "clause": CLAUSE},
        {"starts": _one_of(Milestone), "near": near, "internal": TRUTH, "faults_only": TRUTH},
    )
    stages = _entry({}, {name.value: stage for name in StageName})
    must = {"id": NAME, "label": TEXT, "definition": TEXT, "page_at_once": TRUTH, "stages": stages}
    return _entry(must | {"clause": CLAUSE})


def _rule() -> Schema:
    facts = {name: _words(_fact(values)) for name, values in fact_values().items()}
    must = {"id": WORDS, "grade": NAME, "reason": TEXT, "clause": CLAUSE}
    return _entry(must, {"when": _entry({}, facts)})


def _fact(values: frozenset[str]) -> Schema:
    if values == {"true", "false"}:
        return TRUTH
    words = sorted(map(str, values))
    return {
        "enum": [*words, True, False] if "true" in words else words
    }  # an editor reads a bare true as a truth


def _optional() -> dict[str, Schema]:
    near = {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1}
    ageing = _entry({"after": DURATION, "grade": NAME, "reason": TEXT, "clause": CLAUSE}, {"near": near})
    regrading = _entry(
        dict.fromkeys(("wider_within", "review_within"), DURATION), {"repeat_within": DURATION}
    )
    hold = _entry(
        {"reason": _one_of(HoldReason), "longest": DURATION, "clause": CLAUSE},
        {"stages": _words(_one_of(StageName)), "needs_supervisor": TRUTH},
    )
    return {
        "safety_tells_supervisor": TRUTH,
        "ageing": _listed(ageing),
        "regrading": regrading,
        "satisfaction": _entry(
            {},
            {"low": {"type": "integer", "minimum": 0, "maximum": 4}}
            | dict.fromkeys(("follow_up_within", "ask_apart"), DURATION),
        ),
        "holds": _listed(hold),
        "reopening": _one_of(Reopening),
        "regrade_counts": _one_of(RegradeCounts),
        "calendar": WORDS,
    }


def _terms() -> dict[str, Schema]:
    """Everything beyond grades and clocks; all of it may be left out."""
    stages = {"enum": sorted(CLOCKS)}
    roles = {"type": "object", "additionalProperties": TEXT}
    offer = _entry({"grades": _words(NAME)}, {"on_breach": TRUTH})
    hours = {"opens": CLOCK, "closes": CLOCK, "clause": CLAUSE}
    return {
        "parties": _entry({"customer": TEXT, "provider": TEXT, "roles": roles, "clause": CLAUSE}),
        "scope": _entry({"devices": _words(_one_of(DeviceClass)), "clause": CLAUSE}),
        "hours": _listed(_entry({"stages": _words(stages), "counting": _one_of(Counting), "clause": CLAUSE})),
        "warranty": _warranty(),
        "out_of_warranty": _listed(_entry({"stage": stages, "within": DURATION, "clause": CLAUSE})),
        "prices": _listed(
            _entry({"id": WORDS, "item": TEXT, "yuan": COUNT, "clause": CLAUSE}, {"off_percent": COUNT})
        ),
        "spare": _entry(
            {"rule": TEXT, "same_type": TRUTH, "clause": CLAUSE},
            {"at_once": TRUTH, "after": DURATION, "within": DURATION},
        ),
        "duties": _listed(_duty()),
        "reports": _listed(_report()),
        "callback_hours": _listed(_entry(hours)),
        "replies": _listed(
            _entry({"id": WORDS, "what": TEXT, "clause": CLAUSE}, {"within": DURATION, "workdays": COUNT})
        ),
        "major_events": _entry(
            {"now_before": DURATION, "later_before": DURATION, "clause": CLAUSE}, {"prepare": _words(WORDS)}
        ),
        "incidents": _entry(
            {"offer": offer, "answer": _entry({"within": DURATION, "clause": CLAUSE}), "clause": CLAUSE},
            {"reports": _words(WORDS)},
        ),
        "statements": _listed(_statement()),
        "interpretations": _listed(_interpretation()),
    }


def _warranty() -> Schema:
    term = {"of": WORDS, "months": COUNT, "starts": _one_of(WarrantyStart), "clause": CLAUSE}
    covered = {"what": TEXT, "devices": _words(_one_of(DeviceClass)), "clause": CLAUSE}
    excluded = {"cause": _one_of(ExclusionCause), "what": TEXT, "clause": CLAUSE}
    return _entry(
        {},
        {
            "terms": _listed(_entry(term, {"internal": TRUTH})),
            "covered": _listed(_entry(covered)),
            "excluded": _listed(_entry(excluded)),
            "replaced_part": _entry({"rule": TEXT, "clause": CLAUSE}, {"at_least": DURATION}),
            "afterwards": _entry({"rule": TEXT, "labour_free": TRUTH, "clause": CLAUSE}),
        },
    )


def _duty() -> Schema:
    must = {"id": WORDS, "kind": _one_of(DutyKind), "what": TEXT, "every": _one_of(Every), "clause": CLAUSE}
    return _entry(must, {"times": COUNT, "months_in": COUNT, "due": DUE})


def _report() -> Schema:
    to = _entry({"roles": _words(WORDS)}, {"internal": TRUTH})
    return _entry(
        {"id": WORDS, "what": TEXT, "every": _one_of(Every), "clause": CLAUSE},
        {"covers": _one_of(Every), "printed": _one_of(Every), "due": DUE, "to": to},
    )


def _statement() -> Schema:
    state = _one_of(WarrantyState)
    return _entry(
        {"id": WORDS, "topic": _one_of(Topic), "says": WORDS, "clause": CLAUSE},
        {
            "reads": WORDS,
            "means": WORDS,
            "grades": _words(NAME),
            "warranty": state,
            "heading": state,
            "after": WORDS,
            "names": _words(WORDS),
        },
    )


def _interpretation() -> Schema:
    return _entry(
        {
            "id": WORDS,
            "clauses": _words(CLAUSE),
            "problem": TEXT,
            "decision": TEXT,
            "why": TEXT,
            "by": _one_of(DecidedBy),
            "confirmed": TRUTH,
            "date": DAY,
            "answers": _words(WORDS),
        }
    )


def _entry(must: dict[str, Schema], may: dict[str, Schema] | None = None) -> Schema:
    """A mapping with these keys and no others."""
    entry: Schema = {"type": "object", "properties": must | (may or {}), "additionalProperties": False}
    return entry | ({"required": list(must)} if must else {})


def _listed(item: Schema) -> Schema:
    return {"type": "array", "items": item, "minItems": 1}


def _words(item: Schema) -> Schema:
    """A list, or one word without brackets."""
    return {"anyOf": [item, _listed(item)]}


def _one_of(codes: type[Any]) -> Schema:
    return {"enum": [code.value for code in codes]}
