"""What is wrong with the settings: all of it at once, one sentence each, never a secret."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one setting."""

    setting: str
    says: str

    def __str__(self) -> str:
        return f"{self.setting}: {self.says}"


class SettingsProblem(Exception):
    """The settings cannot be used; every problem is in `problems`."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        many = "one setting is" if len(problems) == 1 else f"{len(problems)} settings are"
        lines = "\n".join(f"  {problem}" for problem in problems)
        super().__init__(f"{many} wrong, nothing was started:\n{lines}\nAll: docs/settings.md")
