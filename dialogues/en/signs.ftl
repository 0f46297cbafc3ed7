### The warning signs. `sign-...` is the full sentence in the list, `a-warning-...` the short label that stands
### on the button, in check-ins, and in "watch for these".
###
### THESE SENTENCES DECIDE WHETHER SOMEBODY GETS HELP IN TIME. Leave nothing out of them, and let a clinician
### read every change. How urgent each sign is stands in triage.toml, not here.
### Sentences: one line, about 6 to 20 words, no full stop. Labels: at most about 35 characters.
### Source: clinical brief, section 2.2, Q1. Being confused stands with `w_collapse`, also when it comes with a
### fever, because there it means "call an ambulance now".
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

## --- Call an ambulance now ---

sign-w_chest_breath = Pain, pressure or tightness in the chest, trouble breathing, pain when you breathe in, or coughing blood
a-warning-w_chest_breath = Chest pain or hard to breathe

sign-w_stroke = Drooping face or eyelid, slurred or mixed-up words, double vision, sudden loss of sight, trouble swallowing, or spinning with vomiting or unable to walk straight
a-warning-w_stroke = Face, speech, sight or balance

sign-w_head_neck = A sudden, very strong headache or neck pain, the worst ever or unlike any before
a-warning-w_head_neck = Sudden awful headache or neck pain

sign-w_saddle = Numb or tingling around genitals, bottom or inner thighs; trouble starting to pee, can't pee, leaking pee or poo; new loss of feeling in sex
a-warning-w_saddle = Numb between legs, toilet trouble

sign-w_both_limbs = New weakness, numbness or pain in both legs or both arms, clumsy hands, or legs that give way
a-warning-w_both_limbs = Both legs or arms: weak, numb, pain

sign-w_weak_limb = One arm, hand, leg or foot that has become weak, drops, or does not obey
a-warning-w_weak_limb = Arm, hand, leg or foot gone weak

sign-w_collapse = Passed out, confused (also with a fever), hard to wake, or a fit (seizure)
a-warning-w_collapse = Fainted, confused, or a fit

sign-w_allergy = Swelling of lips, face, tongue or throat, wheezing, or an itchy rash all over with feeling faint
a-warning-w_allergy = Swollen lips, throat, rash all over

sign-w_tight_limb = A muscle or limb that is hard, tight, very painful and still swelling, or a hand or foot gone cold, pale or blue
a-warning-w_tight_limb = Rock-hard or cold, painful limb

sign-w_pregnancy = Pregnant, or gave birth lately, with bleeding, waters breaking, strong tummy pain, baby moving less, bad headache, flashing lights or sudden swelling
a-warning-w_pregnancy = Pregnant: bleeding, strong pain…

## --- Be seen today ---

sign-w_dark_urine = Pee the colour of tea, cola or blood, or hardly any pee
a-warning-w_dark_urine = Dark or red pee

sign-w_one_limb = One calf, leg or arm newly swollen, warm, sore, or darker or redder
a-warning-w_one_limb = One leg or arm swollen

sign-w_bleeding = Bleeding that does not stop after 10 minutes, a bruise or lump that keeps growing, blood in poo or vomit, or black poo
a-warning-w_bleeding = Bleeding or growing bruise

sign-w_infection = Skin hot, red and spreading; fever with a stiff neck or severe back pain; or a rash that does not fade when pressed
a-warning-w_infection = Hot skin, rash, fever + stiff neck

sign-w_crack = A crack or pop, and since then you can't move it, can't put weight on it, or it looks out of shape
a-warning-w_crack = Crack or pop, can't use it

## --- See a doctor in the next days ---

sign-w_fever = A temperature of 38 °C (100.4 °F) or more, or shaking chills
a-warning-w_fever = Fever of 38 °C (100.4 °F) or more

sign-w_numb_stays = Numbness or pins and needles in one place for more than 24 hours, or coming back
a-warning-w_numb_stays = Numb or tingling for a day

sign-w_night = Pain that wakes you and eases in no position, or losing weight without trying
a-warning-w_night = Pain at night that never eases

## --- What clients only type: captions for the summary and for asking back ---

a-warning-nrs = Pain of 9 or 10, or unbearable
a-warning-heart_bp = Very high blood pressure
a-warning-nerve = Pain shooting down an arm or leg
a-warning-worse_each = Worse after every session
a-warning-blood_thinners = Blood thinners and many bruises

## --- Warning signs in what was typed ---

# A sign for the next days. The pending question comes after it.
sign-noted =
    I've noted this: **{ $sign }**.

    With that, please see a doctor **in the next 1-3 days**. If it gets worse, call { $emergency }. The other answers tell me whether it should be sooner.
# The text may mean a sign (a question, the past, somebody else, an unclear word). The number is in the question.
ask-back-3a = Is this happening to you **now**, or since the massage: { $sign }? If yes, call **{ $emergency }**.
ask-back-3b = Is this happening to you **now**, or since the massage: { $sign }? If yes, please be seen **today**. If it gets worse, call { $emergency }.
ask-back-2 = Is this happening to you **now**, or since the massage: { $sign }? If yes, please see a doctor in the next 1-3 days. If it gets worse, call { $emergency }.
# The same at the end of the questions, when I may not keep what it was about.
ask-back-something = One thing is still open. You wrote something that can be serious, and I asked if it is happening to you **now**. Is it?
button-happening = Yes, now
button-not-happening = No, not now
not-happening = Thank you. If that changes, call { $emergency }.

# Thoughts of ending one's life (route C). No question comes after it by itself.
crisis =
    Please call **{ $emergency }** now if you are in danger, or if you have already done something.

    I'm sorry it is this hard. You don't have to carry it alone. Talk to a person: **{ $helpline }**. Or tell someone near you, and stay with them.

    I'm a program. Nobody reads this chat live, and I don't keep what you wrote.
# The helpline when the country has none in places.toml.
helpline-unknown = a crisis helpline in your country (findahelpline.com lists them)

# Somebody crossed a line (route S; clinical brief, topic private-areas). The therapist never sees it.
safeguarding =
    I'm sorry. That should not happen in a massage, and **you did nothing wrong**.

    If you aren't safe right now, call **{ $emergency }**.

    A **sexual-assault helpline** or the **police** can help you, also later. You can tell the clinic's manager; you don't have to speak to the therapist. You don't have to decide anything now.

    I don't keep what you wrote, and I don't pass it on to your therapist.
button-go-on = Go on
go-on = All right, I'm here.

## --- None of them ---

a-warning-w_none = None of these
