# The beginning: greeting, consent, what the bot says about itself.
#
# How to change a sentence: change the text after the `=`. Further lines of a message are indented.
#   { $name }   a value that the bot fills in; keep it as it is. Which values a message may use is checked.
#   **bold**    the words between the stars are shown bold.
# Lines that begin with `#` are notes for you. Afterwards run `aftercare check`: it finds every mistake.
# Style: short kind sentences, one question at a time, nothing that a tired person has to read twice.
# Source: clinical brief, sections 2.1, 5 and 6.

greeting = Hi { $name }, I'm your aftercare helper. I ask how you feel after your massage and tell you what to do.
greeting-clinic = Hi { $name }, I'm the aftercare helper of **{ $clinic }**. I ask how you feel after your massage and tell you what to do.
# Used when the client's app gives no name.
greeting-someone = there

# Word for word: clinical brief 5.8.
disclaimer = I give general information after a massage. I'm a program, not a doctor. I can't examine you, and nobody reads this chat live. In an emergency call { $emergency }.

link-unreadable = I couldn't read the link you tapped, so I start without it.
resumed-kindly = I was changed since we last talked, and I lost my place in your answers. I'm sorry. Let's go through the questions again.
after-outage = I was away for a while. If you tapped something in that time, I may have missed it. Here is the question again.

# --- consent ---

q-consent =
    Before I ask on: may I keep your answers?

    I use them to guide you now and to write to you after 24 and 72 hours. You can erase them at any time with /forget.
consent-clinic = This is for **{ $clinic }**. Saying no never changes your massage.
consent-what =
    • **What I keep:** your answers, when you gave them, and the advice you got.
    • **What for:** to guide you, to check in after 24 and 72 hours, and to compare.
    • **Who sees it:** this program and the people who run it for your clinic. Telegram carries the messages and keeps them in its own cloud; this chat is not end-to-end encrypted.
    • **How long:** until you erase it with /forget. With /privacy you can take your OK back.
    • **Without your OK:** I keep no answers. Only if I had to tell you to get help urgently, I keep that I did, when, and whether you were seen, for 14 days.

    In an emergency call { $emergency }. Nobody watches this chat.
consent-minor =
    Thank you for telling me. I'm made for adults, so I won't ask on and I keep nothing.

    Please show this to a parent or another adult you trust, and talk to your therapist or a doctor about the pain. If something feels really wrong, call { $emergency }.
consent-just-a-question =
    All right, I keep nothing. Type your question if you like; I may not have an answer to it yet. Your therapist or a doctor can help with the rest.

    If you feel seriously unwell, call { $emergency }.
consent-by-button = I can only take a tap on a button as your answer here.
not-without-consent = Without your OK I can't ask on, because I would have to keep your answers. It's your choice.

button-agree = I agree, I am 18 or older
button-minor = I'm under 18
button-what = What exactly?
button-just-a-question = Just a question

# --- Telegram's own places: description at most 512 characters, "about" at most 120 ---

bot-description = How do you feel after your massage? I ask a few questions, tell you plainly what to do, and come back after one and three days. I'm a program, not a doctor, and nobody reads this chat live. In an emergency call your local emergency number.
bot-about = Aftercare following a massage: a few questions, plain advice, two check-ins. A program, not a doctor.
