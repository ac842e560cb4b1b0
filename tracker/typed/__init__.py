"""What people type: days, amounts, people, and the words among them. Never guessed: what could mean two things is refused."""
