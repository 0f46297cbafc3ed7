### The flow as a picture: `aftercare graph`. For the clinic and for whoever edits the content; clients never see it.
###
### The questions and the advices in it are the first sentences of their own messages. Keep these few words short:
### they stand in boxes and beside arrows.

graph-start = The clinic's link, or /start
graph-visit-known = massage known
graph-visit-unknown = massage unknown
graph-agreed = agreed
graph-keeps-level = keeps its level
graph-risk-confirm = the next time: one tap confirms
graph-rules = The highest rule that fires decides
graph-planned = After the massage
graph-if-worse = only at level 1, if it gets worse
graph-if-urgent-before = if told to get help
graph-if-therapist-before = if sent to the therapist
graph-compared = compared with the first score, then the same rules
