# Prints the Makefile's targets with their `##` comments, under their `##@` sections.
BEGIN { FS = ":.*## " }
/^##@ / { printf "\n%s\n", substr($0, 5) }
/^[a-z0-9-]+:.*## / { printf "  %-12s %s\n", $1, $2 }
