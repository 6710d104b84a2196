"""The OpenAPI document of the API, with an example for everything that can be asked."""
