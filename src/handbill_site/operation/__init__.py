"""Running the house: the commands `work`, `serve` and `demo`, which may know everything."""
