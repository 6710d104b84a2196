# Who was Director General on a day, and which sources say so? As an argument: the day.
site <- Sys.getenv("IOM_REFERENCE", "http://127.0.0.1:8000")
day <- c(commandArgs(trailingOnly = TRUE), "2008-09-30")[1]
get <- function(...) read.csv(paste0(site, "/api/v1/", ...), colClasses = "character", encoding = "UTF-8")

terms <- get("terms.csv?as_of=", day, "&post=post-director-general&fields=id,person,start,end,certainty")
for (i in seq_len(nrow(terms))) {
  term <- terms[i, ]
  end <- if (term$end == "") "now" else term$end
  cat(term$person_name, ", ", term$start, " to ", end, ": ", term$certainty, " on ", day, "\n", sep = "")
  citations <- get("citations.csv?kind=term&record=", term$id, "&fields=source,stance&page_size=1000")
  cited <- unique(paste0("  ", citations$stance, ": ", citations$source_title))
  writeLines(sort(cited, method = "radix"))
}
