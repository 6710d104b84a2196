# Which States were members on a day? As an argument: the day.
site <- Sys.getenv("IOM_REFERENCE", "http://127.0.0.1:8000")
day <- c(commandArgs(trailingOnly = TRUE), "2013-06-14")[1]

states <- read.csv(encoding = "UTF-8", colClasses = "character", paste0(
  site, "/api/v1/states.csv?as_of=", day, "&status=member&fields=name_en,certainty&page_size=1000"
))

possible <- states$name_en[states$certainty == "possible"]
cat(sum(states$certainty == "certain"), " States were certainly members on ", day, ".\n", sep = "")
cat(length(possible), "more may have been:\n")
writeLines(possible)
