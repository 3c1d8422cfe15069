"""Identifiers. Opaque strings, so that a key made on SQLite is still the key after a move to PostgreSQL."""

from typing import NewType

PersonId = NewType("PersonId", str)
SchoolId = NewType("SchoolId", str)
RoomId = NewType("RoomId", str)
DeviceId = NewType("DeviceId", str)
TicketId = NewType("TicketId", str)
ContractId = NewType("ContractId", str)
TreeId = NewType("TreeId", str)
StepId = NewType("StepId", str)
AnswerId = NewType("AnswerId", str)
MediaId = NewType("MediaId", str)
GradeId = NewType("GradeId", str)
SessionId = NewType("SessionId", str)
EventId = NewType("EventId", str)
IncidentId = NewType("IncidentId", str)
PlanId = NewType("PlanId", str)
TeamId = NewType("TeamId", str)
RotationId = NewType("RotationId", str)
OverrideId = NewType("OverrideId", str)
LeaveId = NewType("LeaveId", str)
