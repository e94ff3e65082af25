"""The catalogue told to others: JSON values, a Markdown document, and the roll call behind them."""
