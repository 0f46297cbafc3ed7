### The commands: how Telegram's menu describes them, and what they answer.
###
### Descriptions (`command-...`): at most 60 characters.
### Source: clinical brief, sections 5.5 to 5.7.
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

## --- Telegram's menu ---

command-start = Start, or switch my messages on again
command-check = Check how you feel
command-ask = What people ask after a massage
command-plan = Which messages I will send you
command-time = What time it is where you are
command-help = What I can do
command-language = Change the language
command-stop = No more messages unless you write first
command-cancel = Leave the question
command-privacy = What I keep about you
command-forget = Erase everything I keep about you

## --- What they answer ---

help =
    I ask how you feel after a massage and tell you plainly what to do. I'm a program, not a doctor. In an emergency call **{ $emergency }**.

    /check – check how you feel
    /ask – what people ask after a massage
    /plan – which messages will come
    /time – what time it is where you are
    /stop – no more messages unless you write first
    /start – switch them on again
    /language – change the language
    /privacy – what I keep about you
    /forget – erase everything
    /cancel – leave a question
command-unknown = I don't know that command. /help shows what I can do.
cancelled = All right, we stop here. I can't say how urgent it is without all the answers. If you feel worse, get help or tap the button.
nothing-to-cancel = No question is open. Shall I check how you feel?

language-ask = Which language shall I speak?
# The name of this language, in this language.
language-name = English
language-set = I'll speak English.

## --- What is kept ---

privacy =
    You said yes to me keeping your health answers. I keep the answers, the times, the advice I gave, whether you were seen, and the messages I still want to send. I also know your Telegram number, your language and whose link you tapped.

    You can take your yes back: then I erase the answers and send no more check-ins. Or erase everything. Neither changes your massage.
privacy-nothing = I keep no health answers of yours. I know your Telegram number, your language and whose link you tapped.
# Added when such an advice was given.
privacy-urgent = I told you to get help quickly. I keep that, when it was, and whether you were seen, for 14 days.
button-withdraw = Take my yes back
withdrawn = Done. Your answers are erased, and no check-in will come. If I told you to get help quickly in the last 14 days, I still keep that and whether you were seen; /forget erases it too.

button-forget = Erase everything
forget-ask = Shall I erase everything I keep about you? I will send no more messages then, and it can't be undone. If I told you to get help, please still get it.
button-forget-yes = Yes, erase everything
button-forget-no = No, keep it
forgotten = Done. Everything I kept about you is erased. Your own copy of this chat stays until you delete it: open the chat's menu and choose "Delete chat". If you feel worse, don't wait for me: get help.
forget-kept = All right, nothing was erased.

## --- What people ask (the answers stand in topics.ftl) ---

ask = What would you like to know? Choose one, or type your question.
did-you-mean = I'm not sure what you mean. Is it one of these? If you feel seriously unwell, call { $emergency }.
# Word for word from clinical brief 1.3: the last line of every answer.
topic-footer = General information, not a diagnosis. If any warning sign is present, tap "{ button-check }" or call { $emergency }.
# In place of an answer that reassures, for somebody who has not said lately that no warning sign fits.
topic-unchecked = Before I say what is usual, please tap "{ button-check }": I ask about warning signs first. Until then, this is when to get help:
# The same for somebody whom I have sent to a doctor, and nobody has looked.
topic-advised = I've told you to see a doctor or get help, so I can't say here what is usual. Please do that first. This is when to get help:
button-more = More
button-topics = All questions
