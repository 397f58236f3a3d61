"""The Riverside practice's own rules, template, letter and command for ipt-notes."""
