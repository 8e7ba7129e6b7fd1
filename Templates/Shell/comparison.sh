# shellcheck shell=bash
#
# What differs between two flattened documents (json.sh), for a decision and for a person.

# An element of a list that has no identity, as most statements, is called by its rank among those that look alike
# (json.sh), so one more shifts the others. This awk program prints an observed document with other numbers: each
# element is called as the wanted one that it has most in common with, and those that have next to nothing in common
# with any are counted on. What bore two names still does: no difference is lost, and none is made.

# shellcheck disable=SC2016  # an awk program
readonly ALIGN_AWK='
# Sets the list that a path is in, the outermost, its number in it, which the only element has not, and the rest.
function locate(path,    each, end) {
  list = number = ""
  for (each in numbered)
    if (index(path, each ".") == 1 || index(path, each "[#") == 1)
      if (list == "" || length(each) < length(list)) list = each
  if (list == "") return 0
  rest = substr(path, length(list) + 1)
  if (rest ~ /^\[#[0-9]+\]/) {
    end = index(rest, "]")
    number = substr(rest, 3, end - 3)
    rest = substr(rest, end + 1)
  }
  return rest ~ /^[.]/
}

# Notes the elements of a document, and what each has in common with each wanted one.
function read(document,    i, key, line, k) {
  for (i = 1; i <= lines[document]; i++) {
    if (!locate(path[document, i])) continue
    key = document SUBSEP list SUBSEP number
    if (!(key in place)) {
      place[key] = ++count[document]
      list_of[document, count[document]] = list
      name[document, count[document]] = number
    }
    k = place[key]
    size[document, k]++
    line = list SUBSEP rest SUBSEP value[document, i]
    if (document == 1) wants[k, line]
    else for (key = 1; key <= count[1]; key++) if ((key, line) in wants) common[key, k]++
  }
}

# Pairs the elements that differ least, until the rest has no more than an effect in common.
function pair(    i, j, score, best, first, second) {
  while (1) {
    best = ""
    for (i = 1; i <= count[1]; i++)
      for (j = 1; j <= count[2]; j++) {
        if (i in taken || j in renamed || common[i, j] < 2) continue
        score = 2 * common[i, j] - size[1, i] - size[2, j]
        if (best != "" && score <= best) continue
        best = score
        first = i
        second = j
      }
    if (best == "") return
    taken[first]
    renamed[second] = name[1, first]
  }
}

# Numbers the others after those of the wanted document.
function count_on(    i, last) {
  for (i = 1; i <= count[1]; i++) {
    last = name[1, i] == "" ? 1 : name[1, i] + 0
    if (last > counted[list_of[1, i]]) counted[list_of[1, i]] = last
  }
  for (i = 1; i <= count[2]; i++)
    if (!(i in renamed)) renamed[i] = ++counted[list_of[2, i]]
}

FNR == 1 { file++ }
{
  path[file, ++lines[file]] = $1
  value[file, lines[file]] = $2
  at = index($1, "[#")
  if (at > 1 && !index(substr($1, 1, at - 1), "\"")) numbered[substr($1, 1, at - 1)]
}
END {
  read(1)
  read(2)
  pair()
  count_on()
  for (i = 1; i <= lines[2]; i++) {
    text = path[2, i]
    if (locate(text)) {
      number = renamed[place[2, list, number]]
      text = list (number == "" ? "" : "[#" number "]") rest
    }
    print text "\t" value[2, i]
  }
}
'

# Prints what differs, one line each: path, observed value, wanted value, separated by byte 037.
# Arguments: flattened documents, wanted and observed; facets. A facet is a path with all that is below it, or *
# for everything; with ? behind it, it counts only where the wanted document says anything about it. An empty value
# is one like others below *, and none below a path: AWS shows a setting that was never made in either way.
differences() {
  local wanted=$1 seen=$2
  shift 2
  awk -F '\t' "${ALIGN_AWK}" "${wanted}" "${seen}" | awk -F '\t' -v facets="$*" '
    function covers(name, path) {
      return name == "*" || path == name || index(path, name ".") == 1 || index(path, name "[") == 1
    }
    # The values of a path as a person reads them. They stand one behind the other, each after byte 036.
    function shown(values,    value, count, i, text) {
      count = split(values, value, "\036")
      for (i = 2; i <= count; i++)
        text = text (i == 2 ? "" : ", ") (value[i] == "" || value[i] ~ /, / ? "\"" value[i] "\"" : value[i])
      return text
    }
    BEGIN { count = split(facets, facet, " ") }
    FNR == 1 { file++; next }
    {
      known[$1] = 1
      if (file == 1) want[$1] = want[$1] "\036" $2
      else have[$1] = have[$1] "\036" $2
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
          if (facet[i] != "*") { sub(/^\036$/, "", want[path]); sub(/^\036$/, "", have[path]) }
          # The empty text makes awk compare texts: 1e3 is not 1000.
          if (want[path] "" != have[path] "") printf "%s\037%s\037%s\n", path, shown(have[path]), shown(want[path])
          break
        }
      }
    }' "${wanted}" - | sort
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
