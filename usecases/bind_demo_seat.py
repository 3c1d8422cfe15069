"""The demo's seats: whoever opens one is that fictional person. Never used outside `--demo`."""

from desk.ids import PersonId
from desk.messages import Peer
from usecases.ports import UnitOfWork


def bind_demo_seat(uow: UnitOfWork, person: PersonId) -> Peer:
    """The web chat of a demo person, made on first use. All browsers share it, so a page sent before anybody opened
    the seat is found there. Raises NotFound when the demo district was not seeded.
    """
    uow.people.get(person)
    known = [address.peer for address in uow.people.addresses(person) if address.peer.channel == "web"]
    if known:
        return known[0]
    peer = Peer("web", uow.fresh_id())
    uow.people.bind(person, peer)
    return peer
