"""A queue of concluded courses for ipt-notes: `listen` fills it, `work` works it off."""
