"""The pages that speak of more than one room. What is more than a view has a folder of its own.

Pages import from every room of the register, and nothing imports them but the API.
"""
