"""What every endpoint is made of: parameters, serializers, viewsets, and answers written from plain rows.

It imports from the floors below, and from no other door.
"""
