# The questions, their answers and the buttons around them.
#
# How to change a sentence: change the text after the `=`. The name before it stays; `q-nrs` is the
# question `nrs` of assessment.toml, `a-nrs-7` the button of its answer `7`. Buttons should stay short.
# Source: clinical brief, section 2.2.

progress = { $number } of { $total }

# --- warning signs ---

q-warning = First, the important bit. Do you have any of these **right now or since the massage**?
signs-pick = Which one? Tap the first that fits. If you can't decide and feel very unwell, call { $emergency }.
warning-needed = I can't say anything about your pain before I know about these signs. If you think you have one of them, call { $emergency }.
a-warning-w_none = None of these

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

q-location = Where is it? Tap all that fit, then Done.
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

q-type = What does it feel like? Tap all that fit, then Done.
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

q-nrs =
    How strong is it now?

    0 is no pain, 10 is the worst you can imagine.
    1-3 a nuisance · 4-6 hard to ignore · 7-8 hard to do things · 9-10 cannot think of anything else
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

q-trend = Since it started, is it…
a-trend-gone = Gone
a-trend-better = Getting better
a-trend-same = About the same
a-trend-worse = Getting worse
a-trend-worse_each = Worse after every session

q-risk = Does any of this fit you? It helps us stay on the safe side. Tap all that fit, then Done.
a-risk-blood_thinners = Blood thinners, bleeding problem
a-risk-pregnant = Pregnant, or a baby in the last 6 weeks
a-risk-surgery = Operation, plaster or bed rest (6 weeks)
a-risk-cancer = Cancer now or in the past
a-risk-bones = Thin bones, or long on steroid tablets
a-risk-heart_bp = High blood pressure, heart, past stroke
a-risk-clot = A blood clot in the past
a-risk-none = None of these
a-risk-skip = Rather not say

# --- the buttons around the questions; up to four of the first stand in one row ---

button-back = Back
button-skip = Skip
button-restart = Start over
button-cancel = Cancel
button-some = Some of these
button-done = Done
button-check = Check how I feel
button-plan = My check-ins
button-more-answers = Answer the other questions, too

pick-one-first = Please tap at least one first, or Skip.
card-done = Thank you. You told me:

# --- texts that are no answers ---

not-an-answer = I'm not sure what you mean. Please tap one of the buttons, or type it in other words. If you feel seriously unwell, call { $emergency }.
not-sure = I'm not sure I understand. I can check how you feel: tap the button. If you feel seriously unwell, call { $emergency }.
closed-question = That question is closed. Here is the one I'm waiting for.
closed-nothing-open = That question is closed. Would you like me to check how you feel?
edited = I only read a message as it was first sent. If you meant something else, please write it again.
media-sticker = Thanks. I can't read stickers, though. Please tap a button or type.
media-photo = I can't look at pictures. Please describe it in words, or show it to a doctor or your therapist. If it looks serious, call { $emergency }.
media-voice = I can't listen to messages. Please type it, or tap a button. If you can't type because you feel unwell, call { $emergency }.
media-forwarded = I can't use messages from somebody else. Tell me in your own words how you feel. In an emergency call { $emergency }.
media-other = I can't use that. Please tap a button or type. In an emergency call { $emergency }.
trouble = Something went wrong on my side, and I could not use your last message. Please try again. If you feel seriously unwell, call { $emergency }.
