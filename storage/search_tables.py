"""What is searched, in the same metadata and by the same rules as `storage.tables`: a row for each ticket (ADR 0024)."""

from sqlalchemy import Column, ForeignKey, Index, Table, Text

from storage.tables import RowId, metadata

ticket_texts = Table(
    "ticket_texts",
    metadata,
    Column("no", RowId, primary_key=True, autoincrement=False),
    Column("ticket", Text, ForeignKey("tickets.id"), nullable=False),
    Column("school", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("marks", Text, nullable=False),
)
Index("ix_ticket_texts_school_no", ticket_texts.c.school, ticket_texts.c.no)
