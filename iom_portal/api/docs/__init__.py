"""The pages about the API: getting started, the reference, the console."""
