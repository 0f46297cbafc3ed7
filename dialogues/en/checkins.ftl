# The check-ins and what is promised about them.
#
# `check-in-…` is the first line of a message that may light up a locked screen: write nothing about the
# body, the clinic or the massage there.
# `result-<check-in>-<how it went>` stands above the advice; it is left out when a doctor is needed.
# Source: clinical brief, sections 3.4, 5.5 and 6.

check-in-h24 = Hi, how are you today? I have a few short questions for you.
check-in-h72 = Hi, how are you by now? I have a few short questions for you.
check-in-h48 = Hi, how are you today? You said it was getting worse, so I'm asking once more.
check-in-seen_10m = Is help on its way? Have you been seen by now?
check-in-seen_1h = Have you been seen by now?
check-in-seen_4h = Have you been seen by now?
check-in-seen_morning = Good morning. Have you been seen by now?
reminder = No rush. I'm here if you want to check in. If anything on the list shows up, call { $emergency }.

a-hello-open = Answer

q-seen = Last time I asked you to see a doctor. Have you been seen?
a-seen-yes = Yes, I've been seen
a-seen-no = Not yet

q-news = Anything new from this list?
q-now = How strong is it now? 0 is no pain, 10 is the worst you can imagine.
q-compare = Compared with the first time (you said { $before }), is it…
q-told = Did you tell your therapist?
a-told-yes = Yes
a-told-no = Not yet

then-and-now = Then { $before }, now { $now }.
result-thanks = Thank you for telling me.

result-h24-gone = Good to hear it's gone. Keep moving as you like.
result-h24-better = Good to hear it is easing. Keep moving gently.
result-h24-same = The first day is often like this. Keep moving gently, and warmth if it feels good.
result-h24-worse = Thank you for telling me. It can grow on the first day, and your therapist should know.
result-h24-worse_each = Thank you for telling me. Please stop booking sessions on that area for now.

result-h48-gone = Good to hear it's gone. Keep moving as you like.
result-h48-better = Good to hear it has turned and is easing. Keep moving gently.
result-h48-same = Thank you for telling me. By tomorrow it should be easing.
result-h48-worse = Thank you for telling me. Your therapist should know that it still grows.
result-h48-worse_each = Thank you for telling me. Please stop booking sessions on that area for now.

result-h72-gone = Glad it's gone. Your therapist would surely like to hear how it went.
result-h72-better = Good to hear it is easing. The rest should fade within the week. If it is still there on day 7, please see a doctor.
result-h72-same = By now most soreness has eased. Yours hasn't, so please let somebody know.
result-h72-worse = This is not the usual pattern.
result-h72-worse_each = This is not the usual pattern. Please have no more sessions on that area for now.

# --- what is promised ---

promise-two = I'll write to you { $first } and { $second }, with one reminder each if you don't answer. Nothing else.
promise-one = I'll write to you { $first }, with one reminder if you don't answer.
promise-extra = Because it is getting worse, I'll also ask you { $first }.
promise-seen = I'll ask you { $first } whether you have been seen.
plan = These messages will come:
plan-line = A check-in { $when }
plan-seen-line = "Have you been seen?" { $when }
plan-none = Nothing is planned. I won't write unless you do.
plan-stopped = You asked me to stop, so nothing is planned. Send /start if you want check-ins again.
button-stop = Stop these
stopped = All right, I won't write to you by myself any more. You can still write to me, and /start brings the check-ins back. In an emergency call { $emergency }.
resumed = I'll check in with you again.

when-today = today about { $time }
when-tomorrow = tomorrow about { $time }
when-day = { $weekday } about { $time }
when-date = on { $day } { $month } about { $time }
when-hours = { $hours ->
    [one] in about an hour
   *[other] in about { $hours } hours
}
when-minutes = { $minutes ->
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
