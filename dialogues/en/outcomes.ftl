### The advice. `outcome-0` to `outcome-3a` are the five urgencies of triage.toml.
###
### Below 0, 1 and 2 the bot adds: notes of single rules, the signs to watch for, when it writes again, the
### clinic's phone, the disclaimer; for 1 and 2 also the answers, to show to somebody. Below 3b it adds three
### signs, when it asks again, the phone and the disclaimer. Below 3a it adds nothing.
### Every advice says that we cannot be certain, what to watch for, and how to get help; 0 and 1 also how long
### soreness usually lasts. In 2, 3b and 3a: no exclamation mark, no emoji, no painkillers. Nowhere "just" or
### "only". 3a and 3b: under 35 words. Let a clinician read every change.
### Source: clinical brief, sections 3.3, 5.8 and 6.
###
### How to change this file (no programming needed)
###
###   greeting = Hello      Change the text after the `=`. Leave the name before it: the bot looks for it.
###   further lines         Begin each with four spaces. An empty line starts a new paragraph. Such a line
###                         must not begin with * [ . or }; begin it with a word.
###   { $clinic }           A value that the bot fills in. Copy it exactly; you may move it or leave it out.
###   { button-check }      The text of that other message, so that both always say the same.
###   **now**               The words between the stars are shown bold. Use it rarely.
###   # ...                 Lines that begin with # are notes for you. Clients never see them.
###
### Then run `aftercare check`. It lists every mistake with the file, the message and what to do about it:
### a message that is missing, a value that does not exist, stars that do not close, a text that is too long.
###
### How to write: short kind sentences, one question at a time. When it is urgent, the number or the action
### comes first. Never "don't worry", "you're fine" or "probably nothing"; say "I'm not sure" when we are
### not. Read it aloud: would it help somebody in pain at two in the morning?

## --- The five outcomes ---

# Word for word from clinical brief 3.3.
outcome-3a = Please call **{ $emergency }** now. What you describe can be serious. Don't drive yourself. If you can, unlock the door and stay with someone. I'm a bot and can't call for you.

outcome-3b = Please be seen **today**: urgent care, an out-of-hours doctor or an emergency department. I can't examine you, so I can't say what it is. It should not wait.

outcome-2 =
    Please see a doctor **in the next 1-3 days**. I can't be certain from a chat what this is.

    No more massage on this area until then. Move gently. Please start no new tablets before you have asked.

outcome-1 =
    Please **tell your therapist**. They can go lighter next time. I can't be certain from a chat, but soreness usually eases by day 3.

    Until then: move gently, take a warm shower if it feels good, and put no more pressure on the sore place. If it gets worse, or is still there on day 7, please see a doctor.

outcome-0 =
    What you describe fits ordinary soreness, which most often fades in 1-3 days. I can't be certain from a chat.

    Keep moving gently. A warm shower can feel good. Put no more pressure on the sore place until it has eased. If it grows, please tell me or your therapist.

# The same two for what has lasted three days or longer, or was there before the massage.
outcome-1-late =
    Please **tell your therapist**. They can go lighter next time. I can't be certain from a chat, but most soreness has eased by now.

    Until it has: move gently, take a warm shower if it feels good, and put no more pressure on the sore place. If it gets worse, or is still there on day 7, please see a doctor.

outcome-0-late =
    What you describe fits ordinary soreness that is easing. It should fade within the week. I can't be certain from a chat.

    Keep moving gently. A warm shower can feel good. Put no more pressure on the sore place until it has eased. If it grows, or is still there on day 7, please see a doctor.

## --- What the bot adds to them ---

# Above three to five signs of signs.ftl.
outcome-watch = **I can't examine you, so watch for these.** If one shows up, call { $emergency } or tap "{ button-check }" at once:
# Above three signs, below 3b.
outcome-sooner = **Go now** if it gets worse. Call { $emergency } if you can't get there, or if one of these shows up:
# Word for word from clinical brief 5.8.
outcome-disclaimer = This is guidance, not a diagnosis. If something feels wrong, trust that and get help.
outcome-human = To talk to a person: { $clinic }, { $phone }.
# For those who would rather not say what else fits them.
outcome-risk-unknown = You'd rather not say what else fits you. That's all right. If you take blood thinners, are pregnant, have thin bones, or have had a clot, cancer or an operation, go one step further than I say: tell your therapist instead of waiting, see a doctor instead of telling your therapist, be seen today instead of in 1-3 days.

# Above the answers in short.
outcome-summary = **To show your therapist or doctor:**
summary-line = { $what }:
summary-warning = Warning sign
summary-location = Where
summary-type = Feels
summary-nrs = How strong (0-10)
summary-trend = Since it started
summary-duration = Had it for

## --- Lines that single rules add (`note` in triage.toml) ---

# An earlier "call an ambulance" or "be seen today" that nobody has confirmed.
note-unseen = Earlier I told you to get help quickly, and you haven't told me that anybody has seen you. Please still be seen, even if it feels better now. If it gets worse, call { $emergency }.
note-stop_sessions = Pain that grows after every session is a reason to stop. Please book no more massage on this area until a doctor has looked at it.
note-saddle = If the numb feeling is between your legs or around your bottom, or if peeing, pooing or feeling in sex has changed, call **{ $emergency }** now.

## --- After "call an ambulance now" ---

button-called = I've called
button-someone-calls = Someone else is calling
button-cannot-call = I can't call
called = Thank you. Stay with someone if you can, and keep your phone free. If it gets worse before help comes, call **{ $emergency }** again. Tell me below when you have been seen.
someone-calls = Thank you. Stay together until help comes. If they can't get through, call **{ $emergency }** yourself. Tell me below when you have been seen.
cannot-call = Get someone to call **{ $emergency }** for you: anyone at home, a neighbour, anyone near you. Shout, knock, or message somebody who can call. Unlock your door if you can. I can't call for you.
# The only answer to anything that is written until they say that they were seen.
ambulance-line = Please call **{ $emergency }** now if nobody has called yet. I can answer other questions once you have been seen. Tell me below when you have.

## --- "Have you been seen?" ---

seen-yes = Thank you for telling me. Please do what they told you. If it comes back or gets worse, call { $emergency }.
seen-no-ambulance = Please call **{ $emergency }** now. It should not wait, even if it feels a little better.
seen-no-today = Please go **today**: urgent care, an out-of-hours doctor or an emergency department. If it gets worse, or you can't get there, call **{ $emergency }**.
seen-nothing-open = Thank you. I have no open question about that. If you feel worse, send /check.
