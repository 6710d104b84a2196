# What has the register learned since a revision? As an argument: the number of the last revision that you know.
site <- Sys.getenv("IOM_REFERENCE", "http://127.0.0.1:8000")
since <- c(commandArgs(trailingOnly = TRUE), "0")[1]

revisions <- read.csv(encoding = "UTF-8", colClasses = "character", paste0(
  site, "/api/v1/revisions.csv?since=", since, "&page_size=10&fields=number,made_at,reason,rows"
))

rows <- lengths(strsplit(revisions$rows, ";"))
days <- substr(revisions$made_at, 1, 10)
cat(sprintf("Revision %s of %s (rows: %d): %s\n", revisions$number, days, rows, revisions$reason), sep = "")
