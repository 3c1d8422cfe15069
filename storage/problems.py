"""What is wrong with a file: where, what, and what to do. For every reader of files; it reads none and needs no YAML."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong with a file: where (`line` counts from 1; 0 is the file as a whole), what, and what to do."""

    file: str
    line: int
    reason: str
    remedy: str

    def __str__(self) -> str:
        """`gangbei.yaml:12: grade E is not defined; use one of A, B, C, D`."""
        return f"{self.file}:{self.line}: {self.reason}; {self.remedy}"


@dataclass(slots=True)
class Findings:
    """The problems of one file, collected while it is read."""

    file: str
    problems: list[Problem] = field(default_factory=list)

    def note(self, line: int, reason: str, remedy: str) -> None:
        """Add one."""
        self.problems.append(Problem(self.file, line, reason, remedy))


class PlaybookError(Exception):
    """The playbook folder is refused. Mend every line listed; until then the trees loaded before stay in force."""

    def __init__(self, problems: list[Problem]) -> None:
        """Keep them sorted by file and line."""
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))
