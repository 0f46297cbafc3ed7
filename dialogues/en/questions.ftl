### The questions, their answers, and the buttons around them.
###
### `q-nrs` asks the question `nrs` of assessment.toml; `a-nrs-7` is the button of its answer `7`. In check-ins
### the same answers appear under other questions (checkins.toml, `records`), so they are written once.
### Buttons: at most about 35 characters; half of that for `a-location-...` and `a-type-...`, two in a row.
### Source: clinical brief, sections 2.1 and 2.2.
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

progress = Question { $number } of { $total }

## --- Warning signs: first of all; the list below it comes from signs.ftl ---

q-warning = First, the important bit. Do you have any of these **right now or since the massage**?
button-some = Some of these
# Above one button for each sign.
signs-pick = Which one fits? Tap the first that does. If you can't decide and feel very unwell, call **{ $emergency }**.
# Shown when somebody wants to skip the warning signs; the list is shown again below it.
warning-needed = I can't judge anything before I know about these signs, so I can't skip them. If you can't answer, or feel very unwell, call **{ $emergency }**.

## --- When ---

q-when = When was the massage?
a-when-t_today = Today
a-when-t_yesterday = Yesterday
a-when-t_2 = Two days ago
a-when-t_3_7 = Three to seven days ago
a-when-t_week = More than a week ago

q-duration = How long have you had this?
a-duration-lt24 = Less than a day
a-duration-h24_48 = One to two days
a-duration-h48_72 = Two to three days
a-duration-d3_7 = Three to seven days
a-duration-gt7 = More than a week
a-duration-before = I had it before the massage

## --- Where ---

q-location = Where is it? Tap all that fit, then { button-done }.
a-location-head = Head or face
a-location-neck = Neck (back or side)
a-location-throat = Front of the neck
a-location-shoulder = Shoulder or blade
a-location-arm_hand = One arm or hand
a-location-arms_both = Both arms
a-location-chest = Chest (front)
a-location-ribs_mid = Mid-back or ribs
a-location-belly = Belly
a-location-lower_back = Low back
a-location-buttock_groin = Buttock, hip, groin
a-location-thigh_knee = Thigh or knee
a-location-calf_one = One calf
a-location-legs_both = Both legs
a-location-foot_ankle = Foot or ankle
a-location-all_over = All over
a-location-other = Somewhere else

## --- What kind ---

q-type = What does it feel like? Tap all that fit, then { button-done }.
a-type-dull = Dull ache, sore
a-type-stiff = Stiff
a-type-bruised = Bruised, tender
a-type-sharp = Sharp, stabbing
a-type-burning = Burning
a-type-shooting = Shooting, electric
a-type-numb_tingle = Numb, tingling
a-type-headache = Headache
a-type-other = Something else
a-type-none = No pain

## --- How strong ---

q-nrs =
    How strong is it now?

    0 is no pain, 10 is the worst you can imagine.
    1-3: a nuisance
    4-6: hard to ignore
    7-8: hard to do things
    9-10: can't think of anything else
a-nrs-0 = 0
a-nrs-1 = 1
a-nrs-2 = 2
a-nrs-3 = 3
a-nrs-4 = 4
a-nrs-5 = 5
a-nrs-6 = 6
a-nrs-7 = 7
a-nrs-8 = 8
a-nrs-9 = 9
a-nrs-10 = 10

## --- How it develops ---

q-trend = Since it started, is it…
a-trend-gone = Gone
a-trend-better = Getting better
a-trend-same = About the same
a-trend-worse = Getting worse
a-trend-worse_each = Worse after every session

## --- What else ---

q-risk =
    Does any of this fit you? It helps us stay on the safe side. Tap all that fit, then { button-done }.

    "6 weeks" means the last 6 weeks. "Thin bones" is also called osteoporosis.
a-risk-blood_thinners = Blood thinners, bleeding problem
a-risk-pregnant = Pregnant, or gave birth (6 weeks)
a-risk-surgery = Operation, cast, bed rest (6 weeks)
a-risk-cancer = Cancer now or in the past
a-risk-bones = Thin bones, long steroid tablets
a-risk-heart_bp = High blood pressure, heart, stroke
a-risk-clot = A blood clot in the past
a-risk-none = None of these
a-risk-skip = Rather not say

## --- The buttons around the questions; the first four can stand in one row, so keep them short ---

button-back = Back
button-skip = Skip
button-restart = Start over
button-cancel = Cancel
button-done = Done
button-check = Check how I feel
button-plan = My check-ins
# After a check-in that got worse: asks the rest of the questions.
button-more-answers = Answer the other questions too

pick-one-first = Please tap at least one answer first, then { button-done }.
# Takes the place of the last question; the answers are listed below it.
card-done = Thank you. You told me:

## --- Texts and other things that are no answer; the open question is shown again below most of them ---

not-an-answer = I'm not sure what you mean. Please tap a button, or say it in other words. If you feel very unwell, call { $emergency }.
not-sure = I'm not sure I understand. I can check how you feel: tap the button. For anything else, please ask your therapist or a doctor. In an emergency call { $emergency }.
# After "it got better" or "still the same" while nothing was asked. It must not judge: nothing is known yet.
says-how = Thank you for telling me. To see what it means, I need a few short answers: tap the button. If you feel very unwell, call { $emergency }.
# After whatever was typed to the first line of a check-in; its first question follows.
opened-by-words = Thank you for writing. I'll ask step by step, so that nothing is missed.
closed-question = That button belongs to an earlier question. Here is the one I'm waiting for.
closed-nothing-open = That button belongs to questions that are closed. Shall I check how you feel now?
edited = I saw that you changed a message. I can't go back to it. If you meant something else, please send it again.
media-sticker = Thank you. I can't read stickers, so please tap a button or type.
media-photo = I can't look at pictures. Please tell me in words, or show it to a doctor or your therapist. If it looks serious, call { $emergency }.
media-voice = I can't listen to voice messages. Please tap a button or type. If you feel too unwell to type, call { $emergency }.
media-forwarded = I can't use messages from somebody else. Please tell me in your own words how you feel. In an emergency call { $emergency }.
media-other = I can't use that. Please tap a button or type. In an emergency call { $emergency }.
trouble = I'm sorry, something went wrong on my side, and I couldn't use your last message. Please try again. If you feel very unwell, call { $emergency }.
