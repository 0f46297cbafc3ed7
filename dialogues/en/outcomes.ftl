# The advice. `outcome-0` … `outcome-3a` are the five urgencies of triage.toml.
#
# Below `outcome-0`, `-1` and `-2` the bot adds the notes of single rules, the signs to watch for, what was
# answered, when it writes again, and the disclaimer. Below `outcome-3a` it adds nothing at all.
# Never write "don't worry", "you're fine", "just", "only" or "probably nothing". No exclamation marks and
# no painkillers in 2, 3b and 3a. Let a clinician read every change.
# Source: clinical brief, sections 3.3, 5.8 and 6.

outcome-3a = Please call **{ $emergency }** now. What you describe can be serious. Don't drive yourself. If you can, unlock the door and stay with someone. I'm a bot and can't call for you.
outcome-3b = Please be seen **today**: urgent care, an out-of-hours doctor or an emergency department. I can't tell you what it is, and it should not wait. No more massage until then.
outcome-2 = Please see a doctor in the **next 1-3 days**. What you describe is more than ordinary soreness, and I can't tell what is behind it. No more massage on this area until then. Gentle movement and warmth are fine if they feel good. Leave new tablets for the doctor to decide.
outcome-1 =
    Please **tell your therapist**. They can go lighter next time. I can't be certain from here, but this usually eases by day 3.

    Until then: keep moving gently, a warm shower or a heat pack if it feels good, no more pressure on the sore place. If it is not clearly better by day 3, see a doctor.
outcome-0 =
    What you describe fits **ordinary soreness**. It most often fades in 1-3 days. I can't examine you, so I can't be certain.

    Keep moving gently. A warm shower can ease it. No more pressure on the sore place until it feels normal.

outcome-watch = **Watch for these.** If one shows up, tap "Check how I feel" or call { $emergency }:
outcome-sooner = **Go now, don't wait, if it gets worse or one of these shows up:**
outcome-disclaimer = This is guidance, not a diagnosis. If something feels wrong, trust that and get help.
outcome-human = To talk to a person: { $clinic }, { $phone }.
outcome-risk-unknown = If you take blood thinners, are pregnant, or have had a clot, cancer, thin bones or an operation, take this one step more seriously: self-care becomes your therapist, your therapist becomes a doctor.
outcome-summary = **To show your therapist or doctor:**
summary-line = { $what }:
summary-location = Where
summary-type = Feels
summary-nrs = Strength (0-10)
summary-trend = Since then
summary-duration = For

# --- lines that single rules add (`note` in triage.toml) ---

note-unseen = I told you earlier to get help quickly, and I don't know that anybody has looked at you since. Please be seen, even if it feels better now.
note-stop_sessions = Pain that grows after every session is a reason to stop. Please don't book another one on that area before somebody qualified has looked.
note-saddle = If the numb feeling is between your legs or around your bottom, or peeing or holding it is different, call **{ $emergency }** now.

# --- "call an ambulance" and "be seen today" ---

button-called = I've called
button-someone-calls = Someone else is calling
button-cannot-call = I can't call
called = Good. Stay where you are, with someone if you can. If it gets worse, call { $emergency } again. I'll ask how it went.
someone-calls = Good. Stay together until help is there. If nobody gets through, call { $emergency } yourself. I'll ask how it went.
cannot-call = Get someone to call **{ $emergency }** for you: knock on a neighbour's door, go to the nearest shop, ask anyone near you. Unlock your door. Don't stay alone with this.
ambulance-line = Please call **{ $emergency }** first. Once you have been seen, I answer everything else.
seen-yes = Thank you for telling me. Do what they told you there. If it comes back or gets worse, call { $emergency }.
seen-no-ambulance = Please call **{ $emergency }** now. It should not wait, even if it feels a little better.
seen-no-today = Please go today: urgent care, an out-of-hours doctor or an emergency department. If it gets worse, call **{ $emergency }**.
seen-nothing-open = Thank you. There is nothing open about that.
