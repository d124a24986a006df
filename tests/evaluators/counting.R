# R's survival package takes the counting process as it is: nothing is found wrong with it, and its Kaplan-Meier and
# cumulative incidence go to a file for others to be compared with.
#
# Usage: Rscript counting.R COUNTING.csv RESULT.csv
suppressPackageStartupMessages(library(survival))
files <- commandArgs(trailingOnly = TRUE)
d <- read.csv(files[1])
levels <- c("censor", sort(setdiff(unique(c(d$event, d$istate)), "censor")))
d$event <- factor(d$event, levels = levels)
d$istate <- factor(d$istate, levels = levels[-1])
check <- survcheck(Surv(tstart, tstop, event) ~ 1, data = d, id = id, istate = istate)
stopifnot(all(check$flag == 0))

km <- survfit(Surv(tstart, tstop, event != "censor") ~ 1, data = d, id = id, conf.type = "log-log")
rows <- data.frame(curve = "exit", t = km$time, n_risk = km$n.risk, n_event = km$n.event, value = km$surv,
                   lower = km$lower, upper = km$upper)
ci <- survfit(Surv(tstart, tstop, event) ~ 1, data = d, id = id, istate = istate)
for (at in seq_along(ci$states)) {
  rows <- rbind(rows, data.frame(curve = ci$states[at], t = ci$time, n_risk = ci$n.risk[, 1], n_event = NA,
                                 value = ci$pstate[, at], lower = NA, upper = NA))
}
write.csv(rows, files[2], row.names = FALSE)
cat(sprintf("survival: %d rows, %d stays, survcheck finds nothing\n", nrow(d), length(unique(d$id))))
