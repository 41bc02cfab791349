"""Neutral blocks and the pack made of them: what a report says, not how it looks."""
