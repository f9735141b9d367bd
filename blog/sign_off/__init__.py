"""Sign-off: what an attorney signed is what the public reads.

`gate` is asked whenever an update would be saved as public, whatever way it came. `signing` is how a
draft gets its fact-check and its signature. The pages of both are `staff_pages` (any phone, no CMS
needed) and `cms_pages`.
"""
