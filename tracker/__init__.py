"""The register and the procedure. Knows no mail protocol and no template.

Which module is for what stands in docs/design.md, The modules of `tracker/`.
"""
