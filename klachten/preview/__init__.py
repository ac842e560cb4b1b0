"""All letters on one page, for who writes templates and for who wants to know what goes out."""
