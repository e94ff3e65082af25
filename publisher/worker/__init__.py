"""What works in the background: workers, and the clock that rings them."""
