"""The tables of what is learned from self-help: walks, the steps that were shown, what supervisors decided about them.

A projection: `storage.trials` writes it with the events it follows from, and nothing but figures and cards is read from it. The
rules of `storage.tables` hold. `left_at` is when it was clear that nobody would answer; `outcome` is empty until a walk ends.
"""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, Text

from storage.tables import Instant, metadata

walks = Table(
    "walks",
    metadata,
    Column("ticket", Text, ForeignKey("tickets.id"), primary_key=True),
    Column("tree", Text, nullable=False),
    Column("school", Text, nullable=False),
    Column("reporter", Text, nullable=False),
    Column("device", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("began_at", Instant, nullable=False),
    Column("left_at", Instant),
    Column("outcome", Text, nullable=False),
)
Index("ix_walks_reporter_began_at", walks.c.reporter, walks.c.began_at)

step_trials = Table(
    "step_trials",
    metadata,
    Column("ticket", Text, ForeignKey("tickets.id"), primary_key=True),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("tree", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("step", Text, nullable=False),
    Column("school", Text, nullable=False),
    Column("in_lesson", Boolean, nullable=False),
    Column("offered_at", Instant, nullable=False),
    Column("answered_at", Instant),
    Column("left_at", Instant),
    Column("reply", Text, nullable=False),
    Column("then", Text, nullable=False),
    Column("solved", Boolean, nullable=False),
)
Index(  # everything that figures are made of, in the order of their groups: a page reads nothing else
    "ix_step_trials_figures",
    *(step_trials.c[name] for name in ("tree", "version", "step", "reply", "solved")),
    *(step_trials.c[name] for name in ("offered_at", "answered_at", "left_at", "school")),
)

first_aid_cards = Table(
    "first_aid_cards",
    metadata,
    Column("ticket", Text, ForeignKey("tickets.id"), primary_key=True),
    Column("person", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("tree", Text, nullable=False),
    Column("step", Text, nullable=False),
)
Index("ix_first_aid_cards_person_at", first_aid_cards.c.person, first_aid_cards.c.at)

step_decisions = Table(
    "step_decisions",
    metadata,
    Column("tree", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, primary_key=True),
    Column("step", Text, primary_key=True),
    Column("before", Text, primary_key=True),
    Column("approved", Boolean, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Instant, nullable=False),
)
