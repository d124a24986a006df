//! Sentences of cohorts that are defined by days and conditions.

/// English, bokmål.
pub const SENTENCES: &[(&str, &str)] = &[
    ("a cohort that is defined by days and conditions", "en kohort som er definert ved dager og vilkår"),
    ("What the cohort is called: a name without spaces.", "Hva kohorten heter: et navn uten mellomrom."),
    ("inside (var inne) or taken_in (ble tatt inn).", "inside (var inne) eller taken_in (ble tatt inn)."),
    (
        "Only those at one of these offices, with semicolons between.",
        "Bare de ved ett av disse kontorene, med semikolon mellom.",
    ),
    (
        "Only those admitted under one of these target groups, with commas between.",
        "Bare de som er tatt inn i en av disse målgruppene, med komma mellom.",
    ),
    (
        "Only those with a placement at one of these providers, with semicolons between.",
        "Bare de med tiltaksplass hos en av disse arrangørene, med semikolon mellom.",
    ),
    (
        "Only those in one of these measures, with semicolons between.",
        "Bare de i et av disse tiltakene, med semikolon mellom.",
    ),
    (
        "Only those with one of these statuses, with commas between: in_programme (i program), suspended (midlertidig stanset), exited (avsluttet).",
        "Bare de med en av disse statusene, med komma mellom: in_programme (i program), suspended (midlertidig stanset), exited (avsluttet).",
    ),
    (
        "Only those of one of these ages, with commas between: 0-17, 18-24, 25-29, 30-49, 50+, unknown (ukjent).",
        "Bare de i en av disse aldersgruppene, med komma mellom: 0-17, 18-24, 25-29, 30-49, 50+, unknown (ukjent).",
    ),
    (
        "Only those on one of these steps or arenas, with semicolons between.",
        "Bare de på et av disse trinnene eller arenaene, med semikolon mellom.",
    ),
    (
        "Only those of one of these counsellors, with commas between.",
        "Bare de som følges opp av en av disse veilederne, med komma mellom.",
    ),
    (
        "A cohort is defined by conditions under a name that another cohort of the programme has: one that is defined too, or one that intakes name.",
        "En kohort er definert ved vilkår under et navn som en annen kohort i programmet har: en som også er definert, eller en som inntak oppgir.",
    ),
    (
        "give the defined cohort a name of its own; correct its definition with `replace`, or the intake if that is wrong",
        "gi den definerte kohorten et eget navn; rett definisjonen med `replace`, eller inntaket hvis det er feil",
    ),
    (
        "the cohort {} is defined already; correct that entry to change it",
        "kohorten {} er allerede definert; rett den føringen for å endre den",
    ),
    (
        "the intake of {} names the cohort {}, which {} defines by conditions",
        "inntaket {} oppgir kohorten {}, som {} definerer ved vilkår",
    ),
    (
        "programme.cohort_defined: an intake names the cohort {} of {} already: {}",
        "programme.cohort_defined: et inntak oppgir allerede kohorten {} i {}: {}",
    ),
    (
        "programme.cohort_defined: intakes name the cohort {} of {} already: {}",
        "programme.cohort_defined: inntak oppgir allerede kohorten {} i {}: {}",
    ),
    (
        "A cohort is defined by days and conditions, under a name that questions can ask about. Everybody who meets all conditions belongs to it. The definition holds for every day asked about.",
        "En kohort er definert ved dager og vilkår, under et navn som spørsmål kan gjelde. Alle som oppfyller alle vilkårene, hører til den. Definisjonen gjelder for enhver dag det spørres om.",
    ),
    (
        "The name of the cohort. No intake of the programme may name it as its cohort.",
        "Navnet på kohorten. Ingen inntak i programmet kan oppgi det som sin kohort.",
    ),
    (
        "Whether it takes who was inside or who was taken in.",
        "Om den omfatter dem som var i programmet eller dem som ble tatt inn.",
    ),
    (
        "The day or days on which they were inside or were taken in.",
        "Dagen eller dagene da de var i programmet eller ble tatt inn.",
    ),
    ("Only those at one of these offices.", "Bare de ved et av disse kontorene."),
    ("Only those admitted under one of these target groups.", "Bare de som er tatt inn i en av disse målgruppene."),
    (
        "Only those with a placement at one of these providers: open on one of the days, or begun on one of them if the cohort takes who was taken in.",
        "Bare de med en plass hos en av disse tiltaksarrangørene: åpen en av dagene, eller påbegynt en av dem hvis kohorten omfatter dem som ble tatt inn.",
    ),
    (
        "Only those with such a placement in one of these measures. If providers are given too, the same placement must meet both.",
        "Bare de med en slik plass i et av disse tiltakene. Er også tiltaksarrangører oppgitt, må samme plass oppfylle begge.",
    ),
    ("Only those with one of these statuses.", "Bare de med en av disse statusene."),
    ("Only those in one of these age bands.", "Bare de i en av disse aldersgruppene."),
    ("Only those on one of these steps or arenas.", "Bare de på et av disse trinnene eller arenaene."),
    ("Only those whom one of these counsellors follows up.", "Bare de som en av disse veilederne følger opp."),
    ("Which persons a cohort takes.", "Hvilke personer en kohort omfatter."),
    (
        "Who was in the programme, suspension included, on one of the days.",
        "Den som var i programmet, medregnet midlertidig stans, en av dagene.",
    ),
    ("Who was taken in on one of the days.", "Den som ble tatt inn en av dagene."),
    ("The status that a cohort asks for.", "Statusen som en kohort krever."),
    ("In the programme.", "I programmet."),
    ("Suspended.", "Midlertidig stanset."),
    ("No longer in the programme.", "Ikke lenger i programmet."),
    ("The band of an age, as persons are grouped by.", "Aldersgruppen, slik personer grupperes."),
    ("Younger than 18.", "Under 18 år."),
    ("18 to 24.", "18 til 24 år."),
    ("25 to 29.", "25 til 29 år."),
    ("30 to 49.", "30 til 49 år."),
    ("50 or older.", "50 år eller eldre."),
    ("The month of birth is not known.", "Fødselsmåneden er ikke kjent."),
];
