"""First-aid cards: what a card says, and when the same thing was mended again."""

from datetime import timedelta

import pytest

from desk import events as ev
from desk.first_aid import Mended, action, again, nobody_came
from desk.ids import StepId, TicketId, TreeId
from desk.playbook import SelfHelpOutcome, StepKind
from desk.ticket import evolve
from tests.kit.builders import ENGINEER, MINUTE, NOON, TEACHER, a_ticket, trees

BOARD, RESTART = TreeId("board"), StepId("restart")


@pytest.mark.parametrize(
    ("ask", "told"),
    [
        ("按一下“关屏”键。亮了吗？", "按一下“关屏”键。"),
        ("Press the power key. Does it light up?", "Press the power key."),
        ("Wait a minute. Switch it on. Any picture?", "Wait a minute. Switch it on."),
        ("请老师正常关机。等一分钟再开。有画面了吗？", "请老师正常关机。等一分钟再开。"),
        ("关掉重开，好了吗？", "关掉重开，好了吗？"),
        ("把静音关掉", "把静音关掉"),
        ("Is it on?", "Is it on?"),
    ],
)
def test_the_thing_to_do_stands_without_its_question(ask: str, told: str) -> None:
    assert action(ask) == told


def test_every_step_that_fixes_leaves_something_to_do() -> None:
    for tree in trees().values():
        for step in tree.steps:
            if step.fixes and step.kind is StepKind.DO and not tree.safety:
                for words in (step.ask.zh, step.ask.en):
                    assert action(words), f"{tree.id}.{step.id}"
                    assert words.startswith(action(words).split("  ")[0][:6])


def mended(ticket: str, tree: TreeId = BOARD, step: StepId = RESTART) -> Mended:
    return Mended(TicketId(ticket), tree, step, NOON)


class TestAgain:
    def test_the_same_step_of_the_same_tree_on_another_ticket(self) -> None:
        assert again(TicketId("b"), [mended("b"), mended("a")]) == mended("b")

    def test_not_once_not_another_step_not_another_tree(self) -> None:
        assert again(TicketId("b"), [mended("b")]) is None
        assert again(TicketId("b"), [mended("b"), mended("a", step=StepId("cable"))]) is None
        assert again(TicketId("b"), [mended("b"), mended("a", tree=TreeId("printer"))]) is None

    def test_not_a_ticket_that_no_step_solved(self) -> None:
        assert again(TicketId("c"), [mended("b"), mended("a")]) is None


def test_nobody_came_when_the_teacher_closed_it_alone() -> None:
    ended = ev.SelfHelpEnded(at=NOON + MINUTE, by=TEACHER, outcome=SelfHelpOutcome.SOLVED)
    closed = ev.FixConfirmed(at=NOON + MINUTE, by=TEACHER)
    alone = a_ticket(way=(ended, closed))
    assert nobody_came(alone)
    assert not nobody_came(a_ticket(way=(ended,)))
    visited = a_ticket(
        way=(
            ev.Acknowledged(at=NOON, by=ENGINEER),
            ev.Arrived(at=NOON, by=ENGINEER),
            ended,
            closed,
        )
    )
    assert not nobody_came(visited)
    assert not nobody_came(evolve(alone, ev.FixDenied(at=NOON + timedelta(hours=1), by=TEACHER)))
