"""When a Post goes out: policies, places in a Creator's day, queues, moves and the sweep."""
