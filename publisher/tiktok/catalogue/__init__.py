"""TikTok's error catalogue as data: every known code, what it means, who must act, what we do.

`entry` says what an entry is made of, `stances` names the kinds of trouble, the other modules are
tables, one per place where TikTok speaks, and `tables` looks entries up. Reading needs no I/O.
"""
