"""The statistics as panels: a plot, and the same figures as a table that the page and the workbook both take."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import TypeVar

from markupsafe import Markup

from desk.contract import StageName
from desk.ids import PersonId, SchoolId
from desk.language import Lang
from desk.reading import DeviceClass
from desk.statistics import Days, Kept, Pile
from usecases.count_tickets import Counted
from usecases.statistics_ports import Drawn, DrawnLine, FigurePaper, FigureSection, Table
from web.charts import Bar, Part, Tone, bars, swatch
from web.column_charts import Column, columns, week
from web.names import DEVICES, STAGES
from web.playbook_views import percent
from web.words import say

K = TypeVar("K")

SHOWN = 12
"""Lines of a plot and its table on the page; the workbook has all."""
FULL = 62.0
"""Per cent of the width for the longest bar: a figure with its share stands beside it, also on a phone."""
_WEEK = range(7)
_PILES = {Tone.SOLVED: "st_done", Tone.ON: "st_open", Tone.LEFT: "st_withdrawn"}
_KEPT = {Tone.SOLVED: "st_in_time", Tone.UNDONE: "st_late"}


@dataclass(frozen=True, slots=True)
class Plot:
    """One chart; a heading of its own where a panel has several. `drawn` is the same as values, for paper."""

    chart: Markup
    heading: str = ""
    drawn: Drawn = Drawn()


@dataclass(frozen=True, slots=True)
class Panel:
    """One part of the page. `wide` takes the whole width; where `plots` are none, `hint` says why."""

    key: str
    plots: tuple[Plot, ...]
    table: Table
    hint: str = ""
    tones: tuple[tuple[Tone, str], ...] = ()
    wide: bool = False

    @property
    def legend(self) -> tuple[tuple[Markup, str], ...]:
        """What each tone of the plots means, with a swatch of it."""
        return tuple((swatch(tone), words) for tone, words in self.tones)

    @property
    def rows(self) -> tuple[tuple[str | int | float, ...], ...]:
        """What the page shows of the table: months and hours whole, of the others the first."""
        return self.table.rows if self.wide else self.table.rows[:SHOWN]

    @property
    def more(self) -> int:
        """How many are in the workbook alone."""
        return len(self.table.rows) - len(self.rows)


@dataclass(frozen=True, slots=True)
class StatisticsPrinter:
    """Prints the figures in one language."""

    counted: Counted
    lang: Lang

    def panels(self) -> tuple[Panel, ...]:
        """Everything that there are tickets for. Self-help and schools say nothing about one engineer's jobs."""
        if not self.counted.figures.whole.tickets:
            return ()
        others = () if self.counted.own else (self._self_help(),)
        schools = (self._schools(),) if len(self.counted.schools) > 1 else ()
        return (
            self._devices(),
            *schools,
            self._hours(),
            self._kept(),
            self._scores(),
            *others,
            self._handlers(),
            self._repeats(),
        )

    def tiles(self) -> tuple[tuple[str, str], ...]:
        """The figures that stand above everything."""
        figures, none = self.counted.figures, self._say("st_no_figure")
        judged = [one for one in figures.kept if not one.internal]
        kept, known = sum(one.kept for one in judged), sum(one.judged for one in judged)
        average, walks = figures.scores.average, figures.self_help
        alone = (percent(walks.solved, walks.walks) or none,) if not self.counted.own else ()
        return (
            (self._say("st_tickets"), str(figures.whole.tickets)),
            (self._say("st_in_time"), percent(kept, known) or none),
            (
                self._say("st_average"),
                none if average is None else self._say("st_of_five", n=f"{average:.1f}"),
            ),
            *((self._say("st_alone"), share) for share in alone),
            (
                self._say("st_repeated"),
                self._pile(figures.repeats, figures.whole.tickets) if figures.repeats else "0",
            ),
        )

    def tables(self, days: Days) -> tuple[Table, ...]:
        """Everything for a workbook: first what was counted, then each panel's table whole."""
        lead = self._say("st_lead", first=days.first, last=days.last)
        head = (f"{lead} {self._say('st_own')}" if self.counted.own else lead,)
        summary = Table(self._say("st_title"), (*head, ""), self.tiles())
        return (summary, *(panel.table for panel in self.panels()))

    def paper(self, days: Days, made_at: datetime, footer: str) -> FigurePaper:
        """The same figures on paper, plots and tables, as much of them as the page shows."""
        lead = self._say("st_lead", first=days.first, last=days.last)
        sections = tuple(
            FigureSection(
                replace(panel.table, rows=panel.rows),
                tuple(plot.drawn for plot in panel.plots),
                tuple((tone.value, words) for tone, words in panel.tones),
                panel.hint,
            )
            for panel in self.panels()
        )
        title = self._say("st_title")
        return FigurePaper(title, lead, self.tiles(), sections, footer, made_at)

    def _devices(self) -> Panel:
        return self._piles("devices", "st_device", self.counted.figures.devices, self._device)

    def _schools(self) -> Panel:
        names = {school.id: school.name_in(self.lang) for school in self.counted.schools}

        def name(school: SchoolId) -> str:
            return names.get(school, school)

        return self._piles("schools", "st_school", self.counted.figures.schools, name)

    def _handlers(self) -> Panel:
        return self._piles("handlers", "st_handler", self.counted.figures.handlers, self._person)

    def _piles(self, key: str, what: str, piles: Sequence[Pile[K]], name: Callable[[K], str]) -> Panel:
        whole = sum(pile.tickets for pile in piles)
        lines = [
            Bar(
                name(pile.key),
                (
                    Part(Tone.SOLVED, pile.done),
                    Part(Tone.ON, pile.open),
                    Part(Tone.LEFT, pile.withdrawn),
                ),
                self._pile(pile.tickets, whole),
            )
            for pile in piles[:SHOWN]
        ]
        plots: tuple[Plot, ...] = ()
        if piles:
            desc = self._say(f"st_{key}_desc", most=name(piles[0].key), n=piles[0].tickets)
            plots = (Plot(bars(key, self._say(f"st_{key}"), desc, lines, FULL), drawn=_drawn(lines)),)
        head = (what, "st_tickets", "st_share", "st_done", "st_open", "st_withdrawn")
        rows = (
            (
                name(pile.key),
                pile.tickets,
                percent(pile.tickets, whole),
                pile.done,
                pile.open,
                pile.withdrawn,
            )
            for pile in piles
        )
        legend = self._legend(_PILES) if piles else ()
        hint = "" if piles else self._say("st_no_figure")
        return Panel(key, plots, self._table(key, head, rows), hint=hint, tones=legend)

    def _hours(self) -> Panel:
        hours = self.counted.figures.hours
        days = [self._say(f"st_day_{day}") for day in _WEEK]
        (day, hour), most = max(hours.items(), key=lambda pair: (pair[1], pair[0]))
        desc = self._say("st_hours_desc", day=days[day], hour=hour, next=hour + 1, n=most)
        rows = [self._hour(hour) for hour in range(24) if any((day, hour) in hours for day in _WEEK)]
        table = Table(self._say("st_hours"), (self._say("st_hour"), *days, self._say("st_sum")), tuple(rows))
        chart = week("hours", self._say("st_hours"), desc, days, hours)
        drawn = Drawn(hours=hours, days=tuple(days))
        return Panel("hours", (Plot(chart, drawn=drawn),), table, hint=self._say("st_hours_hint"), wide=True)

    def _hour(self, hour: int) -> tuple[str | int | float, ...]:
        counts = [self.counted.figures.hours.get((day, hour), 0) for day in _WEEK]
        cells: list[str | int | float] = [f"{hour:02}–{hour + 1:02}", *counts, sum(counts)]
        return tuple(cells)

    def _kept(self) -> Panel:
        kept = self.counted.figures.kept
        judged = groupby((one for one in kept if one.judged), _clock)
        plots = tuple(self._stage(n, clock, list(months)) for n, (clock, months) in enumerate(judged))
        head = ("st_stage", "st_in_month", "st_in_time", "st_late", "st_running", "st_in_time_share")
        rows = (
            (
                self._clock_name(_clock(one)),
                f"{one.month:%Y-%m}",
                one.kept,
                one.missed,
                one.running,
                percent(one.kept, one.judged),
            )
            for one in kept
        )
        legend = self._legend(_KEPT) if plots else ()
        hint = self._say("st_kept_hint") if plots else self._say("st_no_figure")
        return Panel("kept", plots, self._table("kept", head, rows), hint=hint, tones=legend, wide=True)

    def _scores(self) -> Panel:
        scores = self.counted.figures.scores
        head = ("st_scored", "st_times", "st_share")
        rows = [
            (self._say("st_score", n=score), count, percent(count, scores.given))
            for score, count in scores.counts
        ]
        plots: tuple[Plot, ...] = ()
        if scores.average is not None:
            average = f"{scores.average:.2f}"
            desc = self._say("st_scores_desc", n=scores.given, average=average, low=scores.low)
            lines = [
                Bar(
                    self._say("st_score", n=score),
                    (Part(Tone.SOLVED, count),),
                    self._pile(count, scores.given),
                )
                for score, count in scores.counts
            ]
            plots = (Plot(bars("scores", self._say("st_scores"), desc, lines, FULL), drawn=_drawn(lines)),)
            rows.append((self._say("st_mean"), scores.given, average))
        hint = "" if plots else self._say("st_no_figure")
        return Panel("scores", plots, self._table("scores", head, rows), hint=hint)

    def _self_help(self) -> Panel:
        walks = self.counted.figures.self_help
        ends = (
            (Tone.SOLVED, "pb_solved", walks.solved),
            (Tone.AROUND, "pb_around", walks.around),
            (Tone.ON, "pb_handed", walks.handed),
            (Tone.LEFT, "pb_left", walks.left),
        )
        lines = [
            Bar(self._say(word), (Part(tone, count),), self._pile(count, walks.walks))
            for tone, word, count in ends
        ]
        desc = self._say("st_self_help_desc", n=walks.walks, solved=walks.solved)
        plots = (
            (Plot(bars("self-help", self._say("st_self_help"), desc, lines, FULL), drawn=_drawn(lines)),)
            if walks.walks
            else ()
        )
        head = ("st_result", "st_tickets", "st_share")
        rows = ((self._say(word), count, percent(count, walks.walks)) for _, word, count in ends)
        hint = desc if plots else self._say("st_no_figure")
        return Panel("self_help", plots, self._table("self_help", head, rows), hint=hint)

    def _repeats(self) -> Panel:
        figures = self.counted.figures
        share = percent(figures.repeats, figures.whole.tickets)
        desc = self._say("st_repeats_desc", n=figures.repeats, share=share)
        lines = [
            Bar(self._person(person), (Part(Tone.UNDONE, count),), str(count))
            for person, count in figures.repeats_of[:SHOWN]
        ]
        plots = (
            (Plot(bars("repeats", self._say("st_repeats"), desc, lines, FULL), drawn=_drawn(lines)),)
            if lines
            else ()
        )
        head = ("st_before", "st_repeats")
        rows = ((self._person(person), count) for person, count in figures.repeats_of)
        hint = desc if figures.repeats else self._say("st_repeats_none")
        return Panel("repeats", plots, self._table("repeats", head, rows), hint=hint)

    def _stage(self, n: int, clock: tuple[StageName, bool], months: Sequence[Kept]) -> Plot:
        """One clock month by month; of many months every other one is named."""
        every = 1 if len(months) <= SHOWN else 2
        lines = [
            Column(
                str(one.month.month) if place % every == 0 else "",
                (Part(Tone.SOLVED, one.kept), Part(Tone.UNDONE, one.missed)),
                str(round(100 * one.kept / one.judged)),
            )
            for place, one in enumerate(months)
        ]
        desc = self._say(
            "st_kept_desc",
            kept=sum(one.kept for one in months),
            missed=sum(one.missed for one in months),
        )
        name = self._clock_name(clock)
        drawn = replace(_drawn(lines), heading=name, upright=True)
        return Plot(columns(f"kept-{n}", name, desc, lines), name, drawn)

    def _table(self, key: str, head: Sequence[str], rows: Iterable[tuple[str | int | float, ...]]) -> Table:
        return Table(self._say(f"st_{key}"), tuple(map(self._say, head)), tuple(rows))

    def _legend(self, tones: Mapping[Tone, str]) -> tuple[tuple[Tone, str], ...]:
        return tuple((tone, self._say(key)) for tone, key in tones.items())

    def _pile(self, part: int, whole: int) -> str:
        return self._say("st_pile", n=part, share=percent(part, whole)) if part else "0"

    def _device(self, device: DeviceClass | None) -> str:
        return DEVICES[device].of(self.lang) if device else self._say("st_device_unknown")

    def _person(self, person: PersonId) -> str:
        return self.counted.names[person]

    def _clock_name(self, clock: tuple[StageName, bool]) -> str:
        stage, internal = clock
        name = STAGES[stage].of(self.lang)
        return self._say("st_goal", stage=name) if internal else name

    def _say(self, key: str, **values: object) -> str:
        return say(key, self.lang, **values)


def _drawn(lines: Sequence[Bar] | Sequence[Column]) -> Drawn:
    """The lines of a chart as values."""
    return Drawn(
        lines=tuple(
            DrawnLine(line.label, tuple((part.tone.value, part.count) for part in line.parts), line.figure)
            for line in lines
        )
    )


def _clock(one: Kept) -> tuple[StageName, bool]:
    return one.stage, one.internal
