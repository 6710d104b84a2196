"""How much one client may ask: a number of requests in a time, said in every answer (RateLimit headers)."""

from rest_framework.throttling import AnonRateThrottle


class ClientThrottle(AnonRateThrottle):
    """Counts the requests of an address in a sliding time, and says what is left of it."""

    def headers(self):
        """The headers of the IETF's draft on rate limits: the policy, what remains, the seconds until all is free."""
        if self.rate is None or getattr(self, "history", None) is None:
            return {}
        used = len(self.history)
        oldest = self.history[-1] if self.history else self.now
        reset = max(0, round(self.duration - (self.now - oldest)))
        return {
            "RateLimit-Policy": f'"client";q={self.num_requests};w={self.duration}',
            "RateLimit": f'"client";r={max(0, self.num_requests - used)};t={reset}',
        }
