"""What each verb prints: tables for people, JSON for machines; a module a verb."""
