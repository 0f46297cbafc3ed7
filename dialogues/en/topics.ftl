# The topics: what clients ask, and what they are told.
#
# Each topic of topics.toml has four messages:
#   topic-<id>         the question, as a client would ask it (at most 60 characters; also on buttons)
#   topic-<id>-short   the answer: two to four short lines, under 60 words, the most important first
#   topic-<id>-more    further facts and what to do at home, shown after a tap on "More"
#   topic-<id>-call    when to tell the therapist, see a doctor, be seen today, call an ambulance
#   topic-group-<id>   the title of a page of the menu
#
# How to change a sentence: change the text after the `=`. Further lines of a message are indented and do
# not begin with `*`, `[`, `.` or an opening brace. { $emergency } is the only value that may stand here.
# Never make a `-call` message milder than topics.toml says. Never write "don't worry", "you're fine",
# "just", "only" or "probably nothing"; "normal" stands beside the warning signs or not at all. No doses,
# no exclamation marks. Let a clinician read every change.
# Source: clinical brief, sections 1.2 (what must not be repeated), 1.4 (the facts) and 6 (tone).

topic-group-normal = Is this normal?
topic-group-technique = Massage and therapist
topic-group-safety = Safety
topic-group-care = Looking after yourself
topic-group-other = Other questions

# --- A: is this normal? ---

topic-is-it-normal = My back and neck hurt since the massage. Is this normal?
topic-is-it-normal-short =
    A dull ache, stiffness or tenderness where you were worked on is common.
    It mostly starts within 12 hours and is gone in a day or two.
    Not normal: sharp, spreading, electric or numb feelings, new weakness, feeling ill, or pain that grows after the first day or two.
topic-is-it-normal-more =
    • Ordinary soreness is dull, hurts more when you press or move, and slowly fades.
    • In surveys, about 1 to 4 in 10 people feel some discomfort after hands-on treatment.
    • Keep moving gently. Warmth can help. No more pressure on the sore place.
topic-is-it-normal-call =
    • **Tell your therapist** if it is 4 of 10 or more, or growing on the first day.
    • **See a doctor in the next 1-3 days** if it grows after day 2 or is no better after day 3.
    • **Be seen today** for dark or red pee, one leg or arm newly swollen, a bruise that keeps growing, bleeding that won't stop, blood in stool or vomit, hot spreading skin, fever with a stiff neck, a crack and you can't move it, or pain of 9-10.
    • **Call { $emergency } now** for chest pain, trouble breathing, trouble with face, speech, sight or balance, a sudden terrible headache or neck pain, numbness between the legs, trouble with peeing or stool, weak or numb arms or legs, fainting, confusion, a fit, swollen lips or throat, a cold or rock-hard painful limb, or, when pregnant, bleeding, waters breaking, strong tummy pain, baby moving less, a bad headache, flashing lights or sudden swelling.

topic-normal-duration = How long should the soreness last?
topic-normal-duration-short =
    For most people it is gone in under 36 hours. Allow up to 3 days.
    What matters most is the direction: it should be less each day.
    No better on day 3, or still there on day 7: get it looked at.
    Warning signs, such as weakness or numbness, never wait.
topic-normal-duration-more =
    • After very firm work it can behave like soreness after hard sport: it builds for a day, peaks in days 1-3 and fades within about a week.
    • A score from 0 to 10, once a day, shows you which way it goes.
    • Until then: gentle movement, warmth if it feels good, no pressure on the sore place.
topic-normal-duration-call =
    • **Tell your therapist** if it is mild and unchanged after 3 days.
    • **See a doctor in the next 1-3 days** if after 3 days it is still 4 of 10 or more, if it is getting worse, or if it is there on day 7, however mild.
    • For a warning sign don't count days: see "When should I worry?" or call { $emergency }.

topic-why-sore-after = Why do I get sore after a massage?
topic-why-sore-after-short =
    Nobody has proved the exact reason.
    Most likely, firm pressure irritates muscle and nerve endings, much like exercise you aren't used to. It often shows the next morning.
    Pain that is sharp, spreading or growing after day 2 does not fit this.
topic-why-sore-after-more =
    • More likely with harder pressure than you are used to, a new technique, stress or poor sleep.
    • It is not toxins, and it is not lactic acid.
    • Gentle movement and warmth can ease it. Ask for a lighter start next time.
topic-why-sore-after-call =
    • **Tell your therapist** if it is 4 of 10 or more, or growing on the first day.
    • **See a doctor in the next 1-3 days** if it grows after day 2 or is no better after day 3.
    • **Be seen today** for dark or red pee, one leg or arm newly swollen, a bruise that keeps growing, bleeding that won't stop, blood in stool or vomit, hot spreading skin, fever with a stiff neck, a crack and you can't move it, or pain of 9-10.
    • **Call { $emergency } now** for chest pain, trouble breathing, trouble with face, speech, sight or balance, a sudden terrible headache or neck pain, numbness between the legs, trouble with peeing or stool, weak or numb arms or legs, fainting, confusion, a fit, swollen lips or throat, a cold or rock-hard painful limb, or, when pregnant, bleeding, waters breaking, strong tummy pain, baby moving less, a bad headache, flashing lights or sudden swelling.

topic-why-hurts-during = Why does it hurt during the massage?
topic-why-hurts-during-short =
    Tender spots feel pressure more strongly, so a firm touch there can ache.
    An ache you can bear, that eases while the hand stays, is usual.
    Sharp, burning or electric pain means stop. You may ask for less pressure at any moment.
topic-why-hurts-during-more =
    • Too much pressure hurts, too, and so does pressure on a nerve, a bone or a bruise. That is technique, not progress.
    • Say it with a number: "that is a 7, can we go to a 4?"
    • If sharp or electric pain stays afterwards, tap "Check how I feel".
topic-why-hurts-during-call =
    • **Tell your therapist** if it hurt a lot during the session.
    • **See a doctor in the next 1-3 days** if sharp or electric pain stays after it.
    • **Be seen today** if that pain is 9-10 of 10, or came with a crack and you can't move as usual.
    • **Call { $emergency } now** if it comes with weakness, is in both arms or both legs, or with numbness between the legs, toilet trouble, chest pain or trouble breathing.

topic-pain-means-working = Does pain mean it is working?
topic-pain-means-working-short =
    No. Pain doesn't measure how well a massage works.
    Gentle massage helps many people as much.
    Pain makes muscles brace, and that works against the massage.
    A useful guide: stay at 3-4 of 10 or less, and able to breathe easily.
topic-pain-means-working-more =
    • More pain doesn't mean more benefit. There is no good evidence that hard pressure breaks up scar tissue.
    • You can ask for less pressure at any moment, also in the middle of a stroke.
    • The 3-4 of 10 guide is our own rule of thumb.
topic-pain-means-working-call =
    • **Tell your therapist** and agree on a lighter pressure for next time.
    • If pain stays after the session, tap "Check how I feel".

topic-hurts-but-feels-good = Why does it hurt but feel good?
topic-hurts-but-feels-good-short =
    Pressure can calm the nervous system, and the brain's own painkillers seem to play a part.
    Feeling safe and in control changes how pressure feels.
    "Good pain" fades as soon as the hand lifts. Pain that stays is different.
topic-hurts-but-feels-good-more =
    • That it feels good doesn't show that it heals something or calms inflammation.
    • If you hold your breath or clench, it is too much.
    • Ask for less at any time. Lighter work can feel as good.
topic-hurts-but-feels-good-call =
    • **Tell your therapist** if the pain stays after the session.
    • If it is sharp, electric or numb, or grows, tap "Check how I feel".

topic-sensitive-back = Why is my back so sensitive to massage?
topic-sensitive-back-short =
    People differ a lot. Some are sore after a light massage.
    It is more likely when muscles aren't used to load, after hard training or manual work, when you are tense or tired, or when the pressure was too strong.
topic-sensitive-back-more =
    • Poor sleep, stress, illness or your period can make you more sensitive for a few days.
    • Being active doesn't mean you need harder pressure. Say what you like.
    • Ask for a short, light start and build up slowly.
topic-sensitive-back-call =
    • **Tell your therapist**, so that the next session starts lighter.
    • **See a doctor in the next 1-3 days** if a light touch on the skin hurts or burns.

topic-expected-relief = I expected relief, but I feel worse or strange
topic-expected-relief-short =
    That is a let-down, and it happens to other people, too.
    Heavy, sleepy, tearful, chilly or a bit light-headed for a few hours is common.
    It should pass that day. Pain that goes up from session to session means something should change.
topic-expected-relief-more =
    • A small dip for a day doesn't mean that the treatment failed.
    • Rest, eat and drink as usual, get up slowly, move gently.
    • Tell your therapist what you hoped for and what you got instead.
topic-expected-relief-call =
    • **Tell your therapist** how you feel.
    • **Be seen today** for dark or red pee, one leg or arm newly swollen, a bruise that keeps growing, bleeding that won't stop, blood in stool or vomit, hot spreading skin, fever with a stiff neck, a crack and you can't move it, or pain of 9-10.
    • **Call { $emergency } now** for chest pain, trouble breathing, trouble with face, speech, sight or balance, a sudden terrible headache or neck pain, numbness between the legs, trouble with peeing or stool, weak or numb arms or legs, fainting, confusion, a fit, swollen lips or throat, a cold or rock-hard painful limb, or, when pregnant, bleeding, waters breaking, strong tummy pain, baby moving less, a bad headache, flashing lights or sudden swelling.

# --- B: technique and therapist ---

topic-bad-massage = How do I know if I had a bad massage?
topic-bad-massage-short =
    Signs of a bad one: sharp or unbearable pain, or feeling you couldn't speak up.
    Pain, numbness or bruises well beyond mild next-day soreness.
    No health questions first, work on hot, swollen, broken or rashy skin, or neck cracking you didn't agree to.
topic-bad-massage-more =
    • You can ask for another therapist, and you can complain.
    • Write down what was done, when, and how you felt.
    • If a touch felt wrong to you, see "Where must a therapist never touch?"
topic-bad-massage-call =
    • **Tell the clinic manager** what happened.
    • **See a doctor in the next 1-3 days** if pain stays or grows, or numbness lasts over a day.
    • **Be seen today** for dark or red pee, one leg or arm newly swollen, a bruise that keeps growing, bleeding that won't stop, blood in stool or vomit, hot spreading skin, fever with a stiff neck, a crack and you can't move it, or pain of 9-10.
    • **Call { $emergency } now** for chest pain, trouble breathing, trouble with face, speech, sight or balance, a sudden terrible headache or neck pain, numbness between the legs, trouble with peeing or stool, weak or numb arms or legs, fainting, confusion, a fit, swollen lips or throat, a cold or rock-hard painful limb, or, when pregnant, bleeding, waters breaking, strong tummy pain, baby moving less, a bad headache, flashing lights or sudden swelling.

topic-too-much-pressure = Can too much pressure do harm?
topic-too-much-pressure-short =
    Yes. Too much force can bruise, irritate a nerve and leave pain for days.
    In rare cases strong massage has led to serious muscle breakdown, nerve injury or internal bleeding.
    Leave a sore area alone until it no longer hurts.
topic-too-much-pressure-more =
    • More risk: long sessions by several therapists, a massage gun held long on one spot, "no pain, no gain" work.
    • Next time agree on a number from 0 to 10 that you don't want to pass.
    • Keep moving gently meanwhile, and look at the colour of your pee.
topic-too-much-pressure-call =
    • **Tell your therapist** if you are sore.
    • **Be seen today** if your pee is dark, red or like cola, or a swelling or bruise keeps growing.
    • **Call { $emergency } now** for weakness in an arm or leg, or a muscle that is hard, very painful and still swelling.

topic-speak-up = Should I say something if it hurts?
topic-speak-up-short =
    Yes, at once. You aren't being difficult: the therapist can't feel what you feel.
    A number helps: "that is a 7, can we go to a 4?"
    You can pause or stop at any time, without giving a reason.
topic-speak-up-more =
    • Before you start, tell them about medicines, pregnancy, operations, illnesses and anything new.
    • Agree on a word or a raised hand for "stop".
    • If you couldn't say it then, you can still say it now.
topic-speak-up-call =
    • **Tell your therapist** at once, during or after the massage.
    • If pain stays, tap "Check how I feel".

topic-release-tension = How do I let go of tension during a massage?
topic-release-tension-short =
    Breathe out slowly as the pressure comes in.
    Ask for slower strokes, a warmer room, or a cushion under your knees or belly.
    If you can't relax into it, the pressure is too strong. Say so.
topic-release-tension-more =
    • If you expect pain, you brace without noticing. Telling the therapist often helps.
    • Let your jaw, hands and feet go soft, one after the other.
    • You may ask for silence, or for a chat.
topic-release-tension-call =
    • **Tell your therapist** if you can't relax or expect it to hurt.

topic-tell-therapist-after = Should I tell my therapist that I was sore?
topic-tell-therapist-after-short =
    Yes, always. Then they can press less next time and build up slowly.
    Useful to say: where, what kind, how strong from 0 to 10, how long, better or worse.
    A good therapist will thank you.
topic-tell-therapist-after-more =
    • They may suggest that you see a doctor first. That is good care.
    • You could write: "After Tuesday my low back was a 5 for two days, dull, now a 2."
    • Say also what felt good.
topic-tell-therapist-after-call =
    • **Tell your therapist** today or before the next session, whatever the score.
    • If it is strong, growing or feels strange, tap "Check how I feel" first.

topic-worse-each-session = Why is it worse after every session?
topic-worse-each-session-short =
    That is a reason to stop, not to push on.
    It may be the technique, too much pressure, or something that should not be massaged, such as an irritated nerve.
    Please don't book another session on that area until someone qualified has looked.
topic-worse-each-session-more =
    • New numbness, tingling, weakness, or pain that runs down an arm or leg makes it more urgent.
    • Note for each session: where, how strong, how long it lasted.
    • Keep moving gently. Leave the area alone.
topic-worse-each-session-call =
    • **See a doctor in the next 1-3 days**, also if each step is small. Tell your therapist as well.
    • **Be seen today** if it is 7 of 10 or more and still growing after the first day.
    • **Call { $emergency } now** for new weakness, for numbness in both arms, both legs or between the legs, or for trouble with peeing or stool.

topic-stiffness = I feel stiff since the massage
topic-stiffness-short =
    Stiffness for a day or two is common, above all the next morning.
    Gentle movement and warmth usually help more than rest.
    A stiff neck with fever, a bad headache or feeling ill is not massage stiffness.
topic-stiffness-more =
    • Short walks, slow shoulder rolls, a warm shower.
    • Don't force your neck round or back.
    • A brisk style leaves some people tighter. Ask for a calmer one next time.
topic-stiffness-call =
    • **Tell your therapist** if it still limits you after two days.
    • **Be seen today** for a stiff neck with fever or feeling ill.
    • **Call { $emergency } now** for fever with a bad headache or confusion, a sudden very strong headache, unsteady legs or clumsy hands.

topic-best-massage-back-pain = Which massage is best for back pain?
topic-best-massage-back-pain-short =
    No kind has been shown to be clearly better than the others.
    Massage can ease low back or neck pain for a short time; the studies are weak.
    It works best together with exercise and staying active.
    No deep work on a brand-new injury.
topic-best-massage-back-pain-more =
    • Moderate pressure and moving are a sensible choice. Ask for what feels good to you.
    • Wait a couple of days after a new injury.
    • Walking, and going on with your day as far as you can, helps most backs.
topic-best-massage-back-pain-call =
    • **See a doctor in the next 1-3 days** if back pain lasts for weeks or stops your daily life.
    • **Call { $emergency } now** for trouble with peeing or stool, numbness between the legs, or weakness, numbness or pain in both legs.

topic-knots-felt = Can a therapist really feel knots?
topic-knots-felt-short =
    They can often find firm or tender spots. It is not an exact test.
    When several examiners are compared, they often disagree about where the "knot" is.
    What a knot is, is still debated. Your "yes, there" is the best guide.
topic-knots-felt-more =
    • Tenderness is the most reliable sign, and that is something you feel.
    • No knot found doesn't mean no pain. A knot found doesn't have to be pressed hard.
topic-knots-felt-call =
    • **See a doctor in the next 1-3 days** for a lump that is new, hard, growing, or that can't be moved.

topic-knot-release = What does it feel like when a knot releases?
topic-knot-release-short =
    People describe warmth, softening, a wave of ease, a twitch, or nothing at all.
    Less tenderness at the same pressure is a fair sign.
    There is no right feeling. A sudden pop with pain is not a release.
topic-knot-release-more =
    • No wave doesn't mean that it failed.
    • Don't keep pressing to make it happen. A sore spot needs rest.
    • Tell the therapist what you feel, also if it is nothing.
topic-knot-release-call =
    • **Be seen today** if there was a pop and now you can't move as usual or put weight on it.

topic-crunching = Why is my back or neck crunchy?
topic-crunching-short =
    Painless cracking and crunching is very common.
    Usually it is tiny gas bubbles in a joint, or tissue sliding over bone.
    It doesn't mean damage, and it is not hardened acid or calcium.
    Crunching with pain, swelling or locking, or after an injury, needs a check.
topic-crunching-more =
    • It doesn't have to be pressed or cracked away.
    • Nobody has to twist your neck for it. You may refuse that.
    • Gentle movement is good for stiff joints.
topic-crunching-call =
    • **Leave it be** while it is painless.
    • **See a doctor in the next 1-3 days** if it comes with pain, swelling or locking.
    • **Be seen today** if there was a crack and then you couldn't move it.

topic-trigger-points = Where are the trigger points in my back?
topic-trigger-points-short =
    They are tender spots, often between the shoulder blades, along the neck-shoulder line, in the low back and the buttock. They can send an ache elsewhere.
    Mid-back pain with a heartburn-like feeling, nausea, sweating or breathlessness is not a trigger point until a doctor says so.
topic-trigger-points-more =
    • Charts are a rough guide. Experts disagree on how reliable they are.
    • Pressing hard on them again and again can irritate them. Short and gentle is enough.
topic-trigger-points-call =
    • **See a doctor in the next 1-3 days** if the pain keeps coming back.
    • **Call { $emergency } now** if it comes with chest tightness, breathlessness or sweating.

topic-feel-inflammation = Can a therapist feel inflammation?
topic-feel-inflammation-short =
    They may notice warmth, swelling, redness or tenderness.
    They can't say what causes it. That is a doctor's job.
    A hot, red, swollen area should not be massaged.
topic-feel-inflammation-more =
    • Tell the therapist if a place feels hot or looks swollen to you.
    • Leave it alone until someone has looked at it.
topic-feel-inflammation-call =
    • **See a doctor in the next 1-3 days** for a warm, swollen joint.
    • **Be seen today** for hot, red skin that spreads, or one swollen leg.

topic-feel-stress = Can a therapist tell that I'm stressed?
topic-feel-stress-short =
    Tight shoulders, a held breath or a clenched jaw give hints.
    It is a guess, not a test. Many tense people aren't sore at all.
    You decide what you share.
topic-feel-stress-more =
    • You may say: "I'd rather not talk today." That is all right.
    • Ask for a slow, calm massage if that is what you need.
    • Talking to someone you like, walking and sleep help, too.
topic-feel-stress-call =
    • **See a doctor in the next 1-3 days** if worry, low mood or poor sleep go on for weeks.
    • If you think of harming yourself, **call a crisis line or { $emergency } now**. You don't have to be alone with this.

topic-self-massage = Can I massage myself between sessions?
topic-self-massage-short =
    Yes: slow circles with fingers or knuckles, light to medium, a few minutes, on the neck-shoulder line and low back muscles.
    Stay off the front and sides of the throat.
    No massage gun on the neck. Stop with dizziness, headache, tingling or more pain.
topic-self-massage-more =
    • Stay off the bones of the spine, armpit, groin, back of the knee and any sore, bruised or numb place, too.
    • Massage guns: low setting, short. Torn neck arteries and severe muscle breakdown have been reported after such devices.
    • Ask your therapist to show you two or three moves.
topic-self-massage-call =
    • **Call { $emergency } now** if after work on your neck you get a sudden headache, dizziness, double vision or weakness.
    • Otherwise stop if it hurts more, and tap "Check how I feel".

topic-how-often = How often should I have a massage?
topic-how-often-short =
    There is no proven rule. "Once a month" is a habit, not a research result.
    Relief tends to be short. Movement and strength keep it.
    Wait until you are no longer sore from the last one.
topic-how-often-more =
    • For long-lasting neck pain, one trial found 60 minutes two or three times a week for four weeks better than fewer or shorter sessions.
    • Decide by how you feel and what you can afford.
    • Needing more and more sessions for the same pain is a reason to ask why.
topic-how-often-call =
    • **Ask your therapist** to plan it with you.
    • **See a doctor in the next 1-3 days** if you need more and more sessions for the same pain.

# --- C: safety ---

topic-no-go-areas = Which areas should not be pressed?
topic-no-go-areas-short =
    Where nerves, vessels or organs lie close to the skin: front and sides of the neck, the notch above the breastbone, breastbone, armpit, inner elbow, around the navel, groin, back of the knee, bones of the spine.
    No deep, lasting pressure there.
topic-no-go-areas-more =
    • Trained therapists may touch there lightly, with a flat hand.
    • Also off limits: wounds, rashes, burns, hot or swollen areas, fresh injuries, varicose veins that hurt, numb skin.
    • You may say no to any place, without a reason.
topic-no-go-areas-call =
    • **See a doctor in the next 1-3 days** if one of these places still hurts.
    • **Be seen today** for a swollen leg after work behind the knee.
    • **Call { $emergency } now** for headache, or trouble with sight or speech, after work on the throat.

# The safeguarding route: nothing about it may be forwarded to the therapist.
topic-private-areas = Where must a therapist never touch?
topic-private-areas-short =
    Genitals and anus: never. Breasts: not without a clear health reason and your written yes, and you may say no.
    You stay covered, and you can stop at any time.
    If something felt wrong, you did nothing wrong. You don't have to decide anything now.
topic-private-areas-more =
    • The part being worked on is uncovered, the rest is not. You can keep your underwear on.
    • You can ask for a different therapist or for your money back.
    • Talking to someone you trust can help. I don't pass this on to your therapist.
topic-private-areas-call =
    • If you aren't safe right now, **call { $emergency }**.
    • A local **sexual-assault helpline** or the **police** can help you, also later.
    • You can tell the clinic manager or the clinic's named person, or the licensing body.

topic-when-not-massage = When should I not have a massage?
topic-when-not-massage-short =
    Not at all for now: fever or infection, a known or possible blood clot, a new serious injury or fracture, severe unexplained pain, very high blood pressure, being drunk or on drugs.
    Ask a doctor first with blood thinners, cancer, thin bones, a recent operation, stroke or heart attack.
topic-when-not-massage-more =
    • Ask a doctor first, too: a bleeding disorder, or pregnancy with problems.
    • Not on that area: open wound, burn, rash, infection, bruise, hot swollen joint, varicose veins, recent surgery, tumour, numb skin, skin trouble that others can catch.
    • Often possible if gentle and the therapist knows: well-controlled blood pressure, eczema or psoriasis away from flares, irritable bowel.
topic-when-not-massage-call =
    • **Tell your therapist** about your health before you book.
    • **See or ask a doctor** in the next 1-3 days, and before any massage, if you are unsure and any of this applies.

topic-chronic-flare = My old problem flared up. Can I have a massage?
topic-chronic-flare-short =
    Not on the flared area while it is hot, swollen or much worse than usual. That is often some days to two weeks.
    Keep moving gently within comfort: complete rest tends to make backs stiffer.
    Start again lighter when it is calming down.
topic-chronic-flare-more =
    • Tell the therapist about the flare before the session.
    • A massage on other parts may be possible. Ask.
    • Short walks and easy movements count.
topic-chronic-flare-call =
    • **See a doctor in the next 1-3 days** if the flare is of a new kind, comes with fever or doesn't settle.
    • **Be seen today** for fever with severe back pain.
    • **Call { $emergency } now** for weakness or a numb feeling in arms or legs, numbness between the legs, or trouble with peeing or stool.

topic-osteochondrosis = Is massage good for a pinched nerve or worn discs?
topic-osteochondrosis-short =
    Pain that shoots down an arm or leg, tingling or weakness points to a nerve. Deep massage can make that worse: get it checked first.
    Otherwise massage may ease tight muscles for a while. It doesn't change discs or bones.
topic-osteochondrosis-more =
    • "Osteochondrosis" is a common word for age-related wear of the spine. Many people have it without pain.
    • Don't put dizziness down to your neck without a doctor.
    • Keep moving within comfort. No neck twisting.
topic-osteochondrosis-call =
    • **See a doctor in the next 1-3 days** for pain below the elbow or knee, or tingling that lasts over 24 hours.
    • **Call { $emergency } now** for weakness, signs on both sides, numbness between the legs, or trouble with peeing or stool.

topic-scan-first = Do I need an X-ray or MRI before massage?
topic-scan-first-short =
    Usually not. Scans often show harmless wear and rarely change what to do.
    What you do need: honest health questions before the first session.
    A doctor decides on scans if there are warning signs, an injury, cancer in the past, thin bones, or no progress.
topic-scan-first-more =
    • Bring older results if you have them, and say what a doctor told you.
    • No health questions at all before the first session is a poor sign.
topic-scan-first-call =
    • **See a doctor in the next 1-3 days** if you have warning signs, an injury, cancer in the past, thin bones, or no progress.
    • For the urgent signs see "When should I worry?" or call { $emergency }.

topic-home-massage = Is a massage at home or by a friend safe?
topic-home-massage-short =
    A light, relaxing massage by someone who listens suits most healthy people.
    Riskier: nobody asked about your health, strong pressure, neck twisting, elbows or feet on the spine.
    Never massage a swollen, painful calf.
topic-home-massage-more =
    • Tell the person before about medicines, pregnancy, operations, blood clots, bones and blood pressure.
    • Agree on a word for "stop".
    • Stay off the throat, the spine bones, sore or numb places.
topic-home-massage-call =
    • **Tell your therapist**, or whoever gave the massage, if you are sore.
    • **Be seen today** for a swollen calf.

topic-what-can-go-wrong = What can go wrong with a massage?
topic-what-can-go-wrong-short =
    Common and mild: soreness, tiredness, small bruises, a headache.
    Rare but serious: nerve injury, a disc made worse, internal bleeding, a broken bone, a clot moving to the lung, muscle breakdown, a torn neck artery, a spinal cord injury.
    Many happened after forceful twisting of neck or spine.
topic-what-can-go-wrong-more =
    • A review found 138 reported harms in 40 reports over about 11 years worldwide. So it is rare, but real.
    • Your protection: tell your health history, refuse neck cracking, speak up, know the warning signs.
topic-what-can-go-wrong-call =
    • **Be seen today** for dark or red pee, one leg or arm newly swollen, a bruise that keeps growing, bleeding that won't stop, blood in stool or vomit, hot spreading skin, fever with a stiff neck, a crack and you can't move it, or pain of 9-10.
    • **Call { $emergency } now** for chest pain, trouble breathing, trouble with face, speech, sight or balance, a sudden terrible headache or neck pain, numbness between the legs, trouble with peeing or stool, weak or numb arms or legs, fainting, confusion, a fit, swollen lips or throat, a cold or rock-hard painful limb, or, when pregnant, bleeding, waters breaking, strong tummy pain, baby moving less, a bad headache, flashing lights or sudden swelling.

topic-when-to-worry = When should I worry? What are the warning signs?
topic-when-to-worry-short =
    Please **call { $emergency } now** for chest pain or trouble breathing, fainting, confusion or a fit, swollen lips or throat;
    face, arm or speech trouble, lost or double sight, a sudden terrible headache or neck pain;
    numbness between the legs, trouble with peeing or stool, weak or numb legs or arm, a cold, pale or rock-hard limb with severe pain.
topic-when-to-worry-more =
    Most soreness is short and fades. These signs are different, and they can start with plain pain.
    If you aren't sure, use the more urgent step.
    To go through them one by one, tap "Check how I feel".
topic-when-to-worry-call =
    • **See a doctor in the next 1-3 days** for fever of 38 °C or more or shaking chills, numbness over 24 hours, pain at night that never eases, pain that is worse after each session, no better on day 3 with 4 of 10 or more, or still there on day 7.
    • **Be seen today** for dark or red pee, one leg or arm newly swollen, a bruise that keeps growing, bleeding that won't stop, blood in stool or vomit, hot spreading skin, fever with a stiff neck, a crack and you can't move it, or pain of 9-10.
    • **Call { $emergency } now** for chest pain, trouble breathing, trouble with face, speech, sight or balance, a sudden terrible headache or neck pain, numbness between the legs, trouble with peeing or stool, weak or numb arms or legs, fainting, confusion, a fit, swollen lips or throat, a cold or rock-hard painful limb, or, when pregnant, bleeding, waters breaking, strong tummy pain, baby moving less, a bad headache, flashing lights or sudden swelling.

topic-bleeding = Is it normal to bleed after a massage?
topic-bleeding-short =
    No. Blood outside the skin is not expected. Press firmly with a clean cloth for 10 minutes.
    Tiny red dots or a flat bruise can happen. They should stay small and fade.
    Blood in pee or stool, coughed up or vomited, never waits.
topic-bleeding-more =
    • Dots or bruises where nobody pressed, or that spread, don't come from massage.
    • Press without lifting the cloth to look.
    • No massage until it has healed. Tell the therapist.
topic-bleeding-call =
    • **See a doctor in the next 1-3 days** for dots or bruises nobody can explain.
    • **Be seen today** if it doesn't stop after 10 minutes, if there is blood in pee, stool or vomit, if stool is black, or if you take blood thinners and it is more than small.
    • **Call { $emergency } now** if you cough up blood or it comes from your mouth, or if it bleeds heavily or you feel faint.

topic-bruising = I have bruises. Is that okay?
topic-bruising-short =
    A few small bruises after firm work can happen. They turn green-yellow and go in about two weeks.
    A bruise that is hard, keeps growing, or comes with numbness or weakness must be seen today.
    No rubbing, no heat and no massage on it.
topic-bruising-more =
    • A cold pack in a cloth, 10-15 minutes, on the first day or two.
    • Aspirin, blood thinners and steroids make bruises easier. Tell the therapist if you take them.
    • Bruises aren't a sign of good work. Ask for lighter pressure.
topic-bruising-call =
    • **Tell your therapist** about small bruises.
    • **See a doctor in the next 1-3 days** if they are large, many or painful, or if you take blood thinners.
    • **Be seen today** if a bruise is hard or growing, or comes with numbness or weakness. If a whole arm, hand, leg or foot has gone weak, call { $emergency } now.

topic-numbness-tingling = I feel numb or have pins and needles
topic-numbness-tingling-short =
    Between the legs, in both legs or both hands, in the face, with weakness, or with bladder or bowel change: **call { $emergency } now**.
    An arm or cheek that "fell asleep" from lying on it wakes up within minutes to an hour or so.
    Tingling that stays, returns or spreads may be an irritated nerve.
topic-numbness-tingling-more =
    • Don't massage the area and don't stretch into the tingling.
    • Change your position and move gently.
    • No heat or cold on numb skin: you can't feel a burn there.
topic-numbness-tingling-call =
    • **Tell your therapist** if it is fading within the day.
    • **See a doctor in the next 1-3 days** if it lasts over 24 hours or gets stronger.
    • **Call { $emergency } now** for weakness, numbness or tingling on both sides, around genitals or bottom or in the face, or for trouble with peeing or stool.

topic-high-blood-pressure = I have high blood pressure. Is massage okay?
topic-high-blood-pressure-short =
    Well-controlled pressure and a gentle massage usually go together. Tell the therapist and take your tablets as usual.
    Postpone if you feel unwell or your readings are much higher than usual for you.
    180/120 or more, measured twice: see a doctor today, even if you feel well.
topic-high-blood-pressure-more =
    • Painful deep work can push pressure up. Very relaxing work can drop it, so get up slowly.
    • Ask your doctor which limit to use for you.
    • Measure before you go if your readings have been jumping.
topic-high-blood-pressure-call =
    • **Be seen today** at 180/120 or more, even if you feel well.
    • **Call { $emergency } now** if you also have chest pain, breathlessness, headache with confusion, trouble with sight or speech, numbness or weakness. With these signs, call at a lower reading, too.

topic-stroke = Can I have a massage after a stroke?
topic-stroke-short =
    Ask the doctor or stroke team first, and go to someone trained for it.
    No neck massage on your own decision: a neck artery may be the cause of the stroke.
    Any new stroke sign: **call { $emergency }** at once.
topic-stroke-more =
    • Studies look at massage as an extra to physiotherapy, for movement and stiff muscles. It doesn't bring brain cells back.
    • With blood thinners you bruise and bleed more easily.
topic-stroke-call =
    • **Ask your doctor** before any massage after a stroke.
    • **Call { $emergency } now** for any new stroke sign: a drooping face, a weak or numb arm or leg, trouble with speech or sight, sudden loss of balance.

topic-migraine = Does massage help migraine or headaches?
topic-migraine-short =
    It may help some people with tension headache or migraine. The trials are small.
    Keep it gentle, no neck twisting, and stop if a headache starts.
    A headache unlike your usual one is not for massage.
topic-migraine-more =
    • In one trial attacks dropped by about a third. Nobody can promise months without them.
    • A diary of attacks and massages shows whether it helps you.
    • Tell the therapist what sets off your headaches.
topic-migraine-call =
    • **See a doctor in the next 1-3 days** if your headaches have changed or come more often.
    • **Call { $emergency } now** for a sudden or worst-ever headache, or one with weakness, numbness, or trouble with speech, sight or balance.

# --- D: looking after yourself ---

topic-reduce-pain = What can I do at home in the first days?
topic-reduce-pain-short =
    Keep moving gently: short walks, easy stretches.
    A warm shower or heat pack for stiffness, a cold pack in a cloth for bruises or swelling.
    No more pressure on the sore place, no massage gun, no hard training that day.
topic-reduce-pain-more =
    • Drink when you are thirsty, eat as usual, sleep well.
    • If you want medicine, ask a pharmacist what suits you.
    • It should be a little less each day. If not, see below.
topic-reduce-pain-call =
    • **Tell your therapist** if it is mild and unchanged after 3 days.
    • **See a doctor in the next 1-3 days** if after 3 days it is still 4 of 10 or more, if it is getting worse, or if it is there on day 7, however mild.
    • For a warning sign see "When should I worry?" or call { $emergency }.

topic-water = Should I drink a lot of water?
topic-water-short =
    Drink when you are thirsty. A glass afterwards is pleasant.
    No study shows that extra water prevents soreness or makes muscles more flexible.
    There is nothing to flush out. Very large amounts aren't healthy.
topic-water-more =
    • Tea, soup and fruit count, too.
    • With heart or kidney trouble keep to the limit your doctor gave you.
topic-water-call =
    • **Be seen today** if your pee is dark brown, red or like cola, or if there is hardly any.

topic-toxins = Does massage release toxins or lactic acid?
topic-toxins-short =
    No. No toxin has been named or measured.
    Lactic acid from exercise is gone within about an hour, with or without massage.
    Feeling groggy for a day after hard work is more likely tired, irritated muscle. Fever, dark pee or severe pain is something else.
topic-toxins-more =
    • You don't need baths, salts, teas or "detox" products for it.
    • Rest, gentle movement and drinking when thirsty are enough.
topic-toxins-call =
    • **See a doctor in the next 1-3 days** for fever or if you feel really ill.
    • **Be seen today** for dark pee or severe muscle pain.

topic-stretching = Should I stretch?
topic-stretching-short =
    Yes, lightly, the same evening or the next day, if it feels good.
    Slowly, to a mild pull, about 20-30 seconds, a few times. Never into sharp pain.
    Walking does as well.
topic-stretching-more =
    • Don't force your neck round or back.
    • Leave out bruised, swollen or numb places.
    • Breathe out while you stretch. If it hurts more afterwards, do less.
topic-stretching-call =
    • **See a doctor in the next 1-3 days** if stretching brings shooting pain or tingling.

topic-salt-bath = Does a bath with sea salt or lavender help?
topic-salt-bath-short =
    A warm bath is relaxing and eases stiffness for many. The warmth does it.
    Salt doesn't draw anything out, and it isn't shown to calm inflammation.
    Warm, not hot, 10-15 minutes, and get up slowly. No bath on open skin.
topic-salt-bath-more =
    • Lavender smells calming: a few drops mixed into a carrier oil, never neat on the skin.
    • Leave it out with allergy, asthma, pregnancy, small children or pets around.
topic-salt-bath-call =
    • **See a doctor in the next 1-3 days** for a rash that stays.
    • **Call { $emergency } now** for swollen lips, trouble breathing or fainting.

topic-pain-gels = Can I use a pain-relief gel?
topic-pain-gels-short =
    Ask a pharmacist first. Anti-inflammatory gels (diclofenac, ibuprofen, ketoprofen) can ease fresh muscle pain and are gentler on the stomach than tablets.
    Not if you are pregnant, allergic to aspirin or ibuprofen-type drugs, or on broken skin.
topic-pain-gels-more =
    • Ask first with asthma, kidney or stomach ulcer trouble, or other painkillers.
    • A thin layer on whole skin, as the leaflet says, a few days at most. Wash your hands. No heat pad or tight bandage on top, no hard rubbing in.
    • Ketoprofen: keep that skin out of the sun.
    • I don't recommend doses. Ask a pharmacist and read the leaflet.
topic-pain-gels-call =
    • **Ask a pharmacist** before you start.
    • **See a doctor in the next 1-3 days** if you still need it after 3-5 days.
    • **Call { $emergency } now** if you wheeze, or your face, lips or throat swell.

topic-warming-ointments = What about warming ointments and balms?
topic-warming-ointments-short =
    We don't recommend turpentine, formic alcohol, camphor oil or nicotinic-acid creams after a massage.
    The warm feeling is irritated skin. Proof that it helps is weak.
    If you used one and it burns, wash it off with soap and water.
topic-warming-ointments-more =
    • Menthol, methyl salicylate and capsaicin rubs have caused burns, most of them under heat pads or tight bandages.
    • Camphor and menthol oils are dangerous if a child swallows them. Keep them away from children and from the face.
    • Salicylate rubs don't go with blood thinners or an aspirin allergy.
    • A warm shower does the warming, too.
topic-warming-ointments-call =
    • **Be seen today** for blisters or strong burning.
    • If a child has swallowed any, **call the poison line or { $emergency } at once**.

topic-pain-tablets = Can I take a painkiller?
topic-pain-tablets-short =
    Ask a pharmacist. If you are healthy and take no other medicines, they can suggest something simple for a few days.
    No painkiller for dark pee, big bruises or a bad new headache: be seen instead.
    We don't suggest Analgin or Baralgin (metamizole).
topic-pain-tablets-more =
    • Ibuprofen-type tablets: ask first if you are pregnant or over 65, or with ulcers, kidney, heart or liver disease, high blood pressure that isn't controlled, asthma with aspirin allergy, or blood thinners.
    • Metamizole can, rarely and suddenly, destroy white blood cells. That can be deadly.
    • Don't take a tablet to sit through another painful session.
    • I don't recommend doses. Ask a pharmacist and read the leaflet.
topic-pain-tablets-call =
    • **See a doctor in the next 1-3 days** if you still need tablets after 2-3 days.
    • **Be seen today** if you have taken metamizole and get fever, a sore throat or mouth ulcers: stop taking it. Also for black stool or vomiting blood, and for dark pee, big bruises or a bad new headache.
    • If you feel seriously unwell, or the headache is sudden and very strong, call { $emergency }.

# --- E: other things clients ask ---

topic-headache = I have a headache since the massage
topic-headache-short =
    A mild, dull headache the same day is common. It should be clearly better by the next day.
    Please **call { $emergency } now** if it is sudden and severe, came after neck twisting, or with one-sided neck pain, dizziness, vomiting, weakness, a drooping eyelid, trouble with sight or speech.
topic-headache-more =
    • Rest, dim light, gentle neck movement, water if you are thirsty.
    • A tear in a neck artery can show hours to days later. So look again on days 1, 3 and 7.
topic-headache-call =
    • **Tell your therapist** if it is mild.
    • **See a doctor in the next 1-3 days** if it is 4 of 10 or more after 24 hours, is getting worse, comes with neck pain, or if you take blood thinners, are pregnant or have high blood pressure.
    • **Be seen today** if it is 7 of 10 or more, or with fever or a stiff neck.
    • **Call { $emergency } now** if it is sudden and severe, came after neck twisting, with one-sided neck pain unlike any before, or with dizziness, vomiting, weakness, confusion, a drooping eyelid, trouble with sight or speech. If you are pregnant, also for any bad headache.

topic-dizziness = I feel dizzy or light-headed
topic-dizziness-short =
    Spinning, vomiting, walking as if drunk, double vision, trouble speaking or swallowing, or fainting: **call { $emergency } now**.
    A short head-rush when you stand up is common after lying still. Sit, breathe, get up in steps.
    Don't drive until it has gone.
topic-dizziness-more =
    • It should last seconds to minutes, and stay away after an hour or two.
    • Have a drink and a snack.
    • Don't put it down to your neck without a doctor.
topic-dizziness-call =
    • **Tell your therapist** if it was brief and has gone.
    • **See a doctor in the next 1-3 days** if it comes back on other days.
    • **Call { $emergency } now** for fainting, spinning, vomiting, unsteady walking, double vision, trouble speaking or swallowing, above all after work on the neck.

topic-nausea = I feel sick since the massage
topic-nausea-short =
    Mild queasiness for a few hours can follow a long or strong session. Fresh air, small sips, lie on your side.
    Vomiting again and again, or with headache, dizziness, chest or belly pain, is not expected.
topic-nausea-more =
    • With very sore, weak or swollen muscles look at your pee. If it is dark, be seen today.
    • Eat something plain when you feel like it.
    • Next time leave some time between a meal and the massage.
topic-nausea-call =
    • **Tell your therapist** if it is mild.
    • **See a doctor in the next 1-3 days** if it lasts over a day.
    • **Be seen today** for vomiting again and again, belly pain, dark pee, or very sore, swollen muscles.
    • **Call { $emergency } now** for chest pain, for vomiting with spinning or a bad headache, for headache or spinning after work on the neck, or for new weakness.

topic-tiredness = I feel very tired since the massage
topic-tiredness-short =
    Feeling sleepy and heavy that day is common. An early night is enough.
    Take care with driving straight after.
    Tired for more than two days, or weak rather than sleepy, is not usual.
topic-tiredness-more =
    • Eat and drink as usual, take a short walk, leave hard training for another day.
    • Get up slowly from a couch or chair.
topic-tiredness-call =
    • **See a doctor in the next 1-3 days** if you are still so tired after 2-3 days.
    • **Be seen today** if your pee is dark.
    • **Call { $emergency } now** for weakness in an arm or leg, or confusion.

topic-feeling-emotional = I cried or feel low since the massage
topic-feeling-emotional-short =
    Many people get tearful during or after a massage. There is no shame in it and no need to explain.
    Be kind to yourself, rest, talk to someone you like.
    If you think of harming yourself, **call a crisis line or { $emergency } now**.
topic-feeling-emotional-more =
    • Nobody knows exactly why. Deep relaxation and safe touch seem to lower the guard.
    • That muscles store memories is not proven.
    • If the massage brought back something painful, a counsellor can help.
topic-feeling-emotional-call =
    • **See a doctor in the next 1-3 days** if your mood has been low for over two weeks.
    • If something wrong happened to you, see "Where must a therapist never touch?" You did nothing wrong. If you aren't safe, call { $emergency }.
    • If you think of harming yourself, **call a crisis line or { $emergency } now**. You don't have to be alone with this.

topic-heat-or-ice = Heat or ice: which is better?
topic-heat-or-ice-short =
    Stiff and achy: warmth, 15-20 minutes, warm, not hot.
    Bruised or swollen in the first 48 hours: a cold pack in a cloth, 10-15 minutes, a few times a day.
    Neither on numb or broken skin, or over a warming ointment.
topic-heat-or-ice-more =
    • Don't fall asleep on a heat pad.
    • If you aren't sure, take what feels better. Neither is a must.
topic-heat-or-ice-call =
    • **See a doctor in the next 1-3 days** if a swelling grows. If it is one whole leg or arm, be seen today.
    • **Be seen today** for a blister or a burn.

topic-exercise = When can I exercise again?
topic-exercise-short =
    Gentle movement the same day is good.
    Leave heavy lifting, races and hard intervals until the soreness is mild, usually 24-48 hours.
    Pain above 3-4 of 10 during sport, or lasting into the next day, means too early.
topic-exercise-more =
    • This is common sense. There is no strong study.
    • Start with about half of your usual and see how the next morning feels.
    • Walking, easy cycling or swimming are good first steps.
topic-exercise-call =
    • **See a doctor in the next 1-3 days** for pain that runs down an arm or leg.
    • **Be seen today** if your pee is dark, red or like cola.
    • **Call { $emergency } now** if an arm, hand, leg or foot has become weak, gives way or doesn't obey.

topic-alcohol = Can I drink alcohol after a massage?
topic-alcohol-short =
    Better not the same evening. It adds to dizziness and poor sleep, and may increase bruising and swelling.
    Never together with painkillers.
    Toxins aren't the reason.
topic-alcohol-more =
    • If you did have a drink: sit down, have some water and something to eat, and don't drive.
    • Not before a massage either: you notice too late that the pressure is too much.
topic-alcohol-call =
    • **Tell your therapist** if you felt unwell after it.
    • **Call { $emergency } now** if you can't stay awake or you faint. If someone with you can't be woken, call for them.

topic-shower = Can I shower or bathe?
topic-shower-short =
    Yes, a warm shower is good at once. It takes off the oil, so you don't slip.
    Wait with very hot baths, sauna and steam until you feel steady, and with bruises for a couple of days.
topic-shower-more =
    • "Keep the oil on for hours" has no medical reason. Wash it off if your skin itches.
    • Get out of a warm bath slowly. Sit down if you feel light-headed.
topic-shower-call =
    • **See a doctor in the next 1-3 days** for a rash that stays.
    • **Call { $emergency } now** for swelling of face, lips or throat, or trouble breathing.

topic-pregnancy = I am pregnant. Is massage okay?
topic-pregnancy-short =
    A gentle massage by someone trained for pregnancy is generally fine in a pregnancy without complications.
    Lie on your side. No deep work on legs or belly.
    A sore, swollen calf is not a massage matter: clots are more likely now and for weeks after birth.
topic-pregnancy-more =
    • Many therapists wait until after the first three months, mostly as a habit.
    • No anti-inflammatory tablets or gels, and no essential oils, without advice.
    • With problems in this pregnancy ask your midwife or doctor before any massage.
topic-pregnancy-call =
    • **Ask your midwife or doctor the same day** about any new pain that troubles you.
    • **Be seen today** for a sore or swollen calf.
    • **Call { $emergency } now** for bleeding, waters breaking, strong or regular tummy pain, baby moving less, a bad headache, flashing lights, or sudden swelling of face or hands.

topic-fever = I have a fever or feel shivery
topic-fever-short =
    Massage doesn't cause a true fever. Feeling chilly for an hour is different from 38 °C.
    Rest, drink, and no massage until you are well.
    With hot spreading skin, a wound, a stiff neck, a rash that doesn't fade, severe back pain or confusion it is urgent.
topic-fever-more =
    • Most often it is a virus that was on its way.
    • Measure, and write down the number and the time.
    • If you have taken metamizole (Analgin, Baralgin), fever is urgent: stop taking it and be seen today.
topic-fever-call =
    • **See a doctor in the next 1-3 days** for a fever of 38 °C or more, or shaking chills.
    • **Be seen today** if there is hot, red, spreading skin, a wound, a stiff neck, a rash that doesn't fade when pressed, or severe back pain, or if you have taken metamizole.
    • **Call { $emergency } now** for confusion, being hard to wake, or trouble breathing.

topic-swelling = I have swelling since the massage
topic-swelling-short =
    Swollen face, lips or tongue, or a hard, tight, very painful muscle that keeps swelling: **call { $emergency } now**.
    One calf, leg or arm clearly bigger, warm, sore or darker: be seen today, and don't rub it.
    Slight puffiness of a worked muscle for a day can happen.
topic-swelling-more =
    • Compare both sides in a mirror or with a tape measure.
    • For slight puffiness: a cold pack in a cloth, 10-15 minutes. No massage on it.
topic-swelling-call =
    • **Tell your therapist** if it is slight and fading.
    • **See a doctor in the next 1-3 days** for a swollen joint.
    • **Be seen today** if one leg or arm is swollen: it could be a clot.
    • **Call { $emergency } now** if it is hard and very painful, or in the face, lips or tongue.

topic-next-massage = When can I have the next massage?
topic-next-massage-short =
    When the soreness has gone, or nearly. For firm work a week is a sensible start.
    Tell the therapist what happened. Begin lighter and shorter, and build up.
    If I told you to see a doctor or to be seen urgently: not before that.
topic-next-massage-more =
    • Name a number from 0 to 10 that you don't want to pass.
    • Say which place was sore, and for how long.
    • If it was worse after each session, please don't book that area again yet.
topic-next-massage-call =
    • **Tell your therapist** before the next session how this one went.

topic-cupping-marks = I have red marks from cupping or gua sha
topic-cupping-marks-short =
    Round red or purple marks and fine dots are expected: tiny vessels break. They fade in days to two weeks.
    Keep them clean. No sun, no scrubbing, no new cupping on them.
    Pus, spreading hot skin, fever or a burn must be seen today.
topic-cupping-marks-more =
    • They don't show "stagnation" or toxins.
    • Small blister: leave it closed and cover it.
topic-cupping-marks-call =
    • **See a doctor in the next 1-3 days** for blisters, marks that stay beyond two weeks, or if you take blood thinners.
    • **Be seen today** for pus, red hot skin that spreads, fever or a burn.

topic-blood-thinners = I take blood thinners. Is massage okay?
topic-blood-thinners-short =
    Don't stop them. Light pressure, no deep tissue, no cupping. Ask the doctor who prescribed them.
    Bruises come more easily. Small and fading is expected; big, hard, painful or growing is not.
    Blood in pee or stool, or bleeding over 10 minutes: be seen today.
topic-blood-thinners-more =
    • Tell every therapist before the session.
    • No ibuprofen, aspirin or salicylate rubs without asking a doctor or pharmacist.
    • Look at the worked places in the evening and the next day.
topic-blood-thinners-call =
    • **See a doctor in the next 1-3 days** for any larger bruise, or pain of 4 of 10 or more.
    • **Be seen today** for a bruise that grows, bleeding over 10 minutes, blood in pee or stool, black stool, or a knock on the head.
    • **Call { $emergency } now** for a new bad headache or weakness, or if you get drowsy, confused or sick after a knock on the head.

## --- Lines for clients of whom something is known (`note` in topics.toml) ---

topic-note-thinners_bruise = You told me about blood thinners or a bleeding problem. Please let a doctor look at bruises in the next 1-3 days. One that is hard or grows: be seen **today**.
topic-note-thinners_bleeding = You told me about blood thinners or a bleeding problem. If it is more than a small bleeding, call **{ $emergency }** now.
topic-note-thinners_pain = You told me about blood thinners or a bleeding problem. No ibuprofen, aspirin or rubs with salicylate before you have asked a doctor or pharmacist.
topic-note-pregnant_pain = You told me that you are pregnant or had a baby lately. No anti-inflammatory tablets or gels and no essential oils before you have asked your midwife or a doctor.
topic-note-heart_pain = You told me about your heart or blood pressure. Please ask a doctor or pharmacist before any ibuprofen-type tablet.
topic-note-risk_headache = With what you told me about your health, please let a doctor look at a new headache in the next 1-3 days, even a mild one.
topic-note-risk_calf = With what you told me about your health, a sore or swollen calf should be seen **today**.
topic-note-day_three = You have had this for three days or more. If it isn't easing, tell your therapist. If it is 4 or more out of 10, or getting worse, please see a doctor.
