# The warning signs: `sign-…` in full, in the list above the buttons; `a-warning-…` short, on the button.
#
# These sentences decide whether somebody is helped in time. Change their wording with care and let a
# clinician read it; the urgency of each sign stands in triage.toml.
# Source: clinical brief, section 2.2, Q1.

sign-w_chest_breath = Pain, pressure or tightness in the chest, trouble breathing, pain when you breathe in, or coughing blood
sign-w_stroke = Drooping face or eyelid, slurred or mixed-up words, double vision or sudden loss of sight, trouble swallowing, spinning with vomiting, or unable to walk straight
sign-w_head_neck = A sudden, very strong headache or neck pain, the worst ever or unlike any before
sign-w_saddle = Numb or tingling around genitals, bottom or inner thighs, trouble starting to pee, leaking pee or stool, or new loss of feeling in sex
sign-w_both_limbs = New weakness, numbness or pain in both legs or both arms, clumsy hands, legs that give way
sign-w_weak_limb = One arm, hand, leg or foot that has become weak, drops or does not obey
sign-w_collapse = Passed out, confused, hard to wake, a fit or seizure
sign-w_allergy = Swelling of lips, face, tongue or throat, wheezing, or an itchy rash all over with feeling faint
sign-w_tight_limb = A muscle or limb that is hard, tight, very painful and still swelling, or a hand or foot gone cold, pale or blue
sign-w_pregnancy = Pregnant, or gave birth lately, with bleeding, waters breaking, strong tummy pain, baby moving less, bad headache, flashing lights or sudden swelling
sign-w_dark_urine = Pee the colour of tea, cola or blood, or hardly any pee
sign-w_one_limb = One calf, leg or arm newly swollen, warm, sore, or darker or redder
sign-w_bleeding = Bleeding that does not stop after 10 minutes, a bruise or lump that keeps growing, blood in stool or vomit, black stool
sign-w_infection = Skin hot, red and spreading; fever with stiff neck, severe back pain or confusion; a rash that does not fade when pressed
sign-w_crack = A crack or pop, and since then you can't move it, can't put weight on it, or it looks out of shape
sign-w_fever = A temperature of 38 °C or more, or shaking chills
sign-w_numb_stays = Numbness or pins and needles in one place for more than 24 hours, or coming back
sign-w_night = Pain that wakes you and eases in no position, or losing weight without trying

a-warning-w_chest_breath = Chest pain or hard to breathe
a-warning-w_stroke = Face, speech, sight, balance
a-warning-w_head_neck = Sudden awful headache or neck pain
a-warning-w_saddle = Numb between legs, toilet trouble
a-warning-w_both_limbs = Both legs or both arms
a-warning-w_weak_limb = Arm, hand, leg or foot gone weak
a-warning-w_collapse = Fainted, confused, a fit
a-warning-w_allergy = Swollen lips, throat, rash all over
a-warning-w_tight_limb = Rock-hard or cold, painful limb
a-warning-w_pregnancy = Pregnant: bleeding, strong pain…
a-warning-w_dark_urine = Dark or red pee
a-warning-w_one_limb = One leg or arm swollen
a-warning-w_bleeding = Bleeding or growing bruise
a-warning-w_infection = Hot spreading skin, stiff neck + fever
a-warning-w_crack = Crack or pop, can't use it
a-warning-w_fever = Fever of 38 °C or more
a-warning-w_numb_stays = Numb or tingling for a day
a-warning-w_night = Pain at night that never eases
