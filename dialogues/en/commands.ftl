# The commands: what they answer, and how Telegram's menu describes them (at most 60 characters).

command-start = Begin
command-check = Check how I feel
command-plan = Which messages will come
command-help = What I can do
command-language = Change the language
command-stop = No more check-ins
command-cancel = Leave the question
command-privacy = What is kept about me
command-forget = Erase everything about me

help =
    I ask how you feel after a massage and tell you plainly what to do. I'm a program, not a doctor. In an emergency call **{ $emergency }**.

    /check – check how you feel
    /plan – which messages will come
    /stop – no more check-ins
    /language – change the language
    /privacy – what is kept
    /forget – erase everything
    /cancel – leave a question
command-unknown = I don't know that command. /help shows what I can do.
cancelled = All right, we stop here. I'm here whenever you want to go on.
nothing-to-cancel = There is no question open.

language-ask = Which language shall I speak?
language-name = English
language-set = I'll speak English.

privacy =
    I keep your answers, when you gave them, and the advice you got, because you agreed to it. I use them to guide you and to check in.

    You can take your OK back: then I erase your answers and write no more check-ins. Or you can erase everything with /forget.
privacy-nothing = I keep no answers of yours. I know your Telegram number, your language and whose link you tapped.
privacy-urgent = I also keep that I told you to get help urgently, when that was, and whether you were seen. That is kept for 14 days.
button-withdraw = Take my OK back
withdrawn = Done. Your answers are erased and no check-in will come. Without your OK I can still help in an emergency.
button-forget = Erase everything
forget-ask = Shall I erase everything I keep about you? No check-ins will come then. This can't be undone.
button-forget-yes = Yes, erase everything
button-forget-no = No, keep it
forgotten = Done. Everything I kept about you is erased. Your copy of this chat stays on your phone until you delete it there: open the chat's menu and choose "Delete chat".
forget-kept = All right, nothing was erased.
