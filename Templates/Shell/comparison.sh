# shellcheck shell=bash
#
# What differs between two flattened documents (json.sh), for a decision and for a person.

# Prints what differs, one line each: path, observed value, wanted value, separated by byte 037.
# Arguments: flattened documents, wanted and observed; facets. A facet is a path with all that is below it, or *
# for everything; with ? behind it, it counts only where the wanted document says anything about it.
differences() {
  local wanted=$1 seen=$2
  shift 2
  awk -F '\t' -v facets="$*" '
    function covers(name, path) {
      return name == "*" || path == name || index(path, name ".") == 1 || index(path, name "[") == 1
    }
    BEGIN { count = split(facets, facet, " ") }
    FNR == 1 { file++; next }
    {
      known[$1] = 1
      if (file == 1) want[$1] = want[$1] (want[$1] == "" ? "" : ", ") $2
      else have[$1] = have[$1] (have[$1] == "" ? "" : ", ") $2
    }
    END {
      for (i = 1; i <= count; i++) {
        name = facet[i]
        if (!sub(/[?]$/, "", name)) stated[i] = 1
        else if (name != "*") for (path in want) if (covers(name, path)) stated[i] = 1
        facet[i] = name
      }
      for (path in known) {
        for (i = 1; i <= count; i++) {
          if (!covers(facet[i], path) || !(i in stated || (facet[i] == "*" && path in want))) continue
          # The empty text makes awk compare texts: 1e3 is not 1000.
          if (want[path] "" != have[path] "") printf "%s\037%s\037%s\n", path, have[path], want[path]
          break
        }
      }
    }' "${wanted}" "${seen}" | sort
}

# Prints, on one line, the principals of a policy that another policy does not name; where there is none, nothing.
# The unique id that AWS shows for a role or user that was deleted is nobody.
# Arguments: flattened policies, the one and the other.
other_principals() {
  awk -F '\t' '
    FNR == 1 { file++; next }
    $1 !~ /(^|\.)(Not)?Principal\./ { next }
    { sub(/.*\.(Not)?Principal\./, "", $1); sub(/^(Not)?Principal\./, "", $1) }
    file == 1 { have[$1 " " $2] = $2 }
    file == 2 { ours[$1 " " $2] = 1 }
    END {
      for (who in have) if (!(who in ours) && have[who] !~ /^A(ROA|IDA)[A-Z0-9]+$/) print have[who]
    }' "$1" "$2" | sort | awk '{ line = line separator $0; separator = ", " } END { if (NR > 0) print line }'
}
