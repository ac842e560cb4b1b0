"""The register and the procedure. Knows no mail protocol and no template."""
