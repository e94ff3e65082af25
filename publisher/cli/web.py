"""`publisher web`: the site under gunicorn."""

import argparse
from typing import Any

from gunicorn.app.base import BaseApplication

from publisher.settings import Settings, load


def arguments(_parser: argparse.ArgumentParser) -> None:
    """Nothing to choose: settings say it all."""


def run(_chosen: argparse.Namespace) -> int:
    """Serve until told to stop."""
    from publisher.adapters import logs
    from publisher.launch.lost_keys import refuse_lost_keys
    from publisher.launch.other_schema import refuse_other_schema
    from publisher.wiring import build

    settings = load()
    logs.configure(settings.log_level.value, settings.log_format.value)
    publisher = build(settings)
    refuse_other_schema(publisher.store)
    refuse_lost_keys(publisher)
    publisher.store.close()  # gunicorn's processes are forked and inherit no line to the database
    Site(settings).run()
    return 0


class Site(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """Our site as gunicorn wants it: loaded in each of its processes, so none inherits a line."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        super().__init__()

    def load_config(self) -> None:
        """What gunicorn is told."""
        folder = self._settings.var / "web"
        folder.mkdir(parents=True, exist_ok=True)
        told: dict[str, Any] = {
            "bind": f"{self._settings.host}:{self._settings.port}",
            "worker_class": "gthread",
            "workers": self._settings.web_processes,
            "threads": self._settings.web_threads,
            "proc_name": "publisher-web",
            "worker_tmp_dir": str(folder),  # nothing of ours is written outside var/
            "control_socket_disable": True,
            "loglevel": "warning",
            "timeout": 60,
            "keepalive": 30,
        }
        for name, value in told.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """The site itself."""
        from publisher.web import create_site
        from publisher.wiring import build

        return create_site(build(self._settings))
