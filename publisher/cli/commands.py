"""Every command with the sentence that `--help` shows; each has a module of its name beside."""

COMMANDS = {
    "run": "start the whole service on this host, and show where it is",
    "web": "serve the API, the console and the connect pages",
    "worker": "publish posts",
    "media": "measure and mend films and pictures",
    "clock": "ring the workers for all that is due",
    "simulator": "stand in for TikTok",
    "migrate": "bring the database up to this version",
    "restore": "look at what an older copy of the database holds back, and go on",
    "doctor": "check everything that the service stands on",
    "explain": "say what a TikTok error means, who acts and what to do",
    "apps": "create Apps and their keys",
    "connections": "see who is connected, and disconnect a creator",
    "audit": "see that nobody has changed what is kept of who did what",
    "seal": "make seal keys, and turn to a newer one",
    "settings": "show every setting, its value and its meaning",
}
