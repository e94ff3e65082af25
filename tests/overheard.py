"""All that a Store says to its database, whichever way it goes there."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from publisher.store.engine import Store


@contextmanager
def overheard(store: Store, note: Callable[[Any, str, Any], None]) -> Iterator[None]:
    """Until the end, `note` is called with the cursor, the statement and its values before each."""
    dialect = store.engine.dialect
    run = dialect.do_execute

    def noted(cursor: Any, statement: str, values: Any, context: Any = None) -> None:
        note(cursor, statement, values)
        run(cursor, statement, values, context)

    dialect.do_execute = noted
    try:
        yield
    finally:
        dialect.do_execute = run
