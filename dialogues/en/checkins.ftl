### The check-ins: what the bot writes by itself, and what it promises about that.
###
### `check-in-...` and `reminder` may light up a locked screen. Write nothing there about the body, the clinic,
### the massage, or how urgent it was.
### `result-<check-in>-<how it went>` stands above the advice of levels 0 and 1; from "see a doctor" on,
### `result-thanks` takes its place. At level 0 it is the advice, so it says what is usual and what to do.
### Source: clinical brief, sections 3.4, 5.5 and 6.
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
###   { $hours ->           One wording for 1, another for other numbers; the bot chooses. Keep both lines,
###       [one] an hour     the square brackets and the star. Other languages may need more of them: few, many.
###      *[other] { $hours } hours
###   }
###
### Then run `aftercare check`. It lists every mistake with the file, the message and what to do about it:
### a message that is missing, a value that does not exist, stars that do not close, a text that is too long.
###
### How to write: short kind sentences, one question at a time. When it is urgent, the number or the action
### comes first. Never "don't worry", "you're fine" or "probably nothing"; say "I'm not sure" when we are
### not. Read it aloud: would it help somebody in pain at two in the morning?

## --- First lines: may be seen by others ---

check-in-h24 = Hi, here I am as promised. How are you today?
check-in-h48 = Hi, it's me again. How are you today?
check-in-h72 = Hi, here I am once more, as promised. How are you today?
check-in-seen_10m = Have you been seen by now? Please tap an answer.
check-in-seen_1h = I'm asking once more: have you been seen by now? Please tap an answer.
check-in-seen_4h = Have you been seen by now? Please tap an answer.
check-in-seen_morning = I'm asking once more: have you been seen by now? Please tap an answer.
# Word for word from clinical brief 6. It says nothing that reassures.
reminder = No rush. I'm here if you want to check in. If anything on the list shows up, call { $emergency }.

a-hello-open = Answer

## --- The questions ---

q-seen = Last time I asked you to get help. Has a doctor or somebody in health care seen you since?
a-seen-yes = Yes, I've been seen
a-seen-no = Not yet

# Above the short labels of signs.ftl.
q-news = Anything **new** from this list?
q-now =
    How strong is it now?

    0 is no pain, 10 is the worst you can imagine.
    1-3: a nuisance
    4-6: hard to ignore
    7-8: hard to do things
    9-10: can't think of anything else
# { $before } is the first score; -1 if there is none.
q-compare =
    { $before ->
        [-1] Since the massage, is it…
       *[other] Compared with the first time (you said { $before }), is it…
    }
q-told = Last time I asked you to tell your therapist. Did you?
a-told-yes = Yes
a-told-no = Not yet

## --- What it came to ---

then-and-now = Then { $before }, now { $now }.
# From "see a doctor" on. The advice follows.
result-thanks = Thank you for telling me.

result-h24-gone = Good to hear it's gone. Keep moving gently. If it comes back, it most often fades by day 3.
result-h24-better = Good to hear it is easing. Keep moving gently. The rest most often fades by day 3.
result-h24-same = The first day is often like this. Keep moving gently, and keep warm if that feels good. It most often fades by day 3.
result-h24-worse = Thank you for telling me. Your therapist should know that it is getting worse.
result-h24-worse_each = Thank you for telling me. Please book no more sessions on this area for now.

result-h48-gone = Good to hear it's gone. Keep moving gently.
result-h48-better = Good to hear it is easing. Keep moving gently. It should be less each day now.
result-h48-same = Thank you for telling me. Most soreness eases about now. It should be less tomorrow; if it isn't, please tell your therapist.
result-h48-worse = Thank you for telling me. By now it should be easing, so your therapist should know that it isn't.
result-h48-worse_each = Thank you for telling me. Please book no more sessions on this area for now.

result-h72-gone = Glad it's gone. If you like, tell your therapist how it went; it helps them next time. If it comes back, send /check.
result-h72-better = Good to hear it is easing. It should fade within the week. If it is still there on day 7, please see a doctor.
# The advice below it says that most soreness has eased by now.
result-h72-same = Thank you for telling me. It is about the same.
result-h72-worse = This is not the usual pattern. Please have it looked at.
result-h72-worse_each = This is not the usual pattern. Please book no more sessions on this area until a doctor has looked at it.

## --- What is promised ---

promise-two = I'll ask how you are: { $first } and { $second }. If you don't answer, I'll remind you once each time. Nothing else.
promise-one = I'll ask how you are: { $first }. If you don't answer, I'll remind you once. Nothing else.
promise-none = The massage was too long ago for my check-ins, so I won't write first. If it changes, send /check.
promise-extra = It is getting worse rather than easing, so I'll ask one extra time: { $first }.
promise-seen = I'll ask { $first } whether you have been seen.
promise-seen-twice = I'll ask { $first } and { $second } whether you have been seen.

plan = These messages are planned:
plan-line = "How are you?" { $when }
plan-reminder-line = a reminder { $when }, if you have not answered by then
plan-seen-line = "Have you been seen?" { $when }
plan-none = No messages are planned. You can check how you feel at any time.
plan-stopped = You asked me to stop, so no messages are planned. Send /start if you want them again.
button-earlier = Earlier: { $when }
button-later = Later: { $when }
button-not-tonight = Not tonight, { $when }
button-time = My clock says something else
# Added when we don't know what time it is where the client lives.
promise-night = Tell me with /time what your clock shows, so that I never write at night.
time-ask = Is it { $time } where you are?
time-choose = What does your clock show right now?
button-time-yes = Yes, { $time }
button-time-is = It is { $time }
# For a time that clocks show today in one place and tomorrow in another.
button-time-day = { $weekday } { $time }
button-time-other = Another time
time-set = Thank you. It is { $time } where you are, and I go by that clock from now on.
button-stop = Stop these messages
stopped = All right, I won't write first any more. You can still write to me, and /start brings my messages back. If a warning sign shows up, call { $emergency }.
# Added to the greeting when they come back with /start.
resumed = My messages to you are switched on again.

## --- How a moment is said ---

when-today = today about { $time }
when-tomorrow = tomorrow about { $time }
when-day = { $weekday } about { $time }
when-date = on { $day } { $month } about { $time }
# Used when we don't know what time it is where the client lives.
when-hours =
    { $hours ->
        [one] in about an hour
       *[other] in about { $hours } hours
    }
when-minutes =
    { $minutes ->
        [one] in about a minute
       *[other] in about { $minutes } minutes
    }

weekday-1 = Monday
weekday-2 = Tuesday
weekday-3 = Wednesday
weekday-4 = Thursday
weekday-5 = Friday
weekday-6 = Saturday
weekday-7 = Sunday
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
