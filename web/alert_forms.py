"""What monitoring systems post, read into the desk's signals: Alertmanager's webhook, Zabbix's, Uptime Kuma's, and a plain form.

A device is named by a label or tag `device`, else by the host: a device's code or id stands there. Fields that we do not know are
passed over, because every one of these systems adds some; what we need and do not find is refused.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from desk.alerts import Signal
from desk.reading import Symptom

_LONGEST = 300
Text = Annotated[str, Field(max_length=2000)]
Given = Annotated[str, Field(min_length=1, max_length=500)]


class _Form(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class AlertmanagerAlert(_Form):
    """One alert of a group."""

    status: Literal["firing", "resolved"]
    labels: dict[str, Text]
    annotations: dict[str, Text] = {}
    startsAt: Text = ""  # noqa: N815 - Alertmanager's name
    fingerprint: Given


class AlertmanagerForm(_Form):
    """Alertmanager's webhook, version 4; other programs of the Prometheus family send the same."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "alerts": [
                        {
                            "status": "firing",
                            "labels": {
                                "alertname": "ScreenDown",
                                "device": "qh1-302-SB",
                                "symptom": "no_signal",
                            },
                            "annotations": {"summary": "No picture"},
                            "startsAt": "2026-09-21T00:00:00Z",
                            "fingerprint": "8d0a",
                        }
                    ]
                }
            ]
        }
    )

    alerts: Annotated[list[AlertmanagerAlert], Field(max_length=500)]

    def signals(self) -> Iterator[Signal]:
        """One for each alert."""
        for one in self.alerts:
            title = one.annotations.get("summary") or one.labels.get("alertname", "alert")
            names = _names(*(one.labels.get(label, "") for label in ("device", "host", "instance")))
            firing = one.status == "firing"
            yield _signal(one.fingerprint, names, firing, title, one.startsAt, one.labels.get("symptom", ""))


class ZabbixForm(_Form):
    """The parameters that docs/api.md sets on Zabbix's media type of the kind webhook. `value` is 1 for a problem, 0 for a recovery."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "trigger_id": "77",
                    "event_id": "9001",
                    "value": "1",
                    "host": "board-302",
                    "device": "qh1-302-SB",
                    "name": "No ping",
                }
            ]
        }
    )

    trigger_id: Given
    event_id: Given
    value: Literal["0", "1", 0, 1]
    host: Text = ""
    device: Text = ""
    name: Given
    symptom: Text = ""

    def signals(self) -> Iterator[Signal]:
        """One."""
        firing = str(self.value) == "1"
        yield _signal(
            self.trigger_id, _names(self.device, self.host), firing, self.name, self.event_id, self.symptom
        )


class KumaTag(_Form):
    """A tag of a monitor."""

    name: Text = ""
    value: Text | None = None


class KumaMonitor(_Form):
    """What is monitored."""

    id: int
    name: Given
    hostname: Text | None = None
    tags: list[KumaTag] = []


class KumaBeat(_Form):
    """How it is: 0 down, 1 up, 2 not sure yet, 3 under maintenance."""

    status: int
    msg: Text | None = None


class KumaForm(_Form):
    """Uptime Kuma's webhook (application/json). Its test message has no heartbeat, and says nothing of a device."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "heartbeat": {"status": 0, "msg": "timeout"},
                    "monitor": {
                        "id": 5,
                        "name": "Board 302",
                        "hostname": "10.0.0.9",
                        "tags": [{"name": "device", "value": "qh1-302-SB"}],
                    },
                }
            ]
        }
    )

    heartbeat: KumaBeat | None = None
    monitor: KumaMonitor | None = None

    def signals(self) -> Iterator[Signal]:
        """One where a monitor is down or up, else none."""
        if self.heartbeat is None or self.monitor is None or self.heartbeat.status not in (0, 1):
            return
        tags = {tag.name: tag.value or "" for tag in self.monitor.tags}
        names = _names(tags.get("device", ""), self.monitor.hostname or "", self.monitor.name)
        title = f"{self.monitor.name} {self.heartbeat.msg or ''}".strip()
        down = self.heartbeat.status == 0
        yield _signal(f"monitor-{self.monitor.id}", names, down, title, "", tags.get("symptom", ""))


class PlainForm(_Form):
    """Any other program. Without a `fingerprint` a device has one alert."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"device": "qh1-302-SB", "status": "firing", "title": "No picture", "symptom": "no_signal"}
            ]
        },
    )
    device: Given
    status: Literal["firing", "resolved"]
    title: Given
    fingerprint: Text = ""
    began: Text = ""
    symptom: Symptom = Symptom.UNSPECIFIED

    def signals(self) -> Iterator[Signal]:
        """One."""
        print_ = self.fingerprint or f"device:{self.device}"
        yield _signal(print_, (self.device,), self.status == "firing", self.title, self.began, self.symptom)


AnyForm = AlertmanagerForm | ZabbixForm | KumaForm | PlainForm
READ: Final[Mapping[str, Callable[[bytes], AnyForm]]] = {
    "alertmanager": AlertmanagerForm.model_validate_json,
    "zabbix": ZabbixForm.model_validate_json,
    "uptime-kuma": KumaForm.model_validate_json,
    "json": PlainForm.model_validate_json,
}
"""By the last part of the address. Each raises pydantic's ValidationError."""


def _names(*given: str) -> tuple[str, ...]:
    """What may name the device, best first; of `host:port` the host too."""
    parts = (part for one in given for part in (one.strip(), one.strip().rsplit(":", 1)[0]))
    return tuple(dict.fromkeys(part for part in parts if part))


def _signal(
    fingerprint: str, names: tuple[str, ...], firing: bool, title: str, began: str, symptom: str
) -> Signal:
    """A symptom that is none of ours is none. Control characters of a title go: it is shown in chats."""
    known = Symptom(symptom) if symptom in set(Symptom) else Symptom.UNSPECIFIED
    clean = "".join(char if char.isprintable() else " " for char in title)[:_LONGEST].strip()
    return Signal(fingerprint, names, firing, clean or "alert", began, known)
