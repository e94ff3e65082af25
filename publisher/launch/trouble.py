"""Why nothing was started: one plain sentence, and the way out."""


class Trouble(Exception):
    """Something stands in the way of a start; a person can clear it."""

    def __init__(self, says: str, fix: str) -> None:
        self.says = says
        self.fix = fix
        super().__init__(f"{says}\n→ {fix}")
