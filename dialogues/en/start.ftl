### The beginning: the greeting, the consent, and what the bot says about itself.
###
### Source: clinical brief, sections 2.1, 5.1 to 5.8 and 6. The disclaimer stands there word for word.
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

## --- Greeting: one message, the greeting and then the disclaimer ---

greeting = Hi { $name }, I'm your aftercare helper. Let's check how you feel after your massage.
greeting-clinic = Hi { $name }, I'm the aftercare helper of **{ $clinic }**. Let's check how you feel after your massage.
# Stands for the name when the client's app gives none: "Hi there, ..."
# The number to call when the country is not known: say which number belongs where.
emergency-unknown = 112 (EU, Russia), 999 (UK) or 911 (US, Canada)
greeting-someone = there

# Word for word from clinical brief 5.8. Do not shorten it.
disclaimer = I give general information after a massage. I'm a program, not a doctor. I can't examine you, and nobody reads this chat live. In an emergency call { $emergency }.

# Added to the greeting when the tapped link was damaged, too old, or of a clinic that is gone.
link-unreadable = I couldn't use the link you tapped; it may be too old. We can go on without it.

## --- When the bot lost its place ---

resumed-kindly = I'm sorry, I was changed since we last talked and lost our place. Let's go through the questions again.
after-outage = I'm sorry, I was away for a while and may have missed your answer. Here is the question again.

## --- Consent: asked right after the warning signs ---

# When its meaning changes, tell whoever looks after the program: clients must then be asked again.
q-consent =
    May I keep your health answers?

    I use them to guide you now and to ask later how you are. /forget erases them at any time.

    If you say no, I keep none of them. One exception: if I tell you to get help today or at once, I keep that, when it was, and whether you were seen, for 14 days.
consent-clinic = Your answers are kept for **{ $clinic }**. Saying no never changes your massage, and you can still call them.

# Shown by "What exactly?", in place of the text above.
consent-what =
    • **What I keep:** your answers about your health, the times, the advice I gave, and whether you were seen.
    • **Why:** to guide you, to ask later how you are, and to compare. I follow fixed rules. It is information, not a diagnosis.
    • **On what basis:** your yes, and nothing else.
    • **Who can see it:** the people who run this bot: the clinic whose link you tapped, or whoever gave you this bot, and the firm that runs the computer for them.
    • **Telegram** carries our messages and keeps them on its own servers. A chat with a bot is not end-to-end encrypted. I get your Telegram number, name and language, but not your phone number.
    • **How long:** until you erase it with /forget.
    • **Your rights:** /privacy tells you what I keep and lets you take your yes back. The clinic can tell you more and correct mistakes. You can also complain to your data protection authority.
    • **If you say no:** I keep no answers. One exception: if I tell you to get help today or at once, I keep that, when it was, and whether you were seen, for 14 days. That way I can ask you about it.

    Saying no never changes your massage. In an emergency call { $emergency }; nobody is watching this chat.

# Under 18: clinical brief 2.1.
consent-minor =
    Thank you for telling me. I'm made for adults, so I can't judge this for you.

    Please show this chat to a parent or another adult you trust. Then talk to a doctor or your massage therapist. If it feels really wrong, or one of the warning signs shows up, call { $emergency }.
consent-just-a-question =
    All right, I keep no answers. Type your question, or choose one with /ask. What I can't answer, your therapist or a doctor can.

    In an emergency call { $emergency }.
consent-by-button = I need a tap on a button here, so that it is clear what you chose. Do you have a question instead? Tap "{ button-just-a-question }" first, then type it.
not-without-consent = I can't skip this one: the next questions are about your health, and I may not keep the answers without your yes. The choice is yours.

button-agree = I agree, I am 18 or older
button-minor = I'm under 18
button-what = What exactly?
button-just-a-question = Just a question

## --- Telegram's own places ---

# Shown in the empty chat, before "Start". At most 512 characters.
bot-description = How do you feel after your massage? I ask a few short questions, tell you plainly what to do next, and ask again after one day and after three days. I give general information. I'm a program, not a doctor, and nobody reads this chat live. In an emergency call your local emergency number.
# Shown on the bot's profile. At most 120 characters.
bot-about = How are you after your massage? Short questions, plain next steps. A program, not a doctor, not for emergencies.
