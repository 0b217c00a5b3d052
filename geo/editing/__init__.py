"""An editor's draft, what it is judged against, and what it is made of."""
