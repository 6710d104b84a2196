# When was a State a member, which sources say so, and which say otherwise? As an argument: the State.
site <- Sys.getenv("IOM_REFERENCE", "http://127.0.0.1:8000")
state <- c(commandArgs(trailingOnly = TRUE), "france")[1]
get <- function(...) read.csv(paste0(site, "/api/v1/", ...), colClasses = "character", encoding = "UTF-8")

spells <- get("memberships.csv?state=", state, "&status=member&fields=id,start,end")
for (i in seq_len(nrow(spells))) {
  spell <- spells[i, ]
  cat("Member from ", spell$start, " to ", if (spell$end == "") "now" else spell$end, "\n", sep = "")
  cited <- get("citations.csv?kind=membership&record=", spell$id, "&fields=source,stance,other_value&page_size=1000")
  instead <- ifelse(cited$other_value == "", "", paste0(" (", cited$other_value, ")"))
  said <- unique(paste0("  ", cited$stance, instead, ": ", cited$source_title))
  writeLines(sort(said, method = "radix"))
}
