//! Help of the commands that ask a question, of those that compare answers, and of the log.

/// English, bokmål.
pub const TEXTS: &[(&str, &str)] = &[
    ("List entries as they were written", "Vis føringer slik de ble skrevet"),
    (
        "With --actor on the command line, only the entries that this actor recorded are listed",
        "Med --actor på kommandolinjen vises bare føringene som denne har registrert",
    ),
    ("Only streams whose name begins with this text", "Bare strømmer der navnet begynner med denne teksten"),
    (
        "Only the person with this case number, one of the office's own, and whoever was merged with the person; ids name persons too, as in `state participant`",
        "Bare personen med dette saksnummeret, et av kontorets egne, og den som personen er slått sammen med; også id-er kan oppgis, som i `state participant`",
    ),
    (
        "Only the person with this case number, one of the office's own; ids name persons too, as in `state participant`",
        "Bare personen med dette saksnummeret, et av kontorets egne; også id-er kan oppgis, som i `state participant`",
    ),
    (
        "Show case numbers with --by person, which needs the register and its key",
        "Vis saksnumre med --by person; det krever registeret og nøkkelen",
    ),
    (
        "Show case numbers of corrections, which needs the register and its key",
        "Vis saksnumre for rettelser; det krever registeret og nøkkelen",
    ),
    ("Only days on which this office followed the person up", "Bare dager der dette kontoret fulgte opp personen"),
    (
        "Only people whom this office followed up on the first day of the placement in a month",
        "Bare personer som dette kontoret fulgte opp den første dagen av tiltaksplassen i en måned",
    ),
    ("Only types whose name begins with this text", "Bare typer der navnet begynner med denne teksten"),
    (
        "Only entries whose source contains this text: the document, the office's case file, the map of a table",
        "Bare føringer der kilden inneholder denne teksten: dokumentet, kontorets saksmappe, oversettelsestabellen til en tabell",
    ),
    ("Only entries recorded on or after this day", "Bare føringer registrert denne dagen eller senere"),
    ("Only entries recorded on or before this day", "Bare føringer registrert denne dagen eller tidligere"),
    (
        "Only entries effective on this day or on a later one",
        "Bare føringer som gjelder for denne dagen eller en senere",
    ),
    (
        "Only entries effective on this day or on an earlier one",
        "Bare føringer som gjelder for denne dagen eller en tidligere",
    ),
    ("Start at this position", "Begynn ved denne posisjonen"),
    ("List at most this many entries", "Vis høyst så mange føringer"),
    ("List the newest entries first", "Vis de nyeste føringene først"),
    (
        "List what was corrected: each field that a correction changed, with what it said before and says after, who corrected it, when and why. --type is then the type of what was corrected",
        "Vis hva som er rettet: hvert felt som en rettelse endret, med hva som sto før og hva som står nå, hvem som rettet det, når og hvorfor. --type er da typen til det som ble rettet",
    ),
    ("Show one complete entry", "Vis en hel føring"),
    ("Its position, its id or the beginning of its id", "Posisjonen, id-en eller begynnelsen av id-en"),
    ("Count participants, or show one person's history", "Tell deltakere, eller vis historien til én person"),
    (
        "Only people with a benefit paid for the day, whether they are in the programme or have left it",
        "Bare personer som har fått en ytelse for dagen, enten de er i programmet eller har forlatt det",
    ),
    ("How to group the counts", "Hva tallene deles opp etter"),
    ("Show one person's history", "Vis historien til én person"),
    (
        "Count people and placements by provider, year or outcome",
        "Tell personer og tiltaksplasser etter tiltaksarrangør, år eller resultat",
    ),
    ("What each row is about", "Hva hver rad gjelder"),
    ("List the courses of many people, stay by stay", "Vis forløpene til mange personer, opphold for opphold"),
    (
        "JSON has whole courses: stays with their steps and gaps, spells of status, step, measure and benefit, and events",
        "JSON har hele forløp: opphold med trinn og hull, perioder med status, trinn, tiltak og ytelse, og hendelser",
    ),
    (
        "Only enrolments whose last intake names this cohort, or whose stay its definition takes",
        "Bare deltakelser der det siste inntaket oppgir denne kohorten, eller der definisjonen omfatter oppholdet",
    ),
    (
        "Only what happened in stays whose intake names this cohort, or that its definition takes",
        "Bare det som skjedde i opphold der inntaket oppgir denne kohorten, eller som definisjonen omfatter",
    ),
    (
        "Only stays whose intake names this cohort, or that its definition takes",
        "Bare opphold der inntaket oppgir denne kohorten, eller som definisjonen omfatter",
    ),
    ("Only stays that began at this office", "Bare opphold som begynte ved dette kontoret"),
    ("Only stays that began under this target group", "Bare opphold som begynte under denne målgruppen"),
    (
        "Only courses with a placement at this provider, spelled as in the data",
        "Bare forløp med en tiltaksplass hos denne tiltaksarrangøren, skrevet som i dataene",
    ),
    ("The first day on which stays are observed", "Den første dagen opphold er observert"),
    ("Show one person's courses, drawn over the months", "Vis forløpene til én person, tegnet over månedene"),
    (
        "A line for each status, step, measure and benefit has a block for each month with a day of it, and an arrow where it goes on",
        "En linje for hver status, hvert trinn, hvert tiltak og hver ytelse har en blokk for hver måned med minst én dag, og en pil der den fortsetter",
    ),
    (
        "Count where those who left went, who came back, and how many were in",
        "Tell hvor de som sluttet gikk, hvem som kom tilbake, og hvor mange som var inne",
    ),
    (
        "Only exits on this day or on a later one, and months that end then. An exit is on the first day outside",
        "Bare avslutninger denne dagen eller senere, og måneder som slutter da. En avslutning er på den første dagen utenfor",
    ),
    (
        "Only exits on this day or on an earlier one, and months that end by then",
        "Bare avslutninger denne dagen eller tidligere, og måneder som er over da",
    ),
    (
        "Compare what was paid for placements with what the attended share of it would have cost",
        "Sammenlign det som ble betalt for tiltaksplasser, med hva den delen som det var frammøte på, ville ha kostet",
    ),
    ("Begin with the month that includes this day", "Begynn med måneden som denne dagen er i"),
    ("End with the last month that is over by this day", "Slutt med den siste måneden som er over denne dagen"),
    ("Count days of absence from placements, by kind", "Tell dager med fravær fra tiltaksplasser, etter type fravær"),
    (
        "A day of a person counts once, however many entries have it. Absence of less than whole days is counted in minutes",
        "En dag for en person telles én gang, uansett hvor mange føringer som har den. Fravær på mindre enn hele dager telles i minutter",
    ),
    ("Only days from this one on", "Bare dager fra og med denne"),
    ("Only days up to this one", "Bare dager til og med denne"),
    ("What the kinds are split by", "Hva typene fravær deles opp etter"),
    (
        "Show the conditions for benefits, and what became of them",
        "Vis vilkårene for ytelser, og hva som skjedde med dem",
    ),
    ("Only those set on this day or on a later one", "Bare de som ble satt denne dagen eller senere"),
    ("Only those set on this day or on an earlier one", "Bare de som ble satt denne dagen eller tidligere"),
    ("Only those with this status; can be given several times", "Bare de med denne statusen; kan oppgis flere ganger"),
    (
        "Count the ways from the intake through providers, steps or measures to the exit",
        "Tell veiene fra inntaket, gjennom tiltaksarrangører, trinn eller tiltak, til avslutningen",
    ),
    ("What the ways go through", "Hva veiene går gjennom"),
    ("Show a milestone plan, or list the plans", "Vis en milepælsplan, eller en oversikt over planene"),
    ("The plan [default: a short list of all plans]", "Planen [standard: en kort oversikt over alle planer]"),
    (
        "Show the money: what was appropriated, allocated, disbursed and spent",
        "Vis pengene: hva som er bevilget, tildelt, utbetalt og brukt",
    ),
    ("What each line is about", "Hva hver linje gjelder"),
    ("One fund: programme, year and source", "Én bevilgning: program, år og kilde"),
    ("One recipient", "Én mottaker"),
    ("One grant of a fund", "Ett tilskudd fra en bevilgning"),
    ("One year", "Ett år"),
    ("Only this budget year", "Bare dette budsjettåret"),
    ("Only this source", "Bare denne kilden"),
    ("Only this chapter of the state budget", "Bare dette kapittelet i statsbudsjettet"),
    ("Only this item of the chapter", "Bare denne posten i kapittelet"),
    ("Show which programmes ran, where and when", "Vis hvilke programmer som har vært i gang, hvor og når"),
    ("Only what ran in this municipality", "Bare det som har vært i gang i denne kommunen"),
    (
        "Show the bodies of programmes: members, meetings required and held",
        "Vis møteorganene i programmer: medlemmer, møter som kreves, og møter som er holdt",
    ),
    (
        "Show the posts of programmes, how many of them are filled on the day, and the participants for each post",
        "Vis stillingene i programmer, hvor mange av dem som er besatt på dagen, og antall deltakere per stilling",
    ),
    (
        "Show the reports of programmes: what is due, what came, what is late or missing",
        "Vis rapportene i programmer: hva som forfaller, hva som er kommet, hva som er forsinket eller mangler",
    ),
    (
        "Show agreements signed or failed, contracts, the tenders before them, and what is delivered under them",
        "Vis avtaler som er inngått eller ikke ble noe av, kontrakter, anskaffelsene før dem og leveransene under dem",
    ),
    (
        "Show the risks of programmes, and what is done about them",
        "Vis risikoene i programmer, og hva som gjøres med dem",
    ),
    (
        "Show the answers to surveys: anonymous totals, an answer a row",
        "Vis svarene på undersøkelser: anonyme summer, ett svar per rad",
    ),
    (
        "Show what is to be done again and again or once, and what of it was done",
        "Vis pliktene: det som skal gjøres gang på gang eller én gang, og hva som er gjort",
    ),
    (
        "Reports, meetings and visits: how often they are due, and whether they were done in each week, month or year. As a table, spans shorter than a year are added up by year",
        "Rapporter, møter og besøk: hvor ofte de forfaller, og om de ble gjort hver uke, måned eller hvert år. I en tabell summeres tidsrom kortere enn et år per år",
    ),
    (
        "Only those that stand like this; can be given several times",
        "Bare de som har denne statusen; kan oppgis flere ganger",
    ),
    (
        "Only those of this office, project, body or role",
        "Bare de som hører til dette kontoret, prosjektet, møteorganet eller denne rollen",
    ),
    ("Show every span in a table, and not years", "Vis hvert tidsrom i en tabell, og ikke år"),
    (
        "Show which offices take part in a programme, and how offices and projects were reviewed",
        "Vis hvilke kontorer som deltar i et program, og gjennomgangene av kontorer og prosjekter",
    ),
    (
        "Show what somebody advised a programme to do, and what became of it",
        "Vis hva et program er anbefalt å gjøre, og hva som skjedde med anbefalingene",
    ),
    ("Compare targets with derived figures", "Sammenlign måltall med utledede tall"),
    ("Compare published figures with derived figures", "Sammenlign publiserte tall med utledede tall"),
    (
        "Show a figure month by month, quarter by quarter or year by year",
        "Vis et tall måned for måned, kvartal for kvartal eller år for år",
    ),
    ("What it is a series of", "Hva det er en serie over"),
    (
        "Begin with the period that includes this day [default: the first one with a value]",
        "Begynn med perioden som denne dagen er i [standard: den første med en verdi]",
    ),
    (
        "End with the last period that is over by this day [default: the last day that the records reach]",
        "Slutt med den siste perioden som er over denne dagen [standard: den siste dagen registreringene rekker til]",
    ),
    ("How long the periods are", "Hvor lange periodene er"),
    (
        "What the values are split by; `kind` is the destination, decision, benefit, kind of absence, body or plan",
        "Hva verdiene deles opp etter; `kind` er hva det er overgang til, vedtak, ytelse, type fravær, møteorgan eller plan",
    ),
    ("Count each value from the beginning of its year", "Tell hver verdi fra begynnelsen av året"),
    (
        "Show how long it takes until people leave, and where to",
        "Vis hvor lang tid det tar før folk slutter, og hva de går over til",
    ),
    (
        "Kaplan-Meier curves with limits of 95 % (log-log), cumulative incidences, and a log-rank test between groups",
        "Kaplan-Meier-kurver med 95 % grenser (log-log), kumulative insidenser og en log-rank-test mellom grupper",
    ),
    (
        "What counts as the event; who leaves for anything else counts as if observing had ended",
        "Hva som regnes som hendelsen; den som slutter av andre grunner, regnes som om observasjonen var slutt",
    ),
    ("The groups to compare, by the intake", "Gruppene som sammenlignes, etter inntaket"),
    (
        "Of each person only the first stay that is selected",
        "Bare det første av oppholdene som er valgt ut, for hver person",
    ),
    (
        "The days from the intake for which the curve is shown [default: 91,182,365,730]",
        "Dagene fra inntaket som kurven vises for [standard: 91,182,365,730]",
    ),
    (
        "Stays are observed from this day on [default: from their intake, or from the opening of the ledger]",
        "Opphold er observert fra og med denne dagen [standard: fra inntaket, eller fra hovedboken ble åpnet]",
    ),
    (
        "Show how late things are recorded, and how complete each month is",
        "Vis hvor sent ting registreres, og hvor komplett hver måned er",
    ),
    (
        "Show everything as of one day: participants, milestones, budget, goals, findings, and what belongs to a programme",
        "Vis alt per en dag: deltakere, milepæler, budsjett, mål, funn og det som hører til et program",
    ),
    (
        "The answer can be signed, and a signed answer checked",
        "Svaret kan signeres, og et signert svar kan kontrolleres",
    ),
    (
        "Write the answer to a file, and next to it a signed answer (its SHA-256, signed with the private key in this file)",
        "Skriv svaret til en fil, og ved siden av den et signert svar (SHA-256 av filen, signert med den private nøkkelen i denne filen)",
    ),
    (
        "Write the answer to this file, a new one. Its ending names the format where --format does not: .txt for tables, .csv, .xlsx, .json, .jsonl. With --sign, the file of the signed answer [default: statement-N.signed]; the answer itself is written beside it, with the ending .json",
        "Skriv svaret til denne filen, som må være ny. Endelsen bestemmer formatet når --format ikke gjør det: .txt for tabeller, .csv, .xlsx, .json, .jsonl. Med --sign er det filen med det signerte svaret [standard: statement-N.signed]; selve svaret skrives ved siden av, med endelsen .json",
    ),
    (
        "Check a signed answer: its signatures, that it comes from this ledger, and that the ledger gives the same answer",
        "Kontroller et signert svar: signaturene, at det kommer fra denne hovedboken, og at hovedboken gir det samme svaret",
    ),
    ("The file of the signed answer", "Filen med det signerte svaret"),
    (
        "The ledger's verifier key, or a file with one or more of them, one on each line; give several if the key was changed and no entry says so",
        "Hovedbokens verifiseringsnøkkel, eller en fil med én eller flere, én per linje; oppgi flere hvis nøkkelen er byttet uten at en føring sier det",
    ),
    (
        "List findings: broken rules and missing records, each with the entries that it rests on",
        "Vis funn: regler som er brutt og registreringer som mangler, hvert med føringene det bygger på",
    ),
    (
        "A table shows similar findings from one import or batch in one line; --kind lists each of them",
        "En tabell viser like funn fra én import eller overføring på én linje; --kind viser hvert av dem",
    ),
    ("Only this kind", "Bare denne typen"),
    (
        "List people, with their status, office, counsellor and placement",
        "Vis personer, med status, kontor, veileder og tiltaksplass",
    ),
    (
        "Only people with this status; can be given several times [default: in_programme and suspended]",
        "Bare personer med denne statusen; kan oppgis flere ganger [standard: i program og midlertidig stanset]",
    ),
    ("Only people admitted under this target group", "Bare personer som er tatt inn under denne målgruppen"),
    (
        "Only people with an open placement at this provider",
        "Bare personer med en åpen tiltaksplass hos denne tiltaksarrangøren",
    ),
    (
        "Only people of whom this is missing; given several times, whoever lacks any of them. A plan is there once it was offered, whatever was answered; `--columns …,missing` shows what each lacks",
        "Bare personer som mangler dette; oppgitt flere ganger: alle som mangler minst ett av dem. En plan finnes når den er tilbudt, uansett svar; `--columns …,missing` viser hva hver enkelt mangler",
    ),
    (
        "Sort by this column; with - before it, the other way round",
        "Sorter etter denne kolonnen; med - foran i motsatt rekkefølge",
    ),
    ("List what falls due, and what is overdue", "Vis det som forfaller, og det som er forfalt"),
    (
        "Milestones, planned ends of placements, reviews and the ends of decisions, plans to be offered, follow-ups, conditions that are not answered, reports. With --format ics it is a calendar, which has ids, offices and counsellors and no case numbers",
        "Milepæler, planlagt slutt på tiltaksplasser, gjennomganger og slutten på vedtak, planer som skal tilbys, oppfølging i ettertid, vilkår som ikke er besvart, rapporter. Med --format ics er det en kalender, som har id-er, kontorer og veiledere, men ingen saksnumre",
    ),
    (
        "How far ahead to look, in days, weeks or months, such as 30d, 6w (6u in Norwegian) or 2m; what is overdue is always shown",
        "Hvor langt fram, i dager, uker eller måneder, for eksempel 30d, 6u eller 2m; det som er forfalt, vises alltid",
    ),
    ("Only this; can be given several times", "Bare dette; kan oppgis flere ganger"),
    (
        "Draw a sample that anybody can draw again from the same records",
        "Trekk et utvalg som hvem som helst kan trekke igjen fra de samme registreringene",
    ),
    (
        "The frame is shown as its size and the SHA-256 of its items. First fix the frame, by a checkpoint; then choose a seed that nobody could foresee, before you see what it draws",
        "Utvalgsrammen vises som størrelsen og SHA-256 av det den består av. Lås utvalgsrammen først, med et sjekkpunkt. Velg så et frø som ingen kunne forutse, før du ser hva det trekker",
    ),
    ("How many to draw", "Hvor mange som skal trekkes"),
    ("The seed: any text", "Frøet: en hvilken som helst tekst"),
    (
        "What to draw from: open (enrolments with somebody in the programme), closed-in-YEAR, findings or grants",
        "Hva det trekkes fra: open (deltakelser med en person i programmet), closed-in-YEAR, findings eller grants",
    ),
    ("Only enrolments at this office", "Bare deltakelser ved dette kontoret"),
    (
        "Give each office a share of the sample by its share of the frame",
        "Gi hvert kontor en andel av utvalget etter andelen i utvalgsrammen",
    ),
    (
        "Explain how an answer differs between two states of knowledge",
        "Forklar hvordan et svar er forskjellig mellom to kunnskapstilstander",
    ),
    (
        "The question, written as its command: state --programme KVP",
        "Spørsmålet, skrevet som kommandoen: state --programme KVP",
    ),
    (
        "The other state of knowledge [default: the end of the log]",
        "Den andre kunnskapstilstanden [standard: slutten av loggen]",
    ),
    (
        "Where the difference is concentrated: its causes by the office or programme that they are about, by type, or by the month in which they were recorded",
        "Hvor forskjellen er samlet: årsakene etter kontoret eller programmet de gjelder, etter type, eller etter måneden de ble registrert",
    ),
    (
        "The office that an entry names, or that of the person whom it is about",
        "Kontoret som en føring oppgir, eller kontoret til personen den gjelder",
    ),
    ("The programme that an entry is about", "Programmet som en føring gjelder"),
    ("The type of the entry", "Føringens type"),
    ("The month in which the entry was recorded", "Måneden føringen ble registrert"),
    (
        "Find the entry since which the ledger contradicts a number",
        "Finn føringen som gjorde at hovedboken ikke lenger stemmer med et tall",
    ),
    (
        "The number is a published figure, or a value given with a question and a row of its answer. Every entry up to the state of knowledge is looked at: the table lists each one after which the number agrees, or no longer agrees, with what the ledger derives",
        "Tallet er et publisert tall, eller en verdi oppgitt med et spørsmål og en rad i svaret. Alle føringer fram til kunnskapstilstanden undersøkes: Tabellen viser hver føring som gjør at tallet begynner eller slutter å stemme med det hovedboken utleder",
    ),
    (
        "The position of a published figure: the column `entry` of `figures`",
        "Posisjonen til et publisert tall: kolonnen `entry` i `figures`",
    ),
    ("The value that the row should have", "Verdien som raden skulle hatt"),
    (
        "The row, named as JSON and CSV of `explain` name it: `participants`, `groups[North].ever`. A field can be named by its label",
        "Raden, med navnet den har i JSON og CSV fra `explain`: `participants`, `groups[North].ever`. Et felt kan kalles det tabellene kaller det",
    ),
    ("Show one figure of a question over both times", "Vis ett tall fra et spørsmål over begge tider"),
    (
        "The figure is a row of the question's answer. It is shown for every day in the stretch of days that --as-of names, as known at every day in the one that --known-at names: --as-of 2008-06..2010-12. With months, the last day of each month counts",
        "Tallet er en rad i svaret på spørsmålet. Det vises for hver dag i tidsrommet som --as-of oppgir, slik det var registrert per hver dag i tidsrommet som --known-at oppgir: --as-of 2008-06..2010-12. Oppgis måneder, gjelder den siste dagen i hver måned",
    ),
    ("How far apart the days are", "Hvor langt det er mellom dagene"),
    ("Every day", "Hver dag"),
    ("Every seventh day", "Hver sjuende dag"),
    ("Every month", "Hver måned"),
    ("Every third month", "Hver tredje måned"),
    ("Every twelfth month", "Hver tolvte måned"),
    (
        "Show the answers to a question side by side: two days, two states of knowledge, two offices, two years",
        "Vis svarene på et spørsmål side om side: to dager, to kunnskapstilstander, to kontorer, to år",
    ),
    (
        "The options of the one side, in quotes: \"--as-of 2008-12-31\"",
        "Valgene for den ene siden, i anførselstegn: \"--as-of 2008-12-31\"",
    ),
    ("The options of the other side: \"--as-of 2009-12-31\"", "Valgene for den andre siden: \"--as-of 2009-12-31\""),
    (
        "Only rows in which the sides differ: so it is in tables and workbooks anyway",
        "Bare rader der sidene er forskjellige: slik er det uansett i tabeller og arbeidsbøker",
    ),
    (
        "Also rows that are the same on both sides: so it is in CSV and JSON anyway",
        "Også rader som er like på begge sider: slik er det uansett i CSV og JSON",
    ),
    ("The question after `--`", "Spørsmålet etter `--`"),
    (
        "List the cohorts of programmes: those defined by conditions and those that intakes name",
        "Vis kohortene i programmer: dem som er definert ved vilkår, og dem som inntak oppgir",
    ),
];
