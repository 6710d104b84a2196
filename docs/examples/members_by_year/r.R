# How many members were there at the end of each year? As arguments: the first and the last year.
site <- Sys.getenv("IOM_REFERENCE", "http://127.0.0.1:8000")
years <- commandArgs(trailingOnly = TRUE)
if (length(years) == 0) years <- c("1951", "2025")

counts <- read.csv(paste0(
  site, "/api/v1/counts.csv?from=", years[1], "-12-31&to=", years[2], "-12-31&step=year"
))

counts$year <- substr(counts$day, 1, 4)
write.table(counts[c("year", "certain", "possible")], quote = FALSE, row.names = FALSE)
if (interactive()) {
  matplot(counts$year, counts[c("certain", "possible")], type = "s", lty = 1:2, xlab = "", ylab = "Members")
}
